//! What an account lets the credential do. A refusal is told with its most likely cause, which is marked as a guess where the
//! control plane does not say: role, IP allow list and region look alike from here.

use jiff::{SignedDuration, Timestamp};

use super::finding::Finding;
use crate::api::{ApiError, Cause, ControlPlane, Page, Priority, TokenPage};
use crate::cli::reason::reason;
use crate::domain::{AuditEvent, Execution, Project, Runner};
use crate::runtime::work::running::STATUSES;
use crate::text::words::{capitalised, count};

/// How far back audit events are asked for: enough to see whether they may be read.
const EVENTS: SignedDuration = SignedDuration::from_hours(1);

/// What is needed to read the runners, and to act on them.
const FOR_RUNNERS: &str = "Needs the role Super Admin or Admin (Manage agents)";
/// What is needed to read projects.
const FOR_PROJECTS: &str = "Needs the role Super Admin (Manage all projects and environments)";
/// The same of executions, which no page says.
const FOR_EXECUTIONS: &str = "Most likely needs the role Super Admin";
/// The same of audit events.
const FOR_EVENTS: &str = "Most likely needs the role Super Admin (View Audit Events)";

/// What was asked for, with the answers.
pub(super) struct Asked {
    pub(super) runners: Result<Page<Runner>, ApiError>,
    projects: Result<Page<Project>, ApiError>,
    executions: Result<TokenPage<Execution>, ApiError>,
    events: Result<Page<AuditEvent>, ApiError>,
}

impl Asked {
    /// Asks for a page of each.
    pub(super) async fn of(control_plane: &ControlPlane) -> Self {
        let now = Timestamp::now();
        let (runners, projects, executions, events) = tokio::join!(
            control_plane.runners(0),
            control_plane.projects(0),
            control_plane.executions(STATUSES[0], None, Priority::Operator),
            control_plane.events(now.saturating_sub(EVENTS).unwrap_or(now), now, 0),
        );
        Self { runners, projects, executions, events }
    }

    fn errors(&self) -> [Option<&ApiError>; 4] {
        [
            self.runners.as_ref().err(),
            self.projects.as_ref().err(),
            self.executions.as_ref().err(),
            self.events.as_ref().err(),
        ]
    }

    /// Whether nothing can be read, for the same reason.
    fn is_all(&self, is_it: impl Fn(&Cause) -> bool) -> bool {
        self.errors().into_iter().all(|error| error.is_some_and(|error| is_it(&error.cause)))
    }
}

/// What is known of how the account is reached.
pub(super) struct Access<'a> {
    pub(super) region: Option<&'a str>,
    /// The families of addresses in which it can be reached.
    pub(super) families: &'a [&'static str],
    pub(super) has_proxy: bool,
}

impl Access<'_> {
    pub(super) fn findings(&self, asked: &Asked) -> Vec<Finding> {
        if let Some(address) = self.address_refused(asked) {
            return vec![address];
        }
        if asked.is_all(|cause| matches!(cause, Cause::Forbidden(_))) {
            let text = format!(
                "Every call is refused (403). Most likely the role of the credential, the account's IP allow list, or {}.",
                self.another_region()
            );
            return vec![Finding::failed("Access", text)];
        }
        if asked.is_all(|cause| matches!(cause, Cause::SignedOut(_))) {
            let text = format!("The new token is refused (401). Most likely {}.", self.another_region());
            return vec![Finding::failed("Access", text)];
        }
        if asked.is_all(|cause| matches!(cause, Cause::NotFound(_))) {
            let text = format!("Nothing is found at this address (404). Check api_url; or {}.", self.another_region());
            return vec![Finding::failed("Access", text)];
        }
        vec![
            self.runners(&asked.runners),
            projects(&asked.projects),
            of("Executions", asked.executions.as_ref().map(|_| "Can be read".to_owned()), FOR_EXECUTIONS),
            of("Audit events", asked.events.as_ref().map(|_| "Can be read".to_owned()), FOR_EVENTS),
        ]
    }

    /// A 403 whose words speak of the address, whatever else could be read.
    fn address_refused(&self, asked: &Asked) -> Option<Finding> {
        let is_it =
            |error: &ApiError| matches!(&error.cause, Cause::Forbidden(problem) if problem.is_address_refused());
        asked.errors().into_iter().flatten().find(|error| is_it(error))?;
        let whose = if self.has_proxy { "The address of the proxy" } else { "This machine's address" };
        let over = match self.families {
            [one] => format!(" Reached over {one}: the entry must be of that kind."),
            [] => String::new(),
            [..] => " IPv4 and IPv6 need an entry each, and either may be in use.".to_owned(),
        };
        let text = format!(
            "{whose} is not on the account's IP allow list (403). Somebody with Manage IP Allow List can add an entry. \
             A change takes up to 15 minutes.{over}"
        );
        Some(Finding::failed("Access", text))
    }

    fn another_region(&self) -> String {
        match self.region {
            Some(region) => format!("the account lives in another region than {region}"),
            None => "the account lives in another region than this address".to_owned(),
        }
    }

    fn runners(&self, read: &Result<Page<Runner>, ApiError>) -> Finding {
        const ABOUT: &str = "Runners";
        match read {
            Ok(page) if page.total == Some(0) || (page.total.is_none() && page.entries.is_empty()) => {
                let text = format!("None. Expected some? Then {}.", self.another_region());
                Finding::noted(ABOUT, text)
            }
            read => of(ABOUT, read.as_ref().map(|page| total(page.total, page.entries.len())), FOR_RUNNERS),
        }
    }
}

fn projects(read: &Result<Page<Project>, ApiError>) -> Finding {
    const ABOUT: &str = "Projects";
    match read {
        Ok(page) if page.entries.is_empty() => Finding::failed(
            ABOUT,
            format!(
                "None seen, so what depends on a runner cannot be shown. {FOR_PROJECTS}, where the account has any."
            ),
        ),
        read => of(ABOUT, read.as_ref().map(|page| total(page.total, page.entries.len())), FOR_PROJECTS),
    }
}

/// How many there are; where that was not said, those of the first page.
fn total(total: Option<u64>, seen: usize) -> String {
    let told = total.and_then(|total| usize::try_from(total).ok());
    told.map_or_else(|| format!("{} on the first page", count(seen)), count)
}

fn of(about: &'static str, read: Result<String, &ApiError>, needs: &str) -> Finding {
    match read {
        Ok(text) => Finding::well(about, text),
        Err(error) => {
            let reason = capitalised(&reason(error));
            Finding::failed(
                about,
                match &error.cause {
                    Cause::Forbidden(_) => format!("{reason}. {needs}."),
                    cause => format!("{reason}. {}", advice(cause)),
                },
            )
        }
    }
}

/// What helps, where what failed does not say so itself.
pub(super) fn advice(cause: &Cause) -> &'static str {
    match cause {
        Cause::NotUnderstood(_) | Cause::TooLarge(_) => {
            "Another service may have answered, such as a sign-in page. Check the address."
        }
        Cause::NoAnswer(_) | Cause::Unreachable(_) => "Check the network, the address, and its port.",
        Cause::TimedOut(_) => "Check the network, or try again later.",
        Cause::Server(_) => "Try again later.",
        Cause::RateLimited(_) => "Other programs may use the same limit. Try again later.",
        Cause::NotFound(_) => "Check the address and the region.",
        Cause::SignedOut(_) => "Check the region, and whether the credential was removed.",
        Cause::Refused(_) | Cause::Forbidden(_) | Cause::NotSent(_) | Cause::TakenBack => "Check the address.",
    }
}
