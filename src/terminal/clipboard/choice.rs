//! Which ways to the clipboard a session has, and in which order they are tried: a pure function.

use crate::options::ClipboardRoute;
use crate::terminal::clipboard::Route;
use crate::terminal::session::{Around, Session};

/// The routes to try in turn, for what was asked for and where trackside runs. Empty where no route fits.
///
/// A route that was asked for by name is the only one. Else those come first that tell whether they arrived, as far as
/// they reach the operator: over SSH this machine's clipboard does not, and a tmux may be looked at from elsewhere.
pub fn routes(wish: ClipboardRoute, session: Session) -> Vec<Route> {
    let terminal = match session.around {
        Around::Nothing => Route::Terminal,
        Around::Tmux => Route::TerminalThroughTmux,
        Around::Screen => Route::TerminalThroughScreen,
    };
    let tmux = (session.around == Around::Tmux).then_some(Route::Tmux);
    let native_at_the_desk = session.is_at_the_desk().then_some(Route::Native);
    match wish {
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
