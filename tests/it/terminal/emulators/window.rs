//! A terminal emulator in a window on a display of its own, with trackside in it: typed into as a keyboard does it, and
//! read back as it is seen, in pixels and as the text that it hands out when it is marked with the mouse.

use std::cell::RefCell;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{self, ConnectionExt as _, ImageFormat, InputFocus, MapState};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::pixels::Picture;
use crate::support::display::Display;
use crate::support::patience::{wait_for, wait_until, wait_until_or};
use crate::support::pty::program;

/// Pixels of the same size in every letter and no smoothed edges, so that every pixel has a colour of the palette.
pub const FONT: &str = "-misc-fixed-medium-r-normal--15-140-75-75-c-90-iso10646-1";
/// The width and height of a cell in pixels.
const CELL: (u16, u16) = (9, 15);
/// The terminals tell clicks by their own clocks: two of them within half a second are a double click, and urxvt takes
/// what follows a click within 50 ms for a trembling hand. The display waits for that long.
const NO_DOUBLE_CLICK_MS: u32 = 600;
const NO_TREMBLING_MS: u32 = 60;

/// A terminal emulator under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emulator {
    Xterm,
    Urxvt,
}

/// What stands between the terminal and trackside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// What the terminal writes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Black,
    White,
}

impl Emulator {
    /// Also the name of its program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xterm => "xterm",
            Self::Urxvt => "urxvt",
        }
    }

    /// What only this one needs.
    fn own_arguments(self) -> &'static [&'static str] {
        match self {
            // It has no bold letters for some characters, and draws those twice, side by side and into the next cell.
            Self::Xterm => &["-xrm", "*allowBoldFonts: false"],
            Self::Urxvt => &[],
        }
    }
}

impl Between {
    /// The program that must be installed for it.
    pub fn program(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Tmux => Some("tmux"),
            Self::Screen => Some("screen"),
        }
    }

    /// Has it run `command`, in a session that nobody else has, with files in `folder` and no line of its own on the
    /// screen.
    fn around(self, command: Vec<String>, folder: &str) -> Vec<String> {
        let conf = format!("{folder}/conf");
        let own = match self {
            Self::Nothing => return command,
            Self::Tmux => {
                std::fs::write(&conf, "set -g status off\n").unwrap();
                vec!["tmux".to_owned(), "-S".to_owned(), format!("{folder}/socket"), "-f".to_owned(), conf]
            }
            Self::Screen => {
                std::fs::write(&conf, "startup_message off\n").unwrap();
                vec!["screen".to_owned(), "-c".to_owned(), conf]
            }
        };
        let own = own.into_iter().chain((self == Self::Tmux).then(|| "new-session".to_owned()));
        own.chain(command).collect()
    }

    /// Ends it with all that runs in it, after a test that failed.
    fn end(self, folder: &str) {
        let mut command = match self {
            Self::Nothing => return,
            Self::Tmux => Command::new("tmux"),
            Self::Screen => Command::new("screen"),
        };
        match self {
            Self::Tmux => command.args(["-S", &format!("{folder}/socket"), "kill-server"]),
            _ => command.args(["-X", "quit"]).env("SCREENDIR", folder),
        };
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// A terminal emulator, and what was written to it.
pub struct Window {
    child: Child,
    between: Between,
    columns: u16,
    rows: u16,
    connection: RustConnection,
    root: xproto::Window,
    /// The codes of the keys: two symbols for each, without and with shift.
    keyboard: Vec<(u8, [u32; 2])>,
    /// Read anew only when it has grown: how much of it, and what it shows.
    written: RefCell<(usize, vt100::Parser)>,
    folder: tempfile::TempDir,
    /// Last, as it ends what is on it.
    display: Display,
}

/// Whether the display has the font of these tests.
pub fn has_font() -> bool {
    let display = Display::open(64, 64);
    let (connection, _) = x11rb::connect(Some(&display.name)).unwrap();
    let fonts = connection.list_fonts(1, FONT.as_bytes()).unwrap().reply().unwrap();
    !fonts.names.is_empty()
}

impl Window {
    /// Opens one, with trackside in it that was given `arguments`.
    pub fn open(emulator: Emulator, between: Between, ground: Ground, size: (u16, u16), arguments: &[&str]) -> Self {
        let (columns, rows) = size;
        let display = Display::open(columns * CELL.0, rows * CELL.1);
        let folder = tempfile::tempdir().unwrap();
        // screen takes no folder that others can look into.
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700)).unwrap();
        let path = folder.path().to_str().unwrap();
        // What trackside writes is kept along the way: it is what should be seen.
        let inner = [&[program().as_str()], arguments].concat().join(" ");
        let log = format!("{path}/log");
        let script = ["script", "-qefc", &inner, &log].map(str::to_owned).to_vec();
        let (text, back) = match ground {
            Ground::Black => ("white", "black"),
            Ground::White => ("black", "white"),
        };
        let geometry = format!("{columns}x{rows}+0+0");
        let own = ["-fn", FONT, "-b", "0", "-bw", "0", "+sb", "-fg", text, "-bg", back, "-geometry", &geometry];
        let own = [&own, emulator.own_arguments(), &["-e"]].concat();
        let mut command = Command::new(emulator.name());
        command.env_clear().args(own).args(between.around(script, path));
        let environment = [
            ("DISPLAY", display.name.as_str()),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("SHELL", "/bin/sh"),
            ("TZ", "UTC"),
            ("HOME", path),
            ("SCREENDIR", path),
            ("XDG_CONFIG_HOME", "/dev/null"),
            ("XDG_STATE_HOME", path),
        ];
        command.envs(environment).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let (connection, screen) = x11rb::connect(Some(&display.name)).unwrap();
        let root = connection.setup().roots[screen].root;
        let id = wait_for("the terminal has a window", || window_of(&connection, root));
        connection.set_input_focus(InputFocus::PARENT, id, x11rb::CURRENT_TIME).unwrap().check().unwrap();
        let keyboard = keyboard_of(&connection);
        let parser = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
        let written = RefCell::new((0, parser));
        Self { child, between, columns, rows, connection, root, keyboard, written, folder, display }
    }

    /// Has `look` look at what trackside has written so far, on an emulated screen.
    pub fn written<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        let bytes = std::fs::read(self.log()).unwrap_or_default();
        let mut written = self.written.borrow_mut();
        let (length, parser) = &mut *written;
        parser.process(&bytes[*length..]);
        *length = bytes.len();
        look(parser.screen())
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Waits until what trackside has written is as wanted.
    #[track_caller]
    pub fn wait_until(&self, what: &'static str, is_so: impl Fn(&str) -> bool) -> &Self {
        let shown = || self.written(vt100::Screen::contents);
        wait_until_or(what, || is_so(&shown()), shown);
        self
    }

    /// Waits until trackside has written `text`.
    #[track_caller]
    pub fn wait_for(&self, text: &'static str) -> &Self {
        self.wait_until(text, |shown| shown.contains(text))
    }

    /// Waits until `text` is on the screen no longer.
    #[track_caller]
    pub fn wait_until_gone(&self, text: &'static str) -> &Self {
        self.wait_until(text, |shown| !shown.contains(text))
    }

    /// Presses a key for each character.
    pub fn keys(&self, keys: &str) -> &Self {
        for key in keys.chars() {
            let symbol = match key {
                '\r' => 0xff0d,
                '\u{1b}' => 0xff1b,
                '\t' => 0xff09,
                // Latin letters are their own symbols.
                other => u32::from(other),
            };
            let found = self.keyboard.iter().find_map(|(code, symbols)| {
                symbols.iter().position(|known| *known == symbol).map(|place| (*code, place == 1))
            });
            let (code, is_shifted) = found.unwrap_or_else(|| panic!("no key for {key:?}"));
            let shift = self.keyboard.iter().find(|(_, symbols)| symbols[0] == 0xffe1).unwrap().0;
            let pressed: &[u8] = if is_shifted { &[shift, code] } else { &[code] };
            for code in pressed {
                self.input(xproto::KEY_PRESS_EVENT, *code, 0, (0, 0));
            }
            for code in pressed.iter().rev() {
                self.input(xproto::KEY_RELEASE_EVENT, *code, 0, (0, 0));
            }
        }
        self
    }

    /// What the terminal hands out as text when all of it is marked; `None` when trackside wrote to it meanwhile, which
    /// takes the mark away.
    pub fn marked(&self) -> Option<String> {
        let end = (self.columns * CELL.0 - 1, self.rows * CELL.1 - 1);
        self.input(xproto::MOTION_NOTIFY_EVENT, 0, NO_DOUBLE_CLICK_MS, (0, 0));
        let before = self.written_bytes();
        self.input(xproto::BUTTON_PRESS_EVENT, 1, 0, (0, 0));
        self.input(xproto::MOTION_NOTIFY_EVENT, 0, NO_TREMBLING_MS, end);
        self.input(xproto::BUTTON_RELEASE_EVENT, 1, 0, (0, 0));
        let mut command = Command::new("xclip");
        command.args(["-selection", "primary", "-o", "-t", "UTF8_STRING"]).env("DISPLAY", &self.display.name);
        wait_for("something is marked", || {
            let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
            if self.written_bytes() == before {
                Some(text).filter(|text| !text.is_empty()).map(Some)
            } else {
                Some(None)
            }
        })
    }

    fn written_bytes(&self) -> u64 {
        std::fs::metadata(self.log()).map_or(0, |log| log.len())
    }

    fn input(&self, kind: u8, detail: u8, delay: u32, (x, y): (u16, u16)) {
        let (x, y) = (x.try_into().unwrap(), y.try_into().unwrap());
        self.connection.xtest_fake_input(kind, detail, delay, self.root, x, y, 0).unwrap().check().unwrap();
    }

    /// What is seen.
    pub fn picture(&self) -> Picture {
        let (width, height) = (self.columns * CELL.0, self.rows * CELL.1);
        let format = ImageFormat::Z_PIXMAP;
        let image = self.connection.get_image(format, self.root, 0, 0, width, height, u32::MAX);
        let pixels = image.unwrap().reply().unwrap().data;
        let pixels = pixels.chunks_exact(4).map(|pixel| u32::from_le_bytes(pixel.try_into().unwrap()) & 0xff_ffff);
        Picture { pixels: pixels.collect(), columns: self.columns.into(), rows: self.rows.into(), cell: CELL }
    }

    /// Waits for the terminal to end, which it does with the program in it.
    #[track_caller]
    pub fn end(mut self) {
        wait_until("the terminal has ended", || self.child.try_wait().unwrap().is_some());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A failed test must leave nothing behind.
        if self.child.try_wait().ok().flatten().is_none() {
            self.between.end(self.folder.path().to_str().unwrap());
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The one window, once it is there.
fn window_of(connection: &RustConnection, root: xproto::Window) -> Option<xproto::Window> {
    let children = connection.query_tree(root).unwrap().reply().unwrap().children;
    // It may be gone when it is asked about: some terminals open one to find out what the display can do.
    children.into_iter().find(|id| {
        let attributes = connection.get_window_attributes(*id).unwrap().reply();
        attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
    })
}

fn keyboard_of(connection: &RustConnection) -> Vec<(u8, [u32; 2])> {
    let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
    let mapping = connection.get_keyboard_mapping(first, last - first + 1).unwrap().reply().unwrap();
    let symbols = mapping.keysyms.chunks(mapping.keysyms_per_keycode.into());
    (first..=last).zip(symbols.map(|symbols| [symbols[0], symbols[1]])).collect()
}
