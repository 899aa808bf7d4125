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

/// A word of at least so many characters with small and large letters and digits is longer than a name may be.
const LONG_WORD_CHARS: usize = 32;
/// Such a row without a sign in it is nobody's name.
const MIXED_ROW_CHARS: usize = 16;
/// A row of letters and digits of this length is none either.
const LONG_ROW_CHARS: usize = 24;

/// What stands before a secret, in small letters.
const SECRETS_BEHIND: [&str; 6] = ["password=", "passwd=", "secret=", "token=", "bearer ", "authorization:"];
/// How the ids of access keys of AWS begin, and how long they are.
const KEY_IDS: [&str; 2] = ["AKIA", "ASIA"];
const KEY_ID_CHARS: usize = 20;

/// Whether a text that a person typed has a word in it that looks like a secret, put in by mistake. Ids of runners, which are
/// UUIDs, do not.
pub fn may_be_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    if SECRETS_BEHIND.iter().any(|lead| lower.contains(lead)) {
        return true;
    }
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | ',' | '=' | '<' | '>' | '!');
    let has = |text: &str, is_it: fn(&char) -> bool| text.chars().any(|character| is_it(&character));
    let is_mixed = |text: &str| {
        has(text, char::is_ascii_lowercase) && has(text, char::is_ascii_uppercase) && has(text, char::is_ascii_digit)
    };
    let looks_so = |row: &str| {
        let length = row.chars().count();
        let is_key_id = length == KEY_ID_CHARS && KEY_IDS.iter().any(|lead| row.starts_with(lead));
        is_key_id
            || length >= MIXED_ROW_CHARS && is_mixed(row)
            || length >= LONG_ROW_CHARS && has(row, char::is_ascii_alphabetic) && has(row, char::is_ascii_digit)
    };
    text.split(is_end).any(|word| {
        word.chars().count() >= LONG_WORD_CHARS && is_mixed(word)
            || word.split(|c: char| !c.is_alphanumeric()).any(looks_so)
    })
}

#[cfg(test)]
mod tests {
    use super::{may_be_secret, shown_id};

    #[test]
    fn a_word_like_a_secret_is_known_by_its_letters_and_what_is_typed_into_a_filter_is_none() {
        for text in [
            "Zk9sT0pQ2mW7xR4v",
            "emea eyJhbGciOiJIUzI1NiJ9.e30.x",
            "status=3f1c9a7be2d84c05b6aa91d2",
            "AKIAABCDEFGHIJKLMNOP",
            "emea Password=hunter2",
            "Bearer abc",
            "~Q8x-2b_Kz.0pL~w9-Ab_1c.D2e~F3g-",
        ] {
            assert!(may_be_secret(text), "{text}");
        }
        for text in [
            "",
            "emea !update",
            "project=\"Sales mart\" version<11.208.3",
            "6b1c2f7e-0000-4000-8000-00000000acc7",
            "6B1C2F7E-0000-4000-8000-00000000ACC7",
            "Maia-Prod-EU1-analytics-load01",
            "averyveryverylongnamewithoutanydigit",
        ] {
            assert!(!may_be_secret(text), "{text}");
        }
    }

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
