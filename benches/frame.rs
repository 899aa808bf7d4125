//! What the state costs the event loop, by size of the fleet: a key with its frame, a merged poll, a filter's character,
//! and what runs on each runner: a key with the column shown, a reading that is joined.
//!
//! A frame must cost the same at 20,000 runners as at 20; a merged poll of 20,000 must fit between two frames.

use std::sync::Arc;
use std::time::Duration;
use trackside::account::{News, Profile, WorkNews};
use trackside::domain::{
    AccountId, CloudProvider, Deployment, Environment, Execution, Label, Moment, Platform, Project, ProjectId,
    ProjectUsage, Release, Runner, RunnerId, RunnerType, Running, Status, Support, Usage, Version, VersionTrack,
};

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::layout::Size;
use trackside::api::RunnerList;
use trackside::options::ThemeName;
use trackside::terminal::input::Chord;
use trackside::terminal::screen::Screen;
use trackside::tui::app::{App, Config};
use trackside::tui::message::Message;
use trackside::tui::ui::{Symbols, Theme};

const SIZES: [usize; 3] = [20, 2_000, 20_000];

fn runner(number: usize, version: &str) -> Arc<Runner> {
    let status = Status::DOCUMENTED[number % Status::DOCUMENTED.len()].clone();
    Arc::new(Runner {
        description: Some(Label::from("EU nightly loads")),
        status: Some(status),
        runner_type: Some(RunnerType::Maia),
        platform: Platform { provider: Some(CloudProvider::Aws), deployment: Some(Deployment::Fargate) },
        connected: Some(true),
        release: Release {
            version: Some(Version::new(version)),
            update_available: Some(number.is_multiple_of(3)),
            support: Some(Support::Supported),
            track: Some(VersionTrack::Current),
            latest: Some(Version::new("11.214.0")),
            latest_released: None,
        },
        ..Runner::new(&format!("id-{number:06}"), &format!("runner-{number:06}"))
    })
}

fn list(count: usize) -> Arc<RunnerList> {
    let runners = (0..count).map(|number| runner(number, "11.208.3")).collect();
    Arc::new(RunnerList { runners, ..RunnerList::default() })
}

/// `list` after a poll that found one runner in a hundred changed.
fn changed(list: &RunnerList) -> Arc<RunnerList> {
    let mut runners = list.runners.clone();
    for (number, entry) in runners.iter_mut().enumerate().step_by(100) {
        let release = runner(number, "11.999.9").release.clone();
        *entry = Arc::new(Runner { release, ..(**entry).clone() });
    }
    Arc::new(RunnerList { runners, ..list.clone() })
}

fn app(list: &Arc<RunnerList>) -> App {
    app_of(std::slice::from_ref(list))
}

/// A list of each account.
fn app_of(lists: &[Arc<RunnerList>]) -> App {
    let profile = |number: usize| Profile {
        name: (lists.len() > 1).then(|| Label::from(format!("account-{number}"))),
        host: "bench".to_owned(),
        refresh: Duration::from_secs(10),
        allows_reveal: true,
        keeps_history: true,
        has_connectivity_path: true,
        ..Profile::default()
    };
    let setting = Config {
        process: 0,
        profiles: (0..lists.len()).map(|number| Arc::new(profile(number))).collect(),
        opened: lists.len(),
        theme: Theme::new(ThemeName::Ansi, &Symbols::UNICODE),
        zone: TimeZone::UTC,
        reveal: Duration::from_secs(20),
        clipboard_clear: Duration::from_secs(45),
        routes: Vec::new(),
    };
    let mut app = App::new(setting, Moment::start(Timestamp::UNIX_EPOCH), 80, 24);
    for (id, list) in (0..).map(AccountId).zip(lists) {
        app.update(Message::Account(id, News::RunnersPolled(Arc::clone(list))));
    }
    app
}

fn terminal() -> Terminal<Screen<std::io::Sink>> {
    Terminal::new(Screen::new(std::io::sink(), Size::new(80, 24))).expect("a sink takes everything")
}

fn draw(terminal: &mut Terminal<Screen<std::io::Sink>>, app: &App) {
    terminal.draw(|frame| app.view(frame)).expect("a sink takes everything");
}

/// Down and up over the whole list: nearly every key moves the window by one row where there is one.
struct Walk {
    app: App,
    terminal: Terminal<Screen<std::io::Sink>>,
    rows: usize,
    is_down: bool,
    left: usize,
}

impl Walk {
    fn new(app: App, terminal: Terminal<Screen<std::io::Sink>>, rows: usize) -> Self {
        Self { app, terminal, rows, is_down: false, left: 0 }
    }

    fn step(&mut self) {
        if self.left == 0 {
            (self.is_down, self.left) = (!self.is_down, self.rows - 1);
        }
        self.left -= 1;
        self.app.update(Message::Key(Chord::char(if self.is_down { 'j' } else { 'k' })));
        draw(&mut self.terminal, &self.app);
    }
}

fn keys(c: &mut Criterion) {
    let mut group = c.benchmark_group("key_to_frame_80x24");
    for count in SIZES {
        let mut walk = Walk::new(app(&list(count)), terminal(), count);
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| bencher.iter(|| walk.step()));
    }
    group.finish();
}

fn polls(c: &mut Criterion) {
    let mut group = c.benchmark_group("merge_a_poll_and_draw");
    for count in SIZES {
        let before = list(count);
        let after = changed(&before);
        let mut sorted = app(&before);
        sorted.update(Message::Key(Chord::char('5')));
        group.bench_function(BenchmarkId::new("one_percent_changed_sorted_by_version", count), |bencher| {
            bencher.iter_batched_ref(
                || (sorted.clone(), terminal()),
                |(app, terminal)| {
                    app.update(Message::Account(AccountId::FIRST, News::RunnersPolled(Arc::clone(&after))));
                    draw(terminal, app);
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Accounts side by side, and the runners of each.
const ACCOUNTS: [usize; 2] = [1, 5];
const OF_EACH: usize = 4_000;

/// The runners of one of several accounts, whose ids and names no other one has.
fn list_of(account: usize) -> Arc<RunnerList> {
    let other = |number: usize| {
        let runner = runner(number, "11.208.3");
        let (id, name) = (format!("id-{account}-{number:06}"), format!("runner-{number:06}-{account}"));
        Arc::new(Runner { id: RunnerId::new(&id), name: Label::from(name), ..(*runner).clone() })
    };
    Arc::new(RunnerList { runners: (0..OF_EACH).map(other).collect(), ..RunnerList::default() })
}

/// One account of 4,000 runners, and five: a key with its frame, and a poll of one of them that is merged.
fn accounts(c: &mut Criterion) {
    let lists: Vec<Arc<RunnerList>> = (0..5).map(list_of).collect();
    let mut group = c.benchmark_group("accounts_of_4000");
    for number in ACCOUNTS {
        let mut walk = Walk::new(app_of(&lists[..number]), terminal(), 200);
        group.bench_function(BenchmarkId::new("key_to_frame_80x24", number), |bencher| bencher.iter(|| walk.step()));
    }
    for number in ACCOUNTS {
        let after = changed(&lists[0]);
        let mut sorted = app_of(&lists[..number]);
        sorted.update(Message::Key(Chord::char('5')));
        group.bench_function(BenchmarkId::new("merge_a_poll_of_one_and_draw", number), |bencher| {
            bencher.iter_batched_ref(
                || (sorted.clone(), terminal()),
                |(app, terminal)| {
                    app.update(Message::Account(AccountId::FIRST, News::RunnersPolled(Arc::clone(&after))));
                    draw(terminal, app);
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn filters(c: &mut Criterion) {
    let mut group = c.benchmark_group("filter_character_and_draw");
    for count in SIZES {
        let mut app = app(&list(count));
        app.update(Message::Key(Chord::char('/')));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter_batched_ref(
                || (app.clone(), terminal()),
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
    let size = || Terminal::new(Screen::new(std::io::sink(), Size::new(160, 45))).expect("a sink takes everything");
    for count in TALL_SIZES {
        let mut app = app(&list(count));
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

criterion_group!(benches, keys, polls, accounts, filters, work);
criterion_main!(benches);
