//! The names in the window that do not stand in their rows as they are: what has no room is cut so that no two look alike that are
//! not, and what two accounts call the same stands with its account.

use std::collections::{BTreeSet, HashMap};

use super::State;
use super::columns::Placed;
use crate::account::Accounts;
use crate::account::fleet::Row;
use crate::account::table::Column;
use crate::domain::AccountId;
use crate::text;
use crate::tui::screens::parts::labels::Labels;
use crate::tui::ui::layout::ListLayout;
use crate::tui::ui::{Piece, Role, Symbols};

/// The names in the window that are wider than their column, and those that are the same in several accounts where no column says
/// whose they are; by the line of the window.
pub(super) fn cut_names(
    state: &State,
    accounts: &Accounts,
    plan: &[Placed],
    layout: &ListLayout,
    symbols: &Symbols,
) -> HashMap<u16, Vec<Piece>> {
    let width =
        plan.iter().find(|placed| placed.column == Column::Runner).map_or(0, |placed| usize::from(placed.width));
    let window = (0..layout.rows.height).zip(state.shown.iter().skip(state.top));
    let rows: Vec<(u16, &Row)> =
        window.filter_map(|(line, shown)| Some((line, accounts.row(shown.key.account, shown.row)?))).collect();
    let wide = rows.iter().map(|(line, row)| (*line, row.runner.name.safe()));
    let (lines, names): (Vec<u16>, Vec<&str>) = wide.filter(|(_, name)| text::width(name) > width).unzip();
    let cut = text::cut_apart(&names, width, symbols.ellipsis).into_iter().map(|name| vec![Piece::plain(name)]);
    let mut shown: HashMap<u16, Vec<Piece>> = lines.into_iter().zip(cut).collect();
    let has_account = plan.iter().any(|placed| placed.column == Column::Account);
    if accounts.are_several() && !has_account {
        shown.extend(told_apart(&rows, accounts, width, symbols));
    }
    shown
}

/// The names that runners of several accounts have, each with its account.
fn told_apart<'a>(
    rows: &'a [(u16, &Row)],
    accounts: &Accounts,
    width: usize,
    symbols: &'a Symbols,
) -> impl Iterator<Item = (u16, Vec<Piece>)> + use<'a> {
    let mut owners: HashMap<&str, BTreeSet<AccountId>> = HashMap::new();
    for (_, row) in rows {
        owners.entry(row.runner.name.safe()).or_default().insert(row.account);
    }
    let labels = Labels::new(accounts, (width / 2).max(1), symbols);
    rows.iter().filter_map(move |(line, row)| {
        let name = row.runner.name.safe();
        let is_of_several = owners.get(name).is_some_and(|owners| owners.len() > 1);
        is_of_several.then(|| (*line, with_account(name, labels.of(row.account), width, symbols)))
    })
}

/// A name with the account at the right end of its `width` cells.
fn with_account(name: &str, label: &str, width: usize, symbols: &Symbols) -> Vec<Piece> {
    let name = text::cut(name, width.saturating_sub(text::width(label) + 1), symbols.ellipsis);
    let blanks = width.saturating_sub(text::width(&name) + text::width(label));
    vec![Piece::plain(format!("{name}{}", " ".repeat(blanks))), Piece::new(label, Role::Quiet)]
}
