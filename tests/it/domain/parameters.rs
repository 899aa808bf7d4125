//! What an installation is configured with, and the file that a shell and Docker read alike.

use proptest::prelude::*;
use trackside::domain::parameters::{Account, Parameter, ParameterValue, env_file, parameters};
use trackside::domain::{Containers, Label, Runner, RunnerId};

use super::kind::{at, bare, examples, hosted, snowflake, streaming, unlisted};
use crate::support::fixtures::{With, hostile_names, runner};

const ACCOUNT: Account = Account { account_id: Some("11111111-2222-3333-4444-555555555555"), region: Some("eu1") };

fn of(containers: Containers) -> Vec<Parameter> {
    parameters(&at(containers), &ACCOUNT).unwrap()
}

fn names(containers: Containers, required: bool) -> Vec<&'static str> {
    of(containers)
        .iter()
        .filter(|parameter| parameter.is_required == required)
        .map(|parameter| parameter.name)
        .collect()
}

fn value(containers: Containers, name: &str) -> ParameterValue {
    of(containers).into_iter().find(|parameter| parameter.name == name).unwrap().value
}

#[test]
fn each_deployment_has_its_required_parameters_in_their_order() {
    let common =
        ["ACCOUNT_ID", "AGENT_ID", "MATILLION_REGION", "CLOUD_PROVIDER", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"];
    let table: [(Containers, &[&str]); 5] = [
        (Containers::Fargate, &[]),
        (Containers::Eks, &["KUBERNETES_CLUSTER_DOMAIN"]),
        (Containers::ContainerApp, &["DEFAULT_KEYVAULT", "AZURE_CLIENT_ID"]),
        (Containers::Aks, &["AZURE_CLIENT_ID", "KUBERNETES_CLUSTER_DOMAIN"]),
        (Containers::Gke, &["KUBERNETES_CLUSTER_DOMAIN"]),
    ];
    for (containers, own) in table {
        assert_eq!(names(containers, true), [&common, own].concat(), "{containers:?}");
    }
}

#[test]
fn each_deployment_has_its_optional_parameters() {
    let proxy = ["PROXY_HTTP", "PROXY_HTTPS"];
    let plain_proxy = ["PROXY_EXCLUDES"];
    let helm_proxy = ["PROXY_EXCLUDE", "PROXY_PROTOCOL_HTTP", "PROXY_PROTOCOL_HTTPS"];
    let common = ["CUSTOM_CERT_LOCATION", "EXTENSION_LIBRARY_LOCATION", "EXTERNAL_DRIVER_LOCATION", "EXPORT_LOGS"];
    let kubernetes = ["OTEL_EXPORTER_PROMETHEUS_PORT", "LOG_LEVEL"];
    let host = ["MTLN_SCRIPT_RUNNER_HOST"];
    let eks = [&host[..], &["AWS_REGION", "AWS_DEFAULT_REGION"], &kubernetes].concat();
    let aks = [
        &host[..],
        &["DEFAULT_KEYVAULT"],
        &kubernetes,
        &["AZURE_SUBSCRIPTION_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"],
    ]
    .concat();
    let gke = [&host[..], &["DEFAULT_GCP_PROJECT"], &kubernetes].concat();
    let table: [(Containers, &[&str], &[&str]); 5] = [
        (Containers::Fargate, &plain_proxy, &[]),
        (Containers::Eks, &helm_proxy, &eks),
        (Containers::ContainerApp, &plain_proxy, &["AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"]),
        (Containers::Aks, &helm_proxy, &aks),
        (Containers::Gke, &helm_proxy, &gke),
    ];
    for (containers, excludes, own) in table {
        let expected = [&proxy, excludes, &common, own, &["MATILLION_ENV"]].concat();
        assert_eq!(names(containers, false), expected, "{containers:?}");
    }
}

#[test]
fn values_are_filled_in_as_far_as_they_are_known() {
    let known = |text: &str| ParameterValue::Known(Label::from(text));
    for (containers, provider) in [
        (Containers::Fargate, "AWS"),
        (Containers::Eks, "AWS"),
        (Containers::ContainerApp, "AZURE"),
        (Containers::Aks, "AZURE"),
        (Containers::Gke, "GCP"),
    ] {
        assert_eq!(value(containers, "CLOUD_PROVIDER"), known(provider));
        assert_eq!(value(containers, "AGENT_ID"), known("id-a"));
        assert_eq!(value(containers, "ACCOUNT_ID"), known("11111111-2222-3333-4444-555555555555"));
        assert_eq!(value(containers, "MATILLION_REGION"), known("eu1"));
        assert_eq!(value(containers, "EXPORT_LOGS"), ParameterValue::Default("true"));
        assert_eq!(value(containers, "PROXY_HTTP"), ParameterValue::Unset);
    }
    assert_eq!(value(Containers::Eks, "OTEL_EXPORTER_PROMETHEUS_PORT"), ParameterValue::Default("9464"));
    assert_eq!(value(Containers::Aks, "DEFAULT_KEYVAULT"), ParameterValue::Unset);
    assert_eq!(value(Containers::Gke, "KUBERNETES_CLUSTER_DOMAIN"), ParameterValue::Default("cluster.local"));
    assert!(matches!(value(Containers::ContainerApp, "DEFAULT_KEYVAULT"), ParameterValue::Missing { .. }));
}

#[test]
fn secrets_are_told_by_their_place_only() {
    for (containers, id_place, secret_place) in [
        (Containers::Fargate, "key client_id", "matillion-oauth-credentials, key client_secret"),
        (Containers::ContainerApp, "matillion-client-id", "matillion-client-secret"),
        (Containers::Gke, "<release>-config, key OAUTH_CLIENT_ID", "<release>-config, key OAUTH_CLIENT_SECRET"),
    ] {
        for (name, expected) in [("OAUTH_CLIENT_ID", id_place), ("OAUTH_CLIENT_SECRET", secret_place)] {
            let ParameterValue::StoredSecret { location } = value(containers, name) else { panic!("{name} is shown") };
            assert!(location.ends_with(expected), "{location}");
        }
    }
}

#[test]
fn what_the_account_does_not_tell_is_missing_and_says_where_to_find_it() {
    for blank in [None, Some(""), Some(" \t")] {
        let account = Account { account_id: blank, region: blank };
        for parameter in parameters(&runner("a"), &account).unwrap() {
            let is_missing = matches!(&parameter.value, ParameterValue::Missing { how } if !how.is_empty());
            assert_eq!(is_missing, ["ACCOUNT_ID", "MATILLION_REGION"].contains(&parameter.name), "{parameter:?}");
            assert_eq!(
                parameter.value.text().is_some(),
                ["AGENT_ID", "CLOUD_PROVIDER", "EXPORT_LOGS"].contains(&parameter.name)
            );
        }
    }
}

#[test]
fn every_word_of_the_tables_fits_on_one_line() {
    for parameter in examples().iter().filter_map(|runner| parameters(runner, &ACCOUNT).ok()).flatten() {
        let Parameter { name, value, meaning, .. } = parameter;
        let words = match value {
            ParameterValue::StoredSecret { location } => location,
            ParameterValue::Missing { how } => how,
            _ => meaning,
        };
        for text in [name, meaning, words] {
            assert!(!text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{text:?}");
        }
    }
}

#[test]
fn runners_without_parameters_say_why() {
    for (runner, reason) in [
        (streaming(), "Streaming runners have an image"),
        (runner("a").streaming(), "Streaming runners have an image"),
        (snowflake(), "A Native App has no parameters"),
        (hosted(), "hosted by Matillion"),
        (unlisted(), "platform unknown"),
        (bare(), "The control plane did not report the type"),
        (Runner { platform: bare().platform, ..runner("a") }, "The control plane did not report how"),
    ] {
        let said = parameters(&runner, &ACCOUNT).unwrap_err();
        assert!(said.starts_with(reason), "{said}");
    }
}

#[test]
fn the_file_has_values_where_they_are_plain_and_reasons_elsewhere() {
    let lines = env_file(&of(Containers::Eks));
    for line in [
        "ACCOUNT_ID=11111111-2222-3333-4444-555555555555",
        "AGENT_ID=id-a",
        "MATILLION_REGION=eu1",
        "CLOUD_PROVIDER=AWS",
        "# OAUTH_CLIENT_SECRET: a secret, stored in the Kubernetes Secret <release>-config, key OAUTH_CLIENT_SECRET",
        "KUBERNETES_CLUSTER_DOMAIN=cluster.local",
        "# MATILLION_ENV: not set; internal to the vendor; leave empty",
    ] {
        assert!(lines.lines().any(|found| found == line), "{line} is not in\n{lines}");
    }
    let without = env_file(&parameters(&runner("a"), &Account::default()).unwrap());
    assert!(without.starts_with("# ACCOUNT_ID: missing; "), "{without}");
}

#[test]
fn values_that_a_shell_would_read_differently_are_never_written() {
    for text in
        ["a b", "$HOME", "`id`", "a;b", "~", "a:~root", "'q'", "\"q\"", "a\\b", "#c", "a|b", "a&b", "ü", "{a,b}", "*"]
    {
        let account = Account { account_id: Some(text), ..ACCOUNT };
        let file = env_file(&parameters(&runner("a"), &account).unwrap());
        assert!(file.starts_with("# ACCOUNT_ID: has characters"), "{file}");
        assert!(text.len() == 1 || !file.contains(text), "the comment repeats {text}");
    }
}

/// How Docker reads `--env-file`: comments and blank lines aside, a name, and everything behind the `=`.
fn as_docker_reads(file: &str) -> Vec<(String, String)> {
    let lines = file.split('\n').filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap()).collect()
}

fn assert_is_harmless(file: &str) {
    for (name, value) in as_docker_reads(file) {
        let is_name = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        assert!(is_name && name.starts_with(|c: char| c.is_ascii_uppercase()), "{name:?}");
        assert!(value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_./:@%+,=-".contains(&b)), "{name}={value:?}");
    }
    assert!(!file.contains('\r') && !file.contains('\0') && file.ends_with('\n'), "{file:?}");
}

#[test]
fn hostile_ids_cannot_put_a_line_into_the_file() {
    for text in hostile_names() {
        let runner = Runner { id: RunnerId::new(&text), ..runner("a") };
        let all = parameters(&runner, &Account { account_id: Some(&text), region: Some(&text) }).unwrap();
        let file = env_file(&all);
        assert_is_harmless(&file);
        assert_eq!(file.lines().count(), all.len());
    }
}

proptest! {
    #[test]
    fn any_text_gives_one_harmless_line_for_each_parameter(
        id in any::<String>(),
        account_id in "\\PC{0,20}|[a-z\n=#$'\" ]{0,20}",
        region in any::<String>(),
        at in prop::sample::select(Containers::ALL.to_vec()),
    ) {
        let runner = Runner { id: RunnerId::new(&id), ..super::kind::at(at) };
        let all = parameters(&runner, &Account { account_id: Some(&account_id), region: Some(&region) }).unwrap();
        let file = env_file(&all);
        assert_is_harmless(&file);
        prop_assert_eq!(file.split('\n').count(), all.len() + 1);
    }
}

#[cfg(unix)]
#[test]
fn a_shell_and_docker_read_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runner.env");
    for containers in Containers::ALL {
        let account = Account { account_id: Some("A9_./:@%+,=-z"), region: Some("=-%d") };
        let file = env_file(&parameters(&at(containers), &account).unwrap());
        std::fs::write(&path, &file).unwrap();
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", "set -a; . \"$0\"; env"]).arg(&path).env_clear().output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let environment = String::from_utf8(output.stdout).unwrap();
        let from_shell: Vec<&str> = environment.lines().collect();
        for (name, value) in as_docker_reads(&file) {
            assert!(from_shell.contains(&format!("{name}={value}").as_str()), "{name}={value} is not in {environment}");
        }
        assert!(from_shell.contains(&"ACCOUNT_ID=A9_./:@%+,=-z"), "{environment}");
    }
}
