//! The environments that point nowhere: their default runner is gone, stopped or out of support.

use crate::account::Accounts;
use crate::account::work::{Unreadable, Work};
use crate::domain::Label;
use crate::domain::work::OrphanReason;
use crate::text;
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::screens::parts::work_words;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of the popup's content.
pub const WIDTH: u16 = 100;
/// Below this width an environment takes two lines.
const ONE_LINE_FROM: usize = 60;
/// Cells of the widest reason.
const REASON: usize = 14;

/// The state of the view.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State {
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// Takes a command: scrolls, or asks for the list to be copied.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        if command == Command::CopyAll {
            return vec![Instruction::Copy { what: "The list", text: as_text(scene.accounts) }];
        }
        self.scroll.take(command, window);
        Vec::new()
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'static> {
        let number = scene.accounts.with_rows().map(|account| account.work().orphans().len()).sum();
        let title =
            if number == 0 { "Environments that point nowhere".to_owned() } else { work_words::orphans(number, false) };
        let width = usize::from(scene.room(WIDTH));
        let mut all: Vec<Line> = Vec::new();
        for account in scene.accounts.with_rows() {
            if scene.accounts.are_several() {
                all.extend((!all.is_empty()).then(Line::new));
                all.push(vec![Piece::new(account.profile().label(), Role::Title)]);
            }
            all.extend(lines(account.work(), width, scene.symbols));
        }
        let lines = all;
        Content::text(WIDTH, vec![Piece::new(title, Role::Title)], lines, self.scroll)
    }
}

fn lines(work: &Work, width: usize, symbols: &Symbols) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    if work.orphans().is_empty() {
        let (said, role) = none(work);
        return wrapped(&said, role, width);
    }
    let is_wide = width >= ONE_LINE_FROM;
    let column = (width.saturating_sub(REASON + 6)) / 3;
    let cell = |text: &str| {
        let text = text::cut(text, column, symbols.ellipsis);
        let blanks = column.saturating_sub(text::width(&text)) + 2;
        format!("{text}{}", " ".repeat(blanks))
    };
    if is_wide {
        let titles = format!("{}{}{}REASON", cell("PROJECT"), cell("ENVIRONMENT"), cell("DEFAULT RUNNER"));
        lines.push(vec![Piece::new(titles, Role::Heading)]);
    }
    for orphan in work.orphans() {
        let (project, environment) = (named(&orphan.project_name), named(&orphan.environment));
        let (runner, reason) = (named(&orphan.runner_name), reason(orphan.reason));
        if is_wide {
            lines.push(vec![
                Piece::plain(format!("{}{}{}", cell(project), cell(environment), cell(runner))),
                Piece::new(reason, Role::Attention),
            ]);
        } else {
            let first = format!("{project} / {environment}");
            lines.push(vec![Piece::plain(text::cut(&first, width, symbols.ellipsis))]);
            let room = width.saturating_sub(reason.len() + 4);
            let runner = text::cut(runner, room, symbols.ellipsis);
            lines.push(vec![Piece::plain(format!("  {runner}, ")), Piece::new(reason, Role::Attention)]);
        }
    }
    let more = unread(work).or_else(|| (!work.is_whole()).then(|| "Not every project was read.".to_owned()));
    if let Some(why) = more {
        lines.push(Vec::new());
        lines.extend(wrapped(&format!("There may be more. {why}"), Role::Attention, width));
    }
    lines
}

/// A name, or that there is none.
fn named(name: &Label) -> &str {
    if name.is_blank() { "(no name)" } else { name.safe() }
}

/// How many projects have environments that could not be read, if any has.
fn unread(work: &Work) -> Option<String> {
    let number = if work.is_whole() { work.without_environments() } else { 0 };
    (number > 0).then(|| format!("Environments of {} could not be read.", counted(number, "project")))
}

/// What is said where none was seen. What runs may be unreadable all the same.
fn none(work: &Work) -> (String, Role) {
    let has_projects = work.value().is_some_and(|usage| !usage.projects.is_empty());
    match (work.remote().error(), work.progress()) {
        _ if work.is_whole() && has_projects => match unread(work) {
            Some(why) => (format!("None seen so far. {why}"), Role::Attention),
            None => ("None seen: each default runner is in the list, at work and supported.".to_owned(), Role::Text),
        },
        (_, Some((read, total))) => (format!("Reading projects: {read} of {total}"), Role::InMotion),
        (Some(error), _) => (cannot_be_read(Unreadable::Failed(error)), Role::Attention),
        _ if work.is_whole() => (cannot_be_read(Unreadable::NoProjects), Role::Attention),
        _ if work.remote().is_loading() => ("Reading the account's projects".to_owned(), Role::InMotion),
        _ => ("Not known: the account's projects were not read.".to_owned(), Role::Attention),
    }
}

fn cannot_be_read(why: Unreadable) -> String {
    format!("Environments cannot be read: {}", work_words::reason(why))
}

fn reason(reason: OrphanReason) -> &'static str {
    match reason {
        OrphanReason::Gone => "gone",
        OrphanReason::Stopped => "stopped",
        OrphanReason::Unsupported => "out of support",
    }
}

/// Account, project, environment, runner, its id and the reason, with tabs between them, a line each.
fn as_text(accounts: &Accounts) -> String {
    let mut text = "account\tproject\tenvironment\trunner\trunner id\treason\n".to_owned();
    let all = accounts.with_rows().flat_map(|account| account.work().orphans().iter().map(move |one| (account, one)));
    for (account, orphan) in all {
        let id = orphan.runner.as_ref().map(|id| id.label().safe().to_owned()).unwrap_or_default();
        let fields = [
            account.profile().label(),
            orphan.project_name.safe(),
            orphan.environment.safe(),
            orphan.runner_name.safe(),
            &id,
            reason(orphan.reason),
        ];
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    text
}
