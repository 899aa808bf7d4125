//! What the usual terminals make of the sixteen colours, of text without a colour, and of the ground behind it.

/// One of a terminal's sets of colours.
pub struct Palette {
    pub name: &'static str,
    pub text: u32,
    pub ground: u32,
    /// Black, red, green, yellow, blue, magenta, cyan, white, and the bright ones.
    pub sixteen: [u32; 16],
}

/// XTerm-col.ad, and Debian's XTerm-color, which is dark.
pub const XTERM: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f, 0xff_0000,
    0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];
/// rxvt-unicode's src/init.C, with `XTERM_COLORS` as Debian builds it; `-rv` is dark.
pub const URXVT: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00cd, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x4d_4d4d, 0xff_0000,
    0x00_ff00, 0xff_ff00, 0x00_00ff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];
/// `default_red` and its two neighbours in Linux' drivers/tty/vt/vt.c.
const LINUX: [u32; 16] = [
    0x00_0000, 0xaa_0000, 0x00_aa00, 0xaa_5500, 0x00_00aa, 0xaa_00aa, 0x00_aaaa, 0xaa_aaaa, 0x55_5555, 0xff_5555,
    0x55_ff55, 0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
];
/// microsoft/vscode, src/vs/workbench/contrib/terminal/common/terminalColorRegistry.ts, `dark`.
const VS_CODE_DARK: [u32; 16] = [
    0x00_0000, 0xcd_3131, 0x0d_bc79, 0xe5_e510, 0x24_72c8, 0xbc_3fbc, 0x11_a8cd, 0xe5_e5e5, 0x66_6666, 0xf1_4c4c,
    0x23_d18b, 0xf5_f543, 0x3b_8eea, 0xd6_70d6, 0x29_b8db, 0xe5_e5e5,
];
/// The same, `light`.
const VS_CODE_LIGHT: [u32; 16] = [
    0x00_0000, 0xcd_3131, 0x10_7c10, 0x94_9800, 0x04_51a5, 0xbc_05bc, 0x05_98bc, 0x55_5555, 0x66_6666, 0xcd_3131,
    0x14_ce14, 0xb5_ba00, 0x04_51a5, 0xbc_05bc, 0x05_98bc, 0xa5_a5a5,
];
/// gnachman/iTerm2, plists/DefaultBookmark.plist: the same on both grounds.
const ITERM2: [u32; 16] = [
    0x14_191e, 0xb4_3c2a, 0x00_c200, 0xc7_c400, 0x27_44c7, 0xc0_40be, 0x00_c5c7, 0xc7_c7c7, 0x68_6868, 0xdd_7975,
    0x58_e790, 0xec_e100, 0xa7_abf2, 0xe1_7ee1, 0x60_fdff, 0xff_ffff,
];
/// kovidgoyal/kitty, kitty/options/definition.py.
const KITTY: [u32; 16] = [
    0x00_0000, 0xcc_0403, 0x19_cb00, 0xce_cb00, 0x0d_73cc, 0xcb_1ed1, 0x0d_cdcd, 0xdd_dddd, 0x76_7676, 0xf2_201f,
    0x23_fd00, 0xff_fd00, 0x1a_8fff, 0xfd_28ff, 0x14_ffff, 0xff_ffff,
];
/// GNOME/gnome-terminal, src/profile-editor.cc, the palette "GNOME" with "GNOME light" and "GNOME dark".
const GNOME: [u32; 16] = [
    0x1e_1e1e, 0xc0_1c28, 0x26_a269, 0xa2_734c, 0x12_488b, 0xa3_47ba, 0x2a_a1b3, 0xcf_cfcf, 0x5d_5d5d, 0xf6_6151,
    0x33_d17a, 0xe9_ad0c, 0x2a_7bde, 0xc0_61cb, 0x33_c7de, 0xff_ffff,
];
/// microsoft/terminal, src/cascadia/TerminalSettingsModel/defaults.json, "Campbell".
const CAMPBELL: [u32; 16] = [
    0x0c_0c0c, 0xc5_0f1f, 0x13_a10e, 0xc1_9c00, 0x00_37da, 0x88_1798, 0x3a_96dd, 0xcc_cccc, 0x76_7676, 0xe7_4856,
    0x16_c60c, 0xf9_f1a5, 0x3b_78ff, 0xb4_009e, 0x61_d6d6, 0xf2_f2f2,
];
/// <https://ethanschoonover.com/solarized>, "The Values": the same on both grounds.
const SOLARIZED: [u32; 16] = [
    0x07_3642, 0xdc_322f, 0x85_9900, 0xb5_8900, 0x26_8bd2, 0xd3_3682, 0x2a_a198, 0xee_e8d5, 0x00_2b36, 0xcb_4b16,
    0x58_6e75, 0x65_7b83, 0x83_9496, 0x6c_71c4, 0x93_a1a1, 0xfd_f6e3,
];

const fn palette(name: &'static str, text: u32, ground: u32, sixteen: [u32; 16]) -> Palette {
    Palette { name, text, ground, sixteen }
}

pub const DARK: [Palette; 9] = [
    palette("xterm, dark", 0xe5_e5e5, 0x00_0000, XTERM),
    palette("urxvt, dark", 0xff_ffff, 0x00_0000, URXVT),
    palette("the Linux console", 0xaa_aaaa, 0x00_0000, LINUX),
    palette("VS Code, dark", 0xcc_cccc, 0x1e_1e1e, VS_CODE_DARK),
    palette("iTerm2, dark", 0xdc_dcdc, 0x15_191f, ITERM2),
    palette("kitty", 0xdd_dddd, 0x00_0000, KITTY),
    palette("GNOME Terminal, dark", 0xcf_cfcf, 0x1e_1e1e, GNOME),
    palette("Windows Terminal", 0xcc_cccc, 0x0c_0c0c, CAMPBELL),
    palette("Solarized, dark", 0x83_9496, 0x00_2b36, SOLARIZED),
];

pub const LIGHT: [Palette; 7] = [
    palette("xterm, light", 0x00_0000, 0xff_ffff, XTERM),
    palette("urxvt, light", 0x00_0000, 0xff_ffff, URXVT),
    // Of its light themes that with the least contrast: "Light Modern", whose panel is not quite white.
    palette("VS Code, light", 0x33_3333, 0xf8_f8f8, VS_CODE_LIGHT),
    palette("iTerm2, light", 0x10_1010, 0xf0_f0f0, ITERM2),
    palette("GNOME Terminal, light", 0x1e_1e1e, 0xff_ffff, GNOME),
    palette("Windows Terminal, on white", 0x00_0000, 0xff_ffff, CAMPBELL),
    palette("Solarized, light", 0x65_7b83, 0xfd_f6e3, SOLARIZED),
];

impl Palette {
    pub fn ground(&self) -> [u8; 3] {
        rgb(self.ground)
    }
}

pub fn rgb(colour: u32) -> [u8; 3] {
    let [_, rgb @ ..] = colour.to_be_bytes();
    rgb
}
