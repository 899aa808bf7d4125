//! The rows in groups, and by track and version: what the map and the versions are drawn from.

use std::sync::Arc;

use proptest::prelude::*;
use trackside::account::Profile;
use trackside::account::fleet::{Fleet, Listed, Row};
use trackside::account::table::versions::{Types, filter};
use trackside::account::table::{Grouping, Groups, Query, Sight, Versions};
use trackside::domain::deadline::{Expected, Reason};
use trackside::domain::{Label, Platform, Runner, RunnerId, Support, Version, VersionTrack};

use crate::support::fixtures::{With, fleet, hostile_names, runner};
use crate::support::harness::loaded;

fn grouped(fleet: &Fleet, grouping: Grouping) -> Vec<String> {
    let groups = Groups::of(fleet.rows().iter(), grouping, Sight::default());
    let rows: Vec<&Row> = fleet.rows().iter().collect();
    let name = |place: usize| rows[groups.position(place).unwrap()].runner.name.safe().to_owned();
    let line = |group: &trackside::account::table::Group| {
        let names: Vec<String> = group.places.clone().map(name).collect();
        format!("{} ({} problems): {}", group.title, group.problems, names.join(" "))
    };
    groups.groups().iter().map(line).collect()
}

fn few() -> Fleet {
    loaded(vec![
        runner("a"),
        runner("b").status("unknown").stable(),
        runner("c").on("azure", "aks").status("paused"),
        Runner { platform: Platform::default(), ..runner("d").status("stopped") },
        Runner { status: None, ..runner("e").on("azure", "aks") },
        runner("f").status("REBALANCING"),
    ])
}

#[test]
fn groups_have_their_rows_in_the_order_of_the_list() {
    assert_eq!(
        grouped(&few(), Grouping::Platform),
        ["AWS Fargate (2 problems): a b f", "Azure AKS (1 problems): c e", "Platform not reported (1 problems): d"]
    );
    assert_eq!(grouped(&few(), Grouping::Track), ["Current (3 problems): a c d e f", "Stable (1 problems): b"]);
    // What needs a look comes first, as in a list that is sorted by status.
    assert_eq!(
        grouped(&few(), Grouping::Status),
        [
            "Unknown (1 problems): b",
            "REBALANCING (1 problems): f",
            "Stopped (1 problems): d",
            "Paused (1 problems): c",
            "Running (0 problems): a",
            "Status not reported (0 problems): e",
        ]
    );
    assert!(grouped(&loaded(Vec::new()), Grouping::Status).is_empty());
}

#[test]
fn accounts_are_grouped_under_their_names_and_only_where_there_are_several() {
    let fleet = few();
    let profiles = [Arc::new(Profile { name: Some(Label::from("prod")), ..Profile::default() })];
    let sight = Sight { profiles: &profiles, ..Sight::default() };
    let groups = Groups::of(fleet.rows().iter(), Grouping::Account, sight);
    assert_eq!(groups.groups().len(), 1);
    assert_eq!(groups.groups()[0].title, "prod");
    let turn = |from: Grouping, are_several| {
        std::iter::successors(Some(from), |now| Some(now.next(true, are_several))).take(5).map(Grouping::name).collect()
    };
    let turned: Vec<&str> = turn(Grouping::Account, true);
    assert_eq!(turned, ["account", "platform", "track", "status", "account"]);
    let turned: Vec<&str> = turn(Grouping::Platform, false);
    assert_eq!(turned, ["platform", "track", "status", "platform", "track"]);
    for grouping in Grouping::ALL {
        assert_eq!(grouping.next(true, true).next(false, true), grouping);
    }
}

fn versions(fleet: &Fleet) -> Versions {
    Versions::of(fleet.rows().iter())
}

/// A line for each version: `Current 11.214.0 x3 newest`.
fn told(versions: &Versions) -> Vec<String> {
    let all = versions.lines.iter().flat_map(|line| line.versions.iter().map(move |count| (line, count)));
    let told = all.map(|(line, count)| {
        let version = count.version.as_ref().map_or("none", Version::label);
        let track = line.name.track.as_deref().unwrap_or("no track");
        let types = if line.name.types == Types::Streaming { " streaming" } else { "" };
        let newest = if count.is_newest { " newest" } else { "" };
        let ended = if count.ended > 0 { format!(" {} ended", count.ended) } else { String::new() };
        let next = if count.next > 0 { format!(" {} next", count.next) } else { String::new() };
        format!("{track}{types} {version} x{}{newest}{ended}{next}", count.runners)
    });
    told.collect()
}

#[test]
fn versions_are_counted_by_track_the_newest_first() {
    let stable = |name: &str, version: &str| {
        let mut runner = runner(name).stable().version(version);
        runner.release.latest = Some(Version::new("11.208.3"));
        runner.release.latest_released = Some("2026-11-01T00:00:00Z".parse().unwrap());
        runner
    };
    let unread = Runner { release: trackside::domain::Release::default(), ..runner("nothing") };
    let mut without = runner("pending").status("pending");
    without.release.version = None;
    let mut edge = runner("edge");
    edge.release.track = Some(VersionTrack::parse("edge"));
    let found = versions(&loaded(vec![
        runner("a"),
        runner("b").version("11.9.0"),
        runner("c").version("11.208.3"),
        runner("d").unsupported("11.171.0"),
        stable("e", "11.208.3"),
        stable("f", "11.200.0"),
        stable("g", "11.200.0"),
        runner("hosted").on("matillion", "hosted"),
        runner("snow").on("snowflake", "native app"),
        without,
        unread,
        edge,
    ]));
    assert_eq!(
        told(&found),
        [
            "Current 11.214.0 x2 newest",
            "Current 11.208.3 x1 1 next",
            "Current 11.171.0 x1 1 ended",
            "Current 11.9.0 x1 1 next",
            "Current none x1",
            "Stable 11.208.3 x1 newest",
            "Stable 11.200.0 x2 2 next",
            "edge 11.214.0 x1 newest",
            "no track none x1",
        ]
    );
    assert_eq!((found.hosted, found.snowflake, found.ended(), found.most), (1, 1, 1, 2));
    assert_eq!(found.lines[1].next(), 2);
    assert_eq!(found.lines[1].next_at(), Some(Expected::On("2026-12-01".parse().unwrap())));
    assert_eq!(found.lines[0].versions[0].without_date, 1);
    assert_eq!(found.lines[0].versions[0].unknown, Some(Reason::Snowflake));
    assert!(versions(&loaded(Vec::new())).is_empty());
}

#[test]
fn the_newest_has_a_place_also_where_nobody_runs_it() {
    let found = versions(&loaded(vec![runner("a").version("11.208.3")]));
    assert_eq!(told(&found), ["Current 11.214.0 x0 newest", "Current 11.208.3 x1 1 next"]);
}

#[test]
fn streaming_runners_stand_apart_only_where_their_releases_are_others() {
    let with_latest = |mut runner: Runner, latest: &str| {
        runner.release.latest = Some(Version::new(latest));
        runner
    };
    let same = versions(&loaded(vec![runner("a"), runner("s").streaming()]));
    assert_eq!(told(&same), ["Current 11.214.0 x2 newest"]);
    let others = vec![runner("a"), with_latest(runner("s").streaming().version("4.12.1"), "4.12.1")];
    assert_eq!(told(&versions(&loaded(others))), ["Current 11.214.0 x1 newest", "Current streaming 4.12.1 x1 newest"]);
    let alone = versions(&loaded(vec![runner("s").streaming()]));
    assert_eq!(told(&alone), ["Current streaming 11.214.0 x1 newest"]);
}

#[test]
fn what_accounts_name_differently_as_the_newest_is_all_kept() {
    let mut other = runner("b").version("11.208.3");
    other.release.latest = Some(Version::new("11.208.3"));
    let found = versions(&loaded(vec![runner("a"), other]));
    assert_eq!(told(&found), ["Current 11.214.0 x1 newest", "Current 11.208.3 x1 newest"]);
    assert_eq!(found.lines[0].newest.len(), 2);
}

/// The filter of each version that has runners, as `version -> filter`.
fn filters(fleet: &Fleet) -> Vec<(String, Option<String>)> {
    let rows: Vec<Listed> = fleet.listed().collect();
    let found = versions(fleet);
    let all = found.lines.iter().flat_map(|line| line.versions.iter().map(move |count| (line, count)));
    let with_runners = all.filter(|(_, count)| count.runners > 0);
    let filters = with_runners.filter_map(|(line, count)| {
        let version = count.version.as_ref()?;
        Some((version.raw().to_owned(), filter(version, &line.name, &rows, Sight::default())))
    });
    filters.collect()
}

#[test]
fn a_filter_says_no_more_than_it_must() {
    let fleet = loaded(vec![
        runner("a"),
        runner("b").version("11.208"),
        runner("c").version("11.208.3"),
        runner("d").stable(),
        runner("e").version("1 0"),
        runner("f").version("a=b"),
        runner("hosted").on("matillion", "hosted").version("11.208.3"),
    ]);
    let told: Vec<String> =
        filters(&fleet).into_iter().map(|(version, filter)| format!("{version}: {filter:?}")).collect();
    assert_eq!(
        told,
        [
            "11.214.0: Some(\"version=11.214.0 track=current\")",
            "a=b: None",
            "11.208.3: Some(\"version=11.208.3 !platform=hosted\")",
            "11.208: Some(\"version=11.208 version<=11.208 version>=11.208\")",
            "1 0: Some(\"version=\\\"1 0\\\"\")",
            "11.214.0: Some(\"version=11.214.0 track=stable\")",
        ]
    );
}

fn any_runner() -> impl Strategy<Value = Runner> {
    let texts = || {
        let odd = hostile_names().into_iter().filter(|name| name.len() < 100).collect::<Vec<_>>();
        prop_oneof![
            prop::sample::select(vec!["11.2", "11.20", "11.20-rc1", "11.214.0"]).prop_map(str::to_owned),
            prop::sample::select(odd)
        ]
    };
    let track = prop::option::of(prop_oneof![Just("current".to_owned()), Just("stable".to_owned()), texts()]);
    (any::<u32>(), texts(), prop::option::of(texts()), track, prop::option::of(texts()), any::<bool>()).prop_map(
        |(id, status, version, track, support, is_streaming)| {
            let mut runner = runner("x").status(&status);
            runner.id = RunnerId::new(&format!("id-{id}"));
            runner.release.version = version.map(Version::new);
            runner.release.track = track.map(|track| VersionTrack::parse(&track));
            runner.release.support = support.and_then(|support| Support::parse(&support));
            if is_streaming { runner.streaming() } else { runner }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_row_is_in_one_group_and_in_one_version(runners in prop::collection::vec(any_runner(), 0..30)) {
        let fleet = loaded(runners);
        for grouping in Grouping::ALL {
            let groups = Groups::of(fleet.rows().iter(), grouping, Sight::default());
            let of_groups: usize = groups.groups().iter().map(|group| group.places.len()).sum();
            prop_assert_eq!(of_groups, fleet.rows().len());
            for position in 0..fleet.rows().len() {
                let place = groups.place(position).unwrap();
                prop_assert_eq!(groups.position(place), Some(position));
            }
        }
        let found = versions(&fleet);
        let of_versions: usize = found.lines.iter().flat_map(|line| &line.versions).map(|count| count.runners).sum();
        prop_assert_eq!(of_versions + found.hosted, fleet.rows().len());
        let of_lines: usize = found.lines.iter().map(|line| line.runners).sum();
        prop_assert_eq!(of_lines, of_versions);
    }

    #[test]
    fn a_filter_finds_exactly_the_runners_of_the_version(runners in prop::collection::vec(any_runner(), 0..20)) {
        let fleet = loaded(runners);
        let counts = versions(&fleet);
        let counts = counts.lines.iter().flat_map(|line| &line.versions);
        let counts = counts.filter(|count| count.runners > 0 && count.version.is_some());
        for ((version, filter), count) in filters(&fleet).into_iter().zip(counts) {
            let Some(filter) = filter else { continue };
            let query = Query::parse(&filter);
            let found: Vec<&Row> = fleet.rows().iter().filter(|row| query.matches(row, Sight::default())).collect();
            prop_assert_eq!(found.len(), count.runners, "{}", filter);
            for row in found {
                prop_assert_eq!(row.runner.release.version.as_ref().map(Version::raw), Some(version.as_str()));
            }
        }
    }
}

#[test]
fn a_usual_fleet_is_grouped_whole() {
    let fleet = loaded(fleet());
    let groups = grouped(&fleet, Grouping::Track);
    assert!(groups.iter().any(|group| group.starts_with("Track not reported")), "{groups:?}");
}
