//! [`Call`]: one documented request, described before it is sent.

use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::Value;

use super::address::BaseUrl;
use super::error::Cause;
use super::page::PAGE_SIZE;
use super::priority::Priority;
use crate::domain::Label;

/// What a client that reads JSON accepts, problems included.
pub(super) const ACCEPTED: HeaderValue = HeaderValue::from_static("application/json, application/problem+json");

/// One request to the control plane.
pub(super) struct Call {
    /// What it is for, in the operator's words: `list runners`.
    pub(super) label: &'static str,
    /// How urgent it is; what is not said to be less so is the operator's.
    pub(super) priority: Priority,
    method: Method,
    path: Path,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    /// Whether any answer to it, of whatever status and form, may consist of secrets that nobody knows yet.
    pub(super) reveals: bool,
}

/// Where a call goes, below the base address.
enum Path {
    /// One segment after the other.
    Segments(Vec<String>),
    /// A path from the options, and the id that it is to be asked for.
    Path { path: String, id: String },
}

impl Call {
    /// Reads `segments` below the base address.
    pub(super) fn get(label: &'static str, segments: &[&str]) -> Self {
        Self::new(label, Method::GET, segments)
    }

    /// Reads page `page`, from 0, of the list that is `segments` below the base address.
    pub(super) fn page(label: &'static str, segments: &[&str], page: u32) -> Self {
        Self::get(label, segments).query("page", &page).query("size", &PAGE_SIZE)
    }

    /// Any other method. Such a call is sent once: whether it arrived before a connection broke is not known.
    pub(super) fn new(label: &'static str, method: Method, segments: &[&str]) -> Self {
        Self::to(label, method, Path::Segments(segments.iter().map(ToString::to_string).collect()))
    }

    /// The same at a path that is not documented, with `{agentId}` in it where `id` belongs.
    pub(super) fn at_path(label: &'static str, method: Method, path: &str, id: &str) -> Self {
        Self::to(label, method, Path::Path { path: path.to_owned(), id: id.to_owned() })
    }

    fn to(label: &'static str, method: Method, path: Path) -> Self {
        Self { label, priority: Priority::Operator, method, path, query: Vec::new(), body: None, reveals: false }
    }

    /// As urgent as that.
    pub(super) fn at(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// With `name=value` behind the `?`.
    pub(super) fn query(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// With a JSON body.
    pub(super) fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// For a secret, which the answer may hold anywhere: of the answer nothing but its status and kind is ever told.
    pub(super) fn revealing(mut self) -> Self {
        self.reveals = true;
        self
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
        let address = match &self.path {
            Path::Segments(segments) => base.with_segments(segments),
            Path::Path { path, id } => base.with_path(path, id),
        };
        let unusable = || Cause::NotSent(Label::from("an id that cannot be part of an address"));
        let mut address = address.ok_or_else(unusable)?;
        if !self.query.is_empty() {
            address.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(address)
    }
}
