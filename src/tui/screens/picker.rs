//! Choosing what to add to an allow list: a project of the account, then all of its environments or one; or an id and a
//! name typed by hand, where they cannot be read or are not listed.

use tui_input::InputRequest;

use crate::account::work::Work;
use crate::domain::{AllowListChange, AllowedProject, Label, ProjectId, RunnerKey, Usage};
use crate::text;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// Lines of the choices at the most; the rest scrolls.
const CHOICES_SHOWN: usize = 12;
/// Lines of the frame that are not for choices at the least: the popup's own, and some of what is below.
const OTHER_LINES: u16 = 8;

/// The state of the choice.
#[derive(Clone, Debug)]
pub struct State {
    /// The runner that the operator saw.
    pub key: RunnerKey,
    /// The project, once it is chosen.
    project: Option<(ProjectId, Label)>,
    input: Field,
    cursor: usize,
}

/// One line to choose.
#[derive(Clone, PartialEq, Debug)]
pub struct Held(Offer);

/// What a line stands for.
#[derive(Clone, PartialEq, Debug)]
enum Offer {
    Project(ProjectId, Label),
    TypedProject(ProjectId),
    /// Nothing to choose: it stands under the bar where there is nothing but the widest choice.
    Nothing,
    AllEnvironments,
    Environment(Label),
    /// Typed by hand, and whether the project is known not to have it.
    TypedEnvironment {
        name: Label,
        is_unlisted: bool,
    },
}

impl State {
    /// A choice for this runner's allow list: a project first.
    pub fn new(key: RunnerKey) -> Self {
        Self { key, project: None, input: Field::default(), cursor: 0 }
    }

    /// Edits what is typed.
    pub fn edit(&mut self, request: InputRequest) {
        // A blank in front narrows nothing, and must not move the bar.
        if request == InputRequest::InsertChar(' ') && self.input.value().is_empty() {
            return;
        }
        self.input.edit(request);
        self.cursor = 0;
    }

    /// Puts pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text.trim());
        self.cursor = 0;
    }

    /// Takes a command: once both are chosen, it is asked whether they are to be added.
    pub fn update(&mut self, command: Command, scene: &Scene) -> Vec<Instruction> {
        let chosen = self.take(command, scene.usage());
        chosen.into_iter().map(|change| Instruction::ConfirmEntry(self.key.clone(), change)).collect()
    }

    fn take(&mut self, command: Command, usage: Option<&Usage>) -> Option<AllowListChange> {
        let offers = self.offers(usage);
        match command {
            Command::Down => self.cursor = (self.cursor + 1).min(offers.len().saturating_sub(1)),
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::PageDown => self.cursor = (self.cursor + CHOICES_SHOWN).min(offers.len().saturating_sub(1)),
            Command::PageUp => self.cursor = self.cursor.saturating_sub(CHOICES_SHOWN),
            Command::Choose => return self.choose(offers.into_iter().nth(self.cursor)?),
            _ => {}
        }
        None
    }

    /// The line under the bar, to be held while the projects that are known change.
    pub fn held(&self, usage: Option<&Usage>) -> Option<Held> {
        self.offers(usage).into_iter().nth(self.cursor).map(Held)
    }

    /// Puts the bar back on the line that was held, wherever it is by now: what is read meanwhile never puts another
    /// choice under it.
    pub fn hold(&mut self, held: &Held, usage: Option<&Usage>) {
        let offers = self.offers(usage);
        let index = offers.iter().position(|offer| offer.means_the_same(&held.0));
        self.cursor = index.unwrap_or(self.cursor).min(offers.len().saturating_sub(1));
    }

    fn choose(&mut self, offer: Offer) -> Option<AllowListChange> {
        let environments = match offer {
            Offer::Nothing => return None,
            Offer::Project(id, name) => return self.open(id, name),
            Offer::TypedProject(id) => {
                let name = id.label();
                return self.open(id, name);
            }
            Offer::AllEnvironments => None,
            Offer::Environment(name) | Offer::TypedEnvironment { name, .. } => Some(vec![name]),
        };
        let (id, _) = self.project.clone()?;
        Some(AllowListChange::Add(AllowedProject { id, environments }))
    }

    fn open(&mut self, id: ProjectId, name: Label) -> Option<AllowListChange> {
        self.project = Some((id, name));
        self.input.clear();
        self.cursor = 0;
        None
    }

    /// Goes back from the environments to the projects. Says whether it was there to go back from.
    pub fn back(&mut self) -> bool {
        let was_open = self.project.take().is_some();
        if was_open {
            self.input.clear();
            self.cursor = 0;
        }
        was_open
    }

    fn prompt(&self) -> &'static str {
        if self.project.is_some() { "environment: " } else { "project: " }
    }

    fn offers(&self, usage: Option<&Usage>) -> Vec<Offer> {
        let typed = self.input.value().trim();
        let matches = |name: &Label| name.raw().to_lowercase().contains(&typed.to_lowercase());
        let projects = usage.map_or(&[][..], |usage| &usage.projects);
        let Some((id, _)) = &self.project else {
            let listed = projects.iter().map(|usage| &usage.project);
            let mut offers: Vec<Offer> = listed
                .filter(|project| matches(&project.name) || project.id.as_str().eq_ignore_ascii_case(typed))
                .map(|project| Offer::Project(project.id.clone(), project.name.clone()))
                .collect();
            let is_listed = projects.iter().any(|usage| usage.project.id.as_str().eq_ignore_ascii_case(typed));
            if is_id(typed) && !is_listed {
                offers.push(Offer::TypedProject(ProjectId::new(&typed.to_ascii_lowercase())));
            }
            return offers;
        };
        let mut offers = Vec::new();
        let environments = usage.and_then(|usage| usage.find(id)).and_then(|found| found.environments.as_ref());
        let names: Vec<&Label> = environments.into_iter().flatten().map(|environment| &environment.name).collect();
        offers.extend(names.iter().filter(|name| matches(name)).map(|name| Offer::Environment((*name).clone())));
        if typed.is_empty() {
            // The widest choice last, and never under the bar unless it was moved there.
            offers.extend(offers.is_empty().then_some(Offer::Nothing));
            offers.push(Offer::AllEnvironments);
        }
        let is_listed = names.iter().any(|name| name.raw() == typed);
        if !typed.is_empty() && !is_listed {
            let is_unlisted = environments.is_some();
            offers.push(Offer::TypedEnvironment { name: Label::from(typed), is_unlisted });
        }
        offers
    }

    /// What the popup shows, with as many choices as the frame is high enough for; the first line is the field's.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let room = usize::from(scene.area.height.saturating_sub(OTHER_LINES));
        let (lines, bar) = self.lines(scene, room);
        let field = Some((0, self.prompt(), &self.input));
        Content { field, ..Content::choices(WIDTH, self.title(), lines, bar) }
    }

    fn title(&self) -> Vec<Piece> {
        match &self.project {
            None => vec![Piece::new("Add to the allow list", Role::Title)],
            Some((_, name)) => vec![Piece::new("Add ", Role::Title), Piece::new(name.safe(), Role::Title)],
        }
    }

    /// The lines, with at most `room` choices, and the line under the bar.
    fn lines(&self, scene: &Scene, room: usize) -> (Vec<Line>, Option<usize>) {
        let (width, symbols) = (usize::from(scene.room(WIDTH)), scene.symbols);
        let mut lines = vec![vec![], vec![]];
        let offers = self.offers(scene.usage());
        let room = room.clamp(1, CHOICES_SHOWN);
        let top = self.cursor.saturating_sub(room - 1).min(offers.len().saturating_sub(room));
        for (index, offer) in offers.iter().enumerate().skip(top).take(room) {
            let mark = if index == self.cursor { symbols.cursor } else { " " };
            lines.push(vec![Piece::plain(format!("{mark} ")), offer.piece(width.saturating_sub(2), symbols)]);
        }
        let bar = (!offers.is_empty()).then(|| self.cursor.saturating_sub(top) + 2);
        if offers.is_empty() {
            lines.extend(match why_no_names(scene.work).filter(|_| self.project.is_none()) {
                Some(why) => wrapped(&format!("{why} Type or paste the id of a project."), Role::Attention, width),
                None => wrapped("Nothing matches. Type or paste the id of a project.", Role::Quiet, width),
            });
        } else if offers.len() > room {
            lines.extend(wrapped(&format!("{} in all", offers.len()), Role::Quiet, width));
        }
        (lines, bar)
    }
}

/// Why there are no projects to choose from.
fn why_no_names(work: &Work) -> Option<&'static str> {
    match (work.value(), work.remote().error()) {
        (Some(usage), _) if !usage.projects.is_empty() => None,
        (None, None) if work.remote().is_loading() => Some("The account's projects are being read."),
        _ => Some("The account's projects cannot be read."),
    }
}

impl Offer {
    /// Whether both lead to the same choice; what was typed may be in the list by now.
    fn means_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Project(one, _) | Self::TypedProject(one), Self::Project(other, _) | Self::TypedProject(other)) => {
                one.as_str().eq_ignore_ascii_case(other.as_str())
            }
            (
                Self::Environment(one) | Self::TypedEnvironment { name: one, .. },
                Self::Environment(other) | Self::TypedEnvironment { name: other, .. },
            ) => one == other,
            (one, other) => one == other,
        }
    }

    fn piece(&self, width: usize, symbols: &Symbols) -> Piece {
        let message = match self {
            Self::Project(id, name) if name.is_blank() => id.label().safe().to_owned(),
            Self::Project(_, name) | Self::Environment(name) => name.safe().to_owned(),
            Self::TypedProject(id) => format!("The project with the id {}", id.label()),
            Self::Nothing => "Type a name, or go down for all of them.".to_owned(),
            Self::AllEnvironments => "All environments".to_owned(),
            Self::TypedEnvironment { name, is_unlisted: true } => {
                format!("{} {name}, which the project does not have", symbols.attention)
            }
            Self::TypedEnvironment { name, .. } => format!("The environment called {name}"),
        };
        Piece::plain(text::cut(&message, width, symbols.ellipsis))
    }
}

/// Whether a text is a UUID, as the control plane documents the ids of projects.
fn is_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    groups.len() == lengths.len()
        && groups
            .iter()
            .zip(lengths)
            .all(|(group, length)| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
