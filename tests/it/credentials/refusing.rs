//! Where credentials are neither shown, copied nor regenerated, and what is said when they could not be read.

use trackside::api::Problem;

use super::*;
use crate::support::fixtures::{SECOND, problem};

#[test]
fn what_could_not_be_read_is_said_and_can_be_tried_again() {
    for (cause, words) in [
        (Cause::Forbidden(problem(403, "Forbidden")), "The credentials could not be read: "),
        (Cause::NotFound(problem(404, "Not Found")), "The credentials could not be read: "),
        (Cause::Unreachable("connection refused".into()), "The credentials could not be read: "),
        (Cause::Server(Problem { status: 503, ..Problem::default() }), "503"),
        (Cause::NotUnderstood("no client secret".into()), "no client secret"),
        (Cause::TimedOut(SECOND * 30), "The credentials could not be read: "),
    ] {
        for key in ["x", "c", "i"] {
            let harness = answered(tab().keys(key), failed(cause.clone()));
            assert_says(&harness, words);
            assert_says(&harness, &cause.to_string());
            assert_hidden(&harness, key);
            assert_says(&harness, "••••");
            let harness = answered(harness.keys("x"), Ok(pair()));
            assert_shown(&harness);
            assert_does_not_say(&harness, "could not be read");
        }
    }
}

/// Every key that needs credentials says `why`, and asks for nothing.
#[track_caller]
fn assert_refused(mut harness: Harness, why: &str) {
    harness.effects();
    for key in ["x", "c", "i", "R"] {
        harness = harness.keys(key);
        assert_eq!(harness.effects(), [], "{key}");
        assert_says(&harness, &why[1..]);
        assert_does_not_say(&harness, "Reading");
        assert_does_not_say(&harness, "Type");
    }
    let footer = harness.after(SECOND * 9).text();
    let footer = footer.lines().last().unwrap();
    for hint in ["x reveal", "c copy", "i copy", "R regenerate"] {
        assert!(!footer.contains(hint), "{footer}");
    }
}

#[test]
fn where_they_may_not_be_shown_every_key_says_why() {
    let off = Harness::set_up(120, 24, |setting| setting.profile.allows_reveal = false);
    let why = "credentials cannot be shown, copied or regenerated (allow_reveal = false)";
    assert_says(&tab_in(Harness::set_up(120, 24, |setting| setting.profile.allows_reveal = false)), &why[1..]);
    assert_refused(tab_in(off), why);
    for allow_reveal in [true, false] {
        let read_only = Harness::set_up(120, 24, |setting| {
            setting.profile.is_read_only = true;
            setting.profile.allows_reveal = allow_reveal;
        });
        assert_refused(tab_in(read_only), "read-only");
    }
}

#[test]
fn a_runner_that_is_gone_has_none_to_show() {
    let rest = runners().into_iter().filter(|runner| runner.id != id()).collect();
    let harness = tab_in(Harness::sized(120, 24)).only(rest);
    assert_refused(harness, "The runner and its credentials are gone");
}

#[test]
fn a_runner_that_the_vendor_hosts_has_none_of_ours() {
    let hosted = runner("hosted-default").on("matillion", "hosted");
    let reason = hosted.withheld_reason().unwrap();
    let harness = Harness::sized(120, 24).fleet(vec![hosted]).keys("<enter>4");
    assert_says(&harness, &reason[1..]);
    assert_does_not_say(&harness, "••••");
    assert_refused(harness, reason);
}
