//! The profiles: which there are, how those that are open do, and opening others in their place.

use insta::assert_snapshot;
use trackside::account::News;
use trackside::api::Cause;
use trackside::domain::RunnerCommand;
use trackside::tui::keymap::Context;

use super::*;
use crate::support::fixtures::{error, problem, unreachable};

const REFUSAL: &str = "config.toml:12: profiles.acceptance.region: no such region \"eu9\"";

/// The five, of which the last cannot be opened as it stands.
fn with_refusal(columns: u16, rows: u16, opened: usize) -> Harness {
    let mut profiles = five();
    profiles[4].refusal = Some(Label::from(REFUSAL));
    let harness = Harness::set_up(columns, rows, |setting| with_profiles(setting, profiles, opened));
    let accounts = (0..u8::try_from(opened).unwrap()).map(AccountId);
    let mut harness = accounts.fold(harness, |harness, account| harness.fleet_of(account, fleet(account)));
    harness.effects();
    harness
}

fn open(harness: &Harness) -> Vec<u8> {
    harness.app.accounts().iter().map(|account| account.id().0).collect()
}

#[test]
fn the_profiles_at_every_size() {
    let harness = with_refusal(80, 24, 3)
        .fails_of(LAB, unreachable(), SECOND * 30)
        .fails_of(DR, error(Cause::SignedOut(problem(401, "Unauthorized"))), SECOND * 60)
        .after(SECOND * 7)
        .keys("<ctrl-p>");
    assert_snapshot!("profiles_first", at_every_size(&harness));
    assert_snapshot!("profiles_on_one_in_trouble", at_every_size(&harness.clone().keys("<down>")));
    assert_snapshot!("profiles_on_a_refused_one", at_every_size(&harness.keys("G")));
    let one = with_refusal(80, 24, 1).keys("<ctrl-p>");
    assert_snapshot!("profiles_of_one_open", at_every_size(&one));
}

/// The longer form is taken where it has room, and the other one is whole.
#[test]
fn the_state_of_a_profile_is_never_cut() {
    let refused = error(Cause::SignedOut(problem(401, "Unauthorized")));
    let harness = with_refusal(120, 24, 3).fails_of(DR, refused, SECOND * 60).after(SECOND).keys("<ctrl-p>");
    let failed = harness.clone().news_of(LAB, News::RateLimited(Some(SECOND * 40)));
    for columns in 40..=120 {
        let text = failed.clone().resized(columns, 24).text();
        let shows = |forms: [&str; 2]| forms.iter().any(|form| text.contains(&format!(" {form} ")));
        assert!(shows(["signed out", "sign-in refused · retry 59s"]), "{columns}:\n{text}");
        assert!(shows(["limit 40s", "waiting for the rate limit · 40s"]), "{columns}:\n{text}");
    }
    // Here the key that resumes does something else, or nothing.
    let frozen = harness.keys("<esc>f<ctrl-p>");
    assert!(frozen.text().contains("frozen 0s  "), "{}", frozen.text());
}

#[test]
fn enter_opens_the_one_under_the_bar_alone() {
    let mut harness = with_refusal(80, 24, 1).keys("<ctrl-p><down><enter>");
    assert_eq!(switched(&mut harness), [Effect::OpenAccount(LAB), Effect::CloseAccount(PROD)]);
    assert_eq!(open(&harness), [1]);
    assert_eq!(harness.app.context(), Context::List);
    assert_eq!(rows(&harness), [""; 0]);
    assert_tells(&harness, "Connecting to lab");
    let harness = harness.fleet_of(LAB, fleet(LAB));
    assert_eq!(rows(&harness).len(), 5);
    assert!(header(&harness).contains("lab · us1.api.matillion.com"), "{}", header(&harness));
}

#[test]
fn space_marks_and_enter_opens_the_marked() {
    let mut harness = with_refusal(80, 24, 1).keys("<ctrl-p><space><space>");
    assert_snapshot!("profiles_marked", harness.text());
    harness = harness.keys("<space><enter>");
    assert_eq!(switched(&mut harness), [Effect::OpenAccount(LAB), Effect::OpenAccount(DR)]);
    assert_eq!(open(&harness), [0, 1, 2]);
    // What was open stays as it was.
    assert_eq!(rows(&harness).len(), 5);
    assert_tells(&harness, "Open: prod, lab, dr.");
    // Those that are open are marked then: one less is two keys.
    harness = harness.keys("<ctrl-p>g<space><enter>");
    assert_eq!(switched(&mut harness), [Effect::CloseAccount(PROD)]);
    assert_eq!(open(&harness), [1, 2]);
}

#[test]
fn the_same_accounts_again_are_nothing_to_do() {
    let mut one = with_refusal(80, 24, 1).keys("*<ctrl-p><enter>");
    assert_eq!(switched(&mut one), []);
    assert_eq!(one.app.list().marks().len(), 5, "nothing ended");
    let mut several = with_refusal(80, 24, 2).keys("<ctrl-p><down><space><esc>");
    assert_eq!(switched(&mut several), []);
    assert_eq!(open(&several), [0, 1]);
    // Where nothing was marked, that under the bar alone.
    let mut alone = several.keys("<ctrl-p>g<enter>");
    assert_eq!(switched(&mut alone), [Effect::CloseAccount(LAB)]);
    assert_eq!(open(&alone), [0]);
}

#[test]
fn a_refused_one_says_what_to_mend_and_is_not_opened() {
    let harness = with_refusal(100, 24, 1).keys("<ctrl-p>G");
    assert_tells(&harness, "cannot be opened");
    assert_tells(&harness, REFUSAL);
    for keys in ["<enter>", "<space>", "R"] {
        let mut harness = harness.clone().keys(keys);
        assert_eq!(switched(&mut harness), [], "{keys}");
        assert_eq!(harness.app.context(), Context::Profiles);
        assert_eq!(open(&harness), [0]);
        if keys != "R" {
            assert_tells(&harness, "acceptance cannot be opened: config.toml:12");
        }
    }
    // Nor with others that were marked before.
    let mut marked = harness.keys("g<space>G<space><enter>");
    assert_eq!(switched(&mut marked), []);
    assert_eq!(open(&marked), [0]);
}

#[test]
fn the_secret_is_read_again_where_asked() {
    let reason = Label::from("config.toml:9: profiles.lab.client_secret_file: no such file");
    let mut harness = loaded(100, 24, 2).news_of(LAB, News::NotOpened(reason)).keys("<esc><ctrl-p>");
    harness.effects();
    harness = harness.keys("<down>R");
    assert_eq!(switched(&mut harness), [Effect::OpenAccount(LAB)]);
    assert_eq!(open(&harness), [0, 1]);
    assert_tells(&harness, "The secret of lab is read again.");
    // Its rows stay until they are read.
    assert_eq!(rows(&harness).len(), 10);
    let harness = harness.keys("<esc>").fleet_of(LAB, fleet(LAB));
    assert_eq!(rows(&harness).len(), 10);
    // One that is not open has no secret to be read again.
    let mut closed = harness.keys("<ctrl-p>GkR");
    assert_eq!(switched(&mut closed), []);
}

#[test]
fn filter_order_and_looks_stay_and_marks_and_dialogs_end() {
    let harness = loaded(100, 24, 1).keys("5/maia-<enter>*ww");
    let (order, marks) = (harness.app.list().order(), harness.app.list().marks().len());
    assert_eq!(marks, 2);
    let harness = harness.keys("<ctrl-p><down><enter>").fleet_of(LAB, fleet(LAB));
    assert_eq!(harness.app.list().order(), order);
    assert_eq!(harness.app.list().filter_label().safe(), "maia-");
    assert_eq!(rows(&harness).len(), 2);
    assert_eq!(harness.app.list().marks().len(), 0);
    assert!(harness.app.list().wishes().all_columns || harness.app.list().wishes().compact, "w stays");
}

/// The two runners of the lab that can be restarted are, one after the other, and the first request is on its way.
fn under_way() -> Harness {
    let marked = loaded(100, 30, 2).keys("/account=lab maia-<enter>*r");
    let mut harness = marked.fleet_of(LAB, fleet(LAB)).keys("Gy").answered(Ok(()));
    let sent = changes(&mut harness);
    let restart = Change::Command(RunnerCommand::Restart);
    assert_eq!(sent, [(LAB, "maia-1".to_owned(), restart)]);
    harness.keys("<esc>")
}

#[test]
fn an_operation_under_way_asks_first() {
    let mut harness = under_way().keys("<ctrl-p>g<down><space><enter>");
    assert_eq!(harness.app.context(), Context::Leaving);
    assert_eq!(switched(&mut harness), []);
    assert_snapshot!("switching_asks", at_every_size(&harness));
    // Closing another account than that is nothing to it.
    let mut other = under_way().keys("<ctrl-p>g<space><enter>");
    assert_eq!(switched(&mut other), [Effect::CloseAccount(PROD)]);
    assert!(other.app.accounts().get(LAB).unwrap().operation().unwrap().is_under_way());
    // One more likewise.
    let mut more = under_way().keys("<ctrl-p>gjj<space><enter>");
    assert_eq!(switched(&mut more), [Effect::OpenAccount(DR)]);
    assert!(more.app.accounts().get(LAB).unwrap().operation().unwrap().is_under_way());
}

#[test]
fn stay_lets_it_go_on() {
    let asks = under_way().keys("<ctrl-p>g<down><space><enter>");
    for keys in ["<down><down><enter>", "<esc>"] {
        let mut harness = asks.clone().slowly(keys);
        assert_eq!(switched(&mut harness), [], "{keys}");
        assert_eq!(open(&harness), [0, 1]);
        assert!(harness.app.accounts().get(LAB).unwrap().operation().unwrap().is_under_way());
    }
}

#[test]
fn now_switches_at_once() {
    let mut harness = under_way().keys("<ctrl-p>g<down><space><enter>").slowly("<down><enter>");
    assert_eq!(switched(&mut harness), [Effect::CloseAccount(LAB)]);
    assert_eq!(open(&harness), [0]);
    assert_eq!(harness.app.context(), Context::List);
    // It is gone with its account, and nothing of it is sent any more.
    let mut harness = harness.after(SECOND * 60).after(SECOND * 60);
    assert_eq!(changes(&mut harness), []);
    assert!(!flat(&harness).contains("Restart 1 of 2"), "{}", harness.text());
}

#[test]
fn after_this_switches_once_the_runner_is_back() {
    let mut harness = under_way().keys("<ctrl-p>g<down><space><enter>").slowly("<enter>");
    assert_eq!(switched(&mut harness), []);
    assert_tells(&harness, "Switches once the asked runners are back.");
    let read = |harness: Harness, status: &str| {
        let id = RunnerId::new("id-maia-1");
        let outcome = Ok(Box::new(runner("maia-1").status(status)));
        harness.after(SECOND * 2).news_of(LAB, News::DetailsRead { id, outcome })
    };
    harness = ["stopping", "running"].into_iter().fold(harness, read);
    assert_eq!(switched(&mut harness), []);
    harness = read(harness, "running");
    assert_eq!(switched(&mut harness), [Effect::CloseAccount(LAB)]);
    assert_eq!(open(&harness), [0]);
    assert_eq!(changes(&mut harness.after(SECOND * 60)), [], "the second runner's turn never comes");
}

#[test]
fn while_it_is_under_way_no_secret_is_read_again() {
    let mut harness = under_way().keys("<ctrl-p>g<down>R");
    assert_eq!(harness.effects(), []);
    assert_tells(&harness, "An action is under way in lab.");
}
