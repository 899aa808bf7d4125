//! The secret from a command: what it prints.
//!
//! Before the terminal is taken the command has it while it runs, as a shell's job has it, and may ask there for a passphrase.
//! Later it has none, and whatever asks there fails at once. What it prints to standard error is dropped: it may repeat what it
//! was asked for.

use std::io;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::future::{Either, select};
use secrecy::zeroize::Zeroizing;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use super::keyboard::{self, Keyboard};
use super::{BY_HAND, MAX_SECRET_BYTES, secret};
use crate::domain::Secret;
use crate::terminal::child;
use crate::terminal::foreground::Foreground;
use crate::terminal::signals::{Signal, Signals};

/// How long output may still come when the command has ended. Something that it left running may hold the pipe.
const LAST_OUTPUT: Duration = Duration::from_millis(200);
/// Between two looks at whether the command waits for a passphrase.
const LOOK: Duration = Duration::from_millis(50);
/// How long a command that is asked to end may take to give the terminal back itself.
const GRACE: Duration = Duration::from_secs(1);

/// Why a command gave no secret.
pub(super) enum Failure {
    /// As it follows the program's name.
    Words(String),
    /// This signal ended the command.
    Killed(i32),
    /// This signal asked the program to end.
    Signal(i32),
}

impl<T: Into<String>> From<T> for Failure {
    fn from(message: T) -> Self {
        Self::Words(message.into())
    }
}

/// What `argv`, a program and its arguments, print as the secret, with the terminal. Blocks.
pub(super) fn run(argv: &[String], limit: Duration) -> Result<Secret, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| cannot(&error))?;
    runtime.block_on(async {
        let mut signals = Signals::new().map_err(|error| cannot(&error))?;
        let mut child = start(argv, |program| {
            let mut command = Command::from(child::command(program));
            #[cfg(unix)]
            command.process_group(0);
            Ok(command)
        })?;
        // Before the group has the terminal: from then on it alone has the signals of the keyboard.
        let has_terminal = Foreground::is_ours();
        let mut keyboard = Keyboard::of_group(child.id().filter(|_| has_terminal));
        // The terminal is given back when this is dropped.
        let terminal = Foreground::give_to(child.id());
        let ended = tokio::select! {
            ended = finish(&mut child) => match ended {
                Ok(secret) => Ok(secret),
                Err(failure) => Err(interrupted(failure, has_terminal, &mut keyboard).await),
            },
            number = keyboard.signal() => {
                // It has the signal too, and may have something to put in order.
                let _ = timeout(GRACE, child.wait()).await;
                end(&mut child, &terminal).await;
                Err(Failure::Signal(number))
            }
            number = told_to_end(&mut signals) => {
                end(&mut child, &terminal).await;
                Err(Failure::Signal(number))
            }
            () = time_is_up(&terminal, limit) => {
                end(&mut child, &terminal).await;
                Err(too_long(limit).into())
            }
        };
        keyboard.leave().await;
        ended
    })
}

/// The same without a terminal: there is none that could be asked at. Dropping the future ends the command.
pub(super) async fn run_without_terminal(argv: &[String], limit: Duration) -> Result<Secret, Failure> {
    let mut child = start(argv, |program| child::without_terminal(program).map(Command::from))?;
    let mut group = Abandoned(Some(Foreground::without_terminal(child.id())));
    let ended = timeout(limit, finish(&mut child)).await;
    let group = group.0.take();
    if let (Err(_), Some(group)) = (&ended, group) {
        end(&mut child, &group).await;
    }
    ended.unwrap_or_else(|_| Err(too_long(limit).into()))
}

/// A command that nobody waits for any more is ended with all that it started.
struct Abandoned(Option<Foreground>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        if let Some(group) = &self.0 {
            group.kill();
        }
    }
}

/// A failure that came of the keyboard asks the program to end as well, as in a shell's script.
async fn interrupted(failure: Failure, has_terminal: bool, keyboard: &mut Keyboard) -> Failure {
    match failure {
        Failure::Killed(number) if has_terminal && keyboard::sends(number) => Failure::Signal(number),
        // It may have ended in a way of its own.
        failure => timeout(LOOK, keyboard.signal()).await.map_or(failure, Failure::Signal),
    }
}

fn start(argv: &[String], command: impl FnOnce(&str) -> io::Result<Command>) -> Result<Child, Failure> {
    let (program, arguments) = argv.split_first().ok_or("is missing")?;
    let mut command = command(program).map_err(|error| cannot(&error))?;
    Ok(command.args(arguments).stdout(Stdio::piped()).kill_on_drop(true).spawn().map_err(|error| cannot(&error))?)
}

fn cannot(error: &io::Error) -> String {
    format!("cannot be run: {error}")
}

fn too_long(limit: Duration) -> String {
    format!("did not end within {} s", limit.as_secs_f32())
}

/// Returns when the command has run for `limit`, without the time for which it waited for a passphrase.
async fn time_is_up(terminal: &Foreground, limit: Duration) {
    let mut left = limit;
    while !left.is_zero() {
        let start = Instant::now();
        sleep(LOOK.min(left)).await;
        terminal.keep_going();
        if !terminal.is_asked_at() {
            left = left.saturating_sub(start.elapsed());
        }
    }
}

async fn told_to_end(signals: &mut Signals) -> i32 {
    loop {
        if let Signal::End(number) = signals.next().await {
            return number;
        }
    }
}

/// Ends the command with all that it started and that has not left its group.
async fn end(child: &mut Child, terminal: &Foreground) {
    terminal.ask_to_end();
    let gave_back = async {
        let _ = child.wait().await;
        while terminal.is_asked_at() {
            sleep(LOOK).await;
        }
    };
    let _ = timeout(GRACE, gave_back).await;
    terminal.kill();
    let _ = child.kill().await;
}

async fn finish(child: &mut Child) -> Result<Secret, Failure> {
    let stdout = child.stdout.take().ok_or("has no output")?;
    // One buffer that never grows: growing would leave copies behind. It is wiped also where nobody waits for the end.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_SECRET_BYTES + 1));
    let status = answer(child, stdout, &mut bytes).await?;
    if !status.success() {
        return Err(of_status(status));
    }
    secret(std::mem::take(&mut *bytes)).map_err(|reason| format!("did not help: {reason}").into())
}

/// Reads what the command prints until it has ended, or is done printing.
async fn answer(child: &mut Child, stdout: impl AsyncRead + Unpin, bytes: &mut Vec<u8>) -> Result<ExitStatus, Failure> {
    let cannot = |error| format!("cannot be read: {error}");
    let mut limited = stdout.take(MAX_SECRET_BYTES as u64 + 1);
    let reading = pin!(limited.read_to_end(bytes));
    let status = match select(reading, pin!(child.wait())).await {
        Either::Left((read, waiting)) => {
            if read.map_err(cannot)? > MAX_SECRET_BYTES {
                return Err(format!("printed more than {} KiB, which is no secret", MAX_SECRET_BYTES / 1024).into());
            }
            waiting.await
        }
        Either::Right((status, reading)) => {
            if let Ok(read) = timeout(LAST_OUTPUT, reading).await {
                read.map_err(cannot)?;
            }
            status
        }
    };
    Ok(status.map_err(cannot)?)
}

fn of_status(status: ExitStatus) -> Failure {
    match keyboard::signal_of(status) {
        Some(number) => Failure::Killed(number),
        None => format!("ended with code {}; {BY_HAND}", status.code().unwrap_or(-1)).into(),
    }
}
