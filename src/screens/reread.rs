//! [`Reread`]: a runner is read again before what is asked about it can be answered, and is watched from then on.

use crate::domain::{Runner, Status};
use crate::ui::Role;

/// How reading a runner again goes, and what has become of its status since the question about it opened.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reread {
    reading: Reading,
    /// Its status when the question opened.
    before: Option<Status>,
    /// Its status by now.
    now: Option<Status>,
}

#[derive(Clone, PartialEq, Debug, Default)]
enum Reading {
    /// It was not asked for.
    #[default]
    NotNeeded,
    Awaited,
    Done,
    /// It could not be read, for this reason.
    Failed(String),
}

impl Reread {
    /// `runner` is being read again.
    pub fn of(runner: &Runner) -> Self {
        Self { reading: Reading::Awaited, before: runner.status.clone(), now: runner.status.clone() }
    }

    /// Whether the answer has not come yet.
    pub fn is_awaited(&self) -> bool {
        self.reading == Reading::Awaited
    }

    /// The runner was read again, or could not be, for this reason. Says whether that was waited for.
    pub fn was_read(&mut self, failure: Option<String>) -> bool {
        let is_news = self.is_awaited();
        if is_news {
            self.reading = failure.map_or(Reading::Done, Reading::Failed);
        }
        is_news
    }

    /// Takes what is known of the runner by now. Says whether its status is another one than before.
    pub fn follow(&mut self, runner: Option<&Runner>) -> bool {
        if self.reading == Reading::NotNeeded {
            return false;
        }
        let now = runner.and_then(|runner| runner.status.clone());
        let is_news = now != self.now;
        self.now = now;
        is_news
    }

    /// What has to be said of it, safe to draw.
    pub fn words(&self) -> Vec<(String, Role)> {
        let mut said = Vec::new();
        match &self.reading {
            Reading::Awaited => said.push(("reading its status again".to_owned(), Role::InMotion)),
            Reading::Failed(reason) => {
                said.push((format!("Its status could not be read again: {reason}"), Role::Attention));
            }
            Reading::Done | Reading::NotNeeded => {}
        }
        if let (Some(before), Some(now)) = (&self.before, &self.now)
            && before != now
        {
            let words = format!("Its status changed from {} to {} meanwhile.", before.label(), now.label());
            said.push((words, Role::Attention));
        }
        said
    }
}
