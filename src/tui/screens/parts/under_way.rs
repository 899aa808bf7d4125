//! What is under way for several runners, in the words of the footer, and what tests came to.

use crate::account::connectivity::Round;
use crate::account::operation::Operation;
use crate::domain::{Moment, Named};
use crate::text::words::{counted, named, span};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::Symbols;

/// From this width on the runner whose answer is awaited is named.
const WIDE_FROM: u16 = 100;
/// Cells of a runner's name at the most.
const NAME_CELLS: usize = 20;

/// What is under way, for a footer of `width` cells; `None` where nothing is. `more` are the operations of other accounts.
/// `Restart 3 of 12 · orders-eks 1m`.
pub fn in_words(
    (operation, more): (Option<&Operation>, usize),
    round: Option<&Round>,
    width: u16,
    now: Moment,
    symbols: &Symbols,
) -> Option<String> {
    let acting = operation.map(|operation| {
        let (done, all) = operation.progress();
        let halted = operation.halt().map(|halt| &operation.items()[halt.index]);
        // The runner that it halted at may have come to its end: the next one's turn has not begun.
        let has_begun = halted.is_none_or(|item| item.outcome().is_none());
        let number = (done + usize::from(has_begun)).min(all);
        let word = if halted.is_some() { ", halted" } else { "" };
        let current = operation.current();
        let current = current.and_then(|item| item.step().since().map(|since| (&item.subject.named, since)));
        let more = if more > 0 { format!(", {}", counted(more, "more action")) } else { String::new() };
        (format!("{} {number} of {all}{word}{more}", noun(operation.action)), current)
    });
    let testing = round.map(|round| {
        let (done, all) = round.progress();
        let current = round.current().map(|(tester, since)| (&tester.name, since));
        (format!("Connectivity: {done} of {all} tested"), current)
    });
    let with_current = |(message, current): (String, Option<(&Named, Moment)>)| match current {
        Some((name, since)) if width >= WIDE_FROM => {
            let name = named(name, NAME_CELLS, symbols.ellipsis);
            format!("{message} {} {name} {}", symbols.dot, span(now.since(&since)))
        }
        _ => message,
    };
    match (acting, testing) {
        (Some((acting, _)), Some((testing, _))) => Some(format!("{acting} {} {testing}", symbols.dot)),
        (Some(one), None) | (None, Some(one)) => Some(with_current(one)),
        (None, None) => None,
    }
}

/// Why no action for several runners can be asked about while another one is under way; `None` once it has ended.
pub fn refusal(operation: &Operation, keymap: &Keymap) -> Option<String> {
    let (label, runners) = (noun(operation.action), counted(operation.items().len(), "runner"));
    let shows = clause(keymap.key(Context::List, Command::OpenOperation), " {} shows how far.");
    operation.is_under_way().then(|| format!("{label} of {runners} is still under way.{shows}"))
}

/// What tests that have ended came to: `db.example:5432: 3 of 7 reached it`.
pub fn tests_in_words(round: &Round) -> String {
    let target = round.target.endpoint.with_port(round.target.port);
    let reached =
        |done: &crate::account::connectivity::Done| done.report().is_some_and(|report| report.verdict.is_success());
    let count = round.parts().iter().filter(|part| part.done().is_some_and(|done| reached(done))).count();
    format!("Connectivity: {count} of {} reached {target}", round.parts().len())
}
