//! [`Overlay`]: what lies over the list or the details, and what is the same for all of them.

use crate::domain::RunnerId;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::sending::Sending;
use crate::tui::screens::runner_list::{sort_picker, summary};
use crate::tui::screens::{actions, bulk, edit, help, journal, json, marked, picker, question, request, typed};

/// What lies over the list or the details, and gets keys first.
#[derive(Clone, Debug)]
pub(super) enum Overlay {
    Sort(sort_picker::State),
    Summary(summary::State),
    Help(help::State),
    Edit(edit::State),
    Question(question::State),
    Picker(picker::State),
    Json(json::State),
    Typed(typed::State),
    Actions(actions::State),
    Marked(marked::State),
    Bulk(bulk::State),
    Journal(journal::State),
    Request(request::State),
    /// The form that tests connectivity, whose state outlives it.
    Connectivity,
}

impl Overlay {
    /// Whether it is there to be answered or filled in, and not only to be read.
    pub(super) fn wants_an_answer(&self) -> bool {
        match self {
            Self::Sort(_) | Self::Summary(_) | Self::Help(_) | Self::Json(_) | Self::Journal(_) | Self::Request(_) => {
                false
            }
            Self::Edit(_)
            | Self::Question(_)
            | Self::Picker(_)
            | Self::Typed(_)
            | Self::Actions(_)
            | Self::Marked(_)
            | Self::Bulk(_)
            | Self::Connectivity => true,
        }
    }

    /// Whether what it asks was in a frame that can be seen; what asks nothing does not care. From `last` lines above the
    /// window on, its end was in it too. Answers whether that was not so before.
    pub(super) fn drawn(&mut self, is_seen: bool, last: usize) -> bool {
        match self {
            Self::Question(state) => state.drawn(is_seen, state.scroll().lines() >= last),
            Self::Typed(state) => state.drawn(is_seen),
            Self::Bulk(state) => state.drawn(is_seen, state.scroll.lines() >= last),
            _ => false,
        }
    }

    pub(super) fn picker(&self) -> Option<&picker::State> {
        if let Self::Picker(state) = self { Some(state) } else { None }
    }

    /// Whether it is a question about this runner.
    pub(super) fn asks_about(&self, id: &RunnerId) -> bool {
        match self {
            Self::Question(state) => state.id == *id,
            Self::Typed(state) => state.id == *id,
            _ => false,
        }
    }

    /// Whether it says, while something can be asked for in it, that the journal cannot be written.
    pub(super) fn says_that_the_journal_fails(&self) -> bool {
        matches!(self, Self::Edit(_) | Self::Question(_) | Self::Typed(_) | Self::Bulk(_))
    }

    /// The request that it waits for.
    pub(super) fn sending(&mut self) -> Option<&mut Sending> {
        match self {
            Self::Question(state) => state.sending(),
            Self::Typed(state) => state.sending(),
            _ => None,
        }
    }

    pub(super) fn waits_for(&self, ticket: u64) -> bool {
        match self {
            Self::Question(state) => state.waits_for(ticket),
            Self::Typed(state) => state.waits_for(ticket),
            _ => false,
        }
    }

    pub(super) fn refused(&mut self, refusal: Refusal) {
        match self {
            Self::Question(state) => state.refused(refusal),
            Self::Typed(state) => state.refused(refusal),
            _ => {}
        }
    }

    /// Where keys go while it is on top.
    pub(super) fn context(&self) -> Context {
        match self {
            Self::Sort(_) => Context::Sort,
            Self::Summary(_) => Context::Summary,
            Self::Help(_) => Context::Help,
            Self::Edit(_) => Context::Edit,
            Self::Question(_) => Context::Question,
            Self::Picker(_) => Context::Picker,
            Self::Json(_) => Context::Json,
            Self::Typed(_) => Context::Typed,
            Self::Actions(_) => Context::Actions,
            Self::Marked(_) => Context::Marked,
            Self::Bulk(state) if state.takes_text() => Context::BulkTyped,
            Self::Bulk(_) => Context::Bulk,
            Self::Journal(_) => Context::Journal,
            Self::Request(_) => Context::Request,
            Self::Connectivity => Context::Connectivity,
        }
    }
}
