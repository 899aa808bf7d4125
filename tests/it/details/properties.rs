//! Properties of the details over generated keys, polls and answers: a change goes to the runner that was shown when
//! its field, question or choice was opened, and once; and every frame can be drawn, at every size.

use std::sync::Arc;
use trackside::account::{News, Request, WorkNews};
use trackside::domain::{AccountId, AllowList, Usage};

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::api::ApiError;
use trackside::options::ThemeName;
use trackside::terminal::input::{Chord, Key};
use trackside::tui::effect::Effect;
use trackside::tui::keymap::Context;
use trackside::tui::ui::Symbols;

use super::*;
use crate::properties::check_frame;
use crate::support::details::usage;
use crate::support::fixtures::SECOND;

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    Keys(&'static str),
    Paste(&'static str),
    /// A poll with these runners: number, which name, which state.
    Poll(Vec<(u8, u8, u8)>),
    PollFails,
    /// The details of this runner come, in this state, or not at all.
    Details(u8, u8),
    AllowList(u8, u8),
    Usage(u8),
    /// An answer to one of the changes that are on their way, or to none.
    Answer(u8, u8),
    Pass(u32),
    Resize(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let keys = prop::sample::select(vec![
        "<enter>",
        "<enter>",
        "<esc>",
        "y",
        "o",
        "n",
        "u",
        "j",
        "k",
        "jjj",
        "G",
        "g",
        "<tab>",
        "<shift-tab>",
        "J",
        "K",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "5+",
        "5E",
        "5j-",
        "5jjj-",
        "e",
        "x",
        "1u",
        "1e",
        "1je",
        "<enter><enter>",
        "yy",
        "<ctrl-u>",
        "<backspace>",
        "?",
        "<f1>",
        "/a<enter>",
        "n",
        "s",
        "c",
        "C",
        "<ctrl-r>",
        "f",
        "q",
        "<down>",
        "<pgdn>",
        "/version track<enter><enter>",
        "m",
        "<delete>",
        "1uy",
        "5Ey",
        "e2<enter>y",
    ]);
    let pastes = prop::sample::select(vec![
        "EU 1",
        "y\no\n\n",
        "00000002-0000-4000-8000-000000000000",
        "\u{1b}[31mred\u{202e}\r\n",
        "a longer text that is not a name any more, and more",
    ]);
    prop_oneof![
        12 => keys.prop_map(Step::Keys),
        1 => pastes.prop_map(Step::Paste),
        3 => vec((0..4_u8, 0..6_u8, 0..6_u8), 0..5).prop_map(Step::Poll),
        1 => Just(Step::PollFails),
        2 => (0..5_u8, 0..7_u8).prop_map(|(number, state)| Step::Details(number, state)),
        2 => (0..5_u8, 0..3_u8).prop_map(|(number, state)| Step::AllowList(number, state)),
        1 => (0..4_u8).prop_map(Step::Usage),
        3 => (0..4_u8, 0..5_u8).prop_map(|(which, answer)| Step::Answer(which, answer)),
        2 => (0..70_u32).prop_map(Step::Pass),
        2 => (1..=200_u16, 1..=60_u16).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
    ]
}

fn one(number: u8, name: u8, state: u8) -> Runner {
    let names = ["alpha", "beta", "gamma", "", "exactly-thirty-characters-long", "\u{1b}[2J \u{202e}abc"];
    let runner = Runner { id: RunnerId::new(&format!("id-{number}")), ..runner(names[usize::from(name)]) };
    match state {
        0 => runner,
        1 => Runner { auto_update: Some(false), restricted: Some(true), ..runner.status("paused").offline().stable() },
        2 => Runner { auto_update: None, restricted: None, ..runner.described("") },
        3 => runner.streaming().unsupported("1"),
        4 => runner.on("snowflake", "native app"),
        _ => runner.on("moonbase", "crater").status("odd"),
    }
}

/// What a test knows of what was opened and sent.
struct Watch {
    harness: Harness,
    /// The runner whose details were open when the field, question or choice on top was opened.
    held: Option<RunnerId>,
    /// The change that was sent from there and is not answered.
    on_its_way: Option<u64>,
    /// Every change that is not answered.
    unanswered: Vec<(u64, RunnerId)>,
    tickets: Vec<u64>,
}

fn asks(context: Context) -> bool {
    matches!(context, Context::Edit | Context::Question | Context::Picker)
}

impl Watch {
    fn new(ascii: bool) -> Self {
        let symbols = if ascii { &Symbols::ASCII } else { &Symbols::UNICODE };
        let fleet = (0..4).map(|number| one(number, number % 3, 0)).collect();
        let harness = Harness::with(80, 24, ThemeName::Ansi, symbols, false).fleet(fleet).keys("j<enter>");
        Self { harness, held: None, on_its_way: None, unanswered: Vec::new(), tickets: Vec::new() }
    }

    fn news(self, news: News) -> Result<Self, TestCaseError> {
        self.send(Message::Account(AccountId::FIRST, news))
    }

    fn send(mut self, message: Message) -> Result<Self, TestCaseError> {
        let key = if let Message::Key(chord) = &message { Some(*chord) } else { None };
        let (before, shown) = (self.harness.app.context(), self.harness.app.details_of().map(|key| key.id.clone()));
        self.harness = self.harness.send(message);
        let sent: Vec<(u64, RunnerId)> = self.harness.effects().into_iter().filter_map(ticket_of).collect();
        prop_assert!(sent.len() <= 1, "one confirmation, {} changes", sent.len());
        if let Some((ticket, id)) = sent.into_iter().next() {
            let confirms = |key: Key| match before {
                Context::Question => matches!(key, Key::Enter | Key::Char('y' | 'o')),
                _ => key == Key::Enter,
            };
            prop_assert!(asks(before) && key.is_some_and(|chord| confirms(chord.key)), "{before:?} {key:?}");
            prop_assert_eq!(Some(&id), self.held.as_ref(), "for the runner that was shown");
            prop_assert!(self.harness.app.fleet().find(&id).is_some(), "which is still there");
            prop_assert_eq!(self.on_its_way, None, "and previous entry was answered");
            prop_assert!(!self.tickets.contains(&ticket));
            self.tickets.push(ticket);
            self.on_its_way = Some(ticket);
            self.unanswered.push((ticket, id));
        }
        let after = self.harness.app.context();
        // The question over a field was closed, and its request is taken back: the field may ask again.
        if before == Context::Question && after == Context::Edit {
            self.on_its_way = None;
        }
        // The help over it leaves it as it is.
        if asks(after) && self.held.is_none() {
            prop_assert!(key.is_some(), "only keys open something that asks");
            self.held = shown;
        } else if !asks(after) && after != Context::Help {
            (self.held, self.on_its_way) = (None, None);
        }
        Ok(self)
    }

    fn take(mut self, step: Step) -> Result<Self, TestCaseError> {
        let outcome = |state: u8| if state == 0 { Err(no_answer()) } else { Err(refused("name: no")) };
        let failed = |cause| ApiError { call: "test", cause };
        match step {
            Step::Keys(keys) => {
                for message in Harness::key_messages(keys) {
                    self = self.send(message)?;
                }
                Ok(self)
            }
            Step::Paste(text) => self.send(Message::Pasted(text.to_owned())),
            Step::Poll(numbers) => {
                let mut runners: Vec<Runner> =
                    numbers.into_iter().map(|(id, name, state)| one(id, name, state)).collect();
                runners.sort_by(|left, right| left.id.cmp(&right.id));
                runners.dedup_by(|left, right| left.id == right.id);
                let list = Arc::new(crate::support::harness::list(runners));
                self.news(News::PollStarted)?.news(News::RunnersPolled(list))
            }
            Step::PollFails => {
                let error = crate::support::fixtures::unreachable();
                self.news(News::PollFailed { error, retry_in: SECOND })
            }
            Step::Details(number, state) => {
                let outcome = match state {
                    6 => Err(failed(Cause::NotFound(problem(404, "Not Found")))),
                    state => Ok(Box::new(one(number, number % 3, state))),
                };
                self.news(News::DetailsRead { id: RunnerId::new(&format!("id-{number}")), outcome })
            }
            Step::AllowList(number, state) => {
                let outcome = match state {
                    0 => Ok(allow_list()),
                    1 => Ok(AllowList::default()),
                    _ => Err(failed(no_answer())),
                };
                self.news(News::AllowListRead { id: RunnerId::new(&format!("id-{number}")), outcome })
            }
            Step::Usage(0) => {
                let so_far = Arc::new(Usage { projects: usage().projects.drain(1..).collect() });
                self.news(News::Work(WorkNews::Progressed { read: 2, total: 3, so_far }))
            }
            Step::Usage(1) => {
                self.news(News::Work(WorkNews::ProjectsRead(Err(failed(Cause::Forbidden(problem(403, "Forbidden")))))))
            }
            Step::Usage(_) => self.news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage()))))),
            Step::Answer(which, answer) => {
                let outcome = if answer > 2 { Ok(()) } else { outcome(answer).map_err(failed) };
                if self.unanswered.is_empty() {
                    return self.news(News::Changed { ticket: 1_000, id: RunnerId::new("id-0"), outcome });
                }
                let (ticket, id) = self.unanswered.remove(usize::from(which) % self.unanswered.len());
                if self.on_its_way == Some(ticket) {
                    self.on_its_way = None;
                }
                self.news(News::Changed { ticket, id, outcome })
            }
            Step::Pass(seconds) => {
                self.harness = self.harness.after(SECOND * seconds);
                // A tick sends nothing either.
                prop_assert_eq!(self.harness.effects().into_iter().find_map(ticket_of), None);
                Ok(self)
            }
            Step::Resize(columns, rows) => {
                self.harness = self.harness.resized(columns, rows);
                Ok(self)
            }
        }
    }
}

fn ticket_of(effect: Effect) -> Option<(u64, RunnerId)> {
    match effect {
        Effect::Account(AccountId::FIRST, Request::Change { ticket, id, .. }) => Some((ticket, id)),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_goes_once_to_the_runner_that_was_shown(steps in vec(step(), 1..50), ascii in any::<bool>()) {
        let mut watch = Watch::new(ascii);
        for step in steps {
            watch = watch.take(step)?;
            check_frame(&watch.harness)?;
            prop_assert!(!ascii || watch.harness.text().is_ascii(), "{}", watch.harness.text());
        }
    }
}

/// The rules above are no use if nothing is ever sent.
#[test]
fn the_property_sees_changes() {
    let mut watch = Watch::new(false);
    for keys in ["uy", "<esc>", "e2<enter>y", "<esc><esc>", "5", "Ey"] {
        if keys == "Ey" {
            watch = watch.take(Step::AllowList(3, 0)).unwrap();
        }
        watch = watch.take(Step::Keys(keys)).unwrap();
    }
    assert_eq!(watch.tickets.len(), 3);
    let held = Chord::char('y');
    assert!(watch.send(Message::Key(held)).is_ok_and(|watch| watch.tickets.len() == 3));
}

#[test]
fn every_size_from_one_cell_on_is_drawn_with_everything_open() {
    let answers = |harness: Harness| crate::support::details::with_answers(harness, id().as_str());
    for keys in [
        "",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "y",
        "e",
        "je",
        "e2<enter>",
        "u",
        "5E",
        "5jj-",
        "5+",
        "5+<enter>",
        "/a",
        "?",
        "u?",
    ] {
        let mut harness = answers(Harness::sized(80, 24).fleet(runners()).keys("jj<enter>")).keys(keys);
        for columns in (1..=62).step_by(3).chain([30, 59, 60, 61, 80, 119, 120, 140, 200]) {
            for rows in (1..=13).chain([24, 30, 60]) {
                harness = harness.resized(columns, rows);
                check_frame(&harness).unwrap();
            }
        }
    }
}
