//! [`Finding`]: one thing that was looked at, and what is the matter with it.

use crate::cli::columns::{Cell, Tone, aligned};
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
    fn cell(self) -> Cell {
        match self {
            Self::Well => Cell::new("ok", Tone::Quiet),
            Self::Noted => Cell::new("note", Tone::Attention),
            Self::Failed => Cell::new("failed", Tone::Bad),
            Self::Skipped => Cell::new("skipped", Tone::Quiet),
        }
    }
}

/// Cells of the first two columns with what stands between: the longest word and the longest label.
const STATE: usize = 9;
const ABOUT: usize = 16;
/// A text gets no fewer cells than this, however narrow the terminal is.
const LEAST: usize = 20;

/// The findings as lines. On a terminal the texts are wrapped; elsewhere each is one line.
pub(super) fn lines(findings: &[Finding], stdout: Stdout) -> String {
    let room = stdout.columns.map_or(usize::MAX, |columns| columns.saturating_sub(STATE + ABOUT).max(LEAST));
    let blank = |width: usize| Cell::plain(" ".repeat(width));
    let mut rows = Vec::new();
    for finding in findings {
        let wrapped = text::wrap(&finding.text, room).into_iter().map(Cell::plain);
        for (place, cell) in wrapped.enumerate() {
            let about = format!("{:<width$}", finding.about, width = ABOUT - 2);
            let [state, about] =
                if place == 0 { [finding.state.cell(), Cell::plain(about)] } else { [blank(0), blank(ABOUT - 2)] };
            rows.push(vec![state, about, cell]);
        }
    }
    // Every part has the same columns, whatever stands in it.
    rows.push(vec![blank(STATE - 2)]);
    let mut text = aligned(&rows, stdout.columns, stdout.has_colors);
    text.truncate(text.len() - 1);
    text
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
            text(Some(52)),
            "ok       DNS             eu1.example: 2 addresses\n\
             failed   Token           Credentials refused (401).\n\
             \u{20}                        Check client_id and the\n\
             \u{20}                        secret.\n"
        );
    }

    #[test]
    fn no_text_is_a_control_sequence() {
        let finding = Finding::failed("Token", "\u{1b}[2J\u{202e}");
        assert!(!lines(&[finding], Stdout { columns: None, has_colors: false }).contains(['\u{1b}', '\u{202e}']));
    }
}
