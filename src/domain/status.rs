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
            Self::Pending => "created, and has not connected yet",
            Self::Running => "connected, and ready for development and pipeline tasks",
            Self::Unknown => "the control plane does not know its state",
            Self::Stopping => "shutting down: running tasks and open transactions finish first",
            Self::Stopped => "has been stopped",
            Self::Pausing => "a pause was asked for: tasks and transactions in progress finish",
            Self::Paused => "all work is done, new requests are queued",
            Self::Other(_) => "not a status this version of trackside knows; shown as it came",
        }
    }

    /// What an operator does about it; `None` where there is nothing to do.
    pub fn next_step(&self) -> Option<&'static str> {
        match self {
            Self::Running | Self::Other(_) => None,
            Self::Pending => Some("deploy it, or check the image pull, its credentials and the network"),
            Self::Unknown => Some(
                "check whether its secret was regenerated and not stored yet, whether an instance was lost without a graceful stop, and the network",
            ),
            Self::Stopping => Some("wait: it may take as long as its longest task"),
            Self::Stopped => Some("start its service at the cloud provider, or remove the runner"),
            Self::Pausing => Some("wait for Paused"),
            Self::Paused => Some("do the maintenance, then resume it"),
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
