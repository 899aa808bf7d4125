//! [`Sending`]: the request that a panel waits for, and whether it can still be taken back.

/// A request on its way to an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sending {
    /// The request's.
    pub ticket: u64,
    /// Whether it may have been carried out.
    pub has_left: bool,
}

impl Sending {
    /// Asked for, and not known to have left.
    pub fn new(ticket: u64) -> Self {
        Self { ticket, has_left: false }
    }

    /// The request with this ticket has left.
    pub fn departed(&mut self, ticket: u64) {
        self.has_left |= self.ticket == ticket;
    }

    /// What is said meanwhile.
    pub fn words(self) -> &'static str {
        if self.has_left { "Sent. Waiting for the answer." } else { "Not sent yet: esc takes the request back." }
    }
}
