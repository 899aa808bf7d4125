//! Themes of the config file as they are drawn, what of them is hard to read, and the theme that follows the terminal's ground.

use insta::assert_snapshot;
use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};
use trackside::options::{Capabilities, Depth, Ground, ThemeName};
use trackside::tui::message::Message;
use trackside::tui::ui::legible::{hard_to_read, in_short_of, review};
use trackside::tui::ui::{Role, Symbols, Theme};

use crate::support::Harness;
use crate::support::fixtures::fleet;
use crate::support::themes::{look, mine};

const UNKNOWN: Capabilities = Capabilities { ground: Ground::Unknown, ..Capabilities::FULL };
const BLACK: Ground = Ground::Reported([0; 3]);
const WHITE: Ground = Ground::Reported([255; 3]);

fn built_in(name: ThemeName, capabilities: Capabilities) -> Theme {
    Theme::on(capabilities, name, &Symbols::UNICODE)
}

fn styles(theme: &Theme) -> [Style; Role::ALL.len()] {
    Role::ALL.map(|role| theme.style(role))
}

#[test]
fn what_is_not_painted_is_as_the_base_has_it() {
    let [title, bad] = [Role::Title, Role::Bad];
    for (name, base) in ThemeName::ALL.into_iter().filter(|(_, base)| *base != ThemeName::Auto) {
        for depth in Depth::ALL {
            for ground in [Ground::Unknown, BLACK, WHITE] {
                let capabilities = Capabilities { depth, ground, ..Capabilities::FULL };
                let base = built_in(base, capabilities);
                assert_eq!(
                    styles(&mine(&format!("base = '{name}'\n"), capabilities)),
                    styles(&base),
                    "{name} {depth:?}"
                );
                // What the sixteen look like nobody knows, and without colours there is none to paint.
                let own = mine(&format!("base = '{name}'\nbad = '#123456'\nbackground = '#fedcba'"), capabilities);
                let is_painted = matches!(depth, Depth::Indexed | Depth::Full);
                assert_eq!(own.style(bad) != base.style(bad), is_painted, "{name} {depth:?}");
                assert_eq!(own.style(title).bg != base.style(title).bg, is_painted, "{name} {depth:?}");
                for role in Role::ALL.into_iter().filter(|role| role.is_tint()) {
                    assert_eq!(own.style(role), base.style(role), "the ground of an account");
                }
            }
        }
    }
}

#[test]
fn a_colour_keeps_the_weight_of_the_base_and_attributes_take_its_place() {
    let style = |lines: &str, role: Role| mine(lines, Capabilities::FULL).style(role);
    let pink = Color::Rgb(0xff, 0x80, 0xc0);
    let dark = built_in(ThemeName::Dark, Capabilities::FULL);
    assert_eq!(style("base = 'dark'\nbad = '#ff80c0'", Role::Bad), dark.style(Role::Bad).fg(pink));
    let plain = style("base = 'dark'\nbad = '#ff80c0 plain'", Role::Bad);
    assert_eq!((plain.fg, plain.add_modifier), (Some(pink), Modifier::empty()));
    let reversed = style("base = 'dark'\nbad = 'italic reversed'", Role::Bad);
    assert_eq!((reversed.fg, reversed.add_modifier), (dark.style(Role::Bad).fg, Modifier::ITALIC | Modifier::REVERSED));
    // Named, and of xterm's cube.
    assert_eq!(style("good = 'bright-blue'", Role::Good).fg, Some(Color::Indexed(12)));
    assert_eq!(style("good = 208", Role::Good).fg, Some(Color::Indexed(208)));
    let indexed = Capabilities { depth: Depth::Indexed, ..Capabilities::FULL };
    assert_eq!(mine("good = '#ff8700'", indexed).style(Role::Good).fg, Some(Color::Indexed(208)), "the nearest");
    let in_screen = Capabilities { has_dim_and_italic: false, ..Capabilities::FULL };
    assert_eq!(mine("good = 'green dim italic bold'", in_screen).style(Role::Good).add_modifier, Modifier::BOLD);
}

#[test]
fn what_belongs_together_has_one_colour_until_it_is_painted() {
    let theme = mine("text = 1\nquiet = 2\nkey = 3\nheading = 4", Capabilities::FULL);
    let colour = |role: Role| theme.style(role).fg;
    for (role, index) in [
        (Role::Text, 1),
        (Role::Title, 1),
        (Role::Heading, 4),
        (Role::Quiet, 2),
        (Role::Off, 2),
        (Role::Key, 3),
        (Role::Found, 3),
    ] {
        assert_eq!(colour(role), Some(Color::Indexed(index)), "{role:?}");
    }
}

#[test]
fn a_ground_of_its_own_is_behind_everything_and_text_can_be_read_there() {
    for (ground, text) in [("#10141a", 231), ("#fff4d6", 16)] {
        for base in ["ansi", "mono"] {
            let theme = mine(&format!("base = '{base}'\nbackground = '{ground}'"), UNKNOWN);
            assert_eq!(theme.style(Role::Text).fg, Some(Color::Indexed(text)), "{ground} {base}");
            let has_ground = |role: &Role| theme.style(*role).bg == theme.style(Role::Text).bg;
            let with = Role::ALL.into_iter().filter(|role| !role.is_tint());
            assert!(theme.has_ground() && with.clone().all(|role| has_ground(&role)), "{ground} {base}");
            assert!(theme.style(Role::Selected).add_modifier.contains(Modifier::REVERSED), "the bar is seen");
            assert!(with.clone().all(|role| theme.style(role).fg.is_some()), "{ground} {base}");
            assert!(!theme.follows_ground(), "nobody need be asked");
            assert_eq!(styles(&theme), styles(&theme.on_ground(WHITE)), "and an answer changes nothing");
        }
    }
    // The terminal's own colours, as they suit that ground.
    let theme = mine("background = '#fff4d6'", UNKNOWN);
    assert_eq!(theme.style(Role::Bad).fg, Some(Color::Red));
}

#[test]
fn the_bar_is_seen_whatever_is_painted_of_it() {
    let style = |lines: &str| mine(lines, UNKNOWN).style(Role::Selected);
    let bar = style("selected-background = '#204060'");
    assert_eq!((bar.fg, bar.bg), (Some(Color::Indexed(231)), Some(Color::Rgb(0x20, 0x40, 0x60))));
    assert!(!bar.add_modifier.contains(Modifier::REVERSED));
    let text = style("selected = '#ffcc00 bold'");
    assert_eq!((text.fg, text.add_modifier), (Some(Color::Rgb(0xff, 0xcc, 0)), Modifier::BOLD | Modifier::REVERSED));
    let both = style("selected = '#ffcc00'\nselected-background = 236\ntext = '#111111'");
    assert_eq!((both.fg, both.bg), (Some(Color::Rgb(0xff, 0xcc, 0)), Some(Color::Indexed(236))));
}

#[test]
fn what_is_hard_to_read_is_said_with_its_figure() {
    let all = |lines: &str, capabilities: Capabilities| hard_to_read(&mine(lines, capabilities));
    let quiet = "The theme mine: quiet has a contrast of 2.1, 4.5 is easy to read.";
    let faint = "base = 'dark'\nquiet = '#4a4f57'";
    assert_eq!(all(faint, UNKNOWN), [quiet], "once, also for what follows");
    assert_eq!(in_short_of(&mine(faint, UNKNOWN)).as_deref(), Some(quiet));
    let bold = "The theme mine: bad has a contrast of 2.1, 3 is the least for bold text.";
    assert_eq!(all("base = 'dark'\nbad = '#4a4f57'", UNKNOWN), [bold]);
    let several = mine("base = 'dark'\nquiet = '#4a4f57'\nkey = '#303030'", UNKNOWN);
    assert_eq!(hard_to_read(&several).len(), 2, "{:?}", hard_to_read(&several));
    let short = "The theme mine: 2 roles are hard to read, key has a contrast of 1.3.";
    assert_eq!(in_short_of(&several).as_deref(), Some(short));
    // A ground of one's own is behind what is not painted too.
    let lines = all("base = 'dark'\nbackground = '#505050'", UNKNOWN);
    assert!(lines.iter().any(|line| line.contains(": quiet has")), "{lines:#?}");
    for nothing in
        ["base = 'dark'", "base = 'light'", "quiet = 'red'", "quiet = '#333333 dim'", "background = '#808080'"]
    {
        assert_eq!(all(nothing, UNKNOWN), [""; 0], "{nothing}");
    }
    let sixteen = Capabilities { depth: Depth::Sixteen, ..UNKNOWN };
    assert_eq!(all(faint, sixteen), [""; 0], "it is not drawn");
    assert_eq!(hard_to_read(&built_in(ThemeName::Dark, UNKNOWN)), [""; 0]);
}

#[test]
fn on_the_terminals_own_ground_it_is_judged_once_that_is_told() {
    let yellow = "attention = '#f0c75e'\nkey = '#62cfd8'\n";
    let unknown = mine(yellow, UNKNOWN);
    assert_eq!(in_short_of(&unknown), None, "nobody knows");
    let on_white = "The theme mine: 2 roles are hard to read on white, attention has a contrast of 1.6.";
    assert_eq!(hard_to_read(&unknown), [on_white]);
    assert_eq!(hard_to_read(&unknown.on_ground(BLACK)), [""; 0]);
    assert_eq!(hard_to_read(&unknown.on_ground(WHITE)).len(), 2);
    let key = "The theme mine: key has a contrast of 1.6 on black, 4.5 is easy to read.";
    assert_eq!(hard_to_read(&mine("key = '#222288 plain'\nfound = 'cyan'", UNKNOWN)), [key]);
    let own = look(yellow).own.unwrap();
    assert_eq!(review(&[own]), [format!("config.toml:1: {on_white}")]);
}

fn drawn_by(theme: Theme) -> Harness {
    Harness::set_up(80, 24, |setting| setting.config.theme = theme).fleet(fleet())
}

#[test]
fn it_is_said_at_the_start_and_when_the_ground_is_told() {
    let faint = drawn_by(mine("base = 'dark'\nquiet = '#4a4f57'", UNKNOWN));
    assert!(faint.text().contains("quiet has a contrast of 2.1"), "{}", faint.text());
    assert!(!faint.keys("j").text().contains("contrast"), "until a key is pressed");
    let mut of_terminal = drawn_by(mine("key = '#62cfd8 plain'\nfound = 'red'", UNKNOWN));
    assert!(!of_terminal.text().contains("contrast"));
    of_terminal = of_terminal.send(Message::GroundReported([255; 3]));
    assert!(of_terminal.text().contains("key has a contrast of 1.8"), "{}", of_terminal.text());
    of_terminal = of_terminal.keys("j").send(Message::GroundReported([255; 3]));
    assert!(!of_terminal.text().contains("contrast"), "once");
}

#[test]
fn as_it_is_drawn() {
    let own = "base = 'dark'\nbackground = '#101418'\ntext = '#e6e1cf'\nquiet = '#8a9199'\nbad = 'bright-red bold'\nkey = 208\n";
    for (name, depth) in [("full", Depth::Full), ("indexed", Depth::Indexed), ("sixteen", Depth::Sixteen)] {
        let theme = mine(own, Capabilities { depth, ..UNKNOWN });
        assert_snapshot!(format!("own_{name}"), drawn_by(theme).frame());
    }
}

#[test]
fn auto_has_no_ground_until_one_is_reported_and_then_dark_or_light() {
    let auto = || drawn_by(built_in(ThemeName::Auto, UNKNOWN));
    let unanswered = auto();
    assert_eq!(unanswered.frame(), drawn_by(built_in(ThemeName::Ansi, UNKNOWN)).frame());
    let dark = auto().send(Message::GroundReported([0x1e; 3]));
    assert_snapshot!("auto_dark", dark.frame());
    assert_eq!(dark.text(), unanswered.text(), "nothing moves");
    let light = dark.send(Message::GroundReported([0xfd, 0xf6, 0xe3]));
    assert_snapshot!("auto_light", light.frame());
    for (capabilities, name) in [
        (Capabilities { ground: Ground::Dark, ..UNKNOWN }, ThemeName::Dark),
        (Capabilities { ground: Ground::Light, ..UNKNOWN }, ThemeName::Light),
        (Capabilities { ground: BLACK, ..UNKNOWN }, ThemeName::Dark),
        (Capabilities { ground: WHITE, ..UNKNOWN }, ThemeName::Light),
        (Capabilities { depth: Depth::Sixteen, ground: BLACK, ..UNKNOWN }, ThemeName::Ansi),
        (Capabilities { depth: Depth::None, ground: BLACK, ..UNKNOWN }, ThemeName::Mono),
    ] {
        let auto = built_in(ThemeName::Auto, capabilities);
        assert_eq!(styles(&auto), styles(&built_in(name, capabilities)), "{capabilities:?}");
        assert_eq!(auto.follows_ground(), capabilities.depth != Depth::None, "a later answer counts too");
    }
}

proptest! {
    #[test]
    fn whatever_is_painted_text_without_a_colour_can_be_read(ground in any::<[u8; 3]>(), is_indexed in any::<bool>()) {
        let depth = if is_indexed { Depth::Indexed } else { Depth::Full };
        let [red, green, blue] = ground;
        let lines = format!("base = 'mono'\nbackground = '#{red:02x}{green:02x}{blue:02x}'\nselected-background = {red}");
        let theme = mine(&lines, Capabilities { depth, ..UNKNOWN });
        prop_assert!(hard_to_read(&theme).is_empty(), "{:?}", hard_to_read(&theme));
    }
}
