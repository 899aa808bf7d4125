//! What calls that change something have in their bodies.

use serde_json::{Map, Value, json};

use crate::domain::{AllowedProject, Label, RunnerCommand, SettingChange, VersionTrack};

/// A runner with nothing but what changes.
pub(in crate::api) fn update(change: &SettingChange) -> Value {
    match change {
        SettingChange::Name(name) => json!({ "name": name }),
        SettingChange::Description(description) => json!({ "description": description }),
        SettingChange::AutoUpdate(enabled) => json!({ "enableAutoUpdates": enabled }),
        SettingChange::Track(track) => json!({ "trackName": track_name(track) }),
        SettingChange::Restricted(restricted) => json!({ "restrictedAccess": restricted }),
    }
}

/// Upper case here, and lower case in answers.
fn track_name(track: &VersionTrack) -> String {
    match track {
        VersionTrack::Current => "CURRENT".to_owned(),
        VersionTrack::Stable => "STABLE".to_owned(),
        VersionTrack::Other(word) => word.raw().to_uppercase(),
    }
}

/// An allow list of one project, or of none. All environments are meant by naming none.
pub(in crate::api) fn allow_list(project: Option<&AllowedProject>) -> Value {
    let entries = project.into_iter().map(|project| (project.id.as_str().to_owned(), entry(project)));
    json!({ "projects": entries.collect::<Map<_, _>>() })
}

fn entry(project: &AllowedProject) -> Value {
    match &project.environments {
        Some(names) => json!({ "environments": names.iter().map(Label::raw).collect::<Vec<_>>() }),
        None => json!({}),
    }
}

/// What tells a runner to do something ("Trigger an agent command").
pub(in crate::api) fn command(command: RunnerCommand) -> Value {
    let word = match command {
        RunnerCommand::Restart => "RESTART",
        RunnerCommand::Pause => "PAUSE",
        RunnerCommand::Resume => "RESUME",
    };
    json!({ "command": word })
}

/// The only documented action on credentials.
pub(in crate::api) fn secret_refresh() -> Value {
    json!({ "action": "SECRET_REFRESH" })
}

/// What to connect to.
pub(in crate::api) fn connectivity_test(host: &str, port: u16) -> Value {
    json!({ "host": host, "port": port })
}
