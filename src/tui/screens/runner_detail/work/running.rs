//! What runs now in the environments that default to the runner, the longest first.

use super::{Known, cannot_be_read, place};
use crate::api::calls;
use crate::domain::{Execution, Label, Project};
use crate::text;
use crate::text::words::{ago, counted, long_duration, time_of_day};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::page::Builder;
use crate::tui::screens::parts::work_words::number_running;
use crate::tui::ui::{Piece, Role};

/// Pipelines that are listed: nobody reads more, and each costs its line at each key.
const MOST: usize = 200;

/// A reading is called old from here on, in seconds.
const OLD: u64 = 120;

/// Heading, how many, how old that is, and each.
pub(super) fn section(page: &mut Builder, known: &Known, found: &[(&Project, &Execution)]) {
    page.heading("Running now");
    let running = known.work().running();
    let refusal = known.work().refusal(calls::LIST_EXECUTIONS);
    match (running.value(), refusal.or(running.error())) {
        (_, Some(error)) if running.value().is_none() || refusal.is_some() => {
            cannot_be_read(page, known, "runs", "Running pipelines", error);
            return;
        }
        (None, _) => return page.prose("runs", "Reading running pipelines", Role::InMotion),
        (Some(_), _) => {}
    }
    summary(page, known, found.len());
    let widest =
        found.iter().take(MOST).map(|(_, execution)| text::width(execution.pipeline_name().safe())).max().unwrap_or(0);
    for (project, execution) in found.iter().take(MOST) {
        let lines = run(page, known, project, execution, widest);
        page.push(&format!("run {}", execution.id), lines, Some(("Pipeline", execution.pipeline.raw())));
    }
    if found.len() > MOST {
        let rest = counted(found.len() - MOST, "pipeline");
        page.prose("rest", &format!("{rest} that began later"), Role::Quiet);
    }
    let elsewhere = known.work().join().unassigned();
    if elsewhere > 0 {
        let message = format!("{} in environments without a known default runner", others(elsewhere));
        page.prose("elsewhere", &message, Role::Quiet);
    }
}

fn others(number: usize) -> String {
    let verb = if number == 1 { "runs" } else { "run" };
    format!("{} {verb}", counted(number, "other pipeline"))
}

fn summary(page: &mut Builder, known: &Known, number: usize) {
    let (running, is_cut) = (known.work().running(), known.work().join().is_cut());
    let told = number_running(number, known.work().is_at_least());
    let role = if number > 0 { Role::Title } else { Role::Text };
    page.prose("runs", &format!("{told} in environments that default to this runner"), role);
    if is_cut {
        page.note_at(0, "One reading takes no more pipelines, and some may be missing.", Role::Attention);
    }
    let Some(age) = running.age(known.subject.now) else { return };
    if let Some(error) = running.error() {
        page.note_at(0, &format!("As of {}. Reading again failed: {}", ago(age), error.cause), Role::Attention);
        return;
    }
    let role = if age.as_secs() < OLD { Role::Quiet } else { Role::Attention };
    let waits = if number == 0 { "" } else { ". Waiting for a paused runner counts as running" };
    page.note_at(0, &format!("Read {}{waits}", ago(age)), role);
}

/// One execution: in a line where there is room, else its pipeline and since when over place and trigger.
fn run(page: &Builder, known: &Known, project: &Project, execution: &Execution, widest: usize) -> Vec<Line> {
    let symbols = known.subject.symbols;
    let name = execution.pipeline_name();
    let place = place(project, execution.environment.as_ref(), symbols);
    let by = execution.trigger.as_ref().map(trigger);
    let since = execution.started_at.map(|at| time_of_day(at, known.subject.zone));
    let age = execution.age(known.subject.now.wall).map(long_duration);
    let is_ending = execution.status.as_ref().is_some_and(|status| status.raw().eq_ignore_ascii_case("CANCELLING"));
    let state = if is_ending { Some("cancelling") } else { None };
    let told = age.clone().unwrap_or_else(|| "start unknown".to_owned());
    let ending = |line: &mut Line| line.extend(state.map(|state| Piece::new(format!("  {state}"), Role::Attention)));
    if page.is_narrow() {
        let room = page.width().saturating_sub(text::width(&told) + 4);
        let name = text::cut_middle(name.safe(), room, symbols.ellipsis);
        let mut first = vec![Piece::plain(format!("  {name}")), Piece::new(format!("  {told}"), Role::Quiet)];
        ending(&mut first);
        let rest = [Some(place), by].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let rest = text::cut(&rest, page.width().saturating_sub(4), symbols.ellipsis);
        return vec![first, vec![Piece::new(format!("    {rest}"), Role::Quiet)]];
    }
    let column = widest.min(page.width() / 3).max(8);
    let name = text::cut_middle(name.safe(), column, symbols.ellipsis);
    let padding = " ".repeat(column - text::width(&name));
    let since = since.map(|since| format!("since {since}"));
    let rest = [Some(place), by, since].into_iter().flatten().collect::<Vec<_>>().join("  ");
    let room = page.width().saturating_sub(2 + column + 2 + 13 + 2);
    let mut line = vec![
        Piece::plain(format!("  {name}{padding}  ")),
        Piece::new(format!("{told:<13}  "), Role::Text),
        Piece::new(text::cut(&rest, room, symbols.ellipsis), Role::Quiet),
    ];
    ending(&mut line);
    vec![line]
}

/// What started it, in a word; one that is not known as it came.
fn trigger(label: &Label) -> String {
    match label.raw().trim().to_ascii_uppercase().as_str() {
        "SCHEDULE" => "by schedule".to_owned(),
        "API" => "by API".to_owned(),
        "DESIGNER" => "from the designer".to_owned(),
        _ => format!("by {label}"),
    }
}
