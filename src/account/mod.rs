//! All that is known of one account, and what goes on in it. Pure: it knows no screen, no task and no clock.
//!
//! ```text
//! accounts.rs     those that are open, and what is looked up across them
//! merged.rs       their rows in one order
//! news.rs         what is told of the account: answers, polls, the rate limit
//! happened.rs     what that came to, as data that a face puts into words
//! request.rs      what its link is asked to do
//! profile.rs      what is said of it, and does not change while it is open
//! reading.rs      what is read, and when
//! in_view.rs      the rows that the operator sees, read by themselves where the list is large
//! changing.rs     what is sent, what becomes of it
//! acting.rs       the same for several runners, one after another; and tests
//! unsent.rs       what was confirmed and may not have left
//! fleet/          the last good list, how a poll merges into it, details read lazily
//! table/          the rows as a table: columns, order, the filter language
//! connection.rs   the state of the link, with a name for the header
//! pending.rs      what was sent and is not reported yet
//! history.rs      what was seen to change and what was done, since the start
//! observation.rs  what the store is to keep of both
//! difference.rs   what many records come to
//! work/           projects, what runs and what comes next on which runners, audit events; and the reading of them
//! looking.rs      what is asked of that for one runner or a question, and when it is read
//! operation/      an action for several runners: turns, watches, outcomes, policy
//! guided.rs       one runner's way out of work, and back or away: a checklist
//! turns.rs        plain turns: work that changes nothing
//! connectivity.rs tests of connectivity: such turns, and what came of them
//! remote.rs       what is read when it is asked for, with its age
//! ```

mod accounts;
mod acting;
mod changing;
pub mod connection;
pub mod connectivity;
pub mod difference;
pub mod fleet;
pub mod guided;
mod happened;
pub mod history;
mod in_view;
mod looking;
mod merged;
pub mod news;
pub mod observation;
pub mod operation;
pub mod pending;
mod profile;
mod reading;
pub mod remote;
pub mod request;
mod serving;
pub mod table;
pub mod turns;
mod unsent;
pub mod work;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use crate::domain::{AccountId, Moment, Named, Runner, RunnerId};
pub use accounts::Accounts;
use connection::Connection;
use connectivity::{Known, Tests};
use fleet::{Fleet, Row};
use guided::Guided;
pub use happened::Happened;
use history::History;
use in_view::InView;
pub use merged::Merged;
pub use news::News;
pub use observation::Observation;
use observation::Watch;
use operation::Operation;
use pending::Pending;
pub use profile::Profile;
pub use request::Request;
use unsent::Unsent;
use work::Work;
pub use work::{WorkNews, WorkPart};

/// One account.
#[derive(Clone, Debug)]
pub struct Account {
    id: AccountId,
    profile: Arc<Profile>,
    first_ticket: u64,
    now: Moment,
    fleet: Fleet,
    connection: Connection,
    pending: Pending,
    history: History,
    /// Boxed: it is large, and whoever has an account moves it now and then.
    work: Box<Work>,
    /// What the rows say of it.
    noted: serving::Noted,
    /// What was confirmed and has no answer yet.
    unsent: Vec<Unsent>,
    /// The request on its way that replaces a runner's secret, and when it was sent.
    replacing: Option<(u64, RunnerId, Moment)>,
    /// Runners that vanished, as they were: kept while something asked of them is pending, and until its end was told.
    vanished: Vec<Arc<Runner>>,
    /// Since when the details of those runners are being read.
    details_asked: HashMap<RunnerId, Moment>,
    /// Whose allow lists are being read.
    allow_lists_under_way: HashSet<RunnerId>,
    /// The rows that the operator sees.
    in_view: InView,
    /// When the poll that is under way began.
    poll_asked: Moment,
    /// Whether a list was asked for while the screen is held still, and it has not come yet.
    awaits_asked_poll: bool,
    /// The action for several runners that is under way, or was last.
    operation: Option<Box<Operation>>,
    /// Those before it, newest first.
    earlier: VecDeque<Operation>,
    /// The run of the program, and how many operations it began: what tells operations apart.
    run: (u32, u64),
    /// Checklists of single runners.
    guided: Vec<Guided>,
    /// Steps that wait until their intent is on disk, by the tickets of that.
    notes: Vec<acting::Note>,
    /// The tests of connectivity under way, and those before.
    tests: Tests,
    /// What the store is to keep, until it is taken.
    watch: Watch,
    /// What the link is to do, oldest first, until it is taken.
    requests: Vec<Request>,
}

impl Account {
    /// The account before anything is known of it. Its requests have tickets from `tickets` on, so that no answer is taken for
    /// that to another account, or to this one when it was opened before.
    pub fn new(id: AccountId, profile: Arc<Profile>, tickets: u64, now: Moment) -> Self {
        Self {
            id,
            now,
            fleet: Fleet::new(id),
            connection: Connection::new(profile.refresh, now),
            profile,
            first_ticket: tickets,
            pending: Pending::from_ticket(tickets),
            history: History::default(),
            work: Box::default(),
            noted: serving::Noted::default(),
            unsent: Vec::new(),
            replacing: None,
            vanished: Vec::new(),
            details_asked: HashMap::new(),
            allow_lists_under_way: HashSet::new(),
            in_view: InView::default(),
            poll_asked: now,
            awaits_asked_poll: false,
            operation: None,
            earlier: VecDeque::new(),
            run: (0, tickets),
            guided: Vec::new(),
            notes: Vec::new(),
            tests: Tests::from_ticket(tickets),
            watch: Watch::default(),
            requests: Vec::new(),
        }
    }

    /// What this account had shown when it was opened `before` stays: its rows with their age, and what was seen of them. What was on
    /// its way is over.
    fn follow_on(&mut self, before: Self) {
        self.fleet = before.fleet;
        self.fleet.end_all_details();
        self.history = before.history;
        self.connection.follow_on(&before.connection);
    }

    /// Its secret is being read again: why it could not be the last time says nothing any more.
    pub fn secret_asked(&mut self) {
        self.connection.secret_read(None);
    }

    /// Which of the accounts it is.
    pub fn id(&self) -> AccountId {
        self.id
    }

    /// Tickets of its requests begin behind this.
    pub fn first_ticket(&self) -> u64 {
        self.first_ticket
    }

    /// What is said of it.
    pub fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    /// Whether no runner may be told to do anything.
    pub fn is_read_only(&self) -> bool {
        self.profile.is_read_only
    }

    /// Its runners.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// Its link.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What was sent and is not reported yet.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// What was seen and done.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The work on its runners.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// The action for several runners that is under way, or was last.
    pub fn operation(&self) -> Option<&Operation> {
        self.operation.as_deref()
    }

    /// The actions for several runners before it, newest first.
    pub fn earlier_operations(&self) -> &VecDeque<Operation> {
        &self.earlier
    }

    /// The tests of connectivity under way, and those before.
    pub fn tests(&self) -> &Tests {
        &self.tests
    }

    /// What is looked up when a test's turn comes.
    pub fn known(&self) -> Known<'_> {
        Known { fleet: &self.fleet, is_read_only: self.profile.is_read_only, now: self.now }
    }

    /// Whether a runner's secret is being replaced.
    pub fn is_replacing_a_secret(&self) -> bool {
        self.replacing.is_some()
    }

    /// The row of a runner, while it has one.
    pub fn row(&self, id: &RunnerId) -> Option<&Row> {
        self.fleet.find(id)
    }

    /// A runner, while it has a row.
    pub fn runner(&self, id: &RunnerId) -> Option<&Runner> {
        self.fleet.find(id).map(|row| &*row.runner)
    }

    /// How a runner is named, also one that vanished while something asked of it was on its way.
    pub fn named(&self, id: &RunnerId) -> Named {
        let vanished = || self.vanished.iter().find(|runner| runner.id == *id);
        let last = self.fleet.find(id).map(|row| &row.runner).or_else(vanished);
        last.map_or_else(|| Named::from(id.label()), |runner| self.fleet.named(runner))
    }

    /// What the link is to do, oldest first. Each once.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    /// Takes news. Answers with what it came to, in the order in which it happened.
    pub fn update(&mut self, news: News) -> Vec<Happened> {
        match news {
            News::NotOpened(reason) => {
                self.connection.not_opened(reason.clone());
                return vec![Happened::NotOpened(reason)];
            }
            News::SecretRead(outcome) => {
                self.connection.secret_read(outcome.as_ref().err().cloned());
                return vec![Happened::SecretRead(outcome)];
            }
            News::PollIntervalSet(interval) => self.connection.set_interval(interval),
            News::PollStarted => {
                self.poll_asked = self.now;
                self.connection.poll_started(self.now);
            }
            News::PollProgressed(progress) => return self.poll_progressed(progress),
            News::RunnersPolled(list) => return self.list_read(&list),
            News::PollFailed { error, retry_in } => {
                self.connection.poll_failed(error.clone(), retry_in, self.now);
                return vec![Happened::ListFailed(error)];
            }
            News::RateLimited(wait) => self.connection.rate_limited(wait, self.now),
            News::PageRead { page, outcome } => return self.page_read(page, outcome),
            News::DetailsRead { id, outcome } => return self.details_read(id, outcome),
            News::JsonRead { id, outcome } => return vec![Happened::JsonRead { id, outcome }],
            News::AllowListRead { id, outcome } => return self.allow_list_read(id, outcome),
            News::Work(news) => return self.work_read(news),
            News::Departed(ticket) => return self.left(ticket),
            News::CameBack(ticket) => return self.came_back(ticket),
            News::Changed { ticket, id, outcome } => return self.changed(ticket, &id, outcome),
            News::CredentialsRead { ticket, id, outcome } => return self.credentials_read(ticket, id, outcome),
            News::ConnectivityTested { ticket, outcome } => return self.tested(ticket, outcome),
        }
        Vec::new()
    }

    /// Takes the time, once a second and before each batch of news: reads the runners of which something is pending, and
    /// answers with what was waited for too long.
    pub fn tick(&mut self, now: Moment) -> Vec<Happened> {
        self.now = now;
        let mut happened = self.watch_pending();
        happened.extend(self.tick_operation());
        happened.extend(self.follow_guided(|_| false));
        happened
    }
}
