//! Requests as commands: what they say, and that a shell takes every part of them word for word.

use std::process::Command;

use trackside::api::{BaseUrl, curl};
use trackside::domain::{
    AllowListChange, AllowedProject, Change, Label, ProjectId, RunnerCommand, SettingChange, VersionTrack,
};

use super::id;

fn of(runner: &str, change: &Change) -> String {
    curl(Some(&BaseUrl::parse("https://eu1.api.example/dpc/").unwrap()), &id(runner), change)
}

#[test]
fn a_command_is_the_request_without_the_token() {
    let table = [
        (
            Change::Command(RunnerCommand::Restart),
            "curl -X POST 'https://eu1.api.example/dpc/v1/agents/r-1/commands' -H \"Authorization: Bearer $TOKEN\" \
             -H 'Content-Type: application/json' --data-raw '{\"command\":\"RESTART\"}'",
        ),
        (
            Change::Remove,
            "curl -X DELETE 'https://eu1.api.example/dpc/v1/agents/r-1' -H \"Authorization: Bearer $TOKEN\"",
        ),
        (
            Change::Setting(SettingChange::Track(VersionTrack::Stable)),
            "curl -X PATCH 'https://eu1.api.example/dpc/v1/agents/r-1' -H \"Authorization: Bearer $TOKEN\" \
             -H 'Content-Type: application/json' --data-raw '{\"trackName\":\"STABLE\"}'",
        ),
        (
            Change::AllowList(AllowListChange::RemoveEnvironment(ProjectId::new("p1"), Label::from("a b"))),
            "curl -X DELETE 'https://eu1.api.example/dpc/v1/agents/r-1/allowlist?projectId=p1&environmentName=a+b' \
             -H \"Authorization: Bearer $TOKEN\"",
        ),
    ];
    for (change, expected) in table {
        assert_eq!(of("r-1", &change), expected);
    }
    let unknown = curl(None, &id("r-1"), &Change::Remove);
    let expected = "curl -X DELETE \"$TRACKSIDE_API_URL\"'/v1/agents/r-1' -H \"Authorization: Bearer $TOKEN\"";
    assert_eq!(unknown, expected);
    assert_eq!(of("..", &Change::Remove), "# Nothing would be sent: this id cannot be part of an address.");
}

#[test]
fn whatever_stands_in_an_id_or_a_name_a_shell_takes_it_word_for_word() {
    for text in ["a'b", "$(touch /x)", "`id`", "a\"; rm -rf / #", "new\nline", "\u{1b}]52;c;x\u{7}", "\\", "漢字", "!x"]
    {
        let entry = AllowedProject { id: ProjectId::new(text), environments: Some(vec![Label::from(text)]) };
        let changes = [
            Change::Setting(SettingChange::Name(text.to_owned())),
            Change::AllowList(AllowListChange::Add(entry)),
            Change::AllowList(AllowListChange::RemoveProject(ProjectId::new(text))),
        ];
        for change in changes {
            let command = of(text, &change);
            assert!(command.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{command}");
            // A shell that prints its words in place of sending them.
            let script = command.replacen("curl ", "printf '%s\\n' ", 1);
            let output = Command::new("sh").args(["-c", &script]).env("TOKEN", "token").output().unwrap();
            let words: Vec<_> = std::str::from_utf8(&output.stdout).unwrap().lines().map(str::to_owned).collect();
            assert!(output.status.success() && output.stderr.is_empty(), "{command}");
            assert!(words.contains(&"Authorization: Bearer token".to_owned()), "{words:?}");
            let body = words.last().filter(|_| command.contains("--data-raw"));
            if let Some(body) = body {
                let json: serde_json::Value = serde_json::from_str(body).unwrap();
                assert!(json.to_string().contains(&serde_json::Value::from(text).to_string()), "{json}");
            }
            assert_eq!(words.len(), if body.is_some() { 9 } else { 5 }, "{words:?}");
        }
    }
}
