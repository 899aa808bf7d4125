//! Several accounts: which profiles are opened, what counts for each, and what is known of the others.

use std::time::Duration;

use trackside::account::Profile;
use trackside::domain::{Label, Tint};
use trackside::options::{AccountOptions, Options, Program, SecretSource, Target, ThemeName};
use trackside::runtime::recorder::{KeptAccount, RecorderSetup, StoreLocation};

use super::{OnScreen, config_refusal, demo, formed, options, refusal, run};

/// Three profiles that say everything, one that lacks nothing but sense, one that lacks all.
const FILE: &str = "\
[profiles.eu]
region = 'eu1'
client_id = 'id-eu'
client_secret_file = 'eu.secret'
color = 'red'
protected = true
refresh_seconds = 30
theme = 'dark'

[profiles.us]
region = 'us1'
client_id = 'id-us'
client_secret_command = ['pass', 'us']
account_id = 'acc-us'
rate_limit_per_minute = 100
history_days = 7
theme = 'light'

[profiles.'two words']
api_url = 'https://lab.example/dpc'
client_id = 'id-lab'
client_secret_file = 'lab.secret'
token_url = 'https://lab.example/token'

[profiles.odd]
region = 'eu1'
client_id = 'id-odd'
client_secret_file = 'odd.secret'
refresh_seconds = 0

[profiles.empty]
";

fn name(account: &AccountOptions) -> &str {
    account.profile.as_ref().map_or("", Label::raw)
}

fn opened(options: &Options) -> Vec<&str> {
    options.accounts.iter().map(name).collect()
}

fn others(options: &Options) -> Vec<&str> {
    options.others.iter().map(|other| other.name.raw()).collect()
}

/// The options of this file, signed in by nothing but its profiles.
fn of(flags: &[&str], variables: &[(&str, &str)], file: &str) -> Options {
    options(flags, variables, Some(file)).unwrap_or_else(|error| panic!("{flags:?} {variables:?}: {error}"))
}

fn refused(flags: &[&str], variables: &[(&str, &str)], file: &str) -> String {
    match options(flags, variables, Some(file)) {
        Err(error) => formed(&error),
        Ok(other) => panic!("{flags:?} {variables:?}: {other:?}"),
    }
}

/// Where an account is, and who signs in there with what.
fn place(account: &AccountOptions) -> String {
    let Target::ControlPlane { api, token, client_id, client_secret, .. } = &account.target else { panic!("a demo") };
    let secret = match client_secret {
        SecretSource::Given(secret) => secret.expose().to_owned(),
        SecretSource::File(file) => file.path.display().to_string(),
        SecretSource::Command { argv, .. } => argv.join(" "),
    };
    format!("{} {} {client_id} {secret}", api.host(), token.host())
}

#[test]
fn profiles_are_opened_in_the_order_asked_and_the_others_are_kept_in_the_order_of_the_file() {
    type Case = (&'static [&'static str], &'static str, &'static str, &'static [&'static str], &'static [&'static str]);
    const REST: &[&str] = &["two words", "odd", "empty"];
    let cases: [Case; 16] = [
        (&["--profile", "eu"], "", "", &["eu"], &["us", "two words", "odd", "empty"]),
        (&["--profile", "us,eu"], "", "", &["us", "eu"], REST),
        (&["--profile=us", "--profile=eu"], "", "", &["us", "eu"], REST),
        (&["--profile", "us", "--profile", "two words,eu"], "", "", &["us", "two words", "eu"], &["odd", "empty"]),
        (&["--profile", "us , eu"], "", "", &["us", "eu"], REST),
        // Twice is once.
        (&["--profile", "us,eu,us", "--profile", "eu"], "", "", &["us", "eu"], REST),
        (&["--profile", "us,us"], "", "", &["us"], &["eu", "two words", "odd", "empty"]),
        // A flag beats the variable, which beats the file.
        (&["--profile", "eu"], "us", "'two words'", &["eu"], &["us", "two words", "odd", "empty"]),
        (&[], "us,eu", "'two words'", &["us", "eu"], REST),
        (&[], "us", "['eu', 'us']", &["us"], &["eu", "two words", "odd", "empty"]),
        (&[], "", "'us'", &["us"], &["eu", "two words", "odd", "empty"]),
        (&[], "", "['us', 'eu']", &["us", "eu"], REST),
        (&[], "", "['us', 'us']", &["us"], &["eu", "two words", "odd", "empty"]),
        (&[], "", "'us,eu'", &["us", "eu"], REST),
        (&["record", "--profile", "eu,us"], "", "", &["eu", "us"], REST),
        (&["--profile", "eu", "record", "--refresh", "9"], "us", "", &["eu"], &["us", "two words", "odd", "empty"]),
    ];
    for (flags, variable, default, expected, rest) in cases {
        let file = if default.is_empty() { FILE.to_owned() } else { format!("default_profile = {default}\n{FILE}") };
        let options = of(flags, &[("TRACKSIDE_PROFILE", variable)], &file);
        assert_eq!((opened(&options), others(&options)), (expected.to_vec(), rest.to_vec()), "{flags:?} {variable}");
    }
}

#[test]
fn all_profiles_are_those_of_the_file_in_its_order() {
    let file = FILE.split("[profiles.odd]").next().unwrap();
    for (variable, default) in [("", ""), ("us", ""), ("nowhere", ""), ("", "default_profile = 'us'\n")] {
        let options = of(&["--all-profiles"], &[("TRACKSIDE_PROFILE", variable)], &format!("{default}{file}"));
        assert_eq!((opened(&options), others(&options)), (vec!["eu", "us", "two words"], vec![]));
    }
    // One that is opened has to be right, even if nobody named it.
    let odd = "/etc/t/config.toml:29: refresh_seconds: 0 is not a whole number of seconds from 1 to 3600";
    assert_eq!(refused(&["--all-profiles"], &[], FILE), odd);
    let none = "--all-profiles: /etc/t/config.toml has no profile; write one below a line such as [profiles.prod-eu]";
    assert_eq!(refused(&["--all-profiles"], &[], ""), none);
    assert_eq!(
        refusal(&["--all-profiles"], &[]),
        "--all-profiles: there is no config file; write one, or name one with --config"
    );
    assert_eq!(
        refused(&["--all-profiles", "--profile", "eu"], &[], FILE),
        "--all-profiles: not with --profile, which names some; give one"
    );
    // An only one needs no choice, and is signed in by the environment as ever.
    let one = "[profiles.one]\nclient_id = 'id'";
    let options = of(&["--all-profiles"], &[("TRACKSIDE_REGION", "au1"), ("TRACKSIDE_CLIENT_SECRET", "s")], one);
    assert_eq!(place(&options.accounts[0]), "au1.api.matillion.com id.core.matillion.com id s");
}

#[test]
fn a_name_that_is_not_there_is_refused_wherever_it_stands() {
    let known = "is not one of the profiles of /etc/t/config.toml: eu, us, two words, odd, empty";
    for (flags, variable, default, refusal) in [
        (&["--profile", "eu,x"][..], "", "", format!("--profile: x {known}")),
        (&["--profile", "eu", "--profile", "x"], "", "", format!("--profile: x {known}")),
        (&["--profile", "eu,"], "", "", format!("--profile: an empty value {known}")),
        (&["--profile", ",eu"], "", "", format!("--profile: an empty value {known}")),
        (&["--profile", ""], "", "", format!("--profile: an empty value {known}")),
        (&["--profile", "EU"], "", "", format!("--profile: EU {known}")),
        (&[], "eu,x,y", "", format!("TRACKSIDE_PROFILE: x {known}")),
        (&[], "", "['eu', 'x']", format!("/etc/t/config.toml:1: default_profile: x {known}")),
        (&[], "", "['']", format!("/etc/t/config.toml:1: default_profile: an empty value {known}")),
    ] {
        let file = if default.is_empty() { FILE.to_owned() } else { format!("default_profile = {default}\n{FILE}") };
        assert_eq!(refused(flags, &[("TRACKSIDE_PROFILE", variable)], &file), refusal, "{flags:?}");
    }
    // A value that does not count is not read.
    assert_eq!(opened(&of(&["--profile", "eu"], &[("TRACKSIDE_PROFILE", "x")], FILE)), ["eu"]);
}

#[test]
fn each_account_is_what_its_own_profile_says() {
    let options = of(&["--profile", "us,two words,eu"], &[], FILE);
    let places: Vec<String> = options.accounts.iter().map(place).collect();
    assert_eq!(
        places,
        [
            "us1.api.matillion.com id.core.matillion.com id-us pass us",
            "lab.example lab.example id-lab /etc/t/lab.secret",
            "eu1.api.matillion.com id.core.matillion.com id-eu /etc/t/eu.secret",
        ]
    );
    let said: Vec<String> = options
        .accounts
        .iter()
        .map(|account| {
            let AccountOptions { region, tint, account_id, read_only, allow_reveal, history_days, .. } = account;
            let seconds = account.refresh.as_secs();
            let limit = account.rate_limit_per_minute;
            format!("{region:?} {tint:?} {account_id:?} {read_only} {allow_reveal} {history_days:?} {seconds} {limit}")
        })
        .collect();
    assert_eq!(
        said,
        [
            "Some(\"us1\") None Some(\"acc-us\") false true Some(7) 10 100",
            "None None None false true Some(90) 10 500",
            "Some(\"eu1\") Some(Red) None true false Some(90) 30 500",
        ]
    );
}

#[test]
fn what_is_no_accounts_own_is_said_by_flags_and_by_the_first_profile() {
    let theme = |flags: &[&str], variables: &[(&str, &str)]| of(flags, variables, FILE).screen().look.theme;
    assert_eq!(theme(&["--profile", "eu,us"], &[]), ThemeName::Dark);
    assert_eq!(theme(&["--profile", "us,eu"], &[]), ThemeName::Light);
    assert_eq!(theme(&["--profile", "two words,eu"], &[]), ThemeName::Ansi);
    assert_eq!(theme(&["--profile", "us,eu"], &[("TRACKSIDE_THEME", "mono")]), ThemeName::Mono);
    // A wrong value of it in another profile than the first does not count.
    let wrong = FILE.replace("theme = 'light'", "theme = 'none such'");
    assert_eq!(opened(&of(&["--profile", "eu,us"], &[], &wrong)), ["eu", "us"]);
    assert_eq!(
        refused(&["--profile", "us,eu"], &[], &wrong),
        "/etc/t/config.toml:17: theme: none such is not one of ansi, auto, dark, light, mono"
    );
}

#[test]
fn other_flags_and_variables_count_for_every_account() {
    let flags = ["--profile", "eu,us", "--refresh", "7", "--read-only", "--ca-file", "a.pem", "--connectivity-path"];
    let path = "/v1/{agentId}/t";
    let by_flag = of(&[&flags[..], &[path]].concat(), &[], FILE);
    let by_variable = of(
        &[],
        &[
            ("TRACKSIDE_PROFILE", "eu,us"),
            ("TRACKSIDE_REFRESH", "7"),
            ("TRACKSIDE_READ_ONLY", "1"),
            ("TRACKSIDE_CA_FILE", "a.pem"),
            ("TRACKSIDE_CONNECTIVITY_PATH", path),
        ],
        FILE,
    );
    for options in [by_flag, by_variable] {
        let readable = options.others.into_iter().filter_map(|other| other.account.ok());
        let all: Vec<_> = options.accounts.into_iter().chain(readable).collect();
        // The refresh of `odd` is overruled, so that it can be read too.
        assert_eq!(all.iter().map(name).collect::<Vec<_>>(), ["eu", "us", "two words", "odd"]);
        for account in all {
            assert_eq!((account.refresh, account.read_only), (Duration::from_secs(7), true), "{}", name(&account));
            assert_eq!(account.ca_file.as_ref().map(|file| file.path.display().to_string()).as_deref(), Some("a.pem"));
            assert_eq!(account.connectivity_path.as_deref(), Some(path));
        }
    }
    // A variable does not overrule a profile that is protected.
    let options = of(&["--profile", "eu,us"], &[("TRACKSIDE_READ_ONLY", "0")], FILE);
    assert_eq!(options.accounts.iter().map(|account| account.read_only).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_says_which_account_it_is_is_refused_for_several() {
    for (flag, variable, value, key) in [
        ("--region", "TRACKSIDE_REGION", "eu1", "region"),
        ("--api-url", "TRACKSIDE_API_URL", "https://a.example", "api_url"),
        ("--token-url", "TRACKSIDE_TOKEN_URL", "https://a.example/t", "token_url"),
        ("", "TRACKSIDE_CLIENT_ID", "hunter2", "client_id"),
        ("", "TRACKSIDE_CLIENT_SECRET", "hunter2", "client_secret_file"),
    ] {
        let expected = |name: &str, opened: usize| {
            format!("{name}: for one profile, and {opened} are opened; leave this out, and say {key} in each profile")
        };
        if !flag.is_empty() {
            assert_eq!(refused(&["--profile", "eu,us", flag, value], &[], FILE), expected(flag, 2));
            assert_eq!(refused(&["record", "--profile", "eu,us", flag, value], &[], FILE), expected(flag, 2));
        }
        assert_eq!(refused(&["--profile", "eu,us,two words"], &[(variable, value)], FILE), expected(variable, 3));
        // An empty variable is not set, and for one profile everything counts.
        assert_eq!(opened(&of(&["--profile", "eu,us"], &[(variable, "")], FILE)), ["eu", "us"]);
        assert_eq!(opened(&of(&["--profile", "eu,eu"], &[(variable, value)], FILE)), ["eu"]);
    }
}

#[test]
fn a_profile_beside_others_has_to_say_everything_itself() {
    for (lines, reason) in [
        ("", "b: lacks credentials; add client_id, and client_secret_file or client_secret_command"),
        ("region = 'eu1'", "b: lacks credentials; add client_id, and client_secret_file or client_secret_command"),
        ("client_id = 'b'", "b: lacks a secret; add client_secret_file or client_secret_command"),
        ("client_secret_file = 'b'", "b: lacks client_id; add it"),
        ("client_id = 'b'\nclient_secret_file = 'b'", "b: lacks region or api_url; add one of them"),
    ] {
        let file = format!("{FILE}[profiles.b]\n{lines}\n");
        let expected = format!("/etc/t/config.toml:32: {reason}");
        assert_eq!(refused(&["--profile", "eu,b"], &[], &file), expected);
        // As one of the others it stops nothing.
        let options = of(&["--profile", "eu"], &[], &file);
        let other = options.others.last().unwrap();
        assert_eq!((other.name.raw(), other.account.as_ref().unwrap_err().to_string()), ("b", expected));
    }
}

#[test]
fn the_others_are_read_without_what_was_said_of_the_one_that_is_opened() {
    let flags = ["--profile", "eu", "--region", "au1", "--token-url", "https://flag.example/t"];
    let options = of(
        &flags,
        &[
            ("TRACKSIDE_API_URL", "https://variable.example"),
            ("TRACKSIDE_CLIENT_ID", "id-variable"),
            ("TRACKSIDE_CLIENT_SECRET", "s3cret-value"),
        ],
        FILE,
    );
    assert_eq!(place(&options.accounts[0]), "au1.api.matillion.com flag.example id-variable s3cret-value");
    let told: Vec<(&str, String)> = options
        .others
        .iter()
        .map(|other| (other.name.raw(), other.account.as_ref().map_or_else(ToString::to_string, place)))
        .collect();
    let expected = [
        ("us", "us1.api.matillion.com id.core.matillion.com id-us pass us"),
        ("two words", "lab.example lab.example id-lab /etc/t/lab.secret"),
        ("odd", "/etc/t/config.toml:29: refresh_seconds: 0 is not a whole number of seconds from 1 to 3600"),
        (
            "empty",
            "/etc/t/config.toml:31: empty: lacks credentials; add client_id, and client_secret_file or client_secret_command",
        ),
    ];
    assert_eq!(told, expected.map(|(name, told)| (name, told.to_owned())));
    assert!(!format!("{options:?}").contains("s3cret-value"));
    // What a screen says of one that cannot be read: its name and why.
    let profile = Profile::from(&options.others[2]);
    assert_eq!(profile.name.as_ref().map(Label::raw), Some("odd"));
    assert_eq!(profile.refusal.as_ref().map(Label::raw), Some(expected[2].1));
    // A key that does not exist is refused in all of the file.
    let wrong = format!("{FILE}colour = 'red'\n");
    assert!(
        config_refusal(&["--profile", "two words"], &[], &wrong).starts_with("/etc/t/config.toml:32: colour: there")
    );
}

#[test]
fn a_file_has_as_many_profiles_as_there_can_be_accounts() {
    let file = |count: usize| -> String {
        let profile = |number| format!("[profiles.p{number}]\nregion='eu1'\nclient_id='a'\nclient_secret_file='s'\n");
        (0..count).map(profile).collect()
    };
    let options = of(&["--all-profiles"], &[], &file(255));
    assert_eq!((options.accounts.len(), options.others.len()), (255, 0));
    let options = of(&["--profile", "p254"], &[], &file(255));
    assert_eq!((options.accounts.len(), options.others.len()), (1, 254));
    let line = "/etc/t/config.toml:1021: p255: one profile too many; a file may have 255";
    assert_eq!(refused(&["--profile", "p1"], &[], &file(256)), line);
}

#[test]
fn what_records_keeps_a_history_of_each_account_and_changes_nothing() {
    let options = of(&["record", "--profile", "us,two words"], &[], FILE);
    assert!(matches!(options.program, Program::Record));
    for account in &options.accounts {
        assert!(account.read_only && account.history_days.is_some(), "{account:?}");
    }
    let off = FILE.replace("history_days = 7", "history = 'off'");
    let line = "/etc/t/config.toml:16: history: no history is kept, which leaves nothing to record";
    assert_eq!(refused(&["record", "--profile", "eu,us"], &[], &off), line);
    assert_eq!(of(&["--profile", "eu,us"], &[], &off).accounts[1].history_days, None);
}

#[test]
fn the_demo_has_accounts_with_fleets_of_their_own() {
    type Row = (String, u64, u8, bool, bool, Option<Tint>);
    let rows = |flags: &[&str]| -> Vec<Row> {
        let read = |account: &AccountOptions| {
            let Target::Demo { seed, fleet, .. } = account.target else { panic!("no demo") };
            (name(account).to_owned(), seed, fleet, account.read_only, account.allow_reveal, account.tint)
        };
        demo(flags, &[]).accounts.iter().map(read).collect()
    };
    let alone = vec![(String::new(), 1, 0, false, true, None)];
    assert_eq!((rows(&[]), rows(&["--demo-accounts", "1"])), (alone.clone(), alone));
    let all = [
        ("demo-eu".to_owned(), 7, 0, false, true, Some(Tint::Red)),
        ("demo-us".to_owned(), 8, 1, true, false, Some(Tint::Yellow)),
        ("demo-au".to_owned(), 9, 2, false, true, None),
        ("demo-stage".to_owned(), 10, 3, false, true, Some(Tint::Cyan)),
        ("demo-lab".to_owned(), 11, 4, false, true, Some(Tint::Green)),
    ];
    for count in 2..=5 {
        assert_eq!(rows(&["--demo-seed", "7", "--demo-accounts", &count.to_string()]), all[..count]);
    }
    let last = rows(&["--demo-seed", "18446744073709551615", "--demo-accounts", "2"]);
    assert_eq!((last[0].1, last[1].1), (u64::MAX, 0));
    // Nothing of the environment makes the second writable, and the rest is the same for all.
    let flags = ["--demo-accounts", "5", "--demo-runners", "3", "--demo-fault", "503=0.1", "--refresh", "2"];
    let options = demo(&flags, &[("TRACKSIDE_READ_ONLY", "0"), ("TRACKSIDE_REGION", "eu1")]);
    assert!(options.accounts[1].read_only && options.others.is_empty());
    for account in &options.accounts {
        let Target::Demo { runners, faults, .. } = &account.target else { panic!("no demo") };
        assert_eq!((*runners, faults.as_slice()), (Some(3), &["503=0.1".to_owned()][..]));
        assert_eq!((account.refresh, &account.region), (Duration::from_secs(2), &None));
    }
    // Each is another account for the store.
    let setup = RecorderSetup::of(&options.accounts, &[]);
    assert_eq!(setup.location, StoreLocation::Memory);
    let known: std::collections::BTreeSet<[String; 3]> =
        setup.accounts.iter().map(|KeptAccount { identity, .. }| identity.known_by().map(str::to_owned)).collect();
    assert_eq!(known.len(), 5);
    let recorded = run(&["record", "--demo", "--demo-accounts", "2"], &[]);
    assert!(recorded.accounts.iter().all(|account| account.read_only));
}
