//! What is copied, on which route, and what can honestly be said of it. The routes themselves are in the files beside this one.

use std::time::Duration;

use crate::domain::{Label, Secret};

/// A order to put a text into the operator's clipboard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clip {
    /// What it is, in the words of the screen and safe to draw: `Runner ID`.
    pub what: String,
    /// The text. Kept as a secret whatever it is, so that there is one way for all of it.
    pub text: Secret,
    /// Whether it must not stay: kept out of clipboard histories, and cleared after this long. `None` for a text that
    /// is none of anybody's secrets.
    pub clear_after: Option<Duration>,
}

/// A way to the clipboard.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Route {
    /// tmux's own buffer, which tmux executor on to the terminal (`load-buffer -w`); deleted from tmux at once.
    Tmux,
    /// The escape sequence OSC 52, straight to the terminal.
    Terminal,
    /// OSC 52 wrapped so that tmux passes it on.
    TerminalThroughTmux,
    /// OSC 52 wrapped so that GNU screen passes it on.
    TerminalThroughScreen,
    /// The clipboard of the machine that trackside runs on.
    Native,
}

impl Route {
    /// The route in a sentence: "handed to ...".
    pub fn label(self) -> &'static str {
        match self {
            Self::Tmux => "your terminal through tmux",
            Self::Terminal => "your terminal",
            Self::TerminalThroughTmux => "your terminal by OSC 52",
            Self::TerminalThroughScreen => "your terminal by OSC 52 through screen",
            Self::Native => "this machine's clipboard",
        }
    }

    /// Whether the route tells that the text arrived. The others give no receipt.
    pub fn gives_receipt(self) -> bool {
        self == Self::Native
    }
}

/// How long a clipboard keeps a text by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeping {
    /// Also when the program has ended, as far as that is the text's fate at all.
    Beyond,
    /// As long as the program runs: on X11 a text is its owner's, and no clipboard manager is there to take it over.
    UntilTheEnd,
    /// As long as the program runs, and it cannot be told whether anybody takes it over then: Wayland.
    AtLeastUntilTheEnd,
}

/// A text that was handed over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandedOver {
    /// The route that took it.
    pub route: Route,
    /// How long it is there by itself.
    pub keeping: Keeping,
    /// The routes that were tried before, each with why it did not take it.
    pub failed: Vec<(Route, Label)>,
}

/// Why no route took a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotCopied {
    /// Copying is switched off.
    Off,
    /// No route fits this session.
    NoRoute,
    /// Every route that fits failed, each with its reason.
    Failed(Vec<(Route, Label)>),
}

/// What became of clearing the clipboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cleared {
    /// It still held the text, and is empty now.
    Emptied,
    /// It holds something else by now, or nothing that must not stay, and was left alone.
    HeldAnother,
    /// It cannot be read; the terminal was asked to empty it.
    Asked,
    /// It could not be reached any more.
    Failed,
}

/// What became of copying `what`, in a line, and no more than is known.
pub fn message(what: &str, outcome: &Result<HandedOver, NotCopied>) -> String {
    match outcome {
        Ok(handed) if handed.route.gives_receipt() => {
            let until = match handed.keeping {
                Keeping::Beyond => "",
                Keeping::UntilTheEnd => " until trackside ends",
                Keeping::AtLeastUntilTheEnd => " at least until trackside ends",
            };
            format!("{what} is in {}{until}.", handed.route.label())
        }
        Ok(handed) => {
            format!("{what} sent to {}. Paste once to check.", handed.route.label())
        }
        Err(NotCopied::Off) => "Copying is off (--clipboard off).".to_owned(),
        Err(NotCopied::NoRoute) => "No way to a clipboard from here. Select the text with the mouse.".to_owned(),
        Err(NotCopied::Failed(tried)) => {
            let reasons: Vec<_> = tried.iter().map(|(route, reason)| format!("{}: {reason}", route.label())).collect();
            format!("{what} not copied: {}", reasons.join("; "))
        }
    }
}
