//! Error bodies in every disguise to [`Problem`]: problem JSON, other JSON, text, a web page, nothing.

use reqwest::StatusCode;
use serde_json::Value;

use super::error::{ADDRESS_REFUSED, Problem};
use super::excerpt;
use crate::domain::Label;

/// Violated rules that are kept; more than this many help nobody.
const VIOLATIONS: usize = 20;

/// What `body` says about an error with this status. Never fails: the status is enough of a problem.
///
/// The content decides what it is, not the media type, which is not documented. Besides the documented members
/// those of OAuth (`error`, `error_description`) and of the usual gateways (`message`) are read.
pub(super) fn read(status: StatusCode, body: &[u8]) -> Problem {
    let reason = status.canonical_reason().map(Label::from);
    let json = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    let Some(json) = json else {
        return Problem {
            status: status.as_u16(),
            title: reason,
            detail: excerpt::of_text(body),
            violations: Vec::new(),
        };
    };
    let problem = Problem {
        status: status.as_u16(),
        title: first(&json, &["title", "error"]).or(reason),
        detail: first(&json, &["detail", "error_description", "message"]),
        violations: violations(&json["violations"]),
    };
    with_address(problem, body)
}

/// A refusal of the caller's address is one wherever in the body it says so.
fn with_address(mut problem: Problem, body: &[u8]) -> Problem {
    let body = String::from_utf8_lossy(body).to_ascii_lowercase();
    if problem.status == 403 && !problem.is_address_refused() && body.contains(ADDRESS_REFUSED) {
        problem.detail = Some(Label::from("IP not allowed"));
    }
    problem
}

/// The first of these members that says something.
fn first(json: &Value, members: &[&str]) -> Option<Label> {
    members.iter().find_map(|member| text(&json[*member]))
}

/// Documented as a list of texts; other services of this kind send objects, or a single text.
fn violations(json: &Value) -> Vec<Label> {
    let listed = json.as_array().map_or(std::slice::from_ref(json), Vec::as_slice);
    listed.iter().filter_map(|one| text(one).or_else(|| parts(one))).take(VIOLATIONS).collect()
}

/// The texts of an object, joined: `field: message`.
fn parts(json: &Value) -> Option<Label> {
    let texts: Vec<_> = json.as_object()?.values().filter_map(text).map(|text| text.raw().to_owned()).collect();
    (!texts.is_empty()).then(|| excerpt::line(&texts.join(": ")))
}

fn text(json: &Value) -> Option<Label> {
    let text = match json {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(excerpt::line(&text)).filter(|line| !line.is_blank())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, body: &[u8]) -> String {
        read(StatusCode::from_u16(status).unwrap(), body).to_string()
    }

    #[test]
    fn every_disguise_gives_words() {
        let huge = format!(r#"{{"detail":"{}"}}"#, "x".repeat(100_000));
        for (status, body, expected) in [
            (
                400,
                r#"{"type":"t","title":"Bad Request","status":400,"detail":"Failed to read request.","violations":["name: too long","id: bad"]}"#,
                "Failed to read request. (400); name: too long; id: bad",
            ),
            (400, r#"{"title":"Bad Request"}"#, "Bad Request (400)"),
            (400, r#"{"title":7,"detail":null,"violations":null}"#, "7 (400)"),
            (400, r#"{"detail":{"a":1},"message":"m"}"#, "m (400)"),
            (
                400,
                r#"{"violations":[1,null,{"field":"name","message":"too long"},{"x":[]},"last"]}"#,
                "Bad Request (400); 1; name: too long; last",
            ),
            (400, r#"{"violations":"one"}"#, "Bad Request (400); one"),
            (401, r#"{"error":"invalid_client","error_description":"Unknown client"}"#, "Unknown client (401)"),
            (401, r#"{"error":"invalid_client"}"#, "invalid_client (401)"),
            (403, "{}", "Forbidden (403)"),
            (403, "[]", "[] (403)"),
            (403, "", "Forbidden (403)"),
            (403, " \n ", "Forbidden (403)"),
            (403, r#"{"title":"Forbidden","reason":{"text":"ip NOT allowed"}}"#, "IP not allowed (403)"),
            (403, "IP not allowed for any organization", "IP not allowed for any organization (403)"),
            (400, r#"{"title":"t","reason":"IP not allowed"}"#, "t (400)"),
            (404, "no\nsuch\trunner", "no such runner (404)"),
            (404, r#""no such runner""#, "\"no such runner\" (404)"),
            (409, r#"{"detail":"cut"#, r#"{"detail":"cut (409)"#),
            (502, "<html><title>502 Bad Gateway</title></html>", "a web page: 502 Bad Gateway (502)"),
            (599, "", "no reason given (599)"),
        ] {
            assert_eq!(told(status, body.as_bytes()), expected, "{body}");
        }
        assert_eq!(told(500, b"\xff\xfe bad"), "\u{fffd}\u{fffd} bad (500)");
        let problem = read(StatusCode::BAD_REQUEST, huge.as_bytes());
        assert_eq!(problem.detail.unwrap().raw().chars().count(), 300);
    }

    #[test]
    fn what_acts_on_a_terminal_is_marked() {
        assert_eq!(told(400, br#"{"detail":"\u001b]0;x\u0007 \u202eabc"}"#), "^[]0;x^G <U+202E>abc (400)");
    }

    #[test]
    fn violations_are_limited_in_number() {
        let body = format!(r#"{{"violations":[{}1]}}"#, "1,".repeat(1000));
        assert_eq!(read(StatusCode::BAD_REQUEST, body.as_bytes()).violations.len(), VIOLATIONS);
    }
}
