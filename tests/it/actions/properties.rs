//! Properties of actions over generated keys, polls and answers: what is sent is for a runner that a question named which
//! was on the screen and was answered, once for each answer; and every frame can be drawn, at every size.

use std::collections::{HashSet, VecDeque};
use trackside::account::{News, Request, WorkNews};
use trackside::domain::AccountId;

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::options::ThemeName;
use trackside::terminal::input::Key;
use trackside::tui::keymap::Context;
use trackside::tui::ui::Symbols;

use super::*;
use crate::properties::check_frame;

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    Keys(&'static str),
    /// The same before anything of it is drawn.
    Hasty(&'static str),
    Paste(&'static str),
    /// A poll with these runners: number, which name, which status.
    Poll(Vec<(u8, u8, u8)>),
    PollFails,
    /// The details of this runner come, in this status, or not at all.
    Details(u8, u8),
    Answer(u8, u8),
    Usage,
    TaskFails,
    Pass(u32),
    Resize(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let keys = prop::sample::select(vec![
        "r",
        "p",
        "a",
        "y",
        "y",
        "n",
        "<enter>",
        "<enter>",
        "<esc>",
        "<tab>",
        "j",
        "k",
        "jj",
        "<space>",
        "<space>",
        "v",
        "*",
        "I",
        "<ctrl-d>",
        "alpha",
        "beta",
        "remove 2",
        "remove 3",
        "<ctrl-d>alpha<enter>",
        "<enter>",
        "s",
        "<ctrl-y>",
        "q",
        "?",
        "O",
        "O",
        "<esc>",
        "L",
        "d",
        "t",
        "ar",
        "ajj<enter>",
        "*r",
        "*p",
        "*<ctrl-d>",
        "ry",
        "*ry",
        "*rGy",
        "/beta<enter>r<down><enter>",
        "<ctrl-u>",
        "<pgup>",
        "/a<enter>",
        "f",
        "yyy",
        "G",
        "c",
        "w",
        "ojjhjlll<esc>G",
        "Gy<esc>",
    ]);
    let hasty =
        prop::sample::select(vec!["ry", "ajj<enter>y", "py", "yy", "<enter><enter>", "*ry", "y", "r<tab><enter>"]);
    let pastes = prop::sample::select(vec!["alpha\n", "remove 3\n\n", "y\n", "\u{1b}[31mred\u{202e}\r\n"]);
    prop_oneof![
        14 => keys.prop_map(Step::Keys),
        3 => hasty.prop_map(Step::Hasty),
        1 => pastes.prop_map(Step::Paste),
        5 => vec((0..5_u8, 0..4_u8, 0..6_u8), 0..6).prop_map(Step::Poll),
        1 => Just(Step::PollFails),
        6 => (0..5_u8, 0..7_u8).prop_map(|(number, status)| Step::Details(number, status)),
        5 => (0..4_u8, 0..5_u8).prop_map(|(which, answer)| Step::Answer(which, answer)),
        1 => Just(Step::Usage),
        1 => Just(Step::TaskFails),
        3 => (0..70_u32).prop_map(Step::Pass),
        2 => (1..=200_u16, 1..=60_u16).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
    ]
}

fn one(number: u8, name: u8, status: u8) -> Runner {
    let names = ["alpha", "beta", "gamma", "\u{1b}[2J \u{202e}abc"];
    let statuses = ["running", "running", "paused", "stopped", "unknown", "odd"];
    let runner = Runner { id: RunnerId::new(&format!("id-{number}")), ..runner(names[usize::from(name)]) };
    runner.status(statuses[usize::from(status)])
}

/// A question as the test saw it open: for whom, and whether something was sent from it that is not answered.
#[derive(Clone, Default)]
struct Asked {
    /// Of whom it can be; of one runner those that the keys could mean when it opened.
    ids: HashSet<RunnerId>,
    /// Whether it was drawn with its answers.
    is_drawn: bool,
    sent: HashSet<RunnerId>,
}

/// What a test knows of what was opened and sent.
struct Watch {
    harness: Harness,
    /// Whom the open popup, or the open choice about hidden marks, can be for: the list may move on below it.
    meant: Option<HashSet<RunnerId>>,
    asked: Option<Asked>,
    /// What the last yes for several began: from then on whatever happens may send to the next, whatever lies on top.
    operation: Option<Asked>,
    unanswered: VecDeque<(u64, RunnerId)>,
    tickets: Vec<u64>,
}

fn is_question(context: Context) -> bool {
    matches!(context, Context::Question | Context::Typed | Context::Bulk | Context::BulkTyped)
}

/// What lies over a question without taking its place.
fn lies_over(context: Context) -> bool {
    matches!(context, Context::Help | Context::Request | Context::Journal | Context::Policy)
}

/// The vendor's word for a change, as a question about it has it.
fn title_of(change: &Change) -> String {
    trackside::domain::Action::of(change).unwrap().label().to_owned()
}

impl Watch {
    fn new(ascii: bool) -> Self {
        let symbols = if ascii { &Symbols::ASCII } else { &Symbols::UNICODE };
        let fleet = (0..4).map(|number| one(number, number % 3, 0)).collect();
        let harness = Harness::with(80, 24, ThemeName::Ansi, symbols, false).fleet(fleet);
        Self { harness, meant: None, asked: None, operation: None, unanswered: VecDeque::new(), tickets: Vec::new() }
    }

    /// The runners that an action is for: the open one, those that are marked, or the one under the bar.
    fn subjects(&self) -> HashSet<RunnerId> {
        let list = self.harness.app.list();
        match self.harness.app.details_of() {
            Some(key) => HashSet::from([key.id.clone()]),
            None if list.marks().is_empty() => list.selected().map(|key| key.id.clone()).into_iter().collect(),
            None => list.marks().iter().map(|key| key.id.clone()).collect(),
        }
    }

    /// Remembers whom the popup was opened for, or the choice about hidden marks, which offers the runner under the bar too.
    fn follow_meaning(&mut self, subjects: HashSet<RunnerId>, under_bar: Option<RunnerId>) {
        match self.harness.app.context() {
            Context::Actions => self.meant = self.meant.take().or(Some(subjects)),
            Context::Marked => {
                let offered = subjects.into_iter().chain(under_bar).collect();
                self.meant = self.meant.take().or(Some(offered));
            }
            context if lies_over(context) => {}
            _ => self.meant = None,
        }
    }

    fn send(mut self, message: Message, is_drawn: bool) -> Result<Self, TestCaseError> {
        let key = if let Message::Key(chord) = &message { Some(chord.key) } else { None };
        let before = self.harness.app.context();
        let subjects = self.meant.clone().unwrap_or_else(|| self.subjects());
        let under_bar = self.harness.app.list().selected().map(|key| key.id.clone());
        let shown = self.harness.text();
        self.harness = self.harness.send_undrawn(message);
        let confirms = match before {
            Context::Question | Context::Bulk => matches!(key, Some(Key::Enter | Key::Char('y'))),
            Context::Typed | Context::BulkTyped => key == Some(Key::Enter),
            _ => false,
        };
        let is_of_one = confirms && matches!(before, Context::Question | Context::Typed);
        let begins = confirms && !is_of_one && self.harness.app.context() == Context::Operation;
        if begins {
            self.operation = self.asked.take();
            let is_drawn = self.operation.as_ref().is_some_and(|asked| asked.is_drawn);
            prop_assert!(is_drawn, "it was not on the screen: {shown}");
        }
        self.note_sent(is_of_one, (begins || is_of_one).then_some(&shown))?;
        self.follow_meaning(subjects.clone(), under_bar);
        let after = self.harness.app.context();
        if is_question(after) && self.asked.is_none() {
            prop_assert!(key.is_some(), "only keys open something that asks");
            self.asked = Some(Asked { ids: subjects, ..Asked::default() });
        } else if !is_question(after) && !lies_over(after) {
            // What it has on its way is answered, and sends nothing more.
            self.asked = None;
        }
        // With other options it is another question about the same runners.
        if let Some(asked) = self.asked.as_mut().filter(|_| after == Context::Policy) {
            asked.is_drawn = false;
        }
        if is_drawn {
            self.harness = self.harness.send_undrawn(Message::Drawn);
            let text = self.harness.text();
            if let Some(asked) = self.asked.as_mut().filter(|_| is_question(after)) {
                asked.is_drawn = !text.contains("reading");
            }
        }
        Ok(self)
    }

    /// What was sent by now was asked about, for one runner or by the operation; `shown` is the frame that was answered.
    fn note_sent(&mut self, is_of_one: bool, shown: Option<&String>) -> Result<(), TestCaseError> {
        let sent: Vec<_> = changes_of(&mut self.harness);
        prop_assert!(sent.len() <= 1, "{} at once", sent.len());
        for (ticket, id, change) in sent {
            let asked = if is_of_one { &mut self.asked } else { &mut self.operation };
            let Some(asked) = asked else { return Err(TestCaseError::fail("nothing was asked")) };
            prop_assert!(!is_of_one || asked.is_drawn, "it was not on the screen: {shown:?}");
            prop_assert!(asked.ids.contains(&id), "{id:?} was not asked about");
            prop_assert!(self.harness.app.fleet().find(&id).is_some(), "it is still there");
            prop_assert!(asked.sent.insert(id.clone()), "twice for one answer");
            prop_assert!(!self.tickets.contains(&ticket));
            prop_assert!(
                shown.is_none_or(|shown| shown.contains(&title_of(&change))),
                "{change:?} was not asked: {shown:?}"
            );
            self.tickets.push(ticket);
            self.unanswered.push_back((ticket, id));
        }
        Ok(())
    }

    fn keys(mut self, keys: &str, is_drawn: bool) -> Result<Self, TestCaseError> {
        for message in Harness::key_messages(keys) {
            self = self.send(message, is_drawn)?;
        }
        if is_drawn { Ok(self) } else { self.send(Message::Drawn, true) }
    }

    fn take(mut self, step: Step) -> Result<Self, TestCaseError> {
        let own_failure = || Cause::NoAnswer("a fault inside trackside".into());
        let failed = |cause| ApiError { call: "test", cause };
        match step {
            Step::Keys(keys) => self.keys(keys, true),
            Step::Hasty(keys) => self.keys(keys, false),
            Step::Paste(text) => self.send(Message::Pasted(text.to_owned()), true),
            Step::Poll(numbers) => {
                let mut runners: Vec<Runner> =
                    numbers.into_iter().map(|(id, name, status)| one(id, name, status)).collect();
                runners.sort_by(|left, right| left.id.cmp(&right.id));
                runners.dedup_by(|left, right| left.id == right.id);
                let list = Arc::new(crate::support::harness::list(runners));
                self.send(Message::Account(AccountId::FIRST, News::PollStarted), true)?
                    .send(Message::Account(AccountId::FIRST, News::RunnersPolled(list)), true)
            }
            Step::PollFails => {
                let error = crate::support::fixtures::unreachable();
                self.send(Message::Account(AccountId::FIRST, News::PollFailed { error, retry_in: SECOND }), true)
            }
            Step::Details(number, status) => {
                let outcome = match status {
                    6 => Err(failed(Cause::NotFound(problem(404, "Not Found")))),
                    status => Ok(Box::new(one(number, number % 3, status))),
                };
                self.send(
                    Message::Account(
                        AccountId::FIRST,
                        News::DetailsRead { id: RunnerId::new(&format!("id-{number}")), outcome },
                    ),
                    true,
                )
            }
            Step::Answer(which, answer) => {
                let outcome = match answer {
                    0 => Err(failed(no_answer())),
                    1 => Err(failed(refused("no"))),
                    _ => Ok(()),
                };
                let place = usize::from(which) % self.unanswered.len().max(1);
                let (ticket, id) = self.unanswered.remove(place).unwrap_or((1_000, RunnerId::new("id-0")));
                // A refusal may be answered anew, by hand.
                if let Some(asked) = self.asked.as_mut().filter(|_| outcome.is_err()) {
                    asked.sent.remove(&id);
                }
                self.send(Message::Account(AccountId::FIRST, News::Changed { ticket, id, outcome }), true)
            }
            Step::Usage => {
                let nothing = Running { executions: Vec::new(), is_cut: false };
                for news in
                    [WorkNews::ProjectsRead(Ok(Arc::new(usage()))), WorkNews::RunningRead(Ok(Arc::new(nothing)))]
                {
                    self = self.send(Message::Account(AccountId::FIRST, News::Work(news)), true)?;
                }
                Ok(self)
            }
            Step::TaskFails => {
                // Every reading that may be under way.
                for number in 0..4 {
                    let (id, outcome) = (RunnerId::new(&format!("id-{number}")), Err(failed(own_failure())));
                    self = self.send(Message::Account(AccountId::FIRST, News::DetailsRead { id, outcome }), true)?;
                }
                let news = News::PollFailed { error: failed(own_failure()), retry_in: SECOND };
                self.send(Message::Account(AccountId::FIRST, news), true)?.send(Message::TaskFailed("copying"), true)
            }
            Step::Pass(seconds) => {
                self.harness = self.harness.after(SECOND * seconds);
                self.note_sent(false, None)?;
                Ok(self)
            }
            Step::Resize(columns, rows) => {
                self.harness = self.harness.resized(columns, rows);
                Ok(self)
            }
        }
    }
}

fn changes_of(harness: &mut Harness) -> Vec<(u64, RunnerId, Change)> {
    let change = |effect| match effect {
        // Settings have properties of their own.
        Effect::Account(
            AccountId::FIRST,
            Request::Change { ticket, id, change: change @ (Change::Command(_) | Change::Remove), .. },
        ) => Some((ticket, id, change)),
        _ => None,
    };
    harness.effects().into_iter().filter_map(change).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sent_was_asked_about_seen_and_answered_once(steps in vec(step(), 1..60), ascii in any::<bool>()) {
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
fn the_property_sees_what_is_sent() {
    let mut watch = Watch::new(false);
    let poll = || Step::Poll((0..4).map(|number| (number, number % 3, 0)).collect());
    for step in [
        Step::Keys("r"),
        Step::Details(0, 0),
        Step::Keys("y"),
        Step::Answer(0, 2),
        Step::Keys("*r"),
        poll(),
        Step::Keys("ojjhjlll<esc>Gy"),
        Step::Answer(0, 2),
        Step::Pass(2),
        Step::Details(0, 3),
        Step::Details(0, 0),
        Step::Details(0, 0),
        Step::Answer(0, 1),
        Step::Keys("c"),
        Step::Pass(1),
    ] {
        watch = watch.take(step).unwrap();
    }
    assert_eq!(watch.tickets.len(), 4, "one, and the first three of four: {}", watch.harness.text());
}

/// Found by the property: both were taken for a question about a runner that nobody meant.
#[test]
fn a_question_is_for_whom_the_popup_or_the_choice_about_marks_was_opened() {
    // The runner of the popup vanishes and comes back meanwhile, and the bar is on another one then.
    let by_popup = [
        Step::Poll(Vec::new()),
        Step::Hasty("ajj<enter>y"),
        Step::Details(0, 6),
        Step::Poll(vec![(0, 0, 0)]),
        Step::Hasty("ry"),
        Step::Keys("*r"),
        Step::TaskFails,
        Step::Keys("aj<enter>"),
    ];
    // A filter hides marks, and the one under the bar has none.
    let under_the_bar = [
        Step::Keys("*r"),
        Step::Hasty("ry"),
        Step::Keys("n"),
        Step::Paste("alpha\n"),
        Step::Keys("<ctrl-d>alpha<enter>"),
        Step::Keys("*r"),
        Step::Keys("<enter>"),
        Step::TaskFails,
        Step::Hasty("py"),
    ];
    for steps in [&by_popup[..], &under_the_bar[..]] {
        let mut watch = Watch::new(false);
        for step in steps {
            watch = watch.take(step.clone()).unwrap();
        }
        assert_eq!(watch.unanswered.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>(), ["id-0"]);
    }
}

#[test]
fn every_size_from_one_cell_on_is_drawn_with_everything_open() {
    let several = || {
        let fleet: Vec<Runner> = (0..4).map(|number| one(number, number % 4, number)).collect();
        Harness::sized(80, 24).fleet(fleet.clone()).keys("*r").fleet(fleet)
    };
    let open = vec![
        list_of(in_status("running")).keys("a"),
        list_of(in_status("running").on("matillion", "hosted")).keys("ajjj"),
        list_of(in_status("running")).keys("r"),
        asked_about("running", "r"),
        asked_about("stopped", "<ctrl-d>").keys(NAME).keys("<enter>"),
        asked_about("running", "r").keys("y").answered(Err(refused("no"))),
        several(),
        several().keys("y"),
        several().keys("<ctrl-y>"),
        several().keys("Gy"),
        several().keys("Gy<esc>"),
        several().keys("Gy<esc><enter>"),
        several().keys("<esc><ctrl-d>").fleet(vec![runner("a"), runner("b")]),
        list_of(in_status("running")).keys("L"),
        list_of(in_status("running")).keys("<space>v"),
    ];
    for mut harness in open {
        for columns in (1..=62).step_by(3).chain([30, 59, 60, 61, 80, 119, 120, 140, 200]) {
            for rows in (1..=13).chain([24, 30, 60]) {
                harness = harness.resized(columns, rows);
                check_frame(&harness).unwrap();
            }
        }
    }
}
