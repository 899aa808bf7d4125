//! [`Secret`]: the one type that holds what must never be seen, from where it enters to where it is spent.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A client secret or an access token: wiped from memory when dropped, and unable to print itself.
///
/// There is no `Display` and no `Serialize`; `Debug` shows `Secret(…)`. It is compared only so that the messages and
/// effects which carry one can be.
#[derive(Clone)]
pub struct Secret(SecretString);

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl Secret {
    /// Takes the text over; the caller's `String` is moved in, not copied.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The text itself. Call it only where the secret is spent: a request's form or header.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
