//! [`Auth`]: the bearer token: obtained with the API credential, kept until shortly before its end, renewed once
//! for everybody who waits.
//!
//! How far wiping goes: the secret and the token live in [`Secret`], the form and the answer in buffers that are
//! wiped when dropped, and so is the header's text. Out of reach are the buffers of hyper and rustls that the
//! form, the header and the answer pass through.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use form_urlencoded::Serializer;
use hyper::body::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use secrecy::zeroize::Zeroizing;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::answer::{Answer, Reveals};
use super::call::ACCEPTED;
use super::error::{ApiError, Cause, SIGN_IN};
use super::lenient::{self, Object, Text};
use super::priority::Priority;
use super::settings::Settings;
use super::transport::{Host, HttpRequest, Transport};
use crate::domain::{Label, Secret};

/// The documented lifetime, taken where the answer names none that makes sense.
const USUAL_LIFETIME: Duration = Duration::from_secs(30 * 60);

/// Lifetimes in seconds that make sense.
const SENSIBLE: RangeInclusive<f64> = 1.0..=86_400.0;

/// How long before its end a token is renewed; for short lifetimes it is their last fifth.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How long a token that still works is used on after a renewal has failed, before the next try.
const AFTER_FAILED_RENEWAL: Duration = Duration::from_secs(30);

/// The API credential, and the token it was exchanged for.
pub(super) struct Auth {
    settings: Arc<Settings>,
    kept: Mutex<Kept>,
    /// How many exchanges have ended, well or not.
    exchanges: AtomicU64,
}

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    /// Why the last exchange failed, for those who waited for it.
    failure: Option<ApiError>,
}

struct Token {
    text: Arc<Secret>,
    /// From when on it is renewed. Monotonic, so a wall clock that jumps changes nothing; a suspended machine
    /// may overlook the end, which the 401 then tells.
    renew_at: Instant,
    ends_at: Instant,
}

impl Auth {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, kept: Mutex::default(), exchanges: AtomicU64::new(0) }
    }

    /// A token that should work. Waits while another caller obtains one, and shares what comes of it.
    pub(super) async fn token(&self, transport: &Transport) -> Result<Arc<Secret>, ApiError> {
        let ended_before = self.exchanges.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.token.as_ref().filter(|token| Instant::now() < token.renew_at) {
            return Ok(Arc::clone(&token.text));
        }
        let ended_meanwhile = self.exchanges.load(Ordering::Acquire) > ended_before;
        if let Some(failure) = kept.failure.as_ref().filter(|_| ended_meanwhile) {
            // Everybody who waited for this exchange would otherwise repeat it, one after the other.
            return Err(failure.clone());
        }
        let exchanged = self.exchange(transport).await;
        kept.settle(exchanged);
        self.exchanges.fetch_add(1, Ordering::Release);
        kept.current()
    }

    /// Drops the token that was refused, unless somebody has already replaced it.
    pub(super) async fn drop_token(&self, refused: &Arc<Secret>) {
        let mut kept = self.kept.lock().await;
        kept.token.take_if(|token| Arc::ptr_eq(&token.text, refused));
    }

    async fn exchange(&self, transport: &Transport) -> Result<Token, ApiError> {
        // The lifetime is counted from before the request: the answer may have been on its way for long.
        let start = Instant::now();
        let request = self.request();
        // Whoever asks first asks for everybody: what the operator waits for must not wait for a background read's token.
        let request = HttpRequest {
            call: SIGN_IN,
            host: Host::TokenEndpoint,
            priority: Priority::Operator,
            http: &request,
            departure: None,
            reveals: Reveals::InSuccess,
        };
        let answer = transport.send(&request).await;
        answer.and_then(|answer| Self::read(&answer, start)).map_err(|cause| ApiError { call: SIGN_IN, cause })
    }

    /// Made anew for each exchange, so that the form does not stay in memory between them.
    fn request(&self) -> Request {
        let settings = &self.settings;
        let mut request = Request::new(Method::POST, settings.token.url().clone());
        request.headers_mut().insert(ACCEPT, ACCEPTED);
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form);
        *request.body_mut() = Some(Bytes::from_owner(self.form()).into());
        request
    }

    fn form(&self) -> Zeroizing<Vec<u8>> {
        let settings = &self.settings;
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &settings.client_id),
            ("client_secret", settings.client_secret.expose()),
            ("audience", &settings.audience),
        ];
        // Room for the longest encoding, so that the form never moves and leaves a copy behind.
        let room = fields.iter().map(|(name, value)| name.len() + 3 * value.len() + 2).sum();
        let mut form = Serializer::new(String::with_capacity(room));
        Zeroizing::new(form.extend_pairs(fields).finish().into_bytes())
    }

    fn read(answer: &Answer, start: Instant) -> Result<Token, Cause> {
        if !answer.is_success() {
            return Err(match answer.status.as_u16() {
                400 | 401 | 403 => Cause::SignedOut(answer.problem()),
                // Also a 404: it is the token's address that is wrong, and no runner that is gone.
                402..=499 => Cause::Refused(answer.problem()),
                _ => answer.refusal(),
            });
        }
        let Object(grant) = answer.json_with_secrets::<Object<Grant<'_>>>()?;
        let text = grant.access_token.filter(|text| can_be_sent(text));
        let text = text.ok_or_else(|| Cause::NotUnderstood(Label::from("no usable access token")))?;
        let lifetime = lifetime(grant.expires_in.as_deref());
        let text = Secret::new(text.into_owned());
        answer.hide_from_now_on(&text);
        Ok(Token { text: Arc::new(text), renew_at: start + renewed_after(lifetime), ends_at: start + lifetime })
    }
}

impl Kept {
    /// Keeps a new token. A failed renewal costs nothing while the token it should have replaced still works,
    /// except where the credential itself is refused.
    fn settle(&mut self, exchanged: Result<Token, ApiError>) {
        let now = Instant::now();
        match exchanged {
            Ok(token) => *self = Self { token: Some(token), failure: None },
            Err(failure) => {
                let is_refused = matches!(failure.cause, Cause::SignedOut(_));
                self.token.take_if(|token| is_refused || token.ends_at <= now);
                if let Some(token) = &mut self.token {
                    token.renew_at = now + AFTER_FAILED_RENEWAL;
                }
                self.failure = Some(failure);
            }
        }
    }

    fn current(&self) -> Result<Arc<Secret>, ApiError> {
        match (&self.token, &self.failure) {
            (Some(token), _) => Ok(Arc::clone(&token.text)),
            (None, Some(failure)) => Err(failure.clone()),
            (None, None) => Err(ApiError { call: SIGN_IN, cause: Cause::NotUnderstood(Label::from("no token")) }),
        }
    }
}

/// The token endpoint's answer. No `Debug`: it holds the token.
#[derive(Deserialize)]
struct Grant<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    access_token: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    expires_in: Text<'a>,
}

/// Whether the text can stand in a header, as the tokens of OAuth can.
fn can_be_sent(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The lifetime that the answer names in seconds, if it makes sense. Older pages of the vendor say two hours, the
/// present ones half an hour.
fn lifetime(expires_in: Option<&str>) -> Duration {
    expires_in
        .and_then(|text| text.trim().parse().ok())
        .filter(|seconds| SENSIBLE.contains(seconds))
        .map_or(USUAL_LIFETIME, Duration::from_secs_f64)
}

/// 5 minutes before the end, but not before four fifths of the lifetime.
fn renewed_after(lifetime: Duration) -> Duration {
    lifetime.saturating_sub(MARGIN).max(lifetime * 4 / 5)
}

/// The header that proves who asks. Its text is wiped with the last copy of the request.
pub(super) fn bearer(token: &Secret) -> Result<HeaderValue, Cause> {
    let mut text = Zeroizing::new(Vec::with_capacity("Bearer ".len() + token.expose().len()));
    text.extend_from_slice(b"Bearer ");
    text.extend_from_slice(token.expose().as_bytes());
    let unusable = |_| Cause::NotUnderstood(Label::from("no usable access token"));
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).map_err(unusable)?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::super::error::Problem;
    use super::*;

    fn token(text: &str, seconds: u64) -> Token {
        let (now, lifetime) = (Instant::now(), Duration::from_secs(seconds));
        let text = Arc::new(Secret::new(text.to_owned()));
        Token { text, renew_at: now + renewed_after(lifetime), ends_at: now + lifetime }
    }

    fn failure(cause: Cause) -> Result<Token, ApiError> {
        Err(ApiError { call: SIGN_IN, cause })
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_that_fails_costs_nothing_while_the_old_token_works() {
        let mut kept = Kept::default();
        kept.settle(Ok(token("old", 1800)));
        tokio::time::advance(Duration::from_secs(1799)).await;
        kept.settle(failure(Cause::TimedOut(Duration::ZERO)));
        assert_eq!(kept.current().unwrap().expose(), "old");
        assert_eq!(kept.token.as_ref().unwrap().renew_at, Instant::now() + AFTER_FAILED_RENEWAL);

        tokio::time::advance(Duration::from_secs(1)).await;
        kept.settle(failure(Cause::TimedOut(Duration::ZERO)));
        assert_eq!(kept.current().unwrap_err().cause, Cause::TimedOut(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn a_credential_that_is_refused_ends_the_old_token_too() {
        let mut kept = Kept::default();
        kept.settle(Ok(token("old", 1800)));
        kept.settle(failure(Cause::SignedOut(Problem::default())));
        assert_eq!(kept.current().unwrap_err().cause, Cause::SignedOut(Problem::default()));
        kept.settle(Ok(token("new", 1800)));
        assert_eq!(kept.current().unwrap().expose(), "new");
    }

    #[test]
    fn a_lifetime_that_makes_no_sense_is_half_an_hour() {
        for (answered, seconds) in [
            (None, 1800),
            (Some("1800"), 1800),
            (Some(" 600 "), 600),
            (Some("7200"), 7200),
            (Some("86400"), 86_400),
            (Some("86401"), 1800),
            (Some("0"), 1800),
            (Some("-5"), 1800),
            (Some("soon"), 1800),
            (Some(""), 1800),
            (Some("NaN"), 1800),
            (Some("1e99"), 1800),
        ] {
            assert_eq!(lifetime(answered).as_secs(), seconds, "{answered:?}");
        }
    }

    #[test]
    fn a_token_is_renewed_five_minutes_early_or_in_its_last_fifth() {
        for (lifetime, renewed) in [(1800, 1500), (7200, 6900), (1500, 1200), (600, 480), (300, 240), (10, 8)] {
            assert_eq!(renewed_after(Duration::from_secs(lifetime)), Duration::from_secs(renewed), "{lifetime}");
        }
    }
}
