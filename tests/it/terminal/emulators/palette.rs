//! The colours that a terminal shows for what is written to it, as its own defaults are.

use trackside::tui::ui::palette::indexed;

use super::window::{Emulator, Ground};
use crate::screens::palettes::{URXVT, XTERM};

/// Colours as `0xRRGGBB`.
pub struct Palette {
    pub sixteen: [u32; 16],
    pub text: u32,
    pub ground: u32,
}

impl Palette {
    pub fn of(emulator: Emulator, ground: Ground) -> Self {
        let sixteen = match emulator {
            Emulator::Xterm => XTERM,
            Emulator::Urxvt => URXVT,
        };
        let (text, ground) = match ground {
            Ground::Black => (0xff_ffff, 0),
            Ground::White => (0, 0xff_ffff),
        };
        Self { sixteen, text, ground }
    }

    /// What the cell's text and its ground are seen in; for faint text what it would be seen in if it were not.
    pub fn colours(&self, cell: &vt100::Cell) -> (u32, u32) {
        let text = self.seen(cell.fgcolor(), cell.bold()).unwrap_or(self.text);
        let ground = self.seen(cell.bgcolor(), false).unwrap_or(self.ground);
        if cell.inverse() { (ground, text) } else { (text, ground) }
    }

    /// Bold text of the first eight colours is seen in the brighter one.
    fn seen(&self, colour: vt100::Color, is_bold: bool) -> Option<u32> {
        match colour {
            vt100::Color::Default => None,
            vt100::Color::Idx(index @ 0..8) if is_bold => Some(self.sixteen[usize::from(index) + 8]),
            vt100::Color::Idx(index @ 0..16) => Some(self.sixteen[usize::from(index)]),
            vt100::Color::Idx(index) => Some(number(indexed(index))),
            vt100::Color::Rgb(red, green, blue) => Some(number([red, green, blue])),
        }
    }
}

fn number([red, green, blue]: [u8; 3]) -> u32 {
    u32::from_be_bytes([0, red, green, blue])
}
