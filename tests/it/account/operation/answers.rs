//! What the answer to a request comes to.

use std::time::Duration;

use trackside::account::operation::{Decision, Doubt, Outcome, Step, Trouble};
use trackside::api::{ApiError, Cause};

use super::{Rig, failed, key_of, refused, ticket, unanswered};
use crate::support::fixtures::problem;

/// Which outcome an error is, and about what it halts, with either rule for refusals.
type Row = (Cause, fn(ApiError) -> Outcome, [Option<Trouble>; 2]);

#[test]
fn what_an_error_comes_to() {
    let unknown: fn(ApiError) -> Outcome = |error| Outcome::Unknown(Doubt::Unanswered(error));
    let (not_sent, is_refused): (fn(_) -> _, fn(_) -> _) = (Outcome::NotSent, Outcome::Refused);
    let always = |trouble| [Some(trouble), Some(trouble)];
    let rows: Vec<Row> = vec![
        (Cause::TimedOut(Duration::from_secs(30)), unknown, always(Trouble::Unknown)),
        (Cause::NoAnswer("broke".into()), unknown, always(Trouble::Unknown)),
        (Cause::TooLarge(1), unknown, always(Trouble::Unknown)),
        (Cause::Server(problem(502, "Bad Gateway")), unknown, always(Trouble::Unknown)),
        (Cause::NotSent("renamed".into()), not_sent, always(Trouble::NotSent)),
        (Cause::RateLimited(Duration::from_secs(9)), not_sent, always(Trouble::NotSent)),
        (Cause::Unreachable("refused".into()), not_sent, always(Trouble::NotSent)),
        (Cause::Refused(problem(409, "Conflict")), is_refused, [Some(Trouble::Refused), None]),
        (Cause::Forbidden(problem(403, "Forbidden")), is_refused, [Some(Trouble::Refused), None]),
        (Cause::NotFound(problem(404, "Not Found")), is_refused, [Some(Trouble::Refused), None]),
        (Cause::TakenBack, |_| Outcome::NotStarted, [None, None]),
    ];
    for (cause, outcome, troubles) in rows {
        for (stops, trouble) in [true, false].into_iter().zip(troubles) {
            let mut rig = Rig::restart("abc", |policy| policy.stops_at_refusal = stops);
            rig.tick().answer("a", Err(failed(cause.clone())));
            assert_eq!(rig.outcome("a"), Some(&outcome(failed(cause.clone()))), "{cause:?}");
            assert_eq!(rig.trouble(), trouble.map(|trouble| ("a".to_owned(), trouble)), "{cause:?}, {stops}");
            assert_eq!(rig.sent(), if trouble.is_some() { "a" } else { "ab" }, "{cause:?}, {stops}");
            let may_have_arrived = trouble == Some(Trouble::Unknown);
            assert_eq!(rig.outcome("a").unwrap().may_have_arrived(), may_have_arrived, "{cause:?}");
            assert!(!rig.outcome("a").unwrap().is_good());
        }
    }
}

#[test]
fn an_unclear_answer_is_never_asked_again() {
    let mut rig = Rig::restart("ab", |_| {});
    rig.tick().answer("a", Err(unanswered())).wait(3_600).reads("a", "SRR");
    assert_eq!(rig.trouble(), Some(("a".to_owned(), Trouble::Unknown)));
    assert!(!rig.operation.can(Decision::WaitOn), "nothing is watched");
    rig.decide(Decision::WaitOn);
    assert_eq!(rig.sent(), "a");
    rig.decide(Decision::GoOn).restarts("b").wait(3_600);
    assert_eq!(rig.sent(), "ab");
    assert!(matches!(rig.outcome("a"), Some(Outcome::Unknown(Doubt::Unanswered(_)))));
    assert!(!rig.operation.is_under_way());
}

#[test]
fn an_answer_counts_once_and_only_for_the_item_that_waits_for_it() {
    let mut rig = Rig::restart("ab", |_| {});
    let now = rig.now;
    assert!(!rig.operation.answered(ticket(0), Ok(()), now), "nothing was sent");
    rig.tick();
    assert!(!rig.operation.waits_for(7) && !rig.operation.answered(7, Ok(()), now), "another's");
    assert!(rig.operation.waits_for(ticket(0)));
    rig.accept("a");
    assert!(!rig.operation.waits_for(ticket(0)));
    assert!(!rig.operation.answered(ticket(0), Err(refused()), now), "twice");
    assert!(matches!(rig.step("a"), Step::Watching(_)));
}

#[test]
fn what_is_under_way_is_waited_for_also_after_a_stop() {
    let mut rig = Rig::restart("abcd", |policy| policy.at_a_time = 2);
    rig.tick().answer("a", Err(refused()));
    assert_eq!((rig.sent(), rig.trouble().unwrap().1), ("ab".to_owned(), Trouble::Refused));
    rig.restarts("b").wait(3_600);
    assert!(rig.is_back("b"));
    assert_eq!((rig.sent(), rig.trouble().unwrap().1), ("ab".to_owned(), Trouble::Refused));
    // The first trouble is the one that is asked about.
    let mut rig = Rig::restart("abcd", |policy| policy.at_a_time = 2);
    rig.tick().answer("b", Err(refused())).answer("a", Err(unanswered()));
    assert_eq!(rig.trouble(), Some(("b".to_owned(), Trouble::Refused)));
    assert!(matches!(rig.outcome("a"), Some(Outcome::Unknown(_))));
}

#[test]
fn nothing_is_asked_where_nothing_is_left_to_be_sent_or_watched() {
    for error in [refused(), unanswered(), failed(Cause::NotSent("renamed".into()))] {
        let mut rig = Rig::restart("a", |_| {});
        rig.tick().answer("a", Err(error));
        assert!(!rig.operation.is_under_way());
        assert_eq!(rig.trouble(), None, "{:?}", rig.outcome("a"));
        assert!(![Decision::WaitOn, Decision::GoOn, Decision::End].iter().any(|it| rig.operation.can(*it)));
    }
}

#[test]
fn time_counts_from_when_the_request_has_left() {
    let mut rig = Rig::restart("a", |_| {});
    rig.tick();
    rig.operation.note_left(ticket(0), false, rig.now);
    assert_eq!((rig.operation.unsent(), rig.operation.current().unwrap().subject.key.clone()), (1, key_of("a")));
    rig.wait(100);
    rig.operation.note_left(ticket(0), true, rig.now);
    assert_eq!(rig.operation.unsent(), 0);
    let left = rig.now;
    rig.wait(5).accept("a");
    let Step::Watching(watch) = rig.step("a") else { panic!("{:?}", rig.step("a")) };
    assert_eq!((watch.since, watch.until), (left, left.plus(Duration::from_secs(15 * 60))));
}
