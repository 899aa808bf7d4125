//! Each kind of record comes back as it was kept, but for what is not kept.

use std::time::Duration;

use trackside::account::history::RecordKind;
use trackside::account::observation::Observation;
use trackside::account::pending::Overdue;
use trackside::api::{Cause, Problem};
use trackside::domain::{
    AllowListChange, AllowedProject, Change, Intent, Label, ProjectId, Runner, RunnerCommand, RunnerId, SettingChange,
    Status, VersionTrack,
};

use super::rig::{Watcher, at};
use crate::support::fixtures::{With, hostile_names, runner};

fn kept(kind: &RecordKind) -> RecordKind {
    let mut watcher = Watcher::in_memory();
    let done = Observation::Done { at: at(0), runner: RunnerId::new("id-a"), kind: kind.clone() };
    watcher.observe(0, done).unwrap();
    let [event] = &watcher.events()[..] else { panic!("{kind:?} was not kept") };
    assert_eq!((event.runner.as_str(), event.at, event.unseen_since), ("id-a", at(0), None));
    event.kind.clone()
}

fn intents() -> Vec<Intent> {
    let project = || ProjectId::new("p-1");
    let some = vec![Label::from("prod"), Label::from("test \u{202e}x")];
    let changes = [
        Change::Remove,
        Change::Command(RunnerCommand::Restart),
        Change::Command(RunnerCommand::Pause),
        Change::Command(RunnerCommand::Resume),
        Change::Setting(SettingChange::Name("b".to_owned())),
        Change::Setting(SettingChange::AutoUpdate(true)),
        Change::Setting(SettingChange::Track(VersionTrack::Stable)),
        Change::Setting(SettingChange::Restricted(false)),
        Change::AllowList(AllowListChange::Clear),
        Change::AllowList(AllowListChange::RemoveProject(project())),
        Change::AllowList(AllowListChange::RemoveEnvironment(project(), Label::from("prod"))),
        Change::AllowList(AllowListChange::Add(AllowedProject { id: project(), environments: None })),
        Change::AllowList(AllowListChange::Add(AllowedProject {
            id: project(),
            environments: Some(vec![Label::from("prod"), Label::from("test")]),
        })),
    ];
    let with_marks = AllowListChange::Add(AllowedProject { id: project(), environments: Some(some) });
    let shown = kept(&RecordKind::Asked(Intent::Change(Change::AllowList(with_marks))));
    assert!(format!("{shown:?}").contains("test <U+202E>x"), "{shown:?}");
    changes.into_iter().map(Intent::Change).chain([Intent::NewSecret]).collect()
}

#[test]
fn each_kind_comes_back_as_it_was() {
    for intent in intents() {
        let asked = RecordKind::Asked(intent);
        assert_eq!(kept(&asked), asked);
    }
    let intent = || Intent::Change(Change::Command(RunnerCommand::Pause));
    let problem = |status| Problem { status, ..Problem::default() };
    let causes = [
        Cause::TakenBack,
        Cause::TimedOut(Duration::from_secs(30)),
        Cause::RateLimited(Duration::from_secs(7)),
        Cause::TooLarge(17),
        Cause::SignedOut(problem(401)),
        Cause::Forbidden(problem(403)),
        Cause::NotFound(problem(404)),
        Cause::Refused(problem(409)),
        Cause::Server(problem(503)),
    ];
    for cause in causes {
        for kind in [
            RecordKind::Unanswered { intent: intent(), cause: Box::new(cause.clone()) },
            RecordKind::NotSent { intent: intent(), cause: Box::new(cause.clone()) },
            RecordKind::Refused { intent: intent(), cause: Box::new(cause.clone()) },
        ] {
            assert_eq!(kept(&kind), kind);
        }
    }
    for overdue in [
        Overdue::Missing,
        Overdue::NotReported,
        Overdue::Still(None),
        Overdue::Still(Some(Status::Paused)),
        Overdue::NeverLeft(Some(Status::parse("ODD"))),
        Overdue::NeverLeft(None),
    ] {
        let kind = RecordKind::Overdue { intent: intent(), overdue: Box::new(overdue) };
        assert_eq!(kept(&kind), kind);
    }
    let gone = RecordKind::GoneMeanwhile(intent());
    assert_eq!(kept(&gone), gone);
}

#[test]
fn of_what_went_wrong_the_kind_is_kept_and_no_words() {
    let words = || Label::from("/home/jane");
    for cause in [
        Cause::NotSent(words()),
        Cause::Unreachable(words()),
        Cause::NoAnswer(words()),
        Cause::NotUnderstood(words()),
        Cause::Server(Problem { status: 500, title: Some(words()), detail: Some(words()), violations: vec![words()] }),
    ] {
        let of = |cause| RecordKind::NotSent { intent: Intent::NewSecret, cause: Box::new(cause) };
        let back = kept(&of(cause.clone()));
        assert!(!format!("{back:?}").contains("jane"), "{back:?}");
        let RecordKind::NotSent { cause: back, .. } = back else { panic!("another kind") };
        assert_eq!(std::mem::discriminant(&*back), std::mem::discriminant(&cause));
    }
}

#[test]
fn a_description_is_in_no_column() {
    let mut watcher = Watcher::in_memory();
    watcher.list(0, &[runner("a").described("Ask Jane")]);
    watcher.list(10, &[runner("a").described("Ask John").status("paused")]);
    assert_eq!(watcher.told(), ["10 a: Running > Paused"]);
    let intent = Intent::Change(Change::Setting(SettingChange::Description("Ask John".to_owned())));
    assert!(format!("{:?}", kept(&RecordKind::Asked(intent))).contains("(text not kept)"));
}

#[test]
fn names_of_any_kind_are_kept_safe_to_print_and_compared_as_they_are_kept() {
    let named = |name: &str| Runner { name: Label::from(name), ..Runner::new("id", name) };
    let mut watcher = Watcher::in_memory();
    for (index, name) in hostile_names().iter().enumerate() {
        let (first, second) = (20 * i64::try_from(index).unwrap(), 20 * i64::try_from(index).unwrap() + 10);
        watcher.list(first, &[named(name)]);
        let kept = watcher.told().len();
        watcher.list(second, &[named(name).status("x\u{1b}")]);
        watcher.list(second + 5, &[named(name)]);
        assert!(watcher.told().len() <= kept + 1, "{:?}", watcher.told());
    }
    for event in watcher.events() {
        assert_eq!(event.name.raw(), event.name.safe());
        if let RecordKind::Setting { from, to, .. } = event.kind {
            assert!(!from.contains('\u{1b}') && to.chars().count() <= 1_000);
        }
    }
}
