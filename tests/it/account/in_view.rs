//! The rows in view of a large fleet: what is read of them between two whole lists, how often, and what that changes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use trackside::account::connection::LinkState;
use trackside::account::fleet::LOOK_UP;
use trackside::account::{Account, Happened, News, Profile, Request};
use trackside::api::{KnownPage, Page, PageRead, Priority, RunnerList};
use trackside::domain::{AccountId, Moment, Runner, RunnerId, Status};

use crate::support::fixtures::{SECOND, With, numbered, runner, server_failed, unreachable};
use crate::support::harness::at;

const REFRESH: Duration = Duration::from_secs(10);
const PAGE: usize = 100;

/// A control plane with runners in an order of its own, and an account that watches it.
struct Plane {
    truth: Vec<Runner>,
    account: Account,
    now: Moment,
    /// What was asked, with the time.
    asked: Vec<(Moment, Request)>,
}

fn id(name: &str) -> RunnerId {
    RunnerId::new(&format!("id-{name}"))
}

fn whole(page: &[Runner]) -> Page<Runner> {
    Page { entries: page.to_vec(), total: None, is_last: false, unreadable: 0, bytes: 0 }
}

fn read_page(page: u16) -> Request {
    Request::ReadPage { page, known: None }
}

impl Plane {
    /// The whole list was read at the start, and is read every `interval`.
    fn new(truth: Vec<Runner>, interval: Duration) -> Self {
        let profile =
            Profile { host: "demo".to_owned(), refresh: REFRESH, requests_per_minute: 500, ..Profile::default() };
        let account = Account::new(AccountId::FIRST, Arc::new(profile), 0, at(0));
        let mut plane = Self { truth, account, now: at(0), asked: Vec::new() };
        plane.account.tick(at(0));
        plane.account.update(News::PollIntervalSet(interval));
        plane.poll();
        plane
    }

    fn list(&self) -> Arc<RunnerList> {
        let (mut entries, mut known): (Vec<(Arc<Runner>, u16)>, Vec<_>) = Default::default();
        for (number, page) in (0..).zip(self.truth.chunks(PAGE)) {
            let page = Arc::new(KnownPage::new(whole(page), None, Arc::new));
            entries.extend(page.page().entries.iter().map(|runner| (Arc::clone(runner), number)));
            known.push(page);
        }
        entries.sort_by(|(one, _), (other, _)| one.name_order(other));
        let (runners, pages) = entries.into_iter().unzip();
        Arc::new(RunnerList { runners, pages, known, ..RunnerList::default() })
    }

    /// A whole list is asked for and comes.
    fn poll(&mut self) {
        self.account.update(News::PollStarted);
        self.account.update(News::RunnersPolled(self.list()));
    }

    fn show(&mut self, names: &[&str]) {
        let ids: Vec<RunnerId> = names.iter().map(|name| id(name)).collect();
        self.account.show(ids.iter());
        self.account.read_in_view();
    }

    fn change(&mut self, name: &str, change: impl FnOnce(Runner) -> Runner) {
        let found = self.truth.iter_mut().find(|runner| runner.id == id(name)).unwrap();
        *found = change(found.clone());
    }

    /// What is asked for now, unanswered.
    fn requests(&mut self) -> Vec<Request> {
        let requests = self.account.take_requests();
        self.asked.extend(requests.iter().map(|request| (self.now, request.clone())));
        requests
    }

    fn answer(&mut self, request: Request) -> Vec<Happened> {
        let news = match request {
            Request::ReadPage { page, .. } => {
                let page_read = whole(self.truth.chunks(PAGE).nth(page.into()).unwrap_or_default());
                News::PageRead { page, outcome: Ok(page_read.into()) }
            }
            Request::ReadDetails(id, Priority::InView) => {
                let runner = self.truth.iter().find(|runner| runner.id == id).unwrap().clone();
                News::DetailsRead { id, outcome: Ok(Box::new(runner)) }
            }
            Request::LeaveForView(_) => return Vec::new(),
            other => panic!("{other:?}"),
        };
        self.account.update(news)
    }

    /// A second passes; what is asked for is answered at once.
    fn second(&mut self) {
        self.now = self.now.plus(SECOND);
        self.account.tick(self.now);
        self.account.read_in_view();
        for request in self.requests() {
            self.answer(request);
        }
    }

    fn seconds(&mut self, number: usize) -> Vec<Request> {
        let before = self.asked.len();
        for _ in 0..number {
            self.second();
        }
        self.asked[before..].iter().map(|(_, request)| request.clone()).collect()
    }

    fn ages(&self) -> (u64, Option<u64>) {
        match self.account.link(self.now) {
            LinkState::Live { age, in_view } => (age.as_secs(), in_view.map(|age| age.as_secs())),
            other => panic!("{other:?}"),
        }
    }

    fn status(&self, name: &str) -> Status {
        self.account.runner(&id(name)).unwrap().status.clone().unwrap()
    }
}

/// 2,000 runners, each tenth page after page: in name order no two neighbours are on one page.
fn scattered() -> Vec<Runner> {
    let runners = numbered(2_000);
    (0..20).flat_map(|page| runners.iter().skip(page).step_by(20).cloned()).collect()
}

fn window(from: usize, rows: usize) -> Vec<String> {
    (from..from + rows).map(|number| format!("runner-{number:05}")).collect()
}

fn names(window: &[String]) -> Vec<&str> {
    window.iter().map(String::as_str).collect()
}

#[test]
fn rows_on_one_page_are_read_with_it_as_often_as_was_asked() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&names(&window(110, 20)));
    assert_eq!(plane.requests(), [Request::LeaveForView(7)], "one page each nine seconds");
    assert_eq!(plane.seconds(8), []);
    assert_eq!(plane.ages(), (8, Some(8)));
    assert_eq!(plane.seconds(1), [read_page(1)]);
    assert_eq!(plane.ages(), (9, Some(0)));
    let asked = plane.seconds(36);
    assert_eq!(asked, vec![read_page(1); 4]);
    assert_eq!(plane.ages(), (45, Some(0)));
}

#[test]
fn rows_that_are_each_on_another_page_are_read_one_by_one_the_oldest_first() {
    let mut plane = Plane::new(scattered(), SECOND * 48);
    let window = window(40, 5);
    plane.show(&names(&window));
    let asked = plane.seconds(12);
    let all: Vec<Request> = window.iter().map(|name| Request::ReadDetails(id(name), Priority::InView)).collect();
    let asked: Vec<Request> =
        asked.into_iter().filter(|request| !matches!(request, Request::LeaveForView(_))).collect();
    assert_eq!(asked, all);
    assert!(plane.ages().1.unwrap() <= 3, "{:?}", plane.ages());
}

#[test]
fn what_is_read_is_never_more_than_its_part_of_the_rate_limit_and_no_row_is_forgotten() {
    let mut plane = Plane::new(scattered(), SECOND * 48);
    let window = window(300, 90);
    plane.show(&names(&window));
    plane.seconds(180);
    for (at, _) in &plane.asked {
        let within =
            plane.asked.iter().filter(|(other, _)| other.mono >= at.mono && other.mono < at.mono + SECOND * 60);
        assert!(within.count() <= 187 + 4, "three quarters of half of 500, and what one look at the clock may ask");
    }
    let mut read: HashMap<RunnerId, usize> = HashMap::new();
    for (_, request) in &plane.asked {
        if let Request::ReadPage { page, .. } = request {
            for runner in plane.truth.chunks(PAGE).nth(usize::from(*page)).unwrap() {
                *read.entry(runner.id.clone()).or_default() += 1;
            }
        }
    }
    assert!(window.iter().all(|name| read[&id(name)] >= 5), "{read:?}");
}

#[test]
fn where_the_whole_list_is_as_fresh_nothing_is_read_besides() {
    let mut plane = Plane::new(numbered(300), REFRESH);
    plane.show(&names(&window(0, 20)));
    assert_eq!(plane.seconds(60), []);
    assert_eq!(plane.ages(), (60, None));
    // Nor before the first whole list.
    let mut account = Account::new(
        AccountId::FIRST,
        Arc::new(Profile { requests_per_minute: 500, refresh: REFRESH, ..Profile::default() }),
        0,
        at(0),
    );
    account.update(News::PollIntervalSet(SECOND * 48));
    account.show([id("runner-00001")].iter());
    account.tick(at(30));
    account.read_in_view();
    assert_eq!(account.take_requests(), []);
}

#[test]
fn what_is_different_shows_at_once_and_an_older_list_does_not_undo_it() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&["runner-00110", "runner-00111"]);
    plane.seconds(8);
    let older = plane.list();
    plane.account.update(News::PollStarted);
    plane.change("runner-00110", |runner| runner.status("paused"));
    plane.change("runner-00199", |runner| runner.status("stopped"));
    plane.second();
    assert_eq!((plane.status("runner-00110"), plane.status("runner-00199")), (Status::Paused, Status::Stopped));
    let changed = plane.account.row(&id("runner-00110")).unwrap().status_change.clone().unwrap();
    assert_eq!((changed.at, changed.from), (at(9), Status::Running));
    plane.account.update(News::RunnersPolled(older));
    assert_eq!(plane.status("runner-00110"), Status::Paused, "the list was asked for before");
    plane.now = at(20);
    plane.account.tick(at(20));
    plane.change("runner-00110", |runner| runner.status("running"));
    plane.poll();
    assert_eq!(plane.status("runner-00110"), Status::Running);
    assert_eq!(plane.ages(), (0, Some(0)));
}

#[test]
fn a_list_that_was_asked_for_before_undoes_nothing_though_the_reading_brought_nothing_new() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&["runner-00110", "runner-00111"]);
    plane.seconds(8);
    // Stopped for a moment, while the list reads its page.
    plane.account.update(News::PollStarted);
    plane.change("runner-00110", |runner| runner.status("stopped"));
    let older = plane.list();
    plane.change("runner-00110", |runner| runner.status("running"));
    plane.second();
    plane.account.update(News::RunnersPolled(older));
    assert_eq!(plane.status("runner-00110"), Status::Running);
    assert!(plane.account.row(&id("runner-00110")).unwrap().status_change.is_none());
    plane.now = at(60);
    plane.account.tick(at(60));
    plane.change("runner-00110", |runner| runner.status("paused"));
    plane.poll();
    assert_eq!(plane.status("runner-00110"), Status::Paused);
}

#[test]
fn held_still_no_row_follows_a_reading_by_id_that_was_under_way() {
    let mut plane = Plane::new(scattered(), SECOND * 48);
    plane.show(&["runner-00110"]);
    plane.seconds(8);
    plane.now = at(9);
    plane.account.tick(at(9));
    plane.account.read_in_view();
    let under_way = plane.requests().pop().unwrap();
    plane.account.set_frozen(true);
    plane.change("runner-00110", |runner| runner.status("paused"));
    assert_eq!(plane.answer(under_way), []);
    assert_eq!(plane.status("runner-00110"), Status::Running);
    // It is read again once the list goes on.
    plane.account.set_frozen(false);
    plane.requests();
    assert!(plane.seconds(10).contains(&Request::ReadDetails(id("runner-00110"), Priority::InView)));
}

#[test]
fn where_nobody_answers_the_list_is_read_at_once_and_says_so() {
    for truth in [numbered(2_000), scattered()] {
        let mut plane = Plane::new(truth, SECOND * 48);
        plane.show(&["runner-00110", "runner-00111"]);
        plane.seconds(8);
        plane.now = at(9);
        plane.account.tick(at(9));
        plane.account.read_in_view();
        let request = plane.requests().swap_remove(0);
        plane.account.update(match request {
            Request::ReadPage { page, .. } => News::PageRead { page, outcome: Err(unreachable()) },
            Request::ReadDetails(id, _) => News::DetailsRead { id, outcome: Err(unreachable()) },
            other => panic!("{other:?}"),
        });
        assert!(plane.requests().contains(&Request::PollNow));
    }
}

#[test]
fn a_runner_that_the_list_lacks_is_looked_up_beside_the_rows_in_view() {
    let mut plane = Plane::new(scattered(), SECOND * 48);
    plane.show(&["runner-00110", "runner-00151", "runner-00172"]);
    plane.seconds(8);
    plane.truth.retain(|runner| runner.id != id("runner-00500"));
    plane.poll();
    plane.now = at(40);
    plane.account.tick(at(40));
    plane.account.read_in_view();
    assert_eq!(plane.requests().len(), 3, "the rows in view are under way");
    plane.account.read_next_runner([], None);
    assert_eq!(plane.requests(), [Request::ReadDetails(id("runner-00500"), LOOK_UP)]);
}

#[test]
fn no_row_moves_comes_or_goes_before_the_next_whole_list() {
    let mut plane = Plane::new(numbered(300), SECOND * 48);
    let order = |plane: &Plane| -> Vec<RunnerId> {
        plane.account.fleet().rows().iter().map(|row| row.runner.id.clone()).collect()
    };
    let before = order(&plane);
    plane.change("runner-00110", |runner| Runner { name: "a-first-one".into(), ..runner });
    plane.truth.remove(150);
    plane.truth.insert(120, runner("new"));
    plane.show(&["runner-00110", "runner-00150"]);
    plane.seconds(9);
    assert_eq!(plane.account.runner(&id("runner-00110")).unwrap().name.raw(), "a-first-one");
    assert_eq!(order(&plane), before);
    plane.poll();
    assert_eq!(plane.account.fleet().rows()[0].runner.name.raw(), "a-first-one");
    assert!(plane.account.runner(&id("new")).is_some());
}

#[test]
fn a_runner_that_is_elsewhere_is_read_by_its_id_until_the_next_whole_list() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&["runner-00110", "runner-00111", "runner-00199", "runner-00250"]);
    // Whoever is removed from a page before moves all that follow.
    plane.truth.insert(0, runner("new"));
    let stray = Request::ReadDetails(id("runner-00199"), Priority::InView);
    let asked = plane.seconds(10);
    assert_eq!(asked.iter().filter(|request| **request == read_page(1)).count(), 1);
    assert!(asked.contains(&stray), "{asked:?}");
    assert!(plane.ages().1 < Some(2));
    plane.poll();
    let asked = plane.seconds(9);
    assert!(!asked.contains(&stray) && asked.contains(&read_page(2)), "on the page where it is: {asked:?}");
}

#[test]
fn a_runner_without_details_is_read_with_its_page() {
    let mut truth = scattered();
    for runner in &mut truth {
        *runner = runner.clone().on("matillion", "hosted");
    }
    let mut plane = Plane::new(truth, SECOND * 48);
    plane.show(&["runner-00040"]);
    let asked = plane.seconds(9);
    assert_eq!(asked.last(), Some(&read_page(0)));
}

#[test]
fn what_fails_is_tried_again_in_its_time_and_the_age_grows() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&["runner-00110", "runner-00111"]);
    plane.requests();
    let mut tries = 0;
    for second in 1..=40 {
        plane.now = at(second);
        plane.account.tick(plane.now);
        plane.account.read_in_view();
        for request in plane.requests() {
            assert_eq!(request, read_page(1));
            tries += 1;
            assert_eq!(plane.account.update(News::PageRead { page: 1, outcome: Err(server_failed()) }), []);
        }
    }
    assert_eq!((tries, plane.ages()), (4, (40, Some(40))));
}

#[test]
fn held_still_or_while_the_list_fails_nothing_is_read_and_a_late_answer_changes_nothing() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&["runner-00110", "runner-00111"]);
    plane.seconds(8);
    plane.now = at(9);
    plane.account.tick(at(9));
    plane.account.read_in_view();
    let under_way = plane.requests();
    assert_eq!(under_way, [read_page(1)]);
    plane.account.set_frozen(true);
    plane.requests();
    plane.change("runner-00110", |runner| runner.status("paused"));
    assert_eq!(plane.answer(under_way[0].clone()), []);
    assert_eq!(plane.status("runner-00110"), Status::Running);
    assert_eq!(plane.seconds(30), []);
    plane.account.set_frozen(false);
    plane.requests();
    plane.account.update(News::PollFailed { error: server_failed(), retry_in: SECOND * 60 });
    assert_eq!(plane.seconds(30), []);
    // Nor is an answer taken that nobody asked for.
    assert_eq!(plane.answer(read_page(1)), []);
}

#[test]
fn a_page_that_is_the_same_as_before_says_what_it_said_then() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&["runner-00110", "runner-00111"]);
    plane.requests();
    let same = |plane: &mut Plane| plane.account.update(News::PageRead { page: 1, outcome: Ok(PageRead::Same) });
    same(&mut plane);
    assert_eq!(plane.ages(), (0, Some(0)));
    // By its id it was read as paused, for a moment; the page says again what the list said.
    let paused = numbered(2_000).swap_remove(110).status("paused");
    plane.now = at(3);
    plane.account.tick(at(3));
    plane.account.read_runner(&id("runner-00110"), Priority::Operator);
    plane.account.update(News::DetailsRead { id: id("runner-00110"), outcome: Ok(Box::new(paused)) });
    assert_eq!(plane.status("runner-00110"), Status::Paused);
    plane.now = at(9);
    plane.account.tick(at(9));
    plane.account.read_in_view();
    assert!(plane.requests().contains(&read_page(1)));
    same(&mut plane);
    assert_eq!((plane.status("runner-00110"), plane.ages()), (Status::Running, (9, Some(0))));
    // And of one that was another meanwhile, what it said last.
    plane.change("runner-00111", |runner| runner.status("stopped"));
    plane.seconds(10);
    assert_eq!(plane.status("runner-00111"), Status::Stopped);
    plane.now = at(29);
    plane.account.tick(at(29));
    plane.account.read_in_view();
    assert!(plane.requests().contains(&read_page(1)));
    same(&mut plane);
    assert_eq!((plane.status("runner-00111"), plane.ages().1), (Status::Stopped, Some(0)));
    // Unasked it says nothing.
    assert_eq!(same(&mut plane), []);
}

#[test]
fn rows_that_come_into_view_are_as_old_as_the_list_until_they_are_read() {
    let mut plane = Plane::new(numbered(2_000), SECOND * 48);
    plane.show(&["runner-00110", "runner-00111"]);
    plane.seconds(30);
    assert!(plane.ages().1 < Some(10));
    plane.show(&["runner-00510", "runner-00511"]);
    assert_eq!(plane.ages(), (30, Some(30)));
    assert_eq!(plane.requests(), [read_page(5)], "at once");
    plane.answer(read_page(5));
    assert_eq!(plane.ages(), (30, Some(0)));
    // Back again: what was read within the interval is not read again.
    plane.show(&["runner-00110", "runner-00111"]);
    assert_eq!(plane.requests(), []);
}

#[test]
fn what_is_left_for_the_rows_in_view_follows_what_they_need() {
    let mut plane = Plane::new(scattered(), SECOND * 48);
    let all = window(0, 400);
    for (rows, left) in [(1, 7), (9, 60), (20, 134), (400, 134), (0, 0)] {
        plane.show(&names(&all[..rows]));
        let told = plane.requests().into_iter().find_map(|request| match request {
            Request::LeaveForView(left) => Some(left),
            _ => None,
        });
        assert_eq!(told.unwrap_or(134), left, "{rows}");
    }
    // The list is small again.
    plane.show(&["runner-00001"]);
    plane.requests();
    plane.account.update(News::PollIntervalSet(REFRESH));
    plane.show(&["runner-00001"]);
    assert_eq!(plane.requests(), [Request::LeaveForView(0)]);
}
