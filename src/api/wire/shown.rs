//! An answer as text for people, without what nobody should see.

use serde_json::Value;

use super::super::answer::HIDDEN;

/// What the name of a field must not hold for its value to be shown, folded.
const SECRET_WORDS: [&str; 4] = ["secret", "password", "token", "credential"];

/// The value as JSON with two blanks per level, its keys in their order, and secrets hidden.
pub(in crate::api) fn shown(mut value: Value) -> String {
    hide_secrets(&mut value);
    format!("{value:#}")
}

fn hide_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) {
                    *value = Value::from(HIDDEN);
                } else {
                    hide_secrets(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide_secrets),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Without regard to case and to what separates words: `client_secret`, `Client-Secret` and `clientSecret` agree.
fn is_secret(name: &str) -> bool {
    let folded: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    SECRET_WORDS.iter().any(|word| folded.contains(word))
}
