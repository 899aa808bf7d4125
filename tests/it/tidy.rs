//! The tree keeps its directions: each part imports only what stands before it, and the demo nothing at all.

use std::fs;
use std::path::{Path, PathBuf};

/// Parts in the order of imports: each may use those before it. The demo stands apart, and `main` puts all together.
const ORDER: [&str; 11] =
    ["domain", "text", "api", "account", "options", "files", "store", "terminal", "runtime", "tui", "cli"];

/// Parts that show the same model to different readers: none may know another.
const FACES: [&str; 2] = ["tui", "cli"];

/// What the pure parts never name: waiting, drawing, the network.
const IMPURE: [&str; 6] = ["tokio", "ratatui", "reqwest", "hyper", "crossterm", "rusqlite"];

pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn part_of(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap();
    inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// A file's code, comments aside.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Where a file stands in the crate: `screens::runner_list::view`.
fn module_of(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix(root()).unwrap().with_extension("");
    let names = inside.components().map(|part| part.as_os_str().to_str().unwrap().to_owned());
    names.filter(|name| !matches!(name.as_str(), "mod" | "lib" | "main")).collect()
}

/// The places of the crate that a file names, from the crate's root: `crate::`, `super::` and `self::` resolved, braces
/// taken apart.
fn imports(path: &Path) -> Vec<Vec<String>> {
    let code = code(path);
    let starts = ["crate::", "super::", "self::"].into_iter().flat_map(|start| code.match_indices(start));
    let is_whole = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    let paths = starts.filter(|(at, _)| is_whole(*at)).flat_map(|(at, _)| paths(&code[at..]));
    paths.map(|names| resolved(&module_of(path), &names)).collect()
}

/// The paths that `text` begins with: one, or one for each entry in braces.
fn paths(text: &str) -> Vec<Vec<String>> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let Some(rest) = text[name.len()..].strip_prefix("::") else { return vec![vec![name]] };
    let entries = match rest.strip_prefix('{') {
        None => vec![rest],
        Some(inside) => {
            let mut depth = 0_i32;
            let whole = |c: char| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                depth < 0
            };
            let end = inside.find(whole).unwrap_or(inside.len());
            let mut depth = 0_i32;
            let apart = |c: char| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                c == ',' && depth == 0
            };
            inside[..end].split(apart).map(str::trim).filter(|entry| !entry.is_empty()).collect()
        }
    };
    let behind = entries.into_iter().flat_map(paths);
    behind.map(|path| [vec![name.clone()], path].concat()).collect()
}

fn resolved(module: &[String], names: &[String]) -> Vec<String> {
    let mut place = if names[0] == "crate" { Vec::new() } else { module.to_vec() };
    for name in names {
        match name.as_str() {
            "crate" | "self" => {}
            "super" => drop(place.pop()),
            name => place.push(name.to_owned()),
        }
    }
    place
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let read = |text: &str| paths(text).into_iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(read("crate::a::b;"), ["crate::a::b"]);
    assert_eq!(
        read("crate::a::{self, b::{c, d}, e};"),
        ["crate::a::self", "crate::a::b::c", "crate::a::b::d", "crate::a::e"]
    );
    let module: Vec<String> = ["tui", "screens", "page"].map(str::to_owned).to_vec();
    let names = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(resolved(&module, &names("super::super::help")), ["tui", "help"]);
    assert_eq!(resolved(&module, &names("self::line")), ["tui", "screens", "page", "line"]);
    assert_eq!(resolved(&module, &names("crate::text")), ["text"]);
}

#[test]
fn every_part_imports_only_what_stands_before_it() {
    let rank = |name: &str| ORDER.iter().position(|known| *known == name);
    for path in sources(&root()) {
        let part = part_of(&path);
        assert!(
            rank(&part).is_some() || matches!(part.as_str(), "demo" | "main" | "lib"),
            "{} belongs to no part that is known: give it its place in the order",
            path.display()
        );
        for import in imports(&path) {
            let Some(import) = import.first().filter(|import| **import != part) else { continue };
            assert_ne!(part, "demo", "{} imports {import}: the demo imports nothing of the crate", path.display());
            assert_ne!(import, "demo", "{} imports the demo: only main may", path.display());
            let are_faces = [&part, import].iter().all(|name| FACES.contains(&name.as_str()));
            assert!(!are_faces, "{} imports {import}: two faces of one model do not know each other", path.display());
            if let (Some(of_part), Some(of_import)) = (rank(&part), rank(import)) {
                assert!(of_import < of_part, "{} imports {import}, which stands after {part}", path.display());
            }
        }
    }
}

#[test]
fn a_screen_imports_no_other_screen() {
    for path in sources(&root().join("tui/screens")) {
        let own = module_of(&path).get(2).cloned();
        for import in imports(&path) {
            let is_of_screens = import.len() > 2 && import[..2] == ["tui", "screens"];
            let screen = is_of_screens.then(|| &import[2]);
            let is_other = screen.is_some_and(|screen| Some(screen) != own.as_ref() && screen != "parts");
            assert!(!is_other, "{} imports {}", path.display(), import.join("::"));
        }
    }
}

#[test]
fn the_pure_parts_name_nothing_that_waits_draws_or_sends() {
    for path in sources(&root()) {
        if matches!(part_of(&path).as_str(), "domain" | "account") {
            let code = code(&path);
            for library in IMPURE {
                assert!(!code.contains(&format!("{library}::")), "{} names {library}", path.display());
            }
        }
    }
}

#[test]
fn each_outside_library_has_its_one_place() {
    let allowed = [
        ("reqwest", vec!["api"]),
        ("rustls", vec!["api"]),
        ("ipnet", vec!["api"]),
        ("hyper", vec!["demo", "api", "cli/export"]),
        ("prometheus_client", vec!["cli/metrics"]),
        ("crossterm", vec!["terminal"]),
        ("ratatui", vec!["terminal", "tui"]),
        ("tokio", vec!["api", "demo", "terminal", "runtime", "tui/run", "cli", "main"]),
        ("clap", vec!["options"]),
        ("toml", vec!["options"]),
        ("etcetera", vec!["runtime"]),
        ("serde", vec!["api", "demo", "cli"]),
        // Beside the wire: the journal is kept as JSON.
        ("serde_json", vec!["api", "demo", "runtime/journal", "cli/json"]),
        ("csv", vec!["text/table/csv_rows"]),
        ("prometheus_client", vec!["cli/metrics"]),
        ("rusqlite", vec!["store"]),
        ("rustix", vec!["files", "terminal", "runtime"]),
        ("idna", vec!["domain"]),
        ("arboard", vec!["terminal/clipboard"]),
        ("open", vec!["terminal/browser"]),
        ("base64", vec!["terminal/clipboard"]),
        ("nix", vec!["terminal"]),
        ("process_wrap", vec!["terminal/child"]),
        ("x11rb", vec!["terminal/clipboard"]),
        ("nucleo_matcher", vec!["tui/screens/palette/fuzzy"]),
    ];
    for path in sources(&root()) {
        let module = path.strip_prefix(root()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for (library, parts) in &allowed {
            let uses = code.iter().any(|line| {
                line.match_indices(&format!("{library}::"))
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
            });
            let is_allowed =
                parts.iter().any(|part| module.starts_with(part) || module.with_extension("") == Path::new(part));
            assert!(!uses || is_allowed, "{} uses {library}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_owns() {
    for path in sources(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not start with a module comment", path.display());
    }
}

#[test]
fn every_other_program_is_started_in_one_place() {
    // What starts one, and where it may stand: in the one place that takes the secret out of its environment.
    let starts = ["Command::new", "open::that", "open::with", ".spawn_detached", "posix_spawn"];
    for path in sources(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in
            code.filter(|line| !line.contains("clap::Command::new") && starts.iter().any(|start| line.contains(start)))
        {
            assert!(path.ends_with("terminal/child.rs"), "{}: {line}", path.display());
        }
        // What a library has put together becomes one there too.
        for line in text.lines().filter(|line| line.contains("Command::from(")) {
            assert!(line.contains("Command::from(child::"), "{}: {line}", path.display());
        }
    }
}

/// Longer files and functions hide a second one.
const MAX_FILE_LINES: usize = 450;
const MAX_FUNCTION_LINES: usize = 60;

/// The functions of a file that `rustfmt` has laid out: name, and lines from the signature to the last brace.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let signature = ["pub(super) ", "pub(crate) ", "pub ", "const ", "async "]
            .iter()
            .fold(code, |code, word| code.strip_prefix(word).unwrap_or(code));
        let Some(rest) = signature.strip_prefix("fn ") else { continue };
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let end = format!("{}}}", &line[..line.len() - code.len()]);
        let is_one_line = code.ends_with(['}', ';']);
        let last = lines[start..].iter().position(|line| is_one_line || *line == end);
        found.push((name, last.map_or(lines.len() - start, |last| last + 1)));
    }
    found
}

#[test]
fn functions_are_measured_from_signature_to_brace() {
    let text = "impl A {\n    pub(super) async fn one(\n        a: u8,\n    ) {\n        a;\n    }\n}\nfn two() {}\nfn three() {\n}\n";
    assert_eq!(functions(text), [("one", 5), ("two", 1), ("three", 2)]);
}

#[test]
fn files_and_functions_can_be_read_at_a_sitting() {
    let mut long = Vec::new();
    for path in sources(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if lines > MAX_FILE_LINES {
            long.push(format!("{}: {lines} lines", path.display()));
        }
        for (name, lines) in functions(&text).into_iter().filter(|(_, lines)| *lines > MAX_FUNCTION_LINES) {
            long.push(format!("{}: {name} has {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "more than {MAX_FILE_LINES} or {MAX_FUNCTION_LINES} lines:\n{}", long.join("\n"));
}
