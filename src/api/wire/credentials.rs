//! A runner's credentials.
//!
//! How far wiping goes: the answer's buffer is wiped when dropped, both halves are borrowed from it, and their only copies
//! are [`Secret`]s. Where a half holds an escape sequence (`\/`), `serde_json` undoes it in a buffer of its own, which it
//! does not wipe; nor do hyper, rustls and the decompression wipe theirs.

use serde::Deserialize;

use super::super::error::Cause;
use super::super::lenient::{self, Text};
use super::said;
use crate::domain::{Credentials, Label, Secret};

/// The answer with the pair. No `Debug`: it holds the secret.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct CredentialsAnswer<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    client_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    client_secret: Text<'a>,
}

impl CredentialsAnswer<'_> {
    /// The pair; a half that is missing or empty is nothing to sign in with.
    pub(in crate::api) fn into_credentials(self) -> Result<Credentials, Cause> {
        let secret = |text| said(text).map(|text| Secret::new(text.into_owned()));
        // Both before either is missed, so that the other is wiped.
        let (client_id, client_secret) = (secret(self.client_id), secret(self.client_secret));
        let missing = |what| Cause::NotUnderstood(Label::from(what));
        Ok(Credentials {
            client_id: client_id.ok_or_else(|| missing("no client id"))?,
            client_secret: client_secret.ok_or_else(|| missing("no client secret"))?,
        })
    }
}
