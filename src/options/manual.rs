//! The manual: a page in roff for the program and for each command, from what the help says.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::arguments::PROGRAM;
use super::whole;

/// What stands at the top of each page, in the middle.
const MANUAL: &str = "User Commands";
/// The heading of what belongs to none.
const NOTES: &str = "NOTES";

/// The page of a command, or of the program: `trackside-list(1)`, `trackside(1)`.
pub(super) fn page(command: Option<&str>) -> String {
    let program = whole::command();
    let found = command.and_then(|name| program.find_subcommand(name)).cloned();
    let of_program = found.is_none();
    let page = found.map_or_else(
        || program.clone(),
        |command| {
            let (name, called) =
                (format!("{PROGRAM}-{}", command.get_name()), format!("{PROGRAM} {}", command.get_name()));
            command.display_name(name).bin_name(called)
        },
    );
    let others = program.get_subcommands().filter(|other| of_program || Some(other.get_name()) != command);
    let others = others.map(|other| format!("{PROGRAM}-{}", other.get_name()));
    let see_also: Vec<String> = if of_program { others.collect() } else { vec![PROGRAM.to_owned()] };
    let mut text = Vec::new();
    // What is written to is memory.
    let _ = write(page, of_program, &see_also, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn write(page: Command, has_commands: bool, see_also: &[String], to: &mut Vec<u8>) -> io::Result<()> {
    let after = page.get_after_help().map(ToString::to_string).unwrap_or_default();
    let about = page.get_about().map(ToString::to_string).unwrap_or_default();
    let title = page.get_display_name().unwrap_or(PROGRAM).to_uppercase();
    // By hand: clap's leaves the date out, which is empty, so that what stands behind it would count as the date. No word is
    // hyphenated, as names are copied, and so no line is stretched.
    writeln!(to, ".TH {title} 1 \"\" \"{PROGRAM} {}\" \"{MANUAL}\"\n.nh\n.ad l", env!("CARGO_PKG_VERSION"))?;
    let man = Man::new(page.long_about(format!("{about}.")).subcommand_help_heading("COMMANDS"));
    man.render_name_section(to)?;
    man.render_synopsis_section(to)?;
    man.render_description_section(to)?;
    if has_commands {
        man.render_subcommands_section(to)?;
    }
    man.render_options_section(to)?;
    to.write_all(remarks(&after).render().as_bytes())?;
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    for (at, name) in see_also.iter().enumerate() {
        let end = if at + 1 == see_also.len() { "(1)" } else { "(1)," };
        roff.text([bold(name.as_str()), roman(end)]);
    }
    to.write_all(roff.render().as_bytes())
}

/// What the help says behind its flags: each list with its heading, examples line by line, and what stands between.
fn remarks(text: &str) -> Roff {
    let mut roff = Roff::new();
    let mut is_in_notes = false;
    for block in text.split("\n\n") {
        let (first, rest) = block.split_once('\n').unwrap_or((block, ""));
        if let Some(heading) = first.strip_suffix(':').filter(|_| rest.starts_with("  ")) {
            is_in_notes = false;
            roff.control("SH", [heading.to_uppercase().as_str()]);
            if heading == "Examples" {
                examples(&mut roff, rest);
            } else {
                list(&mut roff, rest);
            }
            continue;
        }
        if std::mem::replace(&mut is_in_notes, true) {
            roff.control("PP", []);
        } else {
            roff.control("SH", [NOTES]);
        }
        roff.text([roman(block)]);
    }
    roff
}

fn examples(roff: &mut Roff, lines: &str) {
    roff.control("nf", []);
    for line in lines.lines() {
        roff.text([roman(line.trim_start())]);
    }
    roff.control("fi", []);
}

/// Terms with what they mean behind a gap, which goes on in lines that are further in.
fn list(roff: &mut Roff, lines: &str) {
    let mut is_sentence = false;
    for line in lines.lines() {
        let inside = line.strip_prefix("  ").unwrap_or(line);
        match inside.split_once("  ").filter(|(term, _)| !term.is_empty()) {
            Some((term, meaning)) => {
                is_sentence = false;
                roff.control("TP", []);
                roff.text([bold(term)]);
                roff.text([roman(meaning.trim_start())]);
            }
            None if inside.starts_with(' ') || is_sentence => {
                roff.text([roman(inside.trim_start())]);
            }
            None => {
                is_sentence = true;
                roff.control("PP", []);
                roff.text([roman(inside)]);
            }
        }
    }
}
