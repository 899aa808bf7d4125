//! `[list]` and `[[views]]` of the config file, and the view that is asked for, as values.

use trackside::account::table::{Column, Columns, SortOrder, View, Views};
use trackside::options::{Field, ListOptions, Program};

use super::{OnScreen, SIGNED_IN, config_refusal, configured, demo, options, printed, refusal};

const REGION: [(&str, &str); 1] = [("TRACKSIDE_REGION", "eu1")];
const CONFIG: &str = "\
[list]
columns = ['status', 'version']
sort = '-status'
[[views]]
name = 'old'
filter = 'out of support'
sort = 'version'
columns = ['track', 'runner']
[[views]]
name = 'plain'
";

fn views(config: &str) -> Views {
    configured(&[], &REGION, config).screen().views.clone()
}

fn list(flags: &[&str], config: &str) -> ListOptions {
    match configured(&[&["list"], flags].concat(), &REGION, config).program {
        Program::List(list) => list,
        other => panic!("{other:?}"),
    }
}

fn fields(list: &ListOptions, are_several: bool) -> Vec<&'static str> {
    list.fields(are_several).into_iter().map(Field::name).collect()
}

#[test]
fn the_list_and_the_views_are_read_and_the_runner_is_first() {
    let order = |column, is_inverted| SortOrder { column, is_inverted };
    let old = View {
        name: "old".into(),
        filter: Some("out of support".into()),
        order: Some(order(Column::Version, false)),
        columns: Some(Columns::of([Column::Runner, Column::Track, Column::Runner])),
    };
    let plain = View { name: "plain".into(), ..View::default() };
    let expected = Views {
        order: order(Column::Status, true),
        columns: Columns::of([Column::Runner, Column::Status, Column::Version]),
        all: vec![old, plain],
    };
    assert_eq!(views(CONFIG), expected);
    let old = expected.arrangement(expected.named("old"));
    assert_eq!(old.columns.names(" "), "runner track");
    let plain = expected.arrangement(expected.named("plain"));
    assert_eq!(
        (plain.order, plain.columns.names(" ")),
        (order(Column::Status, true), "runner status version".to_owned())
    );
    assert_eq!(views("[profiles.a]\nregion = 'eu1'\n"), Views::default());
    assert_eq!(demo(&[], &[("TRACKSIDE_VIEW", "old")]).screen().view, None, "the demo reads no config file");
    let all = Column::USUAL.map(Column::key).join("', '");
    assert!(views(&format!("[list]\ncolumns = ['{all}']\n")).columns.is_usual());
    assert_eq!(views("[list]\ncolumns = []\n").columns.names(" "), "runner");
}

#[test]
fn each_refusal_names_the_line_and_what_to_write() {
    let known = "runner, account, status, platform, type, version, update, track, changed, runs";
    for (config, expected) in [
        ("list = 1\n", "1: list: must be a table, below a line [list], not a whole number".to_owned()),
        ("views = 'a'\n", "1: views: must be tables, each below a line [[views]], not text".to_owned()),
        ("[views]\nname = 'a'\n", "1: views: must be tables, each below a line [[views]], not a table".to_owned()),
        ("views = [1]\n", "1: views: must be tables, each below a line [[views]], not a whole number".to_owned()),
        ("[list]\ncolumn = []\n", "2: column: there is no such key; known are columns, sort".to_owned()),
        (
            "[[views]]\nname = 'a'\nfilters = ''\n",
            "3: filters: there is no such key; known are name, filter, sort, columns".to_owned(),
        ),
        (
            "[list]\nclient_secret = 'x'\n",
            "2: client_secret: a secret never stands in this file; use client_secret_file or client_secret_command"
                .to_owned(),
        ),
        (
            "[list]\ncolumns = 'status'\n",
            "2: columns: must be an array of columns such as [\"runner\", \"status\"], not text".to_owned(),
        ),
        (
            "[list]\ncolumns = ['status', 1]\n",
            "2: columns: must be an array of columns such as [\"runner\", \"status\"], not this array".to_owned(),
        ),
        ("[list]\nsort = ['status']\n", "2: sort: must be text in quotes, not this array".to_owned()),
        (
            "[list]\ncolumns = ['runner', 'stauts']\n",
            format!("2: columns: column 2 of 2: there is no such column; did you mean status? Known are {known}"),
        ),
        (
            "[list]\ncolumns = ['s3cret-value']\n",
            format!("2: columns: column 1 of 1: there is no such column; known are {known}"),
        ),
        (
            "[list]\ncolumns = ['status', 'type', 'status']\n",
            "2: columns: column 3 of 3: status stands there already; leave one out".to_owned(),
        ),
        (
            "[list]\nsort = '-sttus'\n",
            format!("2: sort: there is no such column; did you mean status? Known are {known}"),
        ),
        (
            "[list]\nsort = 'Status'\n",
            format!("2: sort: there is no such column; did you mean status? Known are {known}"),
        ),
        ("[[views]]\nsort = 'status'\n", "1: a view needs a name; add one, as in name = \"old\"".to_owned()),
        ("[[views]]\nname = ' '\n", "2: name: a view needs a name; write one that is not empty".to_owned()),
        ("[[views]]\nname = 7\n", "2: name: must be text in quotes, not a whole number".to_owned()),
        (
            "[[views]]\nname = 'a'\n[[views]]\nname = 'a'\n",
            "4: name: another view has this name; give one of them another".to_owned(),
        ),
        (
            "[[views]]\nname = 'a'\nfilter = 'platfrom=aks'\n",
            "3: filter: No filter key platfrom. Did you mean platform?".to_owned(),
        ),
        (
            "[[views]]\nname = 'a'\nfilter = 'status='\n",
            "3: filter: status= is not finished; write a value behind it".to_owned(),
        ),
    ] {
        assert_eq!(config_refusal(&[], &[], config), format!("/etc/t/config.toml:{expected}"));
    }
}

#[test]
fn a_value_out_of_its_range_stops_only_what_has_use_for_it() {
    let config = "[list]\nsort = 'colour'\n";
    for command in [&["list"][..], &["check"], &["record"], &["export"]] {
        configured(command, &REGION, config);
    }
    for command in [&[][..], &["doctor"]] {
        assert!(config_refusal(command, &[], config).contains("2: sort: there is no such column"), "{command:?}");
    }
    // Its form is looked at wherever the file is read.
    assert!(config_refusal(&["check"], &[], "[list]\nsort = 1\n").contains("2: sort: must be text in quotes"));
}

#[test]
fn the_view_is_asked_for_by_flag_or_variable() {
    let view = |flags: &[&str], variables: &[(&str, &str)]| {
        let options = configured(flags, &[&REGION, variables].concat(), CONFIG);
        options.screen().view.as_ref().map(|view| view.raw().to_owned())
    };
    assert_eq!(view(&[], &[]), None);
    assert_eq!(view(&["--view", "old"], &[]).as_deref(), Some("old"));
    assert_eq!(view(&[], &[("TRACKSIDE_VIEW", "plain")]).as_deref(), Some("plain"));
    assert_eq!(view(&["--view", "old"], &[("TRACKSIDE_VIEW", "none such")]).as_deref(), Some("old"));
    let known = "is not one of the views of /etc/t/config.toml: old, plain";
    assert_eq!(config_refusal(&["--view", "odl"], &[], CONFIG), format!("--view: odl {known}"));
    let by_variable = [("TRACKSIDE_VIEW", "odl")];
    assert_eq!(config_refusal(&[], &by_variable, CONFIG), format!("TRACKSIDE_VIEW: odl {known}"));
    assert_eq!(config_refusal(&["list"], &by_variable, CONFIG), format!("TRACKSIDE_VIEW: odl {known}"));
    assert_eq!(
        config_refusal(&["--view", "a"], &[], "[list]\n"),
        "--view: a is not a view (/etc/t/config.toml has none)"
    );
    let none = "--view: a is not a view (there is no config file; write one, or name one with --config)";
    assert_eq!(refusal(&["--view", "a"], &SIGNED_IN), none);
    let demo = "--view: not with --demo, which reads no config file";
    assert_eq!(refusal(&["--view", "a", "--demo"], &[]), demo);
    let other = "--view: for the dashboard and trackside list only; leave this out";
    for command in ["check", "record", "export", "watch"] {
        assert_eq!(refusal(&[command, "--view", "a"], &SIGNED_IN), other);
        assert!(!printed(&[command, "--help"]).contains("--view"), "{command}");
        options(&[command], &[&SIGNED_IN[..], &by_variable].concat(), Some(CONFIG)).unwrap();
    }
    assert!(printed(&["list", "--help"]).contains("--view"));
}

#[test]
fn list_shows_what_the_view_does_and_what_the_line_says_counts_more() {
    let usual = ["runner", "status", "platform", "type", "version", "update", "track"];
    let plain = list(&[], CONFIG);
    assert_eq!(
        (fields(&plain, false), plain.order()),
        (usual.to_vec(), SortOrder::default()),
        "[list] is the dashboard's"
    );
    let old = list(&["--view", "old"], CONFIG);
    assert_eq!(fields(&old, true), ["runner", "track"]);
    assert_eq!((old.order().key(), old.query.is_empty()), ("version".to_owned(), false));
    let other = list(&["--view", "old", "--sort", "track", "--columns", "id", "emea"], CONFIG);
    assert_eq!((fields(&other, false), other.order().key()), (vec!["id"], "track".to_owned()));
    assert!(other.query.is_one_word(), "the filter of the line alone");
    let plain = list(&["--view", "plain"], CONFIG);
    assert_eq!(
        (fields(&plain, true), plain.order().key()),
        (vec!["runner", "status", "version"], "-status".to_owned())
    );
}

#[test]
fn of_what_one_reading_does_not_have_columns_are_left_out_and_the_rest_is_refused() {
    let view = |more: &str| format!("[[views]]\nname = 'busy'\n{more}\n");
    let columns = list(&["--view", "busy"], &view("columns = ['account', 'runs', 'changed', 'status']"));
    assert_eq!(fields(&columns, false), ["runner", "status"]);
    assert_eq!(fields(&columns, true), ["runner", "account", "status"]);
    let sort = view("sort = '-runs'");
    let line = "--view: the view busy sorts by runs, which one reading does not have; add --sort";
    assert_eq!(config_refusal(&["list", "--view", "busy"], &[], &sort), line);
    list(&["--view", "busy", "--sort", "status"], &sort);
    let filter = view("filter = 'changed<10m'");
    let line = "--view: the view busy filters by what one reading does not have. \
                The key changed is for the dashboard alone; see trackside history";
    assert_eq!(config_refusal(&["list", "--view", "busy"], &[], &filter), line);
    list(&["--view", "busy", "emea"], &filter);
    assert_eq!(
        fields(&list(&["--view", "a"], "[[views]]\nname = 'a'\n"), true),
        ["runner", "account", "status", "platform", "type", "version", "update", "track"]
    );
}

#[test]
fn the_example_of_the_page_about_configuration_has_sound_views() {
    let page = include_str!("../../../docs/configuration.md");
    let example = page.split("```toml\n").find(|block| block.starts_with("[list]")).unwrap();
    let views = views(example.split("```").next().unwrap());
    assert!(!views.columns.is_usual() && views.all.len() >= 2, "{views:?}");
}

#[test]
fn a_filter_that_no_field_holds_and_the_name_for_none_are_refused() {
    let long = format!("[[views]]\nname = 'a'\nfilter = '{}'\n", "!aaaa ".repeat(200));
    let line = config_refusal(&[], &[], &long);
    assert!(line.ends_with(":3: filter: longer than 1000 characters"), "{line}");
    let line = config_refusal(&[], &[], "[[views]]\nname = 'No view'\n");
    assert!(line.contains(":2: name: this is what the choice of views calls the list without one"), "{line}");
}
