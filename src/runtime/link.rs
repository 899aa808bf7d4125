//! [`Link`]: the way to one account: its client, its poller and its performer, and what they tell.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{SetOnce, mpsc};
use tokio::time::Instant;

use super::journal::JournalWriter;
use super::performer::{Performer, Task};
use super::poller::{FIRST_RETRY_WAIT, Order, Pace, Poller};
use super::tasks::{TaskEnd, Tasks};
use crate::account::{News, Request, WorkPart};
use crate::api::{Client, ControlPlane, SharedClient};
use crate::domain::AccountId;

/// News that may wait for the loop; tasks wait when there are more.
const MAILBOX: usize = 256;

/// Makes the client, off the loop: reading the system's certificates or starting the demo takes a while.
pub type Connect = Pin<Box<dyn Future<Output = anyhow::Result<Client>> + Send>>;

/// Starts making the client; called once, and again only should the task that called it fail.
pub type Connecting = Box<dyn Fn() -> Connect + Send>;

/// What a link is made of.
pub struct LinkSetup {
    /// How its client is made.
    pub connect: Connecting,
    /// How often the list is read.
    pub pace: Pace,
}

/// The way to one account. It polls from the start, and does what it is asked to.
pub struct Link {
    account: AccountId,
    setup: LinkSetup,
    client: SharedClient,
    orders: mpsc::Sender<Order>,
    performer: Performer,
    news: mpsc::Sender<News>,
    mailbox: mpsc::Receiver<News>,
    tasks: Tasks<Task>,
}

/// What comes from a link.
pub enum Event {
    /// News of the account.
    News(News),
    /// The program cannot go on: the client could not be made.
    Fatal(anyhow::Error),
}

impl Link {
    /// Starts making the client, and polling with it, on `runtime`. What is sent is written down by `journal`.
    pub fn start(account: AccountId, setup: LinkSetup, journal: JournalWriter, runtime: Handle) -> Self {
        let (news, mailbox) = mpsc::channel(MAILBOX);
        let client = SharedClient::new(SetOnce::new());
        let performer = Performer::new(Arc::clone(&client), news.clone(), journal);
        let mut tasks = Tasks::new(runtime);
        let orders = start_polling(&setup, &client, &news, &mut tasks, Duration::ZERO);
        Self { account, setup, client, orders, performer, news, mailbox, tasks }
    }

    /// Whose way it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// What comes next. A task that failed answers as well, with an error of the kind that it would have had. Safe to drop
    /// while it waits.
    pub async fn next(&mut self) -> Event {
        loop {
            tokio::select! {
                // First: the answer of a task comes before its end.
                biased;
                Some(news) = self.mailbox.recv() => return Event::News(news),
                Some(end) = self.tasks.next_end() => match end {
                    TaskEnd::Done => {}
                    TaskEnd::Fatal(error) => return Event::Fatal(error),
                    TaskEnd::Panicked(task) => return Event::News(self.lost(task)),
                },
                else => std::future::pending().await,
            }
        }
    }

    fn lost(&mut self, task: Task) -> News {
        if task == Task::Polling {
            // After a wait: should it fail at once each time, the program must not spin.
            self.orders = start_polling(&self.setup, &self.client, &self.news, &mut self.tasks, FIRST_RETRY_WAIT);
        }
        self.performer.lost(task)
    }

    /// Does what the account wants to be done.
    pub fn perform(&mut self, request: Request) {
        let tasks = &mut self.tasks;
        match request {
            Request::PollNow => self.order(Order::Now),
            Request::PausePolling => self.order(Order::Pause),
            Request::ResumePolling => self.order(Order::Resume),
            Request::ReadDetails(id, priority) => self.performer.read_details(id, priority, tasks),
            Request::ReadJson(id) => self.performer.read_json(id, tasks),
            Request::ReadAllowList(id) => self.performer.read_allow_list(id, tasks),
            Request::ReadWork(part) => self.performer.read_work(part, tasks),
            Request::StopWork => self.performer.stop(&WorkPart::Projects),
            Request::StopEvents => self.performer.stop(&WorkPart::Events { days: 0 }),
            Request::Change { ticket, id, change, note, age } => {
                self.performer.change((ticket, id), change, (note, age), tasks);
            }
            Request::ReadCredentials { ticket, id } => self.performer.read_credentials(ticket, id, tasks),
            Request::RefreshCredentials { ticket, id, note } => {
                self.performer.refresh_credentials((ticket, id), note, tasks);
            }
            Request::TakeBack(ticket) => self.performer.take_back(ticket),
            Request::TestConnectivity { ticket, from, endpoint, port } => {
                self.performer.test_connectivity(ticket, from, (endpoint, port), tasks);
            }
            Request::StopTest(ticket) => self.performer.stop_test(ticket),
        }
    }

    fn order(&self, order: Order) {
        // The poller takes all its orders after each poll; should it have more than fit, one more says nothing new.
        let _ = self.orders.try_send(order);
    }

    /// The program ends: what waits to be sent never is, and no task may wait for its news to be taken.
    pub fn close(&mut self) {
        self.performer.close();
        self.mailbox.close();
    }
}

/// After `wait`, starts making the client, if it is not made yet, and the poller behind it.
fn start_polling(
    setup: &LinkSetup,
    client: &SharedClient,
    news: &mpsc::Sender<News>,
    tasks: &mut Tasks<Task>,
    wait: Duration,
) -> mpsc::Sender<Order> {
    let (orders, taken) = mpsc::channel(16);
    let (pace, news, shared) = (setup.pace, news.clone(), Arc::clone(client));
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
