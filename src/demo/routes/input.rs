//! Reading what callers send: query parameters, paging, JSON bodies and their fields.
//!
//! Owns the checks and the texts of violations (`field: what is wrong`). It changes nothing. The demo is
//! stricter than the service may be: fields that the contract does not have are refused.

use std::ops::Range;

use hyper::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Call, Reply};

/// The value of a query parameter; the first one counts.
pub(super) fn parameter(call: &Call, name: &str) -> Option<String> {
    form_urlencoded::parse(call.query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Text with `%41` for `A`; what is no such code stays as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = tail.get(..2).filter(|_| byte == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        if let Some(code) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            decoded.push(code);
            rest = &tail[2..];
        } else {
            decoded.push(byte);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// A page as asked for: `page` from 0, `size` from 1 to 100.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paging {
    pub(super) page: u32,
    pub(super) size: u32,
}

/// A page as answered.
#[derive(Serialize)]
pub(super) struct Paged<T> {
    page: u32,
    results: Vec<T>,
    size: u32,
    total: usize,
}

impl Paging {
    /// Page 0 with 25 entries unless the query says otherwise.
    pub(super) fn of(call: &Call) -> Result<Self, Reply> {
        let mut violations = Vec::new();
        let mut number = |name: &str, default: u32, range: Range<u32>, rule: &str| {
            let Some(text) = parameter(call, name) else {
                return default;
            };
            match text.parse::<u32>() {
                Ok(number) if range.contains(&number) => number,
                _ => {
                    violations.push(format!("{name}: {rule}"));
                    default
                }
            }
        };
        let page = number("page", 0, 0..i32::MAX.unsigned_abs(), "must be a whole number, 0 or more");
        let size = number("size", 25, 1..101, "must be between 1 and 100");
        if violations.is_empty() {
            return Ok(Self { page, size });
        }
        Err(Reply::bad_request(call, "Invalid request parameters.", &violations))
    }

    /// Places of the page's entries among `total`; empty beyond the end.
    pub(super) fn range(self, total: usize) -> Range<usize> {
        let size = usize::try_from(self.size).unwrap_or(0);
        let first = usize::try_from(self.page).unwrap_or(usize::MAX).saturating_mul(size).min(total);
        first..first.saturating_add(size).min(total)
    }

    pub(super) fn filled<T>(self, total: usize, results: Vec<T>) -> Paged<T> {
        Paged { page: self.page, results, size: self.size, total }
    }
}

/// A JSON object out of the body, and the violations found in it so far.
pub(super) struct Fields<'a> {
    call: &'a Call,
    object: Map<String, Value>,
    violations: Vec<String>,
}

impl<'a> Fields<'a> {
    /// 415 for a body that does not call itself JSON, 400 for one that is no object.
    pub(super) fn of(call: &'a Call) -> Result<Self, Reply> {
        let media_type = call.content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            let detail = "The request body must be application/json.";
            return Err(Reply::problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, call, detail));
        }
        match serde_json::from_slice(&call.body) {
            Ok(Value::Object(object)) => Ok(Self { call, object, violations: Vec::new() }),
            _ => Err(super::unreadable(call, false)),
        }
    }

    pub(super) fn violation(&mut self, text: impl Into<String>) {
        self.violations.push(text.into());
    }

    /// Takes a field out; one that is `null` counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.object.remove(name).filter(|value| !value.is_null())
    }

    pub(super) fn take_text(&mut self, name: &str) -> Option<String> {
        if let Value::String(text) = self.take(name)? {
            Some(text)
        } else {
            self.violation(format!("{name}: must be a string"));
            None
        }
    }

    pub(super) fn take_switch(&mut self, name: &str) -> Option<bool> {
        if let Value::Bool(switch) = self.take(name)? {
            Some(switch)
        } else {
            self.violation(format!("{name}: must be true or false"));
            None
        }
    }

    /// A text that must be there.
    pub(super) fn require_text(&mut self, name: &str) -> String {
        if !self.object.contains_key(name) {
            self.violation(format!("{name}: must not be null"));
        }
        self.take_text(name).unwrap_or_default()
    }

    /// A name of a runner: 1 to 30 characters.
    pub(super) fn check_name(&mut self, name: &str) {
        if !(1..=30).contains(&name.chars().count()) || name.trim().is_empty() {
            self.violation("name: size must be between 1 and 30");
        }
    }

    /// The description of a runner: up to 500 characters.
    pub(super) fn check_description(&mut self, description: &str) {
        if description.chars().count() > 500 {
            self.violation("description: size must be between 0 and 500");
        }
    }

    /// Refuses what was not taken out, and the request when anything was wrong.
    pub(super) fn finish(mut self) -> Result<(), Reply> {
        let unknown: Vec<_> = self.object.keys().map(|key| format!("{key}: unknown field")).collect();
        self.violations.extend(unknown);
        if self.violations.is_empty() {
            return Ok(());
        }
        Err(Reply::bad_request(self.call, "Request validation failed.", &self.violations))
    }
}
