//! The table of several accounts: the order of its rows, its column, what finds and sorts them, its numbers, and the chips above.

use insta::assert_snapshot;
use trackside::account::News;
use trackside::account::fleet::Counts;
use trackside::api::Progress;
use trackside::options::ThemeName;
use trackside::tui::ui::{Symbols, Theme};

use super::*;

#[test]
fn several_accounts_at_every_size() {
    assert_snapshot!("list_of_three", at_every_size(&loaded(80, 24, 3)));
    assert_snapshot!("list_of_five", at_every_size(&loaded(80, 24, 5)));
}

#[test]
fn several_accounts_without_colours_and_in_ascii() {
    let plain = |theme, symbols: &'static Symbols| {
        let started = Harness::set_up(80, 24, |setting| {
            with_profiles(setting, five(), 3);
            setting.config.theme = Theme::new(theme, symbols);
        });
        [PROD, LAB, DR].into_iter().fold(started, |harness, account| harness.fleet_of(account, fleet(account)))
    };
    assert_snapshot!("list_no_color", plain(ThemeName::Mono, &Symbols::UNICODE).frame());
    let ascii = plain(ThemeName::Ansi, &Symbols::ASCII);
    assert!(ascii.text().is_ascii(), "{}", ascii.text());
    assert_snapshot!("list_ascii", ascii.frame());
}

#[test]
fn rows_stand_in_name_order_then_by_id_then_by_account() {
    let same_name = |id: &str| Runner { id: RunnerId::new(id), ..runner("b") };
    let harness = started(80, 24, 2)
        .fleet_of(LAB, vec![runner("c"), same_name("id-b1"), same_name("id-b0"), runner("a"), runner("lab")])
        .fleet_of(PROD, vec![runner("prod"), same_name("id-b1"), runner("c"), runner("d"), runner("e")]);
    assert_eq!(rows(&harness), ["a 1", "b0 1", "b1 0", "b1 1", "c 0", "c 1", "d 0", "e 0", "lab 1", "prod 0"]);
    for number in 2..=5 {
        let harness = loaded(80, 24, number);
        let first = (0..number).map(|account| format!("maia-1 {account}"));
        let named: Vec<String> = rows(&harness).into_iter().filter(|row| row.starts_with("maia-1 ")).collect();
        assert_eq!(named, first.collect::<Vec<_>>());
        assert_eq!(rows(&harness).len(), number * 5);
    }
}

#[test]
fn the_column_is_there_only_with_several() {
    for (columns, lines) in SIZES {
        let is_titled = |harness: &Harness| harness.text().contains("ACCOUNT");
        assert!(!is_titled(&loaded(columns, lines, 1)));
        let several = loaded(columns, lines, 2);
        assert!(is_titled(&several) || columns < 80, "{}", several.text());
    }
    // It comes and goes with the accounts.
    let harness = loaded(80, 24, 1).keys("<ctrl-p><space><space><enter>");
    assert!(harness.text().contains("ACCOUNT"), "{}", harness.text());
    let alone = harness.keys("<ctrl-p><space><down><space><enter>");
    assert!(!alone.text().contains("ACCOUNT"), "{}", alone.text());
}

#[test]
fn the_filter_knows_the_account() {
    let harness = loaded(100, 24, 3);
    let found = |filter: &str| rows(&harness.clone().keys(&format!("/{filter}<enter>")));
    assert_eq!(found("account=lab").len(), 5);
    assert!(found("account=lab").iter().all(|row| row.ends_with(" 1")));
    assert_eq!(found("account=pr"), found("account=prod"));
    assert!(found("!account=lab").iter().all(|row| !row.ends_with(" 1")));
    assert_eq!(found("account=dr maia-"), ["maia-1 2", "maia-2 2"]);
    // A plain word finds the account's name, too.
    assert_eq!(found("prod").len(), 5);
    assert_eq!(found("lab").len(), 5);
    // An account that is not there is doubted, not silently nothing.
    let none = harness.clone().keys("/account=training<enter>");
    assert_eq!(rows(&none), [""; 0]);
    assert_snapshot!("filter_no_such_account", none.text());
}

#[test]
fn with_one_account_a_plain_word_does_not_find_its_name() {
    let harness = loaded(80, 24, 1).keys("/prod<enter>");
    assert_eq!(rows(&harness), [""; 0]);
}

#[test]
fn sorted_by_account_then_by_name() {
    let harness = loaded(160, 24, 3).keys("0");
    let accounts: Vec<char> = rows(&harness).iter().map(|row| row.chars().last().unwrap()).collect();
    // In the order of the header.
    assert_eq!(accounts.iter().collect::<String>(), "000001111122222");
    let names: Vec<String> = rows(&harness).into_iter().filter(|row| row.ends_with('1')).collect();
    assert_eq!(names, ["lab-aks 1", "lab-gke 1", "maia-1 1", "maia-2 1", "zz-old 1"]);
    let turned = harness.keys("0");
    let accounts: String = rows(&turned).iter().map(|row| row.chars().last().unwrap()).collect();
    assert_eq!(accounts, "222221111100000");
    assert_snapshot!("sort_choice_of_several", turned.keys("S").resized(80, 24).text());
}

#[test]
fn the_numbers_count_all_accounts() {
    let harness = loaded(160, 45, 3);
    let one = |number: usize| loaded(160, 45, number).app.accounts().counts().runners;
    assert_eq!([one(1), one(2), one(5)], [5, 10, 25]);
    let mut sum = Counts::default();
    for account in harness.app.accounts().iter() {
        sum.add(account.fleet().counts());
    }
    assert_eq!(harness.app.accounts().counts(), sum);
    assert_tells(&harness, "15 runners");
    // And those of one that went away no more.
    let closed = harness.keys("<ctrl-p>g<space><enter>");
    assert_eq!(closed.app.accounts().number(), 2);
    assert_tells(&closed, "10 runners");
}

#[test]
fn the_chips_take_the_longest_form_that_fits() {
    let harness = loaded(250, 30, 5).after(SECOND * 4);
    let troubled =
        harness.clone().fails_of(LAB, crate::support::fixtures::unreachable(), SECOND * 30).after(SECOND * 5);
    let at = |harness: &Harness| -> String {
        let widths = [250, 160, 120, 100, 80, 60, 50, 40, 30];
        widths.map(|columns| format!("{columns:>3} {}\n", header(&harness.clone().resized(columns, 24)))).concat()
    };
    assert_snapshot!("chips_all_well", at(&harness));
    assert_snapshot!("chips_one_in_trouble", at(&troubled));
    // In a frame that has a single line for it, they stand behind the numbers.
    let single = |columns: u16| header(&troubled.clone().resized(columns, 10));
    assert_snapshot!("chips_single_line", [160, 80, 60, 40].map(|columns| single(columns) + "\n").concat());
}

/// What a chip says is whole at every width, and that one is in trouble is never left out.
#[test]
fn no_chip_is_cut() {
    let five = loaded(250, 30, 5).fails_of(LAB, crate::support::fixtures::unreachable(), SECOND * 30);
    for columns in 40..=250 {
        let first = header(&five.clone().resized(columns, 24));
        let forms = ["lab  offline", "lab offline", "1 in trouble"];
        assert!(forms.iter().any(|form| first.contains(form)), "{columns}: {first}");
    }
}

/// A still screen is the operator's own doing: it is said once, for all, and is no trouble of any.
#[test]
fn a_frozen_account_is_not_in_trouble() {
    let frozen = loaded(250, 30, 5).keys("f").after(SECOND * 60);
    for (columns, lines) in (33..=250).flat_map(|columns| [(columns, 24), (columns, 10)]) {
        let first = header(&frozen.clone().resized(columns, lines));
        assert_eq!(first.matches("frozen 1m").count(), 1, "{columns}x{lines}: {first}");
        assert!(!first.contains("in trouble"), "{columns}x{lines}: {first}");
    }
    // One that is, is told beside it.
    let reason = Label::from("config.toml:9: profiles.lab.client_secret_file: no such file");
    let troubled = frozen.clone().news_of(LAB, News::NotOpened(reason));
    let at = |harness: &Harness, lines: u16| -> String {
        let first = |columns| header(&harness.clone().resized(columns, lines));
        [160, 80, 60, 40].map(|columns| format!("{columns:>3} {}\n", first(columns))).concat()
    };
    let all = [&frozen, &troubled].map(|harness| [24, 10].map(|lines| at(harness, lines)).concat()).concat();
    assert_snapshot!("chips_frozen", all);
    assert_eq!(header(&frozen.keys("f").resized(40, 24)).matches("frozen").count(), 0);
}

/// Nor is one that is on its way.
#[test]
fn an_account_that_is_being_read_is_not_in_trouble() {
    let connecting = started(40, 24, 5);
    let progress = Progress { read: 5, total: Some(900), so_far: None };
    let reading = connecting.clone().news_of(LAB, News::PollStarted).news_of(LAB, News::PollProgressed(progress));
    for harness in [connecting, reading] {
        assert_eq!(header(&harness), "5 accounts, 1 READ-ONLY");
    }
}

#[test]
fn a_part_of_an_accounts_name_finds_it() {
    let harness = loaded(100, 24, 2);
    let part = harness.clone().keys("/account=ro<enter>");
    assert_eq!(rows(&part), rows(&harness.keys("/account=prod<enter>")));
    assert!(!rows(&part).is_empty());
}

#[test]
fn with_one_account_there_is_none_to_sort_by() {
    let harness = loaded(100, 24, 1).keys("0");
    assert_tells(&harness, "Only a list of several accounts is sorted by account.");
}
