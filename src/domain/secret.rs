//! [`Secret`]: the one type that holds what must never be seen, from where it enters to where it is spent.

use std::fmt;

use secrecy::zeroize::Zeroize;
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
    /// Takes the text over. It is copied once, into as much room as it needs, and the caller's `String` wiped: to
    /// shrink that in place may move it, and would leave what it held behind.
    pub fn new(mut text: String) -> Self {
        let exact = Box::from(text.as_str());
        text.zeroize();
        Self(SecretString::new(exact))
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
