//! Effect to task to message: one arm per effect that needs the network. Tasks are the loop's [`Tasks`], so that a
//! panic in one is noticed.

use std::sync::{Arc, OnceLock};

use tokio::sync::mpsc;

use super::poller::RunnerSource;
use super::tasks::{TaskName, Tasks};
use crate::api::{ApiError, ControlPlane, Page};
use crate::domain::{Runner, RunnerId};
use crate::message::Message;

/// The control plane, once it is known: the client is made off the loop.
pub type SharedControlPlane = Arc<OnceLock<Arc<ControlPlane>>>;

/// Performs what needs the control plane.
pub struct Performer {
    control_plane: SharedControlPlane,
    news: mpsc::Sender<Message>,
}

impl Performer {
    /// A performer whose answers go to `news`.
    pub fn new(control_plane: SharedControlPlane, news: mpsc::Sender<Message>) -> Self {
        Self { control_plane, news }
    }

    /// Reads one runner's details and answers with [`Message::DetailsRead`].
    pub fn read_details(&self, id: RunnerId, tasks: &mut Tasks) {
        // Nothing is asked of the control plane before its first answer, so it is there.
        let Some(control_plane) = self.control_plane.get().cloned() else { return };
        let news = self.news.clone();
        tasks.spawn(TaskName::Details, async move {
            let outcome = control_plane.runner(&id).await.map(Box::new);
            // The loop is gone only when the program ends.
            let _ = news.send(Message::DetailsRead { id, outcome }).await;
        });
    }
}

impl RunnerSource for ControlPlane {
    async fn page(&self, page: u32) -> Result<Page<Runner>, ApiError> {
        self.runners(page).await
    }
}
