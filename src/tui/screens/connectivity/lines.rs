//! The form's lines: the fields, what is said of the test, and the results. On low screens what is said gives way to
//! what is typed or looked at.

use super::results::{
    Columns, MARK, NARROW_BELOW, WORD, elapsed, name_limit, of_done, of_grid, of_several, row, target_text, word,
    wrapped,
};
use super::{Focus, Item, Note, State, items};
use crate::account::connectivity::{Done, Part, Progress, Tester};
use crate::domain::connectivity::{COMMON_PORTS, EndpointFault};
use crate::domain::{Label, Origin, RunnerKey};
use crate::text;
use crate::text::cut;
use crate::text::words::{named, sentence, time_with_seconds};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role, Symbols};

/// Prompts, as wide as each other.
const ENDPOINT: &str = "Endpoint  ";
const PORT: &str = "Port      ";
const FROM: &str = "From      ";
/// From this many lines on there is room for blank ones, and for hints under the fields.
const ROOMY_FROM: usize = 14;
/// Lines for what is said of a test, so that the results below stay where they are.
const SAID: usize = 5;
/// Lines of the content at the most, for one runner and for several.
const TALLEST: u16 = 20;
const TALLEST_OF_SEVERAL: u16 = 32;
/// Where what is said of the port begins, behind the longest that can be typed.
const BEHIND_PORT: usize = 20;
/// What the form shows.
pub struct Drawn<'a> {
    /// The lines, as many as there is room for.
    pub lines: Vec<Line>,
    /// The line under the bar.
    pub bar: Option<usize>,
    /// The line of the field that has the keys, its prompt, and what is typed.
    pub field: Option<(u16, &'static str, &'a Field)>,
}

impl State {
    /// The title, for a popup with `width` cells of content.
    pub fn title(&self, width: usize, symbols: &Symbols) -> Vec<Piece> {
        let room = width.saturating_sub("Test connectivity from ".len() + 2);
        let from = match self.runners.as_slice() {
            _ if !self.is_from_runner() => "this machine".to_owned(),
            [(_, name)] => named(name, room, symbols.ellipsis),
            several => format!("{} runners", several.len()),
        };
        vec![Piece::new("Test connectivity", Role::Title), Piece::plain(format!(" from {from}"))]
    }

    /// Lines of the popup's content in a frame of `rows` rows: the same whatever the form says, so that nothing jumps; the
    /// frame's last lines stay visible.
    pub fn height(&self, rows: u16) -> u16 {
        let most = if self.runners.len() > 1 { TALLEST_OF_SEVERAL } else { TALLEST };
        if rows < 20 { rows.saturating_sub(4) } else { (rows - 6).min(most) }
    }

    /// The form in `width` by `height` cells.
    pub fn drawn(&self, (width, height): (usize, usize), scene: &Scene) -> Drawn<'_> {
        let is_roomy = height >= ROOMY_FROM;
        let mut lines = vec![self.field(Focus::Endpoint, ENDPOINT, &self.fields.endpoint, width, scene)];
        if is_roomy {
            lines.push(self.said_of_endpoint(scene).map(indented).unwrap_or_default());
        }
        let port_line = lines.len();
        lines.push(self.port_line(width, is_roomy, scene));
        lines.push(self.origin_line(width, scene));
        if is_roomy {
            lines.extend(wrapped(self.about_from(), Role::Quiet, FROM.len(), width));
            lines.push(Vec::new());
        }
        let rest = height.saturating_sub(lines.len());
        let is_on_results = self.focus == Focus::Results;
        let mut said = self.said((width, rest), is_roomy, scene);
        if is_roomy {
            let most = if is_on_results { SAID } else { rest };
            said.truncate(most);
            said.resize(said.len().max(SAID), Vec::new());
            said.push(Vec::new());
        }
        // On low screens what is under the bar is told below the results: they are what is looked at.
        let is_below = is_on_results && !is_roomy;
        let below = if is_below { said.drain(..).take(1).collect() } else { Vec::new() };
        said.truncate(rest);
        lines.append(&mut said);
        let room = height.saturating_sub(lines.len() + below.len());
        let (results, bar) = self.results((width, room), scene);
        let bar = bar.map(|bar| lines.len() + bar);
        lines.extend(results);
        lines.extend(below);
        lines.resize(lines.len().max(height), Vec::new());
        let field = match self.focus {
            _ if scene.tests.is_under_way() => None,
            Focus::Endpoint => Some((0, ENDPOINT, &self.fields.endpoint)),
            Focus::Port => Some((u16::try_from(port_line).unwrap_or(0), PORT, &self.fields.port)),
            Focus::From | Focus::Results => None,
        };
        Drawn { lines, bar, field }
    }

    /// A field without the keys; the one that has them is drawn over it.
    fn field(&self, focus: Focus, prompt: &'static str, input: &Field, width: usize, scene: &Scene) -> Line {
        if self.focus == focus && !scene.tests.is_under_way() {
            return Vec::new();
        }
        let prompt = Piece::new(prompt, self.prompt_role(focus));
        if input.value().is_empty() {
            return vec![prompt, Piece::new(scene.symbols.absent, Role::Quiet)];
        }
        let room = width.saturating_sub(ENDPOINT.len());
        vec![prompt, Piece::plain(cut(Label::from(input.value()).safe(), room, scene.symbols.ellipsis))]
    }

    fn prompt_role(&self, focus: Focus) -> Role {
        if self.focus == focus { Role::Key } else { Role::Heading }
    }

    fn port_line(&self, width: usize, is_roomy: bool, scene: &Scene) -> Line {
        let mut line = self.field(Focus::Port, PORT, &self.fields.port, width, scene);
        let used: usize = line.iter().map(|piece| text::width(&piece.text)).sum();
        let common = COMMON_PORTS.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let said = match self.said_of_port() {
            Some(said) if is_roomy => said,
            _ if self.focus != Focus::Port || scene.tests.is_under_way() => return line,
            _ if width >= NARROW_BELOW => {
                (format!("{}: {common}", keys(scene.keymap, [Command::Up, Command::Down], " and ")), Role::Quiet)
            }
            _ => (format!("{}: common ones", keys(scene.keymap, [Command::Up, Command::Down], "/")), Role::Quiet),
        };
        line.push(Piece::plain(" ".repeat(BEHIND_PORT.saturating_sub(used))));
        line.push(Piece::new(said.0, said.1));
        line
    }

    fn origin_line(&self, width: usize, scene: &Scene) -> Line {
        let prompt = Piece::new(FROM, self.prompt_role(Focus::From));
        if !self.has_path {
            return vec![prompt, Piece::plain("this machine only")];
        }
        let runner = if self.runners.len() > 1 { "each runner" } else { "the runner" };
        let choice = |message: &str, is_chosen: bool| {
            if is_chosen {
                Piece::new(format!("[{message}]"), Role::Title)
            } else {
                Piece::plain(format!(" {message} "))
            }
        };
        let mut line =
            vec![prompt, choice(runner, self.is_from_runner()), choice("this machine", !self.is_from_runner())];
        if let Some((key, message)) = self.choice_hint(scene).filter(|_| width >= NARROW_BELOW) {
            line.extend([Piece::plain("  "), Piece::new(key, Role::Key), Piece::plain(message)]);
        }
        line
    }

    /// How to change who tests: the key, which is text to the table of keys, and what it does.
    fn choice_hint(&self, scene: &Scene) -> Option<(&'static str, &'static str)> {
        let can_choose = self.has_path && !scene.tests.is_under_way();
        (self.focus == Focus::From && can_choose).then_some(("space", " changes who tests"))
    }

    /// Why the tests are made from there, or what they say nothing about.
    fn about_from(&self) -> &'static str {
        match (self.has_path, self.is_from_here) {
            (true, false) => "",
            (true, true) => "A runner's network may differ from this machine's.",
            (false, _) => {
                "To test from the runner, set connectivity_path (not in the vendor's public API). A runner's network may differ from this machine's."
            }
        }
    }

    fn said_of_endpoint(&self, scene: &Scene) -> Option<(String, Role)> {
        let typed = self.fields.endpoint.value();
        match self.fields.checked_endpoint() {
            Err(EndpointFault::HasPort) => {
                let takes = keys(scene.keymap, [Command::Save, Command::NextField], " or ");
                Some((format!("{takes} moves the port to the field Port."), Role::Bad))
            }
            Err(fault) if typed.is_empty() && !self.has_tried => Some((fault.to_string(), Role::Quiet)),
            Err(fault) => Some((fault.to_string(), Role::Bad)),
            Ok(endpoint) if endpoint.host() != typed.trim() => {
                Some((format!("Tested as {}.", endpoint.host()), Role::Quiet))
            }
            Ok(_) => None,
        }
    }

    fn said_of_port(&self) -> Option<(String, Role)> {
        let fault = self.fields.checked_port().err()?;
        let is_fault = self.has_tried || !self.fields.port.value().is_empty();
        is_fault.then(|| (fault.to_string(), Role::Bad))
    }

    /// What is said of the test, or of what is under the bar, in at most `rest` lines where that is little.
    fn said(&self, (width, rest): (usize, usize), is_roomy: bool, scene: &Scene) -> Vec<Line> {
        if let Some(item) = self.under_bar(scene.tests) {
            return match item {
                Item::Earlier(done) if !is_roomy => vec![self.line_of_when(done, scene)],
                Item::Part(part) if !is_roomy && part.done().is_some() => {
                    part.done().map(|done| self.line_of_when(done, scene)).into_iter().collect()
                }
                Item::Earlier(done) => of_done(done, self.mark(done).as_deref(), width, scene),
                Item::Part(part) => self.of_part(part, width, scene),
            };
        }
        let mut said = Vec::new();
        if !is_roomy {
            let faults = [self.said_of_endpoint(scene), self.said_of_port()].into_iter().flatten();
            let faults = faults.filter(|(_, role)| *role == Role::Bad);
            said.extend(faults.flat_map(|(message, role)| wrapped(&message, role, 0, width)));
        }
        match (&self.note, self.refusal(&scene.known())) {
            (Some(Note::NotSent(reason)), _) => {
                said.extend(wrapped(&format!("{} Nothing was sent.", sentence(reason)), Role::Attention, 0, width));
            }
            (Some(Note::Again), _) => {
                let message = "Another test of the same target follows this one.";
                said.extend(wrapped(message, Role::Attention, 0, width));
            }
            (Some(Note::OfOthers), _) => {
                let message = "Another test is running. Wait for the answer, or stop that test.";
                said.extend(wrapped(message, Role::Attention, 0, width));
            }
            (None, Some(reason)) => said.extend(wrapped(&sentence(&reason), Role::Attention, 0, width)),
            (None, None) => {}
        }
        let of_round = match scene.tests.round() {
            Some(round) if round.is_single() => {
                round.parts().iter().flat_map(|part| self.of_part(part, width, scene)).collect()
            }
            Some(round) => of_several(round, width, scene),
            None if said.is_empty() && (is_roomy || self.focus != Focus::From) => {
                let tests = clause(scene.keymap.key(Context::Connectivity, Command::Save), "{} tests. ");
                wrapped(&format!("{tests}You can paste host:port or a URL in one piece."), Role::Quiet, 0, width)
            }
            None => Vec::new(),
        };
        said.extend(of_round);
        if !is_roomy && self.focus == Focus::From {
            // The lines that have no room beside the field.
            let rest_of_choice = self.choice_hint(scene).filter(|_| width < NARROW_BELOW);
            said.extend(rest_of_choice.map(|(key, message)| vec![Piece::new(key, Role::Key), Piece::plain(message)]));
            said.extend(wrapped(self.about_from(), Role::Quiet, 0, width));
        }
        said.truncate(rest);
        said
    }

    /// A part of the round, at length.
    fn of_part(&self, part: &Part, width: usize, scene: &Scene) -> Vec<Line> {
        let target = scene.tests.round().map(|round| &round.target);
        let target = target.map(|target| target_text(target, width.saturating_sub(16), scene.symbols));
        let target = target.unwrap_or_default();
        let other = self.other_runner(&part.work);
        match part.progress() {
            Progress::Done(done) => of_done(done, other.as_deref(), width, scene),
            Progress::UnderWay(since) => {
                let mut lines = vec![vec![
                    Piece::new(format!("{} testing ", scene.symbols.asked), Role::InMotion),
                    Piece::plain(target),
                    Piece::new(format!("  {}", elapsed(since, scene)), Role::InMotion),
                ]];
                let from = other.map(|name| format!("from {name}")).unwrap_or_default();
                lines.extend(wrapped(&from, Role::Text, 2, width));
                lines.push(vec![
                    Piece::plain("  "),
                    Piece::new(keys(scene.keymap, [Command::StopOperation], ""), Role::Key),
                    Piece::plain(" stops waiting"),
                ]);
                lines
            }
            Progress::Waiting => vec![vec![Piece::new("Waiting for other answers.", Role::Quiet)]],
            Progress::LeftOut(why) => wrapped(&format!("Not tested: {}", why.reason()), Role::Attention, 0, width),
            Progress::Stopped => {
                let mut lines = vec![vec![Piece::plain("Stopped waiting for "), Piece::plain(target)]];
                lines.extend(wrapped("The result of the connection is not known.", Role::Quiet, 2, width));
                lines
            }
        }
    }

    /// The runner that tests, where the form was opened for others since.
    fn other_runner(&self, tester: &Tester) -> Option<String> {
        let Origin::Runner(tests) = &tester.from else { return None };
        self.runners.iter().all(|(key, _)| key.id != *tests).then(|| tester.name.to_string())
    }

    /// Who tested, where that is not the runner that the form is for.
    fn mark(&self, done: &Done) -> Option<String> {
        let is_of = |(key, _): &(RunnerKey, _)| done.tester.from == Origin::Runner(key.id.clone());
        let is_own = self.runners.len() == 1 && self.runners.iter().any(is_of);
        (!is_own).then(|| done.tester.name.to_string())
    }

    /// When and by whom, for a line that has no room for it.
    fn line_of_when(&self, done: &Done, scene: &Scene) -> Line {
        let from = self.mark(done).map(|mark| format!(" from {mark}")).unwrap_or_default();
        let message = format!("{}{from}", time_with_seconds(done.at.wall, scene.zone));
        vec![Piece::new(message, Role::Quiet)]
    }

    /// The results in a window of `room` lines, and which of those is under the bar.
    fn results(&self, (width, room): (usize, usize), scene: &Scene) -> (Vec<Line>, Option<usize>) {
        let items = items(scene.tests);
        if items.is_empty() || room == 0 {
            return (Vec::new(), None);
        }
        let parts = items.iter().filter(|item| matches!(item, Item::Part(_))).count();
        let earlier = items.len() - parts;
        // The heading of the earlier ones is a line, but no item.
        let line_of = |item: usize| item + usize::from(item >= parts);
        let all = items.len() + usize::from(earlier > 0);
        let is_on = self.focus == Focus::Results;
        let bar = line_of(self.cursor.min(items.len() - 1));
        let top = if is_on { bar.saturating_sub(room - 1).min(all.saturating_sub(room)) } else { 0 };
        let shown = items.iter().enumerate().filter(|(index, _)| (top..top + room).contains(&line_of(*index)));
        let shown: Vec<(usize, Item)> = shown.map(|(index, item)| (line_of(index), *item)).collect();
        let columns = self.columns(width, shown.iter().map(|(_, item)| *item));
        let heading = vec![Piece::new(format!("Earlier in this run of trackside: {earlier}"), Role::Heading)];
        let mut lines: Vec<(usize, Line)> = shown
            .into_iter()
            .map(|(index, item)| match item {
                Item::Part(part) => (index, of_grid(part, &columns, scene)),
                Item::Earlier(done) => (index, row(done, self.mark(done).as_deref(), &columns, scene)),
            })
            .collect();
        if earlier > 0 && (top..top + room).contains(&parts) {
            lines.push((parts, heading));
            lines.sort_by_key(|(index, _)| *index);
        }
        (lines.into_iter().map(|(_, line)| line).collect(), is_on.then(|| bar - top))
    }

    fn columns<'a>(&self, width: usize, shown: impl Iterator<Item = Item<'a>>) -> Columns {
        let mut columns = Columns { width, word: 7, mark: 0 };
        for item in shown {
            match item {
                Item::Part(part) => {
                    columns.mark = columns.mark.max(text::width(&part.work.name.to_string()).min(name_limit(width)));
                }
                Item::Earlier(done) => {
                    columns.word = columns.word.max(text::width(&word(done).0).min(WORD));
                    let mark = self.mark(done).map_or(0, |mark| text::width(&mark)).min(MARK);
                    columns.mark = columns.mark.max(mark);
                }
            }
        }
        columns
    }
}

fn indented((message, role): (String, Role)) -> Line {
    vec![Piece::plain(" ".repeat(ENDPOINT.len())), Piece::new(message, role)]
}

/// The form's keys for these commands, as a sentence names them.
fn keys<const COUNT: usize>(keymap: &Keymap, commands: [Command; COUNT], between: &str) -> String {
    let keys = commands.into_iter().filter_map(|command| keymap.key(Context::Connectivity, command));
    keys.map(|key| key.to_string()).collect::<Vec<_>>().join(between)
}
