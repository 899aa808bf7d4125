//! [`Demos`]: the accounts of the demo, as the flags describe them.

use std::ffi::OsString;
use std::ops::RangeInclusive;

use super::arguments::Demo;
use super::given::Given;
use super::profile::Profile;
use super::source::{self, Key, Source};
use super::{Target, UsageError};

/// The largest fleet of the demo.
const MAX_RUNNERS: usize = 20_000;
/// How many accounts there can be.
const ACCOUNTS: RangeInclusive<u8> = 1..=5;
/// What is said of each account where there are several: as in a company where nobody may touch the second one from here.
const PROFILES: [(&str, &[(Source, &str)]); 5] = [
    ("demo-eu", &[(source::COLOR, "red")]),
    ("demo-us", &[(source::COLOR, "yellow"), (source::PROTECTED, "true")]),
    ("demo-au", &[]),
    ("demo-stage", &[(source::COLOR, "cyan")]),
    ("demo-lab", &[(source::COLOR, "green")]),
];

/// The accounts of the demo.
pub(super) struct Demos {
    accounts: u8,
    runners: Option<usize>,
    seed: u64,
    faults: Vec<String>,
}

impl Demos {
    pub(super) fn read(flags: Demo) -> Result<Self, UsageError> {
        let given = |flag: Option<OsString>, source| flag.map(|value| Given::by_flag(source, value));
        let or_default = |flag, source| given(flag, source).unwrap_or_else(|| Given::by_default(source));
        Ok(Self {
            accounts: or_default(flags.demo_accounts, source::DEMO_ACCOUNTS).whole_number("", ACCOUNTS)?,
            runners: given(flags.demo_runners, source::DEMO_RUNNERS)
                .map(|given| given.whole_number("", 0..=MAX_RUNNERS))
                .transpose()?,
            seed: or_default(flags.demo_seed, source::DEMO_SEED).whole_number("", 0..=u64::MAX)?,
            faults: flags.demo_fault.into_iter().map(fault).collect::<Result<_, _>>()?,
        })
    }

    /// A profile for each account, with a name where there are several.
    pub(super) fn profiles(&self) -> Vec<Profile> {
        if self.accounts == 1 {
            return vec![Profile::default()];
        }
        let keys = |says: &[(Source, &'static str)]| -> Vec<(Key, &str)> {
            says.iter().filter_map(|(source, text)| Some((source.key?, *text))).collect()
        };
        let named = PROFILES.into_iter().map(|(name, says)| Profile::made(name, &keys(says)));
        named.take(usize::from(self.accounts)).collect()
    }

    /// What the account at this place connects to, each with a story of its own.
    pub(super) fn target(&self, fleet: u8) -> Target {
        let (runners, faults) = (self.runners, self.faults.clone());
        Target::Demo { runners, seed: self.seed.wrapping_add(u64::from(fleet)), faults, fleet }
    }
}

fn fault(value: OsString) -> Result<String, UsageError> {
    Given::by_flag(source::DEMO_FAULT, value).read("of the form KIND=RATE, as in 503=0.1", |text| {
        let (kind, rate) = text.split_once('=')?;
        (!kind.is_empty() && !rate.is_empty()).then(|| text.to_owned())
    })
}
