//! One action for several runners: the question that lists them all, and the panel that shows how far it is. What goes
//! on in between is an [`ActionOnSeveral`](crate::account::operation::ActionOnSeveral), which knows neither.

pub mod panel;
mod question;

use crate::account::operation::LeftOut;
use crate::domain::{Named, Runs};
use crate::text;
use crate::text::words::{count, counted, named, uncapitalised};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::left_out;
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
}

/// That a runner is left out, and why.
fn left_out_words(why: &LeftOut) -> String {
    match why {
        LeftOut::Gone => "Left out, gone".to_owned(),
        other => format!("Left out: {}", uncapitalised(left_out::reason(other))),
    }
}

/// What runs on a runner, and how many environments depend on it: `2 run; Default runner of 3 environments`. Empty where
/// neither was seen.
fn affected_words(dependents: usize, runs: Runs) -> String {
    let runs = match runs {
        Runs::Seen { count: number @ 1.., is_at_least } => {
            let more = if is_at_least { "+" } else { "" };
            Some(format!("{}{more} run", count(number)))
        }
        _ => None,
    };
    let dependents = (dependents > 0).then(|| format!("Default runner of {}", counted(dependents, "environment")));
    runs.into_iter().chain(dependents).collect::<Vec<String>>().join("; ")
}

/// A runner with what is said of it, wrapped beside its name.
fn runner_lines(runner: &Named, (message, role): (&str, Role), width: usize, symbols: &Symbols) -> Vec<Line> {
    let room = NAME.min(width / 2);
    let mut cell = named(runner, room.saturating_sub(1), symbols.ellipsis);
    cell.push_str(&" ".repeat(room.saturating_sub(text::width(&cell))));
    let rest = text::wrap(message, width.saturating_sub(room));
    let names = std::iter::once(cell).chain(std::iter::repeat_with(|| " ".repeat(room)));
    names.zip(rest).map(|(name, message)| vec![Piece::plain(name), Piece::new(message, role)]).collect()
}
