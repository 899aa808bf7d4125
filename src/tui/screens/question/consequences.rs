//! What a question says of a change: what is asked, what will happen and what will not.

use crate::domain::{
    Action, AllowList, AllowListChange, AllowedProject, Change, Circumstances, Label, ProjectId, Runner, SettingChange,
    Usage,
};
use crate::text::words::{capitalised, counted, quoted};
use crate::tui::ui::Role;

/// Entries of an allow list that a question names.
const ENTRIES_NAMED: usize = 8;
/// What is said of changes to an allow list that nothing depends on.
const NOT_ENFORCED: &str = "The runner is not restricted: the list is kept, but not enforced.";

/// What the words are worked out from.
pub struct Known<'a> {
    /// The runner, as it is known now.
    pub runner: &'a Runner,
    /// Its allow list, if it was read.
    pub allow_list: Option<&'a AllowList>,
    /// The account's projects, if they were read.
    pub usage: Option<&'a Usage>,
    /// When its pause ends, as the screen writes times.
    pub pause_ends: Option<&'a str>,
}

/// What is asked, where the title does not say it; `name` is how the question names the runner.
pub fn heading(change: &Change, name: &str, usage: Option<&Usage>) -> String {
    match change {
        Change::Setting(SettingChange::AutoUpdate(on)) => {
            format!("Turn auto update of {name} {}?", if *on { "on" } else { "off" })
        }
        Change::Setting(SettingChange::Track(track)) => format!("Put {name} on the track {}?", track.label()),
        Change::Setting(SettingChange::Restricted(true)) => format!("Restrict {name} to its allow list?"),
        Change::Setting(SettingChange::Restricted(false)) => format!("Let every project use {name}?"),
        Change::Setting(SettingChange::Name(_)) => format!("Change the name of {name}?"),
        Change::Setting(SettingChange::Description(_)) => format!("Change the description of {name}?"),
        Change::AllowList(AllowListChange::Clear) => format!("Empty the allow list of {name}?"),
        Change::AllowList(AllowListChange::Add(_)) => {
            format!("{} to the allow list of {name}?", capitalised(&change.phrase(usage)))
        }
        Change::AllowList(_) => format!("{} from the allow list of {name}?", capitalised(&change.phrase(usage))),
        // The title says it.
        Change::Command(_) | Change::Remove => String::new(),
    }
}

fn from_to(before: &Label, after: &str) -> (String, Role) {
    (format!("From {} to {}.", quoted(before), quoted(&Label::from(after))), Role::Text)
}

/// What will happen and what will not.
pub fn consequences(change: &Change, known: &Known) -> Vec<(String, Role)> {
    match change {
        Change::Setting(SettingChange::Name(text)) => vec![from_to(&known.runner.name, text)],
        Change::Setting(SettingChange::Description(text)) => {
            vec![from_to(known.runner.description.as_ref().unwrap_or(&Label::default()), text)]
        }
        Change::Setting(change) => {
            let mut said: Vec<(String, Role)> =
                change.consequences().into_iter().map(|message| (message.to_owned(), Role::Text)).collect();
            if *change == SettingChange::Restricted(true) {
                said.push(shut_out(known.allow_list));
            }
            said
        }
        Change::AllowList(AllowListChange::Add(added)) => widening(added, known),
        Change::AllowList(change) => narrowing(change, known),
        Change::Command(_) | Change::Remove => {
            let circumstances = Circumstances { usage: known.usage, pause_ends: known.pause_ends };
            let said = Action::of(change).map(|action| action.warnings(known.runner, &circumstances));
            said.into_iter().flatten().map(|message| (message, Role::Text)).collect()
        }
    }
}

/// What another answer means, beyond what was said of the first.
pub fn alternative(change: &Change, first: &Change) -> Vec<(String, Role)> {
    match change {
        Change::Setting(other) => {
            let said = if let Change::Setting(first) = first { first.consequences() } else { Vec::new() };
            let more = other.consequences().into_iter().filter(|message| !said.contains(message));
            more.map(|message| (format!("{}: {message}", capitalised(&other.value())), Role::Text)).collect()
        }
        Change::AllowList(AllowListChange::RemoveEnvironment(..)) => vec![(
            "It is the project's last environment in the list. Removing the environment alone would leave an entry \
             without any, and whether that means none or all of them is not documented."
                .to_owned(),
            Role::Attention,
        )],
        _ => Vec::new(),
    }
}

/// What is lost with what leaves the allow list.
fn narrowing(change: &AllowListChange, known: &Known) -> Vec<(String, Role)> {
    if known.runner.restricted != Some(true) {
        return vec![(NOT_ENFORCED.to_owned(), Role::Text)];
    }
    let mut said = vec![("They cannot use this runner any more from then on.".to_owned(), Role::Text)];
    let empties = match change {
        AllowListChange::Clear => true,
        AllowListChange::RemoveProject(id) => {
            known.allow_list.is_some_and(|list| list.projects.iter().all(|entry| entry.id == *id))
        }
        AllowListChange::Add(_) | AllowListChange::RemoveEnvironment(..) => false,
    };
    if empties {
        said.push(("The list is empty then: no project can use this runner.".to_owned(), Role::Bad));
    }
    said
}

/// What an addition to the allow list changes, beside what is in it already.
fn widening(added: &AllowedProject, known: &Known) -> Vec<(String, Role)> {
    let named = |id: &ProjectId| known.usage.map_or_else(|| id.label(), |usage| usage.name_of(id));
    let entry = |project: &AllowedProject| format!("{} ({})", named(&project.id), environments(project));
    let mut said = Vec::new();
    match known.allow_list {
        None => {
            let message = "The allow list was not read yet: what is in the list already is not known.";
            said.push((message.to_owned(), Role::Attention));
        }
        Some(list) if list.projects.is_empty() => said.push(("The allow list is empty now.".to_owned(), Role::Text)),
        Some(list) => {
            let mut entries: Vec<String> = list.projects.iter().take(ENTRIES_NAMED).map(entry).collect();
            let more = list.projects.len() - entries.len();
            entries.extend((more > 0).then(|| format!("and {more} more")));
            said.push((format!("In the list now: {}.", entries.join(", ")), Role::Text));
            if let Some(listed) = list.find(&added.id) {
                let message = if list.reflects(&AllowListChange::Add(added.clone())) {
                    "Nothing changes: all of this is in the list already.".to_owned()
                } else {
                    format!("Listed already for {}: {}.", named(&added.id), environments(listed))
                };
                said.push((message, Role::Attention));
            }
        }
    }
    said.push(if known.runner.restricted == Some(true) {
        ("What is added can use this runner from then on.".to_owned(), Role::Text)
    } else {
        (NOT_ENFORCED.to_owned(), Role::Text)
    });
    said
}

/// The environments of an entry of the allow list, in words.
fn environments(project: &AllowedProject) -> String {
    match &project.environments {
        None => "all environments".to_owned(),
        Some(names) if names.is_empty() => "no environment".to_owned(),
        Some(names) => names.iter().map(Label::safe).collect::<Vec<_>>().join(", "),
    }
}

/// Whether a restriction shuts everybody out, or may.
fn shut_out(list: Option<&AllowList>) -> (String, Role) {
    match list {
        Some(list) if list.projects.is_empty() => {
            ("The allow list is empty: no project can use this runner then.".to_owned(), Role::Bad)
        }
        Some(list) => (format!("The allow list has {}.", counted(list.projects.len(), "project")), Role::Text),
        None => (
            "The allow list was not read yet: should it be empty, no project can use this runner.".to_owned(),
            Role::Attention,
        ),
    }
}
