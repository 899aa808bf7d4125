//! [`Clipboard`]: the operator's clipboard as the loop holds it, and [`Worker`], the task behind it that tries one way
//! after the other.
//!
//! ```text
//! clip.rs     what is copied, and what can be said of it
//! choice.rs   which ways a session has, in which order
//! tmux.rs     through a buffer of tmux
//! osc52.rs    through the terminal: what to write
//! native.rs   through this machine's desktop
//! known.rs    which way was seen to work in which terminal
//! ```
//!
//! Wishes are performed one at a time, in order. What is to be written to the terminal comes back to the loop with the
//! answer: nobody else may write there, and not in the middle of a frame.

mod choice;
mod clip;
mod known;
mod native;
pub mod osc52;
mod tmux;

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::domain::{Label, Secret};
use crate::options::ClipboardRoute;
use crate::terminal::host_environment::HostEnvironment;
use crate::text::words::count;
pub use choice::{routes, routes_knowing};
pub use clip::{Cleared, Clip, HandedOver, Keeping, NotCopied, Route, message};
pub use known::{KnownRoutes, entry, name, terminal_name};
use native::Native;

/// After this long a way counts as failed.
const ROUTE_TIMEOUT: Duration = Duration::from_secs(1);
/// The program does not keep its user waiting longer than this at its end.
const CLOSING: Duration = Duration::from_millis(900);

/// The clipboard as the loop holds it.
pub struct Clipboard {
    orders: mpsc::UnboundedSender<Order>,
    answers: mpsc::UnboundedReceiver<Answer>,
    /// Dropped when the program ends, which is how the worker learns of it.
    closing: Option<oneshot::Sender<()>>,
}

enum Order {
    Copy(Clip),
    Clear,
    /// From now on these are tried in turn.
    TakeRoutes(Vec<Route>),
}

/// How a order went.
#[derive(Clone, PartialEq, Debug)]
pub enum Report {
    /// A text was handed towards the clipboard, or was not.
    Copied {
        /// What it is, as in the [`Clip`].
        what: String,
        /// After how long it is to be cleared, as in the [`Clip`].
        clear_after: Option<Duration>,
        /// The route that took it, or why none did.
        outcome: Result<HandedOver, NotCopied>,
    },
    /// The clipboard was cleared, as far as it can be.
    Cleared(Cleared),
}

/// What became of a order.
#[derive(Debug)]
pub struct Answer {
    /// What is told of it.
    pub report: Report,
    /// What is to be written to the terminal, and may hold the text.
    pub sequence: Option<Secret>,
}

impl Clipboard {
    /// The clipboard of `session` over the routes that `order` allows, and the worker that must run for it.
    pub fn new(order: ClipboardRoute, session: HostEnvironment) -> (Self, Worker) {
        let (orders, taken) = mpsc::unbounded_channel();
        let (answers, news) = mpsc::unbounded_channel();
        let (closing, closed) = oneshot::channel();
        let executor = Executor {
            is_off: order == ClipboardRoute::Off,
            routes: routes(order, session),
            native: Native::default(),
            to_clear: VecDeque::new(),
        };
        let clipboard = Self { orders, answers: news, closing: Some(closing) };
        (clipboard, Worker { executor, orders: taken, answers, closed })
    }

    /// Executor a text over. Answered by [`Report::Copied`].
    pub fn copy(&self, clip: Clip) {
        // Without a worker the program already says that it failed.
        let _ = self.orders.send(Order::Copy(clip));
    }

    /// From now on these routes are tried in turn. No answer.
    pub fn take_routes(&self, routes: Vec<Route>) {
        let _ = self.orders.send(Order::TakeRoutes(routes));
    }

    /// Clears what must not stay. Answered by [`Report::Cleared`].
    pub fn clear(&self) {
        let _ = self.orders.send(Order::Clear);
    }

    /// The next answer; `None` when there is no worker any more. Safe to drop while it waits.
    pub async fn next(&mut self) -> Option<Answer> {
        self.answers.recv().await
    }

    /// Ends the worker, which clears what must not stay, whatever it was doing. What is still to be written to the
    /// terminal goes to `write`. Takes less than a second.
    pub async fn close(&mut self, mut write: impl FnMut(&Secret)) {
        self.closing = None;
        let rest = async {
            while let Some(answer) = self.answers.recv().await {
                if let Some(sequence) = answer.sequence {
                    write(&sequence);
                }
            }
        };
        let _ = tokio::time::timeout(CLOSING, rest).await;
    }
}

/// Performs the orders of a [`Clipboard`].
pub struct Worker {
    executor: Executor,
    orders: mpsc::UnboundedReceiver<Order>,
    answers: mpsc::UnboundedSender<Answer>,
    closed: oneshot::Receiver<()>,
}

impl Worker {
    /// Works until the [`Clipboard`] is closed or dropped, and clears what must not stay before it ends.
    pub async fn run(self) {
        let Self { mut executor, mut orders, answers, closed } = self;
        tokio::select! {
            biased;
            // Cuts short what is under way: it may take longer than the end may.
            _ = closed => {}
            () = executor.serve(&mut orders, &answers) => {}
        }
        // First what takes no time. It goes nowhere if the loop is gone, and with it the terminal.
        if let Some(sequence) = executor.empty_terminal() {
            let report = Report::Cleared(Cleared::Asked);
            let _ = answers.send(Answer { report, sequence: Some(sequence) });
        }
        executor.clear_others().await;
        executor.let_go().await;
    }
}

/// Why a route did not take a text.
#[derive(Debug)]
struct Failure {
    reason: Label,
    /// It may have taken it all the same.
    is_unsure: bool,
}

impl Failure {
    fn sure(reason: impl Into<Box<str>>) -> Self {
        Self { reason: Label::new(reason), is_unsure: false }
    }

    fn unsure(reason: impl Into<Box<str>>) -> Self {
        Self { reason: Label::new(reason), is_unsure: true }
    }
}

/// Whether the terminal itself takes the text, from an escape sequence.
fn is_terminals(route: Route) -> bool {
    match route {
        Route::Terminal | Route::TerminalThroughTmux | Route::TerminalThroughScreen => true,
        Route::Tmux | Route::Native => false,
    }
}

fn too_long() -> Failure {
    Failure::sure(format!("terminals take no more than {} bytes", count(osc52::MAX_TEXT_BYTES)))
}

/// A text that must not stay, and where it may be.
struct ToClear {
    route: Route,
    text: Secret,
}

struct Executor {
    is_off: bool,
    routes: Vec<Route>,
    native: Native,
    /// In the order in which they were copied.
    to_clear: VecDeque<ToClear>,
}

impl Executor {
    async fn serve(&mut self, orders: &mut mpsc::UnboundedReceiver<Order>, answers: &mpsc::UnboundedSender<Answer>) {
        while let Some(order) = orders.recv().await {
            let answer = match order {
                Order::Copy(clip) => self.copy(clip).await,
                Order::Clear => self.clear().await,
                Order::TakeRoutes(routes) => {
                    self.routes = routes;
                    continue;
                }
            };
            if answers.send(answer).is_err() {
                return;
            }
        }
    }

    async fn copy(&mut self, clip: Clip) -> Answer {
        let Clip { what, text, clear_after } = clip;
        let (outcome, sequence) = match self.try_routes(&text, clear_after.is_some()).await {
            Ok((handed_over, sequence)) => (Ok(handed_over), sequence),
            Err(refusal) => (Err(refusal), None),
        };
        Answer { report: Report::Copied { what, clear_after, outcome }, sequence }
    }

    async fn try_routes(&mut self, text: &Secret, must_go: bool) -> Result<(HandedOver, Option<Secret>), NotCopied> {
        let before = self.to_clear.len();
        let mut failed = Vec::new();
        for route in self.routes.clone() {
            // Noted first: when the program ends in the middle of it, it may have arrived.
            if must_go {
                self.to_clear.push_back(ToClear { route, text: text.clone() });
            }
            match self.hand_over(text, must_go, route).await {
                Ok((keeping, sequence)) => {
                    // It replaced what was there before.
                    self.to_clear.drain(..before);
                    return Ok((HandedOver { route, keeping, failed }, sequence));
                }
                Err(failure) => {
                    if must_go && !failure.is_unsure {
                        self.to_clear.pop_back();
                    }
                    failed.push((route, failure.reason));
                }
            }
        }
        Err(match (self.is_off, failed.is_empty()) {
            (true, _) => NotCopied::Off,
            (false, true) => NotCopied::NoRoute,
            (false, false) => NotCopied::Failed(failed),
        })
    }

    /// Executor `text` over on one route. Answers with how long it is kept, and what is to be written to the terminal for it.
    async fn hand_over(
        &mut self,
        text: &Secret,
        must_go: bool,
        route: Route,
    ) -> Result<(Keeping, Option<Secret>), Failure> {
        // tmux executor on what its buffer takes, and the terminal behind it has the same limit.
        let is_too_long = text.expose().len() > osc52::MAX_TEXT_BYTES;
        match route {
            Route::Tmux if is_too_long => Err(too_long()),
            Route::Tmux => tmux::hand_over(text.expose()).await.map(|()| (Keeping::Beyond, None)),
            Route::Native => self.native.set(text, must_go).await.map(|keeping| (keeping, None)),
            Route::Terminal | Route::TerminalThroughTmux | Route::TerminalThroughScreen => {
                let sequence = osc52::hand_over(text, route).ok_or_else(too_long)?;
                Ok((Keeping::Beyond, Some(sequence)))
            }
        }
    }

    /// Clears all that must not stay and may be there. Answers for what was copied last.
    async fn clear(&mut self) -> Answer {
        let is_terminals = self.to_clear.back().is_some_and(|last| is_terminals(last.route));
        let sequence = self.empty_terminal();
        let others = self.clear_others().await;
        let cleared = if is_terminals { Cleared::Asked } else { others };
        Answer { report: Report::Cleared(cleared), sequence }
    }

    /// What is to be written to the terminal, should it hold something that must not stay.
    fn empty_terminal(&mut self) -> Option<Secret> {
        let terminals = self.to_clear.iter().find(|text| is_terminals(text.route))?.route;
        self.to_clear.retain(|text| !is_terminals(text.route));
        Some(osc52::empty(terminals))
    }

    /// Clears what is not the terminal's to clear.
    async fn clear_others(&mut self) -> Cleared {
        let mut cleared = Cleared::HeldAnother;
        for _ in 0..self.to_clear.len() {
            // Stays in the list while it is under way.
            let Some(ToClear { route, text }) = self.to_clear.front() else { break };
            cleared = match route {
                Route::Native => self.native.clear(text).await,
                Route::Tmux => tmux::blank().await.map_or(Cleared::Failed, |()| Cleared::Asked),
                // Asked already: these were taken out of the list with that.
                Route::Terminal | Route::TerminalThroughTmux | Route::TerminalThroughScreen => Cleared::Asked,
            };
            let tried = self.to_clear.pop_front();
            if cleared == Cleared::Failed {
                // For the next try, at the latest at the end.
                self.to_clear.extend(tried);
            }
        }
        cleared
    }

    async fn let_go(&mut self) {
        if self.to_clear.is_empty() {
            self.native.let_go().await;
        }
    }
}
