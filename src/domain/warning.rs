//! What must be said before an action: what it does, what it does not, and what speaks against it now.
//!
//! Sentences follow the vendor's pages ("Restart a runner", "Pause a runner", "Refresh credentials", "Manage runners").
//! What those leave open and is worked out from how a provider works is said with "may" or "if". Who depends on the
//! runner is told apart from them.

use super::action::Action;
use super::guide;
use super::kind::{Containers, Kind};
use super::platform::Deployment;
use super::runner::Runner;
use super::status::Status;
use super::text::Label;

/// Sentences that stand in view before an answer; the rest is behind a key.
pub const MAX_DECISIVE: usize = 3;
/// Longest name within a sentence, in characters.
const MAX_NAME_CHARS: usize = 40;

/// What is known beyond the runner itself.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Circumstances<'a> {
    /// [`Runner::paused_until`] as the screen writes times.
    pub pause_ends: Option<&'a str>,
}

/// What must be said before something is done. Each sentence is safe to draw.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Warnings {
    /// What decides: what stops, for how long, how to undo. At most [`MAX_DECISIVE`], the most important first.
    pub decisive: Vec<String>,
    /// All the rest.
    pub more: Vec<String>,
}

impl Warnings {
    /// `first` and then `facts`, as many of them as may stand in view; `last` always does, at the end.
    fn of(first: Vec<String>, facts: &[&str], last: Option<&str>, more: impl IntoIterator<Item = String>) -> Self {
        let room = MAX_DECISIVE - usize::from(last.is_some());
        let mut all = first.into_iter().chain(facts.iter().map(|fact| (*fact).to_owned()));
        let mut decisive: Vec<String> = all.by_ref().take(room).collect();
        decisive.extend(last.map(str::to_owned));
        Self { decisive, more: all.chain(more).collect() }
    }

    /// What is said of each of several, in the same way.
    pub fn common(of_each: impl Iterator<Item = Self>) -> Self {
        let of_each: Vec<Self> = of_each.collect();
        let Some((first, others)) = of_each.split_first() else { return Self::default() };
        let is_common = |message: &String| others.iter().all(|other| other.all().any(|known| known == message));
        let mut common = first.all().filter(|message| is_common(message)).cloned();
        let decisive: Vec<String> = common.by_ref().take(MAX_DECISIVE).collect();
        Self { decisive, more: common.collect() }
    }

    /// Every sentence, those that decide first.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.decisive.iter().chain(&self.more)
    }
}

impl Action {
    /// What must be said before.
    pub fn warnings(self, runner: &Runner, known: &Circumstances<'_>) -> Warnings {
        match self {
            Self::Details | Self::TestConnectivity => Warnings::default(),
            Self::Restart => before_restart(runner),
            Self::Pause => before_pause(runner),
            Self::Resume => before_resume(runner, known),
            Self::Remove => before_removal(runner),
        }
    }
}

/// What must be said before a runner's credentials are regenerated. What to do with the new ones is told by
/// [`guide::secret_steps`].
pub fn before_regeneration(runner: &Runner) -> Warnings {
    let (now, more) = match &runner.status {
        Some(Status::Running) => {
            (Some("Running: disconnected at once. Make sure that no pipeline runs.".to_owned()), None)
        }
        Some(status @ (Status::Stopping | Status::Pausing | Status::Paused)) => (
            Some(format!("{}: disconnected at once. Work in progress may be cut off.", status.label())),
            Some("What is queued has to wait."),
        ),
        Some(Status::Pending | Status::Stopped) => (None, None),
        Some(Status::Unknown | Status::Other(_)) | None => {
            (Some("The runner may be at work, and is disconnected at once.".to_owned()), None)
        }
    };
    let facts = [
        "The old secret is revoked at once.",
        "Nothing runs until the new secret is stored and the runner is restarted at the provider.",
        "A restart from here does not do: no command reaches a disconnected runner.",
        "Until then the status is Unknown.",
        "Credentials belong to one runner and must not be shared.",
    ];
    Warnings::of(now.into_iter().collect(), &facts, None, more.map(str::to_owned))
}

/// Why a command may come to nothing although it can be asked for, the most important first.
fn may_not_arrive(action: Action, runner: &Runner) -> Vec<String> {
    let mut said = Vec::new();
    match &runner.status {
        Some(Status::Other(word)) => {
            said.push(format!("Status {} is not known to trackside: the control plane decides.", shortened(word)));
        }
        None => said.push("The status was not reported: the control plane decides.".to_owned()),
        Some(Status::Unknown) => said.push("Status Unknown: the command may not arrive.".to_owned()),
        Some(_) => {}
    }
    // What a resumption means for a runner that is not connected is said with it.
    if action != Action::Resume && runner.connected == Some(false) {
        said.push("Not connected: the command may not arrive.".to_owned());
    }
    said
}

/// That nothing is documented of commands to such a runner.
fn undocumented(runner: &Runner) -> Option<&'static str> {
    (Kind::of(runner) == Kind::Streaming).then_some("Streaming runner: the control plane may refuse.")
}

fn before_restart(runner: &Runner) -> Warnings {
    // What the pages say of tasks and their queue is said of Maia runners.
    let of_streaming = [
        "May interrupt the streaming pipeline: stop the pipeline first.",
        "Usually takes minutes; no changes are read meanwhile.",
    ];
    let of_others = [
        "Each instance finishes its tasks, stops and is replaced.",
        "Usually takes minutes; new tasks wait in the queue.",
        "With a single instance, no task starts until the new one is up.",
        "An instance finishes its open transactions too: long tasks take longer.",
        "Running pipelines take longer, but should not fail.",
    ];
    let facts: &[&str] = if Kind::of(runner) == Kind::Streaming { &of_streaming } else { &of_others };
    let mut more = Vec::new();
    // A Native App has no image tag of its own, and the image of a streaming runner is not public.
    if matches!(Kind::of(runner), Kind::Maia(_) | Kind::Unclear(_)) {
        more.extend(version_after_restart(runner));
    }
    if runner.status == Some(Status::Paused) {
        more.push("A paused runner should stay paused.".to_owned());
    }
    more.push("Stays down if the service is scaled to 0.".to_owned());
    more.push("Changed the deployment? Restart the service in the cloud console instead.".to_owned());
    Warnings::of(may_not_arrive(Action::Restart, runner), facts, undocumented(runner), more)
}

fn version_after_restart(runner: &Runner) -> Vec<String> {
    let release = &runner.release;
    let newest = release.latest.as_ref().filter(|_| release.has_update());
    let newest = newest.map(|latest| format!(": {} now", shortened(&Label::from(latest.raw())))).unwrap_or_default();
    let mut said = vec![format!("A floating image tag may change the version to the newest of the track{newest}.")];
    if runner.auto_update != Some(true) {
        said.push("The version may change even with auto update off.".to_owned());
    }
    // ECS resolves the tag once per deployment, unless versionConsistency is disabled.
    if Kind::of(runner) == Kind::Maia(Containers::Fargate) {
        said.push("On ECS the version changes only with versionConsistency disabled.".to_owned());
    }
    said
}

fn before_pause(runner: &Runner) -> Warnings {
    let facts = [
        "Tasks in progress finish; new tasks are queued safely.",
        "Pipelines stay active, but do not move on.",
        "Resume ends the pause; its own end is shown once Paused.",
        "A task finishes with its whole transaction; a whole pipeline does not.",
        "The waiting counts in the duration of a pipeline.",
        "Scheduled runs queue too, or are skipped where a schedule forbids two at a time.",
        "Without a resume the control plane ends the pause.",
        "People can still work on the canvas.",
    ];
    Warnings::of(may_not_arrive(Action::Pause, runner), &facts, undocumented(runner), [])
}

fn before_resume(runner: &Runner, known: &Circumstances<'_>) -> Warnings {
    let mut first = may_not_arrive(Action::Resume, runner);
    let facts: &[&str] = match runner.connected {
        Some(true) => &["Queued tasks start at once: expect a burst."],
        Some(false) => &[
            "Not connected: queued work will not start.",
            "The runner becomes Stopped, or Unknown if the stop was not graceful.",
        ],
        None => &[
            "Queued tasks start at once if the runner is connected: expect a burst.",
            "The connection was not reported.",
        ],
    };
    first.extend(facts.iter().map(|fact| (*fact).to_owned()));
    first.extend(known.pause_ends.map(|end| format!("Without a resume the pause ends by itself: {end}.")));
    Warnings::of(first, &["Pause undoes this."], undocumented(runner), [])
}

fn before_removal(runner: &Runner) -> Warnings {
    let mut more = Vec::new();
    let stop = "stop the service at the cloud provider first";
    let now = match &runner.status {
        Some(Status::Pending | Status::Stopped) => None,
        Some(Status::Unknown) => Some(format!("Unknown, so maybe at work: {stop}.")),
        Some(status @ (Status::Running | Status::Stopping | Status::Pausing | Status::Paused)) => {
            Some(format!("{}: {stop}.", status.label()))
        }
        Some(Status::Other(_)) | None => Some(format!("The runner may be at work: {stop}.")),
    };
    if now.is_some() && runner.status != Some(Status::Unknown) {
        more.push("Running and scheduled pipelines may be interrupted.".to_owned());
        more.push("The control plane may refuse while the runner is not stopped.".to_owned());
    }
    let stays = format!("Only the definition goes: {} and keeps costing money.", what_stays(runner));
    more.push("What was deployed around the runner stays too. Clean up by hand.".to_owned());
    more.extend(guide::cleanup(runner).iter().map(|link| format!("{}: {}", link.title, link.url)));
    if Kind::of(runner) == Kind::Snowflake {
        more.push("Uninstalling the app also deletes the secrets in the app's default secrets schema.".to_owned());
    }
    let undone = "Cannot be undone: a new runner gets a new id and new credentials.".to_owned();
    Warnings::of(now.into_iter().chain([undone, stays]).collect(), &[], None, more)
}

/// What a removal leaves at the provider.
fn what_stays(runner: &Runner) -> &'static str {
    match (Kind::of(runner), runner.platform.deployment.as_ref()) {
        (Kind::Maia(Containers::Fargate), _) => "the ECS service stays",
        (Kind::Maia(Containers::ContainerApp), _) => "the Container App stays",
        (Kind::Maia(Containers::Eks | Containers::Aks | Containers::Gke), _) => "the Kubernetes installation stays",
        (Kind::Snowflake, _) => "the Native App stays",
        (Kind::Streaming, Some(Deployment::Aci)) => "the container instance stays",
        (Kind::Streaming, Some(Deployment::Gce)) => "the virtual machine stays",
        _ => "the deployment stays",
    }
}

/// A name for a sentence: safe to draw, and not so long that it hides the rest.
fn shortened(name: &Label) -> String {
    let safe = name.safe();
    match safe.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => format!("{}...", &safe[..end]),
        None => safe.to_owned(),
    }
}
