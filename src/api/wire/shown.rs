//! An answer as text for people, without what nobody should see.

use serde_json::{Map, Value};

use crate::domain::HIDDEN;

/// What the name of a field must not hold for its value to be shown, folded.
const SECRET_WORDS: [&str; 24] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "token",
    "credential",
    "privatekey",
    "apikey",
    "accesskey",
    "accountkey",
    "sharedkey",
    "secretkey",
    "sshkey",
    "signingkey",
    "encryptionkey",
    "authorization",
    "bearer",
    "cookie",
    "signature",
    "connectionstring",
    "sessionid",
    "keytab",
    "certificatekey",
];

/// Names that say it only as a whole.
const SECRET_NAMES: [&str; 7] = ["pwd", "pass", "auth", "pat", "otp", "sas", "jwt"];

/// Names that say it with their last word, where the value is no switch: `db_pw`, `licenseKey`, `tlsCert`.
const LAST_WORDS: [&str; 16] = [
    "key", "keys", "pin", "seed", "salt", "dsn", "ssh", "pem", "cert", "certs", "session", "pw", "pwd", "oauth",
    "private", "mnemonic",
];

/// What is before `key` in the names of keys that open nothing.
const OPEN_KEYS: [&str; 9] = ["tag", "label", "public", "primary", "foreign", "partition", "sort", "cache", "group"];

/// Names that say it with any word: such an address is a secret as a whole.
const ANY_WORDS: [&str; 2] = ["jdbc", "webhook"];

/// The value as JSON with two blanks per level, its keys in their order, and secrets hidden.
pub(in crate::api) fn shown(mut value: Value) -> String {
    hide_secrets(&mut value);
    format!("{value:#}")
}

fn hide_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            hide_named(fields);
            let is_pair = fields.keys().any(|name| folded(name).contains("value"));
            for (name, value) in fields {
                // In a pair it is the name.
                let is_name = is_pair && folded(name) == "key";
                let is_switch = matches!(value, Value::Bool(_) | Value::Null);
                if is_secret(name) || (!is_name && !is_switch && may_be_secret(name)) {
                    *value = Value::from(HIDDEN);
                } else {
                    hide_secrets(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide_secrets),
        Value::String(text) => hide_in_text(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Lists of variables and tags have the name in one field and the value in another.
fn hide_named(fields: &mut Map<String, Value>) {
    let is_named = fields.iter().any(|(field, value)| {
        matches!(&*folded(field), "name" | "key" | "id" | "label")
            && value.as_str().is_some_and(|name| is_secret(name) || may_be_secret(name))
    });
    if is_named {
        for (field, value) in fields {
            if folded(field).contains("value") || folded(field) == "content" {
                *value = Value::from(HIDDEN);
            }
        }
    }
}

/// Hides what is a secret by its looks, whatever its field is called.
fn hide_in_text(text: &mut String) {
    // JSON in a text has fields of its own.
    if text.starts_with(['{', '['])
        && let Ok(mut inner) = serde_json::from_str::<Value>(text)
    {
        hide_secrets(&mut inner);
        *text = inner.to_string();
        return;
    }
    if text.contains("://") {
        *text = text.split_inclusive(char::is_whitespace).map(without_secret_parts).collect();
    }
    if looks_secret(text) {
        HIDDEN.clone_into(text);
    }
}

/// An address without who signs in there and without what is signed; any other word as it is.
fn without_secret_parts(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return word.to_owned() };
    let (host, behind) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host.to_owned(), |(_, host)| format!("{HIDDEN}@{host}"));
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=')?;
        let (_, end) = value.split_at(value.find(['&', ';', '#', ' ', '\n']).unwrap_or(value.len()));
        let is_hidden = is_secret(name) || may_be_secret(name) || matches!(folded(name).as_str(), "sig" | "code");
        is_hidden.then(|| format!("{name}={HIDDEN}{end}"))
    };
    let behind =
        behind.split_inclusive(['?', '&', ';', '#']).map(|part| parameter(part).unwrap_or_else(|| part.to_owned()));
    format!("{scheme}://{host}{}", behind.collect::<String>())
}

fn looks_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("private key-----")
        || lower.split_whitespace().any(|word| matches!(word, "bearer" | "basic") && lower.trim() != word)
        || has_password_in_address(&lower)
        || text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).any(is_token)
        || lower.split(|c: char| c.is_whitespace() || ";&?,".contains(c)).any(is_assignment)
}

/// `scheme://user:password@host`.
fn has_password_in_address(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let host = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
        host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
    })
}

/// A JSON web token, or one that says by its beginning whose it is.
fn is_token(word: &str) -> bool {
    let is_web_token = word.starts_with("eyJ") && word.len() >= 20;
    let known = ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "dckr_pat_", "sk_live_"];
    is_web_token || (word.len() >= 20 && known.iter().any(|start| word.starts_with(start)))
}

/// `AccountKey=…`, `password=…`, `sig=…`.
fn is_assignment(word: &str) -> bool {
    let Some((name, value)) = word.split_once('=') else { return false };
    !value.is_empty() && !value.starts_with(HIDDEN) && (is_secret(name) || name == "sig")
}

/// Without regard to case and to what separates words: `client_secret`, `Client-Secret` and `clientSecret` agree.
fn is_secret(name: &str) -> bool {
    let folded = folded(name);
    SECRET_WORDS.iter().any(|word| folded.contains(word)) || SECRET_NAMES.contains(&&*folded)
}

/// Whether one of the words of a name says it that means something else elsewhere.
fn may_be_secret(name: &str) -> bool {
    let words = words_of(name);
    let before = words.len().checked_sub(2).and_then(|index| words.get(index));
    let is_open = before.is_some_and(|word| OPEN_KEYS.contains(&word.as_str()));
    let is_last = words.last().is_some_and(|word| LAST_WORDS.contains(&word.as_str()));
    (is_last && !is_open) || words.iter().any(|word| ANY_WORDS.contains(&word.as_str()))
}

/// The words of a name in lower case, split where its case changes and at what is no letter.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        if !character.is_alphanumeric() || (character.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = character.is_lowercase() || character.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| character.is_alphanumeric()) {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
