//! What runs, as a pure value.

use std::time::Duration;

use super::super::seed;
use super::super::simulation::Command;
use super::*;

struct Demo {
    simulation: Simulation,
    projects: Vec<Project>,
    work: Work,
}

impl Demo {
    /// A demo in which nothing happens to runners by itself, and pipelines run.
    fn new(seed: u64) -> Self {
        let start = "2026-01-05T12:00:00Z".parse().unwrap();
        let (simulation, projects) = seed::fleet(None, start, seed, 0, false).unwrap();
        let work = Work::new(&simulation, &projects, seed, true);
        Self { simulation, projects, work }
    }

    fn after(&mut self, seconds: u64) {
        for _ in 0..seconds.div_ceil(10) {
            self.simulation.advance(Duration::from_secs(10));
            self.work.follow(&mut self.simulation, &self.projects);
        }
    }

    fn runner(&self, project: usize, environment: usize) -> Slot {
        self.projects[project].environments[environment].default_runner.unwrap()
    }

    /// Ids of what runs on a runner.
    fn running_on(&self, slot: Slot) -> Vec<String> {
        let on = |execution: &&Execution| self.runner(execution.project, execution.environment) == slot;
        self.work.active.iter().filter(on).map(|execution| execution.id.clone()).collect()
    }

    fn told(&self) -> Vec<String> {
        self.work.executions().iter().map(|execution| format!("{execution:?}")).collect()
    }
}

#[test]
fn pipelines_run_for_minutes_and_schedules_start_more() {
    let mut demo = Demo::new(1);
    let first: Vec<String> = demo.work.active.iter().map(|execution| execution.id.clone()).collect();
    assert!(first.len() > 5, "{first:?}");
    assert!(
        demo.work.active.iter().any(|execution| execution.started < -60 * 60 * 1_000),
        "some for more than an hour"
    );
    demo.after(2 * 3_600);
    let outcomes: Vec<&str> = demo
        .work
        .ended
        .iter()
        .filter_map(|execution| if let Stage::Ended(status, _) = execution.stage { Some(status) } else { None })
        .collect();
    assert!(outcomes.contains(&"SUCCESS") && outcomes.len() > 10, "{outcomes:?}");
    let by_schedule = demo.work.executions().iter().filter(|execution| execution.trigger == "SCHEDULE").count();
    assert!(by_schedule > 3, "{by_schedule}");
    assert!(demo.work.schedules.iter().all(|schedule| schedule.next > demo.work.now));
}

#[test]
fn a_paused_runner_queues_and_one_that_is_back_goes_on() {
    let mut demo = Demo::new(1);
    demo.after(10);
    let busy = demo.work.active.iter().map(|execution| demo.runner(execution.project, execution.environment));
    let slot = busy.into_iter().find(|slot| {
        let runner = demo.simulation.at(*slot);
        runner.status == Status::Running && runner.connected && runner.platform.is_managed()
    });
    let slot = slot.unwrap();
    assert!(demo.simulation.at(slot).runs > 0);
    demo.simulation.command(slot, Command::Pause).unwrap();
    demo.after(20);
    assert_eq!(demo.simulation.at(slot).status, Status::Paused);
    let queued = demo.running_on(slot);
    demo.after(20 * 60);
    let still = demo.running_on(slot);
    assert!(!queued.is_empty() && queued.iter().all(|id| still.contains(id)), "{queued:?} {still:?}");
    demo.simulation.command(slot, Command::Resume).unwrap();
    demo.after(20 * 60);
    assert!(queued.iter().all(|id| !demo.running_on(slot).contains(id)), "they went on");
}

#[test]
fn a_restart_takes_longer_where_pipelines_run() {
    let time = |runs: u32| {
        let mut demo = Demo::new(1);
        let slot = demo.runner(0, 0);
        demo.simulation.at_mut(slot).runs = runs;
        demo.simulation.command(slot, Command::Restart).unwrap();
        let mut seconds = 0;
        while demo.simulation.at(slot).status == Status::Stopping {
            demo.simulation.advance(Duration::from_secs(1));
            seconds += 1;
        }
        seconds
    };
    assert_eq!((time(3) - time(0), time(100) - time(0)), (12, 16));
}

#[test]
fn the_same_seed_tells_the_same_story_and_another_another() {
    let told = |seed| {
        let mut demo = Demo::new(seed);
        demo.after(1_800);
        demo.told()
    };
    assert_eq!(told(7), told(7));
    assert_ne!(told(7), told(8));
}

#[test]
fn a_start_is_after_now_by_every_plan() {
    let demo = Demo::new(1);
    for plan in [
        Plan::Daily { hour: 12, minute: 0, zone: "UTC" },
        Plan::Daily { hour: 2, minute: 30, zone: "Europe/Dublin" },
        Plan::Hourly { minute: 0 },
        Plan::Hourly { minute: 59 },
        Plan::Every { minutes: 20 },
    ] {
        let mut now = 0;
        for _ in 0..50 {
            let next = next_after(plan, &demo.simulation, now, now);
            assert!(next > now && next <= now + 25 * 60 * MINUTE, "{plan:?} {now} {next}");
            now = next;
        }
    }
}
