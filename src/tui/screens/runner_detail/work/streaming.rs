//! The streaming pipelines that name the runner themselves, with their status.

use super::{Known, cannot_be_read, place};
use crate::api::calls;
use crate::domain::work::streaming::status_label;
use crate::domain::{Label, PipelineKey, Project, StreamingPipeline};
use crate::text::words::ago;
use crate::tui::screens::parts::page::Builder;
use crate::tui::ui::{Piece, Role};

/// Heading and each pipeline; none seen is told, and why none can be.
pub(super) fn section(page: &mut Builder, known: &Known, found: &[(&Project, &StreamingPipeline)]) {
    page.heading("Streaming");
    if let Some(error) = known.work().refusal(calls::LIST_STREAMING) {
        cannot_be_read(page, known, "streaming", "Streaming pipelines", error);
        return;
    }
    if found.is_empty() {
        let so_far = if known.work().is_whole() { "" } else { " so far" };
        page.prose("streaming", &format!("No streaming pipeline seen that names this runner{so_far}"), Role::Text);
        return;
    }
    for (project, pipeline) in found {
        one(page, known, project, pipeline);
    }
}

fn one(page: &mut Builder, known: &Known, project: &Project, pipeline: &StreamingPipeline) {
    let symbols = known.subject.symbols;
    let (status, role) = status(known, project, pipeline);
    let mut line = vec![Piece::new(pipeline.name.safe(), Role::Title), Piece::new(format!("  {status}"), role)];
    let mut lines = Vec::new();
    if page.is_narrow() {
        lines.push(vec![line.remove(0)]);
    }
    lines.push(line);
    let key = format!("streaming {} {}", project.id.as_str(), pipeline.id.as_ref().unwrap_or(&pipeline.name));
    page.push(&key, lines, Some(("Streaming pipeline", pipeline.name.raw())));
    let ends = [&pipeline.source, &pipeline.target].map(|end| end.as_ref().map_or(symbols.absent, Label::safe));
    let path = format!("{}  {} {} {}", place(project, None, symbols), ends[0], symbols.becomes, ends[1]);
    page.note_at(2, &path, Role::Quiet);
}

/// Its status in a word with its age, and what that means.
fn status(known: &Known, project: &Project, pipeline: &StreamingPipeline) -> (String, Role) {
    let Some(id) = &pipeline.id else { return ("Status not known: the pipeline has no ID".to_owned(), Role::Quiet) };
    let key = PipelineKey { project: project.id.clone(), id: id.clone() };
    let Some(remote) = known.work().streaming_status(&key) else {
        return ("Status not read".to_owned(), Role::Quiet);
    };
    match (remote.value(), remote.error()) {
        (Some(status), error) => {
            let role = match status.raw().trim().to_ascii_uppercase().as_str() {
                "STREAMING" => Role::Good,
                "STARTING" | "SNAPSHOTTING" | "STOPPING" => Role::InMotion,
                _ => Role::Attention,
            };
            let age = remote.age(known.subject.now).map(ago).unwrap_or_default();
            let failed = if error.is_some() { ", reading again failed" } else { "" };
            (format!("{} ({age}{failed})", status_label(status)), role)
        }
        (None, Some(error)) => (format!("Status cannot be read: {}", error.cause), Role::Attention),
        (None, None) => ("Reading the status".to_owned(), Role::InMotion),
    }
}
