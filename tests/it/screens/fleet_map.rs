//! The fleet map: a cell a runner, at each size and for each size of the fleet; moving, grouping, opening.

use insta::assert_snapshot;
use trackside::domain::{AccountId, Runner};
use trackside::options::ThemeName;
use trackside::tui::ui::Symbols;

use super::frames;
use crate::support::Harness;
use crate::support::fixtures::{With, fleet, hostile_names, key, numbered, runner};
use crate::support::harness::Setting;

pub const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (200, 60)];

const STATUSES: [&str; 7] = ["running", "pending", "pausing", "paused", "stopping", "stopped", "unknown"];

/// So many runners of several platforms, one in ten of them not Running.
pub fn many(count: usize) -> Vec<Runner> {
    let platforms = [("aws", "fargate"), ("aws", "eks"), ("azure", "aks"), ("gcp", "gke"), ("azure", "container app")];
    let of_number = |(number, runner): (usize, Runner)| {
        let (provider, deployment) = platforms[number % platforms.len()];
        let runner = runner.on(provider, deployment);
        let runner = if number % 3 == 0 { runner.stable() } else { runner };
        if number % 10 == 7 { runner.status(STATUSES[number / 10 % STATUSES.len()]) } else { runner }
    };
    numbered(count).into_iter().enumerate().map(of_number).collect()
}

fn hostile() -> Vec<Runner> {
    let names = hostile_names();
    let of_name = |(number, name): (usize, &String)| {
        let mut runner = runner(name).on(name, "crater").status(name);
        runner.id = trackside::domain::RunnerId::new(&format!("id-{number}"));
        runner
    };
    names.iter().enumerate().map(of_name).collect()
}

fn opened((columns, rows): (u16, u16), runners: Vec<Runner>) -> Harness {
    Harness::sized(columns, rows).fleet(runners).keys("F")
}

#[test]
fn at_each_size() {
    for size in SIZES {
        let frames = frames(vec![
            ("nothing read", Harness::sized(size.0, size.1).keys("F")),
            ("none", opened(size, Vec::new())),
            ("one", opened(size, many(1))),
            ("twenty", opened(size, many(20))),
            ("every status, by status", opened(size, fleet()).keys("<tab><tab>")),
            ("every status, by track", opened(size, fleet()).keys("<tab>")),
            ("20,000", opened(size, many(20_000))),
            ("20,000, at the end", opened(size, many(20_000)).keys("G")),
            ("hostile", opened(size, hostile())),
            ("hostile, by status", opened(size, hostile()).keys("<tab><tab>G")),
        ]);
        assert_snapshot!(format!("map_{}x{}", size.0, size.1), frames);
    }
}

#[test]
fn two_thousand_runners_fit_one_screen() {
    for (columns, rows) in [(200, 60), (160, 45), (120, 34)] {
        let text = opened((columns, rows), many(2_000)).text();
        assert_eq!(text.matches(" above").count() + text.matches(" below").count(), 0, "{columns}x{rows}\n{text}");
        // The header's bar has glyphs, too: counted is what stands below the rule.
        let map = text.split_once("Fleet map").unwrap().1;
        let cells = map.matches(['●', '◌', '◐', '◑', '○', '■', '?']).count();
        // The runner under the bar is named with its glyph, and the footer has the help's key.
        assert_eq!(cells, 2_000 + 2, "{columns}x{rows}\n{text}");
    }
}

#[test]
fn in_ascii_without_colour_and_on_a_light_ground() {
    for (name, theme, symbols) in [
        ("ascii", ThemeName::Mono, &Symbols::ASCII),
        ("mono", ThemeName::Mono, &Symbols::UNICODE),
        ("light", ThemeName::Light, &Symbols::UNICODE),
    ] {
        let harness = Harness::with(80, 24, theme, symbols, false).fleet(fleet()).keys("Fjl");
        if name == "ascii" {
            assert!(harness.text().is_ascii(), "{}", harness.text());
        }
        assert_snapshot!(format!("map_{name}"), harness.frame());
    }
}

/// Three platforms: eight runners, two, three; 40 cells wide all stand on one line each.
fn small() -> Vec<Runner> {
    let of = |platform: &str, number: usize, provider: &str, deployment: &str| {
        (0..number).map(|at| runner(&format!("{platform}-{at}")).on(provider, deployment)).collect::<Vec<_>>()
    };
    [of("aks", 2, "azure", "aks"), of("fargate", 8, "aws", "fargate"), of("gke", 3, "gcp", "gke")].concat()
}

fn at_bar(harness: &Harness) -> String {
    harness.selected().unwrap().trim_start_matches("id-").to_owned()
}

#[test]
fn the_bar_moves_by_runner_and_by_line() {
    let start = || opened((80, 24), small());
    // The list's bar is on its first row, the map's on the same runner.
    assert_eq!(at_bar(&start()), "aks-0");
    for (keys, expected) in [
        ("g", "fargate-0"),
        ("<home>", "fargate-0"),
        ("gl", "fargate-1"),
        ("g<right><right><left>", "fargate-1"),
        ("gh", "fargate-0"),
        ("G", "gke-2"),
        ("<end>l", "gke-2"),
        // Over the titles, and at the end of a line to the first of the next one.
        ("gj", "aks-0"),
        ("gjj", "gke-0"),
        ("gjjj", "gke-0"),
        ("gk", "fargate-0"),
        ("glllllllll", "aks-1"),
        ("gllllllllh", "fargate-7"),
        // A shorter line between does not move the bar out of its column.
        ("gllj", "aks-1"),
        ("glljj", "gke-2"),
        ("glljjkk", "fargate-2"),
        ("g<pgdn>", "gke-2"),
        ("G<pgup>", "fargate-0"),
    ] {
        assert_eq!(at_bar(&start().keys(keys)), expected, "{keys}");
    }
}

#[test]
fn leaving_leaves_the_lists_bar_on_the_runner_and_enter_opens_it() {
    for close in ["<esc>", "q", "F"] {
        let harness = opened((80, 24), small()).keys("gjl").keys(close);
        assert_eq!(at_bar(&harness), "aks-1");
        assert!(harness.text().contains("RUNNER"), "{}", harness.text());
    }
    let harness = opened((80, 24), small()).keys("gjl<enter>");
    assert_eq!(harness.app.details_of(), Some(&key("id-aks-1")));
    // From the details the way back leads to the map, and the next runner of the list is the map's too.
    let back = harness.clone().keys("<esc>");
    assert!(back.text().contains("Fleet map"), "{}", back.text());
    let next = harness.keys("J<esc>");
    assert_eq!(at_bar(&next), "fargate-0");
    assert!(next.text().contains("fargate-0  ●"), "{}", next.text());
}

#[test]
fn the_lists_filter_and_order_count_in_the_map() {
    let filtered = Harness::sized(80, 24).fleet(small()).keys("/fargate<enter>F");
    let text = filtered.text();
    assert!(text.contains("filter fargate") && text.contains("8 of 13"), "{text}");
    assert!(text.contains("AWS Fargate  8 runners") && !text.contains("GKE"), "{text}");
    let none = Harness::sized(80, 24).fleet(small()).keys("/nobody<enter>F");
    assert!(none.text().contains("The list's filter lets no runner through."), "{}", none.text());
    let turned = Harness::sized(80, 24).fleet(small()).keys("IFg");
    assert_eq!(at_bar(&turned), "fargate-7");
}

#[test]
fn the_map_follows_the_list() {
    let mut runners = small();
    let harness = opened((80, 24), runners.clone()).keys("gjl");
    runners[1] = runners[1].clone().status("unknown");
    let harness = harness.fleet(runners.clone());
    assert!(harness.text().contains("aks-1  ? Unknown"), "{}", harness.text());
    assert!(harness.text().contains("Azure AKS  2 runners  1 problem"), "{}", harness.text());
    // A runner that comes before it moves nothing but the cells.
    runners.push(runner("aaa").on("azure", "aks"));
    let harness = harness.fleet(runners);
    assert_eq!(at_bar(&harness), "aks-1");
    assert!(harness.text().contains("Azure AKS  3 runners"), "{}", harness.text());
}

#[test]
fn what_is_above_and_below_is_counted_and_the_bar_stays_in_view() {
    let harness = opened((80, 24), many(20_000)).keys("g");
    assert!(harness.text().contains(" below"), "{}", harness.text());
    let number = |text: &str, word: &str| -> usize {
        let before = text.split(word).next().unwrap().trim_end_matches(" runners");
        before.rsplit(' ').next().unwrap().replace(',', "").parse().unwrap()
    };
    let below = number(&harness.text(), " below");
    let shown = 20_000 - below;
    assert!((1_100..=1_500).contains(&shown), "{shown}");
    let paged = harness.keys("<pgdn><pgdn>");
    assert!(paged.text().contains(" above, "), "{}", paged.text());
    let end = paged.keys("G");
    let text = end.text();
    assert!(text.contains(" above") && !text.contains(" below"), "{text}");
    assert!(text.contains("20,000/20,000"), "{text}");
    // Where no rule has room for that, it takes a line of the map.
    let low = opened((40, 10), many(20_000)).keys("<pgdn><pgdn>");
    assert!(low.text().contains(" runners above, 1"), "{}", low.text());
}

#[test]
fn the_grouping_is_kept_while_the_program_runs_and_the_bar_stays() {
    let harness = opened((80, 24), fleet()).keys("lll");
    let before = at_bar(&harness);
    let harness = harness.keys("<tab>");
    assert!(harness.text().contains("Fleet map by track"), "{}", harness.text());
    assert_eq!(at_bar(&harness), before);
    let again = harness.keys("<esc>F");
    assert!(again.text().contains("Fleet map by track"), "{}", again.text());
    assert!(again.keys("<shift-tab>").text().contains("Fleet map by platform"));
}

fn several(size: (u16, u16)) -> Harness {
    let harness = Harness::set_up(size.0, size.1, |setting: &mut Setting| {
        let named = |name: &str| trackside::account::Profile {
            name: Some(trackside::domain::Label::from(name)),
            ..setting.profile.clone()
        };
        let others = vec![std::sync::Arc::new(named("lab"))];
        setting.profile = named("prod");
        setting.config.profiles = others;
        setting.config.opened = 2;
    });
    harness.fleet(small()).fleet_of(AccountId(1), vec![runner("lab-1").status("paused"), runner("lab-2").stable()])
}

#[test]
fn several_accounts_are_the_first_grouping_and_named_below() {
    for size in SIZES {
        let frames = frames(vec![
            ("map", several(size).keys("FG")),
            ("by platform", several(size).keys("F<tab>G")),
            ("versions", several(size).keys("V")),
        ]);
        assert_snapshot!(format!("several_{}x{}", size.0, size.1), frames);
    }
}

#[test]
fn keys_of_the_list_that_act_do_nothing_in_the_map() {
    let harness = opened((80, 24), small());
    for key in ["r", "p", "<ctrl-d>", "a", "x"] {
        let harness = harness.clone().keys(key);
        assert!(harness.text().contains("does nothing here"), "{key}: {}", harness.text());
    }
    let help = opened((100, 40), small()).keys("?").text();
    assert!(help.contains("Keys: Fleet map") && help.contains("group by the next of"), "{help}");
}

#[test]
fn every_size_of_the_window_is_drawn() {
    for (columns, rows) in [(1, 1), (30, 6), (31, 7), (59, 11), (60, 12), (300, 90)] {
        for keys in ["F", "V", "FG", "VG"] {
            let harness = Harness::sized(80, 24).fleet(many(500)).keys(keys).resized(columns, rows);
            harness.keys("jklh<pgdn><pgup>").frame();
        }
    }
}
