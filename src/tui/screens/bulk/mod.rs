//! One action for several runners: the question that shows the plan, and the panel that shows how far it is. What goes
//! on in between is an [`Operation`](crate::account::operation::Operation), which knows neither.

pub mod list;
pub mod panel;
mod policy;
mod question;
pub mod results;

use crate::account::operation::LeftOut;
use crate::domain::{Named, ProjectId, Runs};
use crate::text;
use crate::text::words::{capitalised, count, counted, named, uncapitalised};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::wording::MAX_NAME_LINES;
use crate::tui::ui::{Piece, Role, Symbols};
pub use question::State;

/// Cells of the popup's content.
pub const WIDTH: u16 = 72;
/// Cells of a runner's name, with the blanks behind.
const NAME: usize = 32;

/// What is known of a runner while it is asked about.
pub struct Known {
    /// Why it is left out, if it is.
    pub left_out: Option<LeftOut>,
    /// How it is named; `None` where it is gone.
    pub named: Option<Named>,
    /// The projects with environments that default to it; `None` where that is not known.
    pub serves: Option<Vec<ProjectId>>,
    /// Runs and environments that were seen, by which the order goes.
    pub load: (usize, usize),
}

/// That a runner is left out, and why.
fn left_out_words(why: &LeftOut) -> String {
    match why {
        LeftOut::Gone => "Left out, gone".to_owned(),
        other => format!("Left out: {}", uncapitalised(&other.reason())),
    }
}

/// What runs on a runner, and how many environments depend on it: `2 run; default runner of 3 environments`. Empty where
/// neither was seen.
fn affected_words(dependents: usize, runs: Runs) -> String {
    let runs = match runs {
        Runs::Seen { count: number @ 1.., is_at_least } => {
            let more = if is_at_least { "+" } else { "" };
            Some(format!("{}{more} run", count(number)))
        }
        _ => None,
    };
    let dependents = (dependents > 0).then(|| format!("default runner of {}", counted(dependents, "environment")));
    capitalised(&runs.into_iter().chain(dependents).collect::<Vec<String>>().join("; "))
}

/// A runner with what is said of it, wrapped beside its name; below a name that is wider than its column, which stands in
/// full, as names may differ at any place.
fn runner_lines(runner: &Named, (message, role): (&str, Role), width: usize, symbols: &Symbols) -> Vec<Line> {
    let room = NAME.min(width / 2);
    let name = named(runner, MAX_NAME_LINES * width, symbols.ellipsis);
    let is_wide = text::width(&name) >= room;
    let indent = if is_wide { 2 } else { room };
    let mut names = text::chop(&name, width);
    let mut messages = text::wrap(message, width.saturating_sub(indent));
    if is_wide {
        messages.splice(0..0, std::iter::repeat_n(String::new(), names.len()));
        messages.truncate(if message.is_empty() { names.len() } else { usize::MAX });
    }
    names.resize(messages.len(), String::new());
    let padded = |name: String| format!("{name}{}", " ".repeat(indent.saturating_sub(text::width(&name))));
    let pieces = |(name, message)| vec![Piece::plain(padded(name)), Piece::new(message, role)];
    names.into_iter().zip(messages).map(pieces).collect()
}
