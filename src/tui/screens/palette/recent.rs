//! [`Recent`]: what was chosen in the palette last; and of that which commands the next run knows again.

use crate::domain::Action;
use crate::tui::command::Command;
use crate::tui::keymap::BINDINGS;
use crate::tui::screens::parts::entry::Entry;

/// So many are remembered.
const REMEMBERED: usize = 5;

/// What was chosen last, newest first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Recent {
    entries: Vec<Entry>,
    /// Whether the store has other ones.
    is_news: bool,
}

impl Recent {
    /// Those that were chosen, newest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Something was chosen.
    pub fn chosen(&mut self, entry: &Entry) {
        let is_remembered = match entry {
            Entry::Command(command) => is_remembered(*command),
            Entry::View(_) | Entry::Runner(_) => true,
            // It closes others: enter alone must not.
            Entry::Profile(_) => false,
        };
        if is_remembered && self.entries.first() != Some(entry) {
            self.entries.retain(|other| other != entry);
            self.entries.insert(0, entry.clone());
            self.entries.truncate(REMEMBERED);
            self.is_news |= matches!(entry, Entry::Command(_));
        }
    }

    /// The names of the commands for the store, where it has other ones.
    pub fn take_news(&mut self) -> Option<String> {
        std::mem::take(&mut self.is_news).then(|| {
            let names = self.entries.iter().filter_map(|entry| match entry {
                Entry::Command(command) => Some(command.name()),
                _ => None,
            });
            names.collect::<Vec<_>>().join(" ")
        })
    }

    /// Takes what the store has of the runs before: behind what was chosen in this one. A name that means nothing any more is
    /// left out.
    pub fn restore(&mut self, names: &str) {
        let called = |name: &str| BINDINGS.iter().map(|binding| binding.command).find(|command| command.name() == name);
        for command in names.split_whitespace().filter_map(called).filter(|command| is_remembered(*command)) {
            let entry = Entry::Command(command);
            if self.entries.len() < REMEMBERED && !self.entries.contains(&entry) {
                self.entries.push(entry);
            }
        }
    }
}

/// Whether a command may stand first, where enter alone takes it: none that ends the program, brings a secret to the screen
/// or the clipboard, opens another program, or only moves.
fn is_remembered(command: Command) -> bool {
    use Command as C;
    let is_move = matches!(
        command,
        C::Up
            | C::Down
            | C::Left
            | C::Right
            | C::PageUp
            | C::PageDown
            | C::Top
            | C::Bottom
            | C::NextTab
            | C::PreviousTab
    );
    let leaves = matches!(command, C::Quit | C::QuitKeepingFrame | C::Suspend | C::Close | C::OpenPalette);
    let reveals = matches!(command, C::Reveal | C::CopyField | C::CopyAll | C::CopyId | C::OpenLink | C::ReadSecret);
    !is_move && !leaves && !reveals && command != C::Act(Action::Details)
}
