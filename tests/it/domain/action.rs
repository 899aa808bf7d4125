//! Actions: the whole table of what can be asked for, cell by cell, and how it is asked about.

use trackside::domain::{Action, Asking, Availability, Change, Containers, Runner, RunnerCommand, Status};

use super::kind::{at, bare, examples, hosted, snowflake, streaming, unlisted};
use crate::support::fixtures::{With, runner};

type Cell = Option<&'static str>;

const TEST: Cell = Some("Only a Running runner can test connections");
const PAUSE: Cell = Some("Only a Running runner can be paused");
const RESUME: Cell = Some("Only a paused runner can be resumed");
const OFFLINE: Cell = Some("Not connected. Start the runner's service");
const DEPLOY: Cell = Some("Never connected. Deploy the runner first");
const STOPPING: Cell = Some("Stopping. Wait for Stopped");
const STOPPED: Cell = Some("Stopped. Start the service at the provider");
const PAUSING: Cell = Some("Pausing. Wait for Paused, or resume");
const PAUSING_ALREADY: Cell = Some("Already pausing. Wait for Paused, or resume");
const PAUSED_ALREADY: Cell = Some("Already paused. Resume ends the pause");
const HOSTED: Cell = Some("hosted by Matillion: view only, without details in the API");
const UNLISTED: Cell = Some("platform unknown to trackside: view only, to be safe");
const READ_ONLY: Cell = Some("Read-only: nothing can be changed from here");
const READ_ONLY_TEST: Cell = Some("Read-only: tests from a runner are off");
const YES: Cell = None;

const CONNECTED: Option<bool> = Some(true);
const NOT: Option<bool> = Some(false);
const NOT_TOLD: Option<bool> = None;

fn row(runner: &Runner, is_read_only: bool) -> [Cell; 6] {
    Action::ALL.map(|action| action.availability(runner, is_read_only).reason())
}

fn in_status(runner: Runner, status: Option<&str>, connected: Option<bool>) -> Runner {
    Runner { status: status.map(Status::parse), connected, ..runner }
}

/// Status, connection; then details, test, restart, pause, resume, remove.
const TABLE: [(Option<&str>, Option<bool>, [Cell; 6]); 27] = [
    (Some("pending"), CONNECTED, [YES, TEST, DEPLOY, PAUSE, RESUME, YES]),
    (Some("pending"), NOT, [YES, TEST, DEPLOY, PAUSE, RESUME, YES]),
    (Some("pending"), NOT_TOLD, [YES, TEST, DEPLOY, PAUSE, RESUME, YES]),
    (Some("running"), CONNECTED, [YES, YES, YES, YES, RESUME, YES]),
    (Some("running"), NOT, [YES, YES, YES, YES, RESUME, YES]),
    (Some("running"), NOT_TOLD, [YES, YES, YES, YES, RESUME, YES]),
    (Some("unknown"), CONNECTED, [YES, TEST, YES, PAUSE, RESUME, YES]),
    (Some("unknown"), NOT, [YES, TEST, OFFLINE, PAUSE, RESUME, YES]),
    (Some("unknown"), NOT_TOLD, [YES, TEST, YES, PAUSE, RESUME, YES]),
    (Some("stopping"), CONNECTED, [YES, TEST, STOPPING, PAUSE, RESUME, YES]),
    (Some("stopping"), NOT, [YES, TEST, STOPPING, PAUSE, RESUME, YES]),
    (Some("stopping"), NOT_TOLD, [YES, TEST, STOPPING, PAUSE, RESUME, YES]),
    (Some("stopped"), CONNECTED, [YES, TEST, STOPPED, PAUSE, RESUME, YES]),
    (Some("stopped"), NOT, [YES, TEST, STOPPED, PAUSE, RESUME, YES]),
    (Some("stopped"), NOT_TOLD, [YES, TEST, STOPPED, PAUSE, RESUME, YES]),
    (Some("pausing"), CONNECTED, [YES, TEST, PAUSING, PAUSING_ALREADY, YES, YES]),
    (Some("pausing"), NOT, [YES, TEST, PAUSING, PAUSING_ALREADY, YES, YES]),
    (Some("pausing"), NOT_TOLD, [YES, TEST, PAUSING, PAUSING_ALREADY, YES, YES]),
    (Some("paused"), CONNECTED, [YES, TEST, YES, PAUSED_ALREADY, YES, YES]),
    (Some("paused"), NOT, [YES, TEST, OFFLINE, PAUSED_ALREADY, YES, YES]),
    (Some("paused"), NOT_TOLD, [YES, TEST, YES, PAUSED_ALREADY, YES, YES]),
    (Some("REBALANCING"), CONNECTED, [YES, TEST, YES, YES, YES, YES]),
    (Some("REBALANCING"), NOT, [YES, TEST, YES, YES, YES, YES]),
    (Some("REBALANCING"), NOT_TOLD, [YES, TEST, YES, YES, YES, YES]),
    (None, CONNECTED, [YES, TEST, YES, YES, YES, YES]),
    (None, NOT, [YES, TEST, YES, YES, YES, YES]),
    (None, NOT_TOLD, [YES, TEST, YES, YES, YES, YES]),
];

#[test]
fn a_runner_in_the_customers_cloud_offers_what_its_status_allows() {
    let kinds = Containers::ALL.map(at).into_iter();
    // Streaming runners too: the vendor's pages do not say otherwise, and the control plane may still refuse.
    for runner in kinds.chain([snowflake(), streaming(), runner("a").streaming(), bare()]) {
        for (status, connected, expected) in TABLE {
            let runner = in_status(runner.clone(), status, connected);
            assert_eq!(row(&runner, false), expected, "{status:?} {connected:?} {:?}", runner.platform);
        }
    }
}

#[test]
fn read_only_offers_nothing_but_details_in_every_status() {
    let expected = [YES, READ_ONLY_TEST, READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY];
    let kinds = Containers::ALL.map(at).into_iter();
    for runner in kinds.chain([snowflake(), streaming(), bare()]) {
        for (status, connected, _) in TABLE {
            assert_eq!(row(&in_status(runner.clone(), status, connected), true), expected, "{status:?}");
        }
    }
}

#[test]
fn hosted_runners_and_unknown_platforms_offer_nothing_but_details_in_every_status() {
    for (runner, reason) in [(hosted(), HOSTED), (unlisted(), UNLISTED)] {
        let expected = [YES, reason, reason, reason, reason, reason];
        for (status, connected, _) in TABLE {
            let runner = in_status(runner.clone(), status, connected);
            assert_eq!(row(&runner, false), expected, "{status:?}");
            assert_eq!(row(&runner, true), expected, "{status:?}: what waiting does not change comes first");
            assert_eq!(row(&runner.streaming(), false), expected, "{status:?}");
        }
    }
}

#[test]
fn labels_questions_and_what_is_sent_come_from_one_value() {
    let command = |command, words| Some((Change::Command(command), words));
    for (action, label, key, hint, sends) in [
        (Action::Details, "Runner details", Action::Details, None, None),
        (Action::TestConnectivity, "Test connectivity", Action::TestConnectivity, None, None),
        (Action::Restart, "Restart", Action::Restart, Some("Asks first"), command(RunnerCommand::Restart, "restart")),
        (Action::Pause, "Pause", Action::Pause, Some("Asks first"), command(RunnerCommand::Pause, "pause")),
        (Action::Resume, "Resume", Action::Pause, Some("Asks first"), command(RunnerCommand::Resume, "resume")),
        (Action::Remove, "Remove", Action::Remove, Some("Type the name to confirm"), Some((Change::Remove, "remove"))),
    ] {
        assert_eq!((action.label(), action.key(), action.asking().hint()), (label, key, hint));
        assert_eq!(action.change().zip(action.phrase()), sends);
        let Some((change, words)) = sends else { continue };
        assert_eq!(Action::of(&change), Some(action));
        assert_eq!((change.phrase(None), change.label()), (words.to_owned(), label));
    }
    // Whatever is sent is asked about first.
    assert!(Action::ALL.into_iter().all(|action| action.change().is_none() == (action.asking() == Asking::None)));
}

#[test]
fn a_key_asks_for_whichever_of_its_actions_is_possible_for_one_of_the_runners() {
    let in_status = |status| in_status(at(Containers::Fargate), Some(status), CONNECTED);
    let (running, paused, stopped) = (in_status("running"), in_status("paused"), in_status("stopped"));
    let meant = |runners: &[&Runner], is_read_only| {
        let meant = Action::Pause.meant(runners, is_read_only);
        assert_eq!(Action::Resume.meant(runners, is_read_only), meant, "both have the same key");
        meant
    };
    for (runners, expected) in [
        (vec![&running], Action::Pause),
        (vec![&paused], Action::Resume),
        (vec![&paused, &stopped], Action::Resume),
        (vec![&paused, &running], Action::Pause),
        (vec![&stopped], Action::Pause),
        (vec![], Action::Pause),
    ] {
        assert_eq!(meant(&runners, false), expected);
        assert_eq!(meant(&runners, true), Action::Pause, "nothing is possible");
    }
    for action in Action::ALL.into_iter().filter(|action| action.key() == *action && *action != Action::Pause) {
        assert_eq!(action.meant(&[&stopped], false), action, "which has a key of its own");
    }
}

#[test]
fn a_refusal_has_a_reason_and_an_offer_has_none() {
    assert_eq!((Availability::Enabled.is_enabled(), Availability::Enabled.reason()), (true, None));
    let refused = Availability::Disabled("no");
    assert_eq!((refused.is_enabled(), refused.reason()), (false, Some("no")));
}

#[test]
fn reasons_of_a_status_fit_beside_the_action_in_a_menu_of_80_cells() {
    for (status, connected, cells) in TABLE {
        for reason in cells.into_iter().flatten() {
            assert!(reason.len() <= 45 && !reason.ends_with('.'), "{status:?} {connected:?}: {reason}");
        }
    }
    // What is hosted, or runs read-only, says so on a line of its own.
    assert!(examples().iter().any(|runner| row(runner, false).contains(&HOSTED)));
}
