//! [`ServerClock`]: how far this machine's clock is from those that answer.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;

use super::retry_after;

/// What the newest answer says of the time.
#[derive(Debug, Default)]
pub(super) struct ServerClock(Mutex<Option<SignedDuration>>);

impl ServerClock {
    /// An answer has come at `now`. One without a `Date` says nothing.
    pub(super) fn note(&self, headers: &HeaderMap, now: Timestamp) {
        if let Some(sent) = retry_after::date(headers) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now.duration_since(sent));
        }
    }

    /// How far this machine's clock is ahead, with an error of a second and of the time that the answer took; negative where it is
    /// behind. `None`: no answer told its time.
    pub(super) fn lead(&self) -> Option<SignedDuration> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{DATE, HeaderValue};

    use super::*;

    #[test]
    fn the_newest_answer_with_a_date_counts() {
        let clock = ServerClock::default();
        let now: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        assert_eq!(clock.lead(), None);
        for (date, lead) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:39:37 GMT", Some(600)),
            ("yesterday", Some(600)),
            ("Sun, 06 Nov 1994 08:59:37 GMT", Some(-600)),
        ] {
            let headers = HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))]);
            clock.note(&headers, now);
            assert_eq!(clock.lead().map(|lead| lead.as_secs()), lead, "{date}");
        }
        clock.note(&HeaderMap::new(), now);
        assert_eq!(clock.lead().map(|lead| lead.as_secs()), Some(-600));
    }
}
