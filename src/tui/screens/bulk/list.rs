//! The operations of the accounts: under way, ended, of earlier runs and of other tracksides.

use crate::account::operation::record::OperationRecord;
use crate::account::operation::{Operation, OperationId};
use crate::domain::{AccountId, Action};
use crate::store::{KeptOperation, Owner};
use crate::text;
use crate::text::words::{counted, day_and_time};
use crate::tui::command::Command;
use crate::tui::screens::bulk::results;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 76;
/// Cells of an account's name at the most.
const LABEL: usize = 12;
/// Cells of what an operation is, with the blanks behind.
const WHAT: usize = 24;

/// The state of the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct State {
    /// The operation under the bar; the newest where it is none.
    selected: Option<(AccountId, OperationId)>,
}

/// One line of the list.
struct Row {
    account: AccountId,
    id: OperationId,
    at: jiff::Timestamp,
    what: String,
    state: String,
    role: Role,
    /// Whether nobody goes on with it.
    is_interrupted: bool,
}

impl State {
    /// Takes a command.
    pub fn update(&mut self, command: Command, scene: &Scene) -> Vec<Instruction> {
        let rows = rows(scene);
        let index = self.index(&rows);
        match command {
            Command::Up => self.selected = rows.get(index.saturating_sub(1)).map(Row::key),
            Command::Down => {
                self.selected = rows.get((index + 1).min(rows.len().saturating_sub(1))).map(Row::key);
            }
            Command::Top => self.selected = rows.first().map(Row::key),
            Command::Bottom => self.selected = rows.last().map(Row::key),
            Command::Choose => {
                let chosen = rows.get(index).map(|row| {
                    if row.is_interrupted {
                        Instruction::ResumeOperation(row.account, row.id.clone())
                    } else {
                        Instruction::ShowOperation(row.account, row.id.clone())
                    }
                });
                return chosen.into_iter().collect();
            }
            _ => {}
        }
        Vec::new()
    }

    fn index(&self, rows: &[Row]) -> usize {
        let selected = |selected: &(AccountId, OperationId)| rows.iter().position(|row| row.key() == *selected);
        self.selected.as_ref().and_then(selected).unwrap_or_default()
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'static> {
        let width = usize::from(scene.room(WIDTH));
        let title = vec![Piece::new("Operations", Role::Title)];
        let rows = rows(scene);
        if rows.is_empty() {
            let message = "None yet. An action on marked runners is one.";
            return Content::choices(WIDTH, title, wrapped(message, Role::Quiet, width), None);
        }
        let index = self.index(&rows);
        let lines = rows.iter().enumerate().map(|(at, row)| row.line(at == index, width, scene)).collect();
        let about = match rows.get(index) {
            Some(row) if row.is_interrupted => {
                "Shows what is known of the runners, and offers to continue. Sends nothing."
            }
            _ => "Shows what became of each runner.",
        };
        Content { foot: wrapped(about, Role::Quiet, width), ..Content::choices(WIDTH, title, lines, Some(index)) }
    }
}

impl Row {
    fn key(&self) -> (AccountId, OperationId) {
        (self.account, self.id.clone())
    }

    fn of(account: AccountId, operation: &Operation) -> Self {
        let tally = results::tally(operation);
        let (done, all) = operation.progress();
        let (state, role) = match operation.halt() {
            _ if !operation.is_under_way() => (tally, Role::Text),
            Some(_) => (format!("halted, {done} of {all} ended"), Role::Attention),
            None => (format!("under way, {done} of {all} ended"), Role::InMotion),
        };
        Self {
            account,
            id: operation.id.clone(),
            at: operation.started.wall,
            what: what(operation.action, operation.items().len()),
            state,
            role,
            is_interrupted: false,
        }
    }

    fn kept(account: AccountId, kept: &KeptOperation) -> Self {
        let OperationRecord { id, action, started, steps, .. } = &kept.record;
        let (done, all) = kept.record.progress();
        // Those that go on here are told as they are, and not as they were kept.
        let is_interrupted = kept.is_left();
        let (state, role) = match kept.owner {
            Owner::Another => (format!("in another trackside, {done} of {all} ended"), Role::InMotion),
            _ if is_interrupted => (format!("interrupted, {done} of {all} ended"), Role::Attention),
            _ => (results::tally_of_kept(&kept.record), Role::Text),
        };
        let what = what(*action, steps.len());
        Self { account, id: id.clone(), at: *started, what, state, role, is_interrupted }
    }

    fn line(&self, is_selected: bool, width: usize, scene: &Scene) -> Line {
        let mark = if is_selected { scene.symbols.cursor } else { " " };
        let time = day_and_time(self.at, scene.zone);
        // With one account it stands on the edge of the popup.
        let label = if scene.accounts.are_several() {
            let longest = scene.accounts.iter().map(|account| text::width(account.profile().label())).max();
            let label = text::cut(scene.accounts.label(self.account), LABEL, scene.symbols.ellipsis);
            let blanks = longest.unwrap_or_default().min(LABEL).saturating_sub(text::width(&label)) + 2;
            format!("{label}{}", " ".repeat(blanks))
        } else {
            String::new()
        };
        let begin = format!("{mark} {time}  {label}{:<WHAT$}", self.what);
        let state = text::cut(&self.state, width.saturating_sub(text::width(&begin)), scene.symbols.ellipsis);
        vec![Piece::plain(text::cut(&begin, width, scene.symbols.ellipsis)), Piece::new(state, self.role)]
    }
}

fn what(action: Action, runners: usize) -> String {
    format!("{} of {}", noun(action), counted(runners, "runner"))
}

/// All that are known of all accounts, newest first: those of this run as they are by now, the others as the store has them.
fn rows(scene: &Scene) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for account in scene.accounts.iter() {
        let id = account.id();
        let here: Vec<&Operation> = account.operation().into_iter().chain(account.earlier_operations()).collect();
        let is_here = |id: &OperationId| here.iter().any(|operation| operation.id == *id);
        let told = scene.stored.of(id).operations.told();
        let kept = told.iter().filter(|kept| !is_here(&kept.record.id)).map(|kept| Row::kept(id, kept));
        rows.extend(here.iter().map(|operation| Row::of(id, operation)).chain(kept));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    rows
}

/// What is said of operations that were interrupted, at the start: `Restart of 12 runners was interrupted after 3.`
pub fn interrupted_message(record: &OperationRecord) -> String {
    let (done, _) = record.progress();
    format!("{} was interrupted after {done}.", what(record.action, record.steps.len()))
}
