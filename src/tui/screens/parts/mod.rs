//! What several screens are made of; knows none of them.
//!
//! ```text
//! page/           fields with a bar: what the tabs of the details are
//! pane/           what a runner is, who depends on it, what happened: beside the list and every tab of the details
//! kept/           what the store told so far, and what it is asked
//! runner.rs       a runner's name and status, as every screen writes them
//! work_line.rs    what runs on whom a question is about: its first line
//! work_words.rs   what runs and what comes next, in sentences: what a screen adds to `text/work_words.rs`
//! affected.rs     who depends on what is asked about, and the place where that stands
//! applies.rs      whether a command would do something now
//! board.rs        what stands around a screen in the list's place, and around the list
//! audit.rs        the account's audit events, as every screen writes them
//! labels.rs       the names of accounts where there is little room
//! notice.rs       a notice, with the account that it is about
//! buttons.rs      the answers of a question, in a line
//! scene.rs        what dialogs are worked out from and drawn with
//! content.rs      what a popup shows
//! entry.rs        what can be chosen in the palette
//! instruction.rs       what a dialog wants done beyond itself
//! scroll.rs       how far a window is scrolled
//! submission.rs   what was sent from a dialog, and what became of it
//! refusal.rs      why a request came to nothing
//! left_out.rs     why a runner is left out of what is done to several
//! under_way.rs    what is under way for several runners, in the footer's words
//! record.rs       what became of something that was asked for
//! reread.rs       that a runner is read again before something is asked about it
//! seen.rs         whether a question was drawn, and read to its end
//! absence.rs      that a runner is missing from the list
//! armed.rs        two presses of Enter, with time between them
//! wording.rs      how a question is put: its title, and the verbs of its answers
//! difference.rs   where what was typed begins to differ from a name
//! ```

pub mod absence;
pub mod affected;
pub mod applies;
pub mod armed;
pub mod audit;
pub mod board;
pub mod buttons;
pub mod change;
pub mod content;
pub mod difference;
pub mod entry;
pub mod instruction;
pub mod kept;
pub mod labels;
pub mod menu;
pub mod notice;
pub mod page;
pub mod pane;
pub mod record;
pub mod refusal;
pub mod reread;
pub mod runner;
pub mod scene;
pub mod scroll;
pub mod seen;
pub mod submission;
pub mod under_way;
pub mod unknown;
pub mod wording;
pub mod work_line;
pub mod work_words;
