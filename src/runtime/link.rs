//! Opening a page in the operator's browser: the only user of open.

use super::session::Session;
use crate::domain::Label;
use crate::message::{Message, NotOpened};

/// Opens `url`, if the operator sits in front of this machine. Answers with [`Message::LinkOpened`].
pub async fn open(url: &'static str, session: Session) -> Message {
    let outcome = match refusal(url, session) {
        Some(refusal) => Err(refusal),
        None => launch(url).await,
    };
    Message::LinkOpened { url, outcome }
}

fn refusal(url: &str, session: Session) -> Option<NotOpened> {
    if session.is_over_ssh {
        Some(NotOpened::OverSsh)
    } else if !session.has_display {
        Some(NotOpened::NoDisplay)
    } else if !url.starts_with("https://") {
        Some(NotOpened::Failed(Label::from("only https addresses are opened")))
    } else {
        None
    }
}

async fn launch(url: &'static str) -> Result<(), NotOpened> {
    // Waits for a quarter of a second per browser, to see one fail.
    let launched = tokio::task::spawn_blocking(move || open::that_detached(url)).await;
    let failed = |words: String| NotOpened::Failed(Label::new(words));
    launched.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))
}
