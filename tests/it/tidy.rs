//! The tree keeps its directions: each part imports only what stands before it, and the demo nothing at all.

use std::fs;
use std::path::{Path, PathBuf};

/// Parts in the order of imports: each may use those before it. The demo stands apart.
const ORDER: [&str; 12] = [
    "domain",
    "api",
    "account",
    "clipboard",
    "command",
    "keymap",
    "effect",
    "message",
    "ui",
    "options",
    "screens",
    "app",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
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

/// The parts of the crate that a file names as `crate::part`, comments aside.
fn imports(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn every_part_imports_only_what_stands_before_it() {
    for path in sources(&root()) {
        let part = part_of(&path);
        let text = fs::read_to_string(&path).unwrap();
        let position = |name: &str| ORDER.iter().position(|known| *known == name);
        for import in imports(&text) {
            if part == import {
                continue;
            }
            assert_ne!(part, "demo", "{} imports {import}: the demo imports nothing of the crate", path.display());
            assert_ne!(import, "demo", "{} imports the demo: only main may", path.display());
            if let (Some(of_part), Some(of_import)) = (position(&part), position(&import)) {
                assert!(of_import < of_part, "{} imports {import}, which stands after {part}", path.display());
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
        ("hyper", vec!["demo", "api"]),
        ("crossterm", vec!["runtime"]),
        ("tokio", vec!["runtime", "api", "demo", "main"]),
        ("clap", vec!["options"]),
        ("toml", vec!["options"]),
        ("etcetera", vec!["runtime"]),
        ("serde", vec!["api", "demo"]),
        // Beside the wire: the journal is kept as JSON.
        ("serde_json", vec!["api", "demo", "runtime"]),
        ("rustix", vec!["runtime"]),
        ("idna", vec!["domain"]),
        ("arboard", vec!["runtime"]),
        ("open", vec!["runtime"]),
        ("base64", vec!["runtime"]),
        ("nix", vec!["runtime"]),
        ("x11rb", vec!["runtime"]),
    ];
    for path in sources(&root()) {
        let part = part_of(&path);
        let text = fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for (library, parts) in &allowed {
            let uses = code.iter().any(|line| {
                line.match_indices(&format!("{library}::"))
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
            });
            assert!(!uses || parts.contains(&part.as_str()), "{} uses {library}", path.display());
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
        for line in code.filter(|line| starts.iter().any(|start| line.contains(start))) {
            assert!(path.ends_with("runtime/child.rs"), "{}: {line}", path.display());
        }
        // What a library has put together becomes one there too.
        for line in text.lines().filter(|line| line.contains("Command::from(")) {
            assert!(line.contains("Command::from(child::"), "{}: {line}", path.display());
        }
    }
}
