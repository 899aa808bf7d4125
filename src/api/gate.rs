//! [`Gate`]: what every request of the process passes first. It spaces requests by the rate limit and holds all of
//! them back after a 429.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, watch};
use tokio::time::{Instant, sleep_until};

/// The span in which at most the limit's number of requests may pass: a sliding window, so bursts are allowed and
/// the limit still holds in *any* minute.
const WINDOW: Duration = Duration::from_secs(60);

/// The first pause after a 429 that does not say how long; it doubles while 429s go on.
const PAUSE_WHEN_NOT_TOLD: Duration = Duration::from_secs(5);

/// No pause doubles beyond this by itself.
const LONGEST_DOUBLED: Duration = Duration::from_secs(60);

/// The longest time that one 429 closes the gate for, whatever it asks: a nonsensical `Retry-After` must not stop
/// the program for a day, and after ten minutes another 429 says so if it was meant.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// The gate. Requests pass in the order in which they came.
pub(super) struct Gate {
    limit: usize,
    shortest_pause: Duration,
    /// Held by the one request that is next; the others queue here, first come, first served.
    turn: AsyncMutex<()>,
    state: Mutex<State>,
    held: watch::Sender<Option<Instant>>,
}

#[derive(Default)]
struct State {
    /// When the last requests passed, oldest first: never more than the limit, never older than the window for long.
    passes: VecDeque<Instant>,
    /// Until when a 429 holds everything back.
    closed_until: Option<Instant>,
    /// How often 429s have closed it.
    closings: u64,
    /// How many of the last closings no other answer came between.
    in_a_row: u32,
    /// Requests that want to pass and have not.
    queued: usize,
}

/// That a request may be sent: what its answer says counts for the gate as it was when the request passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    closings: u64,
}

impl Gate {
    /// A gate for `per_minute` requests in any 60 s, where 0 counts as 1, that is never closed for less than
    /// `shortest_pause`.
    pub(super) fn new(per_minute: u32, shortest_pause: Duration) -> Self {
        Self {
            limit: usize::try_from(per_minute).unwrap_or(usize::MAX).max(1),
            shortest_pause,
            turn: AsyncMutex::default(),
            state: Mutex::default(),
            held: watch::Sender::new(None),
        }
    }

    /// Until when requests are held back: by a pause, or by the limit while any of them waits.
    ///
    /// `None` while requests pass. A moment in the past means the same: nothing came to the gate since.
    pub(super) fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        self.held.subscribe()
    }

    /// Waits until a request may be sent, and counts it. Dropping the future gives the place up.
    pub(super) async fn pass(&self) -> Pass {
        let _queued = Queued::enter(self);
        let _turn = self.turn.lock().await;
        loop {
            match self.try_pass() {
                Ok(pass) => return pass,
                Err(until) => {
                    self.publish(&self.state());
                    // In a loop, because the gate may be closed, or closed for longer, meanwhile.
                    sleep_until(until).await;
                }
            }
        }
    }

    /// A 429 to the request that had this pass: holds every request back, and answers with for how long. A pause that
    /// ends later stays.
    ///
    /// That is as long as `asked`, or a few seconds where nothing that makes sense was asked; but at least the shortest
    /// pause, doubled with each time that waiting did not help, and at most [`LONGEST_PAUSE`]. Requests that were on
    /// their way together count once.
    pub(super) fn refused(&self, pass: Pass, asked: Option<Duration>) -> Duration {
        let now = Instant::now();
        let mut state = self.state();
        if pass.closings == state.closings {
            state.closings += 1;
            state.in_a_row += 1;
        }
        let doubled = |pause: Duration| {
            let factor = 1 << state.in_a_row.saturating_sub(1).min(16);
            pause.saturating_mul(factor).min(LONGEST_DOUBLED)
        };
        let pause = asked.unwrap_or_else(|| doubled(PAUSE_WHEN_NOT_TOLD)).max(doubled(self.shortest_pause));
        let pause = pause.min(LONGEST_PAUSE);
        state.closed_until = state.closed_until.max(Some(now + pause));
        self.publish(&state);
        state.closed_until.map_or(pause, |until| until - now)
    }

    /// Another answer to the request that had this pass: the control plane takes requests again.
    pub(super) fn answered(&self, pass: Pass) {
        let mut state = self.state();
        if pass.closings == state.closings {
            state.in_a_row = 0;
        }
    }

    /// Counts a request that may be sent now, or says when to ask again.
    fn try_pass(&self) -> Result<Pass, Instant> {
        let now = Instant::now();
        let mut state = self.state();
        if let Some(until) = state.held_until(self.limit, now) {
            return Err(until);
        }
        while state.passes.front().is_some_and(|&pass| pass + WINDOW <= now) {
            state.passes.pop_front();
        }
        state.passes.push_back(now);
        Ok(Pass { closings: state.closings })
    }

    fn publish(&self, state: &State) {
        let now = Instant::now();
        let paused = state.paused_until(now);
        let held = paused.or_else(|| state.held_until(self.limit, now).filter(|_| state.queued > 0));
        self.held.send_if_modified(|shown| {
            let changes = *shown != held;
            *shown = held;
            changes
        });
    }

    /// A panic elsewhere leaves plain data behind, so a poisoned lock is no reason to stop.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn paused_until(&self, now: Instant) -> Option<Instant> {
        self.closed_until.filter(|&until| until > now)
    }

    fn held_until(&self, limit: usize, now: Instant) -> Option<Instant> {
        // Of more passes than the limit only the last ones count; there are none, but the index is honest about it.
        let oldest = self.passes.len().checked_sub(limit).and_then(|index| self.passes.get(index));
        let next_slot = oldest.map(|&pass| pass + WINDOW).filter(|&slot| slot > now);
        self.paused_until(now).max(next_slot)
    }
}

/// Counts a request as waiting, however its future ends.
struct Queued<'a>(&'a Gate);

impl<'a> Queued<'a> {
    fn enter(gate: &'a Gate) -> Self {
        gate.state().queued += 1;
        Self(gate)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.queued -= 1;
        self.0.publish(&state);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn gate(per_minute: u32) -> Gate {
        Gate::new(per_minute, SECOND)
    }

    /// Passes, and gets a 429 that asks for `asked`; answers with the pause in seconds.
    async fn refused(gate: &Gate, asked: Option<Duration>) -> u64 {
        let pass = gate.pass().await;
        gate.refused(pass, asked).as_secs()
    }

    /// When each of `count` requests passes that all want to at once, in seconds from now.
    async fn passing_times(gate: &Gate, count: usize) -> Vec<u64> {
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..count {
            gate.pass().await;
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
        gate.pass().await;
        tokio::time::advance(Duration::from_secs(50)).await;
        gate.pass().await;
        assert_eq!(passing_times(&gate, 3).await, [10, 60, 70]);
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_than_the_limit_in_any_minute_however_they_come() {
        let gate = gate(5);
        let start = Instant::now();
        let mut times = Vec::new();
        for gap in [0, 7, 1, 0, 0, 31, 0, 0, 12, 0, 0, 0, 3, 59, 0, 0, 0, 0, 0, 0, 1, 60, 0, 0] {
            tokio::time::advance(Duration::from_secs(gap)).await;
            gate.pass().await;
            times.push(start.elapsed());
        }
        for (first, sixth) in times.iter().zip(times.iter().skip(5)) {
            assert!(*sixth >= *first + WINDOW, "six requests between {first:?} and {sixth:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_passes_are_remembered_than_count() {
        let gate = gate(5);
        for _ in 0..100 {
            gate.pass().await;
        }
        assert!(gate.state().passes.len() <= 5);
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_of_zero_still_lets_one_through() {
        assert_eq!(passing_times(&gate(0), 2).await, [0, 60]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_everything_back_and_a_shorter_one_does_not_end_it() {
        let gate = gate(100);
        let (first, second) = (gate.pass().await, gate.pass().await);
        assert_eq!(gate.refused(first, Some(SECOND * 20)), SECOND * 20);
        assert_eq!(gate.refused(second, Some(SECOND * 5)), SECOND * 20);
        assert_eq!(passing_times(&gate, 2).await, [20, 20]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_grows_while_a_request_waits_is_waited_for() {
        let gate = Arc::new(gate(100));
        let (first, second) = (gate.pass().await, gate.pass().await);
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
    async fn no_pause_is_longer_than_ten_minutes() {
        let gate = gate(100);
        assert_eq!(refused(&gate, Some(Duration::from_secs(u64::MAX))).await, 600);
        assert_eq!(passing_times(&gate, 1).await, [600]);
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
            let pass = gate.pass().await;
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
            passes.push(gate.pass().await);
        }
        for pass in &passes[..4] {
            assert_eq!(gate.refused(*pass, Some(Duration::ZERO)), SECOND);
        }
        // What was answered before the gate was closed says nothing of the time after.
        gate.answered(passes[4]);
        assert_eq!(refused(&gate, Some(Duration::ZERO)).await, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_pass_in_the_order_in_which_they_came() {
        let gate = Arc::new(gate(1));
        let (passed, mut order) = tokio::sync::mpsc::unbounded_channel();
        for number in 0..5 {
            let (gate, passed) = (Arc::clone(&gate), passed.clone());
            tokio::spawn(async move {
                gate.pass().await;
                passed.send(number).unwrap();
            });
            tokio::task::yield_now().await;
        }
        drop(passed);
        let mut seen = Vec::new();
        while let Some(number) = order.recv().await {
            seen.push(number);
        }
        assert_eq!(seen, [0, 1, 2, 3, 4]);
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
        assert_eq!(*held.borrow(), Some(start + WINDOW));
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
        gate.pass().await;
        assert_eq!(*held.borrow(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_given_up_leaves_the_queue_and_its_slot() {
        let gate = Arc::new(gate(1));
        gate.pass().await;
        let held = gate.subscribe();
        let given_up = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.pass().await }
        });
        tokio::task::yield_now().await;
        assert!(held.borrow().is_some());
        given_up.abort();
        assert!(given_up.await.unwrap_err().is_cancelled());
        assert_eq!(*held.borrow(), None);
        assert_eq!(passing_times(&gate, 1).await, [60]);
    }
}
