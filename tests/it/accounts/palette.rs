//! The palette with several profiles: those that can be opened, and the runners of all that are.

use super::*;
use trackside::tui::screens::parts::entry::Entry;

#[test]
fn a_profile_is_opened_alone() {
    let mut harness = loaded(80, 24, 1).keys(":acceptance").after(SECOND).keys("<enter>");
    let acceptance = AccountId(4);
    assert_eq!(switched(&mut harness), [Effect::OpenAccount(acceptance), Effect::CloseAccount(PROD)]);
    let mut harness = harness.keys(":acceptance").after(SECOND).keys("<enter>");
    assert_eq!(switched(&mut harness), []);
    assert_tells(&harness, "acceptance is open already.");
}

#[test]
fn one_that_is_refused_says_so() {
    let mut harness = Harness::set_up(80, 24, |setting| {
        let mut profiles = five();
        profiles[1].refusal = Some(Label::from("client_id is missing"));
        with_profiles(setting, profiles, 1);
    });
    harness = harness.fleet_of(PROD, fleet(PROD)).keys(":lab").after(SECOND);
    let palette = harness.app.palette().unwrap();
    let at = palette.listed().position(|entry| *entry == Entry::Profile(LAB)).unwrap();
    let mut harness = (0..at).fold(harness, |harness, _| harness.keys("<down>")).after(SECOND).keys("<enter>");
    assert_eq!(switched(&mut harness), []);
    assert_tells(&harness, "Cannot be opened: client_id is missing.");
}

#[test]
fn the_runners_of_all_open_accounts_are_found_with_their_accounts() {
    let harness = loaded(80, 24, 2).keys(":labaks").after(SECOND);
    let lab_aks = RunnerKey::new(LAB, RunnerId::new("id-lab-aks"));
    assert_eq!(harness.app.palette().unwrap().under_bar(), Some(&Entry::Runner(lab_aks.clone())));
    insta::assert_snapshot!("palette_of_several", at_every_size(&loaded(80, 24, 3).keys(":ma1").after(SECOND)));
    let harness = harness.keys("<enter>");
    assert_eq!(harness.app.details_of(), Some(&lab_aks));
}
