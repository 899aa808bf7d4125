//! Statuses: spelling, severity, order, words.

use trackside::domain::Status::{Paused, Pausing, Pending, Running, Stopped, Stopping, Unknown};
use trackside::domain::{Severity, Status};

#[test]
fn words_are_read_without_regard_to_case_and_unlisted_ones_are_kept() {
    for (word, label) in [
        ("running", "Running"),
        ("RUNNING", "Running"),
        (" Paused ", "Paused"),
        ("unknown", "Unknown"),
        ("pending", "Pending"),
        ("STOPPING", "Stopping"),
        ("stopped", "Stopped"),
        ("pausing", "Pausing"),
        ("REBALANCING", "REBALANCING"),
        ("", ""),
        ("\u{1b}[m", "^[[m"),
    ] {
        assert_eq!(Status::parse(word).label(), label, "{word:?}");
    }
    assert_ne!(Status::parse("unheard-of"), Unknown, "an unlisted word is not the documented Unknown");
}

#[test]
fn each_status_has_its_mood_and_its_place() {
    let mut by_attention = Status::DOCUMENTED.to_vec();
    by_attention.sort_by_key(Status::attention_rank);
    assert_eq!(by_attention, [Unknown, Stopped, Stopping, Pending, Pausing, Paused, Running]);
    let moods = Status::DOCUMENTED.map(|status| (status.severity(), status));
    assert_eq!(
        moods,
        [
            (Severity::Good, Running),
            (Severity::InMotion, Pending),
            (Severity::InMotion, Pausing),
            (Severity::Attention, Paused),
            (Severity::InMotion, Stopping),
            (Severity::Off, Stopped),
            (Severity::Bad, Unknown),
        ]
    );
}

#[test]
fn every_status_has_a_meaning_and_all_but_the_quiet_ones_a_next_step() {
    for status in Status::DOCUMENTED.into_iter().chain([Status::parse("odd")]) {
        assert!(!status.meaning().is_empty());
        let quiet = matches!(status, Running | Status::Other(_));
        assert_eq!(status.next_step().is_none(), quiet, "{status:?}");
    }
}
