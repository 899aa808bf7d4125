//! The token endpoint: `OAuth2` client credentials as a form.
//!
//! Owns its errors, which have OAuth's shape instead of problem JSON ("Authentication"; RFC 6749, 5.2).

use hyper::header::ALLOW;
use hyper::{Method, StatusCode};
use serde::Serialize;

use super::super::state::{State, TOKEN_SECONDS};
use super::{Call, Reply};

const AUDIENCE: &str = "https://api.matillion.com";

#[derive(Serialize)]
struct TokenBody<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: u64,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: &'a str,
    error_description: &'a str,
}

fn refused(status: StatusCode, error: &str, error_description: &str) -> Reply {
    Reply::json(status, &ErrorBody { error, error_description })
}

pub(super) fn answer(state: &mut State, call: &Call) -> Reply {
    if call.method != Method::POST {
        return Reply::problem(StatusCode::METHOD_NOT_ALLOWED, call, "").with_header(ALLOW, "POST");
    }
    let bad = |error, description| refused(StatusCode::BAD_REQUEST, error, description);
    if !call.content_type.starts_with("application/x-www-form-urlencoded") {
        return bad("invalid_request", "the body must be form encoded");
    }
    let field = |name: &str| {
        form_urlencoded::parse(&call.body)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .filter(|value| !value.is_empty())
    };
    match field("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            return bad("unsupported_grant_type", "grant_type must be client_credentials");
        }
        None => return bad("invalid_request", "grant_type is missing"),
    }
    match field("audience").as_deref() {
        Some(AUDIENCE) => {}
        Some(_) => return bad("invalid_request", "audience is unknown"),
        None => return bad("invalid_request", "audience is missing"),
    }
    let (Some(id), Some(secret)) = (field("client_id"), field("client_secret")) else {
        return bad("invalid_request", "client_id or client_secret is missing");
    };
    if id != state.tokens.client_id || secret != state.tokens.client_secret {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed");
    }
    let token = state.tokens.issue(state.simulation.now());
    let body = TokenBody { access_token: &token, token_type: "Bearer", expires_in: TOKEN_SECONDS };
    Reply::json(StatusCode::OK, &body)
}
