//! Whatever polls, gaps, restarts and writers there are, and in whatever order their lists are written: the file tells what a
//! fold over all of it in memory tells, without any of what makes the store quick.

use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;
use trackside::account::observation::Observation;
use trackside::domain::timeline::{Cell, Window};
use trackside::domain::{AccountId, Runner, RunnerId, Status};

use super::rig::{Watcher, at, file, tell};
use crate::support::fixtures::{With, runner};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const STATUSES: [&str; 3] = ["running", "paused", "unknown"];
/// How long a list is followed by the next, at the most, for the two to be one watch.
const REACH: i64 = 80;

/// What happens next.
#[derive(Clone, Debug)]
enum Turn {
    /// A runner gets another status, and is connected or not; nobody has looked yet.
    Change(usize, usize, bool),
    /// A runner comes, or goes.
    Toggle(usize),
    /// A writer's list comes so many seconds later; it was asked for so many seconds before.
    List(usize, i64, i64),
    /// A writer reads a runner by its id.
    Read(usize, usize),
    /// A writer ends, and begins anew with its next list.
    Restart(usize),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        4 => (0..4_usize, 0..3_usize, any::<bool>()).prop_map(|(who, status, on)| Turn::Change(who, status, on)),
        1 => (0..4_usize).prop_map(Turn::Toggle),
        6 => (0..2_usize, prop_oneof![6 => 1..12_i64, 1 => 100..300_i64], 0..4_i64)
            .prop_map(|(writer, later, before)| Turn::List(writer, later, before)),
        2 => (0..2_usize, 0..4_usize).prop_map(|(writer, who)| Turn::Read(writer, who)),
        1 => (0..2_usize).prop_map(Turn::Restart),
    ];
    prop::collection::vec(turn, 1..60)
}

/// A runner as the model knows it.
#[derive(Clone, PartialEq, Debug)]
struct Known {
    status: &'static str,
    is_on: bool,
    is_gone: bool,
    at: i64,
}

/// What each writer of the model has: when its last list came, which ids it lacked at first, and what it saw last.
#[derive(Default)]
struct Model {
    known: BTreeMap<&'static str, Known>,
    told: Vec<String>,
    watched: Vec<(i64, i64)>,
    writers: [ModelWriter; 2],
}

#[derive(Default, Clone)]
struct ModelWriter {
    last: Option<i64>,
    missing: Option<(Option<i64>, HashSet<&'static str>)>,
    /// Compared with the file anew, each time.
    view: BTreeMap<&'static str, (usize, bool)>,
}

fn label(status: &str) -> &'static str {
    match status {
        "running" => "Running",
        "paused" => "Paused",
        _ => "Unknown",
    }
}

impl Model {
    fn look(&mut self, name: &'static str, seen: (usize, bool), asked: i64, now: i64, unseen: &str) {
        let (status, is_on) = (STATUSES[seen.0], seen.1);
        let fresh = Known { status, is_on, is_gone: false, at: now };
        let Some(known) = self.known.get(name).cloned() else {
            if !self.watched.is_empty() && unseen != "first" {
                self.told.push(format!("{now} {name}: new, {}{unseen}", label(status)));
            }
            self.known.insert(name, fresh);
            return;
        };
        if known.at > asked {
            return;
        }
        if known.is_gone {
            self.told.push(format!("{now} {name}: new, {}{unseen}", label(status)));
        } else {
            if known.status != status {
                self.told.push(format!("{now} {name}: {} > {}{unseen}", label(known.status), label(status)));
            }
            if known.is_on != is_on {
                self.told.push(format!("{now} {name}: {}{unseen}", if is_on { "on" } else { "off" }));
            }
            if known.status == status && known.is_on == is_on {
                return;
            }
        }
        self.known.insert(name, fresh);
    }

    fn gone(&mut self, name: &'static str, asked: i64, now: i64, unseen: &str) {
        if let Some(known) = self.known.get_mut(name).filter(|known| !known.is_gone && known.at <= asked) {
            known.is_gone = true;
            known.at = now;
            self.told.push(format!("{now} {name}: gone{unseen}"));
        }
    }

    fn list(&mut self, writer: usize, world: &BTreeMap<&'static str, (usize, bool)>, asked: i64, now: i64) {
        let covering = self.watched.iter().filter(|(since, _)| *since <= now).map(|(_, until)| *until).max();
        let own = self.writers[writer].last.filter(|last| now - last <= REACH);
        let since = own.or_else(|| covering.filter(|until| *until >= now - REACH).map(|until| until.min(now)));
        let unseen_since = if since.is_none() { covering } else { None };
        let unseen = unseen_since.map_or(String::new(), |since| format!(" unseen since {since}"));
        let unseen = if self.watched.is_empty() { "first".to_owned() } else { unseen };
        for (name, seen) in world {
            self.look(name, *seen, asked, now, &unseen);
        }
        self.watch(since.unwrap_or(now), now);
        let missing = |model: &Self| -> HashSet<&'static str> {
            let there = model.known.iter().filter(|(_, known)| !known.is_gone).map(|(name, _)| *name);
            there.filter(|name| !world.contains_key(name)).collect()
        };
        if self.writers[writer].last.is_none() {
            let missing = missing(self);
            self.writers[writer].missing = (!missing.is_empty()).then_some((unseen_since, missing));
        } else if let Some((first, gone)) = self.writers[writer].missing.take() {
            let unseen_since = first.or(unseen_since);
            let unseen = unseen_since.map_or(String::new(), |since| format!(" unseen since {since}"));
            let mut gone: Vec<&'static str> = gone.into_iter().filter(|name| !world.contains_key(name)).collect();
            gone.sort_unstable();
            for name in gone {
                self.gone(name, asked, now, &unseen);
            }
        }
        self.writers[writer].last = Some(now);
        self.writers[writer].view.clone_from(world);
    }

    fn watch(&mut self, since: i64, until: i64) {
        let (mut first, mut last) = (since, until);
        self.watched.retain(|(begin, end)| {
            let touches = *begin <= until && *end >= since;
            if touches {
                (first, last) = (first.min(*begin), last.max(*end));
            }
            !touches
        });
        self.watched.push((first, last));
        self.watched.sort_unstable();
    }
}

fn as_runner(name: &str, (status, is_on): (usize, bool)) -> Runner {
    let runner = runner(name).status(STATUSES[status]);
    if is_on { runner } else { runner.offline() }
}

/// A letter a second, from what was told, by the simplest fold that there is.
fn second_by_second(model: &Model, name: &'static str, end: i64) -> Vec<Cell> {
    let mut steps: Vec<(i64, Option<&str>, Option<&str>)> = Vec::new();
    for line in &model.told {
        let (head, what) = line.split_once(": ").unwrap();
        let (at, who) = head.split_once(' ').unwrap();
        let what = what.split(" unseen").next().unwrap();
        if who == name {
            let at = at.parse().unwrap();
            if let Some(status) = what.strip_prefix("new, ") {
                steps.push((at, None, Some(status)));
            } else if what == "gone" {
                steps.push((at, Some("?"), None));
            } else if let Some((from, to)) = what.split_once(" > ") {
                steps.push((at, Some(from), Some(to)));
            }
        }
    }
    let last = model.known.get(name).filter(|known| !known.is_gone).map(|known| label(known.status));
    // What it was when it went, the step before tells, or nothing does: it was so from the beginning.
    let cell = |status: Option<&str>| status.map_or(Cell::Absent, |word| Cell::Status(Status::parse(word)));
    let first = match steps.first() {
        Some((_, was, _)) => *was,
        None => last,
    };
    (0..end)
        .map(|second| {
            if !model.watched.iter().any(|(since, until)| *since <= second && second <= *until) {
                return Cell::Unwatched;
            }
            if !model.known.contains_key(name) {
                return Cell::Unwatched;
            }
            let now = steps.iter().rev().find(|(at, ..)| *at <= second).map_or(first, |(_, _, is)| *is);
            cell(now)
        })
        .collect()
}

/// Whether the writers hold the same runners as the file, so that their views say what it says.
struct World {
    now: i64,
    runners: BTreeMap<&'static str, (usize, bool)>,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_file_tells_what_a_fold_in_memory_tells(turns in turns()) {
        let (_folder, path) = file();
        let mut writers = [Watcher::of(&path), Watcher::of(&path)];
        let mut model = Model::default();
        let mut world = World { now: 0, runners: NAMES[..3].iter().map(|name| (*name, (0, true))).collect() };
        for turn in turns {
            match turn {
                Turn::Change(who, status, is_on) => {
                    if let Some(runner) = world.runners.get_mut(NAMES[who]) {
                        *runner = (status, is_on);
                    }
                }
                Turn::Toggle(who) => {
                    let name = NAMES[who];
                    if world.runners.remove(name).is_none() {
                        world.runners.insert(name, (0, true));
                    } else {
                        // Who watches looks it up, and is told.
                        for (index, writer) in writers.iter_mut().enumerate() {
                            if model.writers[index].view.remove(name).is_some() {
                                writer.gone(world.now, &format!("id-{name}"));
                                model.gone(name, world.now, world.now, "");
                            }
                        }
                    }
                }
                Turn::List(index, later, before) => {
                    world.now += later;
                    let runners: Vec<Runner> =
                        world.runners.iter().map(|(name, seen)| as_runner(name, *seen)).collect();
                    let mut listing = writers[index].listing(world.now, &runners);
                    listing.asked = at(world.now - before);
                    writers[index].observe(world.now, Observation::Listed(listing)).unwrap();
                    model.list(index, &world.runners, world.now - before, world.now);
                }
                Turn::Read(index, who) => {
                    let name = NAMES[who];
                    let has_list = model.writers[index].last.is_some();
                    if let Some(seen) = world.runners.get(name).copied().filter(|_| has_list)
                        && model.writers[index].view.contains_key(name)
                    {
                        writers[index].read(world.now, as_runner(name, seen));
                        model.look(name, seen, world.now, world.now, "");
                    }
                }
                Turn::Restart(index) => {
                    writers[index] = Watcher::in_memory();
                    writers[index] = Watcher::of(&path);
                    model.writers[index] = ModelWriter::default();
                }
            }
        }
        // What one list shows has no order among itself.
        let sorted = |mut told: Vec<String>| {
            told.sort();
            told
        };
        let told: Vec<String> = writers[0].events().iter().map(tell).collect();
        prop_assert_eq!(sorted(told), sorted(model.told.clone()));
        prop_assert_eq!(writers[1].watched(), model.watched.clone());
        let end = world.now + 5;
        let cells = usize::try_from(end).unwrap();
        let window = Window { from: at(0), to: at(end), cells };
        let ids: Vec<RunnerId> = NAMES.iter().map(|name| RunnerId::new(&format!("id-{name}"))).collect();
        let strips = writers[0].store.timeline(AccountId::FIRST, &ids, &window).unwrap();
        for (name, strip) in NAMES.into_iter().zip(strips) {
            let expected = second_by_second(&model, name, end);
            for (second, (shown, expected)) in strip.cells.iter().zip(&expected).enumerate() {
                // What it was when it went is known to the file alone.
                let is_open = *expected == Cell::Status(Status::parse("?"));
                prop_assert!(shown == expected || is_open, "{} at {}: {:?}, not {:?}", name, second, shown, expected);
            }
        }
    }
}
