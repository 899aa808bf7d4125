//! The Overview tab: every field of the vendor's page with its label, what the status means, and what is asked for.

use std::time::Duration;

use super::Known;
use crate::account::history::RecordKind;
use crate::account::pending::{PendingChange, Stage};
use crate::domain::look::Look;
use crate::domain::{
    CloudProvider, Deployment, Label, RunnerType, Setting, SettingChange, Status, Support, Version, VersionTrack,
};
use crate::text::words;
use crate::text::words::capitalised;
use crate::tui::screens::parts;
use crate::tui::screens::parts::page::{Builder, ItemTarget, Page};
use crate::tui::screens::parts::unknown::{self, Unknown};
use crate::tui::ui::{Piece, Role};

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.subject.symbols);
    if let Some(reason) = known.subject.runner.withheld_reason() {
        page.prose("withheld", &capitalised(reason), Role::Attention);
    }
    page.group("Runner");
    identity(&mut page, known);
    page.group("Status");
    status(&mut page, known);
    page.group("Platform");
    kind(&mut page, known);
    page.group("Version");
    release(&mut page, known);
    page.group("Access");
    access(&mut page, known);
    page.finish()
}

fn identity(page: &mut Builder, known: &Known) {
    let runner = known.subject.runner;
    text_field(page, known, Setting::Name, Some(&runner.name));
    text_field(page, known, Setting::Description, runner.description.as_ref());
}

fn status(page: &mut Builder, known: &Known) {
    let runner = known.subject.runner;
    let status = parts::runner::status(runner, known.subject.symbols);
    page.pieces("status", "Status", status, runner.status.as_ref().map(Status::label));
    if let Some(status) = &runner.status {
        page.note(&capitalised(status.meaning()), Role::Quiet);
        if *status == Status::Unknown {
            for (words, role) in Unknown::of(&known.subject).lines() {
                page.note(&words, role);
            }
        }
        if let Some(step) = status.next_step() {
            page.note(&capitalised(step), Role::Text);
        }
        if let Some(look) = Look::at(&runner.platform).filter(|_| *status == Status::Unknown) {
            page.field("look", "Look with", Some(Piece::plain(look.command)), Some(look.command));
            page.note(&unknown::about(look), Role::Quiet);
        }
    }
    if runner.is_offline() {
        page.note(parts::runner::OFFLINE, Role::Attention);
    }
    changed(page, known, |kind| match kind {
        RecordKind::Status { from, .. } => Some(from.label().to_owned()),
        _ => None,
    });
    if let Some(until) = runner.paused_until {
        paused_until(page, known, until);
    }
    let connected = runner.connected.map(|connected| if connected { "Yes" } else { "No" });
    plain(page, known, "connected", "Connected", connected);
    changed(page, known, |kind| match kind {
        RecordKind::Connected(now) => Some(if *now { "No" } else { "Yes" }.to_owned()),
        _ => None,
    });
}

fn paused_until(page: &mut Builder, known: &Known, until: jiff::Timestamp) {
    let left = Duration::try_from(until.duration_since(known.subject.now.wall)).unwrap_or_default();
    let at = words::day_and_time(until, known.subject.zone);
    let rest = if left.is_zero() { "now due".to_owned() } else { format!("in {}", words::countdown(left)) };
    page.field("paused-until", "Paused until", Some(Piece::plain(format!("{at}, {rest}"))), Some(&until.to_string()));
    page.note("The pause ends then, and queued work starts at once.", Role::Quiet);
}

fn kind(page: &mut Builder, known: &Known) {
    let runner = known.subject.runner;
    let label = |label: Option<&str>| label.map(str::to_owned);
    plain(page, known, "type", "Type", runner.runner_type.as_ref().map(RunnerType::label));
    let provider = label(runner.platform.provider.as_ref().map(CloudProvider::label));
    plain(page, known, "provider", "Cloud provider", provider.as_deref());
    let deployment = label(runner.platform.deployment.as_ref().map(Deployment::label));
    plain(page, known, "deployment", "Deployment", deployment.as_deref());
    if runner.withheld_reason().is_none() && runner.platform.full_name().is_some() {
        page.note(&capitalised(runner.platform.meaning()), Role::Quiet);
    }
}

fn release(page: &mut Builder, known: &Known) {
    let release = &known.subject.runner.release;
    switch(page, known, Setting::AutoUpdate, known.subject.runner.auto_update);
    let track = release.track.as_ref().map(VersionTrack::label);
    plain(page, known, Setting::Track.label(), Setting::Track.label(), track);
    change_notes(page, known, Setting::Track);
    plain(page, known, "latest", "Latest version", release.latest.as_ref().map(Version::label));
    let released = release.latest_released.map(|at| {
        let age = Duration::try_from(known.subject.now.wall.duration_since(at)).unwrap_or_default();
        format!("{}, {}", words::day(at), words::days_ago(age))
    });
    plain(page, known, "released", "Version release date", released.as_deref());
    plain(page, known, "reported", "Version reported", release.version.as_ref().map(Version::label));
    changed(page, known, |kind| match kind {
        RecordKind::Version { from, .. } => Some(from.as_ref().map_or("none", Version::label).to_owned()),
        _ => None,
    });
    if let Some(note) = release.ahead_of() {
        page.note(&note, Role::Attention);
    }
    let update = release.update_available.map(|available| match (available, &release.latest) {
        (true, Some(latest)) => {
            Piece::new(format!("{} Yes, {}", known.subject.symbols.update, latest.label()), Role::Attention)
        }
        (true, None) => Piece::new(format!("{} Yes", known.subject.symbols.update), Role::Attention),
        (false, _) => Piece::plain("No"),
    });
    page.field("update", "Update available", update.or_else(|| known.pending()), None);
    let has_auto_update = Setting::AutoUpdate.applies_to(known.subject.runner);
    if release.has_update() && known.subject.runner.auto_update == Some(true) && has_auto_update {
        page.note(
            "Auto update is on. The update is under way, the image is pinned, or nothing restarts the runner.",
            Role::Quiet,
        );
    }
    let support = release.support.as_ref().map(|support| match support {
        Support::Supported => Piece::plain("Supported"),
        Support::Ended(word) => {
            Piece::new(format!("{} Out of support ({word})", known.subject.symbols.unsupported), Role::Bad)
        }
    });
    page.field("support", "Support", support.or_else(|| known.pending()), None);
    if release.is_out_of_support() {
        page.note(
            "No guarantee and no security patches. Supported are the newest release of a track and the one before.",
            Role::Quiet,
        );
    }
}

fn access(page: &mut Builder, known: &Known) {
    let runner = known.subject.runner;
    switch(page, known, Setting::Restriction, runner.restricted);
    if runner.restricted == Some(true) {
        page.note("Only the projects and environments of the allow list may use the runner.", Role::Quiet);
    }
    let id = runner.id.label();
    page.field("id", "Runner ID", Some(Piece::plain(id.safe())), Some(id.raw()));
}

fn plain(page: &mut Builder, known: &Known, key: &str, name: &str, value: Option<&str>) {
    let piece = value.map(Piece::plain).or_else(|| known.pending());
    page.field(key, name, piece, value);
}

fn text_field(page: &mut Builder, known: &Known, setting: Setting, value: Option<&Label>) {
    let piece =
        value.map(|text| if text.is_blank() { Piece::new("None", Role::Quiet) } else { Piece::plain(text.safe()) });
    let raw = value.filter(|text| !text.is_blank()).map(Label::raw);
    page.field(setting.label(), setting.label(), piece.or_else(|| known.pending()), raw);
    change_notes(page, known, setting);
}

/// A field that is on or off, with what is asked for.
pub(super) fn switch(page: &mut Builder, known: &Known, setting: Setting, value: Option<bool>) {
    let word = match (setting.applies_to(known.subject.runner), value) {
        (false, _) => Some("None"),
        (true, value) => value.map(|on| if on { "On" } else { "Off" }),
    };
    plain(page, known, setting.label(), setting.label(), word);
    change_notes(page, known, setting);
}

/// Under a setting's field: what was asked for, what it was before it changed, and why it cannot be changed. Makes it a
/// setting to change.
fn change_notes(page: &mut Builder, known: &Known, setting: Setting) {
    page.target(ItemTarget::Setting(setting));
    if let Some((pending, change)) = known.pending.setting(&known.subject.runner.id, setting) {
        page.note(
            &asked(pending, change, known),
            if pending.stage == Stage::Overdue { Role::Attention } else { Role::InMotion },
        );
    }
    changed(page, known, |kind| match kind {
        RecordKind::Setting { setting: which, from, .. } if *which == setting => Some(from.clone()),
        _ => None,
    });
    let is_limit = known.subject.runner.withheld_reason().is_none() && !known.read_only;
    if let Some(reason) = setting.refusal(known.subject.runner, known.read_only).filter(|_| is_limit) {
        page.note(&capitalised(reason), Role::Quiet);
    }
}

fn asked(pending: &PendingChange, change: &SettingChange, known: &Known) -> String {
    let (mark, value) = (known.subject.symbols.asked, change.value());
    let age = words::span(known.subject.now.since(&pending.sent));
    match pending.stage {
        Stage::Waiting | Stage::Sent => format!("{mark} Requesting {value}"),
        Stage::Accepted => format!("{mark} Requested {value} {age} ago, not reported yet"),
        Stage::Unanswered => format!("{mark} Requested {value} {age} ago, not known whether the request arrived"),
        Stage::Overdue => format!("{mark} Requested {value} {age} ago, still not reported"),
    }
}

/// Marks a field that changed while the details were open.
fn changed(page: &mut Builder, known: &Known, was: impl Fn(&RecordKind) -> Option<String>) {
    let mut latest = known.subject.records.iter().take_while(|record| record.at.mono > known.opened.mono);
    if let Some((at, from)) = latest.find_map(|record| Some((record.at, was(&record.kind)?))) {
        let at = words::time_with_seconds(at.wall, known.subject.zone);
        page.note(&format!("{} Changed {at}, was {from}", known.subject.symbols.changed), Role::Attention);
    }
}
