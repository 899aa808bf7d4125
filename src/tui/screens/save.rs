//! The field in which the name of a file is typed that the shown table is written to. The end of the name decides the form. The
//! file must not be there yet; whether it is, whoever writes it finds out, and the field stays open until it is written.

use std::path::{Path, PathBuf};

use tui_input::InputRequest;

use crate::account::table::Extent;
use crate::domain::Label;
use crate::text;
use crate::text::table::TableForm;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, all_wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 72;
/// Characters of a name at the most: more than any path has that a person types.
const MAX_CHARS: usize = 1_000;
/// What the end of a name must be.
const ENDINGS: &str = "End the name with .csv, .md or .txt: CSV, Markdown or text";

/// Where names begin that are no whole paths.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folders {
    /// What `~` stands for. `None`: nobody knows.
    pub home: Option<PathBuf>,
    /// The folder that the program was started in. `None`: it is gone.
    pub working: Option<PathBuf>,
}

/// The field.
#[derive(Clone, Debug)]
pub struct State {
    input: Field,
    folders: Folders,
    /// What is being written.
    writing: Option<PathBuf>,
    /// Why the last name was not written.
    refusal: Option<Label>,
}

impl State {
    /// A field with this name in it.
    pub fn new(name: &str, folders: Folders) -> Self {
        Self { input: Field::holding(name, MAX_CHARS), folders, writing: None, refusal: None }
    }

    /// Edits what is typed; what was said of it is done with.
    pub fn edit(&mut self, request: InputRequest) {
        self.input.edit(request);
        self.refusal = None;
    }

    /// Puts pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text.trim_end_matches(['\r', '\n']));
        self.refusal = None;
    }

    /// Takes a command: on Enter the table is written, unless the name cannot be meant.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        if command != Command::Save || self.writing.is_some() {
            return Vec::new();
        }
        let Ok((path, form)) = self.wanted() else { return Vec::new() };
        self.refusal = None;
        self.writing = Some(path.clone());
        vec![Instruction::SaveTable(path, form)]
    }

    /// Whether it waits for this file.
    pub fn waits_for(&self, path: &Path) -> bool {
        self.writing.as_deref() == Some(path)
    }

    /// The file was not written: the name stays, with why.
    pub fn refused(&mut self, reason: Label) {
        self.writing = None;
        self.refusal = Some(reason);
    }

    /// The whole path that is meant, and the form; else why it is none, in a sentence.
    pub fn wanted(&self) -> Result<(PathBuf, TableForm), &'static str> {
        let name = self.input.value().trim();
        if name.is_empty() {
            return Err("Type the name of a file");
        }
        let path = self.whole(name)?;
        let form = path.file_name().and_then(|name| TableForm::of_name(&name.to_string_lossy()));
        // A name that ends with a slash is a folder's, whatever its ending.
        form.filter(|_| !name.ends_with('/')).map(|form| (path, form)).ok_or(ENDINGS)
    }

    /// `~` is the home, as in a shell; any other name that does not begin at the root begins where the program was started.
    fn whole(&self, name: &str) -> Result<PathBuf, &'static str> {
        let in_home = if name == "~" { Some("") } else { name.strip_prefix("~/") };
        match in_home {
            Some(rest) => {
                let home = self.folders.home.as_ref().ok_or("Nobody knows your home folder: type the whole path")?;
                Ok(home.join(rest.trim_start_matches('/')))
            }
            None => Ok(self.folders.working.as_deref().unwrap_or(Path::new("")).join(name)),
        }
    }

    /// What the popup shows; its first line is the field's.
    pub fn content(&self, extent: Extent, scene: &Scene) -> Content<'_> {
        let width = usize::from(scene.room(WIDTH));
        let mut lines: Vec<Line> = vec![Line::new(), Line::new()];
        // Why nothing was written stands first, in view on the smallest screens too.
        let said = match (&self.refusal, &self.writing) {
            (Some(reason), _) => Some((reason.safe().to_owned(), Role::Bad)),
            (None, Some(_)) => Some(("Writing the file.".to_owned(), Role::InMotion)),
            (None, None) => None,
        };
        lines.extend(all_wrapped(said.as_slice(), width));
        match self.wanted() {
            Ok((path, form)) => {
                let path = Label::from(path.display().to_string());
                // The whole of it, in as many lines as that takes: this is where the file will be.
                lines.extend(text::chop(path.safe(), width).into_iter().map(|line| vec![Piece::plain(line)]));
                let rows = extent.in_words();
                let about = format!("{rows} as {}, in a file that only you can read", form.label());
                lines.extend(all_wrapped(&[(about, Role::Quiet)], width));
            }
            Err(why) => lines.extend(all_wrapped(&[(why.to_owned(), Role::Attention)], width)),
        }
        let title = vec![Piece::new("Write the table to a file", Role::Title)];
        Content { field: Some((0, "file: ", &self.input)), ..Content::text(WIDTH, title, lines, Scroll::default()) }
    }
}
