//! [`Refusal`]: why something was not done, beside where it was asked for.

use crate::api::{ApiError, Cause};
use crate::domain::Change;
use crate::ui::Role;

/// What stands beside a field, a question or a choice that was not carried out.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    words: Vec<(String, Role)>,
}

impl Refusal {
    /// A sentence of trackside's own.
    pub fn note(words: String) -> Self {
        Self { words: vec![(words, Role::Attention)] }
    }

    /// What the control plane said, with each rule that was violated on a line of its own, and what would help. `change`
    /// is what was to be done, where it was a change.
    pub fn of(error: &ApiError, change: Option<&Change>) -> Self {
        if error.is_unanswered() {
            let words = "No answer came: it is not known whether it arrived. The runner is being read; it is not sent again \
                         by itself.";
            return Self { words: vec![(words.to_owned(), Role::Attention), (error.cause.to_string(), Role::Quiet)] };
        }
        let mut words = Vec::new();
        match &error.cause {
            Cause::Refused(problem) => {
                words.push((format!("{} ({})", problem.words(), problem.status), Role::Bad));
                words.extend(problem.violations.iter().map(|rule| (rule.to_string(), Role::Bad)));
            }
            Cause::Forbidden(problem) => {
                words.push((format!("{} ({})", problem.words(), problem.status), Role::Bad));
                let role = "The API credential needs the role Super Admin or Admin (Manage agents).";
                words.push((role.to_owned(), Role::Text));
            }
            // It may be the project as well: which of them is not told.
            Cause::NotFound(problem) if matches!(change, Some(Change::AllowList(_))) => {
                words.push((format!("{} ({})", problem.words(), problem.status), Role::Bad));
                let missing = "The runner, the project or the environment is not there (any more).";
                words.push((missing.to_owned(), Role::Text));
            }
            Cause::NotFound(_) => words.push(("The runner is not there any more.".to_owned(), Role::Bad)),
            cause => words.push((cause.to_string(), Role::Bad)),
        }
        Self { words }
    }

    /// Each sentence with its meaning; safe to draw.
    pub fn lines(&self) -> impl Iterator<Item = (String, Role)> {
        self.words.iter().cloned()
    }
}
