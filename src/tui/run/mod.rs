//! The loop: it waits for whichever comes first of a key, news of an account, a message of a task, a signal and the second's
//! tick; hands all that has arrived to [`App::update`], starts what that asks for, and draws once. The state never waits
//! for anything here. What the loop waits for is in `waiting.rs`; drawing on the terminal, leaving and taking it again in
//! `hold.rs`.

mod hold;
mod keeping;
mod setup;
mod tables;
mod waiting;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect, Size};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::domain::Redactor;
use crate::options::{ClipboardRoute, Notify};
use crate::runtime::clock::Clock;
use crate::runtime::journal::{self, Journal};
use crate::runtime::links::Links;
use crate::runtime::recorder::{self, Recorder};
use crate::runtime::tasks::{Service, TaskEnd, Tasks};
use crate::terminal::background::Inquiry;
use crate::terminal::clipboard::{Answer, Clipboard, Route};
use crate::terminal::host_environment::HostEnvironment;
use crate::terminal::input::{Event, Input, Stamped};
use crate::terminal::output::Output;
use crate::terminal::screen::Screen;
use crate::terminal::signals::{Signal, Signals};
use crate::terminal::{alert, browser, clipboard, host_environment, modes, pane_history, signals};
use crate::tui::app::{App, Config};
use crate::tui::effect::Effect;
use crate::tui::message::Message;
pub use setup::{Ending, Setup};
use setup::{start_clipboard, watch_surroundings};
use waiting::Wake;

/// Between two looks at the clock while nothing happens.
const TICK: Duration = Duration::from_secs(1);
/// How long the operator must not move to count as resting.
const REST: Duration = Duration::from_millis(150);
/// At the end, what is left to write is waited for no longer than this.
const LAST_WORDS: Duration = Duration::from_millis(250);
/// News taken before a frame is drawn, so that a flood of it cannot keep the screen from following.
const BATCH: usize = 256;
/// Messages that may wait for the loop; tasks wait when there are more.
const MAILBOX: usize = 256;

/// How long a lone escape is waited with for what may follow it, where nobody says.
const ESCAPE: Duration = Duration::from_millis(50);
/// The same over SSH, whose packets tear sequences apart.
const ESCAPE_OVER_SSH: Duration = Duration::from_millis(150);

/// Takes the terminal, runs until the end, and gives the terminal back.
///
/// The loop waits with a runtime of its own on this thread, and tasks run on another thread: nothing they do keeps a
/// key waiting, and the loop's timers wake nobody else, which is most of what an idle dashboard costs.
pub fn run(setup: Setup) -> Ending {
    // Before there is another thread: each must do so.
    signals::hold_faults();
    let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let background = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let (waiting, background) = match (waiting, background) {
        (Ok(waiting), Ok(background)) => (waiting, background),
        (Err(error), _) | (_, Err(error)) => {
            return Ending::Failed(anyhow::Error::new(error).context("Cannot start the background tasks"));
        }
    };
    modes::install_panic_hook();
    let runtime = background.handle().clone();
    let ending = waiting.block_on(async {
        match hold::take_terminal().await {
            Ok(hold::Taken { signals, output, _guard, has_stopped }) => {
                match Loop::new(setup, runtime, signals, output) {
                    Ok(main_loop) => Loop { has_stopped, ..main_loop }.run().await,
                    Err(error) => Ending::Failed(error.into()),
                }
            }
            Err(ending) => ending,
        }
    });
    // A task may be in the middle of a request; nobody waits for its answer any more.
    background.shutdown_background();
    ending
}

struct Loop {
    app: App,
    terminal: Terminal<Screen<Output>>,
    /// `None` while the job goes on in the background: the terminal is another one's, and is neither read nor drawn on.
    input: Option<Input>,
    escape: Duration,
    /// Frames drawn so far, with the one that is being written, for the input to stamp what it reads with.
    frames: Arc<AtomicU64>,
    /// Frames drawn so far.
    drawn: u64,
    /// The stamp of what was read last.
    input_frames: u64,
    signals: Signals,
    messages: mpsc::Sender<Message>,
    mailbox: mpsc::Receiver<Message>,
    /// Whether the journal can be written, each time that changes.
    notices: mpsc::Receiver<journal::Notice>,
    history: mpsc::Receiver<recorder::Notice>,
    tasks: Tasks<Service>,
    links: Links,
    session: HostEnvironment,
    clipboard_wish: ClipboardRoute,
    /// The ways to the clipboard, in turn.
    routes: Vec<Route>,
    clipboard: Clipboard,
    notify: Notify,
    /// Whether nothing but ASCII may be sent.
    is_ascii: bool,
    inquiry: Inquiry,
    journal: Journal,
    recorder: Recorder,
    redactor: Redactor,
    clock: Clock,
    next_tick: Instant,
    rest_at: Option<Instant>,
    has_mouse: bool,
    /// The `TSTP` of the program's own stop, which has been obeyed when it is read, has not been read yet.
    has_stopped: bool,
}

impl Loop {
    fn new(setup: Setup, runtime: Handle, signals: Signals, output: Output) -> io::Result<Self> {
        let mut tasks = Tasks::new(runtime.clone());
        let size = modes::size();
        let frames = Arc::new(AtomicU64::new(0));
        let mut screen = Screen::new(output, size);
        screen.announce(Arc::clone(&frames));
        let terminal = Terminal::new(screen)?;
        let (messages, mailbox) = mpsc::channel(MAILBOX);
        let (notice, notices) = mpsc::channel(MAILBOX);
        let watch = setup.watch;
        let mut journal = Journal::new(watch.journal, setup.config.zone.clone(), notice);
        journal.start(&mut tasks);
        let (recorder, history) = Recorder::started(watch.history, watch.opened, &mut tasks);
        watch_surroundings(watch.warnings, watch.log_troubles, messages.clone(), &mut tasks);
        let clock = Clock::start();
        let session = HostEnvironment::read(|name| std::env::var_os(name), std::env::consts::OS);
        let routes = clipboard::routes(setup.clipboard, session);
        let config = Config { routes: routes.clone(), ..setup.config };
        let is_ascii = config.theme.is_ascii();
        let variable = |name: &str| std::env::var_os(name);
        let inquiry = Inquiry::new(variable, session.multiplexer, config.theme.follows_ground());
        let app = App::new(config, clock.now(), size.width, size.height);
        let setups = watch.accounts.into_iter().map(|account| account.link).collect();
        let links = Links::new(setups, watch.opened, journal.writer(), runtime);
        let escape = setup.escape.unwrap_or(if session.is_over_ssh { ESCAPE_OVER_SSH } else { ESCAPE });
        let input = Input::new(escape, Arc::clone(&frames))?;
        let clipboard = start_clipboard(setup.clipboard, session, &mut tasks);
        Ok(Self {
            app,
            terminal,
            input: Some(input),
            escape,
            frames,
            drawn: 0,
            input_frames: 0,
            signals,
            messages,
            mailbox,
            notices,
            history,
            tasks,
            links,
            session,
            clipboard_wish: setup.clipboard,
            routes,
            clipboard,
            notify: setup.notify,
            is_ascii,
            inquiry,
            journal,
            recorder,
            redactor: setup.redactor,
            clock,
            next_tick: Instant::now() + TICK,
            rest_at: None,
            has_mouse: false,
            has_stopped: false,
        })
    }

    async fn run(mut self) -> Ending {
        self.ask_for_ground();
        let ending = self.until_the_end().await;
        // At once, however it ends: nothing that waits is sent any more.
        self.links.close_all();
        // While the terminal is still taken: what is written to it may be a request to empty its clipboard.
        let screen = self.terminal.backend_mut();
        let clear = self.clipboard.close(|sequence| screen.write_raw(sequence.expose().as_bytes()));
        // Nobody takes messages any more, so no task may wait to send one.
        self.mailbox.close();
        self.notices.close();
        self.history.close();
        tokio::join!(clear, self.journal.close(), self.recorder.close());
        // The terminal may be gone, or read by nobody.
        let _ = screen.flush();
        screen.writer_mut().drain_within(LAST_WORDS).await;
        self.take_late_answer().await;
        ending
    }

    async fn until_the_end(&mut self) -> Ending {
        loop {
            match self.draw() {
                Ok(true) => {
                    // What is read from here on can be an answer to this frame.
                    self.drawn += 1;
                    self.frames.store(self.drawn, Ordering::SeqCst);
                    if let Some(ending) = self.update(Message::Drawn) {
                        return ending;
                    }
                }
                // The terminal does not take it: nobody has seen it.
                Ok(false) => self.frames.store(self.drawn, Ordering::SeqCst),
                Err(error) => return self.cannot_draw(error).await,
            }
            let mut next = Some(self.next_news().await);
            if let Some(ending) = self.update(Message::Clock(self.clock.now())) {
                return ending;
            }
            for _ in 0..BATCH {
                let Some(news) = next.take() else { break };
                if let Wake::Drained(Err(error)) = news {
                    return self.cannot_draw(error).await;
                }
                if let Some(ending) = self.take(news) {
                    return ending;
                }
                next = self.news_at_hand().await;
            }
            if let Some(ending) = next.and_then(|news| self.take(news)) {
                return ending;
            }
        }
    }

    /// Hands news to the state and performs what it asks for. Answers with the ending, if this is the end.
    fn take(&mut self, news: Wake) -> Option<Ending> {
        // Before whatever comes first after a stop: it must find the screen lost. And once: when the loop reads of the
        // signal, a new frame may be on the screen, and keys for it on their way.
        if !matches!(news, Wake::Signal(Signal::End(_))) && self.signals.has_continued() {
            let was_ours = self.has_terminal();
            let ending = self.take_terminal_again(was_ours);
            if ending.is_some() || (!was_ours && matches!(news, Wake::Input(_))) {
                return ending;
            }
        }
        // Somebody else, a program that we started perhaps, has had the terminal: what comes from it was not typed at
        // what is on the screen, and may be a whole line that waited for its end.
        if self.is_away() {
            match (&news, modes::is_in_front()) {
                (Wake::Tick, Ok(true)) => return self.take_terminal_again(false),
                // The shell ended, and nobody tells a job in the background.
                (Wake::Tick, Err(_)) => return Some(Ending::Signal(signals::HANG_UP)),
                _ => {}
            }
        } else if matches!(news, Wake::Input(_) | Wake::Tick) && modes::is_meddled_with() {
            return self.take_terminal_again(false);
        }
        match news {
            Wake::Message(message) => return self.update(message),
            Wake::Input(Stamped { event: Event::Ground(_), .. }) if !self.inquiry.is_answered() => {}
            Wake::Input(Stamped { frames, event }) => {
                if self.input_frames != frames {
                    self.input_frames = frames;
                    if let Some(ending) = self.update(Message::InputRead { frames }) {
                        return Some(ending);
                    }
                }
                return self.update(event.into());
            }
            Wake::Clipboard(Answer { report, sequence }) => {
                if let Some(sequence) = sequence {
                    self.terminal.backend_mut().write_raw(sequence.expose().as_bytes());
                }
                return self.update(report.into());
            }
            Wake::Signal(Signal::End(number)) => return Some(Ending::Signal(number)),
            Wake::Signal(Signal::Suspend) if std::mem::take(&mut self.has_stopped) => {}
            Wake::Signal(Signal::Suspend) => return self.suspend(),
            Wake::Tick => self.next_tick = Instant::now() + TICK,
            Wake::Rested => {
                self.rest_at = None;
                return self.update(Message::Settled);
            }
            // The frame that follows shows what is so by now. A `CONT` woke the loop, and was obeyed above.
            Wake::Drained(_) | Wake::TaskEnded(TaskEnd::Done) | Wake::Signal(Signal::Continue) => {}
            Wake::TaskEnded(TaskEnd::Failed(error)) => return Some(Ending::Failed(error)),
            Wake::TaskEnded(TaskEnd::Panicked(name)) => return self.restart(name),
            Wake::TerminalGone => return Some(Ending::Failed(anyhow::anyhow!("The terminal is gone"))),
        }
        None
    }

    fn update(&mut self, message: Message) -> Option<Ending> {
        if let Message::Resized { columns, rows } = message {
            self.resize((columns, rows).into());
            if self.app.shows_secrets() && self.session.multiplexer == host_environment::Multiplexer::Tmux {
                self.tasks.spawn(Service::PaneHistory, pane_history::forget());
            }
        }
        let effects = self.app.update(message);
        effects.into_iter().find_map(|effect| self.perform(effect))
    }

    /// Follows the terminal's size. ratatui's buffers keep what they once needed, and a terminal may have been huge.
    fn resize(&mut self, size: Size) {
        self.terminal.backend_mut().resize(size);
        // Sends nothing, and so cannot fail. Both buffers are blank then.
        let _ = self.terminal.resize(Rect::from((Position::ORIGIN, size)));
        for _ in 0..2 {
            self.terminal.current_buffer_mut().content.shrink_to_fit();
            self.terminal.swap_buffers();
        }
    }

    fn perform(&mut self, effect: Effect) -> Option<Ending> {
        match effect {
            Effect::Account(id, request) => self.links.perform(id, request),
            Effect::OpenAccount(id) => {
                self.recorder.open(id, &mut self.tasks);
                self.links.open(id);
            }
            Effect::ReadSecret(id) => self.links.read_secret(id),
            Effect::ForgetSecret(id) => self.links.forget_secret(id),
            Effect::CloseAccount(id) => self.links.close(id),
            Effect::WatchForRest => self.rest_at = Some(Instant::now() + REST),
            Effect::Copy(clip) => self.clipboard.copy(clip),
            Effect::CopyTable { what, table, form } => self.copy_table(what, table, form),
            Effect::SaveTable { path, table, form } => self.save_table(path, table, form),
            Effect::UseKnownRoutes(text) => return self.use_known_routes(&text),
            Effect::ClearClipboard => self.clipboard.clear(),
            Effect::OpenLink(url) => {
                let (session, messages) = (self.session, self.messages.clone());
                self.tasks.spawn(Service::Browser, async move {
                    // The loop is gone only when the program ends.
                    let outcome = browser::open(url, session).await;
                    let _ = messages.send(Message::LinkOpened { url, outcome }).await;
                });
            }
            Effect::ReadJournal => self.journal.read(),
            Effect::Keep(entry) => self.keep(entry),
            Effect::Flush(ticket) => {
                if !self.recorder.flush(ticket) {
                    // Nothing is kept: there is nothing to wait for.
                    return self.update(Message::History(recorder::Notice::Flushed { ticket, outcome: Ok(()) }));
                }
            }
            Effect::Ask { ticket, query } => self.recorder.ask(ticket, query),
            Effect::Alert(text) => {
                if let Some(sequence) = alert::sequence(self.notify, &text, self.session.multiplexer, self.is_ascii) {
                    self.terminal.backend_mut().write_raw(sequence.as_bytes());
                }
            }
            Effect::CaptureMouse(capture) => self.capture_mouse(capture),
            Effect::Suspend => return self.suspend(),
            Effect::Quit { keep_frame } => return Some(Ending::Quit(keep_frame.then(|| self.frame_text()))),
        }
        None
    }

    /// Copies go first the way that was seen to work in this terminal.
    fn use_known_routes(&mut self, text: &str) -> Option<Ending> {
        let terminal = clipboard::terminal_name(|name| std::env::var_os(name), self.session);
        let known = clipboard::KnownRoutes::read(text).of(&terminal)?;
        self.routes = clipboard::routes_knowing(self.clipboard_wish, self.session, Some(known));
        self.clipboard.take_routes(self.routes.clone());
        self.update(Message::RoutesKnown(self.routes.clone()))
    }

    fn capture_mouse(&mut self, capture: bool) {
        self.has_mouse = capture;
        self.terminal.backend_mut().write_raw(&modes::mouse_sequence(capture));
    }

    fn restart(&mut self, failed: Service) -> Option<Ending> {
        match failed {
            Service::Clipboard => {
                self.clipboard = start_clipboard(self.clipboard_wish, self.session, &mut self.tasks);
                self.clipboard.take_routes(self.routes.clone());
            }
            Service::Journal => self.journal.start(&mut self.tasks),
            Service::History => self.recorder.start(&mut self.tasks),
            Service::Browser | Service::Table | Service::PaneHistory | Service::Surroundings => {}
        }
        self.update(Message::TaskFailed(failed.label()))
    }
}
