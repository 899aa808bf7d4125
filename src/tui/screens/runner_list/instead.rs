//! What stands in place of the rows when there are none: which of the reasons it is, and what to do next.

use super::narrowing::Nothing;
use crate::api::{ApiError, Cause, Problem};
use crate::text;
use crate::text::words::{count, counted, sentence};
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
    /// None of several accounts has a row.
    NoneOfSeveral {
        /// Why, a line for each.
        lines: Vec<String>,
        /// Whether all of them were read, and have none.
        are_all_empty: bool,
    },
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
        Reason::NotOpened(reason) => {
            let keys = keymap.key(Context::List, Command::OpenProfiles);
            let keys = keys.zip(keymap.key(Context::Profiles, Command::ReadSecret));
            let again = keys
                .map(|(opens, reads)| format!("Press {opens} for the profiles: {reads} there reads the secret again."));
            let again = again.unwrap_or_default();
            (format!("{place} is not open"), Role::Bad, vec![format!("{reason}."), String::new(), again])
        }
        Reason::NoneOfSeveral { lines, are_all_empty: true } => {
            ("These accounts have no runners".to_owned(), Role::Title, lines)
        }
        Reason::NoneOfSeveral { lines, .. } => {
            ("Rows appear as soon as a first page is read".to_owned(), Role::Title, lines)
        }
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
    let advice = match &error.cause {
        Cause::SignedOut(problem) => return refused(problem, place, keymap),
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
    };
    (
        format!("Cannot read the runners from {place}"),
        Role::Bad,
        vec![sentence(&error.cause.to_string()), String::new(), advice.to_owned(), tries_again(keymap)],
    )
}

fn refused(problem: &Problem, place: &str, keymap: &Keymap) -> (String, Role, Vec<String>) {
    let checks = "Check TRACKSIDE_CLIENT_ID and TRACKSIDE_CLIENT_SECRET. Both belong to the same API credential. The account of the credential must be in this region.";
    (
        "The API credentials were refused".to_owned(),
        Role::Bad,
        vec![format!("{place} said: {problem}"), String::new(), checks.to_owned(), tries_again(keymap)],
    )
}
