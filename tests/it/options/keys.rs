//! `[keys]` of the config file as values: what is asked for, with its line, and what is refused wherever the file is read.

use trackside::options::{KeyPreset, KeyWish, KeyWishes, Program};

use super::{OnScreen, config_refusal, configured, demo};

fn keys(config: &str) -> KeyWishes {
    configured(&[], &[("TRACKSIDE_REGION", "eu1")], config).screen().keys.clone()
}

fn wish(line: u8, screen: Option<&str>, command: &str, keys: &[&str]) -> KeyWish {
    let line = format!("/etc/t/config.toml:{line}");
    KeyWish {
        at: format!("{line}: {command}"),
        line,
        screen: screen.map(Into::into),
        command: command.into(),
        keys: keys.iter().map(|key| (*key).into()).collect(),
    }
}

#[test]
fn each_command_is_asked_for_with_its_keys_its_screen_and_its_line() {
    let asked = keys(
        "[keys]\npreset = 'vim'\nrestart = ['R', 'ctrl-r']\npause = 'P'\nremove = []\n\n[keys.details]\nno-such = ['%']\n",
    );
    let expected = KeyWishes {
        preset: KeyPreset::Vim,
        preset_line: Some("/etc/t/config.toml:2".to_owned()),
        wishes: vec![
            wish(3, None, "restart", &["R", "ctrl-r"]),
            wish(4, None, "pause", &["P"]),
            wish(5, None, "remove", &[]),
            // What a name and a key mean only the face knows.
            wish(8, Some("details"), "no-such", &["%"]),
        ],
    };
    assert_eq!(asked, expected);
    assert_eq!(keys("[profiles.a]\nregion = 'eu1'\n"), KeyWishes::default());
    assert_eq!(demo(&[], &[]).screen().keys, KeyWishes::default());
}

#[test]
fn doctor_is_told_the_keys_too() {
    let options = configured(&["doctor"], &[("TRACKSIDE_REGION", "eu1")], "[keys]\nquit = 'x'\n");
    let Program::Doctor(doctor) = options.program else { panic!("{options:?}") };
    assert_eq!(doctor.screen.keys.wishes, [wish(2, None, "quit", &["x"])]);
}

#[test]
fn what_is_no_table_of_keys_is_refused_with_its_line() {
    for (config, expected) in [
        ("keys = 'vim'\n", "1: keys: must be a table, below a line [keys], not text"),
        ("[keys]\npreset = 'emacs'\n", "2: preset: there is no such preset; known are default, vim"),
        ("[keys]\npreset = ['vim']\n", "2: preset: must be the name of a preset in quotes, not this array"),
        ("[keys]\nrestart = 1\n", "2: restart: must be a key in quotes, or an array of keys, not a whole number"),
        ("[keys]\nrestart = ['R', 1]\n", "2: restart: must be a key in quotes, or an array of keys, not this array"),
        (
            "[keys.list]\nrestart = true\n",
            "2: restart: must be a key in quotes, or an array of keys, not true or false",
        ),
        (
            "[keys]\nclient_secret = 'x'\n",
            "2: client_secret: a secret never stands in this file; use client_secret_file or client_secret_command",
        ),
    ] {
        assert_eq!(config_refusal(&[], &[], config), format!("/etc/t/config.toml:{expected}"));
    }
}
