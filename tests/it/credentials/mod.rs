//! Journeys on the tab Credentials: what is shown for how long, copied unseen, regenerated, and never seen again.

mod clipboard;
mod copying;
mod fitting;
mod hiding;
mod refusing;
mod regenerating;
mod regenerating_answers;

use trackside::account::{News, Request};
use trackside::api::{ApiError, Cause};
use trackside::domain::{AccountId, Credentials, Runner, RunnerId, Secret};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use crate::support::Harness;
use crate::support::fixtures::{With, runner};

const NAME: &str = "maia-prod-eu-1";
/// What must be seen nowhere but where it was asked for.
const ID: &str = "canary-77aa0bQmXw";
const SECRET: &str = "canary/q9Zt+5f1c~&%=Rm2z";

fn id() -> RunnerId {
    RunnerId::new("id-maia-prod-eu-1")
}

/// Three runners, the usual one in their middle.
fn runners() -> Vec<Runner> {
    vec![runner("a-fargate"), runner(NAME).update("11.208.3"), runner("wh-load").on("azure", "aks")]
}

/// The fleet with the usual runner in this status.
fn with_status(word: &str) -> Vec<Runner> {
    runners().into_iter().map(|runner| if runner.id == id() { runner.status(word) } else { runner }).collect()
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn pair_of(id: &str, text: &str) -> Credentials {
    Credentials { client_id: secret(id), client_secret: secret(text) }
}

fn pair() -> Credentials {
    pair_of(ID, SECRET)
}

/// The tab of the usual runner in `harness`, everything read, and no effect that was not taken.
fn tab_in(harness: Harness) -> Harness {
    let mut harness = harness.fleet(runners()).keys("j<enter>").details(id().as_str(), |row| row).keys("4");
    harness.effects();
    harness
}

fn tab() -> Harness {
    tab_in(Harness::sized(80, 24))
}

/// Ticket of the one request for credentials among the effects asked for since the last look, and nothing else.
#[track_caller]
fn ticket(harness: &mut Harness) -> u64 {
    let effects = harness.effects();
    match effects.as_slice() {
        [
            Effect::Account(
                AccountId::FIRST,
                Request::ReadCredentials { ticket, id: of } | Request::RefreshCredentials { ticket, id: of, .. },
            ),
        ] if *of == id() => *ticket,
        _ => panic!("not one request for credentials: {effects:?}"),
    }
}

fn read(ticket: u64, outcome: Result<Credentials, ApiError>) -> Message {
    Message::Account(AccountId::FIRST, News::CredentialsRead { ticket, id: id(), outcome })
}

/// The answer to the one request for credentials that was asked for since the last look.
#[track_caller]
fn answered(mut harness: Harness, outcome: Result<Credentials, ApiError>) -> Harness {
    let ticket = ticket(&mut harness);
    harness.send(read(ticket, outcome))
}

fn failed(cause: Cause) -> Result<Credentials, ApiError> {
    Err(ApiError { call: "read the credentials", cause })
}

/// The tab with both values on it.
fn revealed() -> Harness {
    let harness = answered(tab().keys("x"), Ok(pair()));
    assert_shown(&harness);
    harness
}

/// The frame's text with lines joined, the bar aside, so that what wraps is found too.
fn joined(harness: &Harness) -> String {
    harness.text().chars().filter(|character| !character.is_whitespace() && *character != '▌').collect()
}

/// Whether any six characters in a row of `text` are in the frame, or anything of it is in the state's `Debug`.
fn leaks(harness: &Harness, text: &str) -> bool {
    let (frame, state) = (joined(harness), format!("{:?}", harness.app));
    let parts: Vec<&str> = (0..=text.len() - 6).map(|start| &text[start..start + 6]).collect();
    parts.iter().any(|part| frame.contains(part) || state.contains(part))
}

/// Both values are on the screen, and nowhere in the state's `Debug`.
#[track_caller]
fn assert_shown(harness: &Harness) {
    let frame = joined(harness);
    assert!(frame.contains(ID) && frame.contains(SECRET), "{}", harness.text());
    let state = format!("{:?}", harness.app);
    assert!(state.contains("Credentials {") && !state.contains("canary"), "{state}");
}

/// Neither value is on the screen, and the pair is dropped.
#[track_caller]
fn assert_hidden(harness: &Harness, why: &str) {
    assert!(!leaks(harness, ID) && !leaks(harness, SECRET), "{why}:\n{}", harness.text());
    let state = format!("{:?}", harness.app);
    assert!(!state.contains("Credentials {"), "{why}: the pair is still held: {state}");
}

/// The text of the popup alone, without its lines' ends.
fn popup(harness: &Harness) -> String {
    let text = harness.text();
    let inside = text.lines().filter_map(|line| line.split_once('│')?.1.rsplit_once('│'));
    inside.flat_map(|(line, _)| [line.trim(), " "]).collect()
}

#[track_caller]
fn assert_asks(harness: &Harness, words: &str) {
    assert!(popup(harness).contains(words), "{words:?} is not asked in\n{}", harness.text());
}

/// Words of the frame, wherever its lines break.
#[track_caller]
fn assert_says(harness: &Harness, words: &str) {
    let squeezed: String = words.chars().filter(|character| !character.is_whitespace()).collect();
    assert!(joined(harness).contains(&squeezed), "{words:?} is not in\n{}", harness.text());
}

#[track_caller]
fn assert_does_not_say(harness: &Harness, words: &str) {
    let squeezed: String = words.chars().filter(|character| !character.is_whitespace()).collect();
    assert!(!joined(harness).contains(&squeezed), "{words:?} is in\n{}", harness.text());
}
