//! What the screen has to do with the history: what is handed over to be kept, and what is said when it cannot be.

use trackside::account::Observation;
use trackside::domain::Label;
use trackside::runtime::recorder::Notice;
use trackside::store::{Entry, StoreFault};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, runner};

fn kept(harness: &mut Harness) -> Vec<Observation> {
    let effects = harness.effects().into_iter();
    let kept = effects.filter_map(|effect| match effect {
        Effect::Keep(Entry::Observed(_, observation)) => Some(observation),
        _ => None,
    });
    kept.collect()
}

#[test]
fn a_list_is_handed_over_where_a_history_is_kept() {
    for keeps_history in [true, false] {
        let harness = Harness::set_up(80, 24, |setting| setting.profile.keeps_history = keeps_history);
        let mut harness = harness.fleet(vec![runner("a")]);
        let lists = kept(&mut harness).iter().filter(|kept| matches!(kept, Observation::Listed(_))).count();
        assert_eq!(lists, usize::from(keeps_history));
    }
}

#[test]
fn what_is_wrong_with_the_history_is_one_sentence_that_goes_by_itself() {
    for (notice, sentence) in [
        (Notice::Failed(StoreFault::Full), "History cannot be kept: the disk is full."),
        (Notice::Failed(StoreFault::Newer(9)), "History cannot be kept: a newer trackside made the file (version 9)"),
        (Notice::Restored { merged: 0 }, "History can be kept again, and lacks nothing."),
        (Notice::Restored { merged: 1 }, "History can be kept again. Meanwhile 1 list was merged with later ones."),
        (Notice::Restored { merged: 3 }, "Meanwhile 3 lists were merged with later ones."),
        (Notice::BegunAnew, "The history file was moved or deleted. A new file was begun."),
        (Notice::ClockSetBack, "The clock was set back. The history has times later than now."),
    ] {
        let harness = Harness::sized(120, 24).fleet(vec![runner("a")]).send(Message::History(notice));
        assert!(harness.text().contains(sentence), "{}", harness.text());
        assert!(!harness.after(SECOND * 9).text().contains(sentence));
    }
}

#[test]
fn what_the_journal_says_of_the_same_disk_stays() {
    let harness = Harness::sized(80, 24).fleet(vec![runner("a")]);
    let harness = harness.send(Message::JournalFailed(Label::from("the disk is full")));
    let harness = harness.send(Message::History(Notice::Failed(StoreFault::Full)));
    assert!(harness.text().contains("The journal cannot be written: the disk is full"), "{}", harness.text());
}
