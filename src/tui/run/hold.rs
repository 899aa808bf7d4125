//! The loop's hold on the terminal: drawing on it, leaving it to the shell, and taking it again.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::{Ending, Loop};
use crate::terminal::input::{Event, Input, Stamped};
use crate::terminal::output::Output;
use crate::terminal::signals::{Signal, Signals};
use crate::terminal::{job, modes, signals};
use crate::text;
use crate::tui::message::Message;

/// Between two looks at whether the terminal is this job's: a shell that brings a running job to the front tells nobody.
const IN_FRONT: Duration = Duration::from_millis(100);

/// The terminal as the loop begins with it.
pub(super) struct Taken {
    pub(super) signals: Signals,
    pub(super) output: Output,
    /// Gives the terminal back when it is dropped.
    pub(super) _guard: modes::Guard,
    /// Whether the `TSTP` of a stop of the program's own has been obeyed, and is still to be read: read as another one, it
    /// would stop the program that has just been brought to the front.
    pub(super) has_stopped: bool,
}

/// Takes the terminal, as soon as it is this job's. Signals first: none may end the program while it has the terminal and
/// does not listen.
///
/// # Errors
///
/// How the program ends, if that is before it has the terminal.
pub(super) async fn take_terminal() -> Result<Taken, Ending> {
    let cannot = |error: io::Error| Ending::Failed(anyhow::Error::new(error).context("Cannot take the terminal"));
    let mut signals = Signals::new().map_err(cannot)?;
    let has_stopped = come_to_front(&mut signals).await?;
    let mut output = Output::new().map_err(cannot)?;
    let guard = modes::Guard::enter(&mut output).map_err(cannot)?;
    Ok(Taken { signals, output, _guard: guard, has_stopped })
}

/// Waits until the job is in front of its terminal. A start in the background touches nothing before: it would be stopped
/// for it, and then no signal could end it. Answers with whether the `TSTP` of its own stop is still to be read.
async fn come_to_front(signals: &mut Signals) -> Result<bool, Ending> {
    // A terminal that knows no jobs is anybody's.
    let mut is_in_front = modes::is_in_front().unwrap_or(true);
    let mut has_stopped = false;
    while !is_in_front {
        tokio::select! {
            biased;
            signal = signals.next() => match signal {
                Signal::End(number) => return Err(Ending::Signal(number)),
                // That of the program's own stop, which has been obeyed.
                Signal::Suspend if std::mem::take(&mut has_stopped) => {}
                Signal::Suspend => {
                    has_stopped = true;
                    job::stop().map_err(|error| {
                        Ending::Failed(anyhow::Error::new(error).context("Cannot stop for the shell"))
                    })?;
                }
                Signal::Continue => {}
            },
            () = tokio::time::sleep(IN_FRONT) => {}
        }
        // The shell ended, and nobody tells a job in the background.
        is_in_front = modes::is_in_front().map_err(|_| Ending::Signal(signals::HANG_UP))?;
    }
    // What has been obeyed by waiting.
    signals.has_continued();
    Ok(has_stopped)
}

impl Loop {
    /// Gives the terminal to the shell, stops, and takes the terminal again when the job goes on. Where no shell would
    /// bring the job back, the state says so instead.
    pub(super) fn suspend(&mut self) -> Option<Ending> {
        if !job::has_shell() {
            return self.update(Message::NoShell);
        }
        // Before the stop: nobody looks from here on.
        if let Some(ending) = self.update(Message::ScreenLost) {
            return Some(ending);
        }
        // It would go on reading the terminal, and take the shell's keys.
        self.input = None;
        modes::leave();
        self.has_stopped = true;
        if let Err(error) = job::stop() {
            return Some(Ending::Failed(anyhow::Error::new(error).context("Cannot stop for the shell")));
        }
        // What woke it is obeyed here.
        self.signals.has_continued();
        self.take_terminal_again(false)
    }

    /// Whether the job goes on in the background.
    pub(super) fn is_away(&self) -> bool {
        self.input.is_none()
    }

    /// Whether the terminal is this job's, as it was set: what is typed there is typed at what was drawn.
    pub(super) fn has_terminal(&self) -> bool {
        !self.is_away() && modes::is_in_front().unwrap_or(true) && !modes::is_meddled_with()
    }

    /// Takes a terminal that was, or may have been, somebody else's since: modes, and everything on it, so that a question
    /// has to be drawn anew before it can be answered. In the background it waits until the shell gives the terminal to
    /// this job, which it tells by another `CONT`: to take it would stop the program, and then no signal could end it.
    ///
    /// What was typed meanwhile is dropped, unless it `is_ours` still: then no shell and no other program has read it, and
    /// each key counts, as read at what was drawn before. So it is after a `CONT` that follows no stop, and after a stop
    /// that no shell saw. Shells that set a job's own modes again (fish, ksh) cannot be told from none: what was typed
    /// there may move the bar, but answers nothing.
    pub(super) fn take_terminal_again(&mut self, is_ours: bool) -> Option<Ending> {
        match &mut self.input {
            Some(input) if is_ours => input.catch_up(),
            _ => self.input = None,
        }
        if !modes::is_in_front().unwrap_or(true) {
            self.input = None;
            return self.update(Message::ScreenLost);
        }
        let screen = self.terminal.backend_mut();
        screen.forget();
        // The guard that gives it back at the end is the first one.
        let mut taken = modes::Guard::enter(screen.writer_mut()).map(std::mem::forget);
        if self.input.is_none() {
            let input = Input::new(self.escape, Arc::clone(&self.frames)).map(|input| self.input = Some(input));
            taken = taken.and(input);
            // Whoever had the terminal may have changed its colours, or it is another one.
            self.ask_for_ground();
        }
        match taken {
            // It sends `CONT` along with a signal that says more, and says so itself when it is read.
            Err(error) if signals::is_terminal_gone(&error) => {}
            Err(error) => {
                return Some(Ending::Failed(anyhow::Error::new(error).context("Cannot take the terminal again")));
            }
            Ok(()) => {}
        }
        if self.has_mouse {
            self.capture_mouse(true);
        }
        let size = modes::size();
        let resized = Message::Resized { columns: size.width, rows: size.height };
        [Message::ScreenLost, resized].into_iter().find_map(|message| self.update(message))
    }

    /// Asks the terminal for the colour of its ground, if it may be asked. The question goes along with the next frame.
    pub(super) fn ask_for_ground(&mut self) {
        if let Some(question) = self.inquiry.ask() {
            self.terminal.backend_mut().write_raw(question.as_bytes());
        }
    }

    /// Takes an answer that is on its way still: whoever reads the terminal next would find it among the keys.
    pub(super) async fn take_late_answer(&mut self) {
        let (Some(until), Some(input)) = (self.inquiry.expected_until(), &mut self.input) else { return };
        let answered = async {
            while let Some(Stamped { event, .. }) = input.next().await {
                if matches!(event, Event::Ground(_)) {
                    return;
                }
            }
        };
        // It may have none.
        let _ = tokio::time::timeout_at(until, answered).await;
    }

    /// Draws a frame, unless the terminal is another job's or has not taken the last one yet; says whether it took this one.
    pub(super) fn draw(&mut self) -> io::Result<bool> {
        if self.is_away() || self.terminal.backend_mut().writer_mut().is_stalled() {
            return Ok(false);
        }
        // What was typed by now is no answer to this frame.
        if let Some(input) = &mut self.input {
            input.catch_up();
        }
        let app = &self.app;
        self.terminal.backend_mut().be_discreet(app.shows_secrets());
        self.terminal.draw(|frame| app.view(frame))?;
        Ok(!self.terminal.backend_mut().writer_mut().is_stalled())
    }

    /// The last frame as plain text, for the ordinary screen.
    pub(super) fn frame_text(&mut self) -> String {
        let app = &self.app;
        let Ok(frame) = self.terminal.draw(|frame| app.view(frame)) else { return String::new() };
        let rows = frame.buffer.content.chunks(usize::from(frame.area.width).max(1));
        rows.fold(String::new(), |mut text, row| {
            let mut line = String::new();
            let mut covered = 0;
            for cell in row {
                // A wide character covers the cell behind its own.
                if covered == 0 {
                    line.push_str(cell.symbol());
                    covered = text::width(cell.symbol());
                }
                covered = covered.saturating_sub(1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
            text
        })
    }

    /// A frame could not be written. A terminal that went away also sends a signal, which says more.
    pub(super) async fn cannot_draw(&mut self, error: io::Error) -> Ending {
        if signals::is_terminal_gone(&error)
            && let Some(number) = self.end_signal().await
        {
            return Ending::Signal(number);
        }
        Ending::Failed(anyhow::Error::new(error).context("Cannot write to the terminal"))
    }
}
