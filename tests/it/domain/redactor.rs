//! Secrets in texts that others wrote: random ones in random forms are taken out, and nothing else is.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use proptest::prelude::*;
use trackside::domain::{Redactor, Secret};

fn knowing(secrets: &[&str]) -> Redactor {
    let redactor = Redactor::default();
    for secret in secrets {
        redactor.add(&Secret::new((*secret).to_owned()));
    }
    redactor
}

/// A way to write a text that its reader undoes.
#[derive(Clone, Copy, Debug)]
enum Form {
    Json,
    JsonSlashes,
    JsonAll,
    Percent,
    PercentLower,
    PercentAll,
    Urlencoded,
    Entities,
    EntitiesDecimal,
    EntitiesHexadecimal,
    Base64,
    Base64Bare,
    Base64Url,
    Base64UrlBare,
    Base64Twice,
    Hexadecimal,
    HexadecimalUpper,
    HexadecimalColons,
    HexadecimalBlanks,
    Upper,
    Wrapped,
    Coloured,
    Marked,
}

const DECODED: [Form; 5] =
    [Form::Base64Twice, Form::Hexadecimal, Form::HexadecimalUpper, Form::HexadecimalColons, Form::HexadecimalBlanks];

const ESCAPING: [Form; 10] = [
    Form::Json,
    Form::JsonSlashes,
    Form::JsonAll,
    Form::Percent,
    Form::PercentLower,
    Form::PercentAll,
    Form::Urlencoded,
    Form::Entities,
    Form::EntitiesDecimal,
    Form::EntitiesHexadecimal,
];
const BASE64: [Form; 4] = [Form::Base64, Form::Base64Bare, Form::Base64Url, Form::Base64UrlBare];

impl Form {
    fn of(self, text: &str) -> String {
        let json = |text: &str| {
            let quoted = serde_json::to_string(text).unwrap();
            quoted[1..quoted.len() - 1].to_owned()
        };
        let all = |write: &dyn Fn(u8) -> String| text.bytes().map(write).collect::<Vec<_>>().concat();
        let characters = |write: &dyn Fn(char) -> String| text.chars().map(write).collect::<Vec<_>>().concat();
        let percent_of = |byte: u8| (!byte.is_ascii_alphanumeric()).then(|| format!("%{byte:02X}"));
        let percent = |byte| percent_of(byte).unwrap_or(char::from(byte).to_string());
        match self {
            Self::Json => json(text),
            Self::JsonSlashes => json(text).replace('/', "\\/"),
            Self::JsonAll => text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat(),
            Self::Percent => all(&percent),
            Self::PercentLower => {
                all(&|byte| percent_of(byte).map_or(char::from(byte).to_string(), |code| code.to_lowercase()))
            }
            Self::PercentAll => all(&|byte| format!("%{byte:02x}")),
            Self::Urlencoded => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
            Self::Entities => {
                let named =
                    [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;"), ('/', "&sol;")];
                characters(&|c| named.iter().find(|(from, _)| *from == c).map_or(c.into(), |(_, to)| (*to).to_owned()))
            }
            Self::EntitiesDecimal => characters(&|c| format!("&#{};", u32::from(c))),
            Self::EntitiesHexadecimal => characters(&|c| format!("&#x{:X};", u32::from(c))),
            Self::Base64 => BASE64_STANDARD.encode(text),
            Self::Base64Bare => BASE64_STANDARD_NO_PAD.encode(text),
            Self::Base64Url => BASE64_URL_SAFE.encode(text),
            Self::Base64UrlBare => BASE64_URL_SAFE_NO_PAD.encode(text),
            Self::Base64Twice => BASE64_STANDARD.encode(BASE64_STANDARD.encode(text)),
            Self::Hexadecimal => all(&|byte| format!("{byte:02x}")),
            Self::HexadecimalUpper => all(&|byte| format!("{byte:02X}")),
            Self::HexadecimalColons => text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"),
            Self::HexadecimalBlanks => text.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" "),
            Self::Coloured => characters(&|c| format!("\u{1b}[1;38;5;196m{c}\u{1b}[m")),
            Self::Marked => characters(&|c| format!("{c}\u{301}\u{20dd}")),
            Self::Upper => text.to_ascii_uppercase(),
            Self::Wrapped => characters(&|c| format!("{c}\r\n ")),
        }
    }
}

/// Nothing of `secret` can be read in `clean`: no six characters of it in a row, as they are or decoded.
fn assert_gone(secret: &str, clean: &str) {
    let window: Vec<char> = secret.chars().collect();
    for piece in window.windows(6) {
        let piece: String = piece.iter().collect();
        for form in [Form::Json, Form::Percent, Form::Entities, Form::Upper, Form::Wrapped] {
            assert!(!clean.contains(&form.of(&piece)), "{piece:?} of {secret:?} in {clean:?}");
        }
    }
}

/// A secret of printable characters: with quotes, backslashes, slashes, percent signs and what base64 and JWTs have.
fn secrets() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!-~]{8,40}",
        "[A-Za-z0-9+/=]{24,44}",
        "eyJ[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{20,60}",
        r#"[a-c"\\/%&+]{8,24}"#,
        "[a-zäöüß€🔑]{8,20}",
        "[!-~]{4,12} [!-~]{4,12}",
    ]
    .prop_filter("of eight characters that count, and not one over and over", |secret| {
        let counting: Vec<char> = secret.chars().filter(|c| !matches!(c, '+' | ' ')).collect();
        let mut different = counting.clone();
        different.sort_unstable();
        different.dedup();
        counting.len() >= 8 && different.len() > 2
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_secret_is_gone_in_whatever_form_it_came(
        secret in secrets(),
        first in prop::sample::select(&ESCAPING[..]),
        second in prop::option::of(prop::sample::select(&ESCAPING[..])),
        base64 in prop::option::of((prop::sample::select(&BASE64[..]), "[ -~]{0,5}", any::<bool>())),
        (before, stray, after) in ("[a-z =:]{0,12}", "[\\\\%&#x0-9a-f]{0,4}", "[a-z ,.]{0,12}"),
    ) {
        let redactor = knowing(&[&secret]);
        let mut text = secret.clone();
        if let Some((form, around, is_first)) = &base64 && *is_first {
            // As `Basic` has it, with something before and behind.
            text = form.of(&format!("{around}{text}{around}"));
        }
        text = first.of(&text);
        if let Some((form, around, is_first)) = &base64 && !is_first {
            text = form.of(&format!("{around}{text}{around}"));
        } else if let Some(second) = second {
            text = second.of(&text);
        }
        let clean = redactor.clean(&format!("{before} {stray}{text} {after}")).into_owned();
        prop_assert!(clean.contains("[hidden]"), "{} in {}: {}", secret, text, clean);
        prop_assert!(!clean.contains(&text), "{}", clean);
        prop_assert!(clean.starts_with(&before), "{}", clean);
        if base64.is_none() {
            assert_gone(&secret, &clean);
        }
        let again = redactor.clean(&clean).into_owned();
        prop_assert_eq!(again, clean);
    }

    #[test]
    fn a_secret_is_gone_decoded_and_with_marks_and_colours_within(
        secret in secrets(),
        first in prop::option::of(prop::sample::select(&ESCAPING[..])),
        second in prop::sample::select(&DECODED[..]),
        within in prop::sample::select(&[Form::Coloured, Form::Marked][..]),
    ) {
        let redactor = knowing(&[&secret]);
        // It does not count at an edge, where it may stay.
        prop_assume!(!secret.starts_with('+') && !secret.ends_with('+'));
        let text = second.of(&first.map_or(secret.clone(), |first| first.of(&secret)));
        let coloured = within.of(&secret);
        // Padding stays, and the first and the last control sequence, in JSON six times as long.
        for (text, rest) in [(text, 8), (coloured.clone(), 18), (Form::JsonAll.of(&coloured), 6 * 18)] {
            let clean = redactor.clean(&format!("said: {text}!")).into_owned();
            prop_assert!(clean.starts_with("said: ") && clean.contains("[hidden]"), "{} in {}: {}", secret, text, clean);
            prop_assert!(clean.len() <= "said: [hidden]!".len() + rest, "{} in {}: {}", secret, text, clean);
        }
    }

    #[test]
    fn a_secret_that_is_cut_is_gone(
        secret in "[!-~]{3}[a-z][0-9][A-Z][!-~]{14,40}".prop_filter("of so many that count", |secret| !secret.contains(['+', '.'])),
        cut in 12_usize..24,
        form in prop::sample::select(&[Form::Json, Form::JsonAll, Form::Percent, Form::Upper, Form::Entities, Form::Hexadecimal][..]),
        end in prop::sample::select(&["", " ", "…", "...", "\n"][..]),
        missing in 0_usize..8,
    ) {
        let redactor = knowing(&[&secret]);
        let written = secret[..cut.min(secret.len() - 1)].to_owned();
        let clean = redactor.clean(&format!("said: {}{end}", form.of(&written))).into_owned();
        prop_assert_eq!(clean, format!("said: [hidden]{}", end));
        // What is missing of base64 leaves a part of a character at the most.
        let base64 = BASE64_STANDARD_NO_PAD.encode(&secret);
        prop_assume!(base64.len() - missing >= 22);
        let clean = redactor.clean(&format!("said: {}{end}", &base64[..base64.len() - missing])).into_owned();
        prop_assert!(clean.starts_with("said: [hidden]") && clean.len() <= "said: [hidden]".len() + 2 + end.len(), "{}", clean);
    }

    #[test]
    fn a_text_without_a_secret_stays_as_it_is(secret in secrets(), text in "\\PC{0,200}") {
        prop_assume!(!text.to_lowercase().contains(&secret.to_lowercase()));
        let redactor = knowing(&[&secret, "xq"]);
        prop_assert_eq!(&*redactor.clean_data(&text), &*text);
    }
}

#[test]
fn cases_of_note() {
    let redactor = knowing(&["s3cr3t-1", "aaaaaaaa", "tok/en+x\"y\\z", "ab1", "t", "short7!"]);
    for (text, clean) in [
        ("a s3cr3t-1 b s3cr3t-1", "a [hidden] b [hidden]"),
        ("s3cr3t-1s3cr3t-1", "[hidden][hidden]"),
        ("S3CR3T-1.example.com", "[hidden].example.com"),
        // Whatever overlaps goes as one.
        ("aaaaaaaaaaaaaaaaa", "[hidden]"),
        ("s3cr3t-", "s3cr3t-"),
        ("[hidden]", "[hidden]"),
        (r"\u0074ok\/en+x\u0022y\\z.", "[hidden]."),
        ("tok%2Fen%2Bx%22y%5Cz.", "[hidden]."),
        ("tok&sol;en&plus;x&quot;y&bsol;z.", "[hidden]."),
        ("s3\u{200b}cr3\u{a0}t\r\n-1!", "[hidden]!"),
        // Short ones: as words of their own only.
        ("a token of ab12 and cab1", "a token of ab12 and cab1"),
        ("client_secret=ab1&x=t, \"t\" at t", "client_secret=[hidden]&x=[hidden], \"[hidden]\" at [hidden]"),
        ("short7! and shorter", "[hidden] and shorter"),
        ("", ""),
    ] {
        assert_eq!(redactor.clean(text), clean);
    }
    // In data not even there.
    assert_eq!(redactor.clean_data("runner t on ab1"), "runner t on ab1");
    // What stands before an escaped secret and makes an escape with it is no part of it, in base64 either.
    let stray = knowing(&["s3cr3t-1", "ba!A A\"!!", "x41y\"zzz", "eyJ.a-b_cd"]);
    for (before, secret) in [
        ("\\", &*Form::JsonAll.of("s3cr3t-1")),
        ("\\", "ba!A A\\\"!!"),
        ("\\", "x41y\\\"zzz"),
        ("\\\\", "x41y\\\"zzz"),
        ("%0", "eyJ%2ea%2db_cd"),
        ("%", "eyJ%2ea%2db_cd"),
        ("&#x", "eyJ&#46;a&#45;b_cd"),
        ("&#4", &Form::EntitiesDecimal.of("s3cr3t-1")),
    ] {
        let text = format!("{before}{secret}");
        assert!(stray.clean(&text).contains("[hidden]"), "{text}");
        assert!(stray.clean(&BASE64_STANDARD.encode(&text)).contains("[hidden]"), "{text} in base64");
        // And where all that is escaped once more.
        for form in [Form::JsonAll, Form::PercentAll, Form::Entities] {
            assert!(stray.clean(&form.of(&text)).contains("[hidden]"), "{text} as {form:?}");
        }
    }
    let basic = BASE64_STANDARD.encode("client-1:s3cr3t-1");
    assert!(!redactor.clean(&format!("Authorization: Basic {basic}")).contains(&basic[16..]));
    // Nothing is hidden before anything is known, and an empty secret is none.
    assert_eq!(Redactor::default().clean("anything"), "anything");
    assert_eq!(knowing(&["", "+ "]).clean("any + thing"), "any + thing");
    assert_eq!(format!("{redactor:?}"), "Redactor");
}

#[test]
fn the_start_of_a_secret_is_enough_where_it_is_no_word() {
    let redactor = knowing(&["production-Zq81xyw-77", "S3cr3tClientValue-Zq81xyw", "short-Secret-15"]);
    for (text, clean) in [
        ("with S3cr3tClientValue-Zq81… more", "with [hidden]… more"),
        ("with S3cr3tCl more", "with [hidden] more"),
        ("with S3cr3tC more", "with S3cr3tC more"),
        ("with s3cr3tclient... more", "with [hidden]... more"),
        ("S3cr3tClientValue-Zq81xyw.example.com", "[hidden].example.com"),
        // A name may begin like a secret that begins with a word.
        ("production and production-emea", "production and production-emea"),
        ("production-Zq81xy and production-Zq", "[hidden] and production-Zq"),
        ("short-Secret-1", "short-Secret-1"),
    ] {
        assert_eq!(redactor.clean(text), clean);
        assert_eq!(redactor.clean_data(text), clean);
    }
    let digests = "d41d8cd98f00b204e9800998ecf8427e 7f:00:00:01:aa:bb:cc:dd:ee:ff 6f1c7a52-9d0e-4c3b-8a1f-0b6f7c1e0000";
    assert_eq!(redactor.clean(digests), digests);
}

#[test]
fn clones_know_the_same() {
    let redactor = Redactor::default();
    let log = redactor.clone();
    redactor.add(&Secret::new("canary-secret".to_owned()));
    assert_eq!(log.clean("a canary-secret"), "a [hidden]");
}

#[test]
fn a_long_text_is_looked_through_to_its_end() {
    let secret = "canary-\"secret\"/8d1f";
    let redactor = knowing(&[secret]);
    let escaped = "canary-\\u0022secret\\u0022\\/8d1f";
    // Wherever one piece ends and the next begins.
    for before in [0, 65_500, 65_520, 65_530, 65_536, 65_540, 131_060, 200_000] {
        for form in [secret, escaped] {
            let text = format!("{}{form}{}", "-".repeat(before), "-".repeat(70_000));
            let expected = format!("{}[hidden]{}", "-".repeat(before), "-".repeat(70_000));
            assert!(redactor.clean(&text) == expected, "{form} after {before}");
        }
    }
}
