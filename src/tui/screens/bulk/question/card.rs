//! What the question about several runners shows: who depends on them, what decides, whom it is for, who is left out and
//! why, and the answers.

use super::super::{WIDTH, affected_words, policy, runner_lines};
use super::{Item, Phase, State};
use crate::domain::confirmed::not_removable;
use crate::domain::{Action, Circumstances, Runs, Warnings};
use crate::text;
use crate::text::words::{capitalised, count, counted};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::armed;
use crate::tui::screens::parts::content::{Content, Line, all_wrapped, bullets, wrapped};
use crate::tui::screens::parts::difference::{difference, is_same};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::wording::of_action;
use crate::tui::ui::{Piece, Role};

impl State {
    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = usize::from(scene.room(WIDTH));
        if let Some(focused) = self.choosing {
            return policy::content(self.action, &self.policy, focused, scene);
        }
        let (foot, field) = self.foot(scene, width);
        Content {
            head: self.affected.lines(width, scene),
            foot,
            field: field.zip(self.input()).map(|(row, input)| (row, "", input)),
            ..Content::text(WIDTH, self.title(scene.title_room(width)), self.lines(scene, width), self.scroll)
        }
    }

    /// The title, with fewer words where it has less than `room`: `Restart 28 of 30 marked runners?`
    fn title(&self, room: usize) -> Line {
        let (waiting, all) = (self.waiting(), self.items.len());
        let of = if waiting == all { String::new() } else { format!("{} of ", count(waiting)) };
        let whom = [counted(all, "marked runner"), format!("{} marked", count(all)), count(all)];
        let mut forms = whom.map(|whom| format!("{} {of}{whom}?", self.action.label())).into_iter();
        let fits = |form: &String| text::width(form) + 2 <= room;
        let shortest = forms.next_back().unwrap_or_default();
        let message = forms.find(fits).unwrap_or(shortest);
        vec![Piece::new(message, Role::Title), Piece::new(self.totals(), Role::Quiet)]
    }

    /// How many environments and runs they have together, of what was seen: ` 5 environments, 2 runs`.
    fn totals(&self) -> String {
        let waiting = || self.items.iter().filter(|item| item.left_out.is_none());
        let runs: usize = waiting().map(|item| item.load.0).sum();
        let environments: usize = waiting().map(|item| item.load.1).sum();
        let environments = (environments > 0).then(|| counted(environments, "environment"));
        let runs = (runs > 0).then(|| counted(runs, "run"));
        let parts: Vec<String> = environments.into_iter().chain(runs).collect();
        if parts.is_empty() { String::new() } else { format!(" {}", parts.join(", ")) }
    }

    /// What stands between who is affected and the answers, at most `width` cells wide: what decides, how it goes on, whom it
    /// is for, and who is left out.
    fn lines(&self, scene: &Scene, width: usize) -> Vec<Line> {
        let mut lines = all_wrapped(&self.messages(scene), width);
        let Warnings { decisive, more } = self.warnings(scene);
        let shown = decisive.into_iter().chain(more.into_iter().filter(|_| self.shows_more));
        let shown: Vec<(String, Role)> = shown.map(|message| (message, Role::Text)).collect();
        if !self.is_reading() {
            lines.extend(bullets(&shown, scene.symbols.absent, width));
        }
        lines.extend(self.policy_lines(scene, width));
        let of_item = |item: &Item| {
            let runner = scene.runner(&item.subject.key);
            let dependents = runner.and_then(|runner| scene.work.defaults_of(runner)).map_or(0, |found| found.len());
            let runs = runner.map_or(Runs::Unread, |runner| scene.work.runs(runner));
            let (message, role) = item_message(item, dependents, runs);
            runner_lines(&item.subject.named, (&message, role), width, scene.symbols)
        };
        let (asked, left_out): (Vec<&Item>, Vec<&Item>) = self.items.iter().partition(|item| item.left_out.is_none());
        let heading = format!("{} left out", count(left_out.len()));
        for (part, heading) in [(asked, None), (left_out, Some(heading))] {
            if !lines.is_empty() && !part.is_empty() {
                lines.push(Vec::new());
                lines.extend(heading.map(|heading| vec![Piece::new(heading, Role::Heading)]));
            }
            lines.extend(part.into_iter().flat_map(of_item));
        }
        lines
    }

    /// How it goes on, and the key that changes it.
    fn policy_lines(&self, scene: &Scene, width: usize) -> Vec<Line> {
        if self.is_reading() || self.waiting() == 0 {
            return Vec::new();
        }
        let first = self.items.iter().find(|item| item.left_out.is_none());
        let runs = first.and_then(|item| scene.runner(&item.subject.key)).map(|runner| scene.work.runs(runner));
        let context = if self.takes_text() { Context::BulkTyped } else { Context::Bulk };
        let mut lines = vec![Vec::new()];
        for message in policy::messages(self.action, &self.policy, runs) {
            lines.extend(wrapped(&message, Role::Text, width));
        }
        lines.push(vec![
            Piece::new(clause(scene.keymap.key(context, Command::OpenPolicy), "{}"), Role::Key),
            Piece::new(" changes these options", Role::Quiet),
        ]);
        lines
    }

    /// The answers, and the line of the field among them, if there is one.
    fn foot(&self, scene: &Scene, width: usize) -> (Vec<Line>, Option<usize>) {
        let Phase::Asking { is_armed, .. } = &self.phase else {
            return (wrapped("Reading the list again", Role::InMotion, width), None);
        };
        if self.affected.is_awaited() {
            return (wrapped("Reading what runs", Role::InMotion, width), None);
        }
        if self.waiting() == 0 {
            return (wrapped("None of them allows this now.", Role::Attention, width), None);
        }
        if !self.takes_text() {
            let key = |command| clause(scene.keymap.character(Context::Bulk, command), "{}");
            let verb = format!("{} {}", self.action.label(), count(self.waiting()));
            let buttons = [(key(Command::Close), "No".to_owned()), (key(Command::Yes), verb)];
            return (self.focus.lines(&buttons, width, scene.symbols), None);
        }
        let expected = self.expected();
        let mut lines = vec![vec![Piece::plain("Type "), Piece::new(expected.clone(), Role::Title)], vec![]];
        let typed = self.input.value().trim();
        let (message, role) = match (is_armed, difference(typed, &expected)) {
            (true, _) => {
                let verb = of_action(self.action);
                (armed::armed_message((scene.keymap, Context::BulkTyped), verb, self.last_enter, scene.now), Role::Bad)
            }
            (false, Some(differs)) => (differs, Role::Attention),
            (false, None) if is_same(typed, &expected) => {
                (clause(scene.keymap.special(Context::BulkTyped, Command::Save), "Press {} to continue"), Role::Text)
            }
            (false, None) => (String::new(), Role::Text),
        };
        lines.extend(wrapped(&message, role, width));
        (lines, Some(1))
    }

    /// What must be known first: that nothing is written down, that the list is old, that it lacks some.
    fn messages(&self, scene: &Scene) -> Vec<(String, Role)> {
        let mut said: Vec<(String, Role)> = scene.journal_message().into_iter().collect();
        if let Phase::Asking { trouble: Some(trouble), .. } = &self.phase {
            said.push((format!("The list could not be read again: {trouble}"), Role::Attention));
        }
        let rows = self.items.iter().filter_map(|item| scene.fleet.at(&item.subject.key));
        let missing: Vec<&str> = rows.filter(|row| row.is_missing()).map(|row| row.runner.name.safe()).collect();
        if !missing.is_empty() {
            let message = format!("Missing from the list, and not found since: {}", missing.join(", "));
            said.push((message, Role::Attention));
        }
        let elsewhere = self.items.iter().filter(|item| item.left_out.is_none());
        let elsewhere =
            elsewhere.filter(|item| scene.kept.operations.elsewhere(&item.subject.key.id).is_some()).count();
        if elsewhere > 0 {
            let message = format!("Another trackside acts on {} of these runners.", count(elsewhere));
            said.push((message, Role::Attention));
        }
        let is_at_work = |item: &&Item| {
            let runner = scene.runner(&item.subject.key).filter(|_| item.left_out.is_none());
            runner.is_some_and(|runner| not_removable(runner).is_some())
        };
        let at_work = self.items.iter().filter(is_at_work).count();
        if self.action == Action::Remove && at_work > 0 {
            let message = format!("{} not stopped: the control plane may refuse.", counted(at_work, "runner"));
            said.push((message, Role::Attention));
        }
        said.extend(self.affected.pause(scene).map(|message| (message, Role::Attention)));
        said
    }

    /// What is true of each runner; what is true of one stands beside its name.
    pub(super) fn warnings(&self, scene: &Scene) -> Warnings {
        let waiting = self.items.iter().filter(|item| item.left_out.is_none());
        let runners = waiting.filter_map(|item| scene.runner(&item.subject.key));
        Warnings::common(runners.map(|runner| self.action.warnings(runner, &Circumstances::default())))
    }
}

/// What is said of a runner before the answer.
fn item_message(item: &Item, dependents: usize, runs: Runs) -> (String, Role) {
    let (message, role) = match &item.left_out {
        Some(why) => (capitalised(&why.reason()), Role::Off),
        None => (affected_words(dependents, runs), Role::Attention),
    };
    match &item.renamed_from {
        Some(before) if before.name() != item.subject.named.name() => {
            (format!("Renamed, was {before}; {message}").trim_end_matches("; ").to_owned(), role)
        }
        _ => (message, role),
    }
}
