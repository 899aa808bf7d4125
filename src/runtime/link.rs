//! [`Link`]: the way to one account: its client, its poller and its performer, and what they tell.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::journal::{self, JournalWriter};
use super::performer::{Performer, Task};
use super::poller::{FIRST_RETRY_WAIT, Order, Pace, Poller};
use super::tasks::{TaskEnd, Tasks};
use crate::account::{News, Request, WorkPart};
use crate::api::{Client, ControlPlane, SharedClient};
use crate::domain::Label;

/// News that may wait for the loop; tasks wait when there are more.
const MAILBOX: usize = 256;

/// Makes the client, off the loop: obtaining the secret, reading the system's certificates or starting the demo takes a while.
/// The error is a line that names what to mend, and holds nothing secret.
pub type Connect = Pin<Box<dyn Future<Output = anyhow::Result<Client>> + Send>>;

/// Starts making the client, with all that an opening needs; called each time that the account is opened. It keeps nothing that
/// a client signs in with.
pub type Connecting = Arc<dyn Fn() -> Connect + Send + Sync>;

/// What a link is made of.
#[derive(Clone)]
pub struct LinkSetup {
    /// How its client is made.
    pub connect: Connecting,
    /// How often the list is read.
    pub pace: Pace,
    /// The account as the journal names it. `None`: nothing is sent that would be written down.
    pub journal: Option<Arc<journal::Account>>,
}

/// The way to one account. It polls from the start, and does what it is asked to.
pub(super) struct Link {
    setup: LinkSetup,
    client: SharedClient,
    /// Where the client goes that is made with the secret as it is now, until that takes over.
    renewed: Option<SharedClient>,
    orders: mpsc::Sender<Order>,
    pace: watch::Sender<Pace>,
    performer: Performer,
    news: mpsc::Sender<News>,
    mailbox: mpsc::Receiver<News>,
    /// What is given up when the link is closed.
    reading: Tasks<Task>,
    /// What changes something, and is let finish.
    changing: Tasks<Task>,
}

impl Link {
    /// Starts making the client, where it is not `made` yet, and polling with it, on `runtime`. What is sent is written down by
    /// `journal`.
    pub(super) fn start(
        setup: LinkSetup,
        made: Option<SharedClient>,
        journal: &JournalWriter,
        runtime: &Handle,
    ) -> Self {
        let (news, mailbox) = mpsc::channel(MAILBOX);
        let client = made.unwrap_or_default();
        // Where nothing may be written down, nothing could be sent.
        let journal = setup.journal.as_ref().map(|account| journal.of(account)).unwrap_or_default();
        let performer = Performer::new(Arc::clone(&client), news.clone(), journal);
        let [mut reading, changing] = [(); 2].map(|()| Tasks::new(runtime.clone()));
        let pace = watch::Sender::new(setup.pace);
        let shared = Shared { client: &client, news: &news, pace: &pace };
        let orders = start_polling(&setup, shared, &mut reading, Duration::ZERO);
        Self { setup, client, renewed: None, orders, pace, performer, news, mailbox, reading, changing }
    }

    /// What comes next. A task that failed answers as well, with an error of the kind that it would have had.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<News> {
        // First: the answer of a task comes before its end. The link holds a sender itself, so the mailbox never closes.
        if let Poll::Ready(Some(news)) = self.mailbox.poll_recv(context) {
            if matches!(news, News::SecretRead(Err(_))) {
                self.renewed = None;
            }
            return Poll::Ready(news);
        }
        loop {
            let ended = match self.reading.poll_end(context) {
                Poll::Ready(Some(ended)) => ended,
                Poll::Ready(None) | Poll::Pending => match self.changing.poll_end(context) {
                    Poll::Ready(Some(ended)) => ended,
                    Poll::Ready(None) | Poll::Pending => return Poll::Pending,
                },
            };
            match ended {
                TaskEnd::Done => {}
                TaskEnd::Failed(error) => return Poll::Ready(News::NotOpened(Label::from(format!("{error:#}")))),
                TaskEnd::Panicked(task) => return Poll::Ready(self.lost(task)),
            }
        }
    }

    fn lost(&mut self, task: Task) -> News {
        if task == Task::Polling {
            // After a wait: should it fail at once each time, the program must not spin.
            let shared = Shared { client: &self.client, news: &self.news, pace: &self.pace };
            self.orders = start_polling(&self.setup, shared, &mut self.reading, FIRST_RETRY_WAIT);
        }
        if task == Task::Secret {
            self.renewed = None;
        }
        self.performer.lost(task)
    }

    /// Does what the account wants to be done.
    pub(super) fn perform(&mut self, request: Request) {
        let (reading, changing) = (&mut self.reading, &mut self.changing);
        match request {
            Request::PollNow => self.order(Order::Now),
            Request::PausePolling => self.order(Order::Pause),
            Request::ResumePolling => self.order(Order::Resume),
            Request::LeaveForView(number) => self.pace.send_modify(|pace| pace.for_view_per_minute = number),
            Request::ReadPage { page, known } => self.performer.read_page(page, known, reading),
            Request::ReadDetails(id, priority) => self.performer.read_details(id, priority, reading),
            Request::ReadJson(id) => self.performer.read_json(id, reading),
            Request::ReadAllowList(id) => self.performer.read_allow_list(id, reading),
            Request::ReadWork(part) => self.performer.read_work(part, reading),
            Request::StopWork => self.performer.stop(&WorkPart::Projects),
            Request::StopEvents => self.performer.stop(&WorkPart::Events { days: 0 }),
            Request::Change { ticket, id, change, note, age } => {
                self.performer.change((ticket, id), change, (note, age), changing);
            }
            Request::ReadCredentials { ticket, id } => self.performer.read_credentials(ticket, id, reading),
            Request::RefreshCredentials { ticket, id, note } => {
                self.performer.refresh_credentials((ticket, id), note, changing);
            }
            Request::TakeBack(ticket) => self.performer.take_back(ticket),
            Request::TestConnectivity { ticket, from, endpoint, port } => {
                self.performer.test_connectivity(ticket, from, (endpoint, port), reading);
            }
            Request::StopTest(ticket) => self.performer.stop_test(ticket),
        }
    }

    /// Reads the secret again and makes a client with it, while all goes on with the one that there is. [`News::SecretRead`] answers;
    /// none where the first secret has not come yet, or this is under way already.
    pub(super) fn read_secret(&mut self) {
        if !self.client.initialized() || self.renewed.is_some() {
            return;
        }
        let (renewed, news) = (SharedClient::default(), self.news.clone());
        self.renewed = Some(Arc::clone(&renewed));
        let connecting = (self.setup.connect)();
        self.reading.spawn(Task::Secret, async move {
            let made = connecting.await.map_err(|error| Label::from(format!("{error:#}")));
            // Nobody else sets it.
            let outcome = made.map(|client| drop(renewed.set(client)));
            let _ = news.send(News::SecretRead(outcome)).await;
        });
    }

    /// The client that was made with the secret as it is now, where there is one. Each once.
    pub(super) fn take_renewed(&mut self) -> Option<SharedClient> {
        self.renewed.take().filter(|client| client.initialized())
    }

    fn order(&self, order: Order) {
        // The poller takes all its orders after each poll; should it have more than fit, one more says nothing new.
        let _ = self.orders.try_send(order);
    }

    /// The account is closed: what waits to be sent never is, and what has left is let finish.
    pub(super) fn close(mut self) -> Closed {
        self.performer.leave();
        self.finish()
    }

    /// Nothing is read any more, and what changes something goes on. Its news go nowhere, as the mailbox goes with the link.
    pub(super) fn finish(self) -> Closed {
        Closed { performer: self.performer, changing: self.changing }
    }
}

/// What is left of a link that was closed: changes that have left, whose outcome is still to be written down.
pub(super) struct Closed {
    performer: Performer,
    changing: Tasks<Task>,
}

impl Closed {
    /// The program ends: how far the rest came is written down.
    pub(super) fn end(&mut self) {
        self.performer.close();
    }

    /// Ready once nothing is left.
    pub(super) fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            match self.changing.poll_end(context) {
                // Nobody waits for what it came to.
                Poll::Ready(Some(_)) => {}
                Poll::Ready(None) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl Drop for Closed {
    /// Where a task failed, nothing else writes down how far its change came.
    fn drop(&mut self) {
        self.end();
    }
}

/// What the poller shares with the link.
#[derive(Clone, Copy)]
struct Shared<'a> {
    client: &'a SharedClient,
    news: &'a mpsc::Sender<News>,
    pace: &'a watch::Sender<Pace>,
}

/// After `wait`, starts making the client, if it is not made yet, and the poller behind it.
fn start_polling(setup: &LinkSetup, with: Shared<'_>, tasks: &mut Tasks<Task>, wait: Duration) -> mpsc::Sender<Order> {
    let (orders, taken) = mpsc::channel(16);
    let (pace, news, shared) = (with.pace.subscribe(), with.news.clone(), Arc::clone(with.client));
    let connecting = (!shared.initialized()).then(|| (setup.connect)());
    tasks.spawn_fallible(Task::Polling, async move {
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        if let Some(connecting) = connecting {
            // One poller at a time makes it; had another been quicker, that one's would be as good.
            let _ = shared.set(connecting.await?);
        }
        let control_plane = Arc::clone(shared.wait().await.control_plane());
        let watching = watch_rate_limit(Arc::clone(&control_plane), news.clone());
        let polling = Poller::new(control_plane, news, taken, pace, fastrand::Rng::new()).run();
        tokio::join!(polling, watching);
        Ok(())
    });
    orders
}

/// Tells until when requests are held back.
async fn watch_rate_limit(control_plane: Arc<ControlPlane>, news: mpsc::Sender<News>) {
    let mut held_until = control_plane.subscribe();
    while held_until.changed().await.is_ok() {
        let until: Option<Instant> = *held_until.borrow_and_update();
        let wait = until.map(|until| until.saturating_duration_since(Instant::now()));
        if news.send(News::RateLimited(wait)).await.is_err() {
            return;
        }
    }
}
