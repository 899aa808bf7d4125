//! Copying from the list, and its table as text: what is offered, what is asked of the outside, and what is written.

use std::path::PathBuf;
use std::time::Instant;

use insta::assert_snapshot;
use proptest::prelude::*;
use trackside::account::table::Snapshot;
use trackside::domain::{Label, Runner, Secret};
use trackside::options::ThemeName;
use trackside::terminal::clipboard::Clip;
use trackside::text::table::TableForm;
use trackside::tui::effect::Effect;
use trackside::tui::keymap::Context;
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, With, fleet, hostile_names, numbered, runner};

const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (160, 45)];

fn usual(columns: u16, rows: u16) -> Harness {
    let mut harness = Harness::sized(columns, rows).fleet(fleet()).after(SECOND * 4);
    harness.effects();
    harness
}

fn at_every_size(keys: &str) -> String {
    let of_size = |(columns, rows)| format!("{columns}x{rows}\n{}\n", usual(columns, rows).keys(keys).frame());
    SIZES.into_iter().map(of_size).collect()
}

/// What is copied, and how it is called.
fn copied(mut harness: Harness) -> Vec<(String, String)> {
    let clip = |effect| match effect {
        Effect::Copy(Clip { what, text, clear_after }) => {
            assert_eq!(clear_after, None);
            Some((what, text.expose().to_owned()))
        }
        _ => None,
    };
    harness.effects().into_iter().filter_map(clip).collect()
}

fn one(what: &str, text: &str) -> Vec<(String, String)> {
    vec![(what.to_owned(), text.to_owned())]
}

/// The table that is to be copied, or written to a file.
fn table(harness: &mut Harness) -> (Option<PathBuf>, Snapshot, TableForm) {
    let wanted = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::CopyTable { table, form, .. } => Some((None, table, form)),
        Effect::SaveTable { path, table, form } => Some((Some(path), table, form)),
        _ => None,
    });
    wanted.expect("a table is wanted")
}

/// The table of these runners as the list shows it on a wide screen.
fn written(runners: Vec<Runner>, form: TableForm) -> String {
    let mut harness = Harness::sized(140, 30).fleet(runners).keys("YG<enter>");
    table(&mut harness).1.written(form)
}

#[test]
fn c_copies_the_name_of_the_runner_under_the_bar() {
    assert_eq!(copied(usual(80, 24).keys("jc")), one("Name of finance-azure-dr", "finance-azure-dr"));
    // On the map too.
    assert_eq!(copied(usual(80, 24).keys("jFc")), one("Name of finance-azure-dr", "finance-azure-dr"));
    let nameless = Runner { name: Label::from("  "), ..runner("x") };
    let harness = Harness::sized(80, 24).fleet(vec![nameless]);
    let copied = copied(harness.keys("c"));
    assert_eq!(copied[0].1, "id-x");
    assert!(copied[0].0.starts_with("ID of "), "{copied:?}");
    let empty = Harness::sized(80, 24).fleet(Vec::new()).keys("cYW");
    assert_eq!(empty.app.context(), Context::List);
    assert!(empty.text().contains("There is no row to write"), "{}", empty.text());
}

#[test]
fn what_is_copied_of_a_runner_is_as_it_came_and_what_is_said_is_safe() {
    for name in hostile_names().into_iter().filter(|name| !name.trim().is_empty()) {
        let harness = Harness::sized(80, 24).fleet(vec![Runner { name: Label::from(name.as_str()), ..runner("x") }]);
        let copied = copied(harness.keys("c"));
        assert_eq!(copied[0].1, name);
        assert!(!copied[0].0.contains(char::is_control), "{copied:?}");
    }
}

#[test]
fn the_choice_of_what_to_copy() {
    assert_snapshot!("copy", at_every_size("Y"));
    let ascii = Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, false).fleet(fleet()).keys("jjjjYjj");
    assert!(ascii.text().is_ascii(), "{}", ascii.text());
    assert_snapshot!("copy_ascii", ascii.frame());
}

#[test]
fn the_choice_of_what_to_copy_scrolls_to_the_bar_and_counts_what_is_marked() {
    let harness = usual(40, 10).keys("  /finance<enter>YG");
    assert_snapshot!("copy_low", harness.text());
    let harness = usual(80, 24).keys("jj  /finance<enter>Y");
    assert!(harness.text().contains("2 marked runners, 2 of them hidden"), "{}", harness.text());
}

#[test]
fn what_is_not_known_is_passed_over() {
    // Hosted: no version, no track, no description.
    let harness = usual(80, 24).keys("jjjjY");
    assert_eq!(copied(harness.clone().keys("<enter>")), one("Name of hosted-default", "hosted-default"));
    assert_eq!(copied(harness.clone().keys("j<enter>")), one("ID of hosted-default", "id-hosted-default"));
    assert_eq!(copied(harness.clone().keys("jj<enter>")), one("Status of hosted-default", "Running"));
    let before_the_tables = harness.keys("Gkkk<enter>");
    assert_eq!(copied(before_the_tables), one("Version of hosted-default", "managed"));
    // It closes with what was chosen, and with its own key.
    assert_eq!(usual(80, 24).keys("Y<enter>").app.context(), Context::List);
    assert_eq!(usual(80, 24).keys("YY").app.context(), Context::List);
}

#[test]
fn a_table_has_the_rows_and_columns_of_the_list_or_of_what_is_marked() {
    let mut harness = usual(80, 24).keys("/finance<enter>YG<enter>");
    let (path, snapshot, form) = table(&mut harness);
    assert_eq!((path, form, snapshot.rows()), (None, TableForm::Markdown, 2));
    assert_eq!(
        snapshot.written(TableForm::Text),
        "Runner            Status          Platform   Type  Version   Update\n\
         finance-azure     Paused          Azure ACA  Maia  11.208.3  11.214.0\n\
         finance-azure-dr  Paused offline  Azure ACI  Maia  11.208.3  11.214.0\n"
    );
    // As it came from the outside, it goes on to the clipboard.
    let what = "Table of 2 runners (Markdown)".to_owned();
    let clip = Clip { what, text: Secret::new("x".to_owned()), clear_after: None };
    assert_eq!(copied(harness.send(Message::TableWritten(clip))), one("Table of 2 runners (Markdown)", "x"));
    // Marked ones in their order, whatever the filter shows.
    let mut marked = usual(80, 24).keys("j j I/finance<enter>YGkk<enter>");
    let (_, snapshot, form) = table(&mut marked);
    assert_eq!((form, snapshot.rows()), (TableForm::Text, 2));
    // As wide as there is room.
    let mut wide = usual(160, 45).keys("w8/finance<enter>YGk<enter>");
    let titles = table(&mut wide).1.written(TableForm::Csv).lines().next().unwrap().to_owned();
    assert_eq!(titles, "Runner,Status,Platform,Type,Version,Update,Track,Last change,Runs");
}

#[test]
fn the_file_of_the_table() {
    assert_snapshot!("save", at_every_size("W"));
    assert_snapshot!("save_wrong_ending", usual(80, 24).keys("W<ctrl-u>~/runners.xlsx").frame());
    assert_snapshot!("save_of_marked", usual(80, 24).keys(" j W<ctrl-u>~/runners.md").text());
}

#[test]
fn a_name_is_resolved_as_in_a_shell_and_its_end_decides_the_form() {
    let wanted = |name: &str| {
        let mut harness = usual(80, 24).keys("W<ctrl-u>").pasted(name).keys("<enter>");
        let effects = harness.effects();
        effects.into_iter().find_map(|effect| match effect {
            Effect::SaveTable { path, form, .. } => Some((path.display().to_string(), form)),
            _ => None,
        })
    };
    for (name, path, form) in [
        ("a.csv", "/home/ada/work/a.csv", TableForm::Csv),
        (" a.CSV\n", "/home/ada/work/a.CSV", TableForm::Csv),
        ("x/a.md", "/home/ada/work/x/a.md", TableForm::Markdown),
        ("~/a.b.txt", "/home/ada/a.b.txt", TableForm::Text),
        ("~//a.txt", "/home/ada/a.txt", TableForm::Text),
        ("/tmp/a.csv", "/tmp/a.csv", TableForm::Csv),
        ("~bob/a.csv", "/home/ada/work/~bob/a.csv", TableForm::Csv),
    ] {
        assert_eq!(wanted(name), Some((path.to_owned(), form)), "{name}");
    }
    for name in ["", "  ", "a", "a.", ".csv", "a.json", "a.csv/", "~", "x.csv/y", "a.csv.gz"] {
        assert_eq!(wanted(name), None, "{name}");
    }
    let homeless = Harness::set_up(80, 24, |setting| setting.config.folders.home = None).fleet(fleet());
    let text = homeless.keys("W<ctrl-u>~/a.csv<enter>").text();
    assert!(text.contains("Nobody knows your home folder"), "{text}");
}

#[test]
fn the_field_stays_open_until_the_file_is_there() {
    let mut harness = usual(80, 24).keys("W<ctrl-u>a.csv<enter>");
    let (path, table, _) = table(&mut harness);
    let path = path.unwrap();
    assert!(harness.text().contains("Writing the file."), "{}", harness.text());
    // Once is enough.
    let mut harness = harness.keys("<enter>");
    assert!(!harness.effects().iter().any(|effect| matches!(effect, Effect::SaveTable { .. })));
    let told = |outcome| Message::TableSaved { path: path.clone(), rows: table.rows(), outcome };
    let refused = harness.clone().send(told(Err(Label::from("A file of this name is there already."))));
    assert_eq!(refused.app.context(), Context::Save);
    assert!(refused.text().contains("A file of this name is there already."), "{}", refused.text());
    assert!(refused.text().contains("a.csv"), "{}", refused.text());
    let again = refused.keys("<left><left><left><left>2").text();
    assert!(again.contains("/home/ada/work/a2.csv") && !again.contains("already"), "{again}");
    let done = harness.clone().send(told(Ok(())));
    assert_eq!(done.app.context(), Context::List);
    assert!(done.text().contains("20 runners written to /home/ada/work/a.csv"), "{}", done.text());
    // Whoever has left the field is told all the same.
    let left = harness.keys("<esc>").send(told(Err(Label::from("The disk is full."))));
    assert!(left.text().contains("The table was not written. The disk is full."), "{}", left.text());
}

#[test]
fn hostile_names_and_paths_can_be_drawn() {
    let runners: Vec<Runner> =
        hostile_names().iter().enumerate().map(|(at, name)| Runner::new(&format!("id-{at}"), name)).collect();
    for (columns, rows) in SIZES {
        let harness = Harness::sized(columns, rows).fleet(runners.clone());
        for row in 0..runners.len() {
            let harness = harness.clone().keys(&"j".repeat(row)).keys("Y");
            assert!(!harness.text().lines().any(|line| line.contains(char::is_control)));
        }
        let harness = harness.keys("W<ctrl-u>").pasted("\u{202e}a\u{1b}[2J/東京/x.csv");
        assert!(!harness.text().lines().any(|line| line.contains(char::is_control)));
    }
}

/// Cells of each line of a table in Markdown: a stroke with an even number of backslashes before it is one between two.
fn strokes(line: &str) -> usize {
    let mut backslashes = 0;
    let mut strokes = 0;
    for character in line.chars() {
        strokes += usize::from(character == '|' && backslashes % 2 == 0);
        backslashes = if character == '\\' { backslashes + 1 } else { 0 };
    }
    strokes
}

fn check(names: &[String]) -> Result<(), TestCaseError> {
    let runners = || {
        let of = |(at, name): (usize, &String)| {
            let described = Runner::new(&format!("id-{at}"), name).status(name).version(name);
            Runner { description: Some(Label::from(name.as_str())), ..described }
        };
        names.iter().enumerate().map(of).collect::<Vec<_>>()
    };
    let number = names.len() + 1;
    let markdown = written(runners(), TableForm::Markdown);
    let columns = strokes(markdown.lines().next().unwrap());
    prop_assert_eq!(markdown.split_terminator('\n').count(), number + 1);
    for line in markdown.split_terminator('\n') {
        prop_assert_eq!(strokes(line), columns, "{}", line);
        prop_assert!(!line.contains(char::is_control), "{:?}", line);
    }
    let text = written(runners(), TableForm::Text);
    prop_assert_eq!(text.split_terminator('\n').count(), number);
    prop_assert!(!text.split_terminator('\n').any(|line| line.contains(char::is_control)));
    let csv = written(runners(), TableForm::Csv);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    prop_assert_eq!(records.len(), number);
    let mut read: Vec<String> = records[1..].iter().map(|record| record[0].to_owned()).collect();
    let as_cell = |name: &String| {
        let safe = Label::from(name.as_str()).safe().to_owned();
        let safe = if safe.trim().is_empty() { String::new() } else { safe };
        if safe.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{safe}") } else { safe }
    };
    let mut expected: Vec<String> = names.iter().map(as_cell).collect();
    read.sort();
    expected.sort();
    prop_assert_eq!(read, expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_names_say_a_table_has_its_cells_and_no_more(
        names in prop::collection::vec("[a|\\\\`*_<\\[\\]=+@,\"'\n\r\t\u{1b}\u{202e}é漢 -]{0,8}", 1..6),
    ) {
        check(&names)?;
    }
}

#[test]
fn a_table_of_names_that_nobody_should_believe_has_its_cells() {
    check(&hostile_names()).unwrap();
}

#[test]
fn a_large_table_is_taken_in_a_moment_and_written_elsewhere() {
    let mut harness = Harness::sized(160, 45).fleet(numbered(20_000)).keys("ww");
    harness.effects();
    let begun = Instant::now();
    let mut harness = harness.keys("YG<enter>");
    let taken = begun.elapsed();
    let (_, snapshot, _) = table(&mut harness);
    assert_eq!(snapshot.rows(), 20_000);
    // 15 ms without optimization, for what takes a second to write.
    assert!(taken < SECOND, "{taken:?}");
    let text = snapshot.written(TableForm::Text);
    assert_eq!(text.lines().count(), 20_001);
}
