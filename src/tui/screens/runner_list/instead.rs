//! What stands in place of the rows when there are none: which of the reasons it is, and what to do next.

use std::time::Duration;

use super::narrowing::Nothing;
use crate::api::{ApiError, Cause, Problem};
use crate::text;
use crate::text::words::{count, counted, sentence, wait};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::screens::parts::refusal::ADDRESS_REFUSED;
use crate::tui::ui::{Piece, Role};

/// Why there are no rows.
#[derive(Clone, PartialEq, Debug)]
pub enum Reason<'a> {
    /// The first list is on its way.
    Connecting,
    /// The first list could not be read.
    FirstLoadFailed(&'a ApiError),
    /// The account could not be opened, with what to mend.
    NotOpened(&'a str),
    /// None of several accounts has a row: why, of each.
    NoneOfSeveral(Vec<(&'a str, WithoutRows<'a>)>),
    /// The account has no runners.
    NoRunners,
    /// There are runners, but the filter lets none through.
    NoMatch {
        /// What was typed, safe to draw.
        filter: &'a str,
        /// What of the filter cannot be meant so.
        doubt: Option<&'a str>,
        /// What its terms let through alone.
        nothing: Option<&'a Nothing>,
        /// Whether only problems were let through to it.
        of_problems: bool,
        /// Whether the filter's field is open, so that keys are typed into it.
        is_typed: bool,
    },
    /// There are runners, and none is a problem.
    NoProblems {
        /// How many runners there are, at least one.
        runners: usize,
    },
}

/// Why an account of several has no row.
#[derive(Clone, PartialEq, Debug)]
pub enum WithoutRows<'a> {
    /// The first list is on its way.
    Connecting,
    /// There are no runners.
    NoRunners,
    /// The first list could not be read; with the time until the next try, zero while one is under way.
    Failed(&'a ApiError, Duration),
    /// It could not be opened, with what to mend.
    NotOpened(&'a str),
}

/// A heading, a blank line, and what to do next, each line at most `width` cells. `place` is the host.
pub fn lines(reason: Reason, place: &str, width: u16, keymap: &Keymap) -> Vec<Vec<Piece>> {
    let (heading, role, paragraphs) = words(reason, place, keymap);
    let width = usize::from(width);
    let wrapped = |text: &str, role: Role| {
        text::wrap(text, width).into_iter().map(|line| vec![Piece::new(line, role)]).collect::<Vec<_>>()
    };
    let mut lines = wrapped(&heading, role);
    lines.push(Vec::new());
    for paragraph in paragraphs {
        lines.extend(wrapped(&paragraph, Role::Text));
    }
    lines
}

fn words(reason: Reason, place: &str, keymap: &Keymap) -> (String, Role, Vec<String>) {
    let text = |text: &str| text.to_owned();
    match reason {
        Reason::Connecting => (
            format!("Connecting to {place}"),
            Role::Title,
            vec![text("Rows appear as soon as the first page is read.")],
        ),
        Reason::FirstLoadFailed(error) => failed(error, place, keymap),
        Reason::NotOpened(reason) => (
            format!("{place} is not open"),
            Role::Bad,
            vec![format!("{reason}."), String::new(), reads_secret_again(keymap)],
        ),
        Reason::NoneOfSeveral(accounts) => none_of_several(&accounts, keymap),
        Reason::NoRunners => (
            text("This account has no runners"),
            Role::Title,
            vec![
                text("Create one on the Runners page of the web interface; it appears here by itself."),
                text("Expected some? Check that --region is your account's region."),
            ],
        ),
        Reason::NoMatch { filter, doubt, nothing, of_problems, is_typed } => (
            format!("{} matches {filter}", if of_problems { "No problem" } else { "No runner" }),
            Role::Title,
            doubt
                .map(|doubt| if doubt.ends_with('?') { doubt.to_owned() } else { format!("{doubt}.") })
                .into_iter()
                .chain(why(nothing, doubt, keymap))
                .chain([if is_typed { about_typing(keymap) } else { about_filter(keymap) }])
                .collect(),
        ),
        Reason::NoProblems { runners } => (
            format!("Nothing to look at: none of the {runners} runners is a problem"),
            Role::Good,
            vec![clause(keymap.key(Context::List, Command::ToggleProblems), "Press {} to show all of them.")],
        ),
    }
}

/// Why none of several accounts has a row, in a line each, and what to do next.
fn none_of_several(accounts: &[(&str, WithoutRows)], keymap: &Keymap) -> (String, Role, Vec<String>) {
    let line = |(label, why): &(&str, WithoutRows)| match why {
        WithoutRows::Connecting => format!("{label}: connecting"),
        WithoutRows::NoRunners => format!("{label}: no runners"),
        WithoutRows::NotOpened(reason) => format!("{label}: not open: {reason}"),
        WithoutRows::Failed(error, retry_in) if retry_in.is_zero() => format!("{label}: {}; trying again", error.cause),
        WithoutRows::Failed(error, retry_in) => format!("{label}: {}; next try in {}", error.cause, wait(*retry_in)),
    };
    let mut lines: Vec<String> = accounts.iter().map(line).collect();
    let all = |is_so: fn(&WithoutRows) -> bool| accounts.iter().all(|(_, why)| is_so(why));
    let (heading, role) = match () {
        () if all(|why| *why == WithoutRows::NoRunners) => ("These accounts have no runners", Role::Title),
        () if all(|why| matches!(why, WithoutRows::Failed(..) | WithoutRows::NotOpened(_))) => {
            ("No account can be read", Role::Bad)
        }
        () => ("Rows appear as soon as a first page is read", Role::Title),
    };
    let failed = accounts.iter().filter_map(|(_, why)| match why {
        WithoutRows::Failed(error, _) => Some(advice(error)),
        _ => None,
    });
    let mut next: Vec<&str> = Vec::new();
    for advice in failed {
        if !next.contains(&advice) {
            next.push(advice);
        }
    }
    let mut next: Vec<String> = next.into_iter().map(str::to_owned).collect();
    if !next.is_empty() {
        // What keys do comes first: a low screen has no room for all.
        next.insert(0, tries_again(keymap));
    }
    next.extend(
        accounts.iter().any(|(_, why)| matches!(why, WithoutRows::NotOpened(_))).then(|| reads_secret_again(keymap)),
    );
    if !next.is_empty() {
        lines.push(String::new());
        lines.append(&mut next);
    }
    (heading.to_owned(), role, lines)
}

/// What is done about an account that could not be opened, once that is mended.
fn reads_secret_again(keymap: &Keymap) -> String {
    let keys = keymap.key(Context::List, Command::OpenProfiles);
    let keys = keys.zip(keymap.key(Context::Profiles, Command::ReadSecret));
    let again =
        keys.map(|(opens, reads)| format!("Press {opens} for the profiles: {reads} there reads the secret again."));
    again.unwrap_or_default()
}

/// Why a filter lets nothing through, as far as its terms tell.
fn why(nothing: Option<&Nothing>, doubt: Option<&str>, keymap: &Keymap) -> Option<String> {
    let Nothing { alone, without_switch, is_one_word } = nothing?;
    if *without_switch > 0 {
        let shows = clause(keymap.key(Context::List, Command::ToggleProblems), "; {} shows all");
        return Some(format!(
            "Only problems are shown; the filter alone finds {}{shows}.",
            counted(*without_switch, "runner")
        ));
    }
    if let [(first, number), rest @ ..] = alone.as_slice()
        && !rest.is_empty()
    {
        let rest = rest.iter().map(|(term, number)| format!(", {term} {}", count(*number)));
        let rest: String = rest.collect();
        let all = if alone.len() == 2 { "both" } else { "all of them" };
        return Some(format!("Alone, {first} finds {}{rest}; no runner is in {all}.", counted(*number, "runner")));
    }
    let looked = "Searched: name, id, description, status, platform, type, version, track and changes.";
    (*is_one_word && doubt.is_none()).then(|| looked.to_owned())
}

/// What the keys do about a filter that lets nothing through.
fn about_filter(keymap: &Keymap) -> String {
    let keys = [
        clause(keymap.key(Context::List, Command::ClearFilter), "{} to clear the filter"),
        clause(keymap.key(Context::List, Command::OpenFilter), "{} to change the filter"),
    ];
    let keys = joined(keys, ", ");
    let lists = clause(keymap.key(Context::Filter, Command::OpenHelp), "; {} there lists the filter words");
    format!("Press {keys}{lists}.")
}

/// The same while the filter is typed.
fn about_typing(keymap: &Keymap) -> String {
    let keys = [
        clause(keymap.special(Context::Filter, Command::CancelFilter), "{} to cancel the filter"),
        clause(keymap.special(Context::Filter, Command::OpenHelp), "{} for the filter words"),
    ];
    format!("Press {}.", joined(keys, ", "))
}

/// What goes on without the operator, and what keys do meanwhile.
fn tries_again(keymap: &Keymap) -> String {
    let keys = [
        clause(keymap.key(Context::List, Command::PollNow), "; {} tries now"),
        clause(keymap.key(Context::List, Command::Quit), "{} quits"),
    ];
    format!("Trying again by itself{}.", joined(keys, ", "))
}

fn joined(clauses: [String; 2], with: &str) -> String {
    clauses.into_iter().filter(|clause| !clause.is_empty()).collect::<Vec<_>>().join(with)
}

fn failed(error: &ApiError, place: &str, keymap: &Keymap) -> (String, Role, Vec<String>) {
    if let Cause::SignedOut(problem) = &error.cause {
        return refused(problem, advice(error), place, keymap);
    }
    (
        format!("Cannot read the runners from {place}"),
        Role::Bad,
        vec![sentence(&error.cause.to_string()), String::new(), advice(error).to_owned(), tries_again(keymap)],
    )
}

/// What may help against an error.
fn advice(error: &ApiError) -> &'static str {
    match &error.cause {
        Cause::SignedOut(_) => {
            "Check TRACKSIDE_CLIENT_ID and TRACKSIDE_CLIENT_SECRET. Both belong to the same API credential. The account of the credential must be in this region."
        }
        Cause::NotSent(_) | Cause::TakenBack | Cause::Unreachable(_) | Cause::NoAnswer(_) | Cause::TimedOut(_) => {
            "Check network, VPN and proxy (HTTPS_PROXY, NO_PROXY), and the region or --api-url."
        }
        Cause::Forbidden(problem) if problem.is_address_refused() => ADDRESS_REFUSED,
        Cause::Forbidden(_) => {
            "The credential needs the role Admin or Super Admin. With an IP allow list, the address of this machine must be on that list."
        }
        Cause::NotFound(_) => "Something answers there, but without a list of runners. Check --api-url and the region.",
        Cause::NotUnderstood(_) | Cause::TooLarge(_) => {
            "Something answers there, but not like the control plane. Check --api-url. A proxy or a sign-in page may be in between."
        }
        Cause::RateLimited(_) => "Too many requests were made with this account. The control plane sets the wait.",
        Cause::Refused(_) | Cause::Server(_) => "This is on the side of the control plane.",
    }
}

fn refused(problem: &Problem, checks: &str, place: &str, keymap: &Keymap) -> (String, Role, Vec<String>) {
    (
        "The API credentials were refused".to_owned(),
        Role::Bad,
        vec![format!("{place} said: {problem}"), String::new(), checks.to_owned(), tries_again(keymap)],
    )
}
