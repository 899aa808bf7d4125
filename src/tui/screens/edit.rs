//! The field in which a runner's name or description is typed, with its limits, and what the control plane said of it.
//! Saving asks a question, which lies over the field; what was typed stays until it is accepted.

use tui_input::InputRequest;

use crate::domain::setting::{MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS, TextFault, check_description, check_name};
use crate::domain::{Label, Runner, RunnerKey, Setting, SettingChange};
use crate::text::words::{capitalised, quoted};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::screens::parts::content::{Content, all_wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::parts::submission::Submission;
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// Characters beyond the limit that can be typed all the same, so that what was pasted can be shortened.
const SPARE: usize = 200;

/// A field that is open: for what of which runner, and what is typed in it.
#[derive(Clone, Debug)]
pub struct State {
    /// The runner, as it was when the field was opened.
    pub key: RunnerKey,
    /// What is typed: [`Setting::Name`] or [`Setting::Description`].
    pub setting: Setting,
    /// The value that the operator saw: when the field was opened, or when a change of it was pointed out.
    seen: Label,
    input: Field,
    /// What was sent from here, and what became of it.
    pub submission: Submission,
}

/// What became of saving.
#[derive(Clone, PartialEq, Debug)]
enum Save {
    /// What was typed is what is reported: nothing has to be sent.
    Unchanged,
    /// It cannot be sent as it is; the field says why.
    Stays,
    /// Ask whether to send this.
    Ask(SettingChange),
}

impl State {
    /// A field for `setting` of `runner`, holding what is reported.
    pub fn new(setting: Setting, key: RunnerKey, runner: &Runner) -> Self {
        let seen = reported(setting, runner);
        let input = Field::holding(seen.raw(), limit(setting) + SPARE);
        Self { key, setting, seen, input, submission: Submission::default() }
    }

    /// Puts in what was typed here before and left, selected, so that typing takes its place.
    pub fn resume(&mut self, draft: &str) {
        self.input.set(draft);
        self.input.select();
    }

    /// What was typed, if it is not what the field was opened with.
    pub fn draft(&self) -> Option<&str> {
        Some(self.input.value()).filter(|typed| *typed != self.seen.raw())
    }

    /// Takes a key of the field; a refusal that was shown is done with.
    pub fn edit(&mut self, request: InputRequest) {
        self.input.edit(request);
        self.submission.forget_refusal();
    }

    /// Puts pasted text in; line breaks become blanks.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text.trim_end_matches(['\r', '\n']));
        self.submission.forget_refusal();
    }

    /// Takes a command: on Enter it asks whether to save what was typed, says why not, or closes.
    pub fn update(&mut self, command: Command, scene: &Scene) -> Vec<Instruction> {
        if command != Command::Save {
            return Vec::new();
        }
        let Some(runner) = scene.runner(&self.key) else {
            self.refused(Refusal::gone());
            return Vec::new();
        };
        match self.save(runner, scene.keymap) {
            Save::Stays => Vec::new(),
            Save::Unchanged => {
                let message = "No change to save. Nothing was sent.";
                vec![Instruction::Close, Instruction::Notify(message.to_owned())]
            }
            Save::Ask(change) => vec![Instruction::ConfirmText(self.key.clone(), change)],
        }
    }

    /// What to do when the operator wants it saved. `runner` is what is reported now: a change that somebody else made
    /// meanwhile is pointed out first, and only saving again overwrites it.
    fn save(&mut self, runner: &Runner, keymap: &Keymap) -> Save {
        if self.fault().is_some() {
            return Save::Stays;
        }
        let now = reported(self.setting, runner);
        if self.input.value() == now.raw() {
            return Save::Unchanged;
        }
        if now != self.seen {
            let again = clause(keymap.special(Context::Edit, Command::Save), ". Press {} again to overwrite that");
            let message = format!("Somebody changed the value to {} meanwhile{again}", quoted(&now));
            self.refused(Refusal::note(message));
            self.seen = now;
            return Save::Stays;
        }
        self.submission.forget_refusal();
        let value = self.input.value().to_owned();
        Save::Ask(match self.setting {
            Setting::Description => SettingChange::Description(value),
            _ => SettingChange::Name(value),
        })
    }

    /// The change was not carried out, or nobody knows: the text stays, with why.
    pub fn refused(&mut self, refusal: Refusal) {
        self.submission.refused(refusal);
    }

    fn fault(&self) -> Option<TextFault> {
        let check = if self.setting == Setting::Description { check_description } else { check_name };
        check(self.input.value()).err()
    }

    /// What stands under the field.
    fn messages(&self, runner: Option<&Runner>, keymap: &Keymap) -> Vec<(String, Role)> {
        let mut said = self.submission.messages(Context::Edit, keymap);
        if self.submission.is_refused() {
            return said;
        }
        if let Some(fault) = self.fault() {
            said.push((capitalised(&fault.to_string()), Role::Bad));
        } else if let Some(now) = runner.map(|runner| reported(self.setting, runner)).filter(|now| *now != self.seen) {
            said.push((format!("Somebody changed the value to {} meanwhile", quoted(&now)), Role::Attention));
        }
        said
    }

    /// What the popup shows; its first line is the field's.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let length = self.input.value().chars().count();
        let limit = limit(self.setting);
        let role = if length > limit { Role::Bad } else { Role::Quiet };
        let mut lines = vec![vec![], vec![Piece::new(format!("{length} of {limit} characters"), role)]];
        let mut said = self.messages(scene.runner(&self.key), scene.keymap);
        said.extend(scene.journal_message());
        lines.extend(all_wrapped(&said, usize::from(scene.room(WIDTH))));
        let title = vec![Piece::new(self.setting.label(), Role::Title)];
        Content { field: Some((0, "", &self.input)), ..Content::text(WIDTH, title, lines, Scroll::default()) }
    }
}

fn limit(setting: Setting) -> usize {
    if setting == Setting::Description { MAX_DESCRIPTION_CHARS } else { MAX_NAME_CHARS }
}

fn reported(setting: Setting, runner: &Runner) -> Label {
    match setting {
        Setting::Description => runner.description.clone().unwrap_or_default(),
        _ => runner.name.clone(),
    }
}
