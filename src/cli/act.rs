//! `trackside pause`, `resume` and `restart`: the dashboard's plan and engine, without its screen.
//!
//! Each runner is read again before anything is asked. Several have their turns one after another, each seen back before the next.

use std::io::{self, IsTerminal, Write};

use super::at_work;
use super::frame::{self, FAILURE, Refusal, SUCCESS, WRONG_USE};
use super::outcome::{self, NOT_BACK, Told, UNCERTAIN};
use super::session::{Session, Stopped, in_time};
use super::show::{NO_RUNNER, chosen, read_details};
use super::stdout;
use crate::account::operation::plan::in_order;
use crate::account::operation::record::{Stage, StepRecord};
use crate::account::operation::{Busy, Decision, LeftOut, Operation, Policy, Step, Subject};
use crate::api::curl;
use crate::domain::{AccountId, Action, Moment, Redactor, RunnerKey};
use crate::options::ActOptions;
use crate::runtime::WatchSetup;
use crate::store::{KeptOperation, Owner};
use crate::terminal::signals;
use crate::text::words::{capitalised, countdown, counted};

/// Why nothing is begun, before a secret is read: nobody can be asked, and nobody said yes.
///
/// # Errors
///
/// One line for standard error.
pub fn claim(options: &ActOptions) -> Result<(), Refusal> {
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    if options.is_confirmed || options.is_dry || can_ask {
        return Ok(());
    }
    let verb = options.action.label().to_lowercase();
    let line = format!("{verb}: nobody can be asked here, as this is no terminal; give --yes");
    Err(Refusal { code: WRONG_USE, line })
}

/// Carries it out. Answers with the exit code.
pub fn run(options: &ActOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let mut session = Session::start_acting(setup, frame);
        let ended = act(&mut session, options).await;
        let ended = match ended {
            Err(stopped) => Err(session.stop_sending(stopped).await),
            ended => ended,
        };
        let ended = session.close().await.map_or(ended, Err);
        ended.unwrap_or_else(|Stopped(code)| code)
    })
}

/// The runners of one account, in the order of their turns, each with why it is left out.
struct Plan {
    account: AccountId,
    subjects: Vec<(Subject, Option<LeftOut>)>,
}

impl Plan {
    /// Those that are not left out.
    fn to_send(&self) -> Vec<&Subject> {
        self.subjects.iter().filter(|(_, left_out)| left_out.is_none()).map(|(subject, _)| subject).collect()
    }
}

async fn act(session: &mut Session, options: &ActOptions) -> Result<u8, Stopped> {
    let Some(keys) = in_time(options.timeout, meant(session, options)).await else {
        return Ok(not_read_in_time(session));
    };
    let keys = keys?;
    let mut plans = plans(session, options.action, &keys);
    let accounts = with_work(options, &plans);
    if !accounts.is_empty() {
        at_work::read(session, &accounts).await?;
        plans = self::plans(session, options.action, &keys);
    }
    let is_any_to_send = plans.iter().any(|plan| !plan.to_send().is_empty());
    if options.is_dry {
        say_work(session, options, &plans, &accounts);
        let text = dry(session, options, &plans);
        stdout::print(&mut session.frame, text).await?;
        return Ok(if is_any_to_send { SUCCESS } else { FAILURE });
    }
    if !say_what_is_open(session, &plans).await? {
        session.frame.report.say("Nothing was sent.");
        return Ok(FAILURE);
    }
    say_left_out(session, &plans);
    if !is_any_to_send {
        return Ok(FAILURE);
    }
    say_work(session, options, &plans, &accounts);
    if !options.is_confirmed {
        if !confirmed(session, options.action, &plans).await? {
            session.frame.report.say("Nothing was sent.");
            return Ok(FAILURE);
        }
        // Whoever was asked may have taken an hour: what is not as it was confirmed is left out when its turn comes.
        match in_time(options.timeout, read_again(session, &keys)).await {
            Some(read) => read?,
            None => return Ok(not_read_in_time(session)),
        }
    }
    if session.may_lack_journal() {
        // Which was said, with why.
        session.frame.report.say("Nothing was sent: each request must be in the journal first.");
        return Ok(FAILURE);
    }
    let mut worst = SUCCESS;
    for plan in plans {
        worst = outcome::worse(worst, carry_out(session, options, plan).await?);
    }
    Ok(worst)
}

/// The runners that are meant, each read by its id.
async fn meant(session: &mut Session, options: &ActOptions) -> Result<Vec<RunnerKey>, Stopped> {
    session.read_lists().await?;
    let mut keys = Vec::new();
    for text in &options.runners {
        let key = chosen(session, text)?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    read_again(session, &keys).await?;
    Ok(keys)
}

fn not_read_in_time(session: &Session) -> u8 {
    session.frame.report.say("Not in time: the runners were not read. Nothing was sent.");
    NOT_BACK
}

/// Reads each runner by its id. One that went since is left out.
async fn read_again(session: &mut Session, keys: &[RunnerKey]) -> Result<(), Stopped> {
    for key in keys {
        match read_details(session, key).await {
            Ok(()) | Err(Stopped(NO_RUNNER)) => {}
            Err(stopped) => return Err(stopped),
        }
    }
    Ok(())
}

/// A plan for each account, in the order of the accounts.
fn plans(session: &Session, action: Action, keys: &[RunnerKey]) -> Vec<Plan> {
    let of_account = |id: AccountId| {
        let account = session.accounts.get(id)?;
        let subject = |key: &RunnerKey| {
            let of = if keys.len() > 1 { LeftOut::of_several } else { LeftOut::of };
            let left_out = of(action, session.accounts.at(key), account.is_read_only());
            let named = session.accounts.named(key);
            (Subject { key: key.clone(), named, serves: account.served_by(key) }, left_out)
        };
        let subjects = keys.iter().filter(|key| key.account == id).map(subject).collect();
        let plan = Plan { account: id, subjects };
        let is_known = at_work::told(session, account, &plan.to_send()).is_known();
        // Where it is not known what runs, in the order that was given; those that are left out stand last.
        let load = |key: &RunnerKey| if is_known { account.load_of(key) } else { (0, 0) };
        let subjects = in_order(plan.subjects, |(subject, left_out)| (left_out.is_some(), load(&subject.key)));
        (!subjects.is_empty()).then_some(Plan { account: id, subjects })
    };
    session.accounts.ids().filter_map(of_account).collect()
}

/// A runner as a line names it, with its account where there are several.
fn named(session: &Session, subject: &Subject) -> String {
    if session.accounts.are_several() {
        format!("{} in {}", subject.named, session.accounts.label(subject.key.account))
    } else {
        subject.named.to_string()
    }
}

fn say_left_out(session: &Session, plans: &[Plan]) {
    for (subject, left_out) in plans.iter().flat_map(|plan| &plan.subjects) {
        if let Some(why) = left_out {
            session.frame.report.say(&format!(
                "{}: not sent. {}.",
                named(session, subject),
                capitalised(&why.reason())
            ));
        }
    }
}

fn to_send(plans: &[Plan]) -> Vec<&Subject> {
    plans.iter().flat_map(Plan::to_send).collect()
}

/// The accounts of which it is read what runs: for the order of several runners, and for the question.
fn with_work(options: &ActOptions, plans: &[Plan]) -> Vec<AccountId> {
    let asks = !options.is_confirmed && !options.is_dry;
    let is_of_use = |plan: &&Plan| plan.to_send().len() > usize::from(!asks);
    plans.iter().filter(is_of_use).map(|plan| plan.account).collect()
}

/// Says what runs, where that was read for a question; and that the order of several does not go by that, where it is not known.
fn say_work(session: &Session, options: &ActOptions, plans: &[Plan], accounts: &[AccountId]) {
    let asks = !options.is_confirmed && !options.is_dry;
    for plan in plans.iter().filter(|plan| accounts.contains(&plan.account)) {
        let subjects = plan.to_send();
        let Some(account) = session.accounts.get(plan.account) else { continue };
        let told = at_work::told(session, account, &subjects);
        let is_known = told.is_known();
        if is_known && !asks {
            continue;
        }
        let about = match subjects.as_slice() {
            [one] => format!("{}: ", named(session, one)),
            _ if session.accounts.are_several() => format!("{}: ", session.accounts.label(plan.account)),
            _ => String::new(),
        };
        let words = at_work::words(account, told, subjects.len());
        let order = if is_known || subjects.len() == 1 { "" } else { " The turns are in the order given." };
        session.frame.report.say(&format!("{about}{words}.{order}"));
    }
}

/// Says what was asked of the runners before and has no known end. Answers with `false` where another program is at one of them now.
async fn say_what_is_open(session: &mut Session, plans: &[Plan]) -> Result<bool, Stopped> {
    let keys: Vec<RunnerKey> = to_send(plans).into_iter().map(|subject| subject.key.clone()).collect();
    let before = session.asked_before().await?;
    let mut lines = Vec::new();
    let mut may_begin = true;
    for (account, KeptOperation { record, owner }) in before {
        let is_now = *owner == Owner::Another && record.is_under_way();
        let open = |step: &&StepRecord| match step.stage {
            Stage::Noted => true,
            Stage::Ended(_) => false,
            _ => is_now,
        };
        for step in record.steps.iter().filter(open) {
            if keys.iter().any(|key| key.account == *account && key.id == step.runner) {
                let (name, what) = (&step.name, record.action.label());
                lines.push(if is_now {
                    format!("{name}: another trackside is at a {} of this runner now.", what.to_lowercase())
                } else {
                    format!("{name}: an earlier {} may have arrived. No answer is known.", what.to_lowercase())
                });
                may_begin &= !is_now;
            }
        }
    }
    for line in lines {
        session.frame.report.say(&line);
    }
    Ok(may_begin)
}

/// What would be sent, in the order of the turns: each request as a command.
fn dry(session: &Session, options: &ActOptions, plans: &[Plan]) -> String {
    let mut text = String::new();
    let verb = options.action.label();
    if plans.iter().any(|plan| plan.to_send().len() > 1) {
        let Policy { at_a_time, deadline, pause, .. } = policy(options, false);
        let (deadline, pause) = (countdown(deadline), countdown(pause));
        text = format!("{at_a_time} at a time, each back within {deadline}, {pause} between two\n");
    }
    for (subject, left_out) in plans.iter().flat_map(|plan| &plan.subjects) {
        let name = named(session, subject);
        let line = match (left_out, options.action.change()) {
            (None, Some(change)) => {
                let api = session.accounts.profile(subject.key.account).api.as_ref();
                format!("{verb} {name}\n  {}\n", curl(api, &subject.key.id, &change))
            }
            (Some(why), _) => format!("{name}: left out. {}\n", capitalised(&why.reason())),
            (None, None) => String::new(),
        };
        text.push_str(&line);
    }
    text
}

/// Asks on the terminal. Anything but a yes is a no.
async fn confirmed(session: &mut Session, action: Action, plans: &[Plan]) -> Result<bool, Stopped> {
    let subjects = to_send(plans);
    let whom = match subjects.as_slice() {
        [one] => named(session, one),
        several => {
            for subject in several {
                session.frame.report.say(&format!("  {}", named(session, subject)));
            }
            counted(several.len(), "runner")
        }
    };
    let question = format!("{} {whom}? [y/N] ", action.label());
    let written = session.frame.report.written();
    let answer = session.frame.runtime.spawn_blocking(move || {
        written();
        let mut stderr = io::stderr();
        write!(stderr, "{question}")?;
        stderr.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok::<_, io::Error>(answer)
    });
    tokio::select! {
        biased;
        number = session.frame.end_signal() => Err(Stopped::by(number)),
        answer = answer => {
            let answer = answer.ok().and_then(Result::ok).unwrap_or_default();
            Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
        }
    }
}

/// How it goes from one runner to the next.
fn policy(options: &ActOptions, is_one: bool) -> Policy {
    let mut policy = Policy::of(options.action);
    if let Some(timeout) = options.timeout {
        policy.deadline = timeout;
    }
    if is_one || options.is_even_if_busy {
        policy.busy = Busy::GoOn;
    }
    policy
}

/// Carries out one plan. Answers with its exit code.
async fn carry_out(session: &mut Session, options: &ActOptions, plan: Plan) -> Result<u8, Stopped> {
    let Plan { account: id, subjects } = plan;
    let is_one = subjects.iter().filter(|(_, left_out)| left_out.is_none()).count() == 1;
    let policy = policy(options, is_one);
    // Of those that are left out from the beginning it was said.
    let mut told: Vec<Option<Told>> =
        subjects.iter().map(|(_, left_out)| left_out.as_ref().map(|_| Told::Ended)).collect();
    let mut operation = Operation::new(options.action, subjects, policy, session.now());
    operation.may_be_missing = session.may_lack_journal();
    session.act(id, |account| account.begin(operation));
    let waits = options.waits || !is_one;
    let mut newest = session.now();
    loop {
        // As of one moment: what the operation itself ends in time is not late.
        let now = session.now();
        session.act(id, |account| account.tick(now));
        let Some(operation) = session.operation(id) else { return Ok(UNCERTAIN) };
        let lines: Vec<String> = outcome::news(operation, &mut told)
            .into_iter()
            .map(|(index, what)| format!("{}: {what}", named(session, &operation.items()[index].subject)))
            .collect();
        let is_sent = operation.items().iter().all(|item| matches!(item.step(), Step::Watching(_) | Step::Ended(_)));
        let (is_over, is_halted) = (!operation.is_under_way(), operation.halt().is_some());
        let code = outcome::code(operation);
        if !lines.is_empty() || is_waiting_by_plan(operation, now) {
            newest = now;
        }
        let is_late = options.timeout.is_some_and(|time| now.since(&waited_since(operation, newest)) >= time);
        for line in &lines {
            session.frame.report.say(line);
        }
        if is_over || (is_sent && !waits) {
            return Ok(code);
        }
        if is_halted {
            // Nobody is there to decide: nothing more is sent, and what was is watched no longer.
            session.act(id, |account| account.decide(Decision::End));
            session.act(id, |account| account.decide(Decision::End));
            session.frame.report.say("Nothing more is sent.");
            continue;
        }
        if is_late {
            return session.end_late(id).await;
        }
        session.step().await?;
    }
}

/// Whether what a turn waits for has a time of its own: the end of what runs, or the pause between two.
fn is_waiting_by_plan(operation: &Operation, now: Moment) -> bool {
    let is_idle = operation.items().iter().any(|item| matches!(item.step(), Step::Idle { .. }));
    is_idle || operation.rests_until(now).is_some()
}

/// Since when the runner whose turn it is is waited for: since its request, or else since there was the last news. While the
/// control plane cannot be read the operation itself ends nothing.
fn waited_since(operation: &Operation, newest: Moment) -> Moment {
    let watched = operation.items().iter().find_map(|item| match item.step() {
        Step::Watching(watch) => Some(watch.since),
        _ => None,
    });
    watched.unwrap_or(newest)
}
