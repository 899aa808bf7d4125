//! The help: the keys of the screen it was asked on, from the [`Keymap`] in groups, what the signs mean, and
//! which screens there are. In as many columns as the terminal has room for.

mod columns;
mod group;
mod legend;
pub mod map;

use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap};
use crate::tui::screens::parts::content::{Content, Line};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role};
use columns::{Block, Columns};
use group::Group;

/// Where help was asked for, and how far it is scrolled.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The context whose keys are listed.
    pub context: Context,
    /// Lines above the window.
    pub scroll: Scroll,
}

/// What helps to type a filter.
const WHILE_TYPING: [(Command, &str); 2] = [
    (Command::Complete, "While typing: complete a key, a value or a word of the screen"),
    (Command::EarlierFilter, "While typing: bring an earlier filter back"),
];

impl State {
    /// What the popup shows; `filter_examples` are what can be typed into the filter, each with its meaning.
    pub fn content(&self, filter_examples: &[(&str, &str)], scene: &Scene) -> Content<'_> {
        let title = vec![Piece::new(format!("Keys: {}", self.context.title()), Role::Title)];
        let columns = Columns::of(scene.area.width);
        let blocks = blocks(self.context, filter_examples, scene, columns.width);
        Content::text(columns.total(), title, columns.lay(blocks), self.scroll)
    }
}

/// Everything that the help says, in the order in which a newcomer needs it.
fn blocks(context: Context, filter_examples: &[(&str, &str)], scene: &Scene, width: usize) -> Vec<Block> {
    let examples = || {
        let mut block = Block::new("Filter words", width);
        for (example, meaning) in filter_examples {
            block.entry(example, Role::Key, meaning);
        }
        // Among the field's own keys they stand by themselves.
        if context != Context::Filter {
            for (command, meaning) in WHILE_TYPING {
                if let Some(key) = scene.keymap.key(Context::Filter, command) {
                    block.entry(&key.to_string(), Role::Key, meaning);
                }
            }
        }
        block
    };
    let mut blocks = Vec::new();
    // Whoever asks while typing a filter wants to know what can be typed.
    if context == Context::Filter {
        blocks.push(examples());
    }
    blocks.extend(Group::ALL.into_iter().filter_map(|group| keys(scene.keymap, context, group, width)));
    if context == Context::List {
        blocks.push(examples());
    }
    blocks.push(legend::block(scene.symbols, width));
    if context == Context::List {
        blocks.push(legend::of_timeline(width));
    }
    blocks.push(map::block(width, scene.keymap));
    blocks
}

/// The keys of a group that count in `context`; `None` where there are none.
fn keys(keymap: &Keymap, context: Context, group: Group, width: usize) -> Option<Block> {
    let mut block = Block::new(group.title(), width);
    for bound in keymap.bindings_of(context).iter().filter(|bound| Group::of(bound.binding.command) == group) {
        let keys: Vec<String> = bound.keys.iter().map(ToString::to_string).collect();
        block.entry(&keys.join(" "), Role::Key, bound.binding.help);
    }
    block.has_entries().then_some(block)
}

/// Lines of a popup.
type Lines = Vec<Line>;
