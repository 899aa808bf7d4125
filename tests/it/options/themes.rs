//! `[themes]` of the config file as values: what each paints, which one counts, and what is refused.

use trackside::options::{Attribute, Colour, Look, OwnTheme, Paint, Program, ThemeName, ThemePart};

use super::{OnScreen, SIGNED_IN, config_refusal, configured, demo, options, refusal};

const REGION: &[(&str, &str)] = &[("TRACKSIDE_REGION", "eu1")];

fn look(flags: &[&str], config: &str) -> Look {
    configured(flags, REGION, config).screen().look.clone()
}

/// What a theme of one line paints.
fn paint(line: &str) -> Paint {
    let own = look(&["--theme", "mine"], &format!("[themes.mine]\n{line}\n")).own.unwrap();
    own.painted[0].paint.clone().unwrap()
}

#[test]
fn each_part_is_a_colour_with_or_without_attributes_behind_it() {
    use Attribute::{Bold, Underlined};
    for (line, colour, attributes) in [
        ("quiet = '#8a92a0'", Some(Colour::Rgb([0x8a, 0x92, 0xa0])), None),
        ("quiet = '#ABCDEF'", Some(Colour::Rgb([0xab, 0xcd, 0xef])), None),
        ("bad = '#ff8080 bold'", Some(Colour::Rgb([0xff, 0x80, 0x80])), Some(vec![Bold])),
        ("bad = 'red bold  underlined'", Some(Colour::Indexed(1)), Some(vec![Bold, Underlined])),
        ("key = 'bright-blue'", Some(Colour::Indexed(12)), None),
        ("key = 208", Some(Colour::Indexed(208)), None),
        ("key = 0xd0", Some(Colour::Indexed(208)), None),
        ("key = '208 plain'", Some(Colour::Indexed(208)), Some(vec![])),
        ("found = 'plain'", None, Some(vec![])),
        ("found = 'underlined'", None, Some(vec![Underlined])),
        ("selected-background = 0", Some(Colour::Indexed(0)), None),
    ] {
        assert_eq!(paint(line), Paint { colour, attributes }, "{line}");
    }
    for (name, part) in ThemePart::ALL {
        assert_eq!(part.name(), name);
        let own = look(&["--theme", "mine"], &format!("[themes.mine]\n{name} = 'green'\n")).own.unwrap();
        assert_eq!((own.painted[0].part, own.painted[0].line.as_str()), (part, "/etc/t/config.toml:2"));
    }
}

#[test]
fn a_theme_is_named_like_any_other() {
    let file = "[themes.mine]\nbase = 'dark'\n[themes.'my other']\nquiet = 8\n[profiles.p]\nregion = 'eu1'\n";
    let with_key = format!("{file}theme = 'mine'\n");
    let named = |look: Look| (look.own.map(|own| own.name.raw().to_owned()), look.theme);
    let mine = (Some("mine".to_owned()), ThemeName::Dark);
    let other = (Some("my other".to_owned()), ThemeName::Ansi);
    assert_eq!(named(look(&[], &with_key)), mine);
    assert_eq!(named(look(&["--theme", "mine"], file)), mine);
    assert_eq!(named(look(&["--theme", "my other"], &with_key)), other);
    assert_eq!(named(look(&["--theme", "light"], &with_key)), (None, ThemeName::Light));
    assert_eq!(named(look(&[], file)), (None, ThemeName::Ansi));
    let by = |variables: &[(&str, &str)]| {
        let variables = [&SIGNED_IN[..2], variables].concat();
        named(options(&[], &variables, Some(&with_key)).unwrap().screen().look.clone())
    };
    assert_eq!(by(&[("TRACKSIDE_THEME", "my other")]), other);
    // No colour is asked for by more than this file.
    assert_eq!(by(&[("TRACKSIDE_THEME", "mine"), ("NO_COLOR", "1")]), (None, ThemeName::Mono));
    assert_eq!(demo(&["--theme", "auto"], &[]).screen().look.theme, ThemeName::Auto);
}

#[test]
fn a_theme_that_there_is_not_is_refused_with_those_that_there_are() {
    let built_in = "ansi, auto, dark, light, mono";
    assert_eq!(refusal(&["--demo", "--theme", "mine"], &[]), format!("--theme: mine is not one of {built_in}"));
    let file = "[themes.mine]\n[themes.'a\\u001b']\n".replace('\'', "\"");
    assert_eq!(
        config_refusal(&["--theme", "nime"], &[], &file),
        format!("--theme: nime is not one of {built_in}, mine, a^[")
    );
    let in_profile = format!("{file}[profiles.p]\ntheme = 'nime'\n");
    assert_eq!(
        config_refusal(&[], &[], &in_profile),
        format!("/etc/t/config.toml:4: theme: nime is not one of {built_in}, mine, a^[")
    );
}

#[test]
fn what_is_no_theme_is_refused_with_its_line_and_without_what_it_holds() {
    let colour = "there is no such colour; write #rrggbb, a name such as bright-red, or 0 to 255";
    let parts = ThemePart::ALL.map(|(name, _)| name).join(", ");
    for (config, expected) in [
        ("themes = 's3cret'", "1: themes: must be tables such as [themes.mine], not text".to_owned()),
        ("[themes]\nmine = 's3cret'", "2: mine: must be a table such as [themes.mine], not text".to_owned()),
        ("[themes.dark]", "1: dark: trackside has a theme of this name; write another name".to_owned()),
        ("[themes.' Auto']", "1:  Auto: trackside has a theme of this name; write another name".to_owned()),
        ("[themes.'']", "1: a theme needs a name".to_owned()),
        ("[themes.' ']", "1: a theme needs a name".to_owned()),
        ("[themes.a]\nbase = 's3cret'", "2: base: there is no such base; known are ansi, dark, light, mono".to_owned()),
        ("[themes.a]\nbase = 'auto'", "2: base: there is no such base; known are ansi, dark, light, mono".to_owned()),
        ("[themes.a]\nbase = 1", "2: base: must be the name of a theme in quotes, not a whole number".to_owned()),
        ("[themes.a]\nquite = 's3cret'", format!("2: quite: there is no such role; known are {parts}, and base")),
        (
            "[themes.a]\nquiet = ['s3cret']",
            "2: quiet: must be a colour in quotes, or a number from 0 to 255, not this array".to_owned(),
        ),
        ("[themes.a.quiet]", "1: quiet: must be a colour in quotes, or a number from 0 to 255, not a table".to_owned()),
        ("[themes.a]\nquiet = 's3cret'", format!("2: quiet: {colour}")),
        ("[themes.a]\nquiet = '#s3cret'", format!("2: quiet: {colour}")),
        ("[themes.a]\nquiet = '#fff'", format!("2: quiet: {colour}")),
        ("[themes.a]\nquiet = ''", format!("2: quiet: {colour}")),
        ("[themes.a]\nquiet = 256", format!("2: quiet: {colour}")),
        ("[themes.a]\nquiet = -1", format!("2: quiet: {colour}")),
        ("[themes.a]\nquiet = '+1'", format!("2: quiet: {colour}")),
        ("[themes.a]\nquiet = 'red blue'", "2: quiet: has two colours; write one".to_owned()),
        (
            "[themes.a]\nquiet = 'red s3cret'",
            "2: quiet: there is no such attribute; known are bold, dim, italic, underlined, reversed, plain".to_owned(),
        ),
        (
            "[themes.a]\nbackground = 'red bold'",
            "2: background: a background has a colour alone; leave out what stands behind the colour".to_owned(),
        ),
        (
            "[themes.a]\nclient_secret = 's3cret'",
            "2: client_secret: a secret never stands in this file; use client_secret_file or client_secret_command"
                .to_owned(),
        ),
    ] {
        assert_eq!(config_refusal(&[], &[], config), format!("/etc/t/config.toml:{expected}"), "{config}");
    }
}

#[test]
fn a_colour_that_is_none_stops_nothing_that_has_no_screen() {
    let config = "[themes.mine]\nquiet = 'pink'\n";
    assert!(matches!(configured(&["list"], REGION, config).program, Program::List(_)));
    assert!(
        options(&["list"], &SIGNED_IN, Some("[themes.mine]\nquite = 'red'\n")).is_err(),
        "as everywhere in the file"
    );
}

#[test]
fn doctor_and_the_review_are_told_the_themes_too() {
    let config = "[themes.mine]\nbase = 'light'\nquiet = 7\nbad = 'pink'\n[themes.second]\nbase = 'lihgt'\n";
    let Program::Config(checked) = configured(&["config", "check"], REGION, config).program else { panic!("no check") };
    let names: Vec<&str> = checked.review.themes.iter().map(|own| own.name.raw()).collect();
    assert_eq!(names, ["mine", "second"]);
    let OwnTheme { base, base_line, painted, line, .. } = &*checked.review.themes[0];
    assert_eq!((*base, base_line.as_deref()), (ThemeName::Light, Some("/etc/t/config.toml:2")));
    assert_eq!(line, "/etc/t/config.toml:1");
    assert_eq!(painted.iter().map(|it| it.paint.is_some()).collect::<Vec<_>>(), [true, false]);
    let faults: Vec<String> = checked.review.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 2, "each once: {faults:#?}");
    assert!(faults[0].contains(":4: bad: ") && faults[1].contains(":6: base: "), "{faults:#?}");
    let sound = "[themes.mine]\nbase = 'light'\n";
    let Program::Doctor(doctor) = configured(&["doctor", "--theme", "mine"], REGION, sound).program else {
        panic!("no doctor")
    };
    assert_eq!(doctor.screen.look.own.unwrap().base, ThemeName::Light);
}

#[test]
fn the_example_of_the_page_is_accepted_and_the_page_has_every_part() {
    let page = include_str!("../../../docs/configuration.md");
    let example = page.split("```toml\n").find(|block| block.starts_with("[themes.")).unwrap();
    let example = example.split("```").next().unwrap();
    let own = look(&["--theme", "evening"], example).own.unwrap();
    assert!(own.painted.len() > 3 && own.base == ThemeName::Dark, "{own:?}");
    let attributes = Attribute::ALL.map(|(name, _)| name);
    for name in ThemePart::ALL.map(|(name, _)| name).iter().chain(&attributes).chain(&["plain", "base"]) {
        assert!(page.contains(&format!("`{name}`")), "the page lacks {name}");
    }
}
