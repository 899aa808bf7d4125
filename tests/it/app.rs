//! Journeys by keys: what the operator presses, sees, and what the program asks of the outside.

use std::time::Duration;
use trackside::account::{News, Request};
use trackside::domain::{AccountId, Label, Runner, RunnerId};

use trackside::api::{Cause, Priority, Progress};
use trackside::terminal::input::Mouse;
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use crate::support::Harness;
use crate::support::fixtures::{
    SECOND, With, error, fleet, key, numbered, problem, runner, server_failed, unreachable,
};
use crate::support::harness::list;

fn of_numbered(count: usize) -> Harness {
    // 24 rows: header 2, rule, titles, 17 rows, rule, status, footer.
    Harness::sized(80, 24).fleet(numbered(count))
}

fn window(harness: &Harness) -> (usize, usize) {
    harness.app.list().window()
}

#[track_caller]
fn assert_selected(harness: &Harness, name: &str) {
    assert_eq!(harness.selected().as_deref(), Some(name));
}

#[test]
fn moving_is_exact() {
    let table = [
        ("", 0),
        ("j", 1),
        ("jjk", 1),
        ("<down><down><up>", 1),
        ("k", 0),
        ("G", 99),
        ("Gk", 98),
        ("Gj", 99),
        ("Gg", 0),
        ("<end><home>", 0),
        ("<end>", 99),
        ("<pgdn>", 16),
        ("<ctrl-f>", 16),
        ("<pgdn><pgup>", 0),
        ("<pgdn><ctrl-b>", 0),
        ("jj<pgdn>", 18),
        ("<pgup>", 0),
        ("G<pgdn>", 99),
    ];
    for (keys, expected) in table {
        let harness = of_numbered(100).keys(keys);
        assert_eq!(harness.selected(), Some(format!("runner-{expected:05}")), "after {keys:?}");
    }
}

#[test]
fn the_window_moves_only_when_the_selection_would_leave_it() {
    let harness = of_numbered(100);
    assert_eq!(window(&harness), (0, 17));
    let harness = harness.keys(&"j".repeat(16));
    assert_eq!(window(&harness), (0, 17), "the bar is on the window's last row");
    let harness = harness.keys("j");
    assert_eq!(window(&harness), (1, 17));
    let harness = harness.keys(&"k".repeat(16));
    assert_eq!(window(&harness), (1, 17), "the bar is on the window's first row");
    let harness = harness.keys("k");
    assert_eq!(window(&harness), (0, 17));
}

#[test]
fn a_list_shorter_than_the_window_never_scrolls() {
    let harness = of_numbered(5).keys("Gjjjj<pgdn>");
    assert_eq!((window(&harness), harness.selected()), ((0, 17), Some("runner-00004".to_owned())));
}

#[test]
fn a_poll_that_adds_rows_above_keeps_runner_and_line() {
    let harness = of_numbered(50).keys(&"j".repeat(20));
    assert_selected(&harness, "runner-00020");
    let line = 20 - window(&harness).0;
    let mut more = numbered(50);
    more.extend(["a-1", "a-2", "a-3"].map(runner));
    let harness = harness.fleet(more);
    assert_selected(&harness, "runner-00020");
    assert_eq!(23 - window(&harness).0, line, "the row stays on its line");
}

#[test]
fn a_poll_that_removes_the_selected_runner_selects_the_next_one() {
    let mut fewer = numbered(10);
    fewer.remove(4);
    let harness = of_numbered(10).keys("jjjj").only(fewer);
    assert_selected(&harness, "runner-00005");
    let harness = of_numbered(10).keys("G").only(numbered(7));
    assert_selected(&harness, "runner-00006");
}

#[test]
fn a_poll_that_reorders_rows_takes_the_selection_along() {
    let harness = of_numbered(30).keys("2jjj");
    let selected = harness.selected().unwrap();
    let mut changed = numbered(30);
    changed[3] = changed[3].clone().status("unknown");
    let harness = harness.fleet(changed);
    assert_eq!(harness.selected(), Some(selected));
    assert_eq!(harness.app.list().shown_ids().next(), Some(&key("id-runner-00003")));
}

#[test]
fn an_empty_list_that_fills_again_selects_who_was_selected() {
    let harness = of_numbered(10).keys("jjj").fleet(Vec::new()).fleet(numbered(10));
    assert_selected(&harness, "runner-00003");
}

#[test]
fn during_the_first_load_the_bar_stays_on_the_first_row_until_the_operator_moves() {
    let partial = |names: &[&str]| {
        let so_far = std::sync::Arc::new(list(names.iter().map(|name| runner(name)).collect()));
        Message::Account(
            AccountId::FIRST,
            News::PollProgressed(Progress { read: names.len(), total: Some(4), so_far: Some(so_far) }),
        )
    };
    let harness = Harness::sized(80, 24).news(News::PollStarted).send(partial(&["m", "n"]));
    assert_selected(&harness, "m");
    let harness = harness.send(partial(&["a", "m", "n"]));
    assert_selected(&harness, "a");
    let harness = harness.keys("j").send(partial(&["a", "b", "m", "n"]));
    assert_selected(&harness, "m");
}

#[test]
fn filters_narrow_while_they_are_typed_and_esc_shows_everything_again() {
    let names = |harness: &Harness| -> Vec<String> {
        harness.app.list().shown_ids().map(|key| key.id.as_str().trim_start_matches("id-").to_owned()).collect()
    };
    let harness = Harness::sized(80, 24).fleet(fleet()).keys("/azure");
    assert!(harness.app.list().is_filtering());
    assert_eq!(
        names(&harness),
        ["finance-azure", "finance-azure-dr", "wh-load-01", "wh-load-02", "wh-load-03", "wh-load-04", "wh-load-06"]
    );
    let harness = harness.keys(" status=pa<enter>");
    assert!(!harness.app.list().is_filtering());
    assert_eq!(names(&harness), ["finance-azure", "finance-azure-dr"]);
    let harness = harness.keys("<esc>");
    assert_eq!(names(&harness).len(), 20);
    assert_selected(&harness, "finance-azure");
}

#[test]
fn esc_while_typing_leaves_the_filter_as_it_was_and_in_the_list_takes_one_thing_at_a_time() {
    let shown = |harness: &Harness| harness.app.list().shown_ids().count();
    let harness = Harness::sized(80, 24).fleet(fleet()).keys("!/azure<enter>");
    assert_eq!(shown(&harness), 2);
    let harness = harness.keys("/ nothing at all<esc>");
    assert_eq!((shown(&harness), harness.app.list().filter_label().raw().to_owned()), (2, "azure".to_owned()));
    let harness = harness.keys("<esc>");
    assert_eq!(shown(&harness), 5, "the problems are left");
    assert_eq!(shown(&harness.keys("<esc>")), 20);
}

#[test]
fn leaving_the_filter_leads_back_to_the_runner_it_was_opened_on() {
    let harness = Harness::sized(80, 24).fleet(fleet()).keys("jjj/wh");
    assert_selected(&harness, "wh-load-01");
    assert_selected(&harness.keys("<esc>"), "gke-analytics-b");
}

#[test]
fn part_of_a_list_is_never_shown_as_the_whole() {
    let so_far = std::sync::Arc::new(list(numbered(100)));
    let progress = Progress { read: 100, total: Some(20_000), so_far: Some(so_far) };
    let harness = Harness::sized(100, 24).news(News::PollStarted).news(News::PollProgressed(progress));
    assert!(harness.text().contains("100+ runners"));
    let harness = harness.news(News::PollFailed { error: server_failed(), retry_in: SECOND });
    assert!(harness.text().contains("100+ runners") && harness.text().contains("he control plane failed"));
    assert!(harness.fleet(numbered(120)).text().contains("120 runners"));
}

#[test]
fn what_was_not_read_yet_does_not_look_like_nothing() {
    let bare = |name: &str| Runner { platform: runner(name).platform, ..Runner::new(&format!("id-{name}"), name) };
    let harness = Harness::sized(80, 24).fleet(vec![bare("a"), runner("b").update("1")]);
    assert!(
        harness.text().contains("a             … ") && harness.text().contains("↑ 1+ update"),
        "{}",
        harness.text()
    );
    let read = Message::Account(
        AccountId::FIRST,
        News::DetailsRead { id: RunnerId::new("id-a"), outcome: Ok(Box::new(Runner::new("id-a", "a"))) },
    );
    let harness = harness.send(read);
    assert!(harness.text().contains("a             – ") && harness.text().contains("↑ 1 update"), "{}", harness.text());
}

#[test]
fn an_order_by_a_hidden_column_is_named() {
    let harness = Harness::sized(50, 24).fleet(fleet()).keys("8");
    assert!(harness.text().contains("sorted by Last change ▲"), "{}", harness.text());
    let harness = Harness::sized(50, 24).fleet(fleet()).keys("9");
    assert!(harness.text().contains("sorted by Runs ▼"), "{}", harness.text());
    // Where there is a table the column takes the place of a lesser one.
    let harness = Harness::sized(80, 24).fleet(fleet()).keys("8");
    assert!(harness.text().contains("CHANGE ▲") && !harness.text().contains("sorted by"), "{}", harness.text());
    let harness = Harness::sized(160, 45).fleet(fleet()).keys("88");
    assert!(harness.text().contains("CHANGE ▼") && !harness.text().contains("sorted by"));
}

#[test]
fn keys_in_the_filter_are_text_and_arrows_still_move() {
    let harness = Harness::sized(80, 24).fleet(fleet()).keys("/q<down>");
    assert!(harness.app.list().is_filtering());
    assert_eq!(harness.app.list().filter_label().raw(), "q");
    let harness = harness.keys("<backspace>wh<down><down>");
    assert_selected(&harness, "wh-load-03");
}

#[test]
fn pasted_text_goes_into_the_filter_as_one_line_without_controls() {
    let harness =
        Harness::sized(80, 24).fleet(fleet()).send(Message::Pasted("wh\u{1b}[2J\nload\u{202e}\0q".to_owned()));
    assert!(harness.app.list().is_filtering());
    assert_eq!(harness.app.list().filter_label().raw(), "wh [2J load\u{202e} q");
}

#[test]
fn the_problems_switch_shows_what_someone_should_look_at() {
    let harness = Harness::sized(80, 24).fleet(fleet()).keys("!");
    let shown: Vec<&str> = harness.app.list().shown_ids().map(|key| key.id.as_str()).collect();
    assert_eq!(
        shown,
        ["id-finance-azure", "id-finance-azure-dr", "id-gke-analytics-a", "id-legacy-fargate", "id-sf-native-02"]
    );
    assert_eq!(harness.keys("!").app.list().shown_ids().count(), 20);
}

#[test]
fn number_keys_sort_by_the_column_and_again_turn_it_around() {
    let first = |keys: &str| {
        let harness = Harness::sized(80, 24).fleet(fleet()).keys(keys);
        harness.app.list().shown_ids().next().unwrap().id.as_str().to_owned()
    };
    let table = [
        ("1", "id-wh-load-06"),
        ("2", "id-gke-analytics-a"),
        // Turned around: Running first, names still from A to Z.
        ("22", "id-hosted-default"),
        ("3", "id-maia-prod-us-2"),
        ("4", "id-finance-azure"),
        ("5", "id-orders-stream"),
        ("6", "id-gke-analytics-a"),
        // Turned around: what needs no update first.
        ("66", "id-gke-analytics-b"),
        ("7", "id-finance-azure-dr"),
        ("SI", "id-wh-load-06"),
        // The bar opens on the column that the order goes by.
        ("S<enter>", "id-wh-load-06"),
        ("Sj<enter>", "id-gke-analytics-a"),
        ("S5", "id-orders-stream"),
    ];
    for (keys, expected) in table {
        assert_eq!(first(keys), expected, "after {keys:?}");
    }
}

#[test]
fn sorting_by_changed_puts_the_latest_first() {
    let changed = |name: &str| {
        let mut runners = vec![runner("a"), runner("b"), runner("c")];
        for runner in &mut runners {
            if runner.name.raw() == name {
                *runner = runner.clone().status("stopped");
            }
        }
        runners
    };
    let harness = Harness::sized(80, 24).fleet(changed("none")).after(SECOND).fleet(changed("c")).keys("8");
    let shown: Vec<&str> = harness.app.list().shown_ids().map(|key| key.id.as_str()).collect();
    assert_eq!(shown, ["id-c", "id-a", "id-b"]);
}

#[test]
fn quitting_asks_for_it_and_nothing_else() {
    for (keys, keep_frame) in [("q", false), ("Q", true), ("<ctrl-c>", false)] {
        let mut harness = of_numbered(3);
        harness.effects();
        let mut harness = harness.keys(keys);
        assert_eq!(harness.effects(), [Effect::Quit { keep_frame }], "{keys}");
    }
}

#[test]
fn q_on_an_overlay_closes_it() {
    for open in ["?", "S", "<enter>"] {
        let mut harness = of_numbered(3).keys(open);
        harness.effects();
        let mut harness = harness.keys("q");
        assert!(!harness.effects().contains(&Effect::Quit { keep_frame: false }), "{open}");
        assert_eq!(harness.keys("q").effects(), [Effect::Quit { keep_frame: false }], "{open}");
    }
}

#[test]
fn ctrl_r_polls_now_and_f_freezes_and_thaws() {
    let mut harness = of_numbered(3);
    harness.effects();
    let mut harness = harness.keys("<ctrl-r><f5>f");
    assert_eq!(
        harness.effects(),
        [
            Effect::Account(AccountId::FIRST, Request::PollNow),
            Effect::Account(AccountId::FIRST, Request::PollNow),
            Effect::Account(AccountId::FIRST, Request::PausePolling)
        ]
    );
    let mut harness = harness.keys("f");
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::ResumePolling)]);
}

#[test]
fn a_frozen_list_holds_still_unless_it_is_asked_to_read() {
    let harness = of_numbered(3).keys("f").fleet(numbered(9));
    assert_eq!(harness.app.fleet().rows().len(), 3, "the poll that was under way is not shown");
    let harness = harness.keys("<ctrl-r>").fleet(numbered(8));
    assert_eq!(harness.app.fleet().rows().len(), 8);
    let harness = harness.fleet(numbered(7));
    assert_eq!(harness.app.fleet().rows().len(), 8, "one answer for one wish");
    assert_eq!(harness.keys("f").fleet(numbered(10)).app.fleet().rows().len(), 10);
}

#[test]
fn ctrl_z_asks_to_suspend_even_while_typing() {
    for keys in ["<ctrl-z>", "/<ctrl-z>", "?<ctrl-z>"] {
        let mut harness = of_numbered(3).keys(keys);
        assert!(harness.effects().contains(&Effect::Suspend), "{keys}");
    }
}

#[test]
fn a_failed_poll_changes_no_row_and_no_key() {
    for failure in [unreachable(), server_failed(), error(Cause::SignedOut(problem(401, "Unauthorized")))] {
        let harness = of_numbered(30).keys("jjj").fails(failure, SECOND * 8);
        assert_eq!(harness.app.fleet().rows().len(), 30);
        assert_selected(&harness, "runner-00003");
        let harness = harness.keys("j/0000<enter>");
        assert_eq!(harness.app.list().shown_ids().count(), 10);
    }
}

#[test]
fn the_mouse_belongs_to_the_terminal_until_m_is_pressed() {
    let click = Message::Mouse(Mouse::Pressed { column: 5, row: 8 });
    let harness = of_numbered(30).send(click.clone());
    assert_selected(&harness, "runner-00000");
    let mut harness = harness.keys("m");
    assert!(harness.effects().contains(&Effect::CaptureMouse(true)));
    let harness = harness.send(click);
    assert_selected(&harness, "runner-00004");
    let harness = harness.send(Message::Mouse(Mouse::WheelDown));
    assert_selected(&harness, "runner-00007");
    let mut harness = harness.send(Message::Mouse(Mouse::WheelUp)).keys("m");
    assert!(harness.effects().contains(&Effect::CaptureMouse(false)));
    assert_selected(&harness, "runner-00004");
}

#[test]
fn what_the_operator_asks_about_does_not_wait_for_a_background_read_of_the_same_runner() {
    let bare = Runner { platform: runner("a").platform, ..Runner::new("id-a", "a") };
    for keys in ["r", "<enter>"] {
        let mut harness = Harness::sized(80, 24).fleet(vec![bare.clone()]);
        let read = |priority| Effect::Account(AccountId::FIRST, Request::ReadDetails(RunnerId::new("id-a"), priority));
        assert_eq!(harness.effects(), [read(Priority::Background)]);
        let mut harness = harness.keys(keys);
        assert!(harness.effects().contains(&read(Priority::Operator)), "{keys}");
    }
}

#[test]
fn details_are_asked_for_when_the_operator_rests_and_one_at_a_time() {
    let bare = |name: &str| Runner { platform: runner(name).platform, ..Runner::new(&format!("id-{name}"), name) };
    let mut harness = Harness::sized(80, 24).fleet(vec![bare("a"), bare("b")]);
    assert_eq!(
        harness.effects(),
        [Effect::Account(AccountId::FIRST, Request::ReadDetails(RunnerId::new("id-a"), Priority::Background))]
    );
    let mut harness = harness.keys("j");
    assert_eq!(harness.effects(), [Effect::WatchForRest]);
    let answer = |name: &str| {
        Message::Account(
            AccountId::FIRST,
            News::DetailsRead { id: RunnerId::new(&format!("id-{name}")), outcome: Ok(Box::new(runner(name))) },
        )
    };
    let mut harness = harness.send(answer("a"));
    assert_eq!(harness.effects(), [], "the operator is still moving");
    let mut harness = harness.send(Message::Settled);
    assert_eq!(
        harness.effects(),
        [Effect::Account(AccountId::FIRST, Request::ReadDetails(RunnerId::new("id-b"), Priority::Background))]
    );
    let mut harness = harness.send(answer("b"));
    assert_eq!(harness.effects(), []);
}

#[test]
fn a_failed_detail_makes_no_storm_of_requests() {
    let bare = |name: &str| Runner { platform: runner(name).platform, ..Runner::new(&format!("id-{name}"), name) };
    let mut harness = Harness::sized(80, 24).fleet(vec![bare("a"), bare("b")]);
    harness.effects();
    let mut harness = harness.news(News::DetailsRead { id: RunnerId::new("id-a"), outcome: Err(unreachable()) });
    assert_eq!(harness.effects(), []);
}

#[test]
fn notices_go_with_the_next_key_or_by_themselves() {
    let harness = of_numbered(3).keys("<ctrl-r>");
    assert!(harness.text().contains("Reading the list now."));
    assert!(!harness.keys("j").text().contains("Reading the list now."));
    let harness = of_numbered(3).keys("<ctrl-r>").after(SECOND * 8);
    assert!(!harness.text().contains("Reading the list now."));
}

#[test]
fn unchanged_data_draws_nothing() {
    let polled = list(fleet());
    let harness = Harness::sized(160, 45).list(polled.clone());
    let before = harness.buffer();
    let harness = harness.news(News::PollStarted).list(polled);
    assert_eq!(before, harness.buffer());
}

#[test]
fn a_second_changes_only_the_age() {
    for (columns, rows) in [(80, 24), (160, 45), (200, 50), (40, 10)] {
        let harness = Harness::sized(columns, rows).fleet(fleet()).after(SECOND);
        let before = harness.buffer();
        let after = harness.after(SECOND).buffer();
        let changed = before.diff(&after).len();
        assert!((1..=2).contains(&changed), "{changed} cells at {columns}x{rows}");
    }
}

#[test]
fn the_summary_of_a_runner_that_is_removed_says_so() {
    let missing = |keys: &str| of_numbered(3).keys(keys).fleet(numbered(1));
    let last = numbered(3)[2].id.clone();
    for harness in [missing("i"), missing("Gi"), missing("i").gone(last.as_str())] {
        assert!(!harness.text().contains("the runner was removed"), "{}", harness.text());
    }
    let harness = missing("Gi").gone(last.as_str());
    assert!(harness.text().contains("no such runner any more: the runner was removed"), "{}", harness.text());
}

#[test]
fn the_footer_shows_at_most_seven_keys_and_always_help() {
    for columns in [30, 40, 60, 80, 120, 200] {
        let harness = Harness::sized(columns, 24).fleet(fleet()).keys("/wh<enter>");
        let text = harness.text();
        let footer = text.lines().last().unwrap();
        assert!(footer.contains("? help"), "{footer}");
        let keys = harness
            .buffer()
            .content
            .iter()
            .rev()
            .take(usize::from(columns))
            .filter(|cell| cell.fg != ratatui::style::Color::Reset)
            .count();
        assert!(keys <= 7 * 5, "{footer}");
    }
}

#[test]
fn a_description_stands_in_the_status_line() {
    let harness = Harness::sized(80, 24).fleet(vec![runner("a").described("Loads \u{1b}[31mred\u{202e}")]);
    let text = harness.text();
    let status = text.lines().nth(22).unwrap();
    assert!(status.contains("Loads ^[[31mred<U+202E>"), "{status}");
}

#[test]
fn the_read_only_word_is_in_the_header_at_every_size() {
    use trackside::options::ThemeName;
    use trackside::tui::ui::Symbols;
    for (columns, rows, word) in [
        (80, 24, "READ-ONLY"),
        (160, 45, "READ-ONLY"),
        (40, 10, "READ-ONLY"),
        (30, 6, "READ-ONLY"),
        (80, 8, "READ-ONLY"),
    ] {
        let harness = Harness::with(columns, rows, ThemeName::Ansi, &Symbols::UNICODE, true).fleet(fleet());
        assert!(harness.text().contains(word), "{columns}x{rows}:\n{}", harness.text());
    }
}

#[test]
fn the_reason_of_a_failure_stands_under_the_rows() {
    let failure = error(Cause::Unreachable(Label::from("the name was not found")));
    let harness = of_numbered(3).after(SECOND * 5).fails(failure, Duration::from_secs(4));
    assert!(harness.text().contains("─ The name was not found. ─"), "{}", harness.text());
}
