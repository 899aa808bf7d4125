//! What must be said before an action: what it does, what it does not, and what speaks against it now.
//!
//! Sentences follow the vendor's pages ("Restart a runner", "Pause a runner", "Refresh credentials", "Manage runners").
//! What those leave open and is worked out from how a provider works is said with "may" or "if".

use super::action::Action;
use super::guide;
use super::kind::{Containers, Kind};
use super::platform::Deployment;
use super::runner::Runner;
use super::status::Status;
use super::text::Label;
use super::usage::Usage;

/// Environments that a warning names; of the others it says how many there are.
const MAX_ENVIRONMENTS_NAMED: usize = 5;
/// Longest name within a sentence, in characters.
const MAX_NAME_CHARS: usize = 40;

/// What is known beyond the runner itself.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Circumstances<'a> {
    /// The account's projects; `None` where they could not be read.
    pub usage: Option<&'a Usage>,
    /// [`Runner::paused_until`] as the screen writes times.
    pub pause_ends: Option<&'a str>,
}

impl Action {
    /// What must be said before, a sentence or two each, the most important first. Safe to draw.
    pub fn warnings(self, runner: &Runner, known: &Circumstances<'_>) -> Vec<String> {
        let mut said = Vec::new();
        if matches!(self, Self::Restart | Self::Pause | Self::Resume) {
            said.extend(may_not_arrive(self, runner));
        }
        match self {
            Self::Details | Self::TestConnectivity => {}
            Self::Restart => said.extend(before_restart(runner)),
            Self::Pause => said.extend(BEFORE_PAUSE.map(str::to_owned)),
            Self::Resume => said.extend(before_resume(runner, known)),
            Self::Remove => said.extend(before_removal(runner)),
        }
        if self.change().is_some() {
            said.extend(dependents(runner, known.usage, self == Self::Remove));
        }
        if self == Self::Remove {
            said.push("It cannot be undone: a new runner gets a new id and new credentials.".to_owned());
        }
        said
    }
}

/// What must be said before a runner's credentials are regenerated, in the same form. What to do with the new ones is
/// told by [`guide::secret_steps`].
pub fn before_regeneration(runner: &Runner, known: &Circumstances<'_>) -> Vec<String> {
    let mut said = Vec::new();
    match &runner.status {
        Some(Status::Running) => said
            .push("It is Running, and will be disconnected at once: make sure that no pipeline runs on it.".to_owned()),
        Some(status @ (Status::Stopping | Status::Pausing | Status::Paused)) => said.push(format!(
            "It is {}, and will be disconnected at once: work in progress may be cut off, and what is queued has to wait.",
            status.label()
        )),
        Some(Status::Pending | Status::Stopped) => {}
        Some(Status::Unknown | Status::Other(_)) | None => {
            said.push("It may be at work, and will be disconnected at once.".to_owned());
        }
    }
    said.extend(
        [
            "The old secret is revoked at once.",
            "Until the new one is stored and the runner restarted, its status is Unknown and nothing can run on it.",
            "The restart must be done at its provider: a command cannot reach a disconnected runner.",
            "Credentials belong to one runner and must not be shared.",
        ]
        .map(str::to_owned),
    );
    said.extend(dependents(runner, known.usage, false));
    said
}

/// Why a command may come to nothing although it can be asked for.
fn may_not_arrive(action: Action, runner: &Runner) -> Vec<String> {
    let mut said = Vec::new();
    match &runner.status {
        Some(Status::Other(word)) => said.push(format!(
            "Its status {} is not one that trackside knows: the control plane decides.",
            shortened(word)
        )),
        None => said.push("The control plane has not told its status, and decides.".to_owned()),
        Some(Status::Unknown) => {
            said.push("Its status is Unknown: whether the command arrives is not sure.".to_owned());
        }
        Some(_) => {}
    }
    // What a resumption means for a runner that is not connected is said with it.
    if action != Action::Resume && runner.connected == Some(false) {
        said.push("It is not connected: the command may not arrive.".to_owned());
    }
    if Kind::of(runner) == Kind::Streaming {
        said.push("The vendor's pages on commands do not cover streaming runners: it may be refused.".to_owned());
    }
    said
}

fn before_restart(runner: &Runner) -> Vec<String> {
    let mut said = vec![
        "Each instance finishes its tasks or open transactions and stops; its service starts a replacement.".to_owned(),
        "It usually takes minutes, and longer while an instance works on a long task.".to_owned(),
        "New tasks wait in the queue meanwhile: running pipelines take longer, but should not fail.".to_owned(),
        "With a single instance, no task starts until the new one is up.".to_owned(),
    ];
    // A Native App has no image tag of its own, and the image of a streaming runner is not public.
    if matches!(Kind::of(runner), Kind::Maia(_) | Kind::Unclear(_)) {
        said.push(version_after_restart(runner));
    }
    if runner.status == Some(Status::Paused) {
        said.push("It should stay paused.".to_owned());
    }
    said.push("Stays down if the service is scaled to 0.".to_owned());
    said.push("Changed the deployment? Restart the service in the cloud console instead.".to_owned());
    said
}

fn version_after_restart(runner: &Runner) -> String {
    let release = &runner.release;
    let auto_update = if runner.auto_update == Some(true) { "" } else { ", even with auto update off" };
    // ECS resolves the tag once per deployment, unless versionConsistency is disabled.
    let digest = match Kind::of(runner) {
        Kind::Maia(Containers::Fargate) => " On ECS only with versionConsistency disabled.",
        _ => "",
    };
    match release.latest.as_ref().filter(|_| release.has_update()) {
        Some(latest) => format!(
            "If it was installed with a floating image tag, its version changes to the newest of its track{auto_update}: {} now.{digest}",
            shortened(&Label::from(latest.raw()))
        ),
        None => format!(
            "If it was installed with a floating image tag, it pulls the newest image of its track{auto_update}: its version may change.{digest}"
        ),
    }
}

const BEFORE_PAUSE: [&str; 5] = [
    "Tasks in progress finish (a whole transaction, if one is open), not whole pipelines.",
    "Pipelines stay active, but do not move on; the waiting counts in their duration.",
    "New tasks are queued safely. Scheduled runs queue too, or are skipped where a schedule forbids two at a time.",
    "The pause ends by itself, at a time that the control plane sets and that is shown once it is paused.",
    "People can still work on the canvas.",
];

fn before_resume(runner: &Runner, known: &Circumstances<'_>) -> Vec<String> {
    let mut said = Vec::new();
    match runner.connected {
        Some(true) => said.push("Queued tasks start at once: expect a burst.".to_owned()),
        Some(false) => said.push(
            "It is not connected, so queued work will not start: it becomes Stopped, or Unknown if it did not stop gracefully."
                .to_owned(),
        ),
        None => said.push(
            "Queued tasks start at once if it is connected, which the control plane has not told: expect a burst."
                .to_owned(),
        ),
    }
    if let Some(end) = known.pause_ends {
        said.push(format!("Without it the pause ends by itself: {end}."));
    }
    said
}

fn before_removal(runner: &Runner) -> Vec<String> {
    let mut said = Vec::new();
    match &runner.status {
        Some(Status::Pending | Status::Stopped) => {}
        Some(Status::Unknown) => said.push(
            "Its status is Unknown: it may still be at work. Stop its service at the cloud provider first.".to_owned(),
        ),
        Some(status @ (Status::Running | Status::Stopping | Status::Pausing | Status::Paused)) => said.push(format!(
            "It is {}: stop its service at the cloud provider first. Running and scheduled pipelines may be interrupted, and the control plane may refuse.",
            status.label()
        )),
        Some(Status::Other(_)) | None => said.push(
            "It may be at work: stop its service at the cloud provider first. Running and scheduled pipelines may be interrupted, and the control plane may refuse."
                .to_owned(),
        ),
    }
    said.push(format!(
        "Only its definition is removed: {} and keeps costing money. Clean up by hand:",
        what_stays(runner)
    ));
    said.extend(guide::cleanup(runner).iter().map(|link| format!("{}: {}", link.title, link.url)));
    if Kind::of(runner) == Kind::Snowflake {
        said.push("Uninstalling the app there also deletes the secrets kept in its default secrets schema.".to_owned());
    }
    said
}

/// What a removal leaves at the provider, as the beginning of a sentence.
fn what_stays(runner: &Runner) -> &'static str {
    match (Kind::of(runner), runner.platform.deployment.as_ref()) {
        (Kind::Maia(Containers::Fargate), _) => "its ECS service, with everything deployed around it, stays",
        (Kind::Maia(Containers::ContainerApp), _) => "its Container App, with everything deployed around it, stays",
        (Kind::Maia(Containers::Eks | Containers::Aks | Containers::Gke), _) => {
            "its installation in the Kubernetes cluster, with everything deployed around it, stays"
        }
        (Kind::Snowflake, _) => "the Native App stays in Snowflake",
        (Kind::Streaming, Some(Deployment::Aci)) => "its container instance, with everything deployed around it, stays",
        (Kind::Streaming, Some(Deployment::Gce)) => "its virtual machine, with everything deployed around it, stays",
        _ => "everything that was deployed for it stays",
    }
}

/// What depends on the runner, as far as that could be read.
fn dependents(runner: &Runner, usage: Option<&Usage>, is_removal: bool) -> Vec<String> {
    if Kind::of(runner) == Kind::Streaming {
        return vec!["The streaming pipeline that names this runner depends on it, and is interrupted.".to_owned()];
    }
    let Some(usage) = usage else {
        return vec!["Which environments have it as their default runner could not be read.".to_owned()];
    };
    let mut said = Vec::new();
    let mut names: Vec<String> = usage
        .defaults_of(runner)
        .map(|(project, environment)| format!("{} / {}", shortened(&project.name), shortened(&environment.name)))
        .collect();
    if !names.is_empty() {
        let (count, plural) = (names.len(), if names.len() == 1 { "" } else { "s" });
        let more = count.saturating_sub(MAX_ENVIRONMENTS_NAMED);
        names.truncate(MAX_ENVIRONMENTS_NAMED);
        let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
        let then = match (is_removal, count) {
            (false, _) => "",
            (true, 1) => " It needs another one.",
            (true, _) => " They need another one.",
        };
        said.push(format!("Default runner of {count} environment{plural}: {}{rest}.{then}", names.join(", ")));
    }
    match usage.unread() {
        0 if names.is_empty() => said.push("No environment has it as its default runner.".to_owned()),
        0 => {}
        1 => said.push("The environments of 1 project could not be read.".to_owned()),
        unread => said.push(format!("The environments of {unread} projects could not be read.")),
    }
    said
}

/// A name for a sentence: safe to draw, and not so long that it hides the rest.
fn shortened(name: &Label) -> String {
    let safe = name.safe();
    match safe.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => format!("{}...", &safe[..end]),
        None => safe.to_owned(),
    }
}
