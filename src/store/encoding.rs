//! Typed records as columns, and back. Words that `sqlite3` shows as they are; what cannot be read any more, as a newer
//! trackside may have written it, is `None`.
//!
//! What a person may have typed, or a server may have said, is not kept: descriptions, and the words of refusals. Their kind
//! and status code are.

use std::borrow::Cow;
use std::time::Duration;

use crate::account::history::RecordKind;
use crate::account::pending::Overdue;
use crate::api::{Cause, Problem};
use crate::domain::text::make_safe;
use crate::domain::{
    AllowListChange, AllowedProject, Change, Intent, Label, ProjectId, Runner, RunnerCommand, RunnerId, Setting,
    SettingChange, Status, Version, VersionTrack,
};

/// The longest text that is kept, in characters. The vendor's own limits are below it.
const MAX_CHARS: usize = 1_000;
/// What stands for a text that is not kept.
const NOT_KEPT: &str = "(text not kept)";

/// A record's columns.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) kind: String,
    pub(super) what: Option<String>,
    pub(super) was: Option<String>,
    pub(super) value: Option<String>,
}

/// A text as it is kept: safe to print, and not too long.
pub(super) fn kept_text(label: &Label) -> Label {
    let safe = label.safe();
    if safe.len() <= MAX_CHARS {
        return if safe == label.raw() { label.clone() } else { Label::from(safe) };
    }
    Label::from(safe.chars().take(MAX_CHARS).collect::<String>())
}

/// A record as the store gives it back; `None` for one that is not kept.
pub fn as_kept(kind: &RecordKind) -> Option<RecordKind> {
    Columns::of(kind)?.read()
}

/// A runner's id as it is kept.
pub(super) fn kept_id(id: &RunnerId) -> Cow<'_, str> {
    make_safe(id.as_str())
}

/// A runner as far as it is kept, in the form in which it is compared.
pub(super) fn kept(runner: &Runner) -> Runner {
    let mut kept = Runner::new(&kept_id(&runner.id), "");
    kept.name = kept_text(&runner.name);
    kept.status = runner.status.as_ref().map(|status| match status {
        Status::Other(word) => Status::Other(kept_text(word)),
        known => known.clone(),
    });
    kept.connected = runner.connected;
    kept.auto_update = runner.auto_update;
    kept.restricted = runner.restricted;
    kept.release.version = runner.release.version.as_ref().map(|version| Version::new(version.label()));
    kept.release.track = runner.release.track.as_ref().map(|track| VersionTrack::parse(track.label()));
    kept
}

impl Columns {
    /// The columns of a record; `None` for one that is not kept.
    pub(super) fn of(kind: &RecordKind) -> Option<Self> {
        let columns = |kind: &str| Self { kind: kind.to_owned(), ..Self::default() };
        let asked = |kind: &str, intent: &Intent, outcome: Option<String>| {
            let (what, value) = of_intent(intent);
            Self { kind: kind.to_owned(), what: Some(what.to_owned()), was: outcome, value }
        };
        Some(match kind {
            RecordKind::Appeared(status) => {
                Self { value: status.as_ref().map(|status| status.label().to_owned()), ..columns("appeared") }
            }
            RecordKind::Vanished => columns("vanished"),
            RecordKind::Status { from, to } => {
                Self { was: Some(from.label().to_owned()), value: Some(to.label().to_owned()), ..columns("status") }
            }
            RecordKind::Connected(is) => Self { value: Some(on_off(*is).to_owned()), ..columns("connected") },
            RecordKind::Version { from, to } => Self {
                was: from.as_ref().map(|version| version.label().to_owned()),
                value: Some(to.label().to_owned()),
                ..columns("version")
            },
            RecordKind::Setting { setting: Setting::Description, .. } => return None,
            RecordKind::Setting { setting, from, to } => Self {
                what: Some(word_of(*setting).to_owned()),
                was: Some(from.clone()),
                value: Some(to.clone()),
                ..columns("setting")
            },
            RecordKind::Asked(intent) => asked("asked", intent, None),
            RecordKind::Reported { intent, after } => asked("reported", intent, Some(after.as_millis().to_string())),
            RecordKind::Unanswered { intent, cause } => asked("unanswered", intent, Some(of_cause(cause))),
            RecordKind::NotSent { intent, cause } => asked("not sent", intent, Some(of_cause(cause))),
            RecordKind::Refused { intent, cause } => asked("refused", intent, Some(of_cause(cause))),
            RecordKind::Overdue { intent, overdue } => asked("overdue", intent, Some(of_overdue(overdue))),
            RecordKind::GoneMeanwhile(intent) => asked("gone meanwhile", intent, None),
        })
    }

    /// The record of these columns; `None` where they cannot be read.
    pub(super) fn read(&self) -> Option<RecordKind> {
        let (was, value) = (self.was.as_deref(), self.value.as_deref());
        let intent = || intent_of(self.what.as_deref()?, value);
        Some(match self.kind.as_str() {
            "appeared" => RecordKind::Appeared(value.map(Status::parse)),
            "vanished" => RecordKind::Vanished,
            "status" => RecordKind::Status { from: Status::parse(was?), to: Status::parse(value?) },
            "connected" => RecordKind::Connected(is_on(value?)?),
            "version" => RecordKind::Version { from: was.map(Version::new), to: Version::new(value?) },
            "setting" => RecordKind::Setting {
                setting: setting_of(self.what.as_deref()?)?,
                from: was?.to_owned(),
                to: value?.to_owned(),
            },
            "asked" => RecordKind::Asked(intent()?),
            "reported" => RecordKind::Reported { intent: intent()?, after: Duration::from_millis(was?.parse().ok()?) },
            "unanswered" => RecordKind::Unanswered { intent: intent()?, cause: Box::new(cause_of(was?)?) },
            "not sent" => RecordKind::NotSent { intent: intent()?, cause: Box::new(cause_of(was?)?) },
            "refused" => RecordKind::Refused { intent: intent()?, cause: Box::new(cause_of(was?)?) },
            "overdue" => RecordKind::Overdue { intent: intent()?, overdue: Box::new(overdue_of(was?)?) },
            "gone meanwhile" => RecordKind::GoneMeanwhile(intent()?),
            _ => return None,
        })
    }
}

fn on_off(is: bool) -> &'static str {
    if is { "on" } else { "off" }
}

fn is_on(word: &str) -> Option<bool> {
    match word {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

fn word_of(setting: Setting) -> &'static str {
    match setting {
        Setting::Name => "name",
        Setting::Description => "description",
        Setting::AutoUpdate => "auto update",
        Setting::Track => "track",
        Setting::Restriction => "restriction",
        Setting::AllowList => "allow list",
    }
}

fn setting_of(word: &str) -> Option<Setting> {
    use Setting::{AllowList, AutoUpdate, Description, Name, Restriction, Track};
    [Name, Description, AutoUpdate, Track, Restriction, AllowList].into_iter().find(|setting| word_of(*setting) == word)
}

/// What was asked for, and its value.
fn of_intent(intent: &Intent) -> (&'static str, Option<String>) {
    let safe = |text: &str| Some(kept_text(&Label::from(text)).safe().to_owned());
    match intent {
        Intent::NewSecret => ("new secret", None),
        Intent::Change(Change::Remove) => ("remove", None),
        Intent::Change(Change::Command(RunnerCommand::Restart)) => ("restart", None),
        Intent::Change(Change::Command(RunnerCommand::Pause)) => ("pause", None),
        Intent::Change(Change::Command(RunnerCommand::Resume)) => ("resume", None),
        Intent::Change(Change::Setting(change)) => match change {
            SettingChange::Name(name) => ("name", safe(name)),
            SettingChange::Description(_) => ("description", None),
            SettingChange::AutoUpdate(on) => ("auto update", Some(on_off(*on).to_owned())),
            SettingChange::Track(track) => ("track", safe(track.label())),
            SettingChange::Restricted(on) => ("restriction", Some(on_off(*on).to_owned())),
        },
        Intent::Change(Change::AllowList(change)) => match change {
            AllowListChange::Clear => ("clear allow list", None),
            AllowListChange::RemoveProject(id) => ("remove project", safe(id.as_str())),
            AllowListChange::RemoveEnvironment(id, name) => ("remove environment", Some(lines(id, [name]))),
            AllowListChange::Add(AllowedProject { id, environments: None }) => ("add project", safe(id.as_str())),
            AllowListChange::Add(AllowedProject { id, environments: Some(names) }) => {
                ("add environments", Some(lines(id, names)))
            }
        },
    }
}

/// A project's id and names of its environments, a line each: what is safe to print has no line break in it.
fn lines<'a>(id: &ProjectId, names: impl IntoIterator<Item = &'a Label>) -> String {
    let names = names.into_iter().map(|name| kept_text(name).safe().to_owned());
    std::iter::once(id.label().safe().to_owned()).chain(names).collect::<Vec<_>>().join("\n")
}

fn intent_of(what: &str, value: Option<&str>) -> Option<Intent> {
    let project = || Some(ProjectId::new(value?));
    let parts = || {
        let mut lines = value?.lines();
        Some((ProjectId::new(lines.next()?), lines.map(Label::from).collect::<Vec<_>>()))
    };
    let allow = |change| Change::AllowList(change);
    Some(Intent::Change(match what {
        "new secret" => return Some(Intent::NewSecret),
        "remove" => Change::Remove,
        "restart" => Change::Command(RunnerCommand::Restart),
        "pause" => Change::Command(RunnerCommand::Pause),
        "resume" => Change::Command(RunnerCommand::Resume),
        "name" => Change::Setting(SettingChange::Name(value?.to_owned())),
        "description" => Change::Setting(SettingChange::Description(NOT_KEPT.to_owned())),
        "auto update" => Change::Setting(SettingChange::AutoUpdate(is_on(value?)?)),
        "track" => Change::Setting(SettingChange::Track(VersionTrack::parse(value?))),
        "restriction" => Change::Setting(SettingChange::Restricted(is_on(value?)?)),
        "clear allow list" => allow(AllowListChange::Clear),
        "remove project" => allow(AllowListChange::RemoveProject(project()?)),
        "remove environment" => {
            let (id, names) = parts()?;
            allow(AllowListChange::RemoveEnvironment(id, names.into_iter().next()?))
        }
        "add project" => allow(AllowListChange::Add(AllowedProject { id: project()?, environments: None })),
        "add environments" => {
            let (id, names) = parts()?;
            allow(AllowListChange::Add(AllowedProject { id, environments: Some(names) }))
        }
        _ => return None,
    }))
}

/// A cause by its kind, and by the number that it has.
pub(super) fn of_cause(cause: &Cause) -> String {
    match cause {
        Cause::NotSent(_) => "not sent".to_owned(),
        Cause::TakenBack => "taken back".to_owned(),
        Cause::Unreachable(_) => "unreachable".to_owned(),
        Cause::NoAnswer(_) => "no answer".to_owned(),
        Cause::NotUnderstood(_) => "unreadable".to_owned(),
        Cause::TimedOut(limit) => format!("timed out:{}", limit.as_millis()),
        Cause::RateLimited(wait) => format!("rate limited:{}", wait.as_millis()),
        Cause::TooLarge(bytes) => format!("too large:{bytes}"),
        Cause::SignedOut(problem) => format!("signed out:{}", problem.status),
        Cause::Forbidden(problem) => format!("forbidden:{}", problem.status),
        Cause::NotFound(problem) => format!("not found:{}", problem.status),
        Cause::Refused(problem) => format!("refused:{}", problem.status),
        Cause::Server(problem) => format!("server:{}", problem.status),
    }
}

pub(super) fn cause_of(text: &str) -> Option<Cause> {
    let (word, number) = text.split_once(':').map_or((text, None), |(word, number)| (word, number.parse().ok()));
    let time = || Some(Duration::from_millis(number?));
    let problem = || Some(Problem { status: u16::try_from(number?).ok()?, ..Problem::default() });
    Some(match word {
        "not sent" => Cause::NotSent(Label::from(word)),
        "taken back" => Cause::TakenBack,
        "unreachable" => Cause::Unreachable(Label::from(word)),
        "no answer" => Cause::NoAnswer(Label::from(word)),
        "unreadable" => Cause::NotUnderstood(Label::from(word)),
        "timed out" => Cause::TimedOut(time()?),
        "rate limited" => Cause::RateLimited(time()?),
        "too large" => Cause::TooLarge(number?),
        "signed out" => Cause::SignedOut(problem()?),
        "forbidden" => Cause::Forbidden(problem()?),
        "not found" => Cause::NotFound(problem()?),
        "refused" => Cause::Refused(problem()?),
        "server" => Cause::Server(problem()?),
        _ => return None,
    })
}

fn of_overdue(overdue: &Overdue) -> String {
    let with = |word: &str, status: &Option<Status>| {
        status.as_ref().map_or(word.to_owned(), |status| format!("{word}:{}", status.label()))
    };
    match overdue {
        Overdue::Missing => "missing".to_owned(),
        Overdue::NeverLeft(status) => with("never left", status),
        Overdue::Still(status) => with("still", status),
        Overdue::NotReported => "not reported".to_owned(),
    }
}

fn overdue_of(text: &str) -> Option<Overdue> {
    let (word, status) =
        text.split_once(':').map_or((text, None), |(word, status)| (word, Some(Status::parse(status))));
    Some(match word {
        "missing" => Overdue::Missing,
        "never left" => Overdue::NeverLeft(status),
        "still" => Overdue::Still(status),
        "not reported" => Overdue::NotReported,
        _ => return None,
    })
}
