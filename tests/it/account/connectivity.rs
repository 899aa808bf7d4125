//! Tests of connectivity, as values: rounds, what is kept of them, and what they say of the same test before.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::Request;
use trackside::account::connectivity::{Known, Progress, Target, Tester, Tests};
use trackside::account::fleet::Fleet;
use trackside::account::operation::LeftOut;
use trackside::api::{ApiError, Cause};
use trackside::domain::{
    AccountId, ConnectivityReport, Endpoint, Label, Moment, Named, Origin, Port, Runner, RunnerId, Verdict,
};

use crate::support::fixtures::{With, runner};
use crate::support::harness::list;

fn at(seconds: u64) -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap()).plus(Duration::from_secs(seconds))
}

fn fleet(runners: Vec<Runner>) -> Fleet {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&list(runners), at(0), at(0));
    fleet
}

fn known(fleet: &Fleet, seconds: u64) -> Known<'_> {
    Known { fleet, is_read_only: false, now: at(seconds) }
}

fn target() -> Target {
    Target { endpoint: Endpoint::parse("db.example").unwrap(), port: Port::parse("5432").unwrap() }
}

fn testers(names: &[String]) -> Vec<Tester> {
    let tester = |name: &String| Tester {
        from: Origin::Runner(RunnerId::new(&format!("id-{name}"))),
        name: Named::from(Label::from(name.as_str())),
    };
    names.iter().map(tester).collect()
}

fn named(names: &[&str]) -> Vec<Tester> {
    testers(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
}

fn report(from: Origin, verdict: Verdict) -> ConnectivityReport {
    let Target { endpoint, port } = target();
    ConnectivityReport { from, endpoint, port, verdict, took: Duration::from_secs(1), raw: None }
}

fn tickets(requests: &[Request]) -> Vec<u64> {
    let ticket = |request: &Request| match request {
        Request::TestConnectivity { ticket, .. } | Request::StopTest(ticket) => *ticket,
        other => panic!("{other:?} is no request of tests"),
    };
    requests.iter().map(ticket).collect()
}

#[test]
fn a_round_under_way_stays_and_one_that_ended_is_set_aside() {
    let fleet = fleet(vec![runner("a")]);
    let mut tests = Tests::default();
    let begun = tests.start(target(), named(&["a"]), &known(&fleet, 0));
    assert_eq!(begun.len(), 1);
    assert_eq!(tests.start(target(), named(&["a"]), &known(&fleet, 1)), [], "one round at a time");
    tests.set_aside();
    assert!(tests.is_under_way() && tests.round().is_some());
    let from = Origin::Runner(RunnerId::new("id-a"));
    tests.answered(tickets(&begun)[0], Ok(report(from, Verdict::Success)), &known(&fleet, 4));
    assert_eq!((tests.is_under_way(), tests.earlier().count()), (false, 0));
    tests.set_aside();
    assert_eq!((tests.round().is_none(), tests.earlier().count()), (true, 1));
}

#[test]
fn a_failed_test_is_kept_with_its_error_and_the_runner_as_it_was() {
    let old = fleet(vec![runner("a").version("9.1")]);
    let mut tests = Tests::default();
    let begun = tests.start(target(), named(&["a"]), &known(&old, 0));
    let error = ApiError { call: "test the connection", cause: Cause::NoAnswer("broke".into()) };
    tests.answered(tickets(&begun)[0], Err(error.clone()), &known(&old, 7));
    let round = tests.round().unwrap();
    let done = round.parts()[0].done().unwrap();
    assert_eq!((done.result.as_ref().err(), done.took), (Some(&error), Duration::from_secs(7)));
    assert_eq!(
        done.runner.as_ref().and_then(|runner| runner.release.version.clone()),
        runner("a").version("9.1").release.version
    );
    assert!(matches!(round.parts()[0].progress(), Progress::Done(_)));
}

#[test]
fn stopping_waits_for_nothing_more() {
    let fleet = fleet((0..6).map(|number| runner(&number.to_string())).collect());
    let mut tests = Tests::default();
    let begun = tests.start(target(), named(&["0", "1", "2", "3", "4", "5"]), &known(&fleet, 0));
    assert_eq!(begun.len(), 4);
    assert_eq!(tickets(&tests.stop()), tickets(&begun));
    assert!(!tests.is_under_way());
    assert!(tests.round().unwrap().parts().iter().all(|part| part.progress() == Progress::Stopped));
    let from = Origin::Runner(RunnerId::new("id-0"));
    let late = tests.answered(tickets(&begun)[0], Ok(report(from, Verdict::Success)), &known(&fleet, 1));
    assert_eq!((late, tests.stop(), tests.earlier().count()), (vec![], vec![], 0));
}

proptest! {
    #[test]
    fn at_most_four_test_at_a_time_each_once_and_every_part_ends(
        statuses in vec(prop::sample::select(vec!["running", "paused"]), 1..14),
        order in vec(0..12_usize, 30),
    ) {
        let names: Vec<String> = (0..statuses.len()).map(|number| format!("r{number:02}")).collect();
        let runners = names.iter().zip(&statuses).map(|(name, status)| runner(name).status(status)).collect();
        let fleet = fleet(runners);
        let mut tests = Tests::default();
        let mut open: Vec<Request> = tests.start(target(), testers(&names), &known(&fleet, 0));
        let mut asked: Vec<Origin> = Vec::new();
        let mut turns = order.into_iter().cycle();
        loop {
            prop_assert!(open.len() <= 4);
            if open.is_empty() {
                break;
            }
            let Request::TestConnectivity { ticket, from, .. } = open.remove(turns.next().unwrap() % open.len()) else {
                return Err(TestCaseError::fail("another request"));
            };
            prop_assert!(!asked.contains(&from), "{from:?} twice");
            asked.push(from.clone());
            open.extend(tests.answered(ticket, Ok(report(from, Verdict::Timeout)), &known(&fleet, 1)));
        }
        let round = tests.round().unwrap();
        prop_assert!(!round.is_under_way());
        for (part, status) in round.parts().iter().zip(&statuses) {
            match part.progress() {
                Progress::Done(_) => prop_assert_eq!(*status, "running"),
                Progress::LeftOut(LeftOut::NotAllowed(_)) => prop_assert_eq!(*status, "paused"),
                other => return Err(TestCaseError::fail(format!("{other:?}"))),
            }
        }
    }
}
