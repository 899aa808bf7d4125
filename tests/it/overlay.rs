//! What each overlay decides by itself, as values: where its keys go, what it wants done, what it waits for.

use std::sync::Arc;

use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use trackside::account::connectivity::Tests;
use trackside::account::operation::{self, Decision, Operation, Policy};
use trackside::account::table::{Column, Columns, SortOrder};
use trackside::account::work::Work;
use trackside::account::{Accounts, News, WorkNews};
use trackside::domain::{
    AccountId, Action, AllowListChange, AllowedProject, Change, Label, Moment, Named, ProjectId, Runner, RunnerCommand,
    RunnerKey, Setting, SettingChange,
};
use trackside::text::table::TableForm;
use trackside::tui::command::Command;
use trackside::tui::keymap::{Context, Keymap};
use trackside::tui::overlay::{Overlay, Screens};
use trackside::tui::screens::marked::Marked;
use trackside::tui::screens::parts::applies::Applies;
use trackside::tui::screens::parts::instruction::{Instruction, Leaving, Then, Width};
use trackside::tui::screens::parts::kept::{Kept, Stored};
use trackside::tui::screens::parts::refusal::Refusal;
use trackside::tui::screens::parts::scene::Scene;
use trackside::tui::screens::parts::scroll::{Scroll, Window};
use trackside::tui::screens::runner_list::{column_chooser, sort_picker, summary, view_picker};
use trackside::tui::screens::typed::Subject;
use trackside::tui::screens::{
    actions, bulk, connectivity, copy, edit, help, journal, json, leaving, marked, picker, question, request,
    runner_list, save, typed,
};
use trackside::tui::ui::Symbols;

use crate::support::fixtures::{With, key, runner, unreachable};
use crate::support::harness::{at, list, profile};

const PROJECT: &str = "b2a7a1c0-0000-4000-8000-000000000001";

const QUIT: Then = Then::Quit { keep_frame: false };

/// What is known: by default one runner, which is Running.
struct Account {
    accounts: Accounts,
    stored: Stored,
    zone: TimeZone,
    keymap: Keymap,
    list: runner_list::State,
    connectivity: connectivity::State,
    operation: Operation,
}

fn known(runners: Vec<Runner>) -> Account {
    let mut accounts = Accounts::new(&[profile(10, false)], 1, 4711, at(0));
    let account = accounts.get_mut(AccountId::FIRST).unwrap();
    account.update(News::PollStarted);
    account.update(News::RunnersPolled(Arc::new(list(runners))));
    Account {
        accounts,
        stored: Stored::new([Kept::new(AccountId::FIRST, false, 0)]),
        zone: TimeZone::UTC,
        keymap: Keymap::default(),
        list: runner_list::State::default(),
        connectivity: connectivity::State::default(),
        operation: operation(10),
    }
}

/// A restart of the one runner, as it was confirmed then.
fn operation(second: u32) -> Operation {
    let subject = operation::Subject { key: prod_key(), named: named(), serves: None };
    Operation::new(Action::Restart, vec![(subject, None)], Policy::of(Action::Restart), at(second))
}

fn usual() -> Account {
    known(vec![prod()])
}

fn prod() -> Runner {
    runner("prod")
}

impl Account {
    fn scene(&self, now: Moment) -> Scene<'_> {
        let account = self.accounts.of(AccountId::FIRST);
        Scene {
            accounts: &self.accounts,
            stored: &self.stored,
            account: account.id(),
            fleet: account.fleet(),
            work: account.work(),
            history: account.history(),
            kept: self.stored.of(account.id()),
            operation: Some(&self.operation),
            earlier_operations: account.earlier_operations(),
            guided: &[],
            pending: account.pending(),
            tests: account.tests(),
            open: None,
            journal_trouble: None,
            read_only: false,
            now,
            zone: &self.zone,
            symbols: &Symbols::UNICODE,
            keymap: &self.keymap,
            area: Rect::new(0, 0, 80, 24),
        }
    }

    fn screens(&self) -> Screens<'_> {
        Screens { list: &self.list, connectivity: &self.connectivity }
    }

    /// What `overlay` wants done after these commands, a second and more between them; each after a frame.
    fn after(&self, overlay: &mut Overlay, commands: &[Command]) -> Vec<Instruction> {
        let mut wanted = Vec::new();
        for (second, command) in (10..).step_by(2).zip(commands) {
            let scene = self.scene(at(second));
            let window = overlay.content(&scene, self.screens()).window(scene.area);
            overlay.drawn(true, window.last);
            wanted.extend(overlay.update(*command, &scene, window));
        }
        wanted
    }
}

fn prod_key() -> RunnerKey {
    key("id-prod")
}

fn named() -> Named {
    Named::from(Label::from("prod"))
}

fn restart() -> Change {
    Change::Command(RunnerCommand::Restart)
}

/// `overlay`, after reading what runs failed.
fn with_work(mut overlay: Overlay) -> Overlay {
    let mut work = Work::default();
    work.read();
    work.take(WorkNews::ProjectsRead(Err(unreachable())), at(0));
    overlay.work_came(&work, usual().accounts.of(AccountId::FIRST).fleet(), at(0));
    overlay
}

fn question() -> Overlay {
    let mut state = question::State::after_reading(prod_key(), &prod(), named(), restart());
    state.was_read(None);
    with_work(Overlay::Question(state))
}

fn typed(subject: Subject) -> Overlay {
    let mut state = typed::State::new(subject, prod_key(), &prod(), named());
    state.was_read(None);
    state.paste("prod");
    with_work(Overlay::Typed(state))
}

fn field() -> Overlay {
    Overlay::Edit(edit::State::new(Setting::Name, prod_key(), &prod()))
}

fn marked() -> Overlay {
    let other = key("id-other");
    let marked = Marked {
        shown: vec![prod_key()],
        hidden: vec![(other, "other".to_owned())],
        under_bar: None,
        hidden_by: "the filter",
    };
    Overlay::Marked(marked::State::new(Command::Act(Action::Restart), marked))
}

fn bulk(action: Action) -> Overlay {
    let mut state = bulk::State::new(action, vec![(prod_key(), named())], at(0));
    state.list_came(at(1), |_| bulk::Known { left_out: None, named: Some(named()), serves: None, load: (0, 0) });
    with_work(Overlay::Bulk(state))
}

/// The question about several with its options open.
fn options() -> Overlay {
    let mut overlay = bulk(Action::Restart);
    assert_eq!(usual().after(&mut overlay, &[Command::OpenPolicy]), []);
    overlay
}

fn panel() -> Overlay {
    Overlay::Operation(bulk::panel::State::of(AccountId::FIRST, None))
}

fn leaving() -> Overlay {
    Overlay::Leaving(leaving::State::new(QUIT))
}

fn left(answer: Leaving) -> Instruction {
    Instruction::Leave { answer, then: QUIT }
}

fn request() -> Overlay {
    Overlay::Request(request::State { account: None, command: "curl".to_owned(), scroll: Scroll::default() })
}

fn copying() -> Overlay {
    let account = usual();
    Overlay::Copy(copy::State::new(prod_key(), account.accounts.at(&prod_key()).unwrap()))
}

fn saving() -> Overlay {
    let folders = save::Folders { home: None, working: Some("/home/ada".into()) };
    Overlay::Save(save::State::new("runners.md", folders))
}

fn every_overlay() -> Vec<(Overlay, Context, bool)> {
    let help = help::State { context: Context::List, scroll: Scroll::default() };
    vec![
        (Overlay::Sort(sort_picker::State::at(SortOrder::default(), false)), Context::Sort, false),
        (Overlay::Columns(column_chooser::State::new(&runner_list::State::default(), false)), Context::Columns, false),
        (Overlay::Views(view_picker::State::new(Arc::default(), None)), Context::Views, false),
        (copying(), Context::Copy, false),
        (saving(), Context::Save, true),
        (Overlay::Summary(summary::State { key: prod_key(), scroll: Scroll::default() }), Context::Summary, false),
        (Overlay::Help(help), Context::Help, false),
        (field(), Context::Edit, true),
        (question(), Context::Question, true),
        (Overlay::Picker(picker::State::new(prod_key())), Context::Picker, true),
        (Overlay::Json(json::State::new(prod_key())), Context::Json, false),
        (typed(Subject::Removal), Context::Typed, true),
        (Overlay::Actions(actions::State::new(vec![prod_key()])), Context::Actions, true),
        (marked(), Context::Marked, true),
        (bulk(Action::Restart), Context::Bulk, true),
        (bulk(Action::Remove), Context::BulkTyped, true),
        (options(), Context::Policy, true),
        (panel(), Context::Operation, false),
        (leaving(), Context::Leaving, true),
        (Overlay::Journal(journal::State::default()), Context::Journal, false),
        (request(), Context::Request, false),
        (Overlay::Connectivity, Context::Connectivity, true),
    ]
}

#[test]
fn each_has_keys_of_its_own_and_is_read_or_answered() {
    for (overlay, context, wants_an_answer) in every_overlay() {
        assert_eq!(overlay.context(), context);
        assert_eq!(overlay.wants_an_answer(), wants_an_answer, "{context:?}");
    }
}

#[test]
fn each_closes_at_once_where_nothing_was_sent_from_it() {
    for (mut overlay, context, _) in every_overlay() {
        // From the options it is back to the plan.
        if context == Context::Policy {
            assert_eq!(overlay.close(), []);
            assert_eq!(overlay.context(), Context::Bulk);
        }
        assert_eq!(overlay.close(), [Instruction::Close], "{context:?}");
    }
}

#[test]
fn closing_takes_back_what_was_sent_and_says_so_where_it_has_left() {
    let told = "The request was already sent. The answer will be shown here.".to_owned();
    for mut overlay in [question(), typed(Subject::Removal), typed(Subject::Secret)] {
        assert!(!overlay.waits_for(7));
        overlay.sent(7);
        assert!(overlay.waits_for(7) && !overlay.waits_for(8));
        assert_eq!(overlay.close(), [Instruction::Close, Instruction::TakeBack(7)]);
        overlay.submission_mut().unwrap().departed(7);
        let wanted = [Instruction::Close, Instruction::Notify(told.clone()), Instruction::TakeBack(7)];
        assert_eq!(overlay.close(), wanted);
    }
}

#[test]
fn esc_leaves_the_environments_first() {
    let account = usual();
    let mut overlay = Overlay::Picker(picker::State::new(prod_key()));
    overlay.paste(PROJECT, &mut connectivity::State::default(), &Tests::default());
    assert_eq!(account.after(&mut overlay, &[Command::Choose]), []);
    assert_eq!(overlay.close(), []);
    assert_eq!(overlay.close(), [Instruction::Close]);
}

/// What each wants done after which commands.
fn commands_and_intents() -> Vec<(&'static str, Overlay, Vec<Command>, Vec<Instruction>)> {
    use Command as C;
    let actions = || Overlay::Actions(actions::State::new(vec![prod_key(), key("id-gone")]));
    let added = AllowedProject { id: ProjectId::new(PROJECT), environments: None };
    let mut picker = Overlay::Picker(picker::State::new(prod_key()));
    picker.paste(PROJECT, &mut connectivity::State::default(), &Tests::default());
    let mut renamed = field();
    renamed.paste("-2", &mut connectivity::State::default(), &Tests::default());
    let unchanged = "No change to save. Nothing was sent.".to_owned();
    let no_body = "The request holds no more than the id of the runner.".to_owned();
    vec![
        ("sort", Overlay::Sort(sort_picker::State::at(SortOrder::default(), false)), vec![C::Down, C::Choose], {
            vec![Instruction::Move, Instruction::Sort(2), Instruction::Close]
        }),
        (
            "sort by key",
            Overlay::Sort(sort_picker::State::at(SortOrder::default(), false)),
            vec![C::SortByColumn(3)],
            { vec![Instruction::List(C::SortByColumn(3)), Instruction::Close] },
        ),
        ("copy", copying(), vec![C::Down, C::Choose], {
            let (field, text) = ("ID".to_owned(), "id-prod".to_owned());
            vec![Instruction::Close, Instruction::CopyOf { key: prod_key(), field, text }]
        }),
        ("copy a table", copying(), vec![C::Bottom, C::Up, C::Choose], {
            vec![Instruction::Close, Instruction::CopyTable(TableForm::Csv)]
        }),
        ("save", saving(), vec![C::Save, C::Save], {
            vec![Instruction::SaveTable("/home/ada/runners.md".into(), TableForm::Markdown)]
        }),
        ("question", question(), vec![C::Yes], vec![Instruction::Send(prod_key(), restart())]),
        ("question, no", question(), vec![C::Choose], vec![Instruction::Close]),
        (
            "question, shown",
            question(),
            vec![C::ShowRequest],
            vec![Instruction::ShowRequest(Some(restart()), vec![prod_key()])],
        ),
        (
            "removal",
            typed(Subject::Removal),
            vec![C::Save, C::Save],
            vec![Instruction::Send(prod_key(), Change::Remove)],
        ),
        ("removal, once", typed(Subject::Removal), vec![C::Save], vec![]),
        ("secret", typed(Subject::Secret), vec![C::Save, C::Save], vec![Instruction::ReplaceSecret(prod_key())]),
        ("secret, shown", typed(Subject::Secret), vec![C::ShowRequest], vec![Instruction::Notify(no_body)]),
        ("field", renamed, vec![C::Save], {
            vec![Instruction::ConfirmText(prod_key(), SettingChange::Name("prod-2".to_owned()))]
        }),
        ("field, as it was", field(), vec![C::Save], vec![Instruction::Close, Instruction::Notify(unchanged)]),
        ("entry", picker, vec![C::Choose, C::Down, C::Choose], {
            vec![Instruction::ConfirmEntry(prod_key(), AllowListChange::Add(added))]
        }),
        (
            "action",
            actions(),
            vec![C::Act(Action::Restart)],
            vec![Instruction::Close, Instruction::Act(Action::Restart, vec![prod_key()])],
        ),
        ("action under the bar", actions(), vec![C::Top, C::Choose], {
            vec![Instruction::Close, Instruction::Act(Action::ALL[0], vec![prod_key()])]
        }),
        ("action, shown", actions(), vec![C::ShowRequest], vec![Instruction::ShowRequest(None, vec![prod_key()])]),
        (
            "marked",
            marked(),
            vec![C::Choose],
            vec![Instruction::Close, Instruction::Run(C::Act(Action::Restart), vec![prod_key()])],
        ),
        ("several", bulk(Action::Restart), vec![C::Yes], {
            vec![Instruction::BeginOperation(Box::new(operation(10)))]
        }),
        ("several, shown", bulk(Action::Restart), vec![C::ShowRequest], {
            vec![Instruction::ShowRequest(Some(restart()), vec![prod_key()])]
        }),
        ("panel", panel(), vec![C::StopOperation, C::ShowRequest, C::Yes], {
            vec![
                Instruction::Decide(AccountId::FIRST, Decision::End),
                Instruction::ShowRequest(Some(restart()), vec![prod_key()]),
            ]
        }),
        ("panel, decided", panel(), vec![C::WaitOn, C::GoOn], {
            vec![
                Instruction::Decide(AccountId::FIRST, Decision::WaitOn),
                Instruction::Decide(AccountId::FIRST, Decision::GoOn),
            ]
        }),
        ("leaving", leaving(), vec![C::Choose], vec![Instruction::Close, left(Leaving::AfterThis)]),
        ("leaving at once", leaving(), vec![C::Down, C::Choose], vec![Instruction::Close, left(Leaving::Now)]),
        ("staying", leaving(), vec![C::Down, C::Down, C::Down, C::Choose], {
            vec![Instruction::Close, left(Leaving::Stay)]
        }),
        ("request", request(), vec![C::CopyAll], {
            vec![Instruction::Copy { what: "The request", text: "curl".to_owned() }]
        }),
        ("json, not read", Overlay::Json(json::State::new(prod_key())), vec![C::CopyAll], vec![]),
        ("journal", Overlay::Journal(journal::State::default()), vec![C::Down, C::Choose], vec![]),
    ]
}

/// The same of what chooses what the list shows.
fn choices_of_the_list() -> Vec<(&'static str, Overlay, Vec<Command>, Vec<Instruction>)> {
    use Command as C;
    vec![
        (
            "columns, left",
            Overlay::Columns(column_chooser::State::new(&runner_list::State::default(), false)),
            { vec![C::ToggleColumn, C::Choose] },
            {
                let left = Column::USUAL.into_iter().filter(|column| *column != Column::Status);
                vec![Instruction::ShowColumns(Columns::of(left), Width::AsChosen), Instruction::Close]
            },
        ),
        (
            "columns, all",
            Overlay::Columns(column_chooser::State::new(&runner_list::State::default(), false)),
            { vec![C::ToggleAllColumns] },
            { vec![Instruction::List(C::ToggleAllColumns), Instruction::Close] },
        ),
        ("views", Overlay::Views(view_picker::State::new(Arc::default(), None)), vec![C::Down, C::Choose], {
            vec![Instruction::Close, Instruction::ChooseView(None)]
        }),
    ]
}

#[test]
fn each_says_what_it_wants_done() {
    for (name, mut overlay, commands, wanted) in commands_and_intents().into_iter().chain(choices_of_the_list()) {
        assert_eq!(usual().after(&mut overlay, &commands), wanted, "{name}");
    }
}

#[test]
fn nothing_is_sent_for_a_runner_that_is_gone_or_no_longer_allows_it() {
    let elsewhere = || known(vec![runner("other")]);
    let stopping = || known(vec![prod().status("stopping")]);
    let gone = Refusal::gone();
    let cases = vec![
        (question(), vec![Command::Yes], elsewhere(), Some(gone.clone())),
        (question(), vec![Command::Yes], stopping(), None),
        (typed(Subject::Removal), vec![Command::Save, Command::Save], elsewhere(), Some(gone.clone())),
        (typed(Subject::Secret), vec![Command::Save, Command::Save], elsewhere(), Some(gone.clone())),
        (field(), vec![Command::Save], elsewhere(), Some(gone)),
    ];
    for (mut overlay, commands, account, refusal) in cases {
        assert_eq!(account.after(&mut overlay, &commands), [], "{:?}", overlay.context());
        let submission = overlay.submission_mut().unwrap();
        assert_eq!(
            submission.messages(Context::Question, &Keymap::default()),
            refusal.map_or_else(Vec::new, |refusal| refusal.lines().collect())
        );
    }
}

#[test]
fn a_footer_shows_what_would_do_something_now() {
    use Command as C;
    let actions = || Overlay::Actions(actions::State::new(vec![prod_key()]));
    let elsewhere = || known(vec![runner("other")]);
    let no_result = "there is no result to copy yet";
    let stopping = || prod().status("stopping");
    let not_now = Action::Restart.availability(&stopping(), false).reason().unwrap();
    let cases = vec![
        ("menu", actions(), usual(), C::Choose, Applies::Yes),
        ("menu, key", actions(), known(vec![stopping()]), C::Act(Action::Restart), Applies::no(not_now)),
        ("menu, gone", actions(), elsewhere(), C::Choose, Applies::no("The runner is gone")),
        ("menu, nothing to show", actions(), usual(), C::ShowRequest, Applies::Unlisted),
        ("question", question(), usual(), C::Choose, Applies::Yes),
        ("question, gone", question(), elsewhere(), C::Choose, Applies::Unlisted),
        ("sort", Overlay::Sort(sort_picker::State::at(SortOrder::default(), false)), usual(), C::Down, Applies::Yes),
        ("nothing below", request(), usual(), C::Down, Applies::Unlisted),
        ("form", Overlay::Connectivity, usual(), C::CopyAll, Applies::no(no_result)),
        ("field", field(), usual(), C::Save, Applies::Yes),
    ];
    for (name, overlay, account, command, wanted) in cases {
        assert_eq!(overlay.applies(command, &account.scene(at(1)), account.screens()), wanted, "{name}");
    }
    let menus: Vec<Context> = every_overlay()
        .into_iter()
        .filter(|(overlay, ..)| overlay.is_done_once_chosen())
        .map(|(_, at, _)| at)
        .collect();
    assert_eq!(menus, [Context::Actions]);
}

#[test]
fn arrows_in_a_row_end_on_no_answer_and_change_no_field() {
    let account = usual();
    let window = Window { page: 10, last: 0 };
    let down = Some(Command::Down);
    for mut overlay in [question(), marked()] {
        let before = overlay.dialog();
        assert_eq!(account.after(&mut overlay, &[Command::Down]), []);
        assert_ne!(overlay.dialog(), before);
        assert!(overlay.moves_between_answers(Command::Down) && !overlay.moves_between_answers(Command::Yes));
        assert!(overlay.rush(down, 3, window, &account.connectivity));
        assert_eq!(overlay.dialog(), before);
    }
    assert!(Overlay::Connectivity.rush(down, 3, window, &account.connectivity));
    for mut overlay in
        [request(), Overlay::Sort(sort_picker::State::at(SortOrder::default(), false)), bulk(Action::Restart)]
    {
        assert!(!overlay.rush(down, 3, window, &account.connectivity));
        assert!(!overlay.moves_between_answers(Command::Down));
    }
}

#[test]
fn a_question_is_about_one_runner_and_hears_of_no_other() {
    let other = key("id-other");
    for (overlay, _, _) in every_overlay() {
        let is_question = matches!(overlay.context(), Context::Question | Context::Typed);
        assert_eq!(overlay.asks_about(&prod_key()), is_question);
        assert!(!overlay.asks_about(&other));
    }
    let waits = question::State::after_reading(prod_key(), &prod(), named(), restart());
    let mut overlay = with_work(Overlay::Question(waits));
    let account = usual();
    overlay.was_read(&other, None);
    assert_eq!(account.after(&mut overlay, &[Command::Yes]), []);
    overlay.was_read(&prod_key(), None);
    assert_eq!(account.after(&mut overlay, &[Command::Yes]), [Instruction::Send(prod_key(), restart())]);
}

#[test]
fn an_allow_list_that_comes_makes_another_question_of_one_about_it() {
    let choices = vec![Change::AllowList(AllowListChange::Clear)];
    let about_list = Overlay::Question(question::State::new(prod_key(), named(), choices));
    for (mut overlay, is_another) in [(about_list, true), (question(), false)] {
        overlay.drawn(true, 0);
        overlay.allow_list_came(&key("id-other"));
        assert!(!overlay.drawn(true, 0));
        overlay.allow_list_came(&prod_key());
        assert_eq!(overlay.drawn(true, 0), is_another);
    }
}

#[test]
fn a_field_keeps_what_was_typed_and_nothing_else_does() {
    for (overlay, context, _) in every_overlay() {
        assert_eq!(overlay.draft(), None, "{context:?}");
    }
    let mut field = field();
    field.paste("-2", &mut connectivity::State::default(), &Tests::default());
    assert_eq!(field.draft(), Some(((prod_key(), Setting::Name), "prod-2".to_owned())));
}
