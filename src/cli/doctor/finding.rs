//! [`Finding`]: one thing that was looked at, and what is the matter with it.

use std::fmt::Write;

use tokio::sync::mpsc::UnboundedSender;

use crate::cli::columns::Tone;
use crate::cli::stdout::Stdout;
use crate::domain::text::make_safe;
use crate::text;

/// How it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// As it should be.
    Well,
    /// Not wrong, but worth knowing.
    Noted,
    /// Wrong; its text says why, and what helps.
    Failed,
    /// Not looked at, as something before it is wrong or it is not there.
    Skipped,
}

/// See above.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Finding {
    pub(super) state: State,
    /// What was looked at: a label.
    about: &'static str,
    /// Safe to print.
    text: String,
}

impl Finding {
    fn new(state: State, about: &'static str, text: impl AsRef<str>) -> Self {
        Self { state, about, text: make_safe(text.as_ref()).into_owned() }
    }

    pub(super) fn well(about: &'static str, text: impl AsRef<str>) -> Self {
        Self::new(State::Well, about, text)
    }

    pub(super) fn noted(about: &'static str, text: impl AsRef<str>) -> Self {
        Self::new(State::Noted, about, text)
    }

    pub(super) fn failed(about: &'static str, text: impl AsRef<str>) -> Self {
        Self::new(State::Failed, about, text)
    }

    pub(super) fn skipped(about: &'static str, text: impl AsRef<str>) -> Self {
        Self::new(State::Skipped, about, text)
    }
}

impl State {
    fn word(self) -> (&'static str, Tone) {
        match self {
            Self::Well => ("ok", Tone::Quiet),
            Self::Noted => ("note", Tone::Attention),
            Self::Failed => ("failed", Tone::Bad),
            Self::Skipped => ("skipped", Tone::Quiet),
        }
    }
}

/// Where findings of one account go.
pub(super) struct Sink {
    place: usize,
    sender: UnboundedSender<(usize, Option<Finding>)>,
}

impl Sink {
    pub(super) fn new(place: usize, sender: UnboundedSender<(usize, Option<Finding>)>) -> Self {
        Self { place, sender }
    }

    /// Something was found.
    pub(super) fn tell(&self, finding: Finding) {
        // Nobody takes it once the command has ended.
        let _ = self.sender.send((self.place, Some(finding)));
    }
}

impl Drop for Sink {
    /// There is no more.
    fn drop(&mut self) {
        let _ = self.sender.send((self.place, None));
    }
}

/// `text` with the operator's home, whose name may be a person's, as `~`.
pub(super) fn without_home(text: &str) -> String {
    let home = std::env::var("HOME").unwrap_or_default();
    let home = home.trim_end_matches('/');
    if home.is_empty() { text.to_owned() } else { text.replace(&format!("{home}/"), "~/") }
}

/// Cells of the first two columns with what stands between: the longest word and the longest label.
const STATE: usize = 9;
const ABOUT: usize = 16;
/// A text gets no fewer cells than this beside its label; where there are fewer it stands below.
const LEAST: usize = 24;
/// How far in a text stands that is below its label.
const INDENT: usize = 2;

/// The findings as lines. On a terminal the texts are wrapped; elsewhere each is one line.
pub(super) fn lines(findings: &[Finding], stdout: Stdout) -> String {
    let room = stdout.columns.map(|columns| columns.saturating_sub(STATE + ABOUT));
    let mut text = String::new();
    for finding in findings {
        text.push_str(&match (room, stdout.columns) {
            (Some(room), Some(columns)) if room < LEAST => finding.below(columns, stdout.has_colors),
            (room, _) => finding.beside(room, stdout.has_colors),
        });
    }
    text
}

impl Finding {
    fn head(&self, has_colors: bool) -> String {
        let (word, tone) = self.state.word();
        let blanks = STATE - word.len();
        format!("{}{:blanks$}{}", tone.of(word, has_colors), "", self.about)
    }

    fn beside(&self, room: Option<usize>, has_colors: bool) -> String {
        let mut lines = self.head(has_colors);
        let wrapped = room.map_or_else(|| vec![self.text.clone()], |room| text::wrap(&self.text, room));
        let mut blanks = ABOUT - self.about.len();
        for line in wrapped {
            let _ = writeln!(lines, "{:blanks$}{line}", "");
            blanks = STATE + ABOUT;
        }
        lines
    }

    fn below(&self, columns: usize, has_colors: bool) -> String {
        let mut lines = format!("{}\n", self.head(has_colors));
        for line in text::wrap(&self.text, columns.saturating_sub(INDENT).max(1)) {
            let _ = writeln!(lines, "{:INDENT$}{line}", "");
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_stand_under_each_other_and_are_wrapped_only_on_a_terminal() {
        let findings = [
            Finding::well("DNS", "eu1.example: 2 addresses"),
            Finding::failed("Token", "Credentials refused (401). Check client_id and the secret."),
        ];
        let text = |columns| lines(&findings, Stdout { columns, has_colors: false });
        assert_eq!(
            text(None),
            "ok       DNS             eu1.example: 2 addresses\n\
             failed   Token           Credentials refused (401). Check client_id and the secret.\n"
        );
        assert_eq!(
            text(Some(53)),
            "ok       DNS             eu1.example: 2 addresses\n\
             failed   Token           Credentials refused (401).\n\
             \u{20}                        Check client_id and the\n\
             \u{20}                        secret.\n"
        );
        assert_eq!(
            text(Some(40)),
            "ok       DNS\n  eu1.example: 2 addresses\n\
             failed   Token\n  Credentials refused (401). Check\n  client_id and the secret.\n"
        );
    }

    #[test]
    fn no_text_is_a_control_sequence() {
        let finding = Finding::failed("Token", "\u{1b}[2J\u{202e}");
        assert!(!lines(&[finding], Stdout { columns: None, has_colors: false }).contains(['\u{1b}', '\u{202e}']));
    }
}
