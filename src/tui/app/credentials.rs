//! Credentials: revealing with a clock, copying without showing, regenerating, and every way in which they go again.

use crate::domain::{Credentials, Intent, Moment, RunnerKey, Secret};
use std::time::Duration;

use super::App;
use crate::api::ApiError;
use crate::terminal::clipboard;
use crate::terminal::clipboard::{Cleared, Clip, HandedOver, NotCopied};
use crate::text::words::remaining;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::page::Cursor;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::runner_detail::Tab;
use crate::tui::screens::runner_detail::credentials::can_show;
use crate::tui::screens::runner_detail::reveal::{Purpose, Reveal};
use crate::tui::screens::{runner_detail, typed};

/// Something in the clipboard that must not stay there.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct InClipboard {
    what: String,
    /// What became of handing it over, in words.
    said: String,
    clear_at: Moment,
}

impl App {
    /// Why credentials are neither shown, copied nor regenerated: the new ones could not be shown either.
    pub(super) fn reveal_refusal(&self, key: &RunnerKey) -> Option<&'static str> {
        let account = self.of(key);
        match (account.is_read_only(), account.profile().allows_reveal) {
            (true, _) => Some("read-only: credentials cannot be shown or copied"),
            (false, false) => Some("credentials cannot be shown, copied or regenerated (allow_reveal = false)"),
            (false, true) => None,
        }
    }

    /// Takes a command of the Credentials tab. Says whether it was one.
    pub(super) fn command_in_credentials(&mut self, command: Command) -> Option<Vec<Effect>> {
        let detail = self.detail.as_mut().filter(|detail| detail.tab() == Tab::Credentials)?;
        let purpose = match command {
            Command::Reveal | Command::Close if detail.reveal.is_shown() => {
                detail.reveal.hide();
                return Some(Vec::new());
            }
            Command::Reveal => Purpose::Show,
            Command::CopyField => Purpose::CopySecret,
            Command::CopyId => Purpose::CopyId,
            Command::Regenerate => return Some(self.ask_to_regenerate()),
            _ => return None,
        };
        Some(self.ask_for_credentials(purpose))
    }

    fn ask_for_credentials(&mut self, purpose: Purpose) -> Vec<Effect> {
        let Some(detail) = &mut self.detail else { return Vec::new() };
        match (&detail.reveal, purpose) {
            // What is on the screen is copied as it is there.
            (Reveal::Shown { pair, .. }, Purpose::CopySecret) => {
                let secret = pair.client_secret.clone();
                return vec![self.copy_secret(purpose, secret)];
            }
            (Reveal::Shown { pair, .. }, Purpose::CopyId) => {
                let key = pair.client_id.clone();
                return vec![self.copy_secret(purpose, key)];
            }
            (Reveal::Asked { .. }, _) => return Vec::new(),
            (Reveal::Shown { .. }, Purpose::Show | Purpose::Regenerate)
            | (Reveal::Hidden | Reveal::Failed(_) | Reveal::CannotShow | Reveal::Lost, _) => {}
        }
        let key = detail.key().clone();
        let Some(account) = self.accounts.get_mut(key.account) else { return Vec::new() };
        let ticket = account.read_credentials(&key.id);
        detail.reveal = Reveal::Asked { ticket, purpose };
        Vec::new()
    }

    fn copy_secret(&self, purpose: Purpose, text: Secret) -> Effect {
        let what = if purpose == Purpose::CopyId { "Client ID" } else { "Client secret" };
        Effect::Copy(Clip { what: what.to_owned(), text, clear_after: Some(self.config.clipboard_clear) })
    }

    /// Takes credentials, if somebody still waits for them; else they are dropped, and wiped with that.
    pub(super) fn credentials_read(
        &mut self,
        ticket: u64,
        key: &RunnerKey,
        outcome: Result<Credentials, ApiError>,
    ) -> Vec<Effect> {
        let (width, height) = self.detail_window();
        let now = self.now;
        let Some(detail) = self.detail.as_mut().filter(|detail| detail.key() == key) else { return Vec::new() };
        let Some(purpose) = detail.reveal.waits_for(ticket) else { return Vec::new() };
        let pair = match outcome {
            Ok(pair) => pair,
            Err(error) => {
                detail.reveal = Reveal::Failed(error);
                return Vec::new();
            }
        };
        detail.reveal = Reveal::Hidden;
        match purpose {
            Purpose::CopySecret => vec![self.copy_secret(purpose, pair.client_secret)],
            Purpose::CopyId => vec![self.copy_secret(purpose, pair.client_id)],
            Purpose::Show | Purpose::Regenerate => {
                let can_show = can_show(&pair, width, height);
                detail.reveal =
                    if can_show { Reveal::Shown { pair, since: now, is_new: false } } else { Reveal::CannotShow };
                *detail.cursor_mut() = Cursor::default();
                Vec::new()
            }
        }
    }

    /// Opens the question whose answer is the runner's name; its status is read again meanwhile.
    fn ask_to_regenerate(&mut self) -> Vec<Effect> {
        let Some(detail) = &mut self.detail else { return Vec::new() };
        let runner = detail.runner();
        let key = detail.key().clone();
        let named = self.accounts.of(key.account).fleet().named(runner);
        let question = typed::State::new(typed::Subject::Secret, key, runner, named);
        detail.reveal.hide();
        self.overlays.push(Overlay::Typed(question));
        if let Some(key) = self.detail.as_ref().map(|detail| detail.key().clone()) {
            self.read_again(&key);
        }
        Vec::new()
    }

    /// Asks for a new secret, as the question on top was answered, and waits there for the answer.
    pub(super) fn replace_secret(&mut self, key: &RunnerKey) {
        let note = self.journal_note(key, &Intent::NewSecret);
        let Some(account) = self.accounts.get_mut(key.account) else { return };
        let ticket = account.replace_secret(&key.id, note);
        self.sent_from_top(ticket);
        if let Some(detail) = self.detail.as_mut().filter(|detail| detail.key() == key) {
            detail.reveal = Reveal::Asked { ticket, purpose: Purpose::Regenerate };
        }
    }

    /// Takes the new pair, or why there is none.
    pub(super) fn secret_replaced(&mut self, ticket: u64, key: &RunnerKey, outcome: Result<Credentials, ApiError>) {
        match outcome {
            Err(error) if error.is_unanswered() => self.secret_in_doubt(ticket, key),
            Err(error) => {
                match self.overlays.iter_mut().find(|overlay| overlay.waits_for(ticket)) {
                    Some(question) => question.refused(Refusal::of(&error, None)),
                    None if error.is_not_sent() => {
                        self.tell(key.account, self.not_sent_message("Regenerate", key, &error));
                    }
                    None => {
                        let named = self.accounts.named(key);
                        self.tell(key.account, format!("Regenerate refused for {named}: {}", error.cause));
                    }
                }
                self.set_reveal(key, Reveal::Hidden);
            }
            Ok(pair) => self.show_new_pair(ticket, key, pair),
        }
    }

    fn show_new_pair(&mut self, ticket: u64, key: &RunnerKey, pair: Credentials) {
        let (width, height) = self.detail_window();
        let can_show = can_show(&pair, width, height);
        let looks = self.looks_at_question(ticket, key);
        // Where nobody looks, or not all of it can be seen, the pair is wiped; it can be read again at any time.
        self.set_reveal(
            key,
            match (looks, can_show) {
                (true, true) => Reveal::Shown { pair, since: self.now, is_new: true },
                (true, false) => Reveal::CannotShow,
                (false, _) => Reveal::Hidden,
            },
        );
        if !looks || !can_show {
            let name = self.accounts.named(key);
            self.tell(key.account, format!("New secret for {name}. See the tab Credentials."));
        }
        self.forget_question(ticket);
    }

    /// Says that nobody knows whether a secret was replaced.
    fn secret_in_doubt(&mut self, ticket: u64, key: &RunnerKey) {
        self.set_reveal(key, Reveal::Lost);
        let name = self.accounts.named(key);
        self.tell(key.account, format!("The old secret of {name} may be revoked. See the tab Credentials."));
        self.forget_question(ticket);
    }

    /// Whether the operator still waits before the question, and over the tab on which the pair is shown.
    fn looks_at_question(&self, ticket: u64, key: &RunnerKey) -> bool {
        let is_on_top = self.overlays.last().is_some_and(|overlay| overlay.waits_for(ticket));
        let is_there = self.detail.as_ref().is_some_and(|detail| {
            detail.key() == key && detail.tab() == Tab::Credentials && detail.gone_since().is_none()
        });
        is_on_top && is_there && self.window.has_focus
    }

    fn forget_question(&mut self, ticket: u64) {
        self.overlays.retain(|overlay| !overlay.waits_for(ticket));
    }

    fn set_reveal(&mut self, key: &RunnerKey, reveal: Reveal) {
        if let Some(detail) = self.detail.as_mut().filter(|detail| detail.key() == key) {
            detail.reveal = reveal;
            *detail.cursor_mut() = Cursor::default();
        }
    }

    /// Whether credentials are on the screen.
    pub fn shows_secrets(&self) -> bool {
        self.detail.as_ref().is_some_and(|detail| detail.reveal.is_shown())
    }

    /// Wipes credentials that are shown, whatever the reason.
    pub(super) fn hide_credentials(&mut self) {
        if let Some(detail) = &mut self.detail {
            detail.reveal.hide();
        }
    }

    /// The same when nobody may be looking any more.
    pub(super) fn conceal_credentials(&mut self) {
        if let Some(detail) = &mut self.detail {
            detail.reveal.conceal();
        }
    }

    /// Once a second: hides what was shown long enough, and clears what was in the clipboard long enough.
    pub(super) fn watch_credentials(&mut self) -> Vec<Effect> {
        let (limit, now) = (self.config.reveal, self.now);
        if let Some(detail) = &mut self.detail
            && detail.reveal.left(limit, now) == Some(Duration::ZERO)
        {
            detail.reveal.hide();
        }
        match &self.in_clipboard {
            Some(held) if held.clear_at.mono <= now.mono => {
                self.in_clipboard = None;
                vec![Effect::ClearClipboard]
            }
            _ => Vec::new(),
        }
    }

    /// Takes what became of copying.
    pub(super) fn copied(
        &mut self,
        what: String,
        clear_after: Option<Duration>,
        outcome: &Result<HandedOver, NotCopied>,
    ) {
        let said = clipboard::message(&what, outcome);
        if outcome.is_ok() {
            // Whatever it is, it took the place of what was there.
            self.in_clipboard =
                clear_after.map(|after| InClipboard { what, said: said.clone(), clear_at: self.now.plus(after) });
        }
        self.notify(said);
    }

    /// Takes what became of clearing.
    pub(super) fn cleared(&mut self, cleared: Cleared) {
        self.notify(match cleared {
            Cleared::Emptied => "Clipboard cleared.",
            Cleared::HeldAnother => "Clipboard left alone: another text was copied since then.",
            Cleared::Asked => "Terminal told to clear the clipboard (terminals send no confirmation).",
            Cleared::Failed => "Clipboard not cleared. Clear the clipboard yourself.",
        });
    }

    /// What is in the clipboard and when it goes, for the line above the keys.
    pub(super) fn clipboard_message(&self) -> Option<String> {
        let held = self.in_clipboard.as_ref()?;
        Some(format!("Clipboard clears in {}.", remaining(held.clear_at.since(&self.now))))
    }

    /// The same with where it went, for the tab.
    pub(super) fn clipboard_details(&self) -> Option<String> {
        let held = self.in_clipboard.as_ref()?;
        Some(format!("Clipboard clears in {}. {}", remaining(held.clear_at.since(&self.now)), held.said))
    }

    /// Cells and lines of the page's window in the open details.
    fn detail_window(&self) -> (u16, usize) {
        if self.detail.is_none() {
            return (0, 0);
        }
        let content = self.detail_layout().content;
        (runner_detail::page_width(content.width), usize::from(content.height))
    }
}
