//! The Credentials tab: masked until they are asked for, shown for a while with a clock, copied without being shown.
//!
//! A secret is drawn straight into the frame's cells, never through a text of its own. How far wiping goes: the bytes for
//! the terminal are wiped once they are written; the cells of ratatui and of the screen hold a character each, and are
//! overwritten by the first frame without it. What a buffer left behind when it grew is not wiped, nor is what the
//! terminal keeps.

use std::time::Duration;

use ratatui::layout::Rect;

use super::reveal::{LAST, Purpose, Reveal, lines_of};
use super::{Known, deployment};
use crate::domain::guide::{self, CREDENTIALS_PAGE};
use crate::domain::{Credentials, Secret, Setting};
use crate::terminal::clipboard::Route;
use crate::text::words::capitalised;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::ui::painter::line;
use crate::tui::ui::{Painter, Piece, Role};

/// Dots in place of a value: always as many, for a length tells something too.
const DOTS: usize = 24;
/// Cells of the clock's bar at the most.
const LONGEST_BAR: usize = 36;
const ID: &str = "client id";
const SECRET: &str = "client secret";

/// What the tab is built from besides what all tabs are.
pub struct Handling<'a> {
    /// What is in memory.
    pub reveal: &'a Reveal,
    /// For how long credentials are shown.
    pub reveal_for: Duration,
    /// Why they are neither shown, copied nor regenerated; `None` where they are.
    pub refusal: Option<&'static str>,
    /// The ways to the clipboard, the first to be tried first.
    pub routes: &'a [Route],
    /// What was copied and is to be cleared, in a line.
    pub copied: Option<String>,
}

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.subject.symbols);
    if let Some(reason) = known.subject.runner.withheld_reason() {
        page.prose("withheld", &capitalised(reason), Role::Text);
        return page.finish();
    }
    values(&mut page, known);
    page.blank();
    state(&mut page, known);
    page.blank();
    keys(&mut page, known);
    clipboard(&mut page, known);
    if known.new_secret.is_some() {
        deployment::steps(&mut page, "What to do now", guide::secret_steps(known.subject.runner));
    } else {
        deployment::steps(
            &mut page,
            "After regenerating: where the new secret goes",
            guide::secret_steps(known.subject.runner),
        );
    }
    page.blank();
    deployment::link(&mut page, &CREDENTIALS_PAGE);
    page.finish()
}

/// Both values: dots, or room for the secrets themselves, which are drawn by [`draw`].
fn values(page: &mut Builder, known: &Known) {
    let room = value_width(page.width(), page.is_narrow());
    let lines = |secret: Option<&Secret>| secret.and_then(|secret| lines_of(secret, room)).unwrap_or(1);
    let pair = match known.handling.reveal {
        Reveal::Shown { pair, .. } => Some(pair),
        Reveal::Hidden | Reveal::Asked { .. } | Reveal::Failed(_) | Reveal::CannotShow | Reveal::Lost => None,
    };
    let dots = known.subject.symbols.secret.repeat(DOTS.min(room));
    for (key, name, secret) in [
        (ID, "Client ID", pair.map(|pair| &pair.client_id)),
        (SECRET, "Client secret", pair.map(|pair| &pair.client_secret)),
    ] {
        let mut rows = vec![Vec::new(); lines(secret)];
        let indent = page.width().saturating_sub(room);
        if page.is_narrow() {
            rows.insert(0, vec![Piece::new(name, Role::Quiet)]);
        } else {
            rows[0] = vec![Piece::new(format!("{name:<indent$}"), Role::Quiet)];
        }
        if secret.is_none()
            && let Some(row) = rows.last_mut()
        {
            if row.is_empty() {
                row.push(Piece::plain(" ".repeat(indent)));
            }
            row.push(Piece::plain(dots.clone()));
        }
        // The bar can stand there: where the window is low, it begins with them.
        page.push(key, rows, None);
    }
}

/// Cells of a value's line on a page `width` cells wide.
fn value_width(width: usize, is_narrow: bool) -> usize {
    width.saturating_sub(if is_narrow { 2 } else { 17 }).max(1)
}

/// Whether both values can be drawn, and fit with the clock into a window of this many cells and lines.
pub fn can_show(pair: &Credentials, width: u16, height: usize) -> bool {
    let builder = Builder::new(width, &crate::tui::ui::Symbols::ASCII);
    let room = value_width(builder.width(), builder.is_narrow());
    let names = if builder.is_narrow() { 2 } else { 0 };
    match (lines_of(&pair.client_id, room), lines_of(&pair.client_secret, room)) {
        (Some(id), Some(secret)) => id + secret + names + 2 <= height,
        _ => false,
    }
}

/// Draws the secrets onto their places of the page, whose top line in the window is `top`.
pub(super) fn draw(reveal: &Reveal, page: &Page, top: usize, area: Rect, painter: &mut Painter) {
    let Reveal::Shown { pair, .. } = reveal else { return };
    let builder = Builder::new(area.width, painter.theme().symbols);
    let room = value_width(builder.width(), builder.is_narrow());
    let indent = builder.width().saturating_sub(room);
    let names = usize::from(builder.is_narrow());
    let mut number = 0;
    for item in &page.items {
        let secret = match item.key.as_str() {
            ID => Some(&pair.client_id),
            SECRET => Some(&pair.client_secret),
            _ => None,
        };
        let text = secret.map(Secret::expose).unwrap_or_default();
        let mut from = 0;
        for row in number + names.. {
            let Some(part) = text.get(from..text.len().min(from + room)).filter(|part| !part.is_empty()) else { break };
            from += part.len();
            let Some(row) = row.checked_sub(top).and_then(|row| u16::try_from(row).ok()) else { continue };
            let cells = line(area, row);
            let x = cells.x + u16::try_from(indent).unwrap_or(0);
            painter.text(Rect { x, width: area.right().saturating_sub(x), ..cells }, part, Role::Title);
        }
        number += item.lines.len();
    }
}

/// What is in memory, or why nothing is.
fn state(page: &mut Builder, known: &Known) {
    let handling = &known.handling;
    let say = |page: &mut Builder, message: &str, role| {
        let lines = page.wrapped(0, message, role);
        page.show(lines);
    };
    match handling.reveal {
        Reveal::Hidden => match &handling.copied {
            // Until it is cleared, what was copied is kept, to be known again.
            Some(message) => say(page, message, Role::Text),
            None => say(page, "No secret is in memory until you ask for one.", Role::Quiet),
        },
        Reveal::Asked { purpose: Purpose::Regenerate, .. } => say(page, "Regenerating", Role::InMotion),
        Reveal::Asked { .. } => say(page, "Reading the credentials", Role::InMotion),
        Reveal::Shown { is_new, .. } => {
            let left = handling.reveal.left(handling.reveal_for, known.subject.now).unwrap_or_default();
            let clock = clock(left, handling.reveal_for, page.width(), known);
            page.show(vec![clock]);
            if *is_new {
                say(page, "This is the new pair. The old secret is revoked.", Role::Attention);
            }
        }
        Reveal::Failed(error) => {
            say(page, &format!("The credentials could not be read: {}", error.cause), Role::Attention);
        }
        Reveal::CannotShow => {
            say(page, "The credentials do not fit on this screen. Copying still works.", Role::Attention);
        }
        Reveal::Lost => {
            let reads = clause(
                known.subject.keymap.key(Context::Details, Command::Reveal),
                " {} reads the secret that counts now.",
            );
            let message = "The answer was lost, or cannot be read. Whether the secret was replaced is not known. \
                           The old one may be dead.";
            say(page, &format!("{message}{reads}"), Role::Bad);
        }
    }
}

/// `Hides in 17 s ━━━━╌╌`: drains once a second.
fn clock(left: Duration, of: Duration, width: usize, known: &Known) -> Vec<Piece> {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let message = format!("Hides in {seconds:>2} s  ");
    let room = width.saturating_sub(message.len()).min(LONGEST_BAR);
    let all = of.as_secs().max(1);
    let full = usize::try_from(u64::try_from(room).unwrap_or(0) * seconds.min(all) / all).unwrap_or(0);
    let role = if left <= LAST { Role::Attention } else { Role::Text };
    let [on, off] = known.subject.symbols.clock;
    vec![Piece::new(message, role), Piece::new(on.repeat(full), role), Piece::new(off.repeat(room - full), Role::Quiet)]
}

fn keys(page: &mut Builder, known: &Known) {
    let handling = &known.handling;
    let mut line = |command: Command, message: &str, refusal: Option<&str>| {
        let Some(key) = known.subject.keymap.key(Context::Details, command) else { return };
        let (message, role) = refusal.map_or((message, Role::Text), |_| (message, Role::Off));
        let mut lines = page.wrapped(3, message, role);
        if let Some(first) = lines.first_mut().and_then(|line| line.first_mut()) {
            *first = Piece::new(format!("{key}  "), if refusal.is_some() { Role::Off } else { Role::Key });
        }
        page.show(lines);
    };
    let off = handling.refusal;
    if handling.reveal.is_shown() {
        let also = clause(known.subject.keymap.special(Context::Details, Command::Close), " {},");
        let message = format!("Hide now. So do{also} another tab, a resize, or another window in front.");
        line(Command::Reveal, &message, None);
    } else {
        line(Command::Reveal, &format!("Reveal both for {} s", handling.reveal_for.as_secs()), off);
    }
    line(Command::CopyField, "Copy the client secret, unseen", off);
    line(Command::CopyId, "Copy the client ID, unseen", off);
    let refusal = Setting::refusal_of_regeneration(known.subject.runner, known.read_only).or(off);
    line(Command::Regenerate, "Regenerate, which revokes the secret at once (asks for the runner's name)", refusal);
    if let Some(reason) = off.or(refusal) {
        page.blank();
        let lines = page.wrapped(0, &capitalised(reason), Role::Attention);
        page.show(lines);
    }
}

fn clipboard(page: &mut Builder, known: &Known) {
    page.blank();
    if let Some(message) = known.handling.copied.as_ref().filter(|_| *known.handling.reveal != Reveal::Hidden) {
        let lines = page.wrapped(0, message, Role::Text);
        page.show(lines);
        return;
    }
    let ways: Vec<&str> = known.handling.routes.iter().map(|route| route.label()).collect();
    let message = match ways.as_slice() {
        [] => "There is no way to a clipboard from here.".to_owned(),
        [only] => format!("Copies go to {only}."),
        [first, rest @ ..] => format!("Copies go to {first} ({} if that fails).", rest.join(", then ")),
    };
    let lines = page.wrapped(0, &message, Role::Quiet);
    page.show(lines);
}
