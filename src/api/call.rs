//! [`Call`]: one documented request, described before it is sent.

use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::Value;

use super::address::BaseUrl;
use super::error::Cause;
use crate::domain::Label;

/// What a client that reads JSON accepts, problems included.
pub(super) const ACCEPTED: HeaderValue = HeaderValue::from_static("application/json, application/problem+json");

/// One request to the control plane.
pub(super) struct Call {
    /// What it is for, in the operator's words: `list runners`.
    pub(super) words: &'static str,
    method: Method,
    segments: Vec<String>,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Call {
    /// Reads `segments` below the base address.
    pub(super) fn get(words: &'static str, segments: &[&str]) -> Self {
        Self::new(words, Method::GET, segments)
    }

    /// Any other method. Such a call is sent once: whether it arrived before a connection broke is not known.
    pub(super) fn new(words: &'static str, method: Method, segments: &[&str]) -> Self {
        let segments = segments.iter().map(ToString::to_string).collect();
        Self { words, method, segments, query: Vec::new(), body: None }
    }

    /// With `name=value` behind the `?`.
    pub(super) fn query(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// With a JSON body.
    #[cfg_attr(not(test), expect(dead_code, reason = "the calls that change something come with their screens"))]
    pub(super) fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Whether sending it twice does no more than sending it once.
    pub(super) fn may_repeat(&self) -> bool {
        self.method == Method::GET
    }

    /// The request, with everything but what proves who sends it.
    pub(super) fn request(&self, base: &BaseUrl) -> Result<Request, Cause> {
        let mut request = Request::new(self.method.clone(), self.address(base)?);
        request.headers_mut().insert(ACCEPT, ACCEPTED);
        if let Some(body) = &self.body {
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(reqwest::header::CONTENT_TYPE, json);
            *request.body_mut() = Some(body.to_string().into());
        }
        Ok(request)
    }

    fn address(&self, base: &BaseUrl) -> Result<Url, Cause> {
        let segments: Vec<_> = self.segments.iter().map(String::as_str).collect();
        let mut address = base
            .with_segments(&segments)
            .ok_or_else(|| Cause::NotUnderstood(Label::from("an id that cannot be part of an address")))?;
        if !self.query.is_empty() {
            address.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(address)
    }
}
