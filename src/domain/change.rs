//! [`Change`]: everything that an operator can do to a runner and that answers with no more than yes or no.

use super::allow_list::AllowListChange;
use super::command::RunnerCommand;
use super::setting::SettingChange;

/// One change of one runner, sent once: whether it arrived before a connection broke is not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Change a setting.
    Setting(SettingChange),
    /// Change who may use it while it is restricted.
    AllowList(AllowListChange),
    /// Tell it to do something.
    Command(RunnerCommand),
    /// Remove its definition; possible only while it is Stopped, Pending or Unknown. Nothing at the cloud provider is
    /// deleted.
    Remove,
}
