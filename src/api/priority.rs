//! [`Priority`]: which of the requests that wait for the rate limit is sent first.

/// How urgent a request is, the least urgent first. Of those that wait the most urgent is sent next, and of equally
/// urgent ones the one that came first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Priority {
    /// Fills in what nobody waits for: columns that the list lacks, projects and environments.
    Background,
    /// Keeps the rows in view fresh where the list is large. Whoever asks keeps to a part of the half that polls may use, and the list
    /// leaves that part; so it waits no more than the list does, which comes in bursts. Evenly spread as [`Priority::Background`].
    InView,
    /// Watches whether a change that was accepted is reported. It shares the half of the rate limit that is for
    /// [`Priority::Background`].
    Watching,
    /// The list of runners.
    List,
    /// What the operator waits for: a change, what is read before a question or for what is open, signing in.
    Operator,
}
