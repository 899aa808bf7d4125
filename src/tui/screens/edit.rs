//! The field in which a runner's name or description is typed, with its limits, and what the control plane said of it.
//! Saving asks a question, which lies over the field; what was typed stays until it is accepted.

use tui_input::InputRequest;

use crate::domain::setting::{LONGEST_DESCRIPTION, LONGEST_NAME, TextFault, check_description, check_name};
use crate::domain::{Label, Runner, RunnerId, Setting, SettingChange};
use crate::text;
use crate::text::words::quoted;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// Characters beyond the limit that can be typed all the same, so that what was pasted can be shortened.
const SPARE: usize = 200;

/// The field's state.
#[derive(Clone, Debug)]
pub struct State {
    /// The runner, as it was when the field was opened.
    pub id: RunnerId,
    /// Name or description.
    pub setting: Setting,
    /// The value that the operator saw: when the field was opened, or when a change of it was pointed out.
    seen: Label,
    input: Field,
    refusal: Option<Refusal>,
}

/// What became of saving.
#[derive(Clone, PartialEq, Debug)]
pub enum Save {
    /// Nothing is different.
    Unchanged,
    /// It cannot be sent as it is; the field says why.
    Stays,
    /// Ask whether to send this.
    Ask(SettingChange),
}

impl State {
    /// A field for `setting` of `runner`, holding what is reported.
    pub fn new(setting: Setting, runner: &Runner) -> Self {
        let seen = reported(setting, runner);
        let input = Field::holding(seen.raw(), limit(setting) + SPARE);
        Self { id: runner.id.clone(), setting, seen, input, refusal: None }
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

    /// Edits the text.
    pub fn edit(&mut self, request: InputRequest) {
        self.input.edit(request);
        self.refusal = None;
    }

    /// Puts pasted text in; line breaks become blanks.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text.trim_end_matches(['\r', '\n']));
        self.refusal = None;
    }

    /// What to do when the operator wants it saved. `runner` is what is reported now: a change that somebody else made
    /// meanwhile is pointed out first, and only saving again overwrites it.
    pub fn save(&mut self, runner: &Runner) -> Save {
        if self.fault().is_some() {
            return Save::Stays;
        }
        let now = reported(self.setting, runner);
        if self.input.value() == now.raw() {
            return Save::Unchanged;
        }
        if now != self.seen {
            self.refusal = Some(Refusal::note(format!(
                "somebody changed it to {} meanwhile; enter again overwrites that",
                quoted(&now)
            )));
            self.seen = now;
            return Save::Stays;
        }
        self.refusal = None;
        let value = self.input.value().to_owned();
        Save::Ask(match self.setting {
            Setting::Description => SettingChange::Description(value),
            _ => SettingChange::Name(value),
        })
    }

    /// The change was not carried out, or nobody knows: the text stays, with why.
    pub fn refused(&mut self, refusal: Refusal) {
        self.refusal = Some(refusal);
    }

    fn fault(&self) -> Option<TextFault> {
        let check = if self.setting == Setting::Description { check_description } else { check_name };
        check(self.input.value()).err()
    }

    /// What stands under the field.
    fn words(&self, runner: Option<&Runner>, width: usize) -> Vec<Vec<Piece>> {
        let mut said: Vec<(String, Role)> = Vec::new();
        if let Some(refusal) = &self.refusal {
            said.extend(refusal.lines());
        } else if let Some(fault) = self.fault() {
            said.push((fault.to_string(), Role::Bad));
        } else if let Some(now) = runner.map(|runner| reported(self.setting, runner)).filter(|now| *now != self.seen) {
            said.push((format!("somebody changed it to {} meanwhile", quoted(&now)), Role::Attention));
        }
        let wrapped = |(words, role): (String, Role)| {
            text::wrap(&words, width).into_iter().map(move |line| vec![Piece::new(line, role)])
        };
        said.into_iter().flat_map(wrapped).collect()
    }

    /// The title.
    pub fn title(&self) -> Vec<Piece> {
        vec![Piece::new(self.setting.label(), Role::Title)]
    }

    /// What is typed, to draw it on the content's first line.
    pub fn input(&self) -> &Field {
        &self.input
    }

    /// The content, at most `width` cells wide; its first line is the field's.
    pub fn lines(&self, runner: Option<&Runner>, width: u16) -> Vec<Vec<Piece>> {
        let length = self.input.value().chars().count();
        let limit = limit(self.setting);
        let role = if length > limit { Role::Bad } else { Role::Quiet };
        let mut lines = vec![vec![], vec![Piece::new(format!("{length} of {limit} characters"), role)]];
        lines.extend(self.words(runner, usize::from(width)));
        lines
    }
}

fn limit(setting: Setting) -> usize {
    if setting == Setting::Description { LONGEST_DESCRIPTION } else { LONGEST_NAME }
}

fn reported(setting: Setting, runner: &Runner) -> Label {
    match setting {
        Setting::Description => runner.description.clone().unwrap_or_default(),
        _ => runner.name.clone(),
    }
}
