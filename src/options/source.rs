//! [`Source`]: where a setting's value may come from, as one table of all settings. The help, the config file's known
//! keys and every refusal take their names from it.

/// Where a setting's value may come from. The flag beats the variable, which beats the profile's key, which beats the
/// default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    /// With its dashes. `None`: never given as an argument.
    pub flag: Option<&'static str>,
    /// The environment variable; an empty one counts as not set. `None`: there is none.
    pub variable: Option<&'static str>,
    /// The key in a profile of the config file. `None`: there is none.
    pub key: Option<Key>,
    /// As one would write it. `None`: there is none, or it is no fixed text.
    pub default: Option<&'static str>,
}

/// A key in a profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    /// As it stands in the file.
    pub name: &'static str,
    /// What stands behind it.
    pub kind: Kind,
}

/// What stands behind a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A string of TOML.
    Text,
    /// The name of a file, in quotes.
    Path,
    /// An integer of TOML; its range is checked where it is used.
    Number,
    /// A boolean of TOML.
    Switch,
    /// An array of texts, which is a program and its arguments.
    Command,
}

impl Source {
    const NONE: Self = Self { flag: None, variable: None, key: None, default: None };

    const fn flag(flag: &'static str) -> Self {
        Self { flag: Some(flag), ..Self::NONE }
    }

    const fn variable(variable: &'static str) -> Self {
        Self { variable: Some(variable), ..Self::NONE }
    }

    const fn both(flag: &'static str, variable: &'static str) -> Self {
        Self { flag: Some(flag), variable: Some(variable), ..Self::NONE }
    }

    const fn key(self, name: &'static str, kind: Kind) -> Self {
        Self { key: Some(Key { name, kind }), ..self }
    }

    const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// The first name to mention it by: the flag, else the variable, else the key.
    pub(super) fn name(self) -> &'static str {
        self.flag.or(self.variable).or(self.key.map(|key| key.name)).unwrap_or_default()
    }

    /// What the setting is called where nobody asks how it is given: as its key, or as that would be.
    pub(super) fn setting(self) -> String {
        let name = self.key.map_or_else(|| self.name(), |key| key.name);
        name.trim_start_matches("--").trim_start_matches("TRACKSIDE_").to_lowercase().replace('-', "_")
    }
}

pub(super) const DEMO: Source = Source::flag("--demo");
pub(super) const DEMO_ACCOUNTS: Source = Source::flag("--demo-accounts").or("1");
pub(super) const DEMO_RUNNERS: Source = Source::flag("--demo-runners");
pub(super) const DEMO_SEED: Source = Source::flag("--demo-seed").or("1");
pub(super) const DEMO_FAULT: Source = Source::flag("--demo-fault");
pub(super) const CONFIG: Source = Source::both("--config", "TRACKSIDE_CONFIG");
pub(super) const PROFILE: Source = Source::both("--profile", "TRACKSIDE_PROFILE");
pub(super) const ALL_PROFILES: Source = Source::flag("--all-profiles");
pub(super) const VIEW: Source = Source::both("--view", "TRACKSIDE_VIEW");
pub(super) const REGION: Source = Source::both("--region", "TRACKSIDE_REGION").key("region", Kind::Text);
pub(super) const API_URL: Source = Source::both("--api-url", "TRACKSIDE_API_URL").key("api_url", Kind::Text);
pub(super) const TOKEN_URL: Source = Source::both("--token-url", "TRACKSIDE_TOKEN_URL")
    .key("token_url", Kind::Text)
    .or("https://id.core.matillion.com/oauth/dpc/token");
pub(super) const CLIENT_ID: Source = Source::variable("TRACKSIDE_CLIENT_ID").key("client_id", Kind::Text);
pub(super) const CLIENT_SECRET: Source = Source::variable(super::SECRET_VARIABLE);
pub(super) const CLIENT_SECRET_FILE: Source = Source::NONE.key("client_secret_file", Kind::Path);
pub(super) const CLIENT_SECRET_COMMAND: Source = Source::NONE.key("client_secret_command", Kind::Command);
pub(super) const AUDIENCE: Source = Source::NONE.key("audience", Kind::Text);
pub(super) const ACCOUNT_ID: Source = Source::NONE.key("account_id", Kind::Text);
pub(super) const SEND_ACCOUNT_ID: Source = Source::NONE.key("send_account_id", Kind::Switch).or("false");
pub(super) const RATE_LIMIT: Source = Source::NONE.key("rate_limit_per_minute", Kind::Number).or("500");
pub(super) const COLOR: Source = Source::NONE.key("color", Kind::Text);
pub(super) const CONNECTIVITY_PATH: Source =
    Source::both("--connectivity-path", "TRACKSIDE_CONNECTIVITY_PATH").key("connectivity_path", Kind::Text);
pub(super) const CA_FILE: Source = Source::both("--ca-file", "TRACKSIDE_CA_FILE").key("ca_file", Kind::Path);
pub(super) const REFRESH: Source =
    Source::both("--refresh", "TRACKSIDE_REFRESH").key("refresh_seconds", Kind::Number).or("10");
pub(super) const READ_ONLY: Source = Source::both("--read-only", "TRACKSIDE_READ_ONLY").key("read_only", Kind::Switch);
pub(super) const LOG_FILE: Source = Source::both("--log-file", "TRACKSIDE_LOG_FILE");
pub(super) const PROTECTED: Source = Source::NONE.key("protected", Kind::Switch).or("false");
pub(super) const HISTORY: Source = Source::NONE.key("history", Kind::Text).or("on");
pub(super) const HISTORY_DAYS: Source = Source::NONE.key("history_days", Kind::Number).or("90");
pub(super) const ALLOW_REVEAL: Source = Source::NONE.key("allow_reveal", Kind::Switch);
pub(super) const REVEAL: Source = Source::NONE.key("reveal_seconds", Kind::Number).or("20");
pub(super) const CLIPBOARD: Source =
    Source::both("--clipboard", "TRACKSIDE_CLIPBOARD").key("clipboard", Kind::Text).or("auto");
pub(super) const CLIPBOARD_CLEAR: Source = Source::NONE.key("clipboard_clear_seconds", Kind::Number).or("45");
pub(super) const NOTIFY: Source = Source::both("--notify", "TRACKSIDE_NOTIFY").key("notify", Kind::Text).or("off");
pub(super) const THEME: Source = Source::both("--theme", "TRACKSIDE_THEME").key("theme", Kind::Text).or("ansi");
pub(super) const NO_COLOR: Source = Source::variable("NO_COLOR");
pub(super) const SYMBOLS: Source = Source::both("--symbols", "TRACKSIDE_SYMBOLS").key("symbols", Kind::Text);
pub(super) const ESCAPE: Source = Source::variable("TRACKSIDE_ESCAPE_MS").key("escape_ms", Kind::Number);

/// Every setting, in the order of the help. The help takes its variables and defaults from here.
pub const SOURCES: [Source; 38] = [
    DEMO,
    DEMO_ACCOUNTS,
    DEMO_RUNNERS,
    DEMO_SEED,
    DEMO_FAULT,
    CONFIG,
    PROFILE,
    ALL_PROFILES,
    VIEW,
    REGION,
    API_URL,
    TOKEN_URL,
    CLIENT_ID,
    CLIENT_SECRET,
    CLIENT_SECRET_FILE,
    CLIENT_SECRET_COMMAND,
    AUDIENCE,
    ACCOUNT_ID,
    SEND_ACCOUNT_ID,
    RATE_LIMIT,
    COLOR,
    CONNECTIVITY_PATH,
    CA_FILE,
    REFRESH,
    READ_ONLY,
    LOG_FILE,
    PROTECTED,
    HISTORY,
    HISTORY_DAYS,
    ALLOW_REVEAL,
    REVEAL,
    CLIPBOARD,
    CLIPBOARD_CLEAR,
    NOTIFY,
    THEME,
    NO_COLOR,
    SYMBOLS,
    ESCAPE,
];
