//! Properties of several accounts over generated keys, polls, faults and switches: what is sent goes to an account that is open and
//! not read-only, for a runner that was on the screen under that account when it was confirmed, once for each confirmation.
//! Runners of different accounts have the same ids and other names, so that a mix-up shows.

use std::collections::{HashMap, HashSet, VecDeque};

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::News;
use trackside::account::operation::OperationId;
use trackside::api::{ApiError, Cause};
use trackside::terminal::input::Key;
use trackside::tui::keymap::Context;
use trackside::tui::message::Message;

use super::*;
use crate::properties::check_frame;
use crate::support::fixtures::{problem, unreachable};

const NAMES: [&str; 3] = ["alpha", "beta", "gamma"];

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    Keys(&'static str),
    /// The same before anything of it is drawn.
    Hasty(&'static str),
    /// A poll of an account with those of the runners that all have, and statuses.
    Poll(u8, Vec<(u8, u8)>),
    PollFails(u8),
    NotOpened(u8),
    /// Details of a runner come, in this status, or that it is gone.
    Details(u8, u8, u8),
    Answer(u8, u8),
    Pass(u32),
    Resize(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let keys = prop::sample::select(vec![
        "r",
        "p",
        "y",
        "y",
        "n",
        "<enter>",
        "<enter>",
        "<esc>",
        "<esc>",
        "<tab>",
        "j",
        "k",
        "jj",
        "G",
        "g",
        "<space>",
        "v",
        "*",
        "I",
        "0",
        "<ctrl-d>",
        "alpha-0",
        "beta-0",
        "beta-1",
        "alpha-1<enter>",
        "<ctrl-d>beta-0<enter>",
        "D",
        "O",
        "O<enter>",
        "a",
        "ar",
        "ajj<enter>",
        "*r",
        "*p",
        "*rGy",
        "Gy",
        "ry",
        "*ry",
        "/account=lab<enter>",
        "/-0<enter>",
        "/-0<enter>*",
        "<enter>u",
        "<enter>4R",
        "u",
        "1",
        "J",
        "K",
        "t",
        "q",
        "?",
        "c",
        "w",
        "E",
        "!",
    ]);
    let switches = prop::sample::select(vec![
        "<ctrl-p>",
        "<ctrl-p>g<enter>",
        "<ctrl-p>gj<enter>",
        "<ctrl-p>g<space><enter>",
        "<ctrl-p>gj<space><enter>",
        "<ctrl-p>gjj<space><enter>",
        "<ctrl-p>g<space><space><enter>",
        "<ctrl-p>R",
        "<ctrl-p>gjR<esc>",
        "<ctrl-p>gj<space><enter>j<enter>",
    ]);
    let hasty = prop::sample::select(vec![
        "ry",
        "py",
        "yy",
        "yyy",
        "<enter><enter>",
        "*ry",
        "jr",
        "y",
        "r<tab><enter>",
        "<ctrl-p>j<enter>r",
    ]);
    prop_oneof![
        14 => keys.prop_map(Step::Keys),
        3 => switches.prop_map(Step::Keys),
        3 => hasty.prop_map(Step::Hasty),
        8 => (0..3_u8, vec((0..2_u8, 0..5_u8), 0..3)).prop_map(|(account, some)| Step::Poll(account, some)),
        1 => (0..3_u8).prop_map(Step::PollFails),
        1 => (0..3_u8).prop_map(Step::NotOpened),
        7 => (0..3_u8, 0..2_u8, 0..7_u8).prop_map(|(account, number, status)| Step::Details(account, number, status)),
        5 => (0..4_u8, 0..5_u8).prop_map(|(which, answer)| Step::Answer(which, answer)),
        3 => (0..70_u32).prop_map(Step::Pass),
        2 => (40..=130_u16, 10..=60_u16).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
    ]
}

/// The runner of this number in an account: the same id in each, and a name that no other account has.
fn one(account: AccountId, number: u8, status: u8) -> Runner {
    let statuses = ["running", "running", "paused", "stopped", "unknown", "stopping"];
    let name = name_of(account, &format!("id-{number}"));
    Runner { id: RunnerId::new(&format!("id-{number}")), ..runner(&name) }.status(statuses[usize::from(status)])
}

fn name_of(account: AccountId, id: &str) -> String {
    format!("{}-{}", NAMES[usize::from(account.0)], id.trim_start_matches("id-"))
}

/// Those that all accounts have, and three of its own, so that no account is taken for another.
fn polled(account: AccountId, some: &[(u8, u8)]) -> Vec<Runner> {
    let mut some = some.to_vec();
    some.sort_unstable();
    some.dedup_by_key(|(number, _)| *number);
    let own = (0..3).map(|number| one(account, 10 * (account.0 + 1) + number, 0));
    some.into_iter().map(|(number, status)| one(account, number, status)).chain(own).collect()
}

/// What of a frame lies on top: the inside of its last popup with the upper edge; the whole frame where that is one popup.
fn on_top(frame: &str) -> String {
    let lines: Vec<&str> = frame.lines().collect();
    // An edge that another window lies over is not on top.
    let is_whole = |line: &str, from: char, to: char| {
        let edge = line.rsplit_once(from).and_then(|(_, rest)| rest.split_once(to));
        edge.is_some_and(|(edge, _)| !edge.contains('│'))
    };
    let Some(from) = lines.iter().rposition(|line| is_whole(line, '╭', '╮')) else { return frame.to_owned() };
    let inside = |line: &&str| {
        let parts: Vec<&str> = line.split('│').collect();
        if parts.len() > 2 { parts[1..parts.len() - 1].concat() } else { (*line).to_owned() }
    };
    lines[from..].iter().take_while(|line| !is_whole(line, '╰', '╯')).map(inside).collect::<Vec<_>>().join("\n")
}

/// An operation as the test knows it: whom it is for, and to whom something was sent that was not refused.
#[derive(Default)]
struct Begun {
    ids: HashSet<String>,
    sent: HashSet<String>,
}

/// What a test knows of what was on the screen and sent.
struct Watch {
    harness: Harness,
    /// The last frame that was drawn.
    shown: String,
    /// Whether the question on top has sent something that has no answer yet.
    has_sent: bool,
    begun: HashMap<AccountId, Begun>,
    unanswered: VecDeque<(AccountId, u64, String)>,
    tickets: HashSet<u64>,
}

fn is_question(context: Context) -> bool {
    matches!(context, Context::Question | Context::Typed | Context::Bulk | Context::BulkTyped)
}

impl Watch {
    fn new(opened: usize) -> Self {
        let started = Harness::set_up(100, 40, |setting| with_profiles(setting, five().into_iter().take(3), opened));
        let accounts = (0..u8::try_from(opened).unwrap()).map(AccountId);
        let harness =
            accounts.fold(started, |harness, account| harness.fleet_of(account, polled(account, &[(0, 0), (1, 0)])));
        let mut watch = Self {
            shown: harness.text(),
            harness,
            has_sent: false,
            begun: HashMap::new(),
            unanswered: VecDeque::new(),
            tickets: HashSet::new(),
        };
        watch.harness.effects();
        watch
    }

    fn operations(&self) -> HashMap<AccountId, OperationId> {
        let accounts = self.harness.app.accounts().iter();
        accounts.filter_map(|account| Some((account.id(), account.operation()?.id.clone()))).collect()
    }

    fn send(mut self, message: Message, is_drawn: bool) -> Result<Self, TestCaseError> {
        let key = if let Message::Key(chord) = &message { Some(chord.key) } else { None };
        let before = self.harness.app.context();
        let operations = self.operations();
        self.harness = self.harness.send_undrawn(message);
        let confirms = match before {
            Context::Question | Context::Bulk => matches!(key, Some(Key::Enter | Key::Char('y'))),
            Context::Typed | Context::BulkTyped => key == Some(Key::Enter),
            _ => false,
        };
        for (account, id) in self.operations() {
            if operations.get(&account) != Some(&id) {
                prop_assert!(confirms && matches!(before, Context::Bulk | Context::BulkTyped), "nobody began it");
                self.note_begun(account)?;
            }
        }
        let is_of_one = confirms && matches!(before, Context::Question | Context::Typed);
        self.note_sent(is_of_one)?;
        self.check_state()?;
        if !is_question(self.harness.app.context()) || key == Some(Key::Esc) {
            self.has_sent = false;
        }
        if is_drawn {
            self.harness = self.harness.send_undrawn(Message::Drawn);
            self.shown = self.harness.text();
        }
        Ok(self)
    }

    /// An operation began: its question was on the screen, about this account.
    fn note_begun(&mut self, account: AccountId) -> Result<(), TestCaseError> {
        let accounts = self.harness.app.accounts();
        let operation = accounts.get(account).unwrap().operation().unwrap();
        let top = on_top(&self.shown);
        let edge = top.lines().next().unwrap_or_default();
        let label = accounts.label(account);
        let is_named = edge.contains(&format!(" {label} ")) || !accounts.are_several();
        prop_assert!(is_named, "not about {}:\n{}", label, self.shown);
        let mut begun = Begun::default();
        for item in operation.items() {
            prop_assert_eq!(item.subject.key.account, account);
            let id = item.subject.key.id.as_str().to_owned();
            let is_tall = self.shown.lines().count() >= 40;
            // One that is gone is named by its id there.
            let is_gone = accounts.at(&item.subject.key).is_none();
            let is_named = top.contains(&name_of(account, &id)) || is_gone && top.contains(&id);
            prop_assert!(!is_tall || is_named, "{} was not asked about:\n{}", id, self.shown);
            begun.ids.insert(id);
        }
        self.begun.insert(account, begun);
        Ok(())
    }

    fn note_sent(&mut self, is_of_one: bool) -> Result<(), TestCaseError> {
        let sent: Vec<_> = self.harness.effects().into_iter().filter_map(request).collect();
        for (account, ticket, id) in sent {
            let accounts = self.harness.app.accounts();
            prop_assert!(
                accounts.get(account).is_some_and(|account| !account.is_read_only()),
                "{:?} is not open",
                account
            );
            prop_assert!(accounts.at(&RunnerKey::new(account, RunnerId::new(&id))).is_some(), "it is still there");
            prop_assert!(self.tickets.insert(ticket), "twice the same ticket");
            if is_of_one {
                prop_assert!(!self.has_sent, "twice for one answer");
                self.has_sent = true;
                let top = on_top(&self.shown);
                let (name, label) = (name_of(account, &id), accounts.label(account));
                prop_assert!(top.contains(&name), "{} was not asked about:\n{}", name, self.shown);
                let edge = top.lines().next().unwrap_or_default();
                let is_named = edge.contains(&format!(" {label} ")) || !accounts.are_several();
                prop_assert!(is_named, "not about {}:\n{}", label, self.shown);
            } else {
                let Some(begun) = self.begun.get_mut(&account) else {
                    return Err(TestCaseError::fail("nothing was asked"));
                };
                prop_assert!(begun.ids.contains(&id), "{} was not asked about", id);
                prop_assert!(begun.sent.insert(id.clone()), "twice for one answer");
            }
            self.unanswered.push_back((account, ticket, id));
        }
        Ok(())
    }

    /// Nothing that is shown, selected or marked is of an account that is closed.
    fn check_state(&mut self) -> Result<(), TestCaseError> {
        let app = &self.harness.app;
        let accounts = app.accounts();
        prop_assert!(accounts.number() >= 1);
        let of_list = app.list().shown_ids().chain(app.list().marks()).chain(app.details_of());
        for key in of_list {
            prop_assert!(accounts.get(key.account).is_some(), "{:?} is closed", key);
        }
        // What an account that was closed had begun is over.
        self.begun.retain(|account, _| accounts.get(*account).is_some_and(|account| account.operation().is_some()));
        Ok(())
    }

    fn keys(mut self, keys: &str, is_drawn: bool) -> Result<Self, TestCaseError> {
        for message in Harness::key_messages(keys) {
            self = self.send(message, is_drawn)?;
        }
        if is_drawn { Ok(self) } else { self.send(Message::Drawn, true) }
    }

    fn news(self, account: AccountId, news: News) -> Result<Self, TestCaseError> {
        self.send(Message::Account(account, news), true)
    }

    fn take(mut self, step: Step) -> Result<Self, TestCaseError> {
        let failed = |cause| ApiError { call: "test", cause };
        match step {
            Step::Keys(keys) => self.keys(keys, true),
            Step::Hasty(keys) => self.keys(keys, false),
            Step::Poll(account, some) => {
                let account = AccountId(account);
                let list = Arc::new(crate::support::harness::list(polled(account, &some)));
                self.news(account, News::PollStarted)?.news(account, News::RunnersPolled(list))
            }
            Step::PollFails(account) => {
                self.news(AccountId(account), News::PollFailed { error: unreachable(), retry_in: SECOND })
            }
            Step::NotOpened(account) => {
                self.news(AccountId(account), News::NotOpened(Label::from("config.toml:1: no \u{1b}[31msecret")))
            }
            Step::Details(account, number, status) => {
                let account = AccountId(account);
                let outcome = match status {
                    6 => Err(failed(Cause::NotFound(problem(404, "Not Found")))),
                    status => Ok(Box::new(one(account, number, status))),
                };
                self.news(account, News::DetailsRead { id: RunnerId::new(&format!("id-{number}")), outcome })
            }
            Step::Answer(which, answer) => {
                let outcome = match answer {
                    0 => Err(failed(Cause::NoAnswer("broken pipe".into()))),
                    1 => Err(failed(Cause::Refused(problem(409, "Conflict")))),
                    _ => Ok(()),
                };
                let place = usize::from(which) % self.unanswered.len().max(1);
                let Some((account, ticket, id)) = self.unanswered.remove(place) else { return Ok(self) };
                // A refusal may be answered anew, by hand.
                if outcome.is_err() {
                    self.has_sent = false;
                }
                self.news(account, News::Changed { ticket, id: RunnerId::new(&id), outcome })
            }
            Step::Pass(seconds) => {
                self.harness = self.harness.after(SECOND * seconds);
                self.note_sent(false)?;
                self.shown = self.harness.text();
                Ok(self)
            }
            Step::Resize(columns, rows) => {
                self.harness = self.harness.resized(columns, rows);
                self.shown = self.harness.text();
                Ok(self)
            }
        }
    }
}

/// What would change something, if the effect does.
fn request(effect: Effect) -> Option<(AccountId, u64, String)> {
    match effect {
        Effect::Account(
            account,
            Request::Change { ticket, id, .. } | Request::RefreshCredentials { ticket, id, .. },
        ) => Some((account, ticket, id.as_str().to_owned())),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sent_goes_to_the_account_it_was_asked_about(steps in vec(step(), 1..60), opened in 1..=3_usize) {
        let mut watch = Watch::new(opened);
        for step in steps {
            watch = watch.take(step)?;
            check_frame(&watch.harness)?;
        }
    }
}

/// The rules above are no use if nothing is ever sent.
#[test]
fn the_property_sees_what_is_sent_in_each_account() {
    let mut watch = Watch::new(2);
    for step in [
        // One runner of the lab.
        Step::Keys("/beta-1<enter>r"),
        Step::Details(1, 1, 0),
        Step::Keys("y"),
        Step::Answer(0, 2),
        // Both of those that have the same id, with a plan each.
        Step::Keys("<esc><esc>/-0<enter>*r"),
        Step::Poll(0, vec![(0, 0), (1, 0)]),
        Step::Keys("Gy"),
        Step::Poll(1, vec![(0, 0), (1, 0)]),
        Step::Keys("Gy"),
    ] {
        watch = watch.take(step).unwrap();
    }
    let of = |account: u8| watch.unanswered.iter().filter(|(other, ..)| other.0 == account).count();
    assert!(of(0) >= 1 && of(1) >= 1, "{:?}\n{}", watch.unanswered, watch.harness.text());
}
