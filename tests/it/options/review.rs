//! `config check` as values: where each value that counts came from, all that is wrong at once, and no secret.

use trackside::options::{ConfigFile, ConfigOptions, Counted, Origin, ProfileReview, Program, Review, SOURCES};

use super::precedence::{ROWS, Row, profile_with};
use super::{CONFIG, SIGNED_IN, options, refusal};

fn asked(flags: &[&str], variables: &[(&str, &str)], config: Option<&str>) -> ConfigOptions {
    let flags = [&["config", "check"], flags].concat();
    match options(&flags, variables, config).map(|options| options.program) {
        Ok(Program::Config(asked)) => asked,
        other => panic!("{flags:?}: {other:?}"),
    }
}

fn review(flags: &[&str], variables: &[(&str, &str)], config: &str) -> Review {
    asked(flags, variables, Some(config)).review
}

fn counted<'a>(profile: &'a ProfileReview, setting: &str) -> Option<&'a Counted> {
    profile.counted.iter().find(|counted| counted.setting == setting)
}

/// `value by origin`.
#[track_caller]
fn row(review: &Review, setting: &str) -> String {
    let counted = counted(&review.profiles[0], setting).unwrap_or_else(|| panic!("{setting}: {review:#?}"));
    let value = counted.value.as_ref().map_or("-", |value| value.raw());
    format!("{value} {:?} {}", counted.origin, counted.by.as_deref().unwrap_or("-"))
}

fn faults(review: &Review) -> Vec<String> {
    review.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn each_value_has_its_origin() {
    let (by_flag, by_variable, by_key) = (Origin::Flag, Origin::Variable, Origin::File);
    for Row { flag, variable, key, .. } in ROWS {
        let setting =
            if key.0.is_empty() { flag.0.trim_start_matches('-').replace('-', "_") } else { key.0.to_owned() };
        let line = if key.0.is_empty() { String::new() } else { format!("{} = {}", key.0, key.1) };
        let assert = |flags: &[&str], variables: &[(&str, &str)], line: &str, setting: &str, origin: Origin| {
            let review = review(flags, variables, &profile_with(line));
            assert_eq!(faults(&review), [""; 0], "{setting}");
            let counted = counted(&review.profiles[0], setting).unwrap();
            let place = counted.by.clone().unwrap_or_default();
            let is_there = match origin {
                Origin::Flag => place == flag.0,
                Origin::Variable => place == variable.0,
                Origin::File => place.starts_with(CONFIG) && place.rsplit_once(':').unwrap().1.parse::<u16>().is_ok(),
                Origin::Setting => place == "region",
                Origin::Default => place.is_empty(),
            };
            assert!(counted.origin == origin && is_there && !counted.is_refused, "{setting} {origin:?}: {counted:?}");
        };
        if !line.is_empty() {
            assert(&[], &[], &line, &setting, by_key);
        }
        if !variable.0.is_empty() {
            let of_variable = if setting.starts_with("client_secret") { "client_secret" } else { &setting };
            assert(&[], &[variable], &line, of_variable, by_variable);
        }
        if !flag.0.is_empty() {
            let flags: Vec<&str> = [flag.0, flag.1].into_iter().filter(|word| !word.is_empty()).collect();
            assert(&flags, &[], &line, &setting, by_flag);
            assert(&flags, &[variable], &line, &setting, by_flag);
        }
        match setting.as_str() {
            "region" | "client_id" => assert(&[], &[], "", &setting, by_key),
            "api_url" => assert(&[], &[], "", &setting, Origin::Setting),
            setting if setting.starts_with("client_secret") => {}
            setting => assert(&[], &[], "", setting, Origin::Default),
        }
    }
}

#[test]
fn every_setting_has_its_row_in_the_order_of_the_help() {
    let review = review(&[], &[], &profile_with(""));
    let names: Vec<&str> = review.profiles[0].counted.iter().map(|counted| counted.setting.as_str()).collect();
    let not_counted = ["client_secret", "client_secret_file"];
    let name =
        |name: &str| name.trim_start_matches("--").trim_start_matches("TRACKSIDE_").to_lowercase().replace('-', "_");
    let all =
        SOURCES.iter().map(|source| name(source.key.map(|key| key.name).or(source.flag).or(source.variable).unwrap()));
    let all: Vec<String> =
        all.filter(|name| !name.starts_with("demo") && !not_counted.contains(&name.as_str())).collect();
    assert_eq!(names, all);
}

#[test]
fn what_is_worked_out_says_of_what() {
    let with = |variables: &[(&str, &str)], line: &str| review(&[], variables, &profile_with(line));
    assert_eq!(row(&with(&[], ""), "api_url"), "https://eu1.api.matillion.com/dpc Setting region");
    assert_eq!(row(&with(&[], ""), "allow_reveal"), "true Default -");
    assert_eq!(row(&with(&[("TRACKSIDE_READ_ONLY", "1")], ""), "allow_reveal"), "false Default -");
    assert_eq!(row(&with(&[("LANG", "C.UTF-8")], ""), "symbols"), "unicode Default -");
    assert_eq!(row(&with(&[("NO_COLOR", "1")], "theme = 'dark'"), "theme"), "mono Variable NO_COLOR");
    assert_eq!(row(&with(&[], ""), "account_id"), "- Default -");
    assert_eq!(row(&with(&[], "refresh_seconds = 0x10"), "refresh_seconds"), "16 File /etc/t/config.toml:5");
    assert_eq!(row(&with(&[], ""), "profile"), "p Default -");
    let two = format!("default_profile = 'p'\n{}[profiles.q]\n", profile_with(""));
    assert_eq!(row(&review(&[], &[], &two), "profile"), "p File /etc/t/config.toml:1");
    let by_variable = [("TRACKSIDE_PROFILE", "p"), ("TRACKSIDE_CONFIG", "/a/b")];
    assert_eq!(row(&review(&[], &by_variable, &two), "profile"), "p Variable TRACKSIDE_PROFILE");
    assert_eq!(row(&review(&[], &by_variable, &two), "config"), "/a/b Variable TRACKSIDE_CONFIG");
    assert_eq!(row(&review(&["--profile", "p", "--config", "c"], &by_variable, &two), "config"), "c Flag --config");
    assert_eq!(row(&review(&["--profile", "p"], &by_variable, &two), "profile"), "p Flag --profile");
}

#[test]
fn everything_wrong_is_named_at_once_and_no_refused_value_is_there() {
    let text = "\
[profiles.p]
refresh_seconds = 0
theme = 'pink'
color = 'pink'
api_url = 'https://me:canary@a.example'
client_id = 'a'
client_secret_file = ''
";
    let found = review(&[], &[("TRACKSIDE_TOKEN_URL", "https://a.example?canary"), ("HTTPS_PROXY", "canary")], text);
    let expected = [
        "/etc/t/config.toml:3: theme: pink is not one of ansi, auto, dark, light, mono",
        "HTTPS_PROXY: the value has no scheme; write http:// before the host",
        "/etc/t/config.toml:4: color: pink is not one of red, yellow, green, cyan, blue, magenta",
        "/etc/t/config.toml:2: refresh_seconds: 0 is not a whole number of seconds from 1 to 3600",
        "TRACKSIDE_TOKEN_URL: the value must end with a path, without ? and #",
        "/etc/t/config.toml:5: api_url: the value must not hold a user or a password",
        "/etc/t/config.toml:7: client_secret_file: an empty value names no file",
    ];
    assert_eq!(faults(&found), expected);
    assert!(!format!("{found:?}").contains("canary"), "{found:?}");
    let refused: Vec<&str> =
        found.profiles[0].counted.iter().filter(|row| row.is_refused).map(|row| row.setting.as_str()).collect();
    assert_eq!(refused, ["api_url", "token_url", "client_secret_file", "color", "refresh_seconds", "theme"]);
    // A start names the first of them.
    let start = options(&[], &[("HTTPS_PROXY", "canary")], Some(text)).unwrap_err().to_string();
    assert_eq!(start, expected[0]);
    let keys = review(&[], &SIGNED_IN, "[profiles.p]\na = 1\nregion = 1\n[profiles.q]\nb = 1\n");
    let begins: Vec<String> =
        ["2: a: there is", "3: region: must be", "5: b: there is"].map(|rest| format!("{CONFIG}:{rest}")).into();
    let lines = faults(&keys);
    assert!(lines.len() == 4 && lines.iter().zip(&begins).all(|(line, begin)| line.starts_with(begin)), "{lines:?}");
    assert!(lines[3].contains("has several profiles; choose with"), "{lines:?}");
    assert_eq!(keys.profiles.len(), 0);
}

#[test]
fn a_wrong_type_hides_no_wrong_value_and_nothing_is_missing_for_it() {
    let text = "\
[profiles.p]
region = 7
color = 'pink'
protected = 'yes'
account_id = 1
send_account_id = true
client_secret_file = ['x']
client_id = \"a\\nb\"
refresh_seconds = 0
";
    let found = review(&["--profile", "p", "--demo-runners", "3"], &[("TRACKSIDE_CA_FILE", "/no/such")], text);
    let begins = [
        "--demo-runners: needs --demo",
        "/etc/t/config.toml:2: region: must be text",
        "/etc/t/config.toml:4: protected: must be true or false, not text",
        "/etc/t/config.toml:5: account_id: must be",
        "/etc/t/config.toml:7: client_secret_file: must be the name of a file",
        "/etc/t/config.toml:3: color: pink",
        "/etc/t/config.toml:9: refresh_seconds: 0",
        "/etc/t/config.toml:8: client_id: the value must be one line without control characters",
    ];
    let lines = faults(&found);
    assert!(lines.len() == begins.len(), "{lines:#?}");
    assert!(lines.iter().zip(begins).all(|(line, begin)| line.starts_with(begin)), "{lines:#?}");
    for setting in ["region", "protected", "account_id", "client_secret_file", "color", "client_id"] {
        let row = counted(&found.profiles[0], setting).unwrap();
        assert!(row.is_refused && row.value.is_none() && row.origin == Origin::File, "{row:?}");
    }
    let on_machine = &found.profiles[0].on_machine;
    assert_eq!(on_machine.ca_file.as_ref().unwrap().by, "TRACKSIDE_CA_FILE", "is tried all the same");
    // What a flag says counts, whatever stands below.
    assert_eq!(row(&review(&["--region", "eu1"], &[], text), "region"), "eu1 Flag --region");
    // Where it cannot be told which profiles there are, nothing is told of any.
    let found = review(&[], &[], &format!("default_profile = 1\n{text}"));
    assert_eq!((found.profiles.len(), faults(&found).len()), (0, 5), "{found:?}");
    // A start names the first.
    let start = options(&["--profile", "p"], &[], Some(text)).unwrap_err().to_string();
    assert!(start.starts_with(begins[1]), "{start}");
}

#[test]
fn what_is_for_one_profile_alone_hides_nothing() {
    let text = "[profiles.p]\ncolor = 'pink'\n[profiles.q]\nrefresh_seconds = 0\n";
    let found = review(&["--all-profiles"], &[("TRACKSIDE_REGION", "eu1")], text);
    let lines = faults(&found);
    assert!(lines[0].starts_with("TRACKSIDE_REGION: for one profile, and 2 are opened"), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains(":2: color: pink")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains(":4: refresh_seconds: 0")), "{lines:#?}");
    assert!(found.profiles.iter().all(|profile| profile.is_opened));
}

#[test]
fn a_region_stands_behind_an_address() {
    let behind = |flags: &[&str], lines: &str| {
        let found = review(flags, &[], &profile_with(lines));
        let region = counted(&found.profiles[0], "region").unwrap();
        (row(&found, "region"), region.behind.clone())
    };
    let address = Some("api_url".to_owned());
    let lines = "region = 'nonsense'\napi_url = 'https://a.example'";
    assert_eq!(behind(&[], lines), ("nonsense File /etc/t/config.toml:4".to_owned(), address.clone()));
    let flag = ["--api-url", "https://a.example"];
    assert_eq!(behind(&flag, "region = 'eu1'"), ("eu1 File /etc/t/config.toml:4".to_owned(), address.clone()));
    assert_eq!(behind(&flag, "region = 'no word'").0, "- File /etc/t/config.toml:4", "not read, and so not shown");
    assert_eq!(behind(&[], "region = 'eu1'").1, None);
}

#[test]
fn the_profiles_that_are_not_opened_are_checked_too() {
    let text = "\
default_profile = 'p'
[profiles.p]
region = 'eu1'
client_id = 'a'
client_secret_command = ['x']
[profiles.wrong]
region = 'nowhere'
theme = 'pink'
client_id = 'a'
client_secret_command = ['x']
[profiles.lean]
region = 'eu1'
";
    let found = review(&[], &[], text);
    assert_eq!(
        faults(&found),
        [
            "/etc/t/config.toml:8: theme: pink is not one of ansi, auto, dark, light, mono",
            "/etc/t/config.toml:7: region: nowhere is not one of eu1, us1, au1; for another control plane use --api-url",
        ]
    );
    let lacking: Vec<String> = found.lacking.iter().map(ToString::to_string).collect();
    let lacks = "lacks credentials; add client_id, and client_secret_file or client_secret_command";
    assert_eq!(lacking, [format!("/etc/t/config.toml:11: lean: {lacks}")]);
    let opened: Vec<(bool, bool)> =
        found.profiles.iter().map(|profile| (profile.is_opened, profile.counted.is_empty())).collect();
    assert_eq!(opened, [(true, false), (false, true), (false, true)]);
    let all = review(&["--all-profiles"], &[], text);
    assert_eq!(faults(&all).len(), 3, "what is opened has to be complete: {all:?}");
    assert_eq!(row(&all, "all_profiles"), "true Flag --all-profiles");
    assert_eq!(row(&all, "profile"), "p, wrong, lean Flag --all-profiles");
    let of_second = |setting: &str| counted(&all.profiles[1], setting).is_some();
    assert!(of_second("region") && !of_second("theme") && !of_second("config"), "{all:?}");
}

#[test]
fn what_is_missing_is_named_as_a_start_names_it() {
    let missing = |variables: &[(&str, &str)]| faults(&asked(&[], variables, None).review);
    assert_eq!(missing(&SIGNED_IN[1..]), [refusal(&[], &SIGNED_IN[1..])]);
    assert_eq!(missing(&SIGNED_IN[..2]), [refusal(&[], &SIGNED_IN[..2])]);
    // One line, also where a start says more.
    let none = "no credentials; set TRACKSIDE_CLIENT_ID and TRACKSIDE_CLIENT_SECRET, or write a profile with client_id and a secret key";
    assert_eq!(missing(&[])[0], none);
    let of_profile = faults(&review(&[], &[], "[profiles.p]\nregion = 'eu1'\n"));
    let lacks = "lacks credentials; add client_id, and client_secret_file or client_secret_command";
    assert_eq!(of_profile, [format!("{CONFIG}:1: p: {lacks}")]);
    assert_eq!(missing(&SIGNED_IN), [""; 0]);
    assert_eq!(missing(&[&SIGNED_IN[..], &[("TRACKSIDE_PROFILE", "x")]].concat()).len(), 1);
}

#[test]
fn no_secret_is_kept() {
    let secrets = [
        ("TRACKSIDE_CLIENT_ID", "canary-of-the-client-1a2b"),
        ("TRACKSIDE_CLIENT_SECRET", "canary"),
        ("https_proxy", "http://canary:canary@proxy.example:3128/"),
        ("NO_PROXY", "a.example"),
        ("TRACKSIDE_REGION", "eu1"),
    ];
    let found = asked(&[], &secrets, None).review;
    assert_eq!(faults(&found), [""; 0]);
    let rows = format!("{:?}", found.profiles[0].counted);
    assert!(!rows.contains("canary"), "{rows}");
    assert_eq!(row(&found, "client_id"), "…1a2b Variable TRACKSIDE_CLIENT_ID");
    assert_eq!(row(&found, "client_secret"), "set Variable TRACKSIDE_CLIENT_SECRET");
    assert_eq!(row(&found, "proxy"), "http://proxy.example:3128 Variable https_proxy");
    assert_eq!(row(&found, "no_proxy"), "a.example Variable NO_PROXY");
    let command = profile_with("client_secret_command = ['pass', 'canary']");
    let found = review(&[], &[], &command);
    assert_eq!(row(&found, "client_secret_command"), "pass File /etc/t/config.toml:4");
    assert!(!format!("{:?}", found.profiles[0].counted).contains("canary"));
}

#[test]
fn the_demo_has_no_config_and_a_path_has_no_form() {
    let line = "--demo: reads no config file; leave this out";
    assert_eq!(refusal(&["config", "check", "--demo"], &[]), line);
    assert_eq!(refusal(&["--demo", "config", "path"], &[]), line);
    assert_eq!(refusal(&["config"], &[]), "QUESTION: missing; say check or path");
    assert_eq!(refusal(&["config", "chekc"], &[]), "QUESTION: chekc is not one of check, path");
    for (words, word) in [(["config", "path", "check"], "check"), (["config", "check", "path"], "path")] {
        assert_eq!(refusal(&words, &[]), format!("{word}: one question is taken, check or path"));
    }
    let form = "--output: not with path, which prints one line; leave this out";
    assert_eq!(refusal(&["config", "path", "-o", "json"], &[]), form);
    let path = options(&["config", "path"], &[("TRACKSIDE_CONFIG", "/a/b")], Some("no TOML [")).unwrap();
    let Program::Config(ConfigOptions { file: ConfigFile::Named(file), .. }) = path.program else { panic!("{path:?}") };
    assert_eq!((file.path.to_str(), file.by.as_str()), (Some("/a/b"), "TRACKSIDE_CONFIG"));
}
