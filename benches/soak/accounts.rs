//! The accounts that the program has open: an embedded control plane each, with a fleet in which runners come and go, and
//! what is wrong with it for a while.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use fastrand::Rng;
use tokio::runtime::Runtime;
use trackside::demo::{Demo, Fault, FaultKind, Resource, Settings};

use crate::wire::{Carries, Wire};

/// The profiles, with how many runners each has.
pub const PROFILES: [(&str, usize); 3] = [("small", 50), ("middle", 500), ("large", 4_000)];
/// Seconds between two lists of each. Runners that go missing are looked up while the requests of a minute are less than half
/// of the rate limit: the 41 pages of the large list, read more often, would leave no room for that.
const REFRESH: [u8; 3] = [1, 1, 10];
/// What happens by itself in each fleet, and the lifetime of its tokens, is so many times as fast as in life. In the large
/// one there is a change for each of the 20,000 that the program keeps in memory before a third of half an hour is over; what
/// the others add after that is less than what may be more.
const SPEED: [u32; 3] = [10, 10, 20];
/// Runners that come at once, at the most, for the same reason.
const COME: usize = 10;
/// Runners that came during the soak and are still there, at the most, for each hundred.
const VISITORS: usize = 4;

/// A row of the list: account, runner, status.
pub type Row = (String, String, String);

/// One account.
struct Office {
    name: &'static str,
    demo: Demo,
    wire: Wire,
    runners: usize,
    /// The ids of runners that came during the soak, the oldest first.
    visitors: VecDeque<String>,
    came: usize,
}

/// All of them.
pub struct Accounts(Vec<Office>);

/// What is wrong for a while.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    Answers(FaultKind),
    Carries(Carries),
}

const TROUBLES: [Trouble; 12] = [
    Trouble::Answers(FaultKind::InternalError),
    Trouble::Answers(FaultKind::Unavailable),
    Trouble::Answers(FaultKind::TooManyRequests),
    Trouble::Answers(FaultKind::Unauthorized),
    Trouble::Answers(FaultKind::Forbidden(Resource::Projects)),
    Trouble::Answers(FaultKind::Forbidden(Resource::Executions)),
    Trouble::Answers(FaultKind::Slow),
    Trouble::Answers(FaultKind::Reset),
    Trouble::Answers(FaultKind::Truncated),
    Trouble::Carries(Carries::Nothing),
    Trouble::Carries(Carries::Silence),
    Trouble::Carries(Carries::Garbage),
];

impl Accounts {
    /// Starts the control planes. `living`: things happen in their fleets by themselves.
    pub fn start(seed: u64, living: bool, runtime: &Runtime) -> Self {
        let office = |((number, (name, runners)), speed): ((u8, (&'static str, usize)), u32)| {
            let settings =
                Settings { runners: Some(runners), seed, fleet: number, speed, living, ..Settings::default() };
            let demo = runtime.block_on(Demo::start(settings)).expect("the demo");
            let behind: SocketAddr = demo.api_url().trim_start_matches("http://").parse().expect("an address");
            let wire = Wire::to(behind, runtime);
            Office { name, demo, wire, runners, visitors: VecDeque::new(), came: 0 }
        };
        Self((0..).zip(PROFILES).zip(SPEED).map(office).collect())
    }

    /// Writes the config file, and the secrets beside it, into a folder that is made for it in `home`.
    pub fn configure(&self, home: &Path) {
        let folder = home.join("trackside");
        fs::create_dir(&folder).expect("a folder");
        let mut config = String::new();
        for (Office { name, demo, wire, .. }, refresh) in self.0.iter().zip(REFRESH) {
            let (api, token) = (wire.url(), demo.token_url().replace(&demo.api_url(), &wire.url()));
            let (client, path) = (demo.client_id(), demo.connectivity_path());
            writeln!(
                config,
                "[profiles.{name}]\napi_url = '{api}'\ntoken_url = '{token}'\nclient_id = '{client}'\n\
                 client_secret_file = '{name}.secret'\nconnectivity_path = '{path}'\nrate_limit_per_minute = 1000\n\
                 refresh_seconds = {refresh}"
            )
            .expect("text");
            let secret = folder.join(format!("{name}.secret"));
            fs::write(&secret, demo.client_secret()).expect("a file");
            fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).expect("its mode");
        }
        fs::write(folder.join("config.toml"), config).expect("a file");
    }

    /// One of the accounts gets into one of the troubles; answers with a word for it.
    pub fn trouble(&self, rng: &mut Rng) -> String {
        let office = rng.choice(&self.0).expect("an account");
        let trouble = rng.choice(TROUBLES).expect("a trouble");
        match trouble {
            Trouble::Answers(kind) => {
                let rate = rng.choice([0.3, 1.0]).expect("a rate");
                office.demo.set_faults(vec![Fault { kind, rate }]);
                format!("{} {kind}={rate}", office.name)
            }
            Trouble::Carries(carries) => {
                office.wire.set(carries);
                format!("{} {carries:?}", office.name)
            }
        }
    }

    /// Nothing is wrong any more.
    pub fn mend(&self) {
        for office in &self.0 {
            office.demo.set_faults(Vec::new());
            office.wire.set(Carries::Everything);
        }
    }

    /// Every connection ends, and others can be made at once.
    pub fn drop_connections(&self) {
        for office in &self.0 {
            office.wire.drop_connections();
        }
    }

    /// Some runners come, and those that came first go.
    pub fn churn(&mut self, rng: &mut Rng) {
        for office in &mut self.0 {
            for _ in 0..rng.usize(0..=COME.min(office.runners / 10)) {
                office.came += 1;
                office.visitors.push_back(office.demo.add_runner(&format!("visitor-{:06}", office.came)));
            }
            let room = office.runners * VISITORS / 100;
            while office.visitors.len() > room {
                let oldest = office.visitors.pop_front().unwrap_or_default();
                // Somebody may have removed it at the screen.
                office.demo.remove_runner(&oldest);
            }
        }
    }

    /// The fleets stand still, or live on.
    pub fn hold(&self, is_held: bool) {
        for office in &self.0 {
            office.demo.hold(is_held);
        }
    }

    /// Every runner of every account, as the control planes have it.
    pub fn truth(&self) -> BTreeSet<Row> {
        let rows = self.0.iter().flat_map(|office| {
            let row = |(runner, status)| (office.name.to_owned(), runner, status);
            office.demo.runners().into_iter().map(row).collect::<Vec<_>>()
        });
        rows.collect()
    }

    /// What must be seen nowhere.
    pub fn secrets(&self) -> Vec<String> {
        self.0.iter().flat_map(|office| office.demo.secrets()).collect()
    }

    /// Connections accepted so far, and runners that came, of all accounts.
    pub fn numbers(&self) -> (usize, usize) {
        let connections = self.0.iter().map(|office| office.demo.connections()).sum();
        (connections, self.0.iter().map(|office| office.came).sum())
    }
}
