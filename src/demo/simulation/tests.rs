//! The simulation as a pure value: no clock, no server, hours in no time.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::super::seed;
use super::{AgentId, Command, Reported, Runner, Simulation, Slot, Status, Track, Version};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

fn fleet(seed: u64, living: bool) -> Simulation {
    let start: Timestamp = "2026-03-19T09:30:00Z".parse().unwrap();
    seed::fleet(None, start, seed, 0, living).unwrap().0
}

/// The hand-made fleet, in which nothing happens by itself, and the slot of one of its runners.
fn still(name: &str) -> (Simulation, Slot) {
    let simulation = fleet(1, false);
    let runner = simulation.iter_from(0).find(|runner| runner.name() == name).unwrap();
    let slot = simulation.slot_of(&runner.id.to_string()).unwrap();
    (simulation, slot)
}

/// The statuses that a runner goes through in an hour, looked at every second.
fn path(simulation: &mut Simulation, slot: Slot) -> Vec<Status> {
    let mut statuses = vec![simulation.at(slot).status];
    for _ in 0..3_600 {
        simulation.advance(SECOND);
        statuses.push(simulation.at(slot).status);
    }
    statuses.dedup();
    statuses
}

fn picture(simulation: &Simulation) -> String {
    format!("{:?}", simulation.iter_from(0).collect::<Vec<_>>())
}

fn version(simulation: &Simulation, slot: Slot) -> Version {
    match simulation.at(slot).reported {
        Reported::Version(version) => version,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_pause_goes_over_pausing_and_ends_by_itself_at_its_end() {
    use Status::{Paused, Pausing, Running};
    let (mut simulation, slot) = still("loyalty-points");
    simulation.command(slot, Command::Pause).unwrap();
    let before = simulation.clone();
    assert_eq!(path(&mut simulation, slot), [Pausing, Paused, Running]);
    assert_eq!(simulation.at(slot).paused_until, None);

    let mut simulation = before;
    simulation.advance(MINUTE);
    let until = simulation.at(slot).paused_until.unwrap();
    simulation.advance(Duration::from_millis(until - simulation.now() - 1));
    assert_eq!(simulation.at(slot).status, Paused);
    simulation.advance(Duration::from_millis(1));
    assert_eq!(simulation.at(slot).status, Running);
}

#[test]
fn a_resumed_runner_runs_and_its_pause_does_not_end_a_second_time() {
    let (mut simulation, slot) = still("loyalty-points");
    simulation.command(slot, Command::Pause).unwrap();
    simulation.advance(MINUTE);
    simulation.command(slot, Command::Resume).unwrap();
    assert_eq!(path(&mut simulation, slot), [Status::Paused, Status::Running]);
    simulation.command(slot, Command::Pause).unwrap();
    simulation.command(slot, Command::Resume).unwrap();
    assert_eq!(path(&mut simulation, slot), [Status::Pausing, Status::Running]);
}

#[test]
fn an_offline_runner_is_resumed_to_stopped_or_unknown() {
    for (name, status) in [("finance-azure-dr", Status::Stopped), ("nightly-exports", Status::Unknown)] {
        let (mut simulation, slot) = still(name);
        assert!(!simulation.at(slot).connected);
        simulation.command(slot, Command::Resume).unwrap();
        assert_eq!(path(&mut simulation, slot), [Status::Paused, status]);
    }
}

#[test]
fn a_restart_takes_the_newest_version_unless_the_image_is_pinned() {
    use Status::{Running, Stopping, Unknown};
    for (name, takes_newest) in [("crm-sync-us", true), ("legacy-dwh-us", false)] {
        let (mut simulation, slot) = still(name);
        let before = version(&simulation, slot);
        simulation.command(slot, Command::Restart).unwrap();
        assert_eq!(path(&mut simulation, slot), [Stopping, Unknown, Running]);
        let newest = simulation.releases().of(Track::Current).latest;
        assert_eq!(version(&simulation, slot), if takes_newest { newest } else { before });
    }
}

#[test]
fn a_runner_without_a_replacement_stays_unknown_after_a_restart() {
    let (mut simulation, slot) = still("stock-forecast");
    simulation.command(slot, Command::Restart).unwrap();
    assert_eq!(path(&mut simulation, slot), [Status::Stopping, Status::Unknown]);
    assert!(!simulation.at(slot).connected);
}

#[test]
fn a_paused_runner_is_paused_again_after_a_restart() {
    use Status::{Paused, Running, Stopping, Unknown};
    let (mut simulation, slot) = still("loyalty-points");
    simulation.command(slot, Command::Pause).unwrap();
    simulation.advance(MINUTE);
    let until = simulation.at(slot).paused_until;
    simulation.command(slot, Command::Restart).unwrap();
    let mut later = simulation.clone();
    later.advance(MINUTE);
    assert_eq!((later.at(slot).status, later.at(slot).paused_until), (Paused, until));
    assert_eq!(path(&mut simulation, slot), [Stopping, Unknown, Paused, Running]);
}

#[test]
fn a_new_secret_disconnects_until_it_is_deployed() {
    let (mut simulation, slot) = still("loyalty-points");
    simulation.replace_secret(slot);
    assert!(!simulation.at(slot).connected);
    assert_eq!(path(&mut simulation, slot), [Status::Unknown, Status::Running]);
    let (mut simulation, slot) = still("gke-trial");
    simulation.replace_secret(slot);
    assert_eq!(path(&mut simulation, slot), [Status::Pending]);
}

#[test]
fn each_status_allows_its_commands() {
    use Command::{Pause, Restart, Resume};
    let allowed: [(&str, &[Command], bool); 10] = [
        ("gke-trial", &[], true),
        ("loyalty-points", &[Restart, Pause], false),
        ("hr-reporting", &[Pause], false),
        ("aks-west-batch", &[], true),
        ("web-clickstream", &[], false),
        ("claims-archive", &[], true),
        ("risk-models", &[Resume], false),
        ("billing-eu", &[Restart, Resume], false),
        ("nightly-exports", &[Resume], false),
        ("us-west-failover", &[], false),
    ];
    for (name, commands, is_removable) in allowed {
        for command in Command::ALL {
            let (mut simulation, slot) = still(name);
            let answer = simulation.command(slot, command);
            assert_eq!(answer.is_ok(), commands.contains(&command), "{name} {command:?}: {answer:?}");
        }
        let (mut simulation, slot) = still(name);
        assert_eq!(simulation.remove(slot).is_ok(), is_removable, "{name}");
    }
}

#[test]
fn a_removed_runner_is_gone_after_seconds_and_nothing_brings_it_back() {
    let (mut simulation, slot) = still("claims-archive");
    let id = simulation.at(slot).id.to_string();
    simulation.remove(slot).unwrap();
    assert_eq!((simulation.len(), simulation.existing(slot).is_some()), (42, true));
    simulation.advance(5 * SECOND);
    assert_eq!((simulation.len(), simulation.existing(slot).is_some()), (41, false));
    assert_eq!(simulation.slot_of(&id), None);
    simulation.advance(HOUR);
    assert_eq!(simulation.len(), 41);
}

#[test]
fn the_same_seed_tells_the_same_story_in_steps_of_any_size() {
    let mut at_once = fleet(9, true);
    at_once.advance(3 * HOUR);
    let mut in_steps = fleet(9, true);
    for _ in 0..3 * 3_600 * 10 / 7 {
        in_steps.advance(Duration::from_millis(700));
    }
    in_steps.advance(Duration::from_millis(3 * 3_600_000 - in_steps.now()));
    assert_eq!(picture(&at_once), picture(&in_steps));
    let mut other = fleet(10, true);
    other.advance(3 * HOUR);
    assert_ne!(picture(&at_once), picture(&other));
}

#[test]
fn a_fleet_that_does_not_live_holds_still() {
    let mut simulation = fleet(1, false);
    let before = picture(&simulation);
    simulation.advance(30 * 24 * HOUR);
    assert_eq!(picture(&simulation), before);
}

#[test]
fn something_moves_every_twenty_to_forty_seconds_and_most_runners_run_for_a_day() {
    for seed in 1..=5 {
        let mut simulation = fleet(seed, true);
        let mut changes = 0;
        let look = |simulation: &Simulation| -> Vec<_> {
            simulation.iter_from(0).map(|runner| (runner.status, runner.reported)).collect()
        };
        let mut before = look(&simulation);
        for _ in 0..24 * 3_600 {
            simulation.advance(SECOND);
            let after = look(&simulation);
            changes += before.iter().zip(&after).filter(|(before, after)| before != after).count();
            before = after;
        }
        let seconds_between = 24 * 3_600 / changes;
        assert!((20..=40).contains(&seconds_between), "seed {seed}: one change in {seconds_between} s");
        let mut statuses: BTreeMap<Status, usize> = BTreeMap::new();
        for runner in simulation.iter_from(0) {
            *statuses.entry(runner.status).or_default() += 1;
        }
        assert!(statuses[&Status::Running] > 28, "seed {seed}: {statuses:?}");
    }
}

#[test]
fn a_release_makes_runners_late_and_those_that_update_themselves_follow() {
    let mut simulation = fleet(1, true);
    let before = simulation.releases().of(Track::Current).clone();
    let late = |simulation: &Simulation| {
        let latest = simulation.releases().of(Track::Current).latest;
        simulation
            .iter_from(0)
            .filter(|runner| runner.track == Track::Current && runner.auto_update)
            .filter(|runner| matches!(runner.reported, Reported::Version(version) if version < latest))
            .count()
    };
    let mut minutes = 0;
    while simulation.releases().of(Track::Current).latest == before.latest {
        simulation.advance(SECOND);
        minutes += 1;
    }
    assert!(minutes < 10 * 60);
    let after = simulation.releases().of(Track::Current).clone();
    assert!(after.latest > before.latest);
    assert_eq!(after.previous, before.latest);
    assert!(after.date.starts_with("2026-03-19T09:3"), "{}", after.date);
    let at_release = late(&simulation);
    simulation.advance(5 * MINUTE);
    assert!(late(&simulation) < at_release, "{at_release}");
}

#[test]
fn stable_follows_current_and_both_only_go_forward() {
    let mut simulation = fleet(3, true);
    let tracks =
        |simulation: &Simulation| [Track::Current, Track::Stable].map(|track| simulation.releases().of(track).latest);
    let start = tracks(&simulation);
    let mut before = start;
    for _ in 0..12 * 60 {
        simulation.advance(MINUTE);
        let after = tracks(&simulation);
        assert!(after[0] >= before[0] && after[1] >= before[1] && after[1] < after[0]);
        before = after;
    }
    assert!(before[0] > start[0] && before[1] > start[1]);
}

#[test]
fn a_pending_runner_connects_with_the_newest_version_of_its_track() {
    let mut simulation = fleet(1, true);
    let slot = {
        let runner = simulation.iter_from(0).find(|runner| runner.name() == "audit-extract").unwrap();
        simulation.slot_of(&runner.id.to_string()).unwrap()
    };
    assert_eq!(simulation.at(slot).reported, Reported::NoBlock);
    let mut seconds = 0;
    while simulation.at(slot).status == Status::Pending {
        simulation.advance(SECOND);
        seconds += 1;
        assert!(seconds <= 900);
    }
    let runner = simulation.at(slot);
    assert_eq!((runner.status, runner.connected), (Status::Running, true));
    assert_eq!(version(&simulation, slot), simulation.releases().of(Track::Stable).latest);
}

#[test]
fn a_runner_stays_small_and_a_large_fleet_plans_little() {
    assert!(size_of::<Runner>() <= 96, "{}", size_of::<Runner>());
    let start: Timestamp = "2026-03-19T09:30:00Z".parse().unwrap();
    let (mut simulation, _) = seed::fleet(Some(20_000), start, 1, 0, true).unwrap();
    simulation.advance(HOUR);
    // At most one event for a runner in motion, and overtaken ones that have not come due.
    assert!(simulation.queue.len() < 4_000, "{}", simulation.queue.len());
    let running = simulation.iter_from(0).filter(|runner| runner.status == Status::Running).count();
    assert!(running > 17_000, "{running}");
}

#[test]
fn ids_are_uuids_that_can_be_read_back() {
    for number in 0..1_000 {
        let id = AgentId::derived(5, number);
        let text = id.to_string();
        assert_eq!((text.len(), &text[14..15]), (36, "4"));
        assert!("89ab".contains(&text[19..20]), "{text}");
        assert_eq!(AgentId::parse(&text), Some(id));
        assert_eq!(AgentId::parse(&text.to_uppercase()), Some(id));
    }
    for text in ["", "nobody", "6d0f3a522f514f5b8a3a6c1d2e3f4a01", "+d0f3a52-2f51-4f5b-8a3a-6c1d2e3f4a01"] {
        assert_eq!(AgentId::parse(text), None, "{text}");
    }
}
