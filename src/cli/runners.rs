//! Which runners are meant: by a filter, or by a name or an id.

use super::session::Session;
use crate::account::Merged;
use crate::account::fleet::{Listed, Row};
use crate::account::table::{Query, SortOrder};
use crate::domain::{AccountId, Label, RunnerId, RunnerKey};

/// What a name or an id stands for.
pub(super) enum Found {
    One(RunnerKey),
    None,
    /// Several runners have the name.
    Several(Vec<RunnerKey>),
}

/// The rows that `query` lets through, in this order.
pub(super) fn rows<'a>(session: &'a Session, query: &Query, order: SortOrder) -> Vec<&'a Row> {
    let rows = Merged::default().rows(&session.accounts);
    let sight = session.sight();
    let is_shown = |index: &u32| query.matches(rows[*index as usize].row, sight);
    let mut shown: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).filter(is_shown).collect();
    order.sort(&mut shown, &rows);
    shown.into_iter().map(|index| rows[index as usize].row).collect()
}

/// Whether a change of a runner is one of those asked for; of one that is gone its row tells nothing.
pub(super) fn is_of(session: &Session, query: &Query, account: AccountId, id: &RunnerId) -> bool {
    if query.is_empty() {
        return true;
    }
    let row = session.accounts.get(account).and_then(|account| account.row(id));
    row.is_some_and(|row| query.matches(row, session.sight()))
}

/// Why a filter that lets nothing through is likely none that was meant; `None` where it may well be.
pub(super) fn doubt(session: &Session, query: &Query) -> Option<String> {
    let rows: Vec<Listed> = Merged::default().rows(&session.accounts);
    query.doubt(&rows, session.sight())
}

/// The runner that `text` is the id of; else the one that is named so. A name stands for what came, or for what is printed of it.
pub(super) fn find(session: &Session, text: &str) -> Found {
    let rows = Merged::default().rows(&session.accounts);
    let key = |row: &Row| RunnerKey { account: row.account, id: row.runner.id.clone() };
    let with = |is_it: &dyn Fn(&Row) -> bool| -> Vec<RunnerKey> {
        rows.iter().filter(|listed| is_it(listed.row)).map(|listed| key(listed.row)).collect()
    };
    let mut found = with(&|row| row.runner.id.as_str().eq_ignore_ascii_case(text));
    if found.is_empty() {
        found = with(&|row| row.runner.name.raw() == text || row.runner.name.safe() == text);
    }
    match found.len() {
        0 => Found::None,
        1 => Found::One(found.remove(0)),
        _ => Found::Several(found),
    }
}

/// One line for a name that stands for none, or for several.
pub(super) fn refusal(session: &Session, text: &str, several: &[RunnerKey]) -> String {
    let name = Label::from(text);
    if several.is_empty() {
        return format!("There is no runner {name}.");
    }
    let one = |key: &RunnerKey| {
        let id = key.id.label();
        if session.accounts.are_several() {
            format!("{id} ({})", session.accounts.label(key.account))
        } else {
            id.to_string()
        }
    };
    let ids: Vec<String> = several.iter().map(one).collect();
    format!("{} runners are named {name}; give an id: {}", several.len(), ids.join(", "))
}
