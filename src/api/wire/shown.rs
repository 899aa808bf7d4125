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

/// The value as JSON with two blanks per level, its keys in their order, and secrets hidden.
pub(in crate::api) fn shown(mut value: Value) -> String {
    hide_secrets(&mut value);
    format!("{value:#}")
}

fn hide_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            hide_named(fields);
            for (name, value) in fields {
                if is_secret(name) {
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
        matches!(&*folded(field), "name" | "key" | "id" | "label") && value.as_str().is_some_and(is_secret)
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
    } else if looks_secret(text) {
        HIDDEN.clone_into(text);
    }
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
    !value.is_empty() && (is_secret(name) || name == "sig")
}

/// Without regard to case and to what separates words: `client_secret`, `Client-Secret` and `clientSecret` agree.
fn is_secret(name: &str) -> bool {
    let folded = folded(name);
    SECRET_WORDS.iter().any(|word| folded.contains(word)) || SECRET_NAMES.contains(&&*folded)
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
