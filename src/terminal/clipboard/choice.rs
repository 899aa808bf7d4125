//! Which ways to the clipboard a session has, and in which order they are tried: a pure function.

use crate::options::ClipboardRoute;
use crate::terminal::clipboard::Route;
use crate::terminal::host_environment::{HostEnvironment, Multiplexer};

/// The routes to try in turn, for what was asked for and where trackside runs. Empty where no route fits.
///
/// A route that was asked for by name is the only one. Else those come first that tell whether they arrived, as far as
/// they reach the operator: over SSH this machine's clipboard does not, and a tmux may be looked at from elsewhere.
pub fn routes(order: ClipboardRoute, session: HostEnvironment) -> Vec<Route> {
    let terminal = match session.multiplexer {
        Multiplexer::None => Route::Terminal,
        Multiplexer::Tmux => Route::TerminalThroughTmux,
        Multiplexer::Screen => Route::TerminalThroughScreen,
    };
    let tmux = (session.multiplexer == Multiplexer::Tmux).then_some(Route::Tmux);
    let native_at_the_desk = session.is_at_the_desk().then_some(Route::Native);
    match order {
        ClipboardRoute::Off => Vec::new(),
        ClipboardRoute::Tmux => tmux.into_iter().collect(),
        ClipboardRoute::Osc52 => vec![terminal],
        ClipboardRoute::Native => session.has_display.then_some(Route::Native).into_iter().collect(),
        ClipboardRoute::Auto if tmux.is_some() => {
            tmux.into_iter().chain([terminal]).chain(native_at_the_desk).collect()
        }
        ClipboardRoute::Auto => native_at_the_desk.into_iter().chain([terminal]).collect(),
    }
}

/// The same, with the way before all others that was seen to work here; only where none was asked for by name.
pub fn routes_knowing(order: ClipboardRoute, session: HostEnvironment, known: Option<ClipboardRoute>) -> Vec<Route> {
    let usual = routes(order, session);
    let Some(known) = known.filter(|_| order == ClipboardRoute::Auto) else { return usual };
    let mut first = routes(known, session);
    let others: Vec<Route> = usual.into_iter().filter(|route| !first.contains(route)).collect();
    first.extend(others);
    first
}
