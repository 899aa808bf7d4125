//! What is known of a runner whose status is Unknown: since when and from what, as far as it was seen, and who of the same
//! platform went with it.

use crate::account::fleet::{Companions, TOGETHER};
use crate::domain::Moment;
use crate::domain::look::Look;
use crate::text::words::{count, counted, span, time_or_day};
use crate::tui::screens::parts;
use crate::tui::screens::parts::pane::Subject;
use crate::tui::ui::Role;

/// Names of companions in a sentence.
const NAMED: usize = 3;

/// What is said of such a runner.
pub struct Unknown<'a>(&'a Subject<'a>);

impl<'a> Unknown<'a> {
    /// Of this runner.
    pub fn of(subject: &'a Subject<'a>) -> Self {
        Self(subject)
    }

    /// The sentences, each with what it means.
    pub fn lines(&self) -> Vec<(String, Role)> {
        let mut lines = vec![(self.since(), Role::Attention)];
        if let (Some(companions), Some(platform)) = (self.0.companions, self.0.runner.platform.short_name()) {
            lines.extend(self.with_whom(companions, platform));
        }
        lines
    }

    fn since(&self) -> String {
        match self.0.status_change {
            Some(change) => {
                let (at, age) = (self.time(change.at), span(self.0.now.since(&change.at)));
                format!("Unknown since {at} ({age}), {} before", change.from.label())
            }
            None => {
                format!("Unknown since before {}, when trackside saw the runner first", self.time(self.0.first_seen))
            }
        }
    }

    fn time(&self, at: Moment) -> String {
        time_or_day(at.wall, self.0.now.wall, self.0.zone)
    }

    fn with_whom(&self, companions: Companions, platform: &str) -> Vec<(String, Role)> {
        let number = companions.count();
        let minutes = TOGETHER.as_secs() / 60;
        let is_seen = self.0.status_change.is_some();
        if number == 0 {
            let alone = format!("No other {platform} runner was seen to go Unknown within {minutes} minutes");
            let guess = "Likely this runner alone: secret, service or instances".to_owned();
            return if is_seen { vec![(alone, Role::Text), (guess, Role::Quiet)] } else { Vec::new() };
        }
        let names = companions.first(NAMED).into_iter().map(|row| parts::runner::name(&row.runner).text);
        let names = names.collect::<Vec<_>>().join(", ");
        let more = if number > NAMED { format!(" and {} more", count(number - NAMED)) } else { String::new() };
        let others = counted(number, &format!("other {platform} runner"));
        let went = match (is_seen, number) {
            (true, _) => format!("went Unknown within {minutes} minutes"),
            (false, 1) => "was Unknown at first sight too".to_owned(),
            (false, _) => "were Unknown at first sight too".to_owned(),
        };
        let guess = "Likely what they share: network, cloud account or cluster".to_owned();
        vec![(format!("{others} {went}: {names}{more}"), Role::Text), (guess, Role::Quiet)]
    }
}

/// What is said beside the command to look with.
pub fn about(look: Look) -> String {
    let expected = if look.is_expected { " Expected: the vendor's pages have no command." } else { "" };
    let has_names = look.command.contains("--");
    let names = if has_names { " Replace the names in capitals." } else { "" };
    format!("{}{names}{expected}", look.shows)
}
