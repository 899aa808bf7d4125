//! [`Reread`]: a runner is read again before what is asked about it can be answered, and is watched from then on.

use crate::domain::{Named, Runner, Status};
use crate::tui::ui::Role;

/// How reading a runner again goes, and what has become of its name and its status since the question about it opened.
#[derive(Clone, PartialEq, Debug)]
pub struct Reread {
    reading: Reading,
    /// How the question names it.
    named: Named,
    /// How it was named before, where that is not how it is named now.
    renamed_from: Option<Named>,
    /// Its status when the question opened.
    before: Option<Status>,
    /// Its status by now.
    now: Option<Status>,
}

#[derive(Clone, PartialEq, Debug)]
enum Reading {
    /// It was not asked for.
    NotNeeded,
    Awaited,
    Done,
    /// It could not be read, for this reason; `None` once the reason is old.
    Failed(Option<String>),
}

/// What is different about the runner since the last look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Difference {
    /// Nothing that the question says.
    None,
    /// Its status: the warnings may be others now.
    Status,
    /// What it has to be called, whatever else.
    Name,
}

impl Reread {
    /// A runner that is not read again: its name is watched, not its status.
    pub fn not_needed(named: Named) -> Self {
        Self { reading: Reading::NotNeeded, named, renamed_from: None, before: None, now: None }
    }

    /// `runner` is being read again.
    pub fn of(runner: &Runner, named: Named) -> Self {
        let status = runner.status.clone();
        Self { reading: Reading::Awaited, before: status.clone(), now: status, ..Self::not_needed(named) }
    }

    /// How the runner is named.
    pub fn named(&self) -> &Named {
        &self.named
    }

    /// Whether the answer has not come yet.
    pub fn is_awaited(&self) -> bool {
        self.reading == Reading::Awaited
    }

    /// The runner was read again, or could not be, for this reason. Says whether that was waited for.
    pub fn was_read(&mut self, failure: Option<String>) -> bool {
        let is_news = self.is_awaited();
        if is_news {
            self.reading = failure.map_or(Reading::Done, |reason| Reading::Failed(Some(reason)));
        }
        is_news
    }

    /// Another request came to nothing since: why the runner could not be read is old, and often the same reason.
    pub fn outdate_reason(&mut self) {
        if let Reading::Failed(reason) = &mut self.reading {
            *reason = None;
        }
    }

    /// Takes what is known of the runner by now, and how it is named. Says what is another one than before.
    pub fn follow(&mut self, known: Option<(&Runner, Named)>) -> Difference {
        let (runner, named) = known.unzip();
        let mut difference = Difference::None;
        if self.reading != Reading::NotNeeded {
            let now = runner.and_then(|runner| runner.status.clone());
            if now != self.now {
                difference = Difference::Status;
            }
            self.now = now;
        }
        if let Some(named) = named.filter(|named| !self.named.still_tells(named)) {
            let before = std::mem::replace(&mut self.named, named);
            self.renamed_from.get_or_insert(before);
            difference = Difference::Name;
        }
        difference
    }

    /// What has to be said of it, safe to draw. While an answer `is_sending`, the question cannot be put again.
    pub fn messages(&self, is_sending: bool) -> Vec<(String, Role)> {
        let mut said = Vec::new();
        let anew = if is_sending { "." } else { ": the question starts anew." };
        match &self.reading {
            Reading::Failed(reason) => {
                let reason = reason.as_ref().map_or_else(|| ".".to_owned(), |reason| format!(": {reason}"));
                said.push((format!("The status could not be read again{reason}"), Role::Attention));
            }
            // Said where the answers are to stand.
            Reading::Awaited | Reading::Done | Reading::NotNeeded => {}
        }
        match &self.renamed_from {
            Some(before) if before.name() != self.named.name() => {
                let message = format!("{before} was renamed to {} since then{anew}", self.named);
                said.push((message, Role::Attention));
            }
            Some(before) if self.named.id().is_some() && *before != self.named => {
                said.push((format!("Another runner has a name like this one now{anew}"), Role::Attention));
            }
            _ => {}
        }
        if let (Some(before), Some(now)) = (&self.before, &self.now)
            && before != now
        {
            let message = format!("The status changed from {} to {} meanwhile.", before.label(), now.label());
            said.push((message, Role::Attention));
        }
        said
    }
}
