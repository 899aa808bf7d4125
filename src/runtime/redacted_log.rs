//! [`RedactedLog`]: the log without any secret: the last line of defence, behind types that cannot print theirs.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

use tracing_subscriber::fmt::MakeWriter;

use crate::domain::Redactor;

/// Writes each event to the file without the secrets that the process has seen until then.
#[derive(Clone)]
pub struct RedactedLog {
    file: Arc<File>,
    redactor: Redactor,
}

impl RedactedLog {
    /// A log in `file`.
    pub fn new(file: File, redactor: &Redactor) -> Self {
        Self { file: Arc::new(file), redactor: redactor.clone() }
    }
}

impl Write for RedactedLog {
    /// An event comes whole.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let clean = match self.redactor.clean(&text) {
            Cow::Borrowed(_) => Cow::Borrowed(event),
            Cow::Owned(clean) => Cow::Owned(clean.into_bytes()),
        };
        (&*self.file).write_all(&clean)?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.file).flush()
    }
}

impl<'a> MakeWriter<'a> for RedactedLog {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
