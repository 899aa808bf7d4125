//! Halves of surrogate pairs that stand alone in JSON, as a service leaves them where it cuts a text in the middle of an
//! emoji: no JSON reader takes them, and with them one description would lose the whole list.

/// `\ufffd`, the sign for what is no character, without its beginning.
const REPLACEMENT: &[u8; 4] = b"fffd";

/// An escape, from the backslash to the last digit.
const ESCAPE: usize = 6;

/// Puts U+FFFD in the place of each half that stands alone. What is no JSON keeps its length too.
pub(super) fn mend(json: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = json.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += found;
        at += match (unit(json, at), unit(json, at + ESCAPE)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 2 * ESCAPE,
            (Some(0xD800..=0xDFFF), _) => {
                json[at + 2..at + ESCAPE].copy_from_slice(REPLACEMENT);
                ESCAPE
            }
            // A backslash takes the next sign with it, also another backslash.
            _ => 2,
        };
    }
}

/// The unit of UTF-16 that is escaped at `at`.
fn unit(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + ESCAPE)?.strip_prefix(b"\\u")?;
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn halves_that_stand_alone_are_replaced_and_nothing_else() {
        for (came, mended) in [
            (r#""cut \ud83d""#, r#""cut \ufffd""#),
            (r#""\uD83D\uDE00 whole""#, r#""\uD83D\uDE00 whole""#),
            (r#""\ude00 first""#, r#""\ufffd first""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\n\ude00""#, r#""\ufffd\n\ufffd""#),
            (r#""\\ud83d is a text""#, r#""\\ud83d is a text""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\u00e9\ud7ff\ue000""#, r#""\u00e9\ud7ff\ue000""#),
            (r#""\ud83"#, r#""\ud83"#),
            ("\\", "\\"),
            ("no json \\", "no json \\"),
        ] {
            let mut json = came.as_bytes().to_vec();
            mend(&mut json);
            assert_eq!(String::from_utf8(json).unwrap(), mended, "{came}");
        }
    }
}
