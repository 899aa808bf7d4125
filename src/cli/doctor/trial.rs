//! The clipboard, tried: each way is handed a harmless word, which the operator pastes. No terminal tells whether a word arrived.

use std::io::{self, BufRead, IsTerminal, Write};

use super::finding::Finding;
use super::remembered::{self, Keeping};
use super::screen::Terminal;
use crate::cli::frame::Frame;
use crate::cli::session::Stopped;
use crate::domain::Secret;
use crate::options::ClipboardRoute;
use crate::runtime::recorder::RecorderSetup;
use crate::terminal::clipboard::{Clip, Clipboard, Report, message, name, routes};

const ABOUT: &str = "Paste test";
/// What a terminal puts around a pasted text where a program has asked for that, as the shell before may have.
const PASTED: [&str; 2] = ["\x1b[200~", "\x1b[201~"];

/// Tries what `wish` allows, one way after the other, until a word comes back.
pub(super) async fn tried(
    frame: &mut Frame,
    wish: ClipboardRoute,
    terminal: &Terminal,
    history: (&RecorderSetup, usize),
) -> Result<Finding, Stopped> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Ok(Finding::failed(ABOUT, "Needs a terminal, to show the word and to have it pasted."));
    }
    let ways = match wish {
        ClipboardRoute::Auto => vec![ClipboardRoute::Tmux, ClipboardRoute::Osc52, ClipboardRoute::Native],
        one => vec![one],
    };
    let ways: Vec<_> = ways.into_iter().filter(|way| !routes(*way, terminal.session).is_empty()).collect();
    if ways.is_empty() {
        let why = match wish {
            ClipboardRoute::Off => "Copying is off, so nothing can be tried.",
            ClipboardRoute::Tmux => "There is no tmux around this terminal. Try --clipboard without a way.",
            _ => "There is no desktop to reach from here. Try --clipboard without a way.",
        };
        return Ok(Finding::failed(ABOUT, why));
    }
    for way in &ways {
        if !is_pasted(frame, *way, terminal).await? {
            continue;
        }
        let set = || format!("Set clipboard = \"{}\" in the profile.", name(*way));
        let kept = match remembered::keep(frame, history, &terminal.name, *way).await? {
            Keeping::Kept => "Kept for this terminal: the dashboard takes this way first.".to_owned(),
            Keeping::NoHistory => format!("Not kept, as there is no history. {}", set()),
            Keeping::Failed => format!("Not kept, as the history cannot be written now. {}", set()),
        };
        return Ok(Finding::well(ABOUT, format!("{} works. {kept}", name(*way))));
    }
    let tried: Vec<&str> = ways.iter().map(|way| name(*way)).collect();
    Ok(Finding::failed(ABOUT, format!("No word came back by {}. See docs/terminals.md.", tried.join(", "))))
}

/// Hands a word of its own over on one way, and asks for it.
async fn is_pasted(frame: &mut Frame, way: ClipboardRoute, terminal: &Terminal) -> Result<bool, Stopped> {
    let word = format!("trackside-{}-{}", name(way), fastrand::u16(1_000..=9_999));
    let (mut clipboard, worker) = Clipboard::new(way, terminal.session);
    frame.runtime.spawn(worker.run());
    let text = Secret::new(word.clone());
    clipboard.copy(Clip { what: "A word".to_owned(), text, clear_after: None });
    let answer = tokio::select! {
        biased;
        number = frame.end_signal() => return Err(Stopped::by(number)),
        answer = clipboard.next() => answer,
    };
    let Some(answer) = answer else { return Ok(false) };
    let Report::Copied { outcome, .. } = &answer.report else { return Ok(false) };
    if let Some(sequence) = &answer.sequence {
        write(sequence.expose());
    }
    if outcome.is_err() {
        frame.report.say(&message("A word", outcome));
        return Ok(false);
    }
    write(&format!("Way {}: paste here, then press Enter. Enter alone if nothing comes: ", name(way)));
    let line = frame.runtime.spawn_blocking(|| {
        let mut line = String::new();
        let _ = io::stdin().lock().read_line(&mut line);
        line
    });
    let line = tokio::select! {
        biased;
        number = frame.end_signal() => {
            write("\n");
            return Err(Stopped::by(number));
        }
        line = line => line.unwrap_or_default(),
    };
    if !line.ends_with('\n') {
        // Ctrl-D.
        write("\n");
    }
    let line = PASTED.iter().fold(line, |line, around| line.replace(around, ""));
    Ok(line.trim() == word)
}

/// To the terminal, which standard error is.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
