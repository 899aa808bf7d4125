//! [`Tab`]: the tabs of the details, their numbers, and which of them apply to a runner.

use crate::domain::Runner;
use crate::domain::guide::guide;

/// A tab. Its number stays, also where another one is hidden.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Tab {
    /// Every field of the vendor's page.
    #[default]
    Overview,
    /// Guides, image address, and how to apply a version.
    Deployment,
    /// What an installation is configured with.
    Parameters,
    /// Client id and secret.
    Credentials,
    /// Projects and environments that may use it while it is restricted.
    AllowList,
    /// What runs in the environments that default to it, and what comes next.
    Work,
    /// What was seen and done.
    Activity,
}

impl Tab {
    /// Every tab, in the order of the numbers.
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Deployment,
        Self::Parameters,
        Self::Credentials,
        Self::AllowList,
        Self::Work,
        Self::Activity,
    ];

    /// The number by which [`crate::tui::command::Command::OpenTab`] opens it, from 1.
    pub fn number(self) -> u8 {
        u8::try_from(self.index() + 1).unwrap_or(u8::MAX)
    }

    /// The place in [`Tab::ALL`].
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0)
    }

    /// The title in the row of tabs.
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Deployment => "Deployment",
            Self::Parameters => "Parameters",
            Self::Credentials => "Credentials",
            Self::AllowList => "Allow list",
            Self::Work => "Work",
            Self::Activity => "Activity",
        }
    }

    /// The title where there is no room for all of it.
    pub fn short_title(self) -> &'static str {
        match self {
            Self::Deployment => "Deploy",
            Self::Parameters => "Params",
            Self::Credentials => "Creds",
            other => other.title(),
        }
    }

    /// Whether the runner has this tab: a runner without a template or guide has no Deployment tab.
    pub fn applies_to(self, runner: &Runner) -> bool {
        self != Self::Deployment || guide(runner, None).is_ok()
    }

    /// The tabs of a runner.
    pub fn of(runner: &Runner) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |tab| tab.applies_to(runner))
    }
}
