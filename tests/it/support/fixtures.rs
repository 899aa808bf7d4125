//! Fleets to test with: believable ones, and ones that nobody should believe.

use std::time::Duration;

use trackside::api::{ApiError, Cause, Problem};
use trackside::domain::{
    AccountId, CloudProvider, Deployment, Execution, Label, Platform, ProjectId, Release, Runner, RunnerId, RunnerKey,
    RunnerType, Status, Support, Version, VersionTrack,
};

/// A runner of which everything is known: Running on AWS Fargate, up to date.
pub fn runner(name: &str) -> Runner {
    Runner {
        description: Some(Label::from("EU nightly loads")),
        status: Some(Status::Running),
        runner_type: Some(RunnerType::Maia),
        platform: platform("aws", "fargate"),
        connected: Some(true),
        auto_update: Some(true),
        restricted: Some(false),
        paused_until: None,
        release: Release {
            version: Some(Version::new("11.214.0")),
            update_available: Some(false),
            support: Some(Support::Supported),
            track: Some(VersionTrack::Current),
            latest: Some(Version::new("11.214.0")),
            latest_released: Some("2026-08-12T00:00:00Z".parse().unwrap()),
        },
        ..Runner::new(&format!("id-{name}"), name)
    }
}

pub fn platform(provider: &str, deployment: &str) -> Platform {
    Platform { provider: Some(CloudProvider::parse(provider)), deployment: Some(Deployment::parse(deployment)) }
}

/// Builders for what makes a runner different.
pub trait With: Sized {
    fn status(self, word: &str) -> Self;
    fn on(self, provider: &str, deployment: &str) -> Self;
    fn version(self, version: &str) -> Self;
    fn update(self, version: &str) -> Self;
    fn unsupported(self, version: &str) -> Self;
    fn streaming(self) -> Self;
    fn offline(self) -> Self;
    fn stable(self) -> Self;
    fn described(self, text: &str) -> Self;
}

impl With for Runner {
    fn status(self, word: &str) -> Self {
        Self { status: Some(Status::parse(word)), ..self }
    }

    fn on(self, provider: &str, deployment: &str) -> Self {
        Self { platform: platform(provider, deployment), ..self }
    }

    fn version(mut self, version: &str) -> Self {
        self.release.version = Some(Version::new(version));
        self
    }

    fn update(mut self, version: &str) -> Self {
        self.release.update_available = Some(true);
        self.version(version)
    }

    fn unsupported(mut self, version: &str) -> Self {
        self.release.support = Support::parse("UNSUPPORTED");
        self.update(version)
    }

    fn streaming(self) -> Self {
        Self { runner_type: Some(RunnerType::Streaming), ..self }
    }

    fn offline(self) -> Self {
        Self { connected: Some(false), ..self }
    }

    fn stable(mut self) -> Self {
        self.release.track = Some(VersionTrack::Stable);
        self
    }

    fn described(self, text: &str) -> Self {
        Self { description: Some(Label::from(text)), ..self }
    }
}

/// A fleet with every status, several platforms, and everything that the table marks.
pub fn fleet() -> Vec<Runner> {
    let never_connected = Runner {
        connected: Some(false),
        release: Release {
            track: Some(VersionTrack::Current),
            latest: Some(Version::new("11.214.0")),
            ..Release::default()
        },
        ..runner("gke-analytics-b").on("gcp", "gke").status("pending").described("")
    };
    let hosted =
        Runner { description: None, release: Release::default(), ..runner("hosted-default").on("matillion", "hosted") };
    vec![
        runner("finance-azure").on("azure", "container app").status("paused").update("11.208.3").stable(),
        runner("finance-azure-dr")
            .on("azure", "aci")
            .status("paused")
            .offline()
            .update("11.208.3")
            .described("Stand-by for finance, started by hand in an emergency"),
        runner("gke-analytics-a").on("google_cloud", "gke").status("unknown").unsupported("11.198.1"),
        never_connected,
        hosted,
        runner("legacy-fargate")
            .status("stopped")
            .unsupported("11.171.0")
            .described("To be removed after the migration"),
        runner("maia-prod-eu-1").update("11.208.3"),
        runner("maia-prod-eu-2"),
        runner("maia-prod-us-1").status("pausing"),
        runner("maia-prod-us-2").on("aws", "eks"),
        runner("orders-stream").streaming().version("4.12.1"),
        runner("orders-stream-dr").streaming().on("gcp", "gce").status("stopping").version("4.12.1"),
        runner("sf-native-01").on("snowflake", "native app").stable(),
        runner("sf-native-02").on("snowflake", "native app").status("REBALANCING"),
        runner("wh-load-01").on("azure", "aks"),
        runner("wh-load-02").on("azure", "aks"),
        runner("wh-load-03").on("azure", "container app"),
        runner("wh-load-04").on("azure", "container app"),
        runner("wh-load-05").on("moonbase", "crater"),
        runner("wh-load-06").on("azure", "container app"),
    ]
}

/// `count` runners named so that their order is their number.
pub fn numbered(count: usize) -> Vec<Runner> {
    (0..count).map(|number| runner(&format!("runner-{number:05}"))).collect()
}

/// Names that try something, and names at the edges of what is allowed.
pub fn hostile_names() -> Vec<String> {
    vec![
        "\u{1b}[2J\u{1b}[31mred".to_owned(),
        "\u{1b}]52;c;c2VjcmV0\u{7}clip".to_owned(),
        "\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\".to_owned(),
        "two\nlines\r\n\tand a tab".to_owned(),
        "nul\0byte".to_owned(),
        "\u{9b}31mC1\u{90}dcs\u{9c}".to_owned(),
        "abc\u{202e}fed\u{202c}".to_owned(),
        "iso\u{2066}late\u{2069}".to_owned(),
        "zero\u{200b}width\u{feff}".to_owned(),
        "\u{301}lone mark, cafe\u{301}".to_owned(),
        format!("z{}", "\u{334}".repeat(400)),
        "emoji 👩‍👩‍👧‍👦 🇪🇺 ☠️".to_owned(),
        "東京の本番ランナー一号".to_owned(),
        "x".repeat(10_000),
        "漢".repeat(3_000),
        String::new(),
        "   ".to_owned(),
        "exactly-thirty-characters-long".to_owned(),
    ]
}

pub fn error(cause: Cause) -> ApiError {
    ApiError { call: "list runners", cause }
}

pub fn problem(status: u16, title: &str) -> Problem {
    Problem { status, title: Some(Label::from(title)), ..Problem::default() }
}

pub fn unreachable() -> ApiError {
    error(Cause::Unreachable(Label::from("connection refused")))
}

pub fn server_failed() -> ApiError {
    error(Cause::Server(problem(503, "Service Unavailable")))
}

pub const SECOND: Duration = Duration::from_secs(1);

/// The runner with this id, of the first account.
pub fn key(id: &str) -> RunnerKey {
    RunnerKey::new(AccountId::FIRST, RunnerId::new(id))
}

/// A pipeline that runs in the environment `prod` of the project `p-0`; nobody told since when.
pub fn execution(number: usize) -> Execution {
    Execution {
        id: Label::from(number.to_string()),
        pipeline: Label::from("orders-full"),
        project: Some(ProjectId::new("p-0")),
        environment: Some(Label::from("prod")),
        trigger: None,
        status: None,
        started_at: None,
    }
}
