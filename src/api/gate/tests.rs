//! The gate under paused time: who passes when, and for how long 429s close it.

use std::sync::Arc;

use super::*;
use Priority::{Background, List, Operator, Watching};

const SECOND: Duration = Duration::from_secs(1);

fn gate(per_minute: u32) -> Gate {
    Gate::new(per_minute, SECOND)
}

/// Passes, and gets a 429 that asks for `asked`; answers with the pause in seconds.
async fn refused(gate: &Gate, asked: Option<Duration>) -> u64 {
    let pass = gate.pass(Operator).await;
    gate.refused(pass, asked).as_secs()
}

/// When each of `count` requests passes that all want to at once, in seconds from now.
async fn passing_times(gate: &Gate, count: usize) -> Vec<u64> {
    let start = Instant::now();
    let mut times = Vec::new();
    for _ in 0..count {
        gate.pass(Operator).await;
        times.push(start.elapsed().as_secs());
    }
    times
}

#[tokio::test(start_paused = true)]
async fn a_burst_up_to_the_limit_passes_and_the_next_waits_for_the_window() {
    let gate = gate(3);
    assert_eq!(passing_times(&gate, 7).await, [0, 0, 0, 60, 60, 60, 120]);
}

#[tokio::test(start_paused = true)]
async fn the_window_slides_with_each_request() {
    let gate = gate(2);
    gate.pass(Operator).await;
    tokio::time::advance(Duration::from_secs(50)).await;
    gate.pass(Operator).await;
    assert_eq!(passing_times(&gate, 3).await, [10, 60, 70]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_holds_everything_back_and_a_shorter_one_does_not_end_it() {
    let gate = gate(100);
    let (first, second) = (gate.pass(Operator).await, gate.pass(Operator).await);
    assert_eq!(gate.refused(first, Some(SECOND * 20)), SECOND * 20);
    assert_eq!(gate.refused(second, Some(SECOND * 5)), SECOND * 20);
    assert_eq!(passing_times(&gate, 2).await, [20, 20]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_grows_while_a_request_waits_is_waited_for() {
    let gate = Arc::new(gate(100));
    let (first, second) = (gate.pass(Operator).await, gate.pass(Operator).await);
    gate.refused(first, Some(SECOND * 10));
    let waiting = tokio::spawn({
        let gate = Arc::clone(&gate);
        async move { passing_times(&gate, 1).await }
    });
    tokio::task::yield_now().await;
    tokio::time::advance(Duration::from_secs(4)).await;
    gate.refused(second, Some(SECOND * 30));
    assert_eq!(waiting.await.unwrap(), [34]);
}

#[tokio::test(start_paused = true)]
async fn no_pause_is_longer_than_ten_minutes_whatever_was_asked_and_is_told() {
    let day = Duration::from_secs(86_400);
    for (asked, told) in [(day, 86_400), (SECOND * 601, 601), (SECOND * 600, 600), (Duration::MAX, u64::MAX)] {
        let gate = gate(100);
        let held = gate.subscribe();
        let start = Instant::now();
        assert_eq!(refused(&gate, Some(asked)).await, told);
        assert_eq!(*held.borrow(), Some(start + SECOND * 600), "what is told of the pause is when it ends");
        assert_eq!(passing_times(&gate, 1).await, [600]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_a_second_at_least_and_doubles_while_429s_go_on() {
    for asked in [Duration::ZERO, Duration::from_millis(1), Duration::from_millis(999)] {
        let gate = gate(1000);
        let mut pauses = Vec::new();
        for _ in 0..9 {
            pauses.push(refused(&gate, Some(asked)).await);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60], "{asked:?}");
        let pass = gate.pass(Operator).await;
        gate.answered(pass);
        assert_eq!(refused(&gate, Some(asked)).await, 1, "another answer ends the row");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_not_told_doubles_from_five_seconds() {
    let gate = gate(1000);
    let mut pauses = Vec::new();
    for _ in 0..6 {
        pauses.push(refused(&gate, None).await);
    }
    assert_eq!(pauses, [5, 10, 20, 40, 60, 60]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_told_is_kept_to_while_it_is_longer_than_the_doubled_one() {
    let gate = gate(1000);
    let mut pauses = Vec::new();
    for _ in 0..5 {
        pauses.push(refused(&gate, Some(SECOND * 5)).await);
    }
    assert_eq!(pauses, [5, 5, 5, 8, 16]);
}

#[tokio::test(start_paused = true)]
async fn requests_that_were_on_their_way_together_count_once() {
    let gate = gate(1000);
    let mut passes = Vec::new();
    for _ in 0..5 {
        passes.push(gate.pass(Operator).await);
    }
    for pass in &passes[..4] {
        assert_eq!(gate.refused(*pass, Some(Duration::ZERO)), SECOND);
    }
    // What was answered before the gate was closed says nothing of the time after.
    gate.answered(passes[4]);
    assert_eq!(refused(&gate, Some(Duration::ZERO)).await, 2);
}

/// Has a request of this priority wait until it passes; tells when, in milliseconds from now.
fn waiting(gate: &Arc<Gate>, priority: Priority) -> tokio::task::JoinHandle<u128> {
    let (gate, start) = (Arc::clone(gate), Instant::now());
    tokio::spawn(async move {
        gate.pass(priority).await;
        start.elapsed().as_millis()
    })
}

#[tokio::test(start_paused = true)]
async fn a_question_and_a_list_pass_at_once_while_a_thousand_details_wait() {
    let gate = Arc::new(gate(500));
    let details: Vec<_> = (0..1000).map(|_| waiting(&gate, Background)).collect();
    let held = gate.subscribe();
    let start = Instant::now();
    for second in [0, 7, 30, 59, 60, 90] {
        sleep_until(start + SECOND * second).await;
        let urgent: Vec<_> = (0..10).map(|_| waiting(&gate, List)).chain([waiting(&gate, Operator)]).collect();
        for passed in urgent {
            assert_eq!(passed.await.unwrap(), 0, "after {second} s");
        }
        assert_eq!(*held.borrow(), None, "nobody waits for the limit");
    }
    let mut times = Vec::new();
    for passed in details {
        times.push(passed.await.unwrap());
    }
    // First come, first served, one at a time, and all of them in the end.
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 240), "{times:?}");
    assert!(times[999] < 330_000, "{}", times[999]);
}

#[tokio::test(start_paused = true)]
async fn the_most_urgent_passes_first_after_a_pause_and_of_equals_the_first() {
    let gate = Arc::new(gate(500));
    refused(&gate, Some(SECOND * 30)).await;
    let (passed, mut order) = tokio::sync::mpsc::unbounded_channel();
    let come = [(Background, 0), (List, 1), (Watching, 2), (Operator, 3), (List, 4), (Operator, 5)];
    for (priority, number) in come {
        let (gate, passed) = (Arc::clone(&gate), passed.clone());
        tokio::spawn(async move {
            gate.pass(priority).await;
            passed.send(number).unwrap();
        });
        tokio::task::yield_now().await;
    }
    drop(passed);
    let mut seen = Vec::new();
    while let Some(number) = order.recv().await {
        seen.push(number);
    }
    assert_eq!(seen, [3, 5, 1, 4, 2, 0]);
}

#[tokio::test(start_paused = true)]
async fn nothing_waits_for_ever_while_more_urgent_requests_take_all_there_is() {
    let gate = Arc::new(gate(20));
    let greedy: Vec<_> = (0..4)
        .map(|_| {
            let gate = Arc::clone(&gate);
            tokio::spawn(async move {
                loop {
                    gate.pass(Operator).await;
                }
            })
        })
        .collect();
    tokio::task::yield_now().await;
    for priority in [Background, Watching, List, Background] {
        let waited = waiting(&gate, priority).await.unwrap();
        assert!((1..=120_000).contains(&waited), "{priority:?} after {waited} ms");
    }
    greedy.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(start_paused = true)]
async fn the_subscriber_hears_nothing_of_what_is_spread_on_purpose() {
    let gate = Arc::new(gate(10));
    let held = gate.subscribe();
    let start = Instant::now();
    let spread = [waiting(&gate, Background), waiting(&gate, Watching)];
    tokio::task::yield_now().await;
    assert_eq!(*held.borrow(), None);
    for _ in 0..9 {
        gate.pass(Operator).await;
    }
    let list = waiting(&gate, List);
    tokio::task::yield_now().await;
    assert_eq!(*held.borrow(), Some(start + SECOND * 60), "the list does wait");
    list.await.unwrap();
    for passed in spread {
        passed.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_subscriber_hears_of_the_limit_only_while_a_request_waits_for_it() {
    let gate = Arc::new(gate(2));
    let held = gate.subscribe();
    let start = Instant::now();
    passing_times(&gate, 2).await;
    assert_eq!(*held.borrow(), None, "the window is full, but nobody waits");

    let waiting = tokio::spawn({
        let gate = Arc::clone(&gate);
        async move { passing_times(&gate, 1).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(*held.borrow(), Some(start + SECOND * 60));
    waiting.await.unwrap();
    assert_eq!(*held.borrow(), None);
}

#[tokio::test(start_paused = true)]
async fn the_subscriber_hears_of_a_pause_at_once_and_of_its_end_with_the_next_request() {
    let gate = gate(2);
    let held = gate.subscribe();
    let start = Instant::now();
    refused(&gate, Some(SECOND * 8)).await;
    assert_eq!(*held.borrow(), Some(start + Duration::from_secs(8)));
    gate.pass(Operator).await;
    assert_eq!(*held.borrow(), None);
}

#[tokio::test(start_paused = true)]
async fn a_request_given_up_leaves_the_queue_and_its_slot() {
    let gate = Arc::new(gate(1));
    gate.pass(Operator).await;
    let held = gate.subscribe();
    let given_up = tokio::spawn({
        let gate = Arc::clone(&gate);
        async move { gate.pass(Operator).await }
    });
    tokio::task::yield_now().await;
    assert!(held.borrow().is_some());
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    assert_eq!(*held.borrow(), None);
    assert_eq!(passing_times(&gate, 1).await, [60]);
}
