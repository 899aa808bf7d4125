//! [`AuditEvent`]: an entry of the account's audit log; and [`Personal`]: text that is about people.

use std::fmt;

use jiff::Timestamp;

use super::super::runner::Runner;
use super::super::text::Label;

/// Text that names or describes people: drawn where it was asked for, and nowhere else. It cannot be printed, logged or
/// put into a file by accident: `Debug` tells nothing of it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Personal(Label);

impl Personal {
    /// Keeps `text`.
    pub fn new(text: &str) -> Self {
        Self(Label::from(text))
    }

    /// For drawing on the screen that was opened for it. The one way out.
    pub fn on_screen(&self) -> &str {
        self.0.safe()
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(…)")
    }
}

/// One entry of the audit log. Every field may be missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEvent {
    /// When it happened.
    pub at: Option<Timestamp>,
    /// Its code as it came: `agent_paused`. The codes of events about runners are not public.
    pub name: Option<Label>,
    /// What happened, in the control plane's words, which may name people.
    pub description: Option<Personal>,
    /// Who did it: an address or an id.
    pub actor: Option<Personal>,
    /// The id of what it happened to.
    pub subject_id: Option<Personal>,
    /// The name of what it happened to, at that time.
    pub subject_name: Option<Personal>,
}

/// How sure it is that an event is about a runner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum About {
    /// It names the runner's id.
    Id,
    /// It names no id, and the runner's name, which may have been another runner's then.
    Name,
    /// It speaks of runners, and names none.
    Runners,
}

/// The audit events of a span of time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Events {
    /// Newest first; those without a time last.
    pub events: Vec<AuditEvent>,
    /// How many days back were asked for.
    pub days: u16,
    /// Whether there are more in that span: reading stopped at its limit.
    pub is_cut: bool,
}

impl AuditEvent {
    /// Whether it is about `runner`, and how sure that is: by id, else by name, else by a code that speaks of agents, as
    /// runners are called on the wire.
    pub fn about(&self, runner: &Runner) -> Option<About> {
        let by_id = |id: &str| id.eq_ignore_ascii_case(runner.id.as_str()).then_some(());
        let by_name = |name: &str| (name == runner.name.raw()).then_some(());
        let (found, about) = self.among(by_id, by_name)?;
        (found.is_some() || about == About::Runners).then_some(about)
    }

    /// Which of several runners it is about, by the same rules. `None` where it is about none. One that speaks of a runner
    /// that is not found is about a runner all the same.
    pub fn among<R>(
        &self,
        by_id: impl FnOnce(&str) -> Option<R>,
        by_name: impl FnOnce(&str) -> Option<R>,
    ) -> Option<(Option<R>, About)> {
        let speaks = self.name.as_ref().is_some_and(|code| code.raw().to_ascii_lowercase().contains("agent"));
        let (found, about) = if let Some(id) = said(self.subject_id.as_ref()) {
            (by_id(id), About::Id)
        } else if let Some(name) = said(self.subject_name.as_ref()) {
            (by_name(name), About::Name)
        } else {
            (None, About::Runners)
        };
        (found.is_some() || speaks).then_some((found, about))
    }
}

/// A text as it came, unless it is blank.
fn said(text: Option<&Personal>) -> Option<&str> {
    text.map(|text| text.0.raw()).filter(|text| !text.trim().is_empty())
}

impl Events {
    /// Those about `runner`, newest first, each with how sure that is.
    pub fn of<'a>(&'a self, runner: &'a Runner) -> impl Iterator<Item = (&'a AuditEvent, About)> {
        self.events.iter().filter_map(move |event| Some((event, event.about(runner)?)))
    }

    /// Sorts them, newest first: the order of an answer is not documented.
    pub fn sort(&mut self) {
        self.events.sort_by_key(|event| std::cmp::Reverse(event.at));
    }

    /// The oldest that was read: where reading stopped at its limit, there are none from before.
    pub fn oldest(&self) -> Option<Timestamp> {
        self.events.iter().filter_map(|event| event.at).min()
    }
}
