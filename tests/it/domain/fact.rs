//! What of a runner an entry of the list may lack.

use trackside::account::fleet::Fleet;
use trackside::account::table::{Query, Sight};
use trackside::api::RunnerList;
use trackside::domain::{AccountId, Fact, Facts, Moment, Release, Runner, Version};

use crate::support::fixtures::{With, runner};

#[test]
fn what_is_told_is_not_lacking() {
    let whole = runner("a");
    assert_eq!(Facts::SHOWN.lacking(&whole), 0);
    let lean = Runner { connected: None, release: Release::default(), ..whole.clone() };
    assert!(
        Facts::of(&[Fact::Status, Fact::Connected]).are_lacking(&lean) && !Facts::of(&[Fact::Type]).are_lacking(&lean)
    );
    // Connected, the version, the latest, the update, the support and the track.
    assert_eq!(Facts::SHOWN.lacking(&lean), 6);
    assert_eq!(Facts::default().lacking(&Runner::new("id", "bare")), 0);
}

#[test]
fn a_runner_that_never_connected_has_no_version_and_lacks_none() {
    let latest = Some(Version::new("11.2.0"));
    let release = Release { version: None, support: None, latest, ..runner("a").release };
    let new = Runner { release, ..runner("a") };
    assert!(!Facts::of(&[Fact::Version, Fact::Support, Fact::Update]).are_lacking(&new));
}

#[test]
fn the_end_of_a_pause_is_lacking_of_a_pause_alone() {
    let until = Facts::of(&[Fact::PausedUntil]);
    for (status, is_lacking) in [("running", false), ("paused", true), ("pausing", true), ("stopped", false)] {
        assert_eq!(until.are_lacking(&runner("a").status(status)), is_lacking, "{status}");
    }
}

#[test]
fn a_filter_keeps_out_only_what_it_keeps_out_whatever_else_is_known() {
    let now = Moment::start("2026-11-23T14:03:00Z".parse().unwrap());
    let bare = Runner { status: runner("a").status("paused").status, ..Runner::new("id-crm", "crm") };
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&RunnerList { runners: vec![bare.into()], ..RunnerList::default() }, now, now);
    let (row, sight) = (&fleet.rows()[0], Sight::default());
    for (filter, is_out, is_undecided) in [
        ("", false, false),
        ("crm", false, false),
        ("!crm", true, false),
        ("billing", true, false),
        ("status=running", true, false),
        ("unsupported", false, true),
        ("!connected", false, true),
        ("11.2", false, true),
        ("version<10", false, true),
        ("status=running unsupported", true, false),
        ("status=paused unsupported", false, true),
        // Paused is one already.
        ("problems", false, false),
        ("no description", false, true),
    ] {
        let query = Query::parse(filter);
        assert_eq!((query.keeps_out(row, sight), query.is_undecided(row, sight)), (is_out, is_undecided), "{filter}");
    }
}
