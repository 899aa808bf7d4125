//! What the state costs the event loop, by size of the fleet: a key with its frame, a merged poll, a filter's character,
//! and what runs on each runner: a key with the column shown, a reading that is joined.
//!
//! In detail, by criterion, and without a verdict: that is `growth.rs`.

mod fleet;

use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use trackside::account::{News, WorkNews};
use trackside::domain::{
    AccountId, Environment, Execution, Label, Project, ProjectId, ProjectUsage, RunnerId, Running, Usage,
};
use trackside::terminal::input::Chord;
use trackside::tui::app::App;
use trackside::tui::message::Message;

use fleet::{SIZES, Walk, app, changed, draw, lists, merge, terminal};

/// Accounts side by side.
const ACCOUNTS: [usize; 2] = [1, 5];

fn keys(c: &mut Criterion) {
    let mut group = c.benchmark_group("key_to_frame_80x24");
    for (accounts, count) in fleets() {
        // Nearly every key moves the window by one row where there is one.
        let mut walk = Walk::new(app(&lists(accounts, count)), terminal(80, 24), count);
        group.bench_function(BenchmarkId::new(accounts.to_string(), count), |bencher| bencher.iter(|| walk.step()));
    }
    group.finish();
}

/// Accounts, and the runners of all of them.
fn fleets() -> impl Iterator<Item = (usize, usize)> {
    ACCOUNTS.into_iter().flat_map(|accounts| SIZES.map(|count| (accounts, count)))
}

/// A poll of the first account that found one runner in a hundred changed, in a list sorted by version.
fn polls(c: &mut Criterion) {
    let mut group = c.benchmark_group("merge_a_poll_and_draw");
    for (accounts, count) in fleets() {
        let before = lists(accounts, count);
        let after = changed(&before[0]);
        let mut sorted = app(&before);
        sorted.update(Message::Key(Chord::char('5')));
        group.bench_function(BenchmarkId::new(accounts.to_string(), count), |bencher| {
            bencher.iter_batched_ref(
                || (sorted.clone(), terminal(80, 24)),
                |(app, terminal)| merge(app, terminal, &after),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn filters(c: &mut Criterion) {
    let mut group = c.benchmark_group("filter_character_and_draw");
    for count in SIZES {
        let mut app = app(&lists(1, count));
        app.update(Message::Key(Chord::char('/')));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter_batched_ref(
                || (app.clone(), terminal(80, 24)),
                |(app, terminal)| {
                    app.update(Message::Key(Chord::char('9')));
                    draw(terminal, app);
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Sizes of which the smallest too has the rows that the bar walks over.
const TALL_SIZES: [usize; 3] = [200, 2_000, 20_000];

/// The rows that the bar walks over: the same at any size, so that the size alone differs. In a list of 60 two keys in
/// three would not scroll a window of 45 rows, and would look cheaper.
const WALKED: usize = 200;

/// Environments per project, each with another default runner.
const ENVIRONMENTS: usize = 4;

/// Pipelines that run at a time, at the most.
const RUNNING: usize = 1_000;

/// One environment for each of `count` runners.
fn usage(count: usize) -> Arc<Usage> {
    let project = |number: usize| {
        let environment = |at: usize| Environment {
            name: Label::from(format!("env-{at}").as_str()),
            default_runner: Some(RunnerId::new(&format!("id-{:06}", number * ENVIRONMENTS + at))),
            default_runner_name: None,
        };
        let project = Project {
            id: ProjectId::new(&format!("project-{number}")),
            name: Label::from(format!("Project {number}").as_str()),
        };
        ProjectUsage { environments: Some((0..ENVIRONMENTS).map(environment).collect()), ..ProjectUsage::new(project) }
    };
    Arc::new(Usage { projects: (0..count.div_ceil(ENVIRONMENTS)).map(project).collect() })
}

/// What runs on the first runners, one pipeline on each: so the rows of a window are the same at any size of the fleet.
fn running(count: usize) -> Arc<Running> {
    let execution = |number: usize| Execution {
        id: Label::from(format!("run-{number}").as_str()),
        pipeline: Label::from("load/orders-full.orch.yaml"),
        project: Some(ProjectId::new(&format!("project-{}", number / ENVIRONMENTS))),
        environment: Some(Label::from(format!("env-{}", number % ENVIRONMENTS).as_str())),
        trigger: Some(Label::from("SCHEDULE")),
        status: Some(Label::from("RUNNING")),
        started_at: Some(Timestamp::UNIX_EPOCH),
    };
    Arc::new(Running { executions: (0..RUNNING.min(count)).map(execution).collect(), is_cut: false })
}

fn work_read(app: &mut App, news: WorkNews) {
    app.update(Message::Account(AccountId::FIRST, News::Work(news)));
}

fn work(c: &mut Criterion) {
    let mut group = c.benchmark_group("runs_shown_160x45");
    let size = || terminal(160, 45);
    for count in TALL_SIZES {
        let mut app = app(&lists(1, count));
        app.update(Message::Resized { columns: 160, rows: 45 });
        work_read(&mut app, WorkNews::ProjectsRead(Ok(usage(count))));
        work_read(&mut app, WorkNews::RunningRead(Ok(running(count))));
        app.update(Message::Key(Chord::char('9')));
        let before = app.clone();
        let mut walk = Walk::new(app, size(), WALKED);
        group.bench_function(BenchmarkId::new("key_to_frame", count), |bencher| bencher.iter(|| walk.step()));
        let news = [
            ("take_what_runs_and_draw", WorkNews::RunningRead(Ok(running(count)))),
            ("take_the_projects_and_draw", WorkNews::ProjectsRead(Ok(usage(count)))),
        ];
        for (name, news) in news {
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter_batched_ref(
                    || (before.clone(), size(), news.clone()),
                    |(app, terminal, news)| {
                        work_read(app, news.clone());
                        draw(terminal, app);
                    },
                    BatchSize::LargeInput,
                );
            });
        }
    }
    group.finish();
}

criterion_group!(benches, keys, polls, filters, work);
criterion_main!(benches);
