//! [`curl`]: the request of a change as a command, for an operator who wants to see it, or to repeat it elsewhere.
//!
//! Built from the very call that is sent, so that the two cannot differ.

use super::address::BaseUrl;
use super::call::Call;
use super::writer::call_of;
use crate::domain::{Change, RunnerId};

/// Stands for a base address that is not known: an environment variable in the command.
const UNKNOWN_BASE: &str = "\"$TRACKSIDE_API_URL\"";

/// The request of `change` to `id` as a command for a POSIX shell, on one line. `api` is the base address; without it
/// the command names a variable in its place. The token is a variable too, and never part of it.
///
/// Safe to paste whatever stands in ids and names: every part is quoted, and what could act on a terminal is escaped.
pub fn curl(api: Option<&BaseUrl>, id: &RunnerId, change: &Change) -> String {
    command(api, &call_of(id, change))
}

fn command(api: Option<&BaseUrl>, call: &Call) -> String {
    let base = match api.cloned().map_or_else(|| BaseUrl::parse("http://127.0.0.1"), Ok) {
        Ok(base) => base,
        Err(reason) => return format!("# {reason}"),
    };
    let Ok(request) = call.request(&base) else {
        return "# Nothing would be sent: this id cannot be part of an address.".to_owned();
    };
    let whole = request.url().as_str();
    let address = if api.is_some() {
        quoted(whole)
    } else {
        // A variable is none in the quotes that the path needs.
        let path = whole.strip_prefix(base.to_string().trim_end_matches('/')).unwrap_or(whole);
        format!("{UNKNOWN_BASE}{}", quoted(path))
    };
    let mut command = format!("curl -X {} {address}", request.method());
    command.push_str(" -H \"Authorization: Bearer $TOKEN\"");
    if let Some(body) = request.body().and_then(|body| body.as_bytes()) {
        command.push_str(" -H 'Content-Type: application/json' --data-raw ");
        command.push_str(&quoted(&escaped(&String::from_utf8_lossy(body))));
    }
    command
}

/// In single quotes, which a shell takes word for word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// JSON with everything but printable ASCII as escapes: the same to a reader of JSON, and harmless to a terminal.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for unit in json.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte @ b' '..=b'~') => escaped.push(char::from(byte)),
            _ => escaped.extend(format!("\\u{unit:04x}").chars()),
        }
    }
    escaped
}
