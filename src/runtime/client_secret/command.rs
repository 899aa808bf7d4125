//! The secret from a command: what it prints.
//!
//! The command has the terminal while it runs, as a shell's job has it, and may ask there for a passphrase. What it prints to
//! standard error is dropped: it may repeat what it was asked for.

use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::future::{Either, select};
use secrecy::zeroize::Zeroize;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use super::{MAX_SECRET_BYTES, secret};
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
    /// This signal asked the program to end.
    Signal(i32),
}

impl<T: Into<String>> From<T> for Failure {
    fn from(message: T) -> Self {
        Self::Words(message.into())
    }
}

/// What `words`, a program and its arguments, print as the secret.
pub(super) fn run(argv: &[String], limit: Duration) -> Result<Secret, Failure> {
    let cannot = |error| format!("cannot be run: {error}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
    runtime.block_on(async {
        let (program, arguments) = argv.split_first().ok_or("is missing")?;
        let mut signals = Signals::new().map_err(cannot)?;
        let mut command = Command::from(child::command(program));
        command.args(arguments).stdout(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(cannot)?;
        // The terminal is given back when this is dropped.
        let terminal = Foreground::give_to(child.id());
        let ended = tokio::select! {
            ended = finish(&mut child) => return ended,
            () = time_is_up(&terminal, limit) => Failure::from(format!("did not end within {} s", limit.as_secs_f32())),
            number = told_to_end(&mut signals) => Failure::Signal(number),
        };
        end(&mut child, &terminal).await;
        Err(ended)
    })
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
    // One buffer that never grows: growing would leave copies behind.
    let mut bytes = Vec::with_capacity(MAX_SECRET_BYTES + 1);
    let ended = answer(child, stdout, &mut bytes).await;
    let status = match ended {
        Ok(status) if status.success() => {
            return secret(bytes).map_err(|reason| format!("did not help: {reason}").into());
        }
        Ok(status) => Err(format!("{}; run it by hand to see why", how(status)).into()),
        Err(failure) => Err(failure),
    };
    bytes.zeroize();
    status
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

fn how(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("was ended by signal {signal}");
    }
    format!("ended with code {}", status.code().unwrap_or(-1))
}
