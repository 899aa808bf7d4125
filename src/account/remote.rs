//! [`Remote`]: something that is read from the control plane when it is asked for, with its age.

use std::time::Duration;

use crate::api::ApiError;
use crate::domain::Moment;

/// A value from the control plane: what was read last, and how the reading goes. A failed or running reading keeps the
/// value of the one before.
#[derive(Clone, PartialEq, Debug)]
pub struct Remote<T> {
    value: Option<(T, Moment)>,
    error: Option<ApiError>,
    is_loading: bool,
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self { value: None, error: None, is_loading: false }
    }
}

impl<T> Remote<T> {
    /// What was read last.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref().map(|(value, _)| value)
    }

    /// How old the value is.
    pub fn age(&self, now: Moment) -> Option<Duration> {
        self.value.as_ref().map(|(_, at)| now.since(at))
    }

    /// Why the last reading failed, if it did.
    pub fn error(&self) -> Option<&ApiError> {
        self.error.as_ref()
    }

    /// Whether it is being read now.
    pub fn is_loading(&self) -> bool {
        self.is_loading
    }

    /// Whether it should be read: never was, or longer ago than `limit`, and not being read now.
    pub fn is_due(&self, now: Moment, limit: Duration) -> bool {
        !self.is_loading && self.age(now).is_none_or(|age| age >= limit)
    }

    /// Notes that it is being read from now on. Says whether it was not before: only then is there something to ask.
    pub fn start(&mut self) -> bool {
        !std::mem::replace(&mut self.is_loading, true)
    }

    /// Notes that the reading was given up.
    pub fn give_up(&mut self) {
        self.is_loading = false;
    }

    /// Takes what was read so far; the reading goes on.
    pub fn progress(&mut self, value: T, now: Moment) {
        self.value = Some((value, now));
    }

    /// Takes the outcome of a reading.
    pub fn finish(&mut self, outcome: Result<T, ApiError>, now: Moment) {
        self.is_loading = false;
        match outcome {
            Ok(value) => {
                self.value = Some((value, now));
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
    }
}
