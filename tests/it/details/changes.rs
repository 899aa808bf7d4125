//! Changing a runner by keys: what is sent, for whom, how often, and what becomes of a refusal.

use std::sync::Arc;
use trackside::account::{News, Request, WorkNews, WorkPart};
use trackside::domain::{
    AccountId, AllowList, AllowListChange, AllowedProject, ProjectUsage, Setting, SettingChange, Usage, VersionTrack,
};

use trackside::api::ApiError;
use trackside::options::ThemeName;
use trackside::tui::effect::Effect;
use trackside::tui::keymap::Context;
use trackside::tui::ui::Symbols;

use super::*;
use crate::support::details::{project, usage};
use crate::support::fixtures::SECOND;

fn setting(change: SettingChange) -> Vec<(RunnerId, Change)> {
    vec![(id(), Change::Setting(change))]
}

fn of_list(change: AllowListChange) -> Vec<(RunnerId, Change)> {
    vec![(id(), Change::AllowList(change))]
}

fn read_usage(usage: Usage) -> Message {
    Message::Account(AccountId::FIRST, News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage)))))
}

/// The usual runner is renamed, and another one has its old name and place.
fn shuffled() -> Vec<Runner> {
    let mut runners = with_usual(|runner| Runner { name: Label::from("zz-renamed"), ..runner });
    runners.push(Runner { id: RunnerId::new("id-impostor"), ..usual() });
    runners.reverse();
    runners
}

#[test]
fn enter_alone_in_a_question_changes_nothing() {
    for keys in ["u", "/version track<enter><enter>", "Gk<enter>", "5<enter>", "5E", "5jjj-", "5jj-"] {
        let mut harness = with_allow_list().keys("1").keys(keys);
        harness.effects();
        let mut harness = harness.keys("<enter>");
        assert_eq!(changes(&mut harness), vec![], "after {keys}");
        assert_does_not_say(&harness, "Turn off auto update of");
        for leave in ["n", "<esc>", "q", "<tab><tab><tab><esc>", "<shift-tab>n"] {
            let mut harness = with_allow_list().keys("1").keys(keys).keys(leave);
            assert_eq!(changes(&mut harness), vec![], "after {keys}{leave}");
        }
    }
}

#[test]
fn each_question_sends_what_it_asked_once() {
    let off = setting(SettingChange::AutoUpdate(false));
    let stable = setting(SettingChange::Track(VersionTrack::Stable));
    let restricted = setting(SettingChange::Restricted(true));
    let left_over = project(9, "").id;
    for (keys, expected) in [
        ("uy", &off),
        ("u<tab><enter>", &off),
        ("uj<enter>", &off),
        ("u<down><down><enter>", &off),
        ("/auto update<enter>ey", &off),
        ("/version track<enter><enter>y", &stable),
        ("5gg<enter>y", &restricted),
        ("5Ey", &of_list(AllowListChange::Clear)),
        ("5jjj-y", &of_list(AllowListChange::RemoveProject(project(1, "").id))),
        ("5jjj<delete>y", &of_list(AllowListChange::RemoveProject(project(1, "").id))),
        ("5jjjjj-y", &of_list(AllowListChange::RemoveEnvironment(project(2, "").id, Label::from("orders-prod")))),
        ("5jj-y", &of_list(AllowListChange::RemoveProject(left_over.clone()))),
        ("5jj-o", &of_list(AllowListChange::RemoveEnvironment(left_over, Label::from("left-over")))),
    ] {
        let mut harness = with_allow_list().send(read_usage(usage())).keys("1").slowly(keys);
        assert_eq!(&changes(&mut harness), expected, "after {keys}");
        // Held down, or pressed again before the answer, a key sends nothing more.
        let mut harness = harness.keys("yyyoooyo<tab>y");
        assert_eq!(changes(&mut harness), vec![], "after {keys}");
        assert_eq!(changes(&mut harness.keys("<enter><enter><enter><enter>")), vec![], "after {keys}");
    }
}

#[test]
fn a_second_answer_that_is_not_there_is_none() {
    let mut harness = opened().keys("uo");
    assert_eq!(changes(&mut harness), vec![]);
    assert_says(&harness, "Turn off auto update of");
}

#[test]
fn what_is_sent_is_for_the_runner_that_was_shown_whatever_the_list_became() {
    for (open, answer) in [
        ("u", "y"),
        ("u", "<tab><enter>"),
        ("<enter>", "<ctrl-u>EU 1<enter><enter>y"),
        ("5E", "y"),
        ("5jjj-", "y"),
        ("5+", "<enter><enter>y"),
    ] {
        let mut harness = with_allow_list().send(read_usage(usage())).keys("1gg").keys(open);
        harness.effects();
        harness = harness.after(SECOND * 10).fleet(shuffled()).keys("<f1><esc>").fleet(shuffled()).keys(answer);
        let sent = changes(&mut harness);
        assert_eq!(sent.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(), [id()], "after {open} {answer}");
    }
    // The question names it as it is called by then.
    let harness = opened().keys("u").after(SECOND * 10).fleet(shuffled());
    assert_says(&harness, "Turn off auto update of zz-renamed?");
}

#[test]
fn nothing_is_sent_for_a_runner_that_vanished_and_the_input_stays() {
    let others = || vec![runner("another"), Runner { id: RunnerId::new("id-impostor"), ..usual() }];
    for (open, answer) in [("u", "y"), ("<enter>", "!<enter>"), ("5E", "y"), ("5+", "<enter><enter>")] {
        let harness = with_allow_list().send(read_usage(usage())).keys("1gg").keys(open);
        let mut harness = harness.only(others()).keys(answer);
        assert_eq!(changes(&mut harness), vec![], "after {open} {answer}");
        assert_says(&harness, "╭");
    }
    let mut harness = opened().keys("<enter>!").only(others()).keys("<enter>").fleet(runners()).keys("<enter>y");
    assert_eq!(changes(&mut harness), [(id(), named("maia-prod-eu-1!"))], "it came back, and was asked for again");
}

#[test]
fn a_name_is_typed_pasted_checked_and_sent() {
    for (keys, pasted, expected) in [
        ("<enter><ctrl-u>EU 1<enter>", "", Some("EU 1")),
        ("e<backspace>2<enter>", "", Some("maia-prod-eu-2")),
        ("<enter><home><delete>M<enter>", "", Some("Maia-prod-eu-1")),
        ("<enter><ctrl-u>", "pasted name\r\n", Some("pasted name")),
        ("<enter><ctrl-u>", "two\nlines", Some("two lines")),
        ("<enter><ctrl-u>uq?y<enter>", "", Some("uq?y")),
        ("<enter><enter>", "", None),
        ("<enter>x<backspace><enter>", "", None),
        ("<enter><ctrl-u><enter>", "", None),
        ("<enter> <enter>", "", None),
        ("<enter>0123456789012345678901234567890<enter>", "", None),
    ] {
        let mut harness = opened().keys(keys);
        if !pasted.is_empty() {
            harness = harness.pasted(pasted);
            assert_eq!(changes(&mut harness), vec![], "a line break that is pasted sends nothing");
            harness = harness.keys("<enter>");
        }
        if expected.is_some() {
            assert_eq!(changes(&mut harness), vec![], "it is asked first");
            harness = harness.keys("y");
        }
        let expected: Vec<_> = expected.into_iter().map(|name| (id(), named(name))).collect();
        assert_eq!(changes(&mut harness), expected, "after {keys}{pasted}");
        assert_eq!(changes(&mut harness.keys("<enter><enter><enter>")), vec![], "after {keys}{pasted} and again");
    }
}

#[test]
fn saving_asks_first_and_a_no_leads_back_to_what_was_typed() {
    for (open, change, from_to) in [
        ("<enter>", named("EU 1"), "From \"maia-prod-eu-1\" to \"EU 1\""),
        ("j<enter>", Change::Setting(SettingChange::Description("EU 1".to_owned())), "to \"EU 1\""),
    ] {
        let asked = || opened().keys(open).keys("<ctrl-u>EU 1<enter>");
        assert_says(&asked(), " maia-prod-eu-1?");
        assert_says(&asked(), from_to);
        assert_says(&asked(), "[ y  Save ]");
        for no in ["<enter>", "n", "<esc>"] {
            let mut back = asked().keys(no);
            assert_eq!((changes(&mut back), back.app.context()), (vec![], Context::Edit), "{no}");
            assert_says(&back, "│ EU 1 ");
            let mut saved = back.keys("<enter>y");
            assert_eq!(changes(&mut saved), [(id(), change.clone())]);
        }
        // What waits and is taken back leads there too.
        let back = asked().keys("y<esc>").answered(Err(Cause::TakenBack));
        assert_eq!(back.app.context(), Context::Edit);
        assert_says(&back, "│ EU 1 ");
        // Once it is accepted, nothing is left to do.
        let accepted = asked().keys("y").answered(Ok(()));
        assert_eq!(accepted.app.context(), Context::Details);
    }
}

#[test]
fn a_description_that_somebody_else_changes_meanwhile_is_asked_about_anew() {
    let theirs = || with_usual(|runner| Runner { description: Some(Label::from("theirs")), ..runner });
    let asked = || opened().keys("j<enter><ctrl-u>mine<enter>");
    // The answer was given to the question as it was.
    let list =
        Message::Account(AccountId::FIRST, News::RunnersPolled(Arc::new(crate::support::harness::list(theirs()))));
    let mut hasty = asked().send_undrawn(list).keys("y");
    assert_eq!(changes(&mut hasty), vec![]);
    assert_says(&hasty, "From \"theirs\" to \"mine\"");
    assert_eq!(changes(&mut hasty.keys("y")).len(), 1);
    // One that waits is taken back.
    let mut waiting = asked().keys("y");
    waiting.effects();
    let mut waiting = waiting.fleet(theirs());
    assert!(waiting.effects().contains(&Effect::Account(AccountId::FIRST, Request::TakeBack(1))));
}

#[test]
fn a_description_can_be_taken_away_and_is_never_overwritten_unseen() {
    let mut harness = opened().keys("j<enter><ctrl-u><enter>y");
    assert_eq!(changes(&mut harness), setting(SettingChange::Description(String::new())));
    let unread = Runner { description: None, ..usual() };
    let mut harness = Harness::sized(80, 24).fleet(vec![unread]).keys("<enter>j<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    assert_says(&harness, "The description was not read yet");
}

#[test]
fn a_text_that_was_changed_is_there_again_after_one_escape() {
    let left = opened().keys("j<enter><ctrl-u>Loads the\u{e9}<esc>");
    assert_says(&left, "The typed text is kept for the next time.");
    // Of the same setting of the same runner alone.
    let name = left.clone().keys("k<enter>");
    assert!(!name.text().contains("Loads the"), "{}", name.text());
    let mut kept = left.clone().keys("<enter><end>!<enter>y");
    assert_eq!(changes(&mut kept), setting(SettingChange::Description("Loads the\u{e9}!".to_owned())));
    // It is selected: typing takes its place.
    let mut replaced = left.clone().keys("<enter>New<enter>y");
    assert_eq!(changes(&mut replaced), setting(SettingChange::Description("New".to_owned())));
    // What is as reported leaves nothing.
    let same = opened().keys("j<enter>x<backspace><esc>");
    assert!(!same.text().contains("is kept"), "{}", same.text());
}

#[test]
fn a_refusal_stands_beside_what_was_typed_and_it_can_be_sent_again() {
    let mut harness = opened().keys("<enter><ctrl-u>EU 1<enter>y");
    assert_says(&harness, "Not sent yet");
    harness = harness.answered(Err(refused("name: must be unique")));
    assert_says(&harness, "name: must be unique");
    assert_says(&harness, "│ EU 1 ");
    assert_eq!(changes(&mut harness).len(), 1);
    harness = harness.after(SECOND * 70);
    assert_eq!(changes(&mut harness), vec![], "it is not sent again by itself");
    assert_says(&harness, "name: must be unique");
    let mut harness = harness.keys("2<enter>y");
    assert_eq!(changes(&mut harness), [(id(), named("EU 12"))]);

    let mut harness = opened().keys("u<tab><enter>").answered(Err(Cause::Forbidden(problem(403, "Forbidden"))));
    harness.effects();
    assert_says(&harness, "Super Admin or Admin");
    assert_eq!(changes(&mut harness.keys("<enter>")), vec![], "the bar is on No again");

    let mut harness = with_allow_list().send(read_usage(usage())).keys("+<down><enter><enter>y");
    harness = harness.answered(Err(refused("projects: unknown")));
    harness.effects();
    assert_says(&harness, "projects: unknown");
    assert_says(&harness, "Add orders-prod of Orders");
    let mut harness = harness.keys("<enter><down><enter>y");
    assert_eq!(changes(&mut harness).len(), 1, "another choice can be made");
}

#[test]
fn an_answer_to_what_was_left_is_told_all_the_same() {
    let leave = |harness: Harness| harness.keys("<esc><esc>");
    let harness = leave(opened().keys("uy")).answered(Err(refused("enableAutoUpdates: no")));
    assert_says(&harness, "Auto update change refused");
    let harness = leave(opened().keys("uy")).answered(Err(no_answer()));
    assert_says(&harness, "Auto update change: no answer. The request may have arrived.");
    let harness = leave(opened().keys("uy")).answered(Ok(()));
    assert_says(&harness, "Auto update change requested. Waiting for the control plane to report it.");
    // In the details of another runner it closes nothing that is open there.
    let harness = opened().keys("uy<esc>Ju").answered(Ok(()));
    assert_says(&harness.keys("<pgdn>"), "uto update of a Snowflake runner cannot be changed");
    let harness = opened().keys("uy<esc>K<enter>x").answered(Err(refused("enableAutoUpdates: no")));
    assert_says(&harness, "│ b-streamx ");
    assert_does_not_say(&harness, "│ enableAutoUpdates");
}

#[test]
fn what_somebody_else_changed_meanwhile_is_pointed_out_before_it_is_overwritten() {
    let theirs = |name: &'static str| with_usual(|runner| Runner { name: Label::from(name), ..runner });
    let mut harness = opened().keys("<enter>!").fleet(theirs("theirs"));
    assert_says(&harness, "Somebody changed the value to \"theirs\" meanwhile");
    harness = harness.keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    assert_says(&harness, "overwrite that");
    harness = harness.fleet(theirs("theirs again")).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![], "this change was not seen yet");
    assert_says(&harness, "theirs again");
    assert_eq!(changes(&mut harness.keys("<enter>y")), [(id(), named("maia-prod-eu-1!"))]);

    let mut harness = opened().keys("<enter><ctrl-u>theirs").fleet(theirs("theirs")).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    assert_says(&harness, "No change to save. Nothing was sent.");
}

#[test]
fn a_choice_for_the_allow_list_keeps_its_bar_while_projects_are_read() {
    let progress = |projects: &[(u8, &str)]| {
        let usage = |(number, name): &(u8, &str)| ProjectUsage::new(project(*number, name));
        let so_far = Arc::new(Usage { projects: projects.iter().map(usage).collect() });
        Message::Account(AccountId::FIRST, News::Work(WorkNews::Progressed { read: projects.len(), total: 9, so_far }))
    };
    let add = |number| of_list(AllowListChange::Add(AllowedProject { id: project(number, "").id, environments: None }));
    let harness = opened().keys("5+").send(progress(&[(5, "m"), (6, "n")]));
    let later = || progress(&[(1, "a"), (2, "b"), (5, "m"), (6, "n")]);
    assert_eq!(changes(&mut harness.send(later()).keys("<enter><pgdn><enter>y")), add(5), "nobody moved");
    let harness = opened().keys("5+").send(progress(&[(5, "m"), (6, "n")])).keys("<down>");
    assert_eq!(changes(&mut harness.send(later()).keys("<enter><pgdn><enter>y")), add(6));
    let typed = "00000002-0000-4000-8000-000000000000";
    let harness = opened().keys("5+").pasted(typed).send(later());
    assert_eq!(changes(&mut harness.keys("<enter><pgdn><enter>y")), add(2), "what was typed is in the list by now");
}

#[test]
fn the_choice_for_the_allow_list_adds_a_project_or_an_environment() {
    let of = |number, environments: Option<&[&str]>| {
        let environments = environments.map(|names| names.iter().map(|name| Label::from(*name)).collect());
        of_list(AllowListChange::Add(AllowedProject { id: project(number, "").id, environments }))
    };
    for (keys, expected) in [
        ("+<enter><enter>y", of(1, Some(&["finance-prod"]))),
        ("+<enter><pgdn><enter>y", of(1, None)),
        ("+<enter><pgdn><enter><down><enter>", of(1, None)),
        ("+<down><enter><down><enter>y", of(2, Some(&["orders-uat"]))),
        ("+people<enter><down><enter>y", of(3, None)),
        ("+people<enter>new-one<enter>y", of(3, Some(&["new-one"]))),
        ("+<down><enter><esc><enter><pgdn><enter>y", of(1, None)),
        ("+<tab><tab><tab><tab><shift-tab><enter><pgdn><enter>y", of(2, None)),
        ("+<enter><enter><esc><pgdn><enter>y", of(1, None)),
    ] {
        let mut harness = with_allow_list().send(read_usage(usage())).keys(keys);
        assert_eq!(changes(&mut harness), expected, "after {keys}");
        assert_eq!(changes(&mut harness.keys("<enter><enter>x<enter>")), vec![], "after {keys} and again");
    }
    for keys in [
        "+<enter><esc><esc>",
        "+nowhere<enter><enter>",
        "+<esc>",
        "+<enter><enter><enter>",
        "+<enter><enter>n",
        "+people<enter><enter>y",
    ] {
        assert_eq!(changes(&mut with_allow_list().send(read_usage(usage())).keys(keys)), vec![], "after {keys}");
    }
}

#[test]
fn read_only_refuses_every_key_that_changes_with_a_word() {
    for keys in [
        "<enter>",
        "e",
        "u",
        "j<enter>",
        "Gk<enter>",
        "/track<enter><enter>",
        "5<enter>",
        "5+",
        "5E",
        "5jj-",
        "5jj<delete>",
    ] {
        let harness = Harness::with(80, 24, ThemeName::Ansi, &Symbols::UNICODE, true).fleet(vec![usual()]);
        let read = Message::Account(AccountId::FIRST, News::AllowListRead { id: id(), outcome: Ok(allow_list()) });
        let harness = harness.keys("<enter>5").send(read).keys("1");
        // Where keys move the bar to first, it is not the moving that says it.
        let mut harness = harness.keys(keys);
        assert_says(&harness, "Read-only: nothing can be changed from here");
        assert_does_not_say(&harness, "╭");
        assert_eq!(changes(&mut harness), vec![], "after {keys}");
    }
}

#[test]
fn the_line_above_the_footer_promises_no_removal_that_its_key_refuses() {
    let on_project = |read_only| {
        let harness = Harness::with(80, 24, ThemeName::Ansi, &Symbols::UNICODE, read_only).fleet(vec![usual()]);
        harness.keys("<enter>5").news(News::AllowListRead { id: id(), outcome: Ok(allow_list()) }).keys("jj")
    };
    assert_says(&on_project(false), "- removes the project from the list");
    assert_does_not_say(&on_project(true), "- removes");
    assert_says(&on_project(true), "Read-only: nothing can be changed from here");
}

#[test]
fn what_a_kind_of_runner_cannot_change_is_refused_with_the_reason() {
    for (name, keys, setting) in [
        ("sf-native", "u", Setting::AutoUpdate),
        ("sf-native", "/version track<enter><enter>", Setting::Track),
        ("b-stream", "u", Setting::AutoUpdate),
        ("b-stream", "5<enter>", Setting::Restriction),
        ("b-stream", "5+", Setting::AllowList),
        ("b-stream", "5E", Setting::AllowList),
    ] {
        let fleet: Vec<_> = runners().into_iter().filter(|runner| runner.name.raw() == name).collect();
        let reason = setting.refusal(&fleet[0], false).unwrap();
        let mut harness = Harness::sized(160, 24).fleet(fleet).keys("<enter>").keys(keys);
        assert_says(&harness, &trackside::text::words::sentence(reason));
        assert_eq!(changes(&mut harness), vec![]);
    }
}

#[test]
fn keys_that_have_nothing_to_change_say_so() {
    for (keys, words) in [
        ("jj<enter>", "Nothing can be changed on this line"),
        ("5gg-", "Select a project or an environment first"),
        ("5E", "The allow list was not read yet"),
    ] {
        assert_says(&opened().keys(keys), words);
    }
    let empty = Message::Account(AccountId::FIRST, News::AllowListRead { id: id(), outcome: Ok(AllowList::default()) });
    assert_says(&opened().keys("5").send(empty).keys("E"), "The allow list is empty already");
    // Elsewhere the keys of the allow list do nothing at all.
    let mut harness = opened().keys("+-E<delete>");
    assert_eq!(harness.effects(), vec![]);
}

#[test]
fn a_restriction_asks_for_the_list_that_it_depends_on() {
    let mut harness = opened().keys("G<up><enter>");
    let work = Request::ReadWork(WorkPart::Projects);
    let wanted = [Request::ReadAllowList(id()), work].map(|request| Effect::Account(AccountId::FIRST, request));
    assert_eq!(harness.effects(), wanted);
    assert_says(&harness, "The allow list was not read yet");
    let harness = harness.news(News::AllowListRead { id: id(), outcome: Ok(AllowList::default()) });
    assert_says(&harness, "The allow list is empty: no project can use the runner then.");
    let error = ApiError { call: "read the allow list", cause: no_answer() };
    let harness = harness.news(News::AllowListRead { id: id(), outcome: Err(error) });
    assert_eq!(changes(&mut harness.keys("y")), setting(SettingChange::Restricted(true)));
}

#[test]
fn the_allow_list_is_asked_about_before_it_is_widened_and_what_is_in_it_is_said() {
    let mut harness = with_allow_list().send(read_usage(usage())).keys("+<down><enter>");
    assert_says(&harness, "▌ orders-prod");
    harness.effects();
    harness = harness.keys("<pgdn><enter>");
    assert_eq!(
        harness.effects(),
        [Effect::Account(AccountId::FIRST, Request::ReadAllowList(id()))],
        "what is in it is read again"
    );
    for words in [
        "Add Orders with all environments",
        "In the list now: Finance (all environments), Orders",
        "Listed already for Orders: orders-prod, orders-test.",
        "▌[ n  No ]",
        "[ y  Add ]",
    ] {
        assert_says(&harness, words);
    }
    assert_eq!(changes(&mut harness.clone().keys("<enter>")), vec![], "no is under the bar");
    // What comes of the reading is another question.
    let list = Message::Account(AccountId::FIRST, News::AllowListRead { id: id(), outcome: Ok(AllowList::default()) });
    let mut harness = harness.send_undrawn(list).send_undrawn(Harness::key_messages("y").remove(0));
    assert_eq!(changes(&mut harness), vec![]);
    assert_says(&harness, "The allow list is empty now.");
    let mut harness = harness.send_undrawn(Message::Drawn).keys("y").answered(Ok(()));
    assert_eq!(changes(&mut harness).len(), 1);
    assert_does_not_say(&harness, "╭");
    let unread = opened().keys("5").send(read_usage(usage())).keys("+<enter><enter>");
    assert_says(&unread, "The allow list was not read yet: what is in there is not known.");
    // Where nothing but the widest choice is there, it is not under the bar.
    let people = with_allow_list().send(read_usage(usage())).keys("+people<enter>");
    assert_says(&people, "▌ Type a name, or go down for all of them.");
    let same = with_allow_list().send(read_usage(usage())).keys("+<enter><pgdn><enter>");
    assert_says(&same, "Nothing changes: all of this is in the list already.");
}
