//! The screens in the list's place: the fleet map and the versions. They share the list's rows and its bar.

use super::App;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::applies::Applies;
use crate::tui::screens::parts::board::{Board, regions};
use crate::tui::screens::{fleet_map, versions};
use crate::tui::ui::Painter;
use crate::tui::ui::layout::ListLayout;

/// Which screen is in the list's place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum InPlace {
    /// The fleet map.
    Map,
    /// The versions.
    Versions,
}

impl InPlace {
    /// Where keys go.
    pub(super) fn context(self) -> Context {
        match self {
            Self::Map => Context::FleetMap,
            Self::Versions => Context::Versions,
        }
    }
}

impl App {
    pub(super) fn open_in_place(&mut self, screen: InPlace) {
        self.in_place = Some(screen);
    }

    /// Goes back to the list, whose bar is where the map's was.
    pub(super) fn close_in_place(&mut self) {
        self.in_place = None;
        self.fleet_map.close();
        self.versions.close();
    }

    /// Lets the screen in the list's place follow the rows, the bar and the window.
    pub(super) fn follow_in_place(&mut self) {
        let layout = self.board_layout();
        let area = layout.rows;
        match self.in_place {
            Some(InPlace::Map) => self.fleet_map.follow(fleet_map::Followed {
                accounts: &self.accounts,
                edition: self.list.edition(),
                rows: self.list.places(),
                position: self.list.position(),
                area,
                has_rules: layout.top_rule.height > 0,
            }),
            Some(InPlace::Versions) => self.versions.follow(&self.accounts, area),
            None => {}
        }
    }

    fn board_layout(&self) -> ListLayout {
        regions(self.area, self.list.wishes())
    }

    /// Takes a command while such a screen is on top.
    pub(super) fn command_in_place(&mut self, screen: InPlace, command: Command) -> Vec<Effect> {
        match (screen, command) {
            (_, Command::Close) => self.close_in_place(),
            (InPlace::Map, Command::NextTab | Command::PreviousTab) => {
                self.fleet_map.regroup(command == Command::NextTab, self.accounts.are_several());
            }
            (InPlace::Map, command) => {
                if let Some(position) = self.fleet_map.target(command) {
                    self.list.go_to(position);
                    return self.moved();
                }
            }
            (InPlace::Versions, Command::Choose) => return self.filter_by_version(),
            (InPlace::Versions, command) => self.versions.update(command),
        }
        Vec::new()
    }

    fn filter_by_version(&mut self) -> Vec<Effect> {
        match self.versions.filter(&self.accounts) {
            Ok(filter) => {
                self.close_in_place();
                self.list.filter_by(&filter, &self.accounts);
                self.moved()
            }
            Err(why) => {
                self.notify(why);
                Vec::new()
            }
        }
    }

    /// Whether a command would do something in such a screen.
    pub(super) fn applies_in_place(&self, screen: InPlace, command: Command) -> Applies {
        use Command as C;
        let has_rows = match screen {
            InPlace::Map => self.list.position().is_some(),
            InPlace::Versions => self.versions.has_version(),
        };
        match command {
            C::CopyField | C::OpenCopy | C::Act(_) | C::Choose | C::NextTab | C::PreviousTab | C::Left | C::Right => {
                Applies::only_if(has_rows)
            }
            C::Up | C::Down | C::PageUp | C::PageDown | C::Top | C::Bottom => Applies::listed_if(has_rows),
            _ => Applies::Yes,
        }
    }

    /// Moves the bar to what is drawn where the mouse was pressed.
    pub(super) fn press_in_place(&mut self, screen: InPlace, column: u16, row: u16) -> Vec<Effect> {
        match screen {
            InPlace::Map => {
                let Some(position) = self.fleet_map.pressed(column, row) else { return Vec::new() };
                self.list.go_to(position);
                self.moved()
            }
            InPlace::Versions => {
                self.versions.press(row);
                Vec::new()
            }
        }
    }

    pub(super) fn view_in_place(&self, screen: InPlace, painter: &mut Painter) {
        let board = Board {
            accounts: &self.accounts,
            watched: self.watched(),
            trouble: self.list_trouble(),
            keymap: &self.config.keymap,
            hints: self.footer(|binding| self.hint(binding, None)),
            notice: self.notice_in_place(),
            narrowed: self.list.narrowed(&self.accounts, painter.theme().symbols),
            now: self.now,
        };
        let layout = self.board_layout();
        match screen {
            InPlace::Map => fleet_map::view(&self.fleet_map, &board, &layout, painter),
            InPlace::Versions => versions::view(&self.versions, &board, &layout, painter),
        }
    }

    fn notice_in_place(&self) -> Option<(String, Option<&str>)> {
        let noticed =
            self.notice.as_ref().map(|notice| (notice.text.clone(), notice.account.map(|id| self.accounts.label(id))));
        noticed.or_else(|| self.clipboard_message().map(|message| (message, None)))
    }
}
