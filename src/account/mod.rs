//! All that is known of one account, and what goes on in it. Pure: it knows no screen, no task and no clock.
//!
//! ```text
//! news.rs         what is told of the account: answers, polls, the rate limit
//! request.rs      what its link is asked to do
//! fleet/          the last good list, how a poll merges into it, details read lazily
//! connection.rs   the state of the link, with a name for the header
//! pending.rs      what was sent and is not reported yet
//! history.rs      what was seen to change and what was done, since the start
//! work.rs         projects and environments, which runners they use, and the reading of them
//! operation/      work for several runners, one after another: turns, outcomes, policy
//! connectivity.rs tests of connectivity: such work too, and what came of it
//! remote.rs       what is read when it is asked for, with its age
//! ```

pub mod connection;
pub mod connectivity;
pub mod fleet;
pub mod history;
pub mod news;
pub mod operation;
pub mod pending;
pub mod remote;
pub mod request;
pub mod work;

pub use news::News;
pub use request::Request;
