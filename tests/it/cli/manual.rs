//! `trackside man`: every page is taken by man without a warning, and says what the help says.

use super::*;
use crate::support::programs::is_installed;

fn page(command: &[&str]) -> String {
    // It needs nothing, and whatever is wrong around it does not matter.
    let broken = [("TRACKSIDE_CONFIG", "/no/such/file".to_owned()), ("TRACKSIDE_REFRESH", "none".to_owned())];
    let ended = start(&[&["man"], command].concat(), &broken).ended();
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""), "{command:?}");
    String::from_utf8(ended.stdout).unwrap()
}

/// The commands of the help.
fn commands() -> Vec<String> {
    let help = String::from_utf8(start(&["--help"], &[]).ended().stdout).unwrap();
    let list = help.split("\nCommands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    list.lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// A page as a reader sees it, and what man says of it.
fn shown(page: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.1");
    std::fs::write(&path, page).unwrap();
    let mut man = Command::new("man");
    man.args(["--warnings", "-l"]).arg(&path).env("MANWIDTH", "80").env("LC_ALL", "C.UTF-8");
    let output = man.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn every_page_is_shown_without_a_warning() {
    if !is_installed("man") || !is_installed("groff") {
        return;
    }
    let commands = commands();
    assert!(commands.len() > 5, "{commands:?}");
    let (text, warnings) = shown(&page(&[]));
    assert_eq!(warnings, "");
    assert!(text.starts_with("TRACKSIDE(1)") && text.trim_end().ends_with("TRACKSIDE(1)"), "{text}");
    for part in ["--demo-accounts <N>", "TRACKSIDE_CLIENT_SECRET", "EXIT CODES", "trackside-list(1)", "128+n"] {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
    for command in &commands {
        let (text, warnings) = shown(&page(&[command]));
        assert_eq!(warnings, "", "{command}");
        let name = format!("trackside-{command}");
        assert!(text.starts_with(&format!("{}(1)", name.to_uppercase())), "{text}");
        for part in [format!("{name} - "), format!("trackside {command} "), "EXIT CODES".to_owned()] {
            // However wide the gaps are, and wherever a line ends.
            let words: Vec<&str> = text.split_whitespace().collect();
            assert!(words.join(" ").contains(part.trim()), "{part} in:\n{text}");
        }
        let has_screen = ["doctor", "config"].contains(&command.as_str());
        assert_eq!(text.contains("--theme"), has_screen, "the dashboard's own flags are refused:\n{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 86), "{text}");
    }
}

#[test]
fn every_page_is_told_from_the_others_by_its_first_lines() {
    let commands = commands();
    let pages = commands.iter().map(|command| page(&[command])).chain([page(&[])]);
    let titles: std::collections::BTreeSet<String> =
        pages.map(|page| page.lines().next().unwrap().to_owned()).collect();
    assert_eq!(titles.len(), commands.len() + 1, "{titles:?}");
    assert!(titles.contains(".TH TRACKSIDE-LIST 1 \"\" \"trackside 0.1.0\" \"User Commands\""), "{titles:?}");
}

#[test]
fn a_page_that_is_not_there_is_refused() {
    let ended = start(&["man", "bogus"], &[]).ended();
    let line = "trackside: COMMAND: bogus is not one of list, show, ";
    assert_eq!(ended.code, Some(2));
    assert!(ended.said.starts_with(line), "{}", ended.said);
}
