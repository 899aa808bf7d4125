//! Revealing, copying and regenerating, with everything that the program wrote looked through afterwards.

use super::*;

const FIRST_ID: &str = PAIRS[0][0];
const FIRST: &str = PAIRS[0][1];
const SECOND_ID: &str = PAIRS[1][0];
const SECOND: &str = PAIRS[1][1];

#[test]
fn what_is_revealed_is_written_once_for_each_time_it_was_asked_for() {
    let account = Account::open();
    let mut session = account.revealed();
    session.keys("x").wait_until_gone(FIRST).wait_for("No secret is in");
    assert_clean("the frames", &session.bytes(), &[(FIRST_ID, 1), (FIRST, 1)]);
    session.keys("x").wait_for(FIRST).keys("\x1b[O").wait_until_gone(FIRST).keys("\x1b[I");
    session.keys("x").wait_for(FIRST).resize(100, 30).wait_until_gone(FIRST).wait_for("No secret is in");
    session.keys("x").wait_for(FIRST).keys("1").wait_for("Cloud provider").keys("4").wait_for("No secret is in");
    session.keys("x").wait_for(FIRST).keys("?").wait_for("Keys:").keys("q").wait_for("No secret is in");
    session.keys("x").wait_for(FIRST).keys("q").wait_for("No secret is in").keys("q").wait_for("RUNNER").keys("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
    assert_clean("the frames", &session.bytes(), &[(FIRST_ID, 6), (FIRST, 6)]);
    assert_clean("the ordinary screen", session.text().as_bytes(), &[]);
    assert_leaves_nothing(&session.bytes());
    account.assert_files_clean();
    assert_eq!(account.server.requests_for("/credentials").len(), 6);
}

#[test]
fn who_did_what_is_on_the_tab_that_was_opened_for_it_and_nowhere_else() {
    let account = Account::open();
    let mut session = account.tab();
    // What uses the runner and what happened: everything that names people is read for it.
    session.keys("6").wait_for("Sales mart").wait_for("orders");
    assert_eq!(count(&session.bytes(), PERSON), 0, "who started a run was drawn:\n{}", session.text());
    session.keys("7").wait_for("7 Activity").wait_for(PERSON);
    // What was seen first has nothing to copy.
    session.keys("jc").wait_for("sent to your terminal");
    session.keys("1").wait_for("Cloud provider").wait_until_gone(PERSON);
    session.keys("y").wait_for("agentId").keys("q").wait_until_gone("agentId");
    // A question with what runs, whose answer is written down.
    session.keys("r").wait_for("pipeline runs in environments").wait_for("[ n  No ]").keys("y").wait_for("requested");
    session.keys("q").wait_for("RUNNER").keys("Q");
    assert_eq!(session.end().code(), Some(0));
    let copies: Vec<String> = copied(&session.bytes()).into_iter().flatten().collect();
    assert!(copies.iter().any(|text| text.contains("agent_paused")), "{copies:?}");
    assert!(copies.iter().all(|text| count(text.as_bytes(), PERSON) == 0), "{copies:?}");
    assert_eq!(count(session.text().as_bytes(), PERSON), 0, "the frame that is kept:\n{}", session.text());
    for read in ["/schedules", "/pipeline-executions", "/events"] {
        assert!(!account.server.requests_for(read).is_empty(), "{read} was read");
    }
    account.assert_files_clean();
}

#[test]
fn a_copy_is_handed_over_once_unseen_and_cleared_when_its_time_is_up() {
    let account = Account::open();
    let mut session = account.tab();
    assert!(account.server.requests_for("/credentials").is_empty(), "nothing is fetched before it is asked for");
    session.keys("c").wait_for("sent to your terminal").wait_for("Clipboard clears in");
    assert_eq!(session.wait("a copy", |seen| Some(copied(&seen.bytes))), [Some(FIRST.to_owned())]);
    assert_eq!(account.server.requests_for("/credentials").len(), 1);
    session.wait_for("Terminal told to clear the clipboard").wait_until_gone("Clipboard clears");
    let cleared = [Some(FIRST.to_owned()), Some(String::new()), None];
    assert_eq!(session.wait("the clearing", |seen| Some(copied(&seen.bytes))), cleared);
    assert_clean("what was written", &session.bytes(), &[(FIRST, 1)]);
    // The id, and the end comes before its time is up.
    session.keys("i").wait_for("sent to your terminal").wait_for("Clipboard clears in").keys("\x03");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
    let all = [&cleared[..], &[Some(FIRST_ID.to_owned()), Some(String::new()), None]].concat();
    assert_eq!(copied(&session.bytes()), all);
    assert_clean("what was written", &session.bytes(), &[(FIRST, 1), (FIRST_ID, 1)]);
    assert_leaves_nothing(&session.bytes());
    account.assert_files_clean();
}

#[test]
fn a_regeneration_shows_the_new_pair_once_and_writes_down_that_it_was_made() {
    let account = Account::open();
    let mut session = account.tab();
    session.keys("R").wait_for("Type vault-runner").keys(NAME).wait_for("Press enter to continue").keys("\r");
    session.wait_for("enter again to regenerate").wait_until_gone("(after 1 s)");
    assert!(account.server.requests_for("/credentials").is_empty());
    session.keys("\r").wait_for(SECOND).wait_for("This is the new pair");
    session.keys("c").wait_for("sent to your terminal");
    session.keys("y").wait_for("JSON").wait_until_gone(SECOND).keys("q");
    session.wait_for("What to do now").keys("7").wait_for(": Regenerate");
    session.keys("q").wait_for("Store the new secret").keys("q");
    assert_eq!(session.end().code(), Some(0));
    assert_eq!(copied(&session.bytes()), [Some(SECOND.to_owned()), Some(String::new()), None]);
    assert_clean("what was written", &session.bytes(), &[(SECOND_ID, 1), (SECOND, 2)]);
    assert_leaves_nothing(&session.bytes());
    account.assert_files_clean();
    let sent = account.server.requests_for("/credentials");
    assert_eq!(sent.iter().map(|request| request.method.as_str()).collect::<Vec<_>>(), ["POST"]);
}

#[test]
fn what_it_signs_in_with_is_never_written() {
    let account = Account::open();
    let mut session = account.tab();
    for (keys, words) in
        [("1", "Cloud provider"), ("2", "AWS"), ("3", "3 Params"), ("7", "7 Activity"), ("y", "agentId")]
    {
        session.keys(keys).wait_for(words);
    }
    session.keys("q").wait_until_gone("agentId").keys("?").wait_for("Keys:").keys("\x03");
    assert_eq!(session.end().code(), Some(0));
    assert_clean("what was written", &session.bytes(), &[]);
    account.assert_files_clean();
}
