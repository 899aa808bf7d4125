//! What lies over the screen, drawn.

use ratatui::layout::Rect;

use super::App;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::content::Content;
use crate::tui::screens::parts::scroll::Window;
use crate::tui::screens::parts::seen::Uncounted;
use crate::tui::ui::hints::hints;
use crate::tui::ui::popup::Badge;
use crate::tui::ui::{Painter, Piece, Role, layout};

impl App {
    /// What is to be told on the edge of the window on top, because the line for it lies under one of them.
    pub(super) fn notice_on_a_popup(&self, area: Rect) -> Option<Vec<Piece>> {
        let covers_status = |overlay: &Overlay| {
            let content = self.content(overlay);
            layout::popup(area, content.width, content.height(area)).bottom() > area.bottom().saturating_sub(2)
        };
        let notice = self.notice.as_ref()?;
        self.overlays.iter().any(covers_status).then(|| {
            let label = notice.account.filter(|_| self.accounts.are_several()).map(|id| self.accounts.label(id));
            let label = label.map(|label| Piece::new(format!("{label}: "), Role::Quiet));
            label.into_iter().chain([Piece::new(notice.text.as_str(), Role::Title)]).collect()
        })
    }

    pub(super) fn view_overlay(
        &self,
        overlay: &Overlay,
        area: Rect,
        notice: Option<Vec<Piece>>,
        painter: &mut Painter,
    ) -> Option<(u16, u16)> {
        let content = self.content(overlay);
        let keys = hints(&self.config.keymap, overlay.context(), content.width.min(area.width), |binding| {
            self.hint(binding, None)
        });
        let keys = if area.height < layout::LOW_BELOW || area.width < layout::NARROW_BELOW { keys } else { Vec::new() };
        // How to answer is never hidden.
        let notice = notice.filter(|_| keys.is_empty() || !overlay.wants_an_answer());
        let keys = notice.unwrap_or(keys);
        // An answer that did not count, in view whatever the window shows of the question.
        let uncounted = overlay
            .uncounted(self.now)
            .map(|why| vec![Piece::new(message(why, overlay.context(), &self.config.keymap), Role::Attention)]);
        let keys = uncounted.unwrap_or(keys);
        let account = overlay.account(self.screens());
        let others = account.map_or_else(Vec::new, |id| self.accounts.others(id));
        let badge = account.map(|id| Badge {
            label: self.accounts.label(id),
            others: &others,
            tint: self.accounts.profile(id).tint,
            is_needed: !others.is_empty() || overlay.asks(),
        });
        content.draw(area, badge, &keys, painter)
    }

    fn content<'a>(&'a self, overlay: &'a Overlay) -> Content<'a> {
        let account = overlay.account(self.screens()).unwrap_or_else(|| self.in_focus());
        overlay.content(&self.scene_of(account), self.screens())
    }

    /// What can be seen of the overlay on top.
    pub(super) fn window_on_top(&self) -> Window {
        self.overlays.last().map_or_else(Window::default, |overlay| self.content(overlay).window(self.area))
    }
}

/// What is said of an answer that did not count.
fn message(why: Uncounted, context: Context, keymap: &Keymap) -> String {
    match why {
        Uncounted::Unread => format!("Read to the end first{}", clause(keymap.key(context, Command::PageDown), ": {}")),
        Uncounted::Held => "Let the key go, and press it again after 1 s".to_owned(),
    }
}
