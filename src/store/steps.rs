//! How an operation goes on, and how far each of its runners is, as columns, and back; what cannot be read is `None`. Of what
//! went wrong the kind is kept and no words, as of every record.

use std::time::Duration;

use rusqlite::Row;

use super::encoding::{cause_of, kept_text, of_cause};
use super::time;
use crate::account::operation::policy::Goal;
use crate::account::operation::record::{Stage, StepRecord};
use crate::account::operation::{Back, Busy, Doubt, LeftOut, Outcome, Policy};
use crate::api::ApiError;
use crate::domain::{Action, Label, RunnerId, Status, Version};

/// What stands for the call of a request that went wrong: it is not kept.
const CALL: &str = "act on the runner";

/// The columns of a step beside its runner.
#[derive(Default)]
pub(super) struct StepColumns {
    pub(super) stage: &'static str,
    pub(super) outcome: Option<&'static str>,
    pub(super) why: Option<String>,
    pub(super) after: Option<i64>,
    pub(super) status: Option<String>,
    pub(super) version: Option<String>,
    pub(super) wanted: Option<String>,
    pub(super) was_away: Option<bool>,
}

pub(super) fn of_action(action: Action) -> &'static str {
    match action {
        Action::Details => "details",
        Action::TestConnectivity => "test connectivity",
        Action::Restart => "restart",
        Action::Pause => "pause",
        Action::Resume => "resume",
        Action::Remove => "remove",
    }
}

pub(super) fn action_of(word: &str) -> Option<Action> {
    use Action::{Details, Pause, Remove, Restart, Resume, TestConnectivity};
    [Restart, Pause, Resume, Remove, Details, TestConnectivity].into_iter().find(|action| of_action(*action) == word)
}

pub(super) fn of_busy(busy: Busy) -> String {
    match busy {
        Busy::Wait(limit) => format!("wait:{}", limit.as_millis()),
        Busy::GoOn => "continue".to_owned(),
        Busy::LeaveOut => "leave out".to_owned(),
    }
}

pub(super) fn of_goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Seen => "seen",
        Goal::SeenOrNot => "seen or not",
        Goal::Updated => "updated",
    }
}

/// The columns of a policy, as [`read_policy`] reads them.
pub(super) const POLICY: &str = "at_a_time, deadline, pause, busy, stops_at_refusal, goal";

/// The policy in the columns of [`POLICY`], the first of which has this number; `None` where they cannot be read.
pub(super) fn read_policy(row: &Row, first: usize) -> rusqlite::Result<Option<Policy>> {
    let (busy, goal): (String, String) = (row.get(first + 3)?, row.get(first + 5)?);
    let busy = match busy.split_once(':') {
        Some(("wait", limit)) => limit.parse().ok().map(|limit| Busy::Wait(Duration::from_millis(limit))),
        None if busy == "continue" => Some(Busy::GoOn),
        None if busy == "leave out" => Some(Busy::LeaveOut),
        _ => None,
    };
    let goal = [Goal::Seen, Goal::SeenOrNot, Goal::Updated].into_iter().find(|known| of_goal(*known) == goal);
    let at_a_time = usize::try_from(row.get::<_, i64>(first)?).ok();
    let (deadline, pause) = (duration(row.get(first + 1)?), duration(row.get(first + 2)?));
    let stops_at_refusal = row.get(first + 4)?;
    let read = |((busy, goal), at_a_time)| Policy { at_a_time, deadline, pause, busy, stops_at_refusal, goal };
    Ok(busy.zip(goal).zip(at_a_time).map(read))
}

/// The length of a time as it is kept.
pub(super) fn length(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn duration(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or_default())
}

impl StepColumns {
    pub(super) fn of(stage: &Stage) -> Self {
        let at = |stage| Self { stage, ..Self::default() };
        match stage {
            Stage::Waiting => at("waiting"),
            Stage::Noted => at("noted"),
            Stage::Accepted => at("accepted"),
            Stage::Ended(outcome) => Self { stage: "ended", ..Self::of_outcome(outcome) },
        }
    }

    fn of_outcome(outcome: &Outcome) -> Self {
        let ended = |outcome| Self { outcome: Some(outcome), ..Self::default() };
        let failed = |outcome, error: &ApiError| Self { why: Some(of_cause(&error.cause)), ..ended(outcome) };
        let status = |status: &Option<Status>| status.as_ref().map(|status| kept(status.label()));
        let version = |version: &Option<Version>| version.as_ref().map(|version| kept(version.label()));
        match outcome {
            Outcome::Back(back) => Self {
                after: Some(length(back.after)),
                status: status(&back.status),
                version: version(&back.version),
                wanted: version(&back.wanted),
                was_away: Some(back.was_away),
                ..ended("back")
            },
            Outcome::Gone { after } => Self { after: Some(length(*after)), ..ended("gone") },
            Outcome::NotBack { status: last } => Self { status: status(last), ..ended("not back") },
            Outcome::NotSeenAway { after } => Self { after: Some(length(*after)), ..ended("not seen away") },
            Outcome::Refused(error) => failed("refused", error),
            Outcome::NotSent(error) => failed("not sent", error),
            Outcome::Unknown(Doubt::Unanswered(error)) => failed("unanswered", error),
            Outcome::Unknown(Doubt::Lost) => ended("lost"),
            Outcome::LeftOut(why) => Self { why: Some(of_left_out(why)), ..ended("left out") },
            Outcome::NotStarted => ended("not started"),
            Outcome::Unwatched => ended("unwatched"),
        }
    }
}

/// The columns of a step, as [`read_step`] reads them.
pub(super) const STEP: &str = "number, runner, name, stage, at, outcome, why, after, status, version, wanted, was_away";

/// A step in the columns of [`STEP`]; `None` where they cannot be read.
pub(super) fn read_step(row: &Row) -> rusqlite::Result<Option<StepRecord>> {
    let stage: String = row.get(3)?;
    let stage = match stage.as_str() {
        "waiting" => Some(Stage::Waiting),
        "noted" => Some(Stage::Noted),
        "accepted" => Some(Stage::Accepted),
        "ended" => read_outcome(row)?.map(Stage::Ended),
        _ => None,
    };
    let (runner, name): (String, String) = (row.get(1)?, row.get(2)?);
    let number = usize::try_from(row.get::<_, i64>(0)?).ok();
    let at = time(row.get(4)?);
    let read =
        |(stage, number)| StepRecord { number, runner: RunnerId::new(&runner), name: Label::from(name), stage, at };
    Ok(stage.zip(number).map(read))
}

fn read_outcome(row: &Row) -> rusqlite::Result<Option<Outcome>> {
    let text = |index: usize| row.get::<_, Option<String>>(index);
    let (outcome, why) = (text(5)?, text(6)?);
    let after = row.get::<_, Option<i64>>(7)?.map(duration);
    let status = text(8)?.map(|status| Status::parse(&status));
    let (version, wanted) = (text(9)?.map(Version::new), text(10)?.map(Version::new));
    let was_away = row.get::<_, Option<bool>>(11)?.unwrap_or_default();
    let error = || Some(ApiError { call: CALL, cause: cause_of(why.as_deref()?)? });
    Ok(match outcome.as_deref() {
        Some("back") => after.map(|after| Outcome::Back(Back { after, status, version, wanted, was_away })),
        Some("gone") => after.map(|after| Outcome::Gone { after }),
        Some("not back") => Some(Outcome::NotBack { status }),
        Some("not seen away") => after.map(|after| Outcome::NotSeenAway { after }),
        Some("refused") => error().map(Outcome::Refused),
        Some("not sent") => error().map(Outcome::NotSent),
        Some("unanswered") => error().map(|error| Outcome::Unknown(Doubt::Unanswered(error))),
        Some("lost") => Some(Outcome::Unknown(Doubt::Lost)),
        Some("left out") => why.as_deref().and_then(left_out_of).map(Outcome::LeftOut),
        Some("not started") => Some(Outcome::NotStarted),
        Some("unwatched") => Some(Outcome::Unwatched),
        _ => None,
    })
}

fn of_left_out(why: &LeftOut) -> String {
    match why {
        LeftOut::Gone => "gone".to_owned(),
        LeftOut::NotAllowed(reason) => format!("not allowed:{}", kept(reason)),
        LeftOut::Outdated(reason) => format!("outdated:{}", kept(reason)),
        LeftOut::AskedMeanwhile => "asked meanwhile".to_owned(),
        LeftOut::AnotherUnanswered => "another unanswered".to_owned(),
        LeftOut::Busy(count) => format!("busy:{count}"),
        LeftOut::RunsUnread => "runs unread".to_owned(),
    }
}

fn left_out_of(text: &str) -> Option<LeftOut> {
    let (word, rest) = text.split_once(':').map_or((text, None), |(word, rest)| (word, Some(rest)));
    Some(match (word, rest) {
        ("gone", None) => LeftOut::Gone,
        ("not allowed", Some(reason)) => LeftOut::NotAllowed(reason.to_owned()),
        ("outdated", Some(reason)) => LeftOut::Outdated(reason.to_owned()),
        ("asked meanwhile", None) => LeftOut::AskedMeanwhile,
        ("another unanswered", None) => LeftOut::AnotherUnanswered,
        ("busy", Some(count)) => LeftOut::Busy(count.parse().ok()?),
        ("runs unread", None) => LeftOut::RunsUnread,
        _ => return None,
    })
}

fn kept(text: &str) -> String {
    kept_text(&Label::from(text)).safe().to_owned()
}
