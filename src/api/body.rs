//! [`Body`]: what an answer consists of, without the secrets in it. The one place where they are taken out: nobody else
//! gets at what came.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::OnceLock;

use secrecy::zeroize::Zeroizing;
use serde_json::Value;

use super::error::ADDRESS_REFUSED;
use super::known_page::Fingerprint;
use super::{excerpt, surrogate};
use crate::domain::{HIDDEN, Redactor};

/// The first size of a body's buffer. Answers with a secret are smaller, so they are not copied while they grow,
/// and no copy stays behind when the buffer is wiped.
const FIRST_BUFFER: usize = 16 * 1024;

/// What JSON begins and text continues with, should anything in it be escaped.
const ESCAPING: [u8; 3] = [b'\\', b'%', b'&'];

/// A body. It reads as its bytes with `[hidden]` in place of every secret that is known, however the service wrote it; a sealed
/// one reads as what tells its kind.
///
/// Wiped when dropped, since any answer may hold a secret. What hyper and rustls read it into is not.
pub(super) struct Body {
    came: Zeroizing<Vec<u8>>,
    /// Worked out when it is first asked for; `None` where there was no secret.
    clean: OnceLock<Option<Zeroizing<Vec<u8>>>>,
    kind: Kind,
    redactor: Redactor,
}

/// What is made of a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Values, if it is JSON: only secrets of some length are looked for in them.
    Data,
    /// Words about what went wrong.
    Words,
    /// Secrets that nobody knows yet, anywhere: no text of it is shown.
    Sealed,
}

impl Body {
    pub(super) fn new(kind: Kind, redactor: Redactor) -> Self {
        let came = Zeroizing::new(Vec::with_capacity(FIRST_BUFFER));
        Self { came, clean: OnceLock::new(), kind, redactor }
    }

    /// How many bytes came.
    pub(super) fn length(&self) -> usize {
        self.came.len()
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.clean.take();
        self.came.extend_from_slice(bytes);
    }

    /// All of it came.
    pub(super) fn end(&mut self) {
        surrogate::mend(&mut self.came);
    }

    /// Nothing more comes, and something is missing: what was begun last may be a part of a secret, and goes.
    pub(super) fn cut(&mut self) {
        self.clean.take();
        let whole = self.came.iter().rposition(u8::is_ascii_whitespace).unwrap_or(0);
        self.came.truncate(whole);
    }

    /// What it is recognised by, should it come again.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.came, self.redactor.count())
    }

    /// What came, with secrets: only for reading a token or a runner's credentials.
    pub(super) fn with_secrets(&self) -> &[u8] {
        &self.came
    }

    /// By what secrets are recognised.
    pub(super) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// `None` where there is nothing to hide.
    fn cleaned(&self) -> Option<Zeroizing<Vec<u8>>> {
        if self.kind == Kind::Sealed {
            return Some(Zeroizing::new(self.in_kind().as_bytes().to_vec()));
        }
        let is_json = self.came.trim_ascii_start().starts_with(b"{") || self.came.trim_ascii_start().starts_with(b"[");
        if is_json {
            let is_plain = self.kind == Kind::Data && !self.came.iter().any(|byte| ESCAPING.contains(byte));
            if is_plain && !self.redactor.is_in_plain_data(&self.came) {
                return None;
            }
            if let Ok(mut value) = serde_json::from_slice(&self.came) {
                return self.clean_value(&mut value).then(|| Zeroizing::new(value.to_string().into_bytes()));
            }
        }
        let text = String::from_utf8_lossy(&self.came);
        match self.redactor.clean(&text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(clean) => Some(Zeroizing::new(clean.into_bytes())),
        }
    }

    /// What stands for a sealed body: nothing of it, and of the same kind.
    fn in_kind(&self) -> &'static str {
        if excerpt::is_markup(&self.came) {
            "<"
        } else if String::from_utf8_lossy(&self.came).to_ascii_lowercase().contains(ADDRESS_REFUSED) {
            // These words are the only ones that something follows from.
            ADDRESS_REFUSED
        } else {
            ""
        }
    }

    /// Hides in all texts, names of fields included, and in numbers. Answers whether there was something to hide.
    fn clean_value(&self, value: &mut Value) -> bool {
        match value {
            Value::Null | Value::Bool(_) => false,
            Value::Number(number) => {
                let is_clean = self.clean(&number.to_string()).is_none();
                if !is_clean {
                    *value = Value::from(HIDDEN);
                }
                !is_clean
            }
            Value::String(text) => self.clean(text).map(|clean| *text = clean).is_some(),
            Value::Array(values) => values.iter_mut().fold(false, |changed, value| self.clean_value(value) | changed),
            Value::Object(fields) => {
                let values = fields.values_mut().fold(false, |changed, value| self.clean_value(value) | changed);
                let names = fields.keys().any(|name| self.clean(name).is_some());
                if names {
                    let clean = std::mem::take(fields).into_iter();
                    fields.extend(clean.map(|(name, value)| (self.clean(&name).unwrap_or(name), value)));
                }
                values || names
            }
        }
    }

    fn clean(&self, text: &str) -> Option<String> {
        let clean = match self.kind {
            Kind::Data => self.redactor.clean_data(text),
            Kind::Words | Kind::Sealed => self.redactor.clean(text),
        };
        match clean {
            Cow::Borrowed(_) => None,
            Cow::Owned(clean) => Some(clean),
        }
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.clean.get_or_init(|| self.cleaned()).as_ref().unwrap_or(&self.came)
    }
}
