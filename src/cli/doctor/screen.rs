//! The terminal as the dashboard would find it.

use std::io::{self, IsTerminal};

use super::finding::Finding;
use crate::options::{DashboardOptions, Depth, KeyReview};
use crate::terminal::clipboard::{KnownRoutes, name, routes_knowing, terminal_name};
use crate::terminal::host_environment::{HostEnvironment, Multiplexer};
use crate::terminal::modes;
use crate::text::words::counted;

/// Where the command runs.
pub(super) struct Terminal {
    pub(super) session: HostEnvironment,
    /// What the terminal is known by, see [`terminal_name`].
    pub(super) name: String,
}

impl Terminal {
    pub(super) fn look(session: HostEnvironment) -> Self {
        Self { session, name: terminal_name(|name| std::env::var_os(name), session) }
    }
}

const COLOURS: &str = "Colours";

/// What can be said of the terminal without asking it anything; `faint` is what cannot be read with ease in its theme.
pub(super) fn findings(screen: &DashboardOptions, faint: &[String], terminal: &Terminal) -> Vec<Finding> {
    let is_terminal = io::stdout().is_terminal();
    let faint = faint.iter().map(|sentence| Finding::noted(COLOURS, sentence));
    let colours = std::iter::once(colours(screen, is_terminal)).chain(faint);
    std::iter::once(of_terminal(terminal)).chain(colours).chain([symbols(screen)]).collect()
}

/// What the terminal is.
pub(super) fn of_terminal(terminal: &Terminal) -> Finding {
    const ABOUT: &str = "Terminal";
    if !io::stdout().is_terminal() {
        return Finding::skipped(ABOUT, "Standard output is not a terminal. The dashboard needs one.");
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Finding::failed(ABOUT, "TERM=dumb. The dashboard needs a terminal that can move the cursor.");
    }
    let size = modes::size();
    Finding::well(ABOUT, format!("{}, {} columns, {} rows", terminal.name, size.width, size.height))
}

fn colours(screen: &DashboardOptions, is_terminal: bool) -> Finding {
    let base = screen.look.theme.name();
    let own = screen.look.own.as_ref().map(|own| format!("{}, which is painted over {base}", own.name.safe()));
    let theme = own.unwrap_or_else(|| base.to_owned());
    let depth = match screen.look.capabilities.depth {
        Depth::None => "no colours",
        Depth::Sixteen => "16 colours",
        Depth::Indexed => "256 colours",
        Depth::Full => "24-bit colours",
    };
    let text =
        if is_terminal { format!("Theme {theme}; the terminal shows {depth}") } else { format!("Theme {theme}") };
    Finding::well(COLOURS, text)
}

fn symbols(screen: &DashboardOptions) -> Finding {
    let set = screen.look.symbols.name();
    let reads = if screen.look.capabilities.is_ascii { "ASCII alone" } else { "UTF-8" };
    Finding::well("Symbols", format!("{set}; the locale means {reads}"))
}

/// The preset, and what the face that has keys says of those that are asked for.
pub(super) fn keys(screen: &DashboardOptions, review: &KeyReview) -> Vec<Finding> {
    const ABOUT: &str = "Keys";
    if !review.faults.is_empty() {
        return review.faults.iter().map(|fault| Finding::failed(ABOUT, fault)).collect();
    }
    let own = match screen.keys.wishes.len() {
        0 => String::new(),
        number => format!("; {} in the config file", counted(number, "command")),
    };
    let well = Finding::well(ABOUT, format!("Preset {}{own}", screen.keys.preset.name()));
    let noted = review.warnings.iter().map(|warning| Finding::noted(ABOUT, warning));
    std::iter::once(well).chain(noted).collect()
}

/// Which way a copy takes.
pub(super) fn clipboard(screen: &DashboardOptions, terminal: &Terminal, known: &KnownRoutes) -> Finding {
    const ABOUT: &str = "Clipboard";
    let known = known.of(&terminal.name);
    let routes = routes_knowing(screen.clipboard, terminal.session, known);
    let ways: Vec<&str> = routes.iter().map(|route| route.label()).collect();
    let ways = ways.join(", then ");
    match known {
        _ if routes.is_empty() && name(screen.clipboard) == "off" => {
            Finding::noted(ABOUT, "Copying is off (clipboard)")
        }
        _ if routes.is_empty() => {
            Finding::failed(ABOUT, "No way to a clipboard from here. Set clipboard to auto in the profile.")
        }
        Some(known) => Finding::well(ABOUT, format!("Copies go to {ways}. {} worked here before.", name(known))),
        None if terminal.session.multiplexer == Multiplexer::Screen => Finding::noted(
            ABOUT,
            format!("Copies go to {ways}, which not every screen passes on. Try doctor --clipboard."),
        ),
        None => Finding::well(ABOUT, format!("Copies go to {ways}. Try doctor --clipboard once.")),
    }
}
