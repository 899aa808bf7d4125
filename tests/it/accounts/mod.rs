//! Several accounts in one table: each row, question, request and answer belongs to one of them, and what goes wrong in one is
//! nothing to the others.

mod badges;
mod late;
mod list;
mod marks;
mod narrow;
mod palette;
mod profiles;
mod properties;
mod same;
mod secret;
mod troubles;

use std::sync::Arc;
use std::time::Duration;

use trackside::account::{Profile, Request};
use trackside::domain::{AccountId, Change, Label, Runner, RunnerId, RunnerKey, Tint};
use trackside::tui::effect::Effect;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, With, runner};
use crate::support::harness::Setting;

const PROD: AccountId = AccountId(0);
const LAB: AccountId = AccountId(1);
const DR: AccountId = AccountId(2);

/// The sizes that matter: cramped, usual, with room for everything.
const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (160, 45)];

/// A profile of this name in this region.
fn profile(name: &str, region: &str, tint: Option<Tint>) -> Profile {
    Profile {
        name: Some(Label::from(name)),
        host: format!("{region}.api.matillion.com"),
        region: Some(region.to_owned()),
        tint,
        refresh: Duration::from_secs(10),
        allows_reveal: true,
        ..Profile::default()
    }
}

/// Five profiles; the third is read-only.
fn five() -> [Profile; 5] {
    [
        profile("prod", "eu1", Some(Tint::Red)),
        profile("lab", "us1", Some(Tint::Green)),
        Profile { is_read_only: true, ..profile("dr", "eu1", Some(Tint::Blue)) },
        profile("training-emea", "eu1", None),
        profile("acceptance", "us1", Some(Tint::Magenta)),
    ]
}

/// Makes these profiles, of which the first `opened` are open from the start, the setting's own.
fn with_profiles(setting: &mut Setting, profiles: impl IntoIterator<Item = Profile>, opened: usize) {
    let mut profiles = profiles.into_iter();
    setting.profile = profiles.next().expect("at least one");
    setting.config.profiles = profiles.map(Arc::new).collect();
    setting.config.opened = opened;
}

/// The first `opened` of the five are open, and nothing is read yet.
fn started(columns: u16, rows: u16, opened: usize) -> Harness {
    Harness::set_up(columns, rows, |setting| with_profiles(setting, five(), opened))
}

/// What the account of this number has. Two of its names are in every account, with the same ids.
fn fleet(account: AccountId) -> Vec<Runner> {
    match account {
        PROD => vec![
            runner("maia-1").update("11.208.3"),
            runner("maia-2").status("paused"),
            runner("orders-eks").on("aws", "eks"),
            runner("finance-azure").on("azure", "container app").status("stopped"),
            runner("sf-native").on("snowflake", "native app"),
        ],
        LAB => vec![
            runner("maia-1"),
            runner("maia-2"),
            runner("lab-aks").on("azure", "aks").unsupported("11.171.0"),
            runner("lab-gke").on("google_cloud", "gke").status("unknown"),
            runner("zz-old").offline().status("paused"),
        ],
        AccountId(number) => {
            let own = |index: usize| runner(&format!("acc{number}-{index}"));
            vec![runner("maia-1"), runner("maia-2"), own(1), own(2), own(3)]
        }
    }
}

/// The same with each of them read once.
pub(crate) fn loaded(columns: u16, rows: u16, opened: usize) -> Harness {
    let accounts = (0..u8::try_from(opened).unwrap()).map(AccountId);
    let mut harness =
        accounts.fold(started(columns, rows, opened), |harness, account| harness.fleet_of(account, fleet(account)));
    harness.effects();
    harness
}

/// The rows from the top, as `maia-1 0`: the runner's id without its beginning, and the account's number.
fn rows(harness: &Harness) -> Vec<String> {
    let row = |key: &RunnerKey| format!("{} {}", key.id.as_str().trim_start_matches("id-"), key.account.0);
    harness.app.list().shown_ids().map(row).collect()
}

/// What was asked to be changed, since the effects were taken last, and in which account.
fn changes(harness: &mut Harness) -> Vec<(AccountId, String, Change)> {
    let change = |effect| match effect {
        Effect::Account(account, Request::Change { id, change, .. }) => {
            Some((account, id.as_str().trim_start_matches("id-").to_owned(), change))
        }
        _ => None,
    };
    harness.effects().into_iter().filter_map(change).collect()
}

/// Which accounts were opened and closed, since the effects were taken last.
fn switched(harness: &mut Harness) -> Vec<Effect> {
    let is_switch = |effect: &Effect| matches!(effect, Effect::OpenAccount(_) | Effect::CloseAccount(_));
    harness.effects().into_iter().filter(is_switch).collect()
}

/// The question about the marked runners of an account, once its list was read again.
fn read_again(harness: Harness, account: AccountId) -> Harness {
    harness.fleet_of(account, fleet(account))
}

/// The text at each size, and the picture at 80x24 with its styles.
fn at_every_size(harness: &Harness) -> String {
    let of_size = |(columns, rows): (u16, u16)| {
        let harness = harness.clone().resized(columns, rows);
        let picture = if rows == 24 { harness.frame() } else { harness.text() };
        format!("{columns}x{rows}\n{picture}\n")
    };
    SIZES.into_iter().map(of_size).collect()
}

/// The first line of the frame: the accounts.
fn header(harness: &Harness) -> String {
    harness.text().lines().next().unwrap().trim().to_owned()
}

/// The text without the frames of popups, in one line.
fn flat(harness: &Harness) -> String {
    harness.text().replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_tells(harness: &Harness, words: &str) {
    assert!(flat(harness).contains(words), "{words:?} is not in\n{}", harness.text());
}
