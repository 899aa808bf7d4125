//! [`Refusal`]: why something was not done, beside where it was asked for.

use crate::api::{ApiError, Cause, Problem};
use crate::domain::connectivity::is_unsupported_by_version;
use crate::domain::{Change, Runner};
use crate::text::words::sentence;
use crate::tui::ui::Role;

/// What a 403 means, as the vendor's page on API credentials has it.
pub const MISSING_ROLE: &str = "The API credential needs the role Super Admin or Admin (Manage agents).";
/// What helps against a 403 that says that this machine's address is not on the list ("IP allow list").
pub const ADDRESS_REFUSED: &str = "This machine's address is not on the account's IP allow list. A Super Admin can add the address, IPv4 and IPv6 each; changes take up to 15 minutes.";

/// Why nothing is sent any more.
pub const GONE: &str = "The runner is gone: nothing is left to change";

/// What helps where a runner cannot be removed because of its status ("Delete an agent").
const STOP_FIRST: &str = "Stop the runner's service at the provider first.";

/// What came in place of an answer that tells what became of a request, in two words: `No answer`.
pub fn in_place_of_an_answer(cause: &Cause) -> &'static str {
    match cause {
        Cause::Server(_) => "Error in answer",
        Cause::NotUnderstood(_) | Cause::TooLarge(_) => "Unreadable answer",
        _ => "No answer",
    }
}

/// What is missing, after a 403.
pub fn missing(problem: &Problem) -> &'static str {
    if problem.is_address_refused() { ADDRESS_REFUSED } else { MISSING_ROLE }
}

/// What was refused, why in the control plane's words, and its code: `Remove refused: the agent must be stopped (409)`.
fn refused(change: Option<&Change>, problem: &Problem) -> String {
    let (message, status) = (problem.message(), problem.status);
    match change {
        Some(change) => format!("{} refused: {} ({status})", change.label(), message),
        None => format!("{message} ({status})"),
    }
}

/// What stands beside a field, a question or a choice that was not carried out.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    text: Vec<(String, Role)>,
}

impl Refusal {
    /// A sentence of trackside's own.
    pub fn note(text: String) -> Self {
        Self { text: vec![(text, Role::Attention)] }
    }

    /// That there is no such runner any more.
    pub fn gone() -> Self {
        Self::note(GONE.to_owned())
    }

    /// No answer came, and none will.
    fn lost() -> Self {
        Self::unknown("No answer came. The request may have arrived or not.")
    }

    /// Something answered, and not as the control plane does.
    fn unreadable() -> Self {
        Self::unknown("The answer is not the control plane's. The request may have arrived or not.")
    }

    /// The control plane, or a gateway before it, answered that it failed.
    fn failed() -> Self {
        Self::unknown("The control plane answered with an error. The request may have arrived or not.")
    }

    fn unknown(what: &str) -> Self {
        let next = "The runner is being read. Nothing is sent again by itself.";
        Self { text: [what, next].map(|text| (text.to_owned(), Role::Attention)).to_vec() }
    }

    /// What the control plane said, with each rule that was violated on a line of its own, and what would help. `change`
    /// is what was to be done, where it was a change.
    pub fn of(error: &ApiError, change: Option<&Change>) -> Self {
        if error.is_unanswered() {
            let (mut refusal, came) = match &error.cause {
                Cause::Server(problem) => (Self::failed(), problem.to_string()),
                cause if error.is_unreadable() => (Self::unreadable(), cause.to_string()),
                cause => (Self::lost(), cause.to_string()),
            };
            refusal.text.push((sentence(&came), Role::Quiet));
            return refusal;
        }
        if error.is_not_sent() {
            return Self::note(format!("Not sent: {}.", error.cause));
        }
        let mut text = Vec::new();
        match &error.cause {
            Cause::Refused(problem) => {
                text.push((refused(change, problem), Role::Bad));
                text.extend(problem.violations.iter().map(|rule| (rule.to_string(), Role::Bad)));
                if matches!(change, Some(Change::Remove)) && problem.status == 409 {
                    text.push((STOP_FIRST.to_owned(), Role::Text));
                }
            }
            Cause::Forbidden(problem) => {
                text.push((refused(change, problem), Role::Bad));
                text.push((missing(problem).to_owned(), Role::Text));
            }
            // It may be the project as well: which of them is not told.
            Cause::NotFound(problem) if matches!(change, Some(Change::AllowList(_))) => {
                text.push((refused(change, problem), Role::Bad));
                let missing = "The runner, the project or the environment is not there (any more).";
                text.push((missing.to_owned(), Role::Text));
            }
            Cause::NotFound(_) => text.push(("The runner is not there any more.".to_owned(), Role::Bad)),
            cause => text.push((cause.to_string(), Role::Bad)),
        }
        Self { text }
    }

    /// Why a connection was not tested. `runner` is the one that was to test it, as it is known now. A test changes
    /// nothing, so that an answer that did not come leaves nothing to be found out.
    pub fn of_test(error: &ApiError, runner: Option<&Runner>) -> Self {
        match &error.cause {
            Cause::Refused(problem) if is_too_old(error) => {
                let text = vec![
                    (format!("{} ({})", problem.message(), problem.status), Role::Bad),
                    (advice_to_update(runner), Role::Text),
                ];
                Self { text }
            }
            // The path is the operator's, so that it may be what is missing.
            Cause::NotFound(problem) if runner.is_some() => {
                let text = "The runner is listed, so the control plane may not know connectivity_path.";
                Self { text: vec![(problem.to_string(), Role::Bad), (text.to_owned(), Role::Text)] }
            }
            cause if error.is_unanswered() => {
                let text = "The result of the connection is not known.";
                Self { text: vec![(cause.to_string(), Role::Bad), (text.to_owned(), Role::Text)] }
            }
            _ => Self::of(error, None),
        }
    }

    /// Each sentence with its meaning; safe to draw.
    pub fn lines(&self) -> impl Iterator<Item = (String, Role)> {
        self.text.iter().cloned()
    }
}

/// What helps a runner that is too old to test connections.
fn advice_to_update(runner: Option<&Runner>) -> String {
    let release = runner.map(|runner| &runner.release);
    let version = release.and_then(|release| release.version.as_ref());
    let latest = release.and_then(|release| release.latest.as_ref());
    let reports = version.map_or_else(String::new, |version| format!("; it reports {}", version.label()));
    match latest {
        Some(latest) => format!("Update the runner to the latest version, {}{reports}.", latest.label()),
        None => format!("Update the runner to the latest version{reports}."),
    }
}

/// Whether a test was refused because the runner is too old for tests.
pub fn is_too_old(error: &ApiError) -> bool {
    matches!(&error.cause, Cause::Refused(problem) if is_unsupported_by_version(&problem.to_string()))
}
