//! Drawing: the whole frame from the state alone, and what each overlay shows.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::App;
use crate::account::Account;
use crate::account::connection::LinkState;
use crate::domain::{AccountId, Moment, Setting, Tint};
use crate::text::words::{counted, sentence};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::applies::Applies;
use crate::tui::screens::parts::page::{Item, ItemTarget};
use crate::tui::screens::runner_detail::Tab;
use crate::tui::screens::runner_detail::reveal::Reveal;
use crate::tui::screens::runner_list::instead;
use crate::tui::screens::runner_list::instead::{Reason, WithoutRows};
use crate::tui::screens::{runner_detail, runner_list};
use crate::tui::ui::chips::Chip;
use crate::tui::ui::header::{self, Watched};
use crate::tui::ui::painter::line;
use crate::tui::ui::{Painter, Piece, Role, layout};

impl App {
    /// Draws the whole frame from the state alone.
    pub fn view(&self, frame: &mut Frame) {
        let area = frame.area();
        let mut painter = Painter::new(frame.buffer_mut(), &self.config.theme);
        painter.ground(area);
        if layout::is_too_small(area) {
            self.view_too_small(area, &mut painter);
            return;
        }
        let mut cursor = if let Some(detail) = &self.detail {
            self.view_detail(detail, &mut painter)
        } else if let Some(screen) = self.in_place {
            self.view_in_place(screen, &mut painter);
            None
        } else {
            let layout = layout::list(area, self.list.wishes());
            runner_list::view(&self.list, &self.scene(), &layout, &mut painter)
        };
        let notice = self.notice_on_a_popup(area);
        for (index, overlay) in (1..).zip(&self.overlays) {
            let is_top = index == self.overlays.len();
            if is_top {
                // The status line and the footer speak of what is on top.
                painter.dim(Rect { height: area.height.saturating_sub(2), ..area });
            }
            let notice = notice.clone().filter(|_| is_top);
            cursor = self.view_overlay(overlay, area, notice, &mut painter);
        }
        if let Some(position) = cursor {
            frame.set_cursor_position(position);
        }
    }

    fn view_detail(&self, detail: &runner_detail::State, painter: &mut Painter) -> Option<(u16, u16)> {
        let layout = self.detail_layout();
        let known = self.known(detail);
        let page = runner_detail::page(detail.tab(), &known, runner_detail::page_width(layout.content.width));
        let item = detail.cursor().item(&page);
        let noticed = self.notice.as_ref().and_then(|notice| notice.account);
        let scene = runner_detail::Scene {
            known: &known,
            page: &page,
            keymap: &self.config.keymap,
            link: self.of(detail.key()).link(self.now),
            account: self.named_account(detail.key().account),
            trouble: self.detail_trouble(detail),
            hints: self.footer(|binding| self.hint(binding, item)),
            notice: self.notice.as_ref().map(|notice| notice.text.as_str()),
            noticed: (noticed.map(|id| self.accounts.label(id)), self.accounts.are_several()),
            advice: self.clipboard_beside(detail).unwrap_or_else(|| self.advice(detail, item)),
        };
        runner_detail::view(detail, &scene, &layout, painter)
    }

    /// An account by name, where it could be taken for another, or has a ground.
    fn named_account(&self, id: AccountId) -> Option<(&str, Option<Tint>)> {
        let profile = self.accounts.profile(id);
        (self.accounts.are_several() || profile.tint.is_some()).then(|| (profile.label(), profile.tint))
    }

    /// When the clipboard is cleared, where the page does not say so itself.
    fn clipboard_beside(&self, detail: &runner_detail::State) -> Option<String> {
        let is_on_page = detail.tab() == Tab::Credentials && detail.reveal != Reveal::Hidden;
        self.clipboard_message().filter(|_| !is_on_page)
    }

    /// Why what the details show may be old.
    fn detail_trouble(&self, detail: &runner_detail::State) -> Option<String> {
        if detail.reveal.is_shown() {
            return Some("Secrets are on the screen".to_owned());
        }
        let of_list = self.of(detail.key()).connection().error().map(|error| sentence(&error.cause.to_string()));
        of_list.or_else(|| {
            let error = detail.details.error().filter(|_| detail.gone_since().is_none())?;
            Some(format!("The details could not be read: {}", error.cause))
        })
    }

    /// What can be done with the field under the bar.
    fn advice(&self, detail: &runner_detail::State, item: Option<&Item>) -> String {
        let Some(item) = item.filter(|_| self.overlays.is_empty()) else { return String::new() };
        let is_gone = detail.gone_since().is_some();
        let promise = |command, message: &str| match self.applies(command, Some(item)) {
            Applies::No(reason) => reason.map(|reason| sentence(&reason)),
            Applies::Yes | Applies::Unlisted | Applies::NotYet(_) => {
                Some(clause(self.config.keymap.key(Context::Details, command), message))
            }
        };
        let does = match &item.target {
            Some(ItemTarget::Setting(_) | ItemTarget::Project(_) | ItemTarget::Environment(..)) if is_gone => None,
            Some(ItemTarget::Setting(Setting::Name | Setting::Description)) => {
                promise(Command::Change, "{} edits the value")
            }
            Some(ItemTarget::Setting(_)) => promise(Command::Change, "{} changes the setting, asks first"),
            Some(ItemTarget::Link(_)) => promise(Command::OpenLink, "{} opens the page in a browser"),
            Some(ItemTarget::Project(_)) => promise(Command::RemoveEntry, "{} removes the project from the list"),
            Some(ItemTarget::Environment(..)) => {
                promise(Command::RemoveEntry, "{} removes the environment from the list")
            }
            None => None,
        };
        does.unwrap_or_default()
    }

    /// Why the last poll failed, in a line: of one account, where it has rows; of several the first that has one.
    pub(super) fn list_trouble(&self) -> Option<String> {
        let error = |account: &Account| Some(sentence(&account.connection().error()?.cause.to_string()));
        if self.accounts.has_no_rows() {
            return None;
        }
        let mut all = self.accounts.iter().filter_map(|account| Some((account.profile().label(), error(account)?)));
        let (label, error) = all.next()?;
        Some(if self.accounts.are_several() { format!("{label}: {error}") } else { error })
    }

    /// Which accounts are watched, and how.
    pub(super) fn watched(&self) -> Watched<'_> {
        let now = self.now;
        if self.accounts.are_several() {
            let chips = self.accounts.iter().map(|account| {
                let profile = account.profile();
                let state = match (self.accounts.same_as(account.id()), account.link(now)) {
                    (Some(first), _) => {
                        vec![Piece::new(format!("same as {}", self.accounts.label(first)), Role::Quiet)]
                    }
                    // Told once, for all.
                    (None, LinkState::Live { .. } | LinkState::Frozen { .. }) => Vec::new(),
                    (None, link) => header::words(&link, self.config.theme.symbols, &self.config.keymap, true),
                };
                Chip { label: profile.label(), tint: profile.tint, read_only: profile.is_read_only, state }
            });
            let read_only = self.accounts.get(self.in_focus()).is_some_and(Account::is_read_only);
            return Watched::Several { chips: chips.collect(), link: self.link_of_all(), read_only };
        }
        let account = self.accounts.of(AccountId::FIRST);
        let profile = account.profile();
        Watched::One {
            origin: profile.origin(self.config.theme.symbols.dot),
            tint: profile.tint,
            read_only: profile.is_read_only,
            link: account.link(now),
        }
    }

    /// The link that is told for all of several accounts: that they are held still, else the one with the oldest rows of those that are
    /// well.
    fn link_of_all(&self) -> Option<LinkState<'_>> {
        let links = self.accounts.iter().map(|account| account.link(self.now));
        let with_age = links.filter_map(|link| match link {
            // Whose error it would be is not said beside it: the line above the footer says both.
            LinkState::Frozen { since, .. } => Some((true, since, LinkState::Frozen { since, error: None })),
            LinkState::Live { age, .. } => Some((false, age, link)),
            _ => None,
        });
        let oldest = with_age.max_by_key(|(is_frozen, age, _)| (*is_frozen, *age));
        let mut link = oldest.map(|(.., link)| link)?;
        if let LinkState::Live { in_view, .. } = &mut link {
            *in_view = self.age_in_view();
        }
        Some(link)
    }

    /// How old the oldest rows in view are, where those of an account are read by themselves; with those of the others, which are
    /// as old as their lists.
    fn age_in_view(&self) -> Option<Duration> {
        let live = self.accounts.iter().filter_map(|account| match account.link(self.now) {
            LinkState::Live { age, in_view } => Some((account.reads_in_view(), in_view, age)),
            _ => None,
        });
        let live: Vec<_> = live.collect();
        let is_any = live.iter().any(|(_, in_view, _)| in_view.is_some());
        let ages = live.iter().filter_map(|&(is_apart, in_view, age)| if is_apart { in_view } else { Some(age) });
        ages.max().filter(|_| is_any)
    }

    fn scene(&self) -> runner_list::Scene<'_> {
        runner_list::Scene {
            accounts: &self.accounts,
            watched: self.watched(),
            trouble: self.list_trouble(),
            zone: &self.config.zone,
            keymap: &self.config.keymap,
            instead: self.instead(),
            hints: self.footer(|binding| self.hint(binding, None)),
            stored: &self.stored,
            now: self.now,
            about: self.overlays.iter().rev().map(Overlay::about).find(|about| !about.is_empty()).unwrap_or_default(),
            notice: self.notice.as_ref().map(|notice| notice.text.clone()).or_else(|| self.clipboard_message()),
            noticed: self.notice.as_ref().and_then(|notice| notice.account),
        }
    }

    /// What stands in place of rows, when there are none.
    fn instead(&self) -> Option<Vec<Vec<Piece>>> {
        let runners = self.accounts.counts().runners;
        let filter = self.list.filter_label();
        let account = self.accounts.of(AccountId::FIRST);
        let link = account.link(self.now);
        let reason = match (runners, account.connection().error()) {
            (0, _) if self.accounts.are_several() => self.no_rows(),
            (0, _) if let LinkState::NotOpened { reason } = link => Reason::NotOpened(reason.safe()),
            (0, _) if account.fleet().is_complete() => Reason::NoRunners,
            (0, Some(error)) => Reason::FirstLoadFailed(error),
            (0, None) => Reason::Connecting,
            _ if self.list.selected().is_some() => return None,
            _ if filter.is_blank() => Reason::NoProblems { runners },
            _ => Reason::NoMatch {
                filter: filter.safe(),
                doubt: self.list.doubt(),
                nothing: self.list.nothing(),
                of_problems: self.list.is_problems_only(),
                is_typed: self.list.is_filtering(),
            },
        };
        let width = self.area.width.saturating_sub(8).min(76);
        let profile = account.profile();
        let origin = profile.origin(self.config.theme.symbols.dot);
        Some(instead::lines(reason, &origin, width, &self.config.keymap))
    }

    /// Why none of several accounts has a row, of each.
    fn no_rows(&self) -> Reason<'_> {
        let all = self.accounts.iter();
        let why = all.map(|account| (account.profile().label(), without_rows(account, self.now)));
        Reason::NoneOfSeveral(why.collect())
    }

    fn view_too_small(&self, area: Rect, painter: &mut Painter) {
        let counts = self.accounts.counts();
        let (columns, rows) = layout::SMALLEST;
        let mut lines = vec![
            Piece::new(counted(counts.runners, "runner"), Role::Title),
            Piece::plain(format!("{columns}x{rows} needed")),
        ];
        if counts.problems > 0 {
            lines.insert(1, Piece::new(counted(counts.problems, "problem"), Role::Bad));
        }
        for (row, piece) in (0..area.height).zip(lines) {
            painter.pieces(line(area, row), &[piece]);
        }
    }
}

/// Why an account has no row.
fn without_rows(account: &Account, now: Moment) -> WithoutRows<'_> {
    match account.connection().state(now) {
        LinkState::NotOpened { reason } => WithoutRows::NotOpened(reason.safe()),
        _ if account.fleet().is_complete() => WithoutRows::NoRunners,
        _ => account
            .connection()
            .failed(now)
            .map_or(WithoutRows::Connecting, |(error, retry_in)| WithoutRows::Failed(error, retry_in)),
    }
}
