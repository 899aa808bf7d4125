//! Marks in several accounts: a plan for each, one question after the other, and the operations side by side.

use insta::assert_snapshot;
use trackside::account::operation::Operation;
use trackside::domain::RunnerCommand;
use trackside::tui::keymap::Context;

use super::*;

const RESTART: Change = Change::Command(RunnerCommand::Restart);

/// Of the first two accounts, those runners that both have are marked, and `keys` pressed.
fn marked(keys: &str) -> Harness {
    let mut harness = loaded(100, 30, 3).keys("/!account=dr maia-<enter>*");
    harness.effects();
    harness.keys(keys)
}

/// Both questions about their restart were answered with yes.
fn both_begun() -> Harness {
    let first = read_again(marked("r"), PROD).keys("Gy").answered(Ok(()));
    read_again(first.after(SECOND * 3), LAB).keys("Gy")
}

fn operation(harness: &Harness, account: AccountId) -> &Operation {
    harness.app.accounts().get(account).unwrap().operation().expect("one began")
}

#[test]
fn one_question_after_the_other_each_about_its_account() {
    let first = read_again(marked("r"), PROD);
    assert_eq!(first.app.context(), Context::Bulk);
    assert_snapshot!("question_of_the_first", at_every_size(&first));
    let mut second = first.keys("Gy");
    assert_eq!(changes(&mut second), [(PROD, "maia-1".to_owned(), RESTART)]);
    assert_eq!(second.app.context(), Context::Bulk, "{}", second.text());
    // A yes counts only for what was on the screen, read to its end.
    let mut second = read_again(second, LAB);
    assert_snapshot!("question_of_the_second", second.text());
    assert_eq!(changes(&mut second), []);
    let mut begun = second.keys("Gy");
    assert_eq!(changes(&mut begun), [(LAB, "maia-1".to_owned(), RESTART)]);
    assert_eq!(begun.app.context(), Context::Operation);
    assert_eq!(begun.app.list().marks().len(), 0);
}

#[test]
fn a_yes_pressed_twice_answers_one_question() {
    let mut harness = read_again(marked("r"), PROD).keys("G");
    harness.effects();
    for message in Harness::key_messages("yyy") {
        harness = harness.send_undrawn(message);
    }
    let mut harness = read_again(harness, LAB);
    let sent = changes(&mut harness);
    assert_eq!(sent, [(PROD, "maia-1".to_owned(), RESTART)]);
}

#[test]
fn each_operation_has_the_runners_of_one_account() {
    let harness = both_begun();
    for account in [PROD, LAB] {
        let operation = operation(&harness, account);
        assert!(operation.items().iter().all(|item| item.subject.key.account == account));
        assert!(operation.is_under_way());
    }
    assert_ne!(operation(&harness, PROD).id, operation(&harness, LAB).id);
    assert!(harness.app.accounts().get(DR).unwrap().operation().is_none());
    let notes: Vec<(&str, usize, usize)> = harness
        .journal
        .iter()
        .map(|note| (note.name.safe(), note.step.as_ref().unwrap().number, note.step.as_ref().unwrap().of))
        .collect();
    assert_eq!(notes, [("maia-1", 1, 2), ("maia-1", 1, 2)]);
    let of: Vec<&str> = harness.journal.iter().map(|note| note.step.as_ref().unwrap().operation.as_str()).collect();
    assert_ne!(of[0], of[1], "two operations");
}

#[test]
fn they_run_side_by_side() {
    let harness = both_begun().answered(Ok(()));
    assert_snapshot!("panel_of_the_second", at_every_size(&harness));
    let closed = harness.keys("<esc>");
    assert_snapshot!("footer_of_two", at_every_size(&closed));
    let listed = closed.clone().keys("O");
    assert_snapshot!("operations_of_two_accounts", at_every_size(&listed));
    // Enter shows the one under the bar.
    for (keys, account) in [("<enter>", "lab"), ("<down><enter>", "prod")] {
        let shown = listed.clone().keys(keys);
        assert_eq!(shown.app.context(), Context::Operation);
        let title = shown.text().lines().find(|line| line.contains("Restart of")).unwrap_or_default().to_owned();
        assert!(title.contains(account), "{account}: {}", shown.text());
    }
}

#[test]
fn esc_drops_those_that_follow() {
    let mut harness = read_again(marked("r"), PROD).keys("<esc>");
    assert_eq!(changes(&mut harness), []);
    assert_eq!(harness.app.context(), Context::List);
    assert_tells(&harness, "Not asked for lab either.");
    assert_eq!(harness.app.list().marks().len(), 4, "they stay marked");
    // After the first one was answered, only the second is left.
    let mut second = read_again(read_again(marked("r"), PROD).keys("Gy"), LAB);
    second.effects();
    let mut left = second.keys("<esc>");
    assert_eq!(changes(&mut left), []);
    assert!(operation(&left, PROD).is_under_way());
    assert!(left.app.accounts().get(LAB).unwrap().operation().is_none());
}

#[test]
fn a_read_only_account_among_them_is_refused_by_name_with_its_number() {
    let marked = loaded(100, 30, 3).keys("/maia-<enter>*");
    for keys in ["r", "p", "<ctrl-d>"] {
        let mut harness = marked.clone().keys(keys);
        assert_eq!(harness.app.context(), Context::List, "{keys}");
        assert_tells(&harness, "Read-only: dr. Unmark its 2 runners first.");
        assert_eq!(changes(&mut harness), []);
    }
    // Its own alone are refused like those of any read-only account.
    let alone = loaded(100, 30, 3).keys("/account=dr<enter>*r");
    assert_eq!(alone.app.context(), Context::List);
    assert_tells(&alone, "Read-only: nothing can be changed from here.");
    let one = loaded(100, 30, 3).keys("/account=dr<enter>r");
    assert_eq!(one.app.context(), Context::List);
    assert_tells(&one, "Read-only: nothing can be changed from here.");
}

#[test]
fn tests_in_mixed_accounts_are_refused() {
    let mixed = marked("t");
    assert_eq!(mixed.app.context(), Context::List);
    assert_tells(&mixed, "Tests are made in one account at a time.");
    let of_one = loaded(100, 30, 3).keys("/account=lab maia-<enter>*t");
    assert_eq!(of_one.app.context(), Context::Connectivity);
}

#[test]
fn marks_that_the_filter_hides_are_not_acted_on_silently() {
    let hidden = marked("").keys("/<ctrl-u>account=lab maia-<enter>r");
    assert_eq!(hidden.app.context(), Context::Marked);
    assert_snapshot!("hidden_marks_of_another_account", hidden.text());
}
