//! Names, the locale, the demo, the addresses, and values that are no text.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use trackside::options::{
    ClipboardRoute, Depth, Ground, Notify, Options, SecretSource, Start, SymbolSet, Target, ThemeName, parse,
};
use trackside::tui::ui::{Symbols, Theme};

use super::{OnScreen, SETTINGS, SIGNED_IN, addresses, api_url, configured, demo, run, signed_in};

#[test]
fn every_name_of_a_table_is_accepted() {
    for (name, theme) in ThemeName::ALL {
        assert_eq!(demo(&["--theme", name], &[]).screen().look.theme, theme);
        assert_eq!(demo(&[], &[("TRACKSIDE_THEME", name)]).screen().look.theme, theme);
    }
    for (name, route) in ClipboardRoute::ALL {
        assert_eq!(demo(&["--clipboard", name], &[]).screen().clipboard, route);
    }
    for (name, way) in Notify::ALL {
        assert_eq!(demo(&["--notify", name], &[]).screen().notify, way);
    }
    for (name, symbols) in SymbolSet::ALL {
        assert_eq!(demo(&["--symbols", name], &[]).screen().look.symbols, symbols);
    }
    let drawn_with = |symbols: &str| Theme::of(&demo(&["--symbols", symbols], &[]).screen().look).symbols;
    assert_eq!((drawn_with("unicode"), drawn_with("ascii")), (&Symbols::UNICODE, &Symbols::ASCII));
}

#[test]
fn no_color_means_mono_unless_a_theme_is_typed() {
    let theme = |flags: &[&str], variables: &[(&str, &str)]| demo(flags, variables).screen().look.theme;
    assert_eq!(theme(&[], &[("NO_COLOR", "1")]), ThemeName::Mono);
    assert_eq!(theme(&[], &[("NO_COLOR", "0")]), ThemeName::Mono);
    assert_eq!(theme(&[], &[("NO_COLOR", "")]), ThemeName::Ansi);
    assert_eq!(theme(&[], &[("NO_COLOR", "1"), ("TRACKSIDE_THEME", "dark")]), ThemeName::Mono);
    assert_eq!(theme(&[], &[("NO_COLOR", ""), ("TRACKSIDE_THEME", "dark")]), ThemeName::Dark);
    assert_eq!(theme(&["--theme", "light"], &[("NO_COLOR", "1")]), ThemeName::Light);
}

#[test]
fn symbols_follow_the_locale_where_nothing_is_said() {
    use SymbolSet::{Ascii, Unicode};
    type Case = (&'static [(&'static str, &'static str)], SymbolSet);
    let cases: [Case; 26] = [
        (&[], Ascii),
        (&[("LANG", "en_US.UTF-8")], Unicode),
        (&[("LANG", "en_US.utf8")], Unicode),
        (&[("LANG", "de_DE.UTF-8@euro")], Unicode),
        (&[("LANG", "C.UTF-8")], Unicode),
        (&[("LC_CTYPE", "UTF-8")], Unicode),
        (&[("LANG", "C")], Ascii),
        (&[("LANG", "POSIX")], Ascii),
        (&[("LANG", "de_DE")], Ascii),
        (&[("LANG", "de_DE@euro")], Ascii),
        (&[("LANG", "de_DE.ISO-8859-1")], Ascii),
        // The first of LC_ALL, LC_CTYPE and LANG that is set and not empty.
        (&[("LANG", "en_US.UTF-8"), ("LC_CTYPE", "C")], Ascii),
        (&[("LANG", "C"), ("LC_CTYPE", "en_US.UTF-8")], Unicode),
        (&[("LANG", "C"), ("LC_CTYPE", "C"), ("LC_ALL", "en_US.UTF-8")], Unicode),
        (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], Ascii),
        (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "")], Unicode),
        (&[("LANG", "en_US.UTF-8"), ("LC_CTYPE", "")], Unicode),
        // There these glyphs may be two cells wide.
        (&[("LANG", "ja_JP.UTF-8")], Ascii),
        (&[("LANG", "ko_KR.UTF-8")], Ascii),
        (&[("LANG", "zh_CN.UTF-8")], Ascii),
        (&[("LANG", "zh.UTF-8")], Ascii),
        (&[("LANG", "en_US.UTF-8"), ("LC_CTYPE", "zh_TW.UTF-8")], Ascii),
        (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], Unicode),
        // The Linux console's font lacks them.
        (&[("LANG", "en_US.UTF-8"), ("TERM", "linux")], Ascii),
        (&[("LANG", "en_US.UTF-8"), ("TERM", "xterm-256color")], Unicode),
        (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "ja_JP.UTF-8")], Unicode),
    ];
    for (variables, expected) in cases {
        assert_eq!(demo(&[], variables).screen().look.symbols, expected, "{variables:?}");
        let asked = [variables, &[("TRACKSIDE_SYMBOLS", "unicode")]].concat();
        assert_eq!(demo(&[], &asked).screen().look.symbols, Unicode, "{asked:?}");
        assert_eq!(demo(&["--symbols", "ascii"], &asked).screen().look.symbols, Ascii, "--symbols {asked:?}");
    }
}

#[test]
fn colours_follow_colorterm_and_term() {
    use Depth::{Full, Indexed, None, Sixteen};
    type Case = (&'static [(&'static str, &'static str)], Depth);
    let cases: [Case; 25] = [
        (&[("TERM", "xterm-256color")], Indexed),
        (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Full),
        (&[("TERM", "xterm-256color"), ("COLORTERM", "24bit")], Full),
        (&[("TERM", "xterm-256color"), ("COLORTERM", "yes")], Indexed),
        (&[("TERM", "xterm-direct")], Full),
        (&[("TERM", "xterm-kitty")], Full),
        (&[("TERM", "alacritty")], Full),
        (&[("TERM", "foot-extra")], Full),
        (&[("TERM", "xterm")], Sixteen),
        (&[("TERM", "xterm"), ("COLORTERM", "truecolor")], Full),
        (&[("TERM", "linux")], Sixteen),
        (&[("TERM", "rxvt-unicode-256color")], Indexed),
        (&[("TERM", "screen")], Sixteen),
        (&[("TERM", "screen-256color")], Indexed),
        (&[("TERM", "screen.xterm-256color")], Indexed),
        // What the outer terminal can is not what screen can.
        (&[("TERM", "screen-256color"), ("COLORTERM", "truecolor")], Indexed),
        (&[("TERM", "screen"), ("STY", "1.pts"), ("COLORTERM", "truecolor")], Sixteen),
        (&[("TERM", "xterm-256color"), ("STY", "1.pts"), ("COLORTERM", "truecolor")], Indexed),
        // tmux turns what it is given into what the terminal can.
        (&[("TERM", "screen-256color"), ("TMUX", "/s,1,0"), ("COLORTERM", "truecolor")], Full),
        (&[("TERM", "tmux-256color"), ("TMUX", "/s,1,0")], Indexed),
        (&[("TERM", "screen"), ("TMUX", "/s,1,0")], Sixteen),
        (&[("TERM", "vt100")], None),
        (&[("TERM", "vt220")], None),
        (&[("TERM", "xterm-mono")], None),
        (&[("TERM", "unheard-of")], Sixteen),
    ];
    for (variables, expected) in cases {
        assert_eq!(demo(&[], variables).screen().look.capabilities.depth, expected, "{variables:?}");
    }
}

#[test]
fn dim_and_italic_are_left_out_where_screen_is_in_between() {
    let has_them = |variables: &[(&str, &str)]| demo(&[], variables).screen().look.capabilities.has_dim_and_italic;
    assert!(has_them(&[("TERM", "xterm-256color")]));
    assert!(has_them(&[("TERM", "screen-256color"), ("TMUX", "/s,1,0")]));
    assert!(!has_them(&[("TERM", "screen-256color")]), "nobody else says so, over SSH");
    assert!(!has_them(&[("TERM", "screen"), ("STY", "1.pts")]));
    assert!(!has_them(&[("TERM", "screen"), ("STY", "1.pts"), ("TMUX", "/s,1,0")]), "in both");
    assert!(!has_them(&[("TERM", "linux")]), "the Linux console draws them in other colours");
}

#[test]
fn the_ground_is_what_the_terminal_itself_says_in_the_environment() {
    use Ground::{Dark, Light, Unknown};
    type Case = (&'static [(&'static str, &'static str)], Ground);
    const RXVT: (&str, &str) = ("TERM", "rxvt-unicode-256color");
    let cases: [Case; 12] = [
        (&[("TERM", "linux")], Dark),
        (&[RXVT, ("COLORFGBG", "0;15")], Light),
        (&[RXVT, ("COLORFGBG", "15;0")], Dark),
        (&[RXVT, ("COLORFGBG", "0;default;15")], Light),
        (&[RXVT, ("COLORFGBG", "12;8")], Dark),
        (&[("TERM", "rxvt"), ("COLORFGBG", "0;7")], Light),
        (&[RXVT, ("COLORFGBG", "0;default")], Unknown),
        (&[RXVT, ("COLORFGBG", "0;300")], Unknown),
        (&[RXVT], Unknown),
        // What another terminal has left there: one out of which this one, or its tmux or screen, was started.
        (&[("TERM", "xterm-256color"), ("COLORFGBG", "0;15")], Unknown),
        (&[("TERM", "tmux-256color"), ("TMUX", "/s,1,0"), ("COLORFGBG", "0;15")], Unknown),
        (&[("TERM", "screen"), ("STY", "1.pts"), ("COLORFGBG", "0;15")], Unknown),
    ];
    for (variables, expected) in cases {
        assert_eq!(demo(&[], variables).screen().look.capabilities.ground, expected, "{variables:?}");
    }
}

#[test]
fn only_ascii_is_sent_where_the_locale_is_not_utf_8_and_nobody_says_otherwise() {
    let is_ascii = |variables: &[(&str, &str)]| demo(&[], variables).screen().look.capabilities.is_ascii;
    assert!(is_ascii(&[]) && is_ascii(&[("LANG", "C")]) && is_ascii(&[("LC_ALL", "de_DE.ISO-8859-1")]));
    assert!(!is_ascii(&[("LANG", "C.UTF-8")]));
    // Wide glyphs and a poor font are no reason to garble names.
    assert!(!is_ascii(&[("LANG", "ja_JP.UTF-8")]) && !is_ascii(&[("LANG", "C.UTF-8"), ("TERM", "linux")]));
    assert!(!is_ascii(&[("LANG", "C.UTF-8"), ("TRACKSIDE_SYMBOLS", "ascii")]));
    assert!(!is_ascii(&[("LANG", "C"), ("TRACKSIDE_SYMBOLS", "unicode")]));
}

#[test]
fn a_control_plane_is_a_region_or_an_address() {
    let credentials = &SIGNED_IN[..2];
    let at = |flags: &[&str], variables: &[(&str, &str)]| api_url(&run(flags, &[credentials, variables].concat()));
    let (eu1, us1) = ("https://eu1.api.matillion.com/dpc", "https://us1.api.matillion.com/dpc");
    assert_eq!(at(&["--region", "eu1"], &[]), eu1);
    assert_eq!(at(&[], &[("TRACKSIDE_REGION", "us1")]), us1);
    assert_eq!(at(&["--region", "us1"], &[("TRACKSIDE_REGION", "eu1")]), us1);
    // An address beats a region, known or not.
    let other = "https://other.example/dpc";
    assert_eq!(at(&["--region", "us1", "--api-url", other], &[]), other);
    assert_eq!(at(&["--region", "ap9", "--api-url", other], &[]), other);
    assert_eq!(at(&["--api-url", other], &[("TRACKSIDE_REGION", "eu1")]), other);
    assert_eq!(at(&[], &[("TRACKSIDE_REGION", "ap9"), ("TRACKSIDE_API_URL", other)]), other);
    // But what was typed beats what lies in the environment.
    assert_eq!(at(&["--region", "us1"], &[("TRACKSIDE_API_URL", other)]), us1);

    // And what lies in the environment beats what stands in the profile.
    let profile = "[profiles.p]\nregion = 'eu1'\napi_url = 'https://other.example/dpc'";
    let with = |flags: &[&str], variables: &[(&str, &str)]| api_url(&configured(flags, variables, profile));
    assert_eq!(with(&[], &[]), other);
    assert_eq!(with(&[], &[("TRACKSIDE_REGION", "us1")]), us1);
    assert_eq!(with(&["--region", "us1"], &[("TRACKSIDE_API_URL", "https://x.example")]), us1);

    // A region counts for the address that was given along with it.
    let region =
        |flags: &[&str], variables: &[(&str, &str)]| configured(flags, variables, profile).accounts[0].region.clone();
    assert_eq!(region(&[], &[]).as_deref(), Some("eu1"));
    assert_eq!(region(&[], &[("TRACKSIDE_API_URL", "https://x.example")]), None);
    assert_eq!(region(&["--api-url", "https://x.example", "--region", "au1"], &[]).as_deref(), Some("au1"));
    assert_eq!(region(&["--region", "us1"], &[]).as_deref(), Some("us1"));

    let options = signed_in(&[], &[]);
    assert_eq!(addresses(&options).2, "https://api.matillion.com");
    let Target::ControlPlane { client_id, client_secret: SecretSource::Given(secret), .. } =
        &options.accounts[0].target
    else {
        panic!("{options:?}")
    };
    assert_eq!((client_id.as_str(), secret.expose()), ("id-1", "s3cret-value"));
    assert!(!format!("{options:?}").contains("s3cret-value"));
}

#[test]
fn the_demo_has_its_own_settings_and_ignores_the_control_planes() {
    let parts = |options: &Options| match &options.accounts[0].target {
        Target::Demo { runners, seed, faults, .. } => (*runners, *seed, faults.clone()),
        Target::ControlPlane { .. } => panic!("no demo"),
    };
    assert_eq!(parts(&demo(&[], &[])), (None, 1, vec![]));
    assert_eq!(parts(&demo(&["--demo-runners", "0"], &[])), (Some(0), 1, vec![]));
    assert_eq!(parts(&demo(&["--demo-runners=20000", "--demo-seed", "0"], &[])), (Some(20_000), 0, vec![]));
    assert_eq!(parts(&demo(&["--demo-seed", "18446744073709551615"], &[])), (None, u64::MAX, vec![]));
    let faults = ["--demo-fault", "503=0.1", "--demo-fault=nonsense=x=y"];
    assert_eq!(parts(&demo(&faults, &[])), (None, 1, vec!["503=0.1".to_owned(), "nonsense=x=y".to_owned()]));

    let elsewhere = [
        ("TRACKSIDE_CLIENT_ID", "id-1"),
        ("TRACKSIDE_REGION", "nowhere"),
        ("TRACKSIDE_API_URL", "nonsense"),
        ("TRACKSIDE_TOKEN_URL", "nonsense"),
        ("TRACKSIDE_CONNECTIVITY_PATH", "nonsense"),
        ("TRACKSIDE_CA_FILE", "/etc/ca.pem"),
        ("TRACKSIDE_CONFIG", "/etc/t/config.toml"),
        ("TRACKSIDE_PROFILE", "nonsense"),
        ("TRACKSIDE_REFRESH", "2"),
        ("TRACKSIDE_LOG_FILE", "t.log"),
    ];
    let options = demo(&["--read-only"], &elsewhere);
    assert_eq!(parts(&options), (None, 1, vec![]));
    let account = &options.accounts[0];
    assert_eq!((&account.connectivity_path, &account.ca_file), (&None, &None));
    assert_eq!((&account.profile, &account.region, &account.account_id), (&None, &None, &None));
    assert_eq!((options.accounts[0].send_account_id, options.accounts[0].allow_reveal), (false, false));
    assert_eq!(
        (options.screen().reveal, options.screen().clipboard_clear),
        (Duration::from_secs(20), Duration::from_secs(45))
    );
    assert_eq!((options.accounts[0].refresh, options.accounts[0].read_only), (Duration::from_secs(2), true));
    assert_eq!(options.log_file.unwrap().path, PathBuf::from("t.log"));
}

#[cfg(unix)]
#[test]
fn text_that_is_not_utf8_is_named_and_file_names_need_not_be() {
    use std::os::unix::ffi::OsStringExt;
    let broken = |start: &str| OsString::from_vec([start.as_bytes(), b"\xff"].concat());
    let with = |args: Vec<OsString>, variables: Vec<(OsString, OsString)>| {
        let signed_in = SIGNED_IN.iter().map(|(name, value)| (name.into(), value.into()));
        parse(std::iter::once("trackside".into()).chain(args), signed_in.chain(variables))
    };
    let line = |args, variables| match with(args, variables) {
        Err(error) => error.to_string(),
        Ok(Start::Run(request)) => request.options(None).unwrap_err().to_string(),
        Ok(other) => panic!("{other:?}"),
    };
    assert_eq!(line(vec![broken("--theme=")], vec![]), "--theme: the value is not valid UTF-8");
    assert_eq!(line(vec!["--api-url".into(), broken("https://a")], vec![]), "--api-url: the value is not valid UTF-8");
    assert_eq!(line(vec![broken("--them")], vec![]), "--them\u{fffd}: not valid UTF-8");
    assert_eq!(line(vec![broken("x")], vec![]), "x\u{fffd}: not valid UTF-8");
    for (flag, name) in SETTINGS {
        if name.is_empty()
            || matches!(name, "NO_COLOR" | "TRACKSIDE_CONFIG" | "TRACKSIDE_CA_FILE" | "TRACKSIDE_LOG_FILE")
        {
            continue;
        }
        let value = line(vec![], vec![(name.into(), broken("hunter2"))]);
        assert_eq!(value, format!("{name}: the value is not valid UTF-8"), "{flag}");
    }

    let Ok(Start::Run(request)) = with(
        vec![broken("--log-file=a")],
        vec![("TRACKSIDE_CA_FILE".into(), broken("b")), (broken("OTHER"), broken("c")), ("LANG".into(), broken("d"))],
    ) else {
        panic!("refused")
    };
    let options = request.options(None).unwrap();
    assert_eq!(options.log_file.unwrap().path, PathBuf::from(broken("a")));
    assert_eq!(options.accounts[0].ca_file.as_ref().unwrap().path, PathBuf::from(broken("b")));
}
