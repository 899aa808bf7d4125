//! [`Secret`]: the one type that holds what must never be seen, from where it enters to where it is spent; and [`shown_id`], how
//! much is seen of what stands beside it.

use std::fmt;

use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretString};

use super::text::make_safe;

/// The id of a credential is told by its end alone: somebody may have put the secret there.
const END_OF_ID_CHARS: usize = 4;
/// A longer one has an end that tells little of the whole.
const SHORT_ID_CHARS: usize = 8;

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

/// The id of a credential as it is shown: by its end, as in `…4e5f`; of a short one only that it is `set`. Safe to print.
pub fn shown_id(id: &str) -> String {
    let count = id.chars().count();
    if count <= SHORT_ID_CHARS {
        return "set".to_owned();
    }
    let end: String = id.chars().skip(count - END_OF_ID_CHARS).collect();
    format!("…{}", make_safe(&end))
}

#[cfg(test)]
mod tests {
    use super::shown_id;

    #[test]
    fn of_an_id_the_end_is_shown_and_nothing_of_a_short_one() {
        for (id, shown) in [
            ("", "set"),
            ("12345678", "set"),
            ("123456789", "…6789"),
            ("canary-of-the-client-4e5f", "…4e5f"),
            ("ünïcödé-ÄÖÜß", "…ÄÖÜß"),
            ("canary-id-\u{1b}[2J", "…^[[2J"),
        ] {
            assert_eq!(shown_id(id), shown, "{id:?}");
        }
    }
}
