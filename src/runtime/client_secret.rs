//! Obtains the API credential's secret from where it is kept, before the terminal is taken: a command may ask the
//! operator for a passphrase. What the secret is, or was printed along with it, is in no error.

use std::fs::{self, File};
use std::io::Read;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use crate::domain::{Label, Secret};
use crate::options::{GivenFile, SecretSource};
use crate::ui::text;

/// How long a command may take, an operator's typing included.
pub const COMMAND_LIMIT: Duration = Duration::from_secs(30);
/// The longest secret in bytes, with its line break.
const LIMIT: usize = 16 * 1024;
/// What is kept of a command's complaints, in bytes.
const COMPLAINTS: usize = 4 * 1024;
/// The longest complaint that is repeated, in cells.
const COMPLAINT_CELLS: usize = 160;
/// How long complaints may still come when the command has ended. Something that it left running may hold the pipe.
const LAST_COMPLAINTS: Duration = Duration::from_millis(200);

/// The secret. A command may take up to `limit`, which is [`COMMAND_LIMIT`] outside tests. Blocks, and must not be
/// called from a task.
///
/// # Errors
///
/// One line for standard error: it names the key that says where the secret is, and what is wrong there.
pub fn obtain(source: &SecretSource, limit: Duration) -> Result<Secret, String> {
    match source {
        SecretSource::Given(secret) => Ok(secret.clone()),
        SecretSource::File(file) => read(file),
        SecretSource::Command { words, by } => run(words, limit).map_err(|reason| {
            let program = Label::from(words.first().map_or("", String::as_str));
            format!("{by}: {program} {reason}")
        }),
    }
}

fn read(file: &GivenFile) -> Result<Secret, String> {
    let cannot = |error| file.refusal("cannot read", error);
    // Asked before it is opened: opening a pipe waits for its other end.
    if !fs::metadata(&file.path).map_err(cannot)?.is_file() {
        return Err(file.refusal("cannot use", "not a file"));
    }
    let opened = File::open(&file.path).map_err(cannot)?;
    refuse_shared(file, &opened.metadata().map_err(cannot)?)?;
    // One buffer that never grows: growing would leave copies behind.
    let mut bytes = Vec::with_capacity(LIMIT + 1);
    opened.take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    secret(bytes).map_err(|reason| file.refusal("cannot use", reason))
}

#[cfg(unix)]
fn refuse_shared(file: &GivenFile, metadata: &fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    let reason = format!("others can get at it (mode {mode:04o}); it needs chmod 600");
    Err(file.refusal("cannot use", reason))
}

#[cfg(not(unix))]
fn refuse_shared(_: &GivenFile, _: &fs::Metadata) -> Result<(), String> {
    Ok(())
}

/// What was read as a secret: text of one line, whose line break does not count. The error never repeats any of it.
fn secret(bytes: Vec<u8>) -> Result<Secret, String> {
    if bytes.len() > LIMIT {
        return Err(format!("more than {} KiB is no secret", LIMIT / 1024));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| "the secret is not valid UTF-8")?;
    let line = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    text.truncate(line.len());
    if text.trim().is_empty() {
        return Err("the secret is empty".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("the secret must be one line without control characters".to_owned());
    }
    Ok(Secret::new(text))
}

/// Why a command gave no secret, as it follows the program's name.
fn run(words: &[String], limit: Duration) -> Result<Secret, String> {
    let cannot = |error| format!("cannot be run: {error}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
    runtime.block_on(async {
        let (program, arguments) = words.split_first().ok_or("is missing")?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(cannot)?;
        match tokio::time::timeout(limit, finish(&mut child)).await {
            Ok(result) => result,
            Err(_) => Err(format!("did not end within {} s", limit.as_secs_f32())),
        }
    })
}

async fn finish(child: &mut Child) -> Result<Secret, String> {
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err("has no output".to_owned());
    };
    let mut complaints = Vec::new();
    let (bytes, status) = {
        let answer = pin!(answer(child, stdout));
        let listening = pin!(listen(stderr, &mut complaints));
        match select(answer, listening).await {
            Either::Left((answer, listening)) => {
                let _ = tokio::time::timeout(LAST_COMPLAINTS, listening).await;
                answer?
            }
            Either::Right(((), answer)) => answer.await?,
        }
    };
    if !status.success() {
        let complaint = complaint(&complaints, &bytes).map(|text| format!(": {text}"));
        return Err(format!("{}{}", ended(status), complaint.unwrap_or_default()));
    }
    secret(bytes).map_err(|reason| format!("did not help: {reason}"))
}

/// What the command printed, and how it ended.
async fn answer(child: &mut Child, stdout: impl AsyncRead + Unpin) -> Result<(Vec<u8>, ExitStatus), String> {
    let cannot = |error| format!("cannot be read: {error}");
    let mut bytes = Vec::with_capacity(LIMIT + 1);
    stdout.take(LIMIT as u64 + 1).read_to_end(&mut bytes).await.map_err(cannot)?;
    if bytes.len() > LIMIT {
        return Err(format!("printed more than {} KiB, which is no secret", LIMIT / 1024));
    }
    Ok((bytes, child.wait().await.map_err(cannot)?))
}

/// Takes everything that comes, so that the command never waits for a reader, and keeps the first of it.
async fn listen(mut stderr: impl AsyncRead + Unpin, kept: &mut Vec<u8>) {
    let mut chunk = [0; 1024];
    while let Ok(read @ 1..) = stderr.read(&mut chunk).await {
        let room = COMPLAINTS.saturating_sub(kept.len());
        kept.extend_from_slice(&chunk[..read.min(room)]);
    }
}

/// The last line of what a command complained of, safe to print. `None` where there is none, or where it holds what
/// was printed as the secret.
fn complaint(complaints: &[u8], printed: &[u8]) -> Option<String> {
    let complaints = String::from_utf8_lossy(complaints);
    let line = complaints.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    let printed = String::from_utf8_lossy(printed);
    if printed.split_whitespace().any(|word| line.contains(word)) {
        return None;
    }
    Some(text::cut(Label::from(line).safe(), COMPLAINT_CELLS, "…"))
}

fn ended(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("was ended by signal {signal}");
    }
    format!("ended with code {}", status.code().unwrap_or(-1))
}
