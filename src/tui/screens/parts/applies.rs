//! [`Applies`]: whether a command would do something now, for the footer and for its key.

use std::borrow::Cow;

use super::scene::Scene;
use super::under_way;
use crate::account::Account;
use crate::account::operation::Operation;
use crate::domain::setting::READ_ONLY;
use crate::domain::{AccountId, Action, RunnerKey};
use crate::text::words::{count, counted};

/// More runners than this are not acted on with one answer: nobody reads as many names.
const MOST_AT_ONCE: usize = 200;

/// Whether a command would do something now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Applies {
    /// It would: the footer shows its key, if that has a word there.
    Yes,
    /// Its key is taken, but is not worth a place in the footer now.
    Unlisted,
    /// It will in a moment: the footer shows its key, which says what is waited for.
    NotYet(&'static str),
    /// It would not, with the reason for the status line; `None` where the key does nothing and says nothing.
    No(Option<Cow<'static, str>>),
}

impl Applies {
    /// Its key does nothing and says nothing.
    pub const SILENT: Self = Self::No(None);

    /// It would not, for this reason.
    pub fn no(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::No(Some(reason.into()))
    }

    /// For a rule that names the reason against it.
    pub fn unless(reason: Option<impl Into<Cow<'static, str>>>) -> Self {
        reason.map_or(Self::Yes, Self::no)
    }

    /// Shown where `is_of_use`, and taken in any case.
    pub fn listed_if(is_of_use: bool) -> Self {
        if is_of_use { Self::Yes } else { Self::Unlisted }
    }

    /// Taken where `can`; else the key does nothing.
    pub fn only_if(can: bool) -> Self {
        if can { Self::Yes } else { Self::SILENT }
    }

    /// This answer, and where it is yes the one of `next`.
    #[must_use]
    pub fn and(self, next: impl FnOnce() -> Self) -> Self {
        if self == Self::Yes { next() } else { self }
    }
}

/// Whether an action can be asked for with these runners.
pub fn of_action(action: Action, keys: &[RunnerKey], scene: &Scene) -> Applies {
    let reason = |key: &RunnerKey| match scene.runner(key) {
        Some(_) => scene.refusal(action, key),
        None => Some("The runner is gone"),
    };
    let is_mixed = keys.iter().any(|key| key.account != keys[0].account);
    match (keys, action) {
        ([], _) => Applies::SILENT,
        ([key], _) => Applies::unless(reason(key)),
        (_, Action::Details) => Applies::no("Details are for one runner at a time"),
        (_, Action::TestConnectivity) if is_mixed => {
            Applies::no("Tests are made in one account at a time. Mark runners of one account")
        }
        (_, Action::TestConnectivity) if keys.iter().all(|key| reason(key).is_some()) => {
            Applies::No(reason(&keys[0]).map(Cow::from))
        }
        (_, Action::TestConnectivity) => Applies::Yes,
        _ if scene.accounts.are_read_only(keys) => Applies::no(READ_ONLY),
        _ if let Some(key) = keys.iter().find(|key| scene.is_read_only(key)) => {
            let label = scene.accounts.label(key.account);
            let number = keys.iter().filter(|other| other.account == key.account).count();
            // What it is comes first: a narrow screen cuts the rest.
            Applies::no(format!("read-only: {label}. Unmark its {} first", counted(number, "runner")))
        }
        _ if keys.len() > MOST_AT_ONCE => {
            Applies::no(format!("{} runners are marked. Mark at most {MOST_AT_ONCE} for one action", count(keys.len())))
        }
        _ if let Some(message) =
            operations(keys, scene).find_map(|(_, operation)| under_way::refusal(operation, scene.keymap)) =>
        {
            Applies::no(message)
        }
        // The question says of each why it is left out.
        _ => Applies::listed_if(keys.iter().any(|key| reason(key).is_none())),
    }
}

/// The account that a refusal of an action for these runners is about: that of all of them, else the one where another action is under
/// way; none where it is about several, or names the account itself.
pub fn refusing_account(action: Action, keys: &[RunnerKey], scene: &Scene) -> Option<AccountId> {
    let first = keys.first()?.account;
    if keys.iter().all(|key| key.account == first) {
        return Some(first);
    }
    let is_about_each = matches!(action, Action::Details | Action::TestConnectivity);
    let is_about_all = keys.iter().any(|key| scene.is_read_only(key)) || keys.len() > MOST_AT_ONCE;
    let mut under_way = operations(keys, scene).filter(|(_, operation)| operation.is_under_way());
    under_way.next().map(|(id, _)| id).filter(|_| !is_about_each && !is_about_all)
}

/// The last operation of each account of these runners.
fn operations<'a>(keys: &[RunnerKey], scene: &Scene<'a>) -> impl Iterator<Item = (AccountId, &'a Operation)> {
    let is_theirs = |account: &&Account| keys.iter().any(|key| key.account == account.id());
    scene.accounts.iter().filter(is_theirs).filter_map(|account| Some((account.id(), account.operation()?)))
}

/// Whether what an action's key means can be asked for with these runners.
pub fn of_key(action: Action, keys: &[RunnerKey], scene: &Scene) -> Applies {
    of_action(scene.meant(action, keys), keys, scene)
}
