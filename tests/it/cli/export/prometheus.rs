//! A real Prometheus that collects from the real program. It comes with Debian's package `prometheus`.

use serde_json::Value;

use super::assets::expressions;
use super::*;
use crate::support::patience::wait_until_or;

struct Prometheus {
    child: Child,
    port: u16,
    _home: tempfile::TempDir,
}

impl Prometheus {
    /// One that collects from `target` each second, and has the alerts.
    fn collecting(target: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/monitoring/trackside.rules.yml");
        let config = format!(
            "global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}\nrule_files: ['{}']\n\
            scrape_configs:\n- job_name: trackside\n  static_configs: [{{targets: ['{target}']}}]\n",
            rules.display()
        );
        std::fs::write(home.path().join("prometheus.yml"), config).unwrap();
        // It is free a moment ago: Prometheus does not say which one it got.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("prometheus");
        command.arg("--config.file").arg(home.path().join("prometheus.yml"));
        command.arg("--storage.tsdb.path").arg(home.path().join("data"));
        command.arg(format!("--web.listen-address=127.0.0.1:{port}")).arg("--log.level=error");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("prometheus is installed (apt-get install prometheus)");
        Self { child, port, _home: home }
    }

    /// The labels and the value of each series that a query finds; `None` while it does not answer.
    fn query(&self, query: &str) -> Option<Vec<(Value, String)>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("query", query).finish();
        write!(stream, "GET /api/v1/query?{query} HTTP/1.0\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let answer: Value = serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()?;
        let found = answer["data"]["result"].as_array()?.iter();
        Some(found.map(|one| (one["metric"].clone(), one["value"][1].as_str().unwrap().to_owned())).collect())
    }

    /// Waits until a query finds this, and answers with the labels.
    #[track_caller]
    fn wait_for(&self, query: &str, values: &[&str]) -> Vec<Value> {
        let is_so = |found: &[(Value, String)]| found.iter().map(|(_, value)| value).eq(values);
        let mut found = None;
        wait_until_or(
            "Prometheus has it",
            || {
                found = self.query(query).filter(|found| is_so(found));
                found.is_some()
            },
            || format!("{query}: {:?}, not {values:?}", self.query(query)),
        );
        found.unwrap().into_iter().map(|(labels, _)| labels).collect()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn prometheus_collects_what_there_is_and_nothing_that_was() {
    let mut account = two();
    let exporter = Exporter::of(&account);
    exporter.wait_until_up();
    let prometheus = Prometheus::collecting(&exporter.address);
    prometheus.wait_for("up", &["1"]);
    let labels = prometheus.wait_for("trackside_runner_status{runner='crm'} == 1", &["1"]);
    assert_eq!((&labels[0]["status"], &labels[0]["id"]), (&"paused".into(), &"id-crm".into()));
    prometheus.wait_for("sum(trackside_runner_status)", &["2"]);
    prometheus.wait_for("scrape_samples_scraped - scrape_samples_post_metric_relabeling", &["0"]);
    // What should be connected is waited for before it is an alert.
    prometheus.wait_for("ALERTS{alertname='TracksideRunnerNotConnected',alertstate='pending',runner='crm'}", &["1"]);
    for expression in expressions() {
        assert!(prometheus.query(&expression).is_some_and(|found| !found.is_empty()), "{expression} finds nothing");
    }
    account.set(vec![listed("billing", "running", "11.1.0")]);
    prometheus.wait_for("{runner='crm',__name__=~'trackside_.*'}", &[]);
    prometheus.wait_for("trackside_runner_info", &["1"]);
    prometheus.wait_for("trackside_account_up", &["1"]);
    account.go_away();
    prometheus.wait_for("trackside_account_up", &["0"]);
    prometheus.wait_for("{__name__=~'trackside_runner_.*'}", &[]);
    prometheus.wait_for("ALERTS{alertname='TracksideAccountDown'}", &["1"]);
    account.come_back();
    prometheus.wait_for("trackside_runner_info{runner='billing'}", &["1"]);
    prometheus.wait_for("ALERTS{alertname='TracksideAccountDown'}", &[]);
    drop(exporter);
    prometheus.wait_for("up", &["0"]);
    prometheus.wait_for("ALERTS{alertname='TracksideExporterAbsent'}", &["1"]);
}

#[test]
fn prometheus_takes_names_from_outside_as_names() {
    let account = hostile();
    let exporter = Exporter::of(&account);
    exporter.wait_until_up();
    let prometheus = Prometheus::collecting(&exporter.address);
    prometheus.wait_for("count(trackside_runner_info)", &["6"]);
    prometheus.wait_for("up", &["1"]);
    let labels = prometheus.wait_for("trackside_runner_connected{runner=~'c.*'}", &["1"]);
    assert_eq!(labels[0]["runner"], "c\"} 1 \\");
    prometheus.wait_for("count(trackside_account_up)", &["1"]);
}
