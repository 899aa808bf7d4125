//! Effect to task to message: one method per effect that needs the control plane. Tasks are the loop's [`Tasks`], so
//! that a panic in one is noticed.

use crate::account::{News, WorkPart};
use std::collections::HashMap;
use std::mem::Discriminant;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::connectivity::{self, ThisMachine};
use super::journal::JournalWriter;
use super::outgoing::{Outgoing, Request, Wanted};
use super::poller::FIRST_RETRY_WAIT;
use super::tasks::Tasks;
use super::work;
use crate::api::{ApiError, Cause, Client, Departure, Fingerprint, Priority, SharedClient, calls};
use crate::domain::{Change, Endpoint, JournalNote, Label, Origin, Port, RunnerId};

/// A task of an account's link, with what it carries: that is what is lost when it fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Task {
    /// Making the client, then reading the list for as long as the program runs.
    Polling,
    /// Reading the secret again, and making a client with it.
    Secret,
    /// Reading a page of the list for the rows in view.
    Page(u16),
    /// Reading one runner's details.
    Details(RunnerId),
    /// Reading one runner's answer as text.
    Json(RunnerId),
    /// Reading one runner's allow list.
    AllowList(RunnerId),
    /// Reading a part of the work on the runners.
    Work(WorkPart),
    /// Changing something of a runner, by its ticket.
    Change(u64, RunnerId),
    /// Reading what a runner signs in with, by its ticket.
    Credentials(u64, RunnerId),
    /// Having a runner's secret replaced, by its ticket.
    NewSecret(u64, RunnerId),
    /// Trying a connection, by its ticket.
    Connectivity(u64),
}

/// Performs what needs the control plane. What is asked before there is a client waits for it.
pub struct Performer {
    client: SharedClient,
    news: mpsc::Sender<News>,
    /// The details that are being read; dropping one gives it up, and it is closed once that has ended.
    details: HashMap<RunnerId, oneshot::Sender<()>>,
    /// The readings of the work under way, by their kind; dropping one gives it up, and it is closed once that has ended.
    work: Vec<(Discriminant<WorkPart>, oneshot::Sender<()>)>,
    /// The tests under way.
    tests: HashMap<u64, Test>,
    outgoing: Outgoing,
}

/// A test under way; dropping it ends it.
struct Test {
    given_up: oneshot::Sender<()>,
    /// Where a runner is asked to make it.
    request: Option<Arc<Request>>,
}

impl Drop for Test {
    fn drop(&mut self) {
        if let Some(request) = &self.request {
            request.take_back();
        }
    }
}

impl Performer {
    /// A performer whose answers go to `news`, and that writes down in `journal` what it sends.
    pub fn new(client: SharedClient, news: mpsc::Sender<News>, journal: JournalWriter) -> Self {
        let outgoing = Outgoing::new(journal, news.clone());
        Self { client, news, details: HashMap::new(), work: Vec::new(), tests: HashMap::new(), outgoing }
    }

    /// The account is closed: what waits to be sent never is, and no test goes on. What has left is let finish.
    pub fn leave(&mut self) {
        self.tests.clear();
        self.outgoing.leave();
    }

    /// The program ends: what waits to be sent never is, and how far the rest came is written down.
    pub fn close(&mut self) {
        self.tests.clear();
        self.outgoing.close();
    }

    /// Reads one runner's details and answers with [`News::DetailsRead`]. What was being read of it is given up: it may
    /// wait behind what is more urgent, and an older answer must not come after a newer one.
    pub fn read_details(&mut self, id: RunnerId, priority: Priority, tasks: &mut Tasks<Task>) {
        self.details.retain(|_, reading| !reading.is_closed());
        let (reading, mut given_up) = oneshot::channel();
        self.details.insert(id.clone(), reading);
        let (client, news) = (Arc::clone(&self.client), self.news.clone());
        tasks.spawn(Task::Details(id.clone()), async move {
            let answer = async {
                let outcome = client.wait().await.control_plane().runner(&id, priority).await.map(Box::new);
                // The loop is gone only when the program ends.
                let _ = news.send(News::DetailsRead { id, outcome }).await;
            };
            tokio::select! {
                // First: what was given up has no answer, even if that came at the same time or waits to be taken.
                biased;
                _ = &mut given_up => {}
                () = answer => {}
            }
        });
    }

    /// Reads a page of the list for the rows in view, and answers with [`News::PageRead`].
    pub fn read_page(&self, page: u16, known: Option<Fingerprint>, tasks: &mut Tasks<Task>) {
        self.answer(Task::Page(page), tasks, move |client| async move {
            let outcome = client.control_plane().runners_unless(known, page.into(), Priority::InView).await;
            News::PageRead { page, outcome }
        });
    }

    /// Reads one runner's answer as text and answers with [`News::JsonRead`].
    pub fn read_json(&self, id: RunnerId, tasks: &mut Tasks<Task>) {
        self.answer(Task::Json(id.clone()), tasks, move |client| async move {
            let outcome = client.control_plane().runner_json(&id).await;
            News::JsonRead { id, outcome }
        });
    }

    /// Reads one runner's allow list and answers with [`News::AllowListRead`].
    pub fn read_allow_list(&self, id: RunnerId, tasks: &mut Tasks<Task>) {
        self.answer(Task::AllowList(id.clone()), tasks, move |client| async move {
            let outcome = client.control_plane().allow_list(&id).await;
            News::AllowListRead { id, outcome }
        });
    }

    /// Changes something of a runner, once, and answers with [`News::Changed`].
    pub fn change(
        &mut self,
        (ticket, id): (u64, RunnerId),
        change: Change,
        (note, age): (JournalNote, Duration),
        tasks: &mut Tasks<Task>,
    ) {
        let request = self.outgoing.begin(ticket, id.clone(), Wanted::Change(change.clone()), (note, age));
        let (client, news) = (Arc::clone(&self.client), self.news.clone());
        tasks.spawn(Task::Change(ticket, id.clone()), async move {
            let send = |client: Client, departure: Departure| {
                let (id, change) = (id.clone(), change.clone());
                async move { client.change(&id, &change, &departure).await }
            };
            let outcome = request.send(&client, send).await;
            // The loop is gone only when the program ends.
            let _ = news.send(News::Changed { ticket, id, outcome }).await;
        });
    }

    /// Reads what a runner signs in with and answers with [`News::CredentialsRead`].
    pub fn read_credentials(&self, ticket: u64, id: RunnerId, tasks: &mut Tasks<Task>) {
        self.answer(Task::Credentials(ticket, id.clone()), tasks, move |client| async move {
            let outcome = client.credentials(&id).await;
            News::CredentialsRead { ticket, id, outcome }
        });
    }

    /// Has a runner's secret replaced, once, and answers with [`News::CredentialsRead`].
    pub fn refresh_credentials(&mut self, (ticket, id): (u64, RunnerId), note: JournalNote, tasks: &mut Tasks<Task>) {
        let request = self.outgoing.begin(ticket, id.clone(), Wanted::NewSecret, (note, Duration::ZERO));
        let (client, news) = (Arc::clone(&self.client), self.news.clone());
        tasks.spawn(Task::NewSecret(ticket, id.clone()), async move {
            let send = |client: Client, departure: Departure| {
                let id = id.clone();
                async move { client.refresh_credentials(&id, &departure).await }
            };
            let outcome = request.send(&client, send).await;
            // The loop is gone only when the program ends.
            let _ = news.send(News::CredentialsRead { ticket, id, outcome }).await;
        });
    }

    /// Sees to it that a change or a new secret is not sent, if it has not left yet.
    pub fn take_back(&self, ticket: u64) {
        let _ = self.outgoing.take_back(ticket);
    }

    /// Reads a part of the work on the runners and answers with [`News::Work`]. The projects are read once at a time; of the
    /// other parts a reading under way is given up for the new one.
    pub fn read_work(&mut self, part: WorkPart, tasks: &mut Tasks<Task>) {
        self.work.retain(|(_, reading)| !reading.is_closed());
        let kind = std::mem::discriminant(&part);
        let is_single = !matches!(part, WorkPart::Streaming(_));
        if part == WorkPart::Projects && self.work.iter().any(|(other, _)| *other == kind) {
            return;
        }
        if is_single {
            self.work.retain(|(other, _)| *other != kind);
        }
        let (reading, mut given_up) = oneshot::channel();
        self.work.push((kind, reading));
        let (client, news) = (Arc::clone(&self.client), self.news.clone());
        tasks.spawn(Task::Work(part.clone()), async move {
            let read = async {
                let control_plane = Arc::clone(client.wait().await.control_plane());
                work::read(part, control_plane, &news, Timestamp::now()).await
            };
            let answer = tokio::select! {
                // First: what was given up has no answer.
                biased;
                _ = &mut given_up => return,
                answer = read => answer,
            };
            // Before the answer: whoever has that may ask for the next reading.
            drop(given_up);
            let _ = news.send(News::Work(answer)).await;
        });
    }

    /// Gives a reading of this kind up, if there is one.
    pub fn stop(&mut self, part: &WorkPart) {
        let stopped = std::mem::discriminant(part);
        self.work.retain(|(kind, _)| *kind != stopped);
    }

    /// Has a connection tried, by a runner or from this machine, and answers with [`News::ConnectivityTested`], unless
    /// it is given up before.
    pub fn test_connectivity(
        &mut self,
        ticket: u64,
        from: Origin,
        (endpoint, port): (Endpoint, Port),
        tasks: &mut Tasks<Task>,
    ) {
        let (test, mut given_up) = oneshot::channel();
        let request = match &from {
            Origin::Runner(id) => Some(self.outgoing.begin_unwritten(id.clone(), Wanted::Test)),
            Origin::ThisMachine => None,
        };
        self.tests.retain(|_, test| !test.given_up.is_closed());
        self.tests.insert(ticket, Test { given_up: test, request: request.clone() });
        let (client, news) = (Arc::clone(&self.client), self.news.clone());
        tasks.spawn(Task::Connectivity(ticket), async move {
            let work = async {
                match (from, request) {
                    (Origin::Runner(id), Some(request)) => {
                        let send = |client: Client, departure: Departure| {
                            let (id, target) = (id.clone(), (endpoint.clone(), port));
                            async move { client.test_connectivity(id, target, &departure).await }
                        };
                        request.send(&client, send).await
                    }
                    _ => Ok(connectivity::test(&ThisMachine, endpoint, port).await),
                }
            };
            let answer = async {
                let outcome = work.await;
                let _ = news.send(News::ConnectivityTested { ticket, outcome }).await;
            };
            tokio::select! {
                // First: a test that was given up has no answer, even if that came at the same time or waits to be taken.
                biased;
                _ = &mut given_up => {}
                () = answer => {}
            }
        });
    }

    /// Gives a test up, if it is still under way.
    pub fn stop_test(&mut self, ticket: u64) {
        self.tests.remove(&ticket);
    }

    /// The answer of a task that ended without one, because of a fault of trackside's own.
    pub fn lost(&self, task: Task) -> News {
        let error = |call| ApiError { call, cause: Cause::NoAnswer(Label::from("a fault inside trackside")) };
        // Whether it has left or not: nothing may leave any more.
        let settled = |ticket, call| {
            let mut error = error(call);
            if self.outgoing.take_back(ticket) {
                error.cause = Cause::NotSent(Label::from("a fault inside trackside"));
            }
            error
        };
        match task {
            Task::Polling => News::PollFailed { error: error("list runners"), retry_in: FIRST_RETRY_WAIT },
            Task::Secret => News::SecretRead(Err(Label::from("a fault inside trackside"))),
            Task::Page(page) => News::PageRead { page, outcome: Err(error("list runners")) },
            Task::Details(id) => News::DetailsRead { id, outcome: Err(error("read the runner")) },
            Task::Json(id) => News::JsonRead { id, outcome: Err(error("read the runner")) },
            Task::AllowList(id) => News::AllowListRead { id, outcome: Err(error("read the allow list")) },
            Task::Work(part) => News::Work(part.failed(&error(calls::LIST_PROJECTS))),
            Task::Change(ticket, id) => {
                News::Changed { ticket, id, outcome: Err(settled(ticket, "change the runner")) }
            }
            Task::Credentials(ticket, id) => {
                News::CredentialsRead { ticket, id, outcome: Err(error("read the credentials")) }
            }
            Task::NewSecret(ticket, id) => {
                News::CredentialsRead { ticket, id, outcome: Err(settled(ticket, "refresh the credentials")) }
            }
            Task::Connectivity(ticket) => {
                News::ConnectivityTested { ticket, outcome: Err(error("test the connection")) }
            }
        }
    }

    /// Starts a task that sends the one message of `work`.
    fn answer<F>(&self, task: Task, tasks: &mut Tasks<Task>, work: impl FnOnce(Client) -> F + Send + 'static)
    where
        F: Future<Output = News> + Send,
    {
        let (client, news) = (Arc::clone(&self.client), self.news.clone());
        tasks.spawn(task, async move {
            let message = work(client.wait().await.clone()).await;
            // The loop is gone only when the program ends.
            let _ = news.send(message).await;
        });
    }
}
