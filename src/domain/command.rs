//! [`RunnerCommand`]: what a runner can be told to do. Not a key's command, which is `crate::tui::command`.

/// A command to a runner ("Trigger an agent command"). Success means that it was received; what becomes of it shows in
/// the runner's status. There is no command to stop a runner: that is done at its cloud provider.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RunnerCommand {
    /// Start its service anew.
    Restart,
    /// Finish what is running and queue what is new. The control plane decides how long the pause lasts.
    Pause,
    /// End a pause.
    Resume,
}

impl RunnerCommand {
    /// The command in words that follow "to".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Restart => "restart it",
            Self::Pause => "pause it",
            Self::Resume => "resume it",
        }
    }
}
