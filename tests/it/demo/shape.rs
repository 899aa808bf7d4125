//! Shapes of JSON as data, and a small validator. Fields that a shape does not have are rejected.

use jiff::Timestamp;
use serde_json::Value;

/// What a JSON value must look like.
pub(crate) enum Shape {
    Text,
    /// A text from one character on.
    SomeText,
    /// ISO 8601 in UTC with milliseconds.
    Time,
    Uuid,
    Switch,
    /// A whole number, 0 or more.
    Whole,
    OneOf(&'static [&'static str]),
    List(&'static Shape),
    /// An object with UUIDs as keys.
    ByProject(&'static Shape),
    Object(&'static [Field]),
    Anything,
}

/// Name, whether it must be there, shape.
pub(crate) type Field = (&'static str, bool, Shape);

impl Shape {
    /// Every way in which the value differs, each with its place.
    pub(crate) fn differences(&self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.compare("$", value, &mut found);
        found
    }

    fn compare(&self, place: &str, value: &Value, found: &mut Vec<String>) {
        let text = value.as_str();
        let fits = match self {
            Self::Text => text.is_some(),
            Self::SomeText => text.is_some_and(|text| !text.is_empty()),
            Self::Time => text.is_some_and(is_time),
            Self::Uuid => text.is_some_and(is_uuid),
            Self::Switch => value.is_boolean(),
            Self::Whole => value.is_u64(),
            Self::OneOf(words) => text.is_some_and(|text| words.contains(&text)),
            Self::List(_) => value.is_array(),
            Self::ByProject(_) | Self::Object(_) => value.is_object(),
            Self::Anything => true,
        };
        if !fits {
            found.push(format!("{place}: {value}"));
        }
        match (self, value) {
            (Self::List(shape), Value::Array(entries)) => {
                for (number, entry) in entries.iter().enumerate() {
                    shape.compare(&format!("{place}[{number}]"), entry, found);
                }
            }
            (Self::ByProject(shape), Value::Object(entries)) => {
                for (key, entry) in entries {
                    Self::Uuid.compare(&format!("{place}.{key}"), &Value::from(key.as_str()), found);
                    shape.compare(&format!("{place}.{key}"), entry, found);
                }
            }
            (Self::Object(fields), Value::Object(entries)) => {
                let unknown = entries.keys().filter(|key| !fields.iter().any(|field| field.0 == key.as_str()));
                found.extend(unknown.map(|key| format!("{place}.{key}: unknown field")));
                for (name, is_required, shape) in *fields {
                    match entries.get(*name) {
                        Some(entry) => shape.compare(&format!("{place}.{name}"), entry, found),
                        None if *is_required => found.push(format!("{place}.{name}: missing")),
                        None => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_time(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && text.as_bytes()[19] == b'.' && text.parse::<Timestamp>().is_ok()
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|digit| digit == '-' || digit.is_ascii_hexdigit())
}

#[test]
fn the_validator_finds_what_is_missing_unknown_or_of_another_kind() {
    const SHAPE: Shape = Shape::Object(&[("id", true, Shape::Uuid), ("at", false, Shape::Time)]);
    let differences = |text: &str| SHAPE.differences(&serde_json::from_str(text).unwrap());
    assert_eq!(differences(r#"{"id": "6d0f3a52-2f51-4f5b-8a3a-6c1d2e3f4a01"}"#), [""; 0]);
    assert_eq!(
        differences(r#"{"at": "2026-01-05T06:00:00.000Z", "more": 1}"#),
        ["$.more: unknown field", "$.id: missing"]
    );
    assert_eq!(differences(r#"{"id": 1, "at": "today"}"#), ["$.id: 1", "$.at: \"today\""]);
}
