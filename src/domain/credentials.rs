//! [`Credentials`]: what a runner signs in with. A live secret: read only when asked for, wiped when dropped.

use super::secret::Secret;

/// A runner's client id and client secret. Both are kept as secrets: the id is half of what it takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credentials {
    /// The OAuth client id, ASCII as far as seen.
    pub client_id: Secret,
    /// The OAuth client secret; a new one revokes it at once.
    pub client_secret: Secret,
}
