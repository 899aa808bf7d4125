//! [`Fact`]: something of a runner that a list may lack and the runner's details tell; [`Facts`]: several of them.

use super::{Runner, Status};

/// Something of a runner that its entry in the list may lack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is named after what it is")]
pub enum Fact {
    Status,
    Connected,
    Platform,
    Type,
    Version,
    Latest,
    Update,
    Support,
    Track,
    AutoUpdate,
    Restricted,
    PausedUntil,
    Description,
}

impl Fact {
    const ALL: [Self; 13] = [
        Self::Status,
        Self::Connected,
        Self::Platform,
        Self::Type,
        Self::Version,
        Self::Latest,
        Self::Update,
        Self::Support,
        Self::Track,
        Self::AutoUpdate,
        Self::Restricted,
        Self::PausedUntil,
        Self::Description,
    ];

    /// Whether nothing says it of `runner`.
    pub fn is_lacking(self, runner: &Runner) -> bool {
        let release = &runner.release;
        // One that never connected reports no version, and there is nothing to say of that version.
        let has_none = release.version.is_none() && release.latest.is_some();
        match self {
            Self::Status => runner.status.is_none(),
            Self::Connected => runner.connected.is_none(),
            Self::Platform => runner.platform.provider.is_none() || runner.platform.deployment.is_none(),
            Self::Type => runner.runner_type.is_none(),
            Self::Version => release.version.is_none() && !has_none,
            Self::Latest => release.latest.is_none(),
            Self::Update => release.update_available.is_none() && !has_none,
            Self::Support => release.support.is_none() && !has_none,
            Self::Track => release.track.is_none(),
            Self::AutoUpdate => runner.auto_update.is_none(),
            Self::Restricted => runner.restricted.is_none(),
            // Only what is paused has it, and not every pause.
            Self::PausedUntil => {
                runner.paused_until.is_none() && matches!(runner.status, None | Some(Status::Paused | Status::Pausing))
            }
            Self::Description => runner.description.is_none(),
        }
    }
}

/// A set of [`Fact`]s.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Facts(u16);

impl Facts {
    /// What a row of the table shows.
    pub const SHOWN: Self = Self::of(&[
        Fact::Status,
        Fact::Connected,
        Fact::Platform,
        Fact::Type,
        Fact::Version,
        Fact::Latest,
        Fact::Update,
        Fact::Support,
        Fact::Track,
    ]);

    /// These.
    pub const fn of(facts: &[Fact]) -> Self {
        let (mut bits, mut index) = (0, 0);
        while index < facts.len() {
            bits |= 1 << facts[index] as u16;
            index += 1;
        }
        Self(bits)
    }

    /// These, and those.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// How many of them nothing says of `runner`.
    pub fn lacking(self, runner: &Runner) -> usize {
        self.each().filter(|fact| fact.is_lacking(runner)).count()
    }

    /// Whether nothing says one of them of `runner`.
    pub fn are_lacking(self, runner: &Runner) -> bool {
        self.each().any(|fact| fact.is_lacking(runner))
    }

    fn each(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.into_iter().filter(move |fact| self.0 & 1 << *fact as u16 != 0)
    }
}

impl FromIterator<Self> for Facts {
    fn from_iter<T: IntoIterator<Item = Self>>(sets: T) -> Self {
        sets.into_iter().fold(Self::default(), Self::and)
    }
}
