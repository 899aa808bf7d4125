//! For how long something has been wrong, as the history tells: what just began, or comes and goes, is no cause yet.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::trouble::Trouble;
use crate::account::history::RecordKind;
use crate::domain::timeline::Watched;
use crate::domain::{AccountId, Runner};
use crate::runtime::recorder::{RecorderSetup, StoreLocation};
use crate::store::{Store, StoreFault};
use crate::text::words::long_duration;

/// Changes of a runner that are looked at; what has lasted is among the newest.
const MOST: usize = 100;
/// Two readings further apart than twice the interval and this are not one watch.
const PATIENCE: Duration = Duration::from_secs(60);

/// The history, from some time ago until now.
pub(super) struct Lasting {
    store: Store,
    since: Timestamp,
}

impl Lasting {
    /// Looks whether somebody has watched each account from `lasting` ago until `now`.
    ///
    /// # Errors
    ///
    /// Why the history cannot tell, in a sentence.
    pub(super) fn open(
        setup: &RecorderSetup,
        lasting: Duration,
        refresh: Duration,
        now: Timestamp,
    ) -> Result<Self, String> {
        const HELP: &str = "trackside record, or a dashboard, must have watched for as long";
        let StoreLocation::File { path: Some(path) } = &setup.location else {
            return Err(format!("--for needs a history, and there is none; {HELP}"));
        };
        if !path.exists() {
            return Err(format!("--for needs a history, and there is none yet; {HELP}"));
        }
        let identities: Vec<_> = setup.accounts.iter().map(|account| account.identity.clone()).collect();
        let told = |fault: StoreFault| format!("--for needs the history, which cannot be read: {fault}");
        let store = Store::open(path, &identities).map_err(told)?;
        let since = now.checked_sub(signed(lasting)).unwrap_or(Timestamp::MIN);
        let reach = signed(2 * refresh + PATIENCE);
        for (id, account) in (0..=u8::MAX).map(AccountId).zip(&setup.accounts) {
            let watched = store.watched(id, since.checked_sub(reach).unwrap_or(since), now).map_err(told)?;
            if !is_whole(&watched, (since, now), signed(2 * refresh), reach) {
                let label = account.identity.profile.as_ref().unwrap_or(&account.identity.api);
                let time = long_duration(lasting);
                return Err(format!(
                    "--for needs a history, and nobody watched {label} all of the last {time}; {HELP}"
                ));
            }
        }
        Ok(Self { store, since })
    }

    /// Whether a trouble has lasted since then. What the history does not keep, such as support, counts at once: it does not come
    /// and go.
    ///
    /// # Errors
    ///
    /// The history cannot be read.
    pub(super) fn has_lasted(&self, account: AccountId, runner: &Runner, trouble: Trouble) -> Result<bool, StoreFault> {
        let is_of_status = matches!(trouble, Trouble::Unknown | Trouble::Stopped | Trouble::Paused);
        if !is_of_status && trouble != Trouble::CutOff {
            return Ok(true);
        }
        let events = self.store.events_of(account, &runner.id, None, MOST)?;
        for event in &events {
            let leads_there = match &event.kind {
                RecordKind::Status { to, .. } | RecordKind::Appeared(Some(to)) if is_of_status => {
                    Some(runner.status.as_ref() == Some(to))
                }
                RecordKind::Connected(is) if !is_of_status => Some(!is),
                RecordKind::Appeared(_) => Some(true),
                _ => None,
            };
            // The newest that says something of it: since then it is so; where it says otherwise, that has just changed.
            if let Some(is_so) = leads_there {
                return Ok(is_so && event.at <= self.since);
            }
        }
        // Nothing was seen to change, and somebody watched.
        Ok(true)
    }
}

/// Whether the watches reach from one time, but for `slack`, to another, and leave no gap that is longer than `reach`.
fn is_whole(
    watched: &[Watched],
    (since, now): (Timestamp, Timestamp),
    slack: SignedDuration,
    reach: SignedDuration,
) -> bool {
    let mut until = None;
    for watch in watched.iter().filter(|watch| watch.until >= since) {
        let gap = watch.since.duration_since(until.unwrap_or(since));
        if gap > if until.is_none() { slack } else { reach } {
            return false;
        }
        until = until.max(Some(watch.until));
    }
    until.is_some_and(|until| now.duration_since(until) <= reach)
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    #[test]
    fn a_watch_is_whole_where_it_reaches_from_end_to_end_without_a_long_gap() {
        let of = |watches: &[(i64, i64)]| {
            let watched: Vec<Watched> =
                watches.iter().map(|(since, until)| Watched { since: at(*since), until: at(*until) }).collect();
            is_whole(&watched, (at(0), at(300)), SignedDuration::from_secs(20), SignedDuration::from_secs(80))
        };
        assert!(of(&[(-500, 299)]) && of(&[(20, 220)]) && of(&[(-10, 100), (180, 300)]));
        assert!(of(&[(-90, -50), (0, 300)]), "what was before counts for nothing");
        assert!(!of(&[]) && !of(&[(21, 300)]) && !of(&[(0, 219)]) && !of(&[(0, 100), (181, 300)]) && !of(&[(-90, -1)]));
    }
}
