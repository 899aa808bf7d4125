//! [`Outgoing`]: requests that change something, each from the operator's yes to its outcome.
//!
//! ```text
//! waits (client, token, limiter, 429, connection)  ->  may it leave?  ->  left  ->  answered, or never
//!                                                      is what the operator saw still so? written down?
//! ```
//!
//! Until it has left it can be taken back, and nothing was sent. From then on it may have been carried out, whatever
//! happens here. What became of it is written down once: when that is known, or when the program ends.

use crate::account::News;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use super::journal::JournalWriter;
use crate::api::{ApiError, Cause, Client, Departure, Priority, SharedClient};
use crate::domain::confirmed::not_removable;
use crate::domain::{Action, Change, JournalEntry, JournalNote, Label, Runner, RunnerId, Setting};

/// What the operator saw of a runner counts for so long; after a longer wait the runner is read again before something is
/// sent to it.
pub const SEEN_COUNTS_FOR: Duration = Duration::from_secs(5);

/// The same for what cannot be undone: a removal, a new secret. Longer than a connection usually takes, and no longer than
/// the shortest pause after a 429, so that whatever was held up is read again.
pub const SEEN_COUNTS_FOR_WHAT_STAYS: Duration = Duration::from_secs(1);

/// How often it is tried with a connection of its own; each time it had to be closed, because reading the runner again
/// took too long for it to be kept waiting.
const MAX_TRIES: usize = 3;

/// What is asked of a runner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// This change of it.
    Change(Change),
    /// That its secret is replaced.
    NewSecret,
    /// That it tries a connection.
    Test,
}

/// The requests under way.
pub struct Outgoing {
    journal: JournalWriter,
    news: mpsc::Sender<News>,
    /// Tells this account in this run of the program from all others.
    run: String,
    under_way: HashMap<u64, Arc<Request>>,
}

/// A request from the operator's yes to its outcome: written down, sent once, told.
pub struct Request {
    ticket: Option<u64>,
    key: String,
    runner: RunnerId,
    wanted: Wanted,
    /// What is written down of it. `None`: it changes nothing that anybody would look up.
    note: Option<JournalNote>,
    journal: JournalWriter,
    news: mpsc::Sender<News>,
    departure: OnceLock<Departure>,
    client: OnceLock<Client>,
    seen: Mutex<Seen>,
    is_written_down: AtomicBool,
    /// Why it was taken back, where the operator did not ask for it.
    taken_back_as: OnceLock<&'static str>,
    /// Whether what became of it was written down, or is going to be.
    is_told: AtomicBool,
}

/// When the operator, or we for them, looked at the runner last.
#[derive(Clone, Copy)]
struct Seen {
    mono: Instant,
    wall: Timestamp,
    is_overdue: bool,
}

impl Seen {
    fn now() -> Self {
        Self::ago(Duration::ZERO)
    }

    /// So long ago; at the most since this machine started.
    fn ago(age: Duration) -> Self {
        let (mono, wall) = (Instant::now(), Timestamp::now());
        let wall = SignedDuration::try_from(age).ok().and_then(|age| wall.checked_sub(age).ok()).unwrap_or(wall);
        Self { mono: mono.checked_sub(age).unwrap_or(mono), wall, is_overdue: false }
    }

    /// By whichever clock says so: one of them stands still while the machine sleeps, the other may be set.
    fn is_older_than(self, limit: Duration) -> bool {
        let wall = Duration::try_from(Timestamp::now().duration_since(self.wall)).unwrap_or_default();
        self.mono.elapsed().max(wall) > limit
    }
}

impl Outgoing {
    /// Nothing yet. What is sent is written down in `journal`; that it leaves, and what was read of its runner, is told to
    /// `news`.
    pub fn new(journal: JournalWriter, news: mpsc::Sender<News>) -> Self {
        let run = format!("{:x}-{:x}", Timestamp::now().as_millisecond(), std::process::id());
        // Several accounts are opened at the same moment.
        let run = format!("{run}-{:x}", fastrand::u32(..));
        Self { journal, news, run, under_way: HashMap::new() }
    }

    /// A request that is written down, and can be taken back by its ticket. The operator said yes to it so long ago (`age`).
    pub fn begin(
        &mut self,
        ticket: u64,
        runner: RunnerId,
        wanted: Wanted,
        (note, age): (JournalNote, Duration),
    ) -> Arc<Request> {
        self.under_way.retain(|_, request| !request.is_told.load(Ordering::Acquire));
        let request = self.request((Some(ticket), Some(note)), runner, wanted, Seen::ago(age));
        self.under_way.insert(ticket, Arc::clone(&request));
        request
    }

    /// A request that is not written down. Whoever has it takes it back.
    pub fn begin_unwritten(&self, runner: RunnerId, wanted: Wanted) -> Arc<Request> {
        self.request((None, None), runner, wanted, Seen::now())
    }

    fn request(
        &self,
        (ticket, note): (Option<u64>, Option<JournalNote>),
        runner: RunnerId,
        wanted: Wanted,
        seen: Seen,
    ) -> Arc<Request> {
        let request = Arc::new(Request {
            ticket,
            key: format!("{}-{}", self.run, ticket.unwrap_or_default()),
            runner,
            wanted,
            note,
            journal: self.journal.clone(),
            news: self.news.clone(),
            departure: OnceLock::new(),
            client: OnceLock::new(),
            seen: Mutex::new(seen),
            is_written_down: AtomicBool::new(false),
            taken_back_as: OnceLock::new(),
            is_told: AtomicBool::new(false),
        });
        let asked = Arc::downgrade(&request);
        let may_leave = move || {
            let asked = asked.clone();
            async move {
                match asked.upgrade() {
                    Some(request) => request.may_leave().await,
                    None => Err(Cause::TakenBack),
                }
            }
        };
        let news = self.news.clone();
        let departure = Departure::telling(may_leave, move || {
            if let Some(ticket) = ticket {
                // Only for the words on the screen, as the departure.
                let _ = news.try_send(News::CameBack(ticket));
            }
        });
        // Set once, here.
        let _ = request.departure.set(departure);
        request
    }

    /// Sees to it that a request does not leave, if it has not. Answers whether that was in time.
    pub fn take_back(&self, ticket: u64) -> bool {
        self.under_way.get(&ticket).is_some_and(|request| request.take_back())
    }

    /// The account is closed: what has not left never does, and has that written down. What has left is let finish.
    pub fn leave(&self) {
        for request in self.under_way.values() {
            // First: its task is woken by what follows, and tells it.
            let _ = request.taken_back_as.set("the account was closed first");
            request.take_back();
        }
    }

    /// The program ends: what has not left never does, and for everything without an answer it is written down how far it
    /// came.
    pub fn close(&mut self) {
        for (_, request) in self.under_way.drain() {
            // First: its task is woken by what follows, and would tell another reason.
            let is_told = request.is_told.swap(true, Ordering::AcqRel);
            let is_taken_back = request.take_back();
            if !is_told {
                request.write_outcome(if is_taken_back {
                    "not sent: trackside ended first".to_owned()
                } else {
                    "sent; trackside ended before the answer".to_owned()
                });
            }
        }
    }
}

impl Request {
    /// Sends it with `send` once there is a client, unless it is taken back or the runner does not allow it any more; and
    /// has written down what became of it.
    pub async fn send<T, F>(&self, client: &SharedClient, send: impl Fn(Client, Departure) -> F) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        let Some(departure) = self.departure.get() else { return Err(self.not_sent("a fault inside trackside")) };
        let outcome = tokio::select! {
            // First: what was taken back must not be polled again.
            biased;
            () = departure.taken_back() => Err(ApiError { call: self.call(), cause: Cause::TakenBack }),
            outcome = self.try_until_fresh(client, departure, send) => outcome,
        };
        self.tell(match &outcome {
            Ok(_) => "accepted".to_owned(),
            Err(error) if error.is_unanswered() => format!("not answered: {}", error.cause),
            Err(error) if error.is_not_sent() => match self.taken_back_as.get() {
                Some(reason) if error.cause == Cause::TakenBack => format!("not sent: {reason}"),
                _ => format!("not sent: {}", error.cause),
            },
            Err(error) => format!("not done: {}", error.cause),
        });
        outcome
    }

    /// Sees to it that it never leaves. Says whether that came in time.
    pub fn take_back(&self) -> bool {
        self.departure.get().is_none_or(Departure::take_back)
    }

    async fn try_until_fresh<T, F>(
        &self,
        client: &SharedClient,
        departure: &Departure,
        send: impl Fn(Client, Departure) -> F,
    ) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        let ready = client.wait().await;
        let client = self.client.get_or_init(|| ready.clone()).clone();
        let mut tries = 1..=MAX_TRIES;
        loop {
            let is_last = tries.next().is_none_or(|number| number == MAX_TRIES);
            let outcome = send(client.clone(), departure.clone()).await;
            if outcome.is_ok() || is_last || !std::mem::take(&mut self.seen().is_overdue) {
                return outcome;
            }
            self.look_again(&client).await?;
        }
    }

    /// The last question before it leaves, with its connection ready.
    async fn may_leave(&self) -> Result<(), Cause> {
        self.freshen().await?;
        if let Some(note) = &self.note
            && !self.is_written_down.load(Ordering::Acquire)
        {
            let entry = self.entry(note, None);
            let kept = self.journal.intend(entry, note.may_be_missing).await;
            kept.map_err(|reason| Cause::NotSent(Label::from(format!("the journal cannot be written ({reason})"))))?;
            self.is_written_down.store(true, Ordering::Release);
            // A disk may take its time too.
            self.freshen().await?;
        }
        if let Some(ticket) = self.ticket {
            // Only for the words on the screen: not worth waiting for.
            let _ = self.news.try_send(News::Departed(ticket));
        }
        Ok(())
    }

    /// Sees to it that what was seen of the runner counts. It is read again while the connection waits, so that nothing
    /// lies between that and the sending, and a connection that takes its time leads to no second reading; one that had to
    /// wait for long may be closed at its other end, and another is made.
    async fn freshen(&self) -> Result<(), Cause> {
        let is_old = self.seen().is_older_than(self.seen_counts_for());
        let Some(client) = self.client.get().filter(|_| is_old) else { return Ok(()) };
        if let Ok(looked) = timeout(SEEN_COUNTS_FOR, self.look_again(client)).await {
            return looked.map_err(|error| error.cause);
        }
        self.seen().is_overdue = true;
        Err(Cause::NotSent(Label::from("the runner could not be read again in time")))
    }

    fn seen_counts_for(&self) -> Duration {
        match self.wanted {
            Wanted::Change(Change::Remove) | Wanted::NewSecret => SEEN_COUNTS_FOR_WHAT_STAYS,
            Wanted::Change(_) | Wanted::Test => SEEN_COUNTS_FOR,
        }
    }

    /// Reads the runner again, and says why nothing is sent to it as it is now, if so.
    async fn look_again(&self, client: &Client) -> Result<(), ApiError> {
        let read = client.control_plane().runner(&self.runner, Priority::Operator).await;
        *self.seen() = Seen::now();
        let refusal = match &read {
            Ok(runner) => self.refusal(runner),
            Err(error) if matches!(error.cause, Cause::NotFound(_)) => Some("the runner is gone".to_owned()),
            Err(error) => Some(format!("the runner could not be read again ({})", error.cause)),
        };
        let news = News::DetailsRead { id: self.runner.clone(), outcome: read.map(Box::new) };
        // The loop is gone only when the program ends.
        let _ = self.news.send(news).await;
        refusal.map_or(Ok(()), |reason| Err(self.not_sent(&reason)))
    }

    /// Why it is not sent to this runner as it is now.
    fn refusal(&self, runner: &Runner) -> Option<String> {
        let name = if runner.name.is_blank() { self.runner.label() } else { runner.name.clone() };
        if self.note.as_ref().is_some_and(|note| note.name.raw() != name.raw()) {
            return Some(format!("the runner is called {name} now"));
        }
        if self.wanted == Wanted::Change(Change::Remove)
            && let Some(reason) = not_removable(runner)
        {
            return Some(reason);
        }
        let reason = match &self.wanted {
            Wanted::Change(change) => change.refusal(runner, false),
            Wanted::NewSecret => Setting::refusal_of_regeneration(runner, false),
            Wanted::Test => Action::TestConnectivity.availability(runner, false).reason(),
        };
        reason.map(str::to_owned)
    }

    fn not_sent(&self, reason: &str) -> ApiError {
        ApiError { call: self.call(), cause: Cause::NotSent(Label::from(reason)) }
    }

    /// What it is for, where the call itself was not made.
    fn call(&self) -> &'static str {
        match &self.wanted {
            Wanted::Change(_) => "change the runner",
            Wanted::NewSecret => "refresh the credentials",
            Wanted::Test => "test the connection",
        }
    }

    /// Has written down what became of it, once.
    fn tell(&self, outcome: String) {
        if !self.is_told.swap(true, Ordering::AcqRel) {
            self.write_outcome(outcome);
        }
    }

    fn write_outcome(&self, outcome: String) {
        if let Some(note) = &self.note {
            self.journal.write(self.entry(note, Some(outcome)));
        }
    }

    fn entry(&self, note: &JournalNote, outcome: Option<String>) -> JournalEntry {
        JournalEntry {
            at: Timestamp::now(),
            request: self.key.clone(),
            runner: self.runner.clone(),
            name: note.name.clone(),
            action: note.action.clone(),
            outcome,
            step: note.step.clone(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
