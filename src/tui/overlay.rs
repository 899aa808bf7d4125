//! [`Overlay`]: what lies over the list or the details. Whatever differs from one to the other is asked of it here, in a
//! line per overlay, and worked out in the overlay's own file in `screens/`.

mod about;
mod follow;

use tui_input::InputRequest;

use crate::account::connectivity::Tests;
use crate::account::table::filter::EXAMPLES;
use crate::domain::Moment;
use crate::tui::command::Command;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::applies::Applies;
use crate::tui::screens::parts::buttons;
use crate::tui::screens::parts::content::Content;
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Window;
use crate::tui::screens::parts::seen::Uncounted;
use crate::tui::screens::runner_list::{self, column_chooser, sort_picker, summary, view_picker};
use crate::tui::screens::{
    actions, bulk, connectivity, copy, edit, events, guided, help, journal, json, leaving, marked, orphans, palette,
    picker, profiles, question, request, save, since, typed,
};

pub use about::Dialog;

/// What lies over the list or the details, and gets keys first.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is documented in the file that it is named after")]
pub enum Overlay {
    Sort(sort_picker::State),
    Columns(column_chooser::State),
    Views(view_picker::State),
    Copy(copy::State),
    Save(save::State),
    Summary(summary::State),
    Help(help::State),
    Edit(edit::State),
    Question(question::State),
    Picker(picker::State),
    Json(json::State),
    Typed(typed::State),
    Actions(actions::State),
    Marked(marked::State),
    Leaving(leaving::State),
    Guided(guided::State),
    Bulk(bulk::State),
    /// The panel of what a yes to that began, which goes on without it.
    Operation(bulk::panel::State),
    /// The operations of the account.
    Operations(bulk::list::State),
    Journal(journal::State),
    Orphans(orphans::State),
    Since(since::State),
    Events(events::State),
    Profiles(profiles::State),
    Request(request::State),
    Palette(Box<palette::State>),
    /// The form that tests connectivity, whose state outlives it.
    Connectivity,
}

/// The screens that are there whether an overlay shows something of them or not.
#[derive(Clone, Copy)]
pub struct Screens<'a> {
    /// The runner list, which the choice of its order asks for the one in force.
    pub list: &'a runner_list::State,
    /// The form that tests connectivity.
    pub connectivity: &'a connectivity::State,
}

/// What it shows, and what keys mean to it.
impl Overlay {
    /// Where keys go while it is on top.
    pub fn context(&self) -> Context {
        match self {
            Self::Sort(_) => Context::Sort,
            Self::Columns(_) => Context::Columns,
            Self::Views(_) => Context::Views,
            Self::Copy(_) => Context::Copy,
            Self::Save(_) => Context::Save,
            Self::Summary(_) => Context::Summary,
            Self::Help(_) => Context::Help,
            Self::Edit(_) => Context::Edit,
            Self::Question(_) => Context::Question,
            Self::Picker(_) => Context::Picker,
            Self::Json(_) => Context::Json,
            Self::Typed(_) => Context::Typed,
            Self::Actions(_) => Context::Actions,
            Self::Marked(_) => Context::Marked,
            Self::Leaving(_) => Context::Leaving,
            Self::Guided(_) => Context::Guided,
            Self::Bulk(state) if state.is_choosing() => Context::Policy,
            Self::Bulk(state) if state.takes_text() => Context::BulkTyped,
            Self::Bulk(_) => Context::Bulk,
            Self::Operation(_) => Context::Operation,
            Self::Operations(_) => Context::Operations,
            Self::Journal(_) => Context::Journal,
            Self::Orphans(_) => Context::Orphans,
            Self::Since(_) => Context::Since,
            Self::Events(state) if state.takes_text() => Context::EventsFilter,
            Self::Events(_) => Context::Events,
            Self::Profiles(_) => Context::Profiles,
            Self::Request(_) => Context::Request,
            Self::Palette(_) => Context::Palette,
            Self::Connectivity => Context::Connectivity,
        }
    }

    /// What it shows.
    pub fn content<'a>(&'a self, scene: &Scene<'a>, screens: Screens<'a>) -> Content<'a> {
        match self {
            Self::Sort(state) => state.content(screens.list.order(), scene),
            Self::Columns(state) => state.content(screens.list, scene),
            Self::Views(state) => state.content(screens.list, scene),
            Self::Copy(state) => state.content(screens.list.extent(), scene),
            Self::Save(state) => state.content(screens.list.extent(), scene),
            Self::Summary(state) => state.content(scene),
            Self::Help(state) => state.content(&EXAMPLES, scene),
            Self::Edit(state) => state.content(scene),
            Self::Question(state) => state.content(scene),
            Self::Picker(state) => state.content(scene),
            Self::Json(state) => state.content(scene),
            Self::Typed(state) => state.content(scene),
            Self::Actions(state) => state.content(scene),
            Self::Marked(state) => state.content(scene),
            Self::Leaving(state) => state.content(scene),
            Self::Guided(state) => state.content(scene),
            Self::Bulk(state) => state.content(scene),
            Self::Operation(state) => state.content(scene),
            Self::Operations(state) => state.content(scene),
            Self::Journal(state) => state.content(scene),
            Self::Orphans(state) => state.content(scene),
            Self::Since(state) => state.content(scene),
            Self::Events(state) => state.content(scene),
            Self::Profiles(state) => state.content(scene),
            Self::Request(state) => state.content(scene),
            Self::Palette(state) => state.content(scene),
            Self::Connectivity => screens.connectivity.content(scene),
        }
    }

    /// Takes a command while it is on top. What it does not know stops there.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        match self {
            Self::Sort(state) => state.update(command),
            Self::Columns(state) => state.update(command),
            Self::Views(state) => state.update(command),
            Self::Copy(state) => state.update(command, scene),
            Self::Save(state) => state.update(command),
            Self::Summary(summary::State { scroll, .. })
            | Self::Help(help::State { scroll, .. })
            | Self::Since(since::State { scroll })
            | Self::Journal(journal::State { scroll, .. }) => {
                scroll.take(command, window);
                Vec::new()
            }
            Self::Edit(state) => state.update(command, scene),
            Self::Question(state) => state.update(command, scene, window),
            Self::Picker(state) => state.update(command, scene),
            Self::Json(state) => state.update(command, window),
            Self::Typed(state) => state.update(command, scene, window),
            Self::Actions(state) => state.take(command, scene),
            Self::Marked(state) => state.update(command),
            Self::Leaving(state) => state.update(command),
            Self::Guided(state) => state.update(command, scene, window),
            Self::Bulk(state) => state.update(command, scene, window),
            Self::Operation(state) => state.update(command, scene, window),
            Self::Operations(state) => state.update(command, scene),
            Self::Orphans(state) => state.update(command, scene, window),
            Self::Events(state) => {
                state.update(command, window);
                Vec::new()
            }
            Self::Profiles(state) => state.update(command, scene.accounts),
            Self::Request(state) => state.update(command, window),
            Self::Palette(state) => state.update(command, scene),
            Self::Connectivity => vec![Instruction::Connectivity(command)],
        }
    }

    /// Whether a command would do something in it now.
    pub fn applies(&self, command: Command, scene: &Scene, screens: Screens) -> Applies {
        match (self, command) {
            (Self::Actions(state), Command::Choose | Command::Act(_) | Command::ShowRequest) => {
                state.applies(command, scene)
            }
            (Self::Question(state), _) => Applies::listed_if(state.is_of_use(command, scene)),
            (Self::Bulk(state), _) if command != Command::Down => Applies::listed_if(state.is_of_use(command, scene)),
            (Self::Guided(state), Command::Choose | Command::CopyField | Command::OpenLink) => {
                Applies::only_if(state.is_of_use(command, scene))
            }
            (Self::Typed(state), Command::WayOut) => Applies::listed_if(state.has_way_out(scene)),
            (Self::Typed(state), Command::ToggleMore) => Applies::listed_if(state.has_more(scene)),
            (Self::Connectivity, Command::Save) => Applies::listed_if(screens.connectivity.can_test(scene)),
            (Self::Connectivity, Command::CopyAll) => {
                let json = screens.connectivity.json(scene.label(), scene.tests);
                Applies::unless(json.is_none().then_some("there is no result to copy yet"))
            }
            (Self::Connectivity, Command::StopOperation) => Applies::only_if(scene.tests.is_under_way()),
            (Self::Operation(_), Command::StopOperation | Command::WaitOn | Command::GoOn) => {
                let is_current = matches!(self, Self::Operation(state) if state.of.is_none());
                let can = |decision| is_current && scene.operation.is_some_and(|operation| operation.can(decision));
                Applies::only_if(bulk::panel::decision(command).is_some_and(can))
            }
            (Self::Profiles(state), Command::ReadSecret) => Applies::only_if(state.can_read_secret(scene.accounts)),
            (Self::Sort(_) | Self::Columns(_) | Self::Views(_) | Self::Palette(_) | Self::Copy(_), _) => Applies::Yes,
            (_, Command::Down) => Applies::listed_if(self.content(scene, screens).window(scene.area).last > 0),
            _ => Applies::Yes,
        }
    }

    /// The footer's word for a key, where that depends on what it is about.
    pub fn hint(&self, command: Command) -> Option<&'static str> {
        match self {
            Self::Question(state) => state.hint(command),
            Self::Bulk(state) => state.hint(command),
            Self::Typed(state) => state.hint(command),
            _ => None,
        }
    }

    /// Whether it is a menu, which is done with once something was chosen from it.
    pub fn is_done_once_chosen(&self) -> bool {
        matches!(self, Self::Actions(_))
    }

    /// Edits the text in it.
    pub fn edit(&mut self, request: InputRequest, connectivity: &mut connectivity::State, tests: &Tests) {
        match self {
            Self::Edit(state) => state.edit(request),
            Self::Save(state) => state.edit(request),
            Self::Picker(state) => state.edit(request),
            Self::Typed(state) => state.edit(request),
            Self::Bulk(state) => state.edit(request),
            Self::Events(state) => state.edit(request),
            Self::Palette(state) => state.edit(request),
            Self::Connectivity => connectivity.edit(request, tests),
            _ => {}
        }
    }

    /// Puts pasted text in, where text is typed.
    pub fn paste(&mut self, text: &str, connectivity: &mut connectivity::State, tests: &Tests) {
        match self {
            Self::Edit(state) => state.paste(text),
            Self::Save(state) => state.paste(text),
            Self::Picker(state) => state.paste(text),
            Self::Typed(state) => state.paste(text),
            Self::Bulk(state) if state.takes_text() => state.paste(text),
            Self::Events(state) if state.takes_text() => state.paste(text),
            Self::Palette(state) => state.paste(text),
            Self::Connectivity => connectivity.paste(text, tests),
            _ => {}
        }
    }

    /// What closing it means: what it has not sent yet is taken back; what has left goes on, and its answer is told all the
    /// same. What is under way for several runners, or is tested, goes on: that is only shown here.
    pub fn close(&mut self) -> Vec<Instruction> {
        if let Some(submission) = self.submission().filter(|submission| submission.is_sending()) {
            return submission.close();
        }
        match self {
            Self::Picker(state) => {
                if state.back() {
                    Vec::new()
                } else {
                    vec![Instruction::Close]
                }
            }
            Self::Bulk(state) if state.is_choosing() => {
                state.leave_policy();
                Vec::new()
            }
            Self::Events(state) => {
                if state.clear() {
                    Vec::new()
                } else {
                    vec![Instruction::Close]
                }
            }
            Self::Columns(state) => state.take_back(),
            _ => vec![Instruction::Close],
        }
    }

    /// Whether `command` moves a bar between answers, so that keys in a row, as a wheel sends them, are not taken for a
    /// choice.
    pub fn moves_between_answers(&self, command: Command) -> bool {
        match self {
            Self::Question(_) => buttons::is_move(command),
            Self::Bulk(state) => !state.is_choosing() && matches!(command, Command::NextTab | Command::PreviousTab),
            Self::Marked(_) | Self::Leaving(_) => matches!(command, Command::Up | Command::Down),
            _ => false,
        }
    }

    /// Takes arrows that came faster than anybody presses them: they read on, but they neither end on an answer nor change
    /// a value. Says whether that is all that they do here; where it is not, each is a key of its own.
    pub fn rush(
        &mut self,
        arrow: Option<Command>,
        times: usize,
        window: Window,
        connectivity: &connectivity::State,
    ) -> bool {
        match self {
            Self::Question(state) => arrow.into_iter().for_each(|arrow| state.rush(arrow, times, window)),
            Self::Marked(state) => state.focus_first(),
            Self::Leaving(state) => state.focus_first(),
            Self::Bulk(state) => return state.rush(arrow),
            Self::Connectivity => return !connectivity.is_on_results(),
            _ => return false,
        }
        true
    }
}

/// Whether and how it is seen.
impl Overlay {
    /// Whether it is there to be answered or filled in, and not only to be read.
    pub fn wants_an_answer(&self) -> bool {
        match self {
            Self::Sort(_)
            | Self::Columns(_)
            | Self::Views(_)
            | Self::Copy(_)
            | Self::Summary(_)
            | Self::Help(_)
            | Self::Json(_)
            | Self::Operation(_)
            | Self::Journal(_)
            | Self::Orphans(_)
            | Self::Since(_)
            | Self::Events(_)
            | Self::Request(_) => false,
            Self::Edit(_)
            | Self::Save(_)
            | Self::Question(_)
            | Self::Picker(_)
            | Self::Typed(_)
            | Self::Actions(_)
            | Self::Marked(_)
            | Self::Leaving(_)
            | Self::Guided(_)
            | Self::Operations(_)
            | Self::Profiles(_)
            | Self::Bulk(_)
            | Self::Palette(_)
            | Self::Connectivity => true,
        }
    }

    /// Whether it asks whether something is to be changed: then nobody may take its account for another.
    pub fn asks(&self) -> bool {
        matches!(self, Self::Question(_) | Self::Typed(_) | Self::Bulk(_) | Self::Guided(_))
    }

    /// Whether a yes counts only once its end was in view.
    pub fn is_read_to_the_end(&self) -> bool {
        matches!(self, Self::Question(_) | Self::Bulk(_))
    }

    /// Whether what it asks was in a frame that can be seen; what asks nothing does not care. From `last` lines above the
    /// window on, its end was in it too. Answers whether that was not so before.
    pub fn drawn(&mut self, is_seen: bool, last: usize) -> bool {
        match self {
            Self::Question(state) => state.drawn(is_seen, state.scroll().lines() >= last),
            Self::Typed(state) => state.drawn(is_seen),
            Self::Bulk(state) => state.drawn(is_seen, state.scroll.lines() >= last),
            _ => false,
        }
    }

    /// Why the last key, which would be an answer, did not count; `None` where it did or is none.
    pub fn uncounted(&self, now: Moment) -> Option<Uncounted> {
        match self {
            Self::Question(state) => state.uncounted(now),
            Self::Bulk(state) => state.uncounted(),
            _ => None,
        }
    }

    /// Whether it says, while something can be asked for in it, that the journal cannot be written.
    pub fn says_that_the_journal_fails(&self) -> bool {
        matches!(self, Self::Edit(_) | Self::Question(_) | Self::Typed(_) | Self::Bulk(_))
    }
}
