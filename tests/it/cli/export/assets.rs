//! The files for Prometheus and Grafana: their tools take them, and they name what is exported. The page names all of it.

use serde_json::Value;

use super::*;

/// A file of the repository.
fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Every metric that a text names.
fn named(text: &str) -> BTreeSet<String> {
    let pattern = regex::Regex::new(r"trackside_[a-z_]+").unwrap();
    let found = pattern.find_iter(text).map(|name| name.as_str().to_owned());
    // A file is named alike.
    found.filter(|name| name != "trackside_test").collect()
}

fn exported() -> (BTreeSet<String>, String) {
    let account = two();
    let metrics = Exporter::of(&account).wait_until_up();
    (names(&metrics), metrics)
}

/// Runs promtool in the folder of the rules. It comes with Debian's package `prometheus`.
fn promtool(arguments: &[&str], input: &str) -> (bool, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/monitoring");
    let mut command = Command::new("promtool");
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("promtool is installed (apt-get install prometheus)");
    // One that reads no input may have ended.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn promtool_takes_the_metrics() {
    for account in [two(), hostile()] {
        let exporter = Exporter::of(&account);
        exporter.wait_until_up();
        for accept in ["", "Accept: application/openmetrics-text\r\n"] {
            let metrics = exporter.ask("GET", "/metrics", accept).body;
            let (is_taken, said) = promtool(&["check", "metrics"], &metrics);
            assert!(is_taken && said.is_empty(), "{said}\n{metrics}");
        }
    }
    // And it reads what it takes.
    assert!(!promtool(&["check", "metrics"], "trackside_account_up{ 1\n").0);
}

#[test]
fn promtool_takes_what_check_writes() {
    let account = two();
    let path = account.home.path().join("trackside.prom");
    let ended = start(&["check", "-o", "prometheus", "--to", path.to_str().unwrap()], &account.environment()).ended();
    assert_eq!((ended.code, ended.stdout), (Some(2), Vec::new()), "{}", ended.said);
    let metrics = std::fs::read_to_string(path).unwrap();
    assert_eq!(names(&metrics), exported().0);
    assert!(value(&metrics, "trackside_account_last_success_timestamp_seconds") > 0.0);
    let (is_taken, said) = promtool(&["check", "metrics"], &metrics);
    assert!(is_taken && said.is_empty(), "{said}\n{metrics}");
}

#[test]
fn promtool_takes_the_rules_and_each_alert_fires_when_it_should() {
    for arguments in [
        ["check", "rules", "trackside.rules.yml"],
        ["test", "rules", "trackside_test.yml"],
        ["check", "config", "prometheus.yml"],
    ] {
        let (is_taken, said) = promtool(&arguments, "");
        assert!(is_taken && said.contains("SUCCESS"), "{arguments:?}: {said}");
    }
}

/// The names of the alerts.
fn alerts() -> BTreeSet<String> {
    let rules = file("assets/monitoring/trackside.rules.yml");
    rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).map(str::to_owned).collect()
}

#[test]
fn each_alert_is_on_the_page_and_is_tested_both_ways() {
    let alerts = alerts();
    assert_eq!(alerts.len(), 8);
    let (page, tests) = (file("docs/monitoring.md"), file("assets/monitoring/trackside_test.yml"));
    for alert in alerts {
        assert!(page.contains(&format!("| {alert} |")), "{alert} is not on the page");
        assert!(tests.contains(&format!("alertname: {alert}\n")), "{alert} never fires in a test");
        assert!(tests.contains(&format!("alertname: {alert}, exp_alerts: []")), "{alert} never stays away in a test");
    }
}

#[test]
fn rules_and_dashboard_name_only_what_is_exported_and_the_page_names_all() {
    let (exported, _) = exported();
    for path in ["trackside.rules.yml", "trackside_test.yml", "grafana-dashboard.json"] {
        let named = named(&file(&format!("assets/monitoring/{path}")));
        assert!(!named.is_empty() && named.is_subset(&exported), "{path}: {:?}", named.difference(&exported));
    }
    assert_eq!(named(&file("docs/monitoring.md")), exported);
}

/// The expressions of the dashboard's panels.
pub(super) fn expressions() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(&file("assets/monitoring/grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().replace("$account", ".*")).collect()
}

#[test]
fn the_dashboard_asks_whichever_source_is_chosen() {
    let dashboard: Value = serde_json::from_str(&file("assets/monitoring/grafana-dashboard.json")).unwrap();
    let variables = dashboard["templating"]["list"].as_array().unwrap();
    assert_eq!((&variables[0]["name"], &variables[0]["type"]), (&"datasource".into(), &"datasource".into()));
    let mut ids = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{panel}");
        let targets = panel["targets"].as_array().unwrap().iter();
        for source in targets.map(|target| &target["datasource"]).chain([&panel["datasource"]]) {
            assert_eq!(source["uid"], "${datasource}", "{}", panel["title"]);
        }
    }
}
