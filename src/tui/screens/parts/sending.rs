//! [`Sending`]: the request that a panel waits for, and whether it can still be taken back.

/// A request on its way to an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sending {
    /// The request's.
    pub ticket: u64,
    /// How far it is.
    pub stage: Stage,
}

/// How far a request is that has no answer yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It is not known to have left.
    Waiting,
    /// The runner is no longer what was confirmed: the request is taken back, if that comes in time.
    TakingBack,
    /// It may have been carried out.
    Left,
}

impl Sending {
    /// Asked for, and not known to have left.
    pub fn new(ticket: u64) -> Self {
        Self { ticket, stage: Stage::Waiting }
    }

    /// The request with this ticket has left.
    pub fn departed(&mut self, ticket: u64) {
        self.reach(ticket, Stage::Left);
    }

    /// The request with this ticket waits again.
    pub fn came_back(&mut self, ticket: u64) {
        self.reach(ticket, Stage::Waiting);
    }

    /// The request with this ticket is being taken back.
    pub fn is_taken_back(&mut self, ticket: u64) {
        self.reach(ticket, Stage::TakingBack);
    }

    fn reach(&mut self, ticket: u64, stage: Stage) {
        if self.ticket == ticket {
            self.stage = stage;
        }
    }

    /// What is said meanwhile.
    pub fn words(self) -> &'static str {
        match self.stage {
            Stage::Waiting => "Not sent yet: esc takes the request back.",
            Stage::TakingBack => "The runner has changed: the request is being taken back.",
            Stage::Left => "Sent. Waiting for the answer.",
        }
    }
}
