//! What a question says of a change: what will happen and what will not.

use crate::domain::warning::MAX_DECISIVE;
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

/// What must be said before an answer, each sentence with its meaning and safe to draw.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Consequences {
    /// What decides, in view.
    pub decisive: Vec<(String, Role)>,
    /// The rest, behind a key.
    pub more: Vec<(String, Role)>,
}

/// What the change is in full, where the title does not say it.
pub fn subject(change: &Change, known: &Known) -> Vec<(String, Role)> {
    let from_to = |before: &Label, after: &str| {
        (format!("From {} to {}", quoted(before), quoted(&Label::from(after))), Role::Title)
    };
    match change {
        Change::Setting(SettingChange::Name(text)) => vec![from_to(&known.runner.name, text)],
        Change::Setting(SettingChange::Description(text)) => {
            vec![from_to(known.runner.description.as_ref().unwrap_or(&Label::default()), text)]
        }
        Change::AllowList(AllowListChange::Clear) | Change::Setting(_) | Change::Command(_) | Change::Remove => {
            Vec::new()
        }
        Change::AllowList(_) => vec![(capitalised(&change.phrase(known.usage)), Role::Title)],
    }
}

/// What will happen and what will not.
pub fn consequences(changes: &[Change], known: &Known) -> Consequences {
    let text = |messages: Vec<String>| messages.into_iter().map(|message| (message, Role::Text)).collect();
    let Some((first, others)) = changes.split_first() else { return Consequences::default() };
    let mut said = match first {
        Change::Setting(change) => of_setting(change, known),
        Change::AllowList(AllowListChange::Add(entry)) => {
            Consequences { decisive: widening(entry, known), more: Vec::new() }
        }
        Change::AllowList(change) => Consequences { decisive: narrowing(change, known), more: Vec::new() },
        Change::Command(_) | Change::Remove => {
            let circumstances = Circumstances { pause_ends: known.pause_ends };
            let warnings = Action::of(first).map(|action| action.warnings(known.runner, &circumstances));
            let warnings = warnings.unwrap_or_default();
            Consequences { decisive: text(warnings.decisive), more: text(warnings.more) }
        }
    };
    said.decisive.extend(others.iter().flat_map(|other| alternative(other, first)));
    let rest = said.decisive.split_off(MAX_DECISIVE.min(said.decisive.len()));
    said.more.splice(0..0, rest);
    said
}

/// What comes of a setting. Whom a restriction shuts out comes first.
fn of_setting(change: &SettingChange, known: &Known) -> Consequences {
    let shuts_out = (*change == SettingChange::Restricted(true)).then(|| shut_out(known.allow_list));
    let general = change.consequences().iter().map(|message| ((*message).to_owned(), Role::Text));
    Consequences { decisive: shuts_out.into_iter().chain(general).collect(), more: Vec::new() }
}

/// What another answer means, beyond what was said of the first.
pub fn alternative(change: &Change, first: &Change) -> Vec<(String, Role)> {
    match change {
        Change::Setting(other) => {
            let said = if let Change::Setting(first) = first { first.consequences() } else { &[] };
            let more = other.consequences().iter().filter(|message| !said.contains(message));
            more.map(|message| (format!("{}: {message}", capitalised(&other.value())), Role::Text)).collect()
        }
        Change::AllowList(AllowListChange::RemoveEnvironment(..)) => vec![(
            "The project's last environment in the list: an entry without any may mean none or all.".to_owned(),
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
    let mut said = vec![("What leaves the list cannot use the runner any more.".to_owned(), Role::Text)];
    let empties = match change {
        AllowListChange::Clear => true,
        AllowListChange::RemoveProject(id) => {
            known.allow_list.is_some_and(|list| list.projects.iter().all(|entry| entry.id == *id))
        }
        AllowListChange::Add(_) | AllowListChange::RemoveEnvironment(..) => false,
    };
    if empties {
        said.push(("The list is empty then: no project can use the runner.".to_owned(), Role::Bad));
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
            let message = "The allow list was not read yet: what is in there is not known.";
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
        ("What is added can use the runner from then on.".to_owned(), Role::Text)
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
            ("The allow list is empty: no project can use the runner then.".to_owned(), Role::Bad)
        }
        Some(list) => (format!("The allow list has {}.", counted(list.projects.len(), "project")), Role::Text),
        None => (
            "The allow list was not read yet: with an empty list no project can use the runner.".to_owned(),
            Role::Attention,
        ),
    }
}
