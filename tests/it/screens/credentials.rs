//! The tab Credentials and the question before a secret is replaced, as they are drawn. No snapshot holds a secret:
//! what is revealed is looked at cell by cell, and crossed out before its frame is kept.

use std::fmt::Write;
use std::sync::Arc;
use trackside::account::{News, Request, WorkNews};
use trackside::domain::{AccountId, Credentials, RunnerId, Secret};

use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};
use trackside::api::{ApiError, Cause};
use trackside::options::ThemeName;
use trackside::terminal::clipboard::{HandedOver, Keeping, Route};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::details::usage;
use crate::support::fixtures::{SECOND, With, problem, runner};

const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (160, 45)];
const NAME: &str = "maia-prod-eu-1";
const VALUES: [&str; 2] = ["canary-77aa0bQmXw", "canary/q9Zt+5f1c~&%=Rm2z"];

fn id() -> RunnerId {
    RunnerId::new("id-maia-prod-eu-1")
}

fn tab_in(harness: Harness) -> Harness {
    let runners = vec![runner(NAME).update("11.208.3"), runner("wh-load").on("azure", "aks")];
    let mut harness = harness.fleet(runners).keys("<enter>").details(id().as_str(), |row| row).keys("4");
    harness.effects();
    harness
}

fn tab(size: (u16, u16)) -> Harness {
    tab_in(Harness::sized(size.0, size.1))
}

/// The answer to the request for credentials that was asked for last.
fn answered(mut harness: Harness, outcome: Result<Credentials, Cause>) -> Harness {
    let asked = harness.effects().into_iter().rev().find_map(|effect| match effect {
        Effect::Account(
            AccountId::FIRST,
            Request::ReadCredentials { ticket, .. } | Request::RefreshCredentials { ticket, .. },
        ) => Some(ticket),
        _ => None,
    });
    let outcome = outcome.map_err(|cause| ApiError { call: "read the credentials", cause });
    harness.news(News::CredentialsRead { ticket: asked.unwrap(), id: id(), outcome })
}

fn pair() -> Credentials {
    let [client_id, client_secret] = VALUES.map(|value| Secret::new(value.to_owned()));
    Credentials { client_id, client_secret }
}

fn too_long() -> Credentials {
    Credentials { client_secret: Secret::new("canary-".repeat(900)), ..pair() }
}

/// The frame with the values crossed out.
fn crossed_out(harness: &Harness) -> String {
    let frame = VALUES.iter().fold(harness.frame(), |frame, value| frame.replace(value, &"X".repeat(value.len())));
    assert!(!frame.contains("canary") && !frame.contains("5f1c"), "a secret is left in the frame");
    frame
}

/// The question after `keys`, with the runner read again.
fn asked(harness: Harness, keys: &str) -> Harness {
    let usage = Message::Account(AccountId::FIRST, News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))));
    tab_in(harness).keys("R").send(usage).details(id().as_str(), |row| row).keys(keys)
}

fn sent(harness: Harness) -> Harness {
    asked(harness, NAME).keys("<enter>").after(SECOND).keys("<enter>")
}

#[test]
fn the_tab_in_each_state_at_each_size() {
    let forbidden = || Err(Cause::Forbidden(problem(403, "Forbidden")));
    let lost = || Err(Cause::TimedOut(SECOND * 30));
    let copied = || Message::Copied {
        what: "Client secret".to_owned(),
        clear_after: Some(SECOND * 45),
        outcome: Ok(HandedOver { route: Route::Tmux, keeping: Keeping::Beyond, failed: Vec::new() }),
    };
    for size in SIZES {
        let states = vec![
            ("masked", tab(size)),
            ("reading", tab(size).keys("x")),
            ("failed", answered(tab(size).keys("x"), forbidden())),
            ("cannot be shown", answered(tab(size).keys("x"), Ok(too_long()))),
            ("copied", tab(size).send(copied()).after(SECOND * 9)),
            ("regenerating", sent(Harness::sized(size.0, size.1)).keys("<esc>")),
            ("lost", answered(sent(Harness::sized(size.0, size.1)), lost()).keys("j")),
        ];
        let mut frames = String::new();
        for (name, harness) in states {
            writeln!(frames, "{name}\n{}", crossed_out(&harness)).unwrap();
        }
        assert_snapshot!(format!("states_{}x{}", size.0, size.1), frames);
    }
}

#[test]
fn revealed_and_crossed_out() {
    for size in SIZES {
        let harness = answered(tab(size).keys("x"), Ok(pair()));
        let new = answered(sent(Harness::sized(size.0, size.1)), Ok(pair()));
        let frames = [
            ("revealed", harness.after(SECOND * 3)),
            ("in its last seconds", answered(tab(size).keys("x"), Ok(pair())).after(SECOND * 16)),
            ("new", new),
        ];
        let mut all = String::new();
        for (name, harness) in frames {
            assert!(VALUES.iter().all(|value| harness.text().contains(value)), "{name} at {size:?}");
            writeln!(all, "{name}\n{}", crossed_out(&harness)).unwrap();
        }
        assert_snapshot!(format!("revealed_{}x{}", size.0, size.1), all);
    }
}

#[test]
fn a_revealed_value_stands_in_its_own_cells_and_looks_like_a_value() {
    let buffer = answered(tab((80, 24)).keys("x"), Ok(pair())).buffer();
    for (row, value) in [(4, VALUES[0]), (5, VALUES[1])] {
        let cells: Vec<_> = (0..80).map(|column| &buffer[(column, row)]).collect();
        let shown: String = cells.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(shown.find(value), Some(if row == 4 { shown.find('c').unwrap() } else { 20 }), "{shown}");
        assert!(shown.ends_with(' '), "nothing is left of the dots: {shown}");
        for cell in &cells[20..20 + value.len()] {
            // The bar stands over the first.
            let modifier = if row == 4 { Modifier::REVERSED } else { Modifier::BOLD };
            assert_eq!((cell.fg, cell.modifier), (Color::Reset, modifier));
        }
    }
}

#[test]
fn the_question_in_its_stages_at_each_size() {
    for size in SIZES {
        let start = || Harness::sized(size.0, size.1);
        let forbidden = Err(Cause::Forbidden(problem(403, "Forbidden")));
        let gone = asked(start(), NAME).only(vec![runner("wh-load").on("azure", "aks")]);
        let stages = vec![
            ("its status is being read", tab_in(start()).keys("R")),
            ("asked", asked(start(), "")),
            ("typed in part", asked(start(), "maia-prod")),
            ("typed", asked(start(), NAME)),
            ("entered", asked(start(), NAME).keys("<enter>")),
            ("sent", sent(start())),
            ("refused", answered(sent(start()), forbidden)),
            ("gone", gone.keys("<enter>").after(SECOND).keys("<enter>")),
        ];
        let mut frames = String::new();
        for (name, harness) in stages {
            writeln!(frames, "{name}\n{}", crossed_out(&harness)).unwrap();
        }
        assert_snapshot!(format!("question_{}x{}", size.0, size.1), frames);
    }
}

#[test]
fn without_colours_and_without_more_than_ascii() {
    for (name, theme, symbols) in
        [("mono", ThemeName::Mono, &Symbols::UNICODE), ("ascii", ThemeName::Ansi, &Symbols::ASCII)]
    {
        let start = || Harness::with(80, 24, theme, symbols, false);
        let revealed = answered(tab_in(start()).keys("x"), Ok(pair())).after(SECOND * 16);
        let mut frames = String::new();
        for (name, harness) in [
            ("masked", tab_in(start())),
            ("revealed", revealed),
            ("entered", asked(start(), NAME).keys("<enter>")),
            ("marked in the list", answered(sent(start()), Ok(pair())).keys("<esc><esc>").after(SECOND * 9)),
        ] {
            assert!(name != "revealed" || VALUES.iter().all(|value| harness.text().contains(value)));
            writeln!(frames, "{name}\n{}", crossed_out(&harness)).unwrap();
        }
        assert_snapshot!(name, frames);
    }
}

#[test]
fn read_only_and_without_leave_to_show() {
    let mut frames = String::new();
    for (name, harness) in [
        ("read-only", Harness::with(80, 24, ThemeName::Ansi, &Symbols::UNICODE, true)),
        ("allow_reveal = false", Harness::set_up(80, 24, |setting| setting.profile.allows_reveal = false)),
    ] {
        writeln!(frames, "{name}\n{}", crossed_out(&tab_in(harness))).unwrap();
    }
    assert_snapshot!(frames);
}

#[test]
fn the_bar_has_no_hole_over_what_is_shown() {
    for theme in [ThemeName::Ansi, ThemeName::Dark, ThemeName::Light, ThemeName::Mono] {
        let harness = answered(tab_in(Harness::with(80, 24, theme, &Symbols::UNICODE, false)).keys("x"), Ok(pair()));
        let buffer = harness.buffer();
        let row = (0..24).find(|y| (0..80).map(|x| buffer[(x, *y)].symbol()).collect::<String>().contains(VALUES[0]));
        let style = |x| buffer[(x, row.unwrap())].style();
        for x in 1..79 {
            assert_eq!(style(x), style(1), "column {x} in {theme:?}");
        }
    }
}
