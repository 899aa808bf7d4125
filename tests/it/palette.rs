//! The palette: what is in it, in which order, what Enter does; and that nothing moves under the hand that is about to press it.

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::Request;
use trackside::domain::{Action, Runner, RunnerId};
use trackside::store::{Choice, Entry as Kept};
use trackside::terminal::input::{Chord, Key};
use trackside::tui::command::Command;
use trackside::tui::effect::Effect;
use trackside::tui::keymap::{BINDINGS, Context, Keymap};
use trackside::tui::message::Message;
use trackside::tui::screens::palette::State;
use trackside::tui::screens::palette::recent::Recent;
use trackside::tui::screens::parts::entry::Entry;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, fleet, hostile_names, key, numbered, runner};

/// What opens each screen from which the palette is opened.
const SCREENS: [(&str, Context); 4] =
    [("", Context::List), ("<enter>", Context::Details), ("F", Context::FleetMap), ("V", Context::Versions)];

fn list() -> Harness {
    Harness::sized(80, 24).fleet(fleet()).after(SECOND)
}

fn state(harness: &Harness) -> &State {
    harness.app.palette().unwrap_or_else(|| panic!("no palette is open:\n{}", harness.text()))
}

fn listed(harness: &Harness) -> Vec<Entry> {
    state(harness).listed().cloned().collect()
}

fn under_bar(harness: &Harness) -> Entry {
    state(harness).under_bar().cloned().unwrap_or_else(|| panic!("nothing is found:\n{}", harness.text()))
}

fn sends(harness: &mut Harness) -> bool {
    let is_sent = |effect: &Effect| {
        matches!(effect, Effect::Account(_, Request::Change { .. } | Request::RefreshCredentials { .. }))
    };
    harness.effects().iter().any(is_sent)
}

#[track_caller]
fn assert_tells(harness: &Harness, words: &str) {
    assert!(harness.text().contains(words), "not told: {words}\n{}", harness.text());
}

#[test]
fn every_command_of_the_table_is_in_it_once_on_every_screen() {
    for (opens, context) in SCREENS {
        let harness = list().keys(opens);
        assert_eq!(harness.app.context(), context);
        let entries = listed(&harness.keys(":"));
        for other in Context::ALL {
            for bound in Keymap::default().own(other) {
                let command = bound.binding.command;
                let number = entries.iter().filter(|entry| **entry == Entry::Command(command)).count();
                assert_eq!(number, 1, "{command:?} of {other:?}, from {context:?}");
            }
        }
    }
}

#[test]
fn a_word_of_a_commands_name_stands_before_letters_that_are_scattered() {
    for (typed, command) in [
        ("problems", Command::ToggleProblems),
        ("columns", Command::OpenColumns),
        ("operations", Command::OpenOperation),
        ("views", Command::OpenViews),
        ("sort", Command::OpenSort),
        ("toggle freeze", Command::ToggleFreeze),
    ] {
        assert_eq!(under_bar(&list().keys(":").keys(typed)), Entry::Command(command), "{typed}");
    }
}

#[test]
fn the_commands_of_the_screen_come_first_in_the_order_of_the_table() {
    for (opens, context) in SCREENS {
        let entries = listed(&list().keys(opens).keys(":"));
        let mut own: Vec<Entry> = Vec::new();
        for bound in Keymap::default().own(context) {
            let entry = Entry::Command(bound.binding.command);
            if !own.contains(&entry) {
                own.push(entry);
            }
        }
        assert_eq!(entries[..own.len()], own, "{context:?}");
        assert!(!entries.iter().any(|entry| matches!(entry, Entry::Runner(_))), "{context:?}: runners only when typed");
    }
}

#[test]
fn a_command_is_taken_as_its_key_is() {
    for (typed, pressed) in [("restart", "r"), ("reverse the order", "I"), ("fleet map", "F"), ("journal", "L")] {
        let harness = list().keys("jj");
        let by_key = harness.clone().keys(pressed);
        let by_palette = harness.keys(":").keys(typed).keys("<enter>");
        assert_eq!(by_palette.text(), by_key.text(), "{typed}");
    }
}

#[test]
fn what_cannot_be_taken_says_why_and_the_palette_stays() {
    let harness = list().keys(":reveal");
    assert_eq!(under_bar(&harness), Entry::Command(Command::Reveal));
    let mut harness = harness.keys("<enter>");
    assert_tells(&harness, "Only in Runner details.");
    assert_eq!(harness.app.context(), Context::Palette);
    assert!(!sends(&mut harness));
    // The same words as its key has.
    let harness = list().keys("jj");
    let refused = harness.clone().keys("E").text();
    let asked = harness.keys(":open-events").keys("<enter>").text();
    let reason = "The history is off; history_days in the profile turns the history on.";
    assert!(refused.contains(reason) && asked.contains(reason), "{refused}\n{asked}");
}

#[test]
fn a_runner_is_opened_wherever_the_bar_is() {
    for (opens, _) in SCREENS {
        let harness = list().keys(opens).keys(":sfnat02<enter>");
        assert_eq!(harness.app.details_of(), Some(&key("id-sf-native-02")), "{}", harness.text());
    }
}

#[test]
fn a_tab_is_opened_with_the_runner_under_the_bar() {
    for opens in ["", "F"] {
        let harness = list().keys(opens).keys("jj");
        let selected = harness.app.list().selected().cloned();
        let harness = harness.keys(":tab Activity");
        assert_eq!(under_bar(&harness), Entry::Command(Command::OpenTab(7)));
        let harness = harness.keys("<enter>");
        assert_eq!(harness.app.details_of(), selected.as_ref());
        assert_eq!(harness.app.context(), Context::Details);
        assert_eq!(harness.text(), list().keys(opens).keys("jj<enter>7").text());
    }
    let versions = list().keys("V:tab Activity<enter>");
    assert_tells(&versions, "Only in Runner details.");
}

#[test]
fn a_poll_moves_nothing() {
    for typed in ["", "maia", "pause"] {
        let harness = list().keys(":").keys(typed).keys("<down><down>");
        let (entries, bar) = (listed(&harness), under_bar(&harness));
        let more: Vec<Runner> = fleet().into_iter().chain(["aa-maia", "maia-pause"].map(runner)).collect();
        let harness = harness.fleet(more).only(fleet().split_off(8)).after(SECOND);
        assert_eq!(listed(&harness), entries, "{typed}");
        assert_eq!(under_bar(&harness), bar, "{typed}");
    }
}

#[test]
fn a_runner_that_is_gone_is_not_opened() {
    let harness = list().keys(":wh-load-03");
    let left: Vec<Runner> = fleet().into_iter().filter(|runner| runner.name.raw() != "wh-load-03").collect();
    let harness = harness.only(left).keys("<enter>");
    assert_tells(&harness, "The runner is gone: nothing is left to change");
    assert_eq!(harness.app.details_of(), None);
}

#[test]
fn an_action_is_for_the_runner_that_was_under_the_bar_or_for_none() {
    let harness = list().keys("jj");
    let selected = harness.app.list().selected().cloned().unwrap();
    let harness = harness.keys(":restart");
    assert_tells(&harness, "Palette for gke-analytics-a");
    let left: Vec<Runner> = fleet().into_iter().filter(|runner| runner.id != selected.id).collect();
    let mut harness = harness.only(left).after(SECOND).keys("<enter>");
    assert_ne!(harness.app.list().selected(), Some(&selected));
    assert_tells(&harness, "The runner is gone: nothing is left to change.");
    assert_eq!(harness.app.context(), Context::Palette);
    assert!(!sends(&mut harness));
    // What is for no runner is taken all the same.
    assert_tells(&harness.keys("<ctrl-u>fleet map<enter>"), "Fleet map by");
}

#[test]
fn keys_that_were_typed_before_the_palette_was_drawn_run_nothing() {
    let harness = Harness::sized(100, 30).fleet(["a-one", "b-two"].map(runner).to_vec());
    // The harness draws after each message: two of the poll.
    let open = harness.send(Message::InputRead { frames: 2 }).keys(":");
    let ahead =
        |harness: Harness, keys: &str| Harness::key_messages(keys).into_iter().fold(harness, Harness::send_undrawn);
    let early = ahead(open.clone(), "restart<enter>").send(Message::Drawn);
    assert_tells(&early, "The screen changed after enter was pressed. Press enter again.");
    assert_eq!(early.app.context(), Context::Palette);
    // Drawn with the letters, and read after that.
    let later = open.keys("restart").send(Message::InputRead { frames: 1_000 }).keys("<enter>");
    assert_eq!(later.app.context(), Context::Question, "{}", later.text());
}

#[test]
fn what_was_chosen_last_stands_first_and_enter_alone_does_nothing_dangerous() {
    let harness = list().keys(":invert-sort<enter>:restart<enter>n:").after(SECOND);
    let first = [Command::Act(Action::Restart), Command::InvertSort].map(Entry::Command);
    assert_eq!(listed(&harness)[..2], first);
    let harness = harness.keys("<esc>:sfnat02<enter><esc>:").after(SECOND);
    assert_eq!(under_bar(&harness), Entry::Runner(key("id-sf-native-02")));
    let mut harness = list().keys("<enter>4:reveal<enter>");
    harness.effects();
    let harness = harness.keys(":");
    assert_ne!(under_bar(&harness), Entry::Command(Command::Reveal));
}

#[test]
fn the_next_run_knows_the_commands_again_and_no_dangerous_one() {
    let mut recent = Recent::default();
    recent.chosen(&Entry::Command(Command::InvertSort));
    recent.chosen(&Entry::Runner(key("id-a")));
    recent.chosen(&Entry::Command(Command::OpenJournal));
    recent.chosen(&Entry::Command(Command::Quit));
    assert_eq!(recent.take_news().as_deref(), Some("open-journal invert-sort"));
    assert_eq!(recent.take_news(), None);
    let mut next = Recent::default();
    next.chosen(&Entry::Command(Command::OpenSort));
    next.take_news();
    next.restore("quit open-journal reveal copy-field nonsense invert-sort open-sort suspend");
    let expected = [Command::OpenSort, Command::OpenJournal, Command::InvertSort].map(Entry::Command);
    assert_eq!(next.entries(), expected);
    assert_eq!(next.take_news(), None);
}

#[test]
fn the_store_keeps_the_commands_that_were_chosen() {
    let harness = Harness::set_up(80, 24, |setting| setting.profile.keeps_history = true).fleet(fleet()).after(SECOND);
    let mut harness = harness.keys(":invert-sort<enter>:sfnat02<enter>");
    let kept = |effect: &Effect| match effect {
        Effect::Keep(Kept::Chosen(Choice::Palette, names)) => Some(names.clone()),
        _ => None,
    };
    let kept: Vec<String> = harness.effects().iter().filter_map(kept).collect();
    assert_eq!(kept, ["invert-sort"]);
}

#[test]
fn letters_are_found_whatever_their_case_and_accents() {
    let runners = ["Größe-Ost", "ORDERS-eu", "東京の本番"].map(runner).to_vec();
    let harness = Harness::sized(80, 24).fleet(runners).after(SECOND);
    for (typed, name) in [("grosse", None), ("grö", Some("Größe-Ost")), ("gro", Some("Größe-Ost"))] {
        let found = listed(&harness.clone().keys(":").pasted(typed));
        let is_found = |name: &str| found.contains(&Entry::Runner(key(&format!("id-{name}"))));
        assert_eq!(is_found("Größe-Ost"), name.is_some(), "{typed}");
    }
    for (typed, name) in [("oeu", "ORDERS-eu"), ("京本", "東京の本番"), ("EU ord", "ORDERS-eu")] {
        let found = listed(&harness.clone().keys(":").pasted(typed));
        assert!(found.contains(&Entry::Runner(key(&format!("id-{name}")))), "{typed}: {found:?}");
    }
}

#[test]
fn of_twenty_thousand_runners_the_best_are_listed_and_all_counted() {
    let harness = Harness::sized(80, 24).fleet(numbered(20_000)).after(SECOND).keys(":runner");
    assert!(state(&harness).total() >= 20_000, "{}", state(&harness).total());
    assert!(listed(&harness).len() <= 300);
    let harness = harness.keys("-19999");
    assert_eq!(under_bar(&harness), Entry::Runner(key("id-runner-19999")));
}

#[test]
fn enter_on_any_entry_sends_nothing_without_a_question() {
    for (opens, context) in SCREENS {
        let open = list().keys(opens).keys(":");
        for binding in BINDINGS {
            let entry = Entry::Command(binding.command);
            let found = open.clone().pasted(binding.command.name());
            let at = listed(&found).iter().position(|listed| *listed == entry);
            let at = at.unwrap_or_else(|| panic!("{entry:?} is not found"));
            let mut harness = (0..at).fold(found, |harness, _| harness.keys("<down>"));
            harness.effects();
            let mut harness = harness.after(SECOND * 2).keys("<enter>");
            assert!(!sends(&mut harness), "{context:?}: {binding:?}");
        }
    }
}

/// What somebody may type, sensible or not.
fn typed() -> impl Strategy<Value = String> {
    let parts =
        ["re", "st", " ", "maia", "-", "é", "漢", "\\", "'", "^", "$", "!", "r", "u", "0", "👩‍👩‍👧", "\u{301}", "X"];
    vec(prop::sample::select(parts.to_vec()), 0..12).prop_map(|parts| parts.concat())
}

fn hostile() -> Vec<Runner> {
    let named = hostile_names().into_iter().enumerate().map(|(number, name)| {
        let mut runner = runner(&name);
        runner.id = RunnerId::new(&format!("id-{number}"));
        runner
    });
    named.chain(fleet()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn letter_by_letter_finds_what_all_at_once_does(text in typed(), end in typed()) {
        let open = Harness::sized(80, 24).fleet(hostile()).after(SECOND).keys(":");
        let at_once = open.clone().pasted(&format!("{text}{end}"));
        let one_by_one = text.chars().chain(end.chars()).fold(open, |harness, letter| {
            harness.send(Message::Key(Chord::char(letter)))
        });
        prop_assert_eq!(listed(&one_by_one), listed(&at_once));
        // Taking back leads to what a shorter text finds.
        let taken_back = end.chars().fold(one_by_one, |harness, _| {
            harness.send(Message::Key(Chord::plain(Key::Backspace)))
        });
        let left: String = harness_text(&taken_back);
        let open = Harness::sized(80, 24).fleet(hostile()).after(SECOND).keys(":");
        prop_assert_eq!(listed(&taken_back), listed(&open.pasted(&left)));
    }

    #[test]
    fn it_can_be_drawn_at_any_size_with_any_names(text in typed(), columns in 1..120_u16, rows in 1..50_u16, moves in 0..30_usize) {
        let harness = Harness::sized(columns, rows).fleet(hostile()).keys(":").pasted(&text);
        let harness = (0..moves).fold(harness, |harness, _| harness.keys("<down>"));
        let frame = harness.text();
        prop_assert!(!frame.chars().any(|letter| letter.is_control() && letter != '\n'), "{}", frame);
    }
}

/// What stands in the field.
fn harness_text(harness: &Harness) -> String {
    state(harness).typed().to_owned()
}
