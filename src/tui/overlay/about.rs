//! The runners that an overlay is about, and what its answers depend on.

use super::{Overlay, Screens};
use crate::domain::{AccountId, RunnerKey};
use crate::tui::keymap::Context;

/// What the answers to an overlay depend on: a key is an answer only to what it was when it was drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Dialog {
    context: Context,
    /// The runners that it is about.
    runners: Vec<RunnerKey>,
    /// Where its bar is, or whether the next Enter counts.
    bar: usize,
}

impl Overlay {
    /// The runners that it is about; none where it is about no certain one.
    pub fn about(&self) -> Vec<RunnerKey> {
        match self {
            Self::Edit(state) => vec![state.key.clone()],
            Self::Question(state) => vec![state.key.clone()],
            Self::Picker(state) => vec![state.key.clone()],
            Self::Json(state) => vec![state.key.clone()],
            Self::Copy(state) => vec![state.key.clone()],
            Self::Typed(state) => vec![state.key.clone()],
            Self::Actions(state) => state.keys.clone(),
            Self::Bulk(state) => state.keys(),
            _ => Vec::new(),
        }
    }

    /// The account that it is about; `None` where it is about none, or about all.
    pub fn account(&self, screens: Screens) -> Option<AccountId> {
        match self {
            Self::Operation(state) => Some(state.account),
            Self::Guided(state) => Some(state.key.account),
            Self::Summary(state) => Some(state.key.account),
            Self::Request(state) => state.account,
            Self::Palette(state) => state.below().runner.as_ref().map(|key| key.account),
            Self::Connectivity => Some(screens.connectivity.account()),
            _ => {
                let about = self.about();
                let first = about.first()?.account;
                about.iter().all(|key| key.account == first).then_some(first)
            }
        }
    }

    /// Whether it is a question about this runner.
    pub fn asks_about(&self, key: &RunnerKey) -> bool {
        matches!(self, Self::Question(_) | Self::Typed(_)) && self.about() == [key.clone()]
    }

    /// What its answers depend on.
    pub fn dialog(&self) -> Dialog {
        let bar = match self {
            Self::Question(state) => state.focus(),
            Self::Marked(state) => state.cursor(),
            Self::Leaving(state) => state.cursor(),
            Self::Typed(state) => usize::from(state.is_armed()),
            Self::Actions(state) => state.cursor(),
            Self::Profiles(state) => state.cursor(),
            Self::Palette(state) => state.turn(),
            Self::Bulk(state) => usize::from(state.is_armed()) + 2 * state.focus(),
            _ => 0,
        };
        Dialog { context: self.context(), runners: self.about(), bar }
    }
}
