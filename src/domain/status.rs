//! [`Status`]: what a runner says of itself, in the vendor's words ("Manage runners", Status).

use super::text::Label;

/// A runner's status as the control plane reports it. Compared without regard to case.
///
/// The wire documents only `running`; the other words are the web page's labels. A word not listed here is
/// kept as it came in [`Status::Other`], which is not [`Status::Unknown`]: that is a documented status.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// Created, and has not connected yet.
    Pending,
    /// Connected and ready for work.
    Running,
    /// The control plane does not know the state.
    Unknown,
    /// Shutting down; tasks and open transactions finish first.
    Stopping,
    /// Shut down: nothing runs until its service is started at its provider.
    Stopped,
    /// A pause was asked for; work in progress finishes.
    Pausing,
    /// All work is done, new requests are queued.
    Paused,
    /// A word this version of trackside does not know, shown as it came.
    Other(Label),
}

/// What a status means for an operator's attention; decides colour and order, never what is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Severity {
    /// Serving: nothing has to be done.
    Good,
    /// Will change by itself.
    InMotion,
    /// Someone should look: work may wait.
    Attention,
    /// Wrong: what should serve does not.
    Bad,
    /// Not serving, on purpose.
    Off,
    /// Not known to trackside: no judgement.
    Neutral,
}

impl Status {
    /// The documented statuses, in the order of the header's counts.
    pub const DOCUMENTED: [Self; 7] =
        [Self::Running, Self::Pending, Self::Pausing, Self::Paused, Self::Stopping, Self::Stopped, Self::Unknown];

    /// Reads the wire's or the operator's word; any word is a status.
    pub fn parse(word: &str) -> Self {
        Self::DOCUMENTED
            .into_iter()
            .find(|status| status.label().eq_ignore_ascii_case(word.trim()))
            .unwrap_or_else(|| Self::Other(Label::from(word)))
    }

    /// The vendor's label, or the unlisted word made safe to draw.
    pub fn label(&self) -> &str {
        match self {
            Self::Pending => "Pending",
            Self::Running => "Running",
            Self::Unknown => "Unknown",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
            Self::Pausing => "Pausing",
            Self::Paused => "Paused",
            Self::Other(word) => word.safe(),
        }
    }

    /// What the status calls for.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Running => Severity::Good,
            Self::Pending | Self::Pausing | Self::Stopping => Severity::InMotion,
            Self::Paused => Severity::Attention,
            Self::Unknown => Severity::Bad,
            Self::Stopped => Severity::Off,
            Self::Other(_) => Severity::Neutral,
        }
    }

    /// The status in a sentence.
    pub fn meaning(&self) -> &'static str {
        match self {
            Self::Pending => "Created, but not connected yet.",
            Self::Running => "Connected, and ready for development and pipeline tasks.",
            Self::Unknown => "The control plane does not know the state of this runner.",
            Self::Stopping => "Shutting down. Running tasks and open transactions finish first.",
            Self::Stopped => "Stopped.",
            Self::Pausing => "Pause requested. Tasks and transactions in progress finish first.",
            Self::Paused => "All work is done. New requests are queued.",
            Self::Other(_) => "Unknown to this version of trackside. Shown as received.",
        }
    }

    /// What an operator does about it; `None` where there is nothing to do.
    pub fn next_step(&self) -> Option<&'static str> {
        match self {
            Self::Running | Self::Other(_) => None,
            Self::Pending => Some("Deploy the runner, or check its image pull, credentials and network."),
            Self::Unknown => Some("Check that a new secret was stored, that no instance was lost, and the network."),
            Self::Stopping => Some("Wait. Stopping may take as long as the longest task."),
            Self::Stopped => Some("Start the service of the runner in the cloud console, or remove the runner."),
            Self::Pausing => Some("Wait until the runner is Paused."),
            Self::Paused => Some("Do the maintenance, then resume the runner."),
        }
    }

    /// Position when sorting by status: what needs attention comes first.
    pub fn attention_rank(&self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Other(_) => 1,
            Self::Stopped => 2,
            Self::Stopping => 3,
            Self::Pending => 4,
            Self::Pausing => 5,
            Self::Paused => 6,
            Self::Running => 7,
        }
    }
}
