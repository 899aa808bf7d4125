//! The poller under paused time, with a scripted source.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use trackside::account::News;

use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use trackside::api::reading::{MAX_LIST_BYTES, MAX_PAGES, MAX_RUNNERS, RunnerSource};
use trackside::api::{ApiError, Cause, ControlPlane, Fingerprint, Page, PageRead, RunnerList};
use trackside::domain::{Label, Runner, RunnerId};

use trackside::runtime::poller::{FIRST_RETRY_WAIT, MAX_RETRY_WAIT, Order, Pace, Poller};

use crate::api::{answering, settings};
use crate::support::fixtures::{SECOND, error, numbered, problem, runner, server_failed, unreachable};
use crate::support::http::Reply;
use crate::support::patience::Patience;

type Answer = Result<Page<Runner>, ApiError>;

/// Answers calls from a script, and then with the same single page for ever; each call takes `latency`.
struct Scripted {
    script: Mutex<VecDeque<Answer>>,
    afterwards: Box<dyn Fn(u32) -> Answer + Send + Sync>,
    calls: Mutex<Vec<(u32, Instant)>>,
    latency: Duration,
}

impl RunnerSource for Scripted {
    async fn page(&self, page: u32, _: Option<Fingerprint>) -> Result<PageRead, ApiError> {
        self.calls.lock().unwrap().push((page, Instant::now()));
        tokio::time::sleep(self.latency).await;
        let scripted = self.script.lock().unwrap().pop_front();
        scripted.unwrap_or_else(|| (self.afterwards)(page)).map(PageRead::from)
    }
}

fn page(runners: Vec<Runner>, is_last: bool) -> Page<Runner> {
    Page { entries: runners, total: None, is_last, unreadable: 0, bytes: 0 }
}

struct Run {
    source: Arc<Scripted>,
    news: mpsc::Receiver<News>,
    orders: mpsc::Sender<Order>,
    pace: watch::Sender<Pace>,
    task: tokio::task::JoinHandle<()>,
}

const PACE: Pace = Pace { refresh: Duration::from_secs(10), requests_per_minute: 500, for_view_per_minute: 0 };

fn start(script: Vec<Answer>) -> Run {
    start_with(script, |_| Ok(page(numbered(3), true)), PACE, Duration::ZERO)
}

fn start_with(
    script: Vec<Answer>,
    afterwards: impl Fn(u32) -> Answer + Send + Sync + 'static,
    pace: Pace,
    latency: Duration,
) -> Run {
    let source = Arc::new(Scripted {
        script: Mutex::new(script.into()),
        afterwards: Box::new(afterwards),
        calls: Mutex::default(),
        latency,
    });
    let (sender, news) = mpsc::channel(64);
    let (orders, taken) = mpsc::channel(16);
    let (pace, paced) = watch::channel(pace);
    let poller = Poller::new(Arc::clone(&source), sender, taken, paced, fastrand::Rng::with_seed(7));
    Run { source, news, orders, pace, task: tokio::spawn(poller.run()) }
}

impl Run {
    async fn next(&mut self) -> News {
        self.news.recv().await.expect("the poller runs")
    }

    /// The next list, and how long it took to come.
    async fn next_list(&mut self) -> (Arc<RunnerList>, Duration) {
        let before = Instant::now();
        let mut patience = Patience::until("a list comes");
        loop {
            patience.turn();
            if let News::RunnersPolled(list) = self.next().await {
                return (list, before.elapsed());
            }
        }
    }

    async fn next_failure(&mut self) -> (ApiError, Duration) {
        let mut patience = Patience::until("a poll fails");
        loop {
            patience.turn();
            if let News::PollFailed { error, retry_in } = self.next().await {
                return (error, retry_in);
            }
        }
    }

    fn pages_asked(&self) -> Vec<u32> {
        self.source.calls.lock().unwrap().iter().map(|(page, _)| *page).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn it_polls_at_once_and_then_at_the_interval() {
    let mut run = start(vec![]);
    assert_eq!(run.next().await, News::PollStarted);
    let (list, waited) = run.next_list().await;
    assert_eq!((list.runners.len(), waited), (3, Duration::ZERO));
    for _ in 0..3 {
        assert_eq!(run.next_list().await.1, SECOND * 10);
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_polls_now_and_the_interval_starts_over() {
    let mut run = start(vec![]);
    run.next_list().await;
    tokio::time::sleep(SECOND * 4).await;
    run.orders.send(Order::Now).await.unwrap();
    assert_eq!(run.next_list().await.1, Duration::ZERO);
    assert_eq!(run.next_list().await.1, SECOND * 10);
}

#[tokio::test(start_paused = true)]
async fn a_paused_poller_polls_only_when_asked_and_goes_on_when_resumed() {
    let mut run = start(vec![]);
    run.next_list().await;
    run.orders.send(Order::Pause).await.unwrap();
    let silence = tokio::time::timeout(SECOND * 3600, run.next()).await;
    assert!(silence.is_err(), "{silence:?}");
    run.orders.send(Order::Now).await.unwrap();
    run.next_list().await;
    let silence = tokio::time::timeout(SECOND * 3600, run.next()).await;
    assert!(silence.is_err(), "one poll for one order: {silence:?}");
    run.orders.send(Order::Resume).await.unwrap();
    assert_eq!(run.next_list().await.1, Duration::ZERO);
    assert_eq!(run.next_list().await.1, SECOND * 10);
}

#[tokio::test(start_paused = true)]
async fn an_order_during_a_poll_is_answered_by_that_poll() {
    let mut run = start_with(vec![], |_| Ok(page(numbered(1), true)), PACE, SECOND * 5);
    assert_eq!(run.next().await, News::PollStarted);
    run.orders.send(Order::Now).await.unwrap();
    run.next_list().await;
    assert_eq!(run.next_list().await.1, SECOND * 15, "the interval, then the poll itself");
}

#[tokio::test(start_paused = true)]
async fn failures_wait_longer_and_longer_with_full_jitter_up_to_a_minute() {
    let failures: Vec<Answer> = (0..12).map(|_| Err(unreachable())).collect();
    let mut run = start(failures);
    let mut waits = Vec::new();
    for attempt in 0..12_u32 {
        let (error, retry_in) = run.next_failure().await;
        assert_eq!(error, unreachable());
        let ceiling = (FIRST_RETRY_WAIT * 2_u32.pow(attempt)).min(MAX_RETRY_WAIT);
        assert!(retry_in <= ceiling, "try {attempt} waits {retry_in:?}, more than {ceiling:?}");
        waits.push(retry_in);
        let before = Instant::now();
        assert_eq!(run.next().await, News::PollStarted);
        // Timers have a resolution of a millisecond.
        assert!(before.elapsed().abs_diff(retry_in) <= Duration::from_millis(2), "it waits as long as it says");
    }
    assert!(waits[6..].iter().any(|wait| *wait > SECOND * 20), "{waits:?}");
    assert!(waits.windows(2).any(|pair| pair[1] < pair[0]), "jitter: {waits:?}");
    // Recovery: the interval again, and the next failure starts small.
    run.next_list().await;
    assert_eq!(run.next_list().await.1, SECOND * 10);
    run.source.script.lock().unwrap().push_back(Err(server_failed()));
    assert!(run.next_failure().await.1 <= FIRST_RETRY_WAIT);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_waited_out_and_refusals_are_tried_rarely() {
    let mut run = start(vec![
        Err(error(Cause::RateLimited(SECOND * 37))),
        Err(error(Cause::RateLimited(Duration::MAX))),
        Err(error(Cause::SignedOut(problem(401, "Unauthorized")))),
        Err(error(Cause::Forbidden(problem(403, "Forbidden")))),
    ]);
    assert_eq!(run.next_failure().await.1, SECOND * 37);
    assert_eq!(run.next_failure().await.1, SECOND * 600, "it is tried again after ten minutes, whatever was told");
    assert_eq!(run.next_failure().await.1, MAX_RETRY_WAIT);
    assert_eq!(run.next_failure().await.1, MAX_RETRY_WAIT);
}

#[tokio::test(start_paused = true)]
async fn an_order_cuts_the_wait_after_a_failure_short() {
    let mut run = start(vec![Err(error(Cause::Forbidden(problem(403, "Forbidden"))))]);
    run.next_failure().await;
    run.orders.send(Order::Now).await.unwrap();
    assert_eq!(run.next_list().await.1, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn pages_are_read_to_the_last_and_handed_over_in_name_order_once_each() {
    let runners = |names: &[&str]| names.iter().map(|name| runner(name)).collect::<Vec<_>>();
    let mut run = start(vec![
        Ok(page(runners(&["m", "c"]), false)),
        Ok(page(runners(&["a", "m"]), false)),
        Ok(Page { unreadable: 2, ..page(runners(&["b"]), true) }),
    ]);
    let (list, _) = run.next_list().await;
    let names: Vec<&str> = list.runners.iter().map(|runner| runner.name.raw()).collect();
    assert_eq!((names, list.unreadable, list.is_cut), (vec!["a", "b", "c", "m"], 2, false));
    assert_eq!(run.pages_asked(), [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_repeats_itself_ends_with_the_first_page_that_brings_nothing_new() {
    let mut run = start_with(vec![], |_| Ok(page(numbered(5), false)), PACE, Duration::ZERO);
    let (list, _) = run.next_list().await;
    assert_eq!((list.runners.len(), run.pages_asked()), (5, vec![0, 1]));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_has_fewer_entries_than_it_says_is_said_to_lack_the_others() {
    let of = |total, runners, is_last| Ok(Page { total, ..page(runners, is_last) });
    let others = vec![runner("x"), runner("y")];
    for (pages, read, short_by) in [
        // Page 0 again and again.
        (vec![of(Some(250), numbered(100), false), of(Some(250), numbered(100), false)], 100, 150),
        (vec![of(Some(250), numbered(100), true)], 100, 150),
        (vec![of(Some(100), numbered(100), true)], 100, 0),
        (vec![of(None, numbered(100), true)], 100, 0),
        // What counts is what the last page says, and what has no id came as well.
        (vec![of(Some(103), numbered(100), false), of(Some(102), others.clone(), true)], 102, 0),
        (vec![of(Some(102), numbered(100), false), of(Some(103), others.clone(), true)], 102, 1),
        (vec![Ok(Page { unreadable: 2, total: Some(102), ..page(numbered(100), true) })], 100, 0),
    ] {
        let (list, _) = start(pages).next_list().await;
        assert_eq!((list.runners.len(), list.short_by, list.is_cut), (read, short_by, false));
        assert_eq!(list.is_partial(), short_by > 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_without_an_end_is_cut_and_said_to_be() {
    let endless = |number: u32| Ok(page(vec![runner(&format!("r{number}"))], false));
    let mut run = start_with(vec![], endless, PACE, Duration::ZERO);
    let (list, _) = run.next_list().await;
    assert_eq!((list.runners.len(), list.is_cut), (MAX_PAGES as usize, true));
}

#[tokio::test(start_paused = true)]
async fn no_more_runners_are_read_than_are_kept_however_long_the_pages_are() {
    let most = MAX_RUNNERS;
    for (size, pages) in [(most + 1, 1), (most, 2), (most / 2 + 1, 2)] {
        let endless = move |number: u32| {
            let from = number as usize * size;
            let runners = (from..from + size).map(|number| Runner::new(&format!("id-{number}"), "r")).collect();
            Ok(page(runners, size > most))
        };
        let mut run = start_with(vec![], endless, PACE, Duration::ZERO);
        let (list, _) = run.next_list().await;
        assert_eq!((list.runners.len(), list.is_cut), (most, true), "pages of {size}");
        assert_eq!(run.pages_asked().len(), pages, "pages of {size}");
    }
    let whole = |_| Ok(page((0..MAX_RUNNERS).map(|number| Runner::new(&format!("id-{number}"), "r")).collect(), true));
    let (list, _) = start_with(vec![], whole, PACE, Duration::ZERO).next_list().await;
    assert_eq!((list.runners.len(), list.is_cut), (most, false), "as many as that are all of them");
}

#[tokio::test(start_paused = true)]
async fn no_more_bytes_of_a_list_are_read_than_64_mib() {
    let heavy =
        |number: u32| Ok(Page { bytes: MAX_LIST_BYTES / 4, ..page(vec![runner(&format!("r{number}"))], false) });
    let mut run = start_with(vec![], heavy, PACE, Duration::ZERO);
    let (list, _) = run.next_list().await;
    assert_eq!((list.runners.len(), list.is_cut, run.pages_asked()), (4, true, vec![0, 1, 2, 3, 4]));
    let fits =
        |number: u32| Ok(Page { bytes: MAX_LIST_BYTES / 4, ..page(vec![runner(&format!("r{number}"))], number == 3) });
    let (list, _) = start_with(vec![], fits, PACE, Duration::ZERO).next_list().await;
    assert_eq!((list.runners.len(), list.is_cut), (4, false));
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_list_is_the_very_same_and_unchanged_runners_are_too() {
    let mut run = start(vec![]);
    let (first, _) = run.next_list().await;
    let (second, _) = run.next_list().await;
    assert!(Arc::ptr_eq(&first, &second));
    let mut changed = numbered(3);
    changed[1].name = Label::from("renamed");
    run.source.script.lock().unwrap().push_back(Ok(page(changed, true)));
    let (third, _) = run.next_list().await;
    let same = |id: &str| {
        let find =
            |list: &RunnerList| list.runners.iter().find(|runner| runner.id == RunnerId::new(id)).map(Arc::clone);
        Arc::ptr_eq(&find(&first).unwrap(), &find(&third).unwrap())
    };
    assert_eq!((same("id-runner-00000"), same("id-runner-00001"), same("id-runner-00002")), (true, false, true));
}

#[tokio::test(start_paused = true)]
async fn a_first_load_shows_its_rows_page_by_page_and_later_polls_do_not() {
    let paged = |number: u32| {
        let from = number as usize * 10;
        Ok(Page { total: Some(50), ..page(numbered(50)[from..from + 10].to_vec(), number == 4) })
    };
    let mut run = start_with(vec![], paged, PACE, SECOND);
    assert_eq!(run.next().await, News::PollStarted);
    // The four others come together.
    for read in [10, 20] {
        let News::PollProgressed(progress) = run.next().await else { panic!("progress is due") };
        assert_eq!((progress.read, progress.total), (read, Some(50)));
        assert_eq!(progress.so_far.unwrap().runners.len(), read);
    }
    assert_eq!(run.next_list().await.0.runners.len(), 50);
    assert_eq!(run.next().await, News::PollStarted);
    let News::PollProgressed(progress) = run.next().await else { panic!("progress is due") };
    assert_eq!(progress.so_far, None);
}

#[tokio::test(start_paused = true)]
async fn a_large_list_is_read_less_often_than_asked_so_that_half_the_rate_limit_is_left() {
    let pace = Pace { refresh: SECOND * 10, requests_per_minute: 60, for_view_per_minute: 0 };
    let twenty_pages = |number: u32| Ok(page(vec![runner(&format!("r{number}"))], number % 20 == 19));
    let mut run = start_with(vec![], twenty_pages, pace, Duration::ZERO);
    loop {
        if let News::PollIntervalSet(interval) = run.next().await {
            assert_eq!(interval, SECOND * 40);
            break;
        }
    }
    run.next_list().await;
    assert_eq!(run.next_list().await.1, SECOND * 40);
}

#[tokio::test(start_paused = true)]
async fn a_failure_in_the_middle_of_a_list_hands_nothing_over() {
    let mut run = start(vec![
        Ok(page(numbered(3), true)),
        Ok(page(numbered(2), false)),
        Err(server_failed()),
        Err(server_failed()),
    ]);
    run.next_list().await;
    assert_eq!(run.next_failure().await.0, server_failed());
    let (list, _) = run.next_list().await;
    assert_eq!(list.runners.len(), 3);
}

/// Hundreds of runners, a hundred on a page; the total is told. Page `number` of `pages`.
fn hundred(number: u32, pages: u32) -> Page<Runner> {
    let from = number as usize * 100;
    let entries = numbered(pages as usize * 100)[from..from + 100].to_vec();
    Page { total: Some(u64::from(pages) * 100), ..page(entries, number + 1 == pages) }
}

#[tokio::test(start_paused = true)]
async fn the_pages_of_the_first_list_are_read_four_at_a_time_after_the_first_and_later_on_one_by_one() {
    let mut run = start_with(vec![], |number| Ok(hundred(number, 9)), PACE, SECOND);
    let (list, took) = run.next_list().await;
    assert_eq!((list.runners.len(), took), (900, SECOND * 3), "one page, and twice four");
    assert_eq!(run.pages_asked(), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(run.next_list().await.1, SECOND * (10 + 9));
}

#[tokio::test(start_paused = true)]
async fn each_runner_of_a_list_has_its_page() {
    let names = [vec!["m", "c"], vec!["a", "x"], vec!["b"]];
    let paged = move |number: u32| {
        let runners = names[number as usize].iter().map(|name| runner(name)).collect();
        Ok(Page { total: Some(5), ..page(runners, number == 2) })
    };
    let (list, _) = start_with(vec![], paged, PACE, SECOND).next_list().await;
    assert_eq!(list.pages, [1, 2, 0, 0, 1], "of a, b, c, m and x");
    assert_eq!(list.page_of(&runner("b")), Some(2));
    assert_eq!(list.page_of(&runner("d")), None);
}

#[tokio::test(start_paused = true)]
async fn pages_that_come_out_of_turn_are_taken_in_their_order() {
    struct Uneven;
    impl RunnerSource for Uneven {
        async fn page(&self, page: u32, _: Option<Fingerprint>) -> Result<PageRead, ApiError> {
            // The second page takes longest.
            tokio::time::sleep(SECOND * if page == 1 { 9 } else { 1 }).await;
            Ok(PageRead::from(hundred(page, 4)))
        }
    }
    let (sender, mut news) = mpsc::channel(64);
    let (_orders, taken) = mpsc::channel(16);
    let poller = Poller::new(Arc::new(Uneven), sender, taken, watch::channel(PACE).1, fastrand::Rng::with_seed(7));
    tokio::spawn(poller.run());
    let mut read = Vec::new();
    loop {
        match news.recv().await.unwrap() {
            News::PollProgressed(progress) => read.push(progress.read),
            News::RunnersPolled(list) => break assert_eq!((list.runners.len(), list.pages[399]), (400, 3)),
            _ => {}
        }
    }
    assert_eq!(read, [100, 200], "nothing of the third before the second");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_fails_is_read_once_more_and_where_it_was_refused_it_is_not() {
    for (error, is_read_again) in [(server_failed(), true), (error(Cause::Forbidden(problem(403, "No"))), false)] {
        let script = vec![Ok(hundred(0, 2)), Err(error.clone())];
        let mut run = start_with(script, |number| Ok(hundred(number, 2)), PACE, SECOND);
        if is_read_again {
            assert_eq!(run.next_list().await.0.runners.len(), 200);
            assert_eq!(run.pages_asked(), [0, 1, 1]);
        } else {
            assert_eq!((run.next_failure().await.0, run.pages_asked()), (error, vec![0, 1]));
        }
    }
    // The first page alone tells whether there is a list: it is not waited for twice.
    let mut run = start(vec![Err(server_failed())]);
    run.next_failure().await;
    assert_eq!(run.pages_asked(), [0]);
}

#[tokio::test(start_paused = true)]
async fn a_list_of_which_a_late_page_always_fails_takes_no_more_than_half_of_the_limit() {
    let pace = Pace { refresh: SECOND * 10, requests_per_minute: 60, for_view_per_minute: 0 };
    let failing = |number: u32| if number == 29 { Err(server_failed()) } else { Ok(hundred(number, 31)) };
    let mut run = start_with(vec![], failing, pace, Duration::ZERO);
    for _ in 0..5 {
        let (_, retry_in) = run.next_failure().await;
        assert!(retry_in >= SECOND * 58, "29 pages at 30 a minute: {retry_in:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_total_that_is_wrong_ends_no_list_early_and_makes_none_endless() {
    let of = |total: u64| {
        move |number: u32| {
            let from = number as usize * 100;
            let entries = numbered(1_000)[from..(from + 100).min(950)].to_vec();
            Ok(Page { total: Some(total), ..page(entries, number == 9) })
        }
    };
    for (total, asked_at_most) in [(300, 10), (950, 10), (1_000_000, 13)] {
        let run = &mut start_with(vec![], of(total), PACE, SECOND);
        let (list, _) = run.next_list().await;
        assert_eq!(list.runners.len(), 950, "{total}");
        assert!(run.pages_asked().len() <= asked_at_most, "{total}: {:?}", run.pages_asked());
    }
}

#[tokio::test(start_paused = true)]
async fn a_large_list_leaves_of_its_half_what_the_rows_in_view_need_and_a_small_one_need_not() {
    let pace = Pace { refresh: SECOND * 10, requests_per_minute: 60, for_view_per_minute: 0 };
    let pages = |number: u32| move |page: u32| Ok(hundred(page, number));
    let mut run = start_with(vec![], pages(20), pace, Duration::ZERO);
    run.next_list().await;
    assert_eq!(run.next_list().await.1, SECOND * 40);
    run.pace.send_modify(|pace| pace.for_view_per_minute = 20);
    run.next_list().await;
    assert_eq!(run.next_list().await.1, SECOND * 120, "20 pages, ten a minute");
    let mut run = start_with(vec![], pages(5), Pace { for_view_per_minute: 20, ..pace }, Duration::ZERO);
    run.next_list().await;
    assert_eq!(run.next_list().await.1, SECOND * 10);
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_nobody_gives_orders_or_takes_news() {
    let run = start(vec![]);
    drop(run.orders);
    run.task.await.unwrap();
    let Run { news, orders: _orders, task, .. } = start(vec![]);
    drop(news);
    task.await.unwrap();
}

/// A list of three pages whose second one is another from some poll on; each answer is recognised.
struct Recognised {
    client: ControlPlane,
    read: Mutex<Vec<(u32, bool)>>,
}

impl RunnerSource for Recognised {
    async fn page(&self, page: u32, known: Option<Fingerprint>) -> Result<PageRead, ApiError> {
        let read = RunnerSource::page(&self.client, page, known).await?;
        self.read.lock().unwrap().push((page, read == PageRead::Same));
        Ok(read)
    }
}

#[tokio::test]
async fn pages_that_come_again_are_the_same_runners_and_the_others_are_read() {
    let body = |page: u32, name: &str| {
        let entry = |number: u32| format!(r#"{{"agentId":"r-{page}-{number}","name":"{name}-{page}-{number}"}}"#);
        let entries: Vec<String> = (0..2).map(entry).collect();
        Reply::json(200, format!(r#"{{"page":{page},"size":2,"total":6,"results":[{}]}}"#, entries.join(",")))
    };
    let list = |second: &'static str| [body(0, "a"), body(1, second), body(2, "c")];
    let server = answering([list("b"), list("b"), list("x"), list("x")].into_iter().flatten()).await;
    let client = ControlPlane::new(settings(&server)).unwrap();
    let source = Arc::new(Recognised { client, read: Mutex::default() });
    let (sender, mut news) = mpsc::channel(64);
    let (orders, taken) = mpsc::channel(16);
    let poller = Poller::new(Arc::clone(&source), sender, taken, watch::channel(PACE).1, fastrand::Rng::with_seed(7));
    tokio::spawn(poller.run());
    let mut lists = Vec::new();
    let mut patience = Patience::until("four lists come");
    while lists.len() < 4 {
        patience.turn();
        if let News::RunnersPolled(list) = news.recv().await.unwrap() {
            lists.push(list);
            orders.send(Order::Now).await.unwrap();
        }
    }
    let names = |list: &RunnerList| list.runners.iter().map(|runner| runner.name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(&lists[0]), ["a-0-0", "a-0-1", "b-1-0", "b-1-1", "c-2-0", "c-2-1"]);
    assert!(Arc::ptr_eq(&lists[0], &lists[1]), "nothing is different");
    assert_eq!(names(&lists[2]), ["a-0-0", "a-0-1", "c-2-0", "c-2-1", "x-1-0", "x-1-1"]);
    assert_eq!(lists[2].pages, [0, 0, 2, 2, 1, 1]);
    assert!(Arc::ptr_eq(&lists[0].runners[4], &lists[2].runners[2]), "what did not change is shared");
    assert!(Arc::ptr_eq(&lists[2], &lists[3]));
    let read = source.read.lock().unwrap();
    let same: Vec<Vec<bool>> =
        read.chunks(3).take(4).map(|poll| poll.iter().map(|(_, same)| *same).collect()).collect();
    assert_eq!(same, [[false; 3], [true; 3], [true, false, true], [true; 3]]);
}
