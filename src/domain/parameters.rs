//! [`parameters`]: what an installation of a runner is configured with, filled in as far as it is known.
//!
//! The control plane does not return these. Names and defaults are those of the vendor's public deployment library;
//! the optional ones also have a page, "Optional runner parameters".

use super::kind::{Cloud, Containers, Kind};
use super::runner::Runner;
use super::text::Label;

/// What is known of the account besides its runners. The runner API tells neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Account<'a> {
    /// The account's id, a UUID. Blank counts as `None`.
    pub account_id: Option<&'a str>,
    /// The region's name, as `eu1`. Blank counts as `None`.
    pub region: Option<&'a str>,
}

/// One parameter, which is an environment variable of the runner's containers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Upper case letters, digits and underscores.
    pub name: &'static str,
    /// What it is set to, as far as that can be known here.
    pub value: ParameterValue,
    /// Whether a runner cannot start without it.
    pub is_required: bool,
    /// What it is for, in a phrase of one line.
    pub meaning: &'static str,
}

/// What a parameter is set to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParameterValue {
    /// Follows from the runner or the account. Never blank; [`Label::raw`] is what to copy.
    Known(Label),
    /// What the vendor's templates use; an installation may differ.
    Default(&'static str),
    /// A secret, which is never shown here.
    StoredSecret {
        /// Where the vendor's templates store it.
        location: &'static str,
    },
    /// Only the operator knows it.
    Missing {
        /// Where to find it.
        how: &'static str,
    },
    /// Optional, and not set unless the operator does.
    Unset,
}

impl ParameterValue {
    /// The text to copy, where there is one. Not for drawing.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Known(label) => Some(label.raw()),
            Self::Default(text) => Some(text),
            Self::StoredSecret { .. } | Self::Missing { .. } | Self::Unset => None,
        }
    }
}

/// The parameters of this runner's installation, the required ones first. The error says why there are none.
pub fn parameters(runner: &Runner, account: &Account) -> Result<Vec<Parameter>, &'static str> {
    match Kind::of(runner) {
        Kind::Maia(containers) => {
            let mut all = required(containers, runner, account);
            let optional = OPTIONAL.iter().filter(|row| row.location.has(containers));
            all.extend(optional.map(Optional::parameter));
            Ok(all)
        }
        Kind::Streaming => Err("Streaming runners have an image and parameters of their own. See the guide."),
        Kind::Snowflake => Err("A Native App has no parameters. Grants and a warehouse in Snowflake set the app up."),
        Kind::Withheld(reason) | Kind::Unclear(reason) => Err(reason),
    }
}

fn required(containers: Containers, runner: &Runner, account: &Account) -> Vec<Parameter> {
    let mut all = vec![
        needed(
            "ACCOUNT_ID",
            known(
                account.account_id,
                "not in the API: copy the id from Account details in the web interface, and set account_id in the config file",
            ),
            "id of the account that the runner belongs to, a UUID",
        ),
        needed(
            "AGENT_ID",
            known(Some(runner.id.as_str()), "empty in the answer; see the web interface"),
            "id of this runner",
        ),
        needed(
            "MATILLION_REGION",
            known(account.region, "the account's region: eu1, us1 or au1"),
            "region of the account",
        ),
        needed("CLOUD_PROVIDER", ParameterValue::Known(provider(containers).into()), "where the runner is deployed"),
    ];
    let (id, secret) = secrets(containers);
    all.push(needed("OAUTH_CLIENT_ID", id, "the runner's own client id; other templates may store the id elsewhere"));
    all.push(needed(
        "OAUTH_CLIENT_SECRET",
        secret,
        "the runner's own secret; other templates may store the secret elsewhere",
    ));
    all.extend(REQUIRED_AT.iter().filter(|(location, ..)| location.has(containers)).map(
        |(_, name, value, meaning)| {
            let value = match *value {
                Given::Default(text) => ParameterValue::Default(text),
                Given::ByOperator(how) => ParameterValue::Missing { how },
            };
            needed(name, value, meaning)
        },
    ));
    all
}

fn needed(name: &'static str, value: ParameterValue, meaning: &'static str) -> Parameter {
    Parameter { name, value, is_required: true, meaning }
}

fn known(text: Option<&str>, how: &'static str) -> ParameterValue {
    match text {
        Some(text) if !text.trim().is_empty() => ParameterValue::Known(Label::from(text)),
        _ => ParameterValue::Missing { how },
    }
}

fn provider(containers: Containers) -> &'static str {
    match containers {
        Containers::Fargate | Containers::Eks => "AWS",
        Containers::ContainerApp | Containers::Aks => "AZURE",
        Containers::Gke => "GCP",
    }
}

/// Where the vendor's templates put client id and client secret.
fn secrets(containers: Containers) -> (ParameterValue, ParameterValue) {
    let (id, secret) = match containers {
        Containers::Fargate => (
            "AWS Secrets Manager, secret matillion-oauth-credentials, key client_id",
            "AWS Secrets Manager, secret matillion-oauth-credentials, key client_secret",
        ),
        Containers::ContainerApp => {
            ("the Container App's secret matillion-client-id", "the Container App's secret matillion-client-secret")
        }
        Containers::Eks | Containers::Aks | Containers::Gke => (
            "the Kubernetes Secret <release>-config, key OAUTH_CLIENT_ID",
            "the Kubernetes Secret <release>-config, key OAUTH_CLIENT_SECRET",
        ),
    };
    (ParameterValue::StoredSecret { location: id }, ParameterValue::StoredSecret { location: secret })
}

/// Where a row of the tables applies.
#[derive(Clone, Copy)]
enum Scope {
    Everywhere,
    Azure,
    Google,
    Kubernetes,
    OutsideKubernetes,
    ContainerApp,
    Eks,
    /// Workload identities belong to Kubernetes on Azure.
    Aks,
}

impl Scope {
    fn has(self, containers: Containers) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Azure => containers.cloud() == Cloud::Azure,
            Self::Google => containers.cloud() == Cloud::Google,
            Self::Kubernetes => containers.is_kubernetes(),
            Self::OutsideKubernetes => !containers.is_kubernetes(),
            Self::ContainerApp => containers == Containers::ContainerApp,
            Self::Eks => containers == Containers::Eks,
            Self::Aks => containers == Containers::Aks,
        }
    }
}

enum Given {
    Default(&'static str),
    ByOperator(&'static str),
}

/// Required in some places only.
const REQUIRED_AT: [(Scope, &str, Given, &str); 4] = [
    (
        Scope::ContainerApp,
        "DEFAULT_KEYVAULT",
        Given::ByOperator("the name of your Key Vault, from the Azure portal"),
        "Key Vault in which the runner looks up secrets",
    ),
    (
        Scope::ContainerApp,
        "AZURE_CLIENT_ID",
        Given::ByOperator("the client id of the user-assigned managed identity, from the Azure portal"),
        "managed identity with which the runner signs in to Azure",
    ),
    (
        Scope::Aks,
        "AZURE_CLIENT_ID",
        Given::ByOperator(
            "client id of the managed identity, in the Azure portal; not with azure.nodeIdentity.enabled",
        ),
        "managed identity with which the runner signs in to Azure",
    ),
    (Scope::Kubernetes, "KUBERNETES_CLUSTER_DOMAIN", Given::Default("cluster.local"), "DNS domain of the cluster"),
];

struct Optional {
    location: Scope,
    name: &'static str,
    default: Option<&'static str>,
    meaning: &'static str,
}

impl Optional {
    const fn unset(location: Scope, name: &'static str, meaning: &'static str) -> Self {
        Self { location, name, default: None, meaning }
    }

    fn parameter(&self) -> Parameter {
        let value = self.default.map_or(ParameterValue::Unset, ParameterValue::Default);
        Parameter { name: self.name, value, is_required: false, meaning: self.meaning }
    }
}

/// Changing one of these needs a restart of the runner.
const OPTIONAL: [Optional; 21] = [
    Optional::unset(
        Scope::Everywhere,
        "PROXY_HTTP",
        "outbound proxy for HTTP, as host:port; empty means unset, a left-over placeholder fails",
    ),
    Optional::unset(
        Scope::Everywhere,
        "PROXY_HTTPS",
        "outbound proxy for HTTPS, as host:port; empty means unset, a left-over placeholder fails",
    ),
    Optional::unset(
        Scope::OutsideKubernetes,
        "PROXY_EXCLUDES",
        "hosts to reach without the proxy, separated by | (quote it in a shell)",
    ),
    Optional::unset(
        Scope::Kubernetes,
        "PROXY_EXCLUDE",
        "hosts to reach without the proxy, separated by |; PROXY_EXCLUDES in the Helm chart's spelling",
    ),
    Optional::unset(
        Scope::Kubernetes,
        "PROXY_PROTOCOL_HTTP",
        "protocol spoken with the proxy for HTTP; only in the Helm chart",
    ),
    Optional::unset(
        Scope::Kubernetes,
        "PROXY_PROTOCOL_HTTPS",
        "protocol spoken with the proxy for HTTPS; only in the Helm chart",
    ),
    Optional::unset(
        Scope::Everywhere,
        "CUSTOM_CERT_LOCATION",
        "storage path of your own certificates: .cer, .pem and .crt files only",
    ),
    Optional::unset(Scope::Everywhere, "EXTENSION_LIBRARY_LOCATION", "storage path of additional Python libraries"),
    Optional::unset(Scope::Everywhere, "EXTERNAL_DRIVER_LOCATION", "storage path of additional JDBC drivers"),
    Optional {
        location: Scope::Everywhere,
        name: "EXPORT_LOGS",
        default: Some("true"),
        meaning: "whether the runner sends its logs to the vendor",
    },
    Optional::unset(
        Scope::Kubernetes,
        "MTLN_SCRIPT_RUNNER_HOST",
        "host of a separate runner for Bash and Python scripts; set by the Helm chart",
    ),
    Optional::unset(Scope::Aks, "DEFAULT_KEYVAULT", "Key Vault, only for reading secrets there"),
    Optional::unset(Scope::Google, "DEFAULT_GCP_PROJECT", "project, only for reading secrets there"),
    Optional::unset(
        Scope::Eks,
        "AWS_REGION",
        "region for the runner and the script runner (not in the pod's credentials); aws.region",
    ),
    Optional::unset(
        Scope::Eks,
        "AWS_DEFAULT_REGION",
        "the same region, for scripts, which else fail with NoRegionError; chart value aws.region",
    ),
    Optional {
        location: Scope::Kubernetes,
        name: "OTEL_EXPORTER_PROMETHEUS_PORT",
        default: Some("9464"),
        meaning: "port of the runner's metrics; chart value metrics.otel.port",
    },
    Optional::unset(
        Scope::Kubernetes,
        "LOG_LEVEL",
        "for debugging; in the chart's README, but the chart may not pass the variable on",
    ),
    Optional::unset(
        Scope::Aks,
        "AZURE_SUBSCRIPTION_ID",
        "subscription of the workload identity, where the tenant has several",
    ),
    Optional::unset(
        Scope::Azure,
        "AZURE_CLIENT_SECRET",
        "secret of a service principal used for the managed identity; keep in a secret store",
    ),
    Optional::unset(Scope::Azure, "AZURE_TENANT_ID", "tenant of a service principal used for the managed identity"),
    Optional::unset(Scope::Everywhere, "MATILLION_ENV", "internal to the vendor; leave empty"),
];

/// The parameters as lines of `KEY=VALUE`, for a file that means the same to a POSIX shell and to Docker.
///
/// A shell reads it with `set -a; . ./file`, Docker with `--env-file`. Docker takes every character behind the `=`
/// as it is, quotes too, so nothing can be quoted: a value is only written if it is made of characters that a shell
/// leaves alone (`is_plain`). Everything else becomes a comment `# KEY: reason`, without the value: secrets, what
/// is missing or unset, and values that the two would read differently. Each line ends with a line feed.
pub fn env_file(parameters: &[Parameter]) -> String {
    parameters.iter().map(line).collect()
}

fn line(parameter: &Parameter) -> String {
    let Parameter { name, value, meaning, .. } = parameter;
    match value {
        ParameterValue::StoredSecret { location } => format!("# {name}: a secret, stored in {location}\n"),
        ParameterValue::Missing { how } => format!("# {name}: missing; {how}\n"),
        ParameterValue::Unset => format!("# {name}: not set; {meaning}\n"),
        ParameterValue::Known(_) | ParameterValue::Default(_) => match value.text().filter(|text| is_plain(text)) {
            Some(text) => format!("{name}={text}\n"),
            None => {
                format!("# {name}: has characters that a shell and Docker read differently; set the value by hand\n")
            }
        },
    }
}

/// Whether a shell takes `text` literally behind `KEY=` without quotes. `~` is not among the characters: a shell
/// expands it at the start and behind a colon.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_./:@%+,=-".contains(&byte))
}
