//! trackside: a terminal console for watching and managing Maia runners.
//!
//! This crate is no public API: it serves the binary and the tests. This page is the map.
//!
//! # How it works
//!
//! ```text
//! key | tick | answer  ->  Message  ->  App::update  ->  state + Effects  ->  tasks  ->  Message ...
//! ```
//!
//! and after each batch of messages [`tui::app::App::view`] draws the whole frame from the state alone.
//!
//! - Only `update` changes state; it neither waits nor does I/O. What the outside must do is an [`tui::effect::Effect`],
//!   plain data that a test compares.
//! - Only [`runtime`] waits. It performs effects in tasks; each answers with one [`tui::message::Message`].
//! - `view` takes `&self`, reads no clock and no environment, and remembers nothing: the same state, the same frame.
//! - Time enters as [`tui::message::Message::Clock`], so tests need neither sleep nor runtime.
//! - Everything on screen is held by [`domain::RunnerKey`], account and id, never by a row's index: no refresh can move the
//!   selection, or a question, to another runner or another account.
//! - Text from outside is a [`domain::Label`]: drawing, logging and printing it is safe by its type.
//!
//! # Where things are
//!
//! Each part may import only what stands before it (`tests/it/tidy.rs` checks that); the demo imports nothing.
//!
//! | Part | Owns |
//! |---|---|
//! | [`domain`] | what the words mean: runner, status, platform, release, safe text, secrets; the vendor's rules as tables; which runner serves what, and what runs and starts there (`work/`); a reading of both clocks as a value |
//! | [`text`] | width in cells, cutting and wrapping; ages, times and numbers in words; tables as text, CSV and Markdown (`table/`) |
//! | [`api`] | the control plane over HTTP: the only reqwest, the only wire names |
//! | [`account`] | all that is known of one account: the fleet, the link's state, what was sent and is not reported yet, what was seen and done, what is known of the work on the runners (`work/`), what is under way for several runners; what is told of it ([`account::News`]) and what its link is asked to do ([`account::Request`]); those that are open, and what is looked up across them ([`account::Accounts`]) |
//! | [`options`] | arguments, environment and config file to options, as a pure function |
//! | [`files`] | files of the program's own: only their owner can read them, and some of them one program holds at a time |
//! | [`store`] | what is kept of all accounts beyond the end of the program, in a file of SQLite's that several programs share: the only rusqlite |
//! | [`terminal`] | the terminal as services with words of their own: its input, the screen writer, the ways to the clipboard, bell and browser, signals, being a job of a shell, the programs that are started |
//! | [`runtime`] | a link per account (client, poller, performer), which of them are open (`links.rs`) and how each is (`opening.rs`), what is sent from the operator's yes to its outcome (`outgoing.rs`), the reading of the work on the runners (`work/`), the journal, the recorder that keeps the store; what is read before the start |
//! | [`tui`] | the face with a screen: the loop in `run/`; `message.rs` and `effect.rs`; `command.rs` and `keymap/`, the one table of keys, footer, help, and the map of those that count; the whole state in `app/`; what lies over it in `overlay.rs`; the runner list, what can be in its place (the fleet map, the versions), the details with a file per tab, each overlay in a file of its own in `screens/`, what they share in `screens/parts/`; themes, symbols, layout in `ui/` |
//! | [`cli`] | the face without a screen: a folder or file per command, what they run in (`frame.rs`), lines for people on standard error (`report.rs`) |
//! | [`demo`] | the embedded control plane: real HTTP, a fleet that lives |
//!
//! # Five walks
//!
//! **An answer to the screen.** `runtime/poller.rs` has read a list: [`account::News::RunnersPolled`] goes through the mailbox of the
//! account's link (`runtime/link.rs`) to the loop (`tui/run/`), which asks all links in turn ([`runtime::links::Links`]) and hands it to [`tui::app::App::update`] as a
//! [`tui::message::Message::Account`], whose id says which account (`tui/app/accounts.rs`). [`account::Account::update`] merges it into the fleet (`account/reading.rs`, `account/fleet/`) and
//! answers with [`account::Happened`]. `tui/app/outcome.rs` lets the list, the questions and the open details follow, in that order, and
//! says what is worth saying. Once the mailbox is empty [`tui::app::App::view`] draws: `tui/screens/runner_list/view.rs` through
//! `tui/ui/`, and `terminal/screen/` sends the terminal the cells that are different.
//!
//! **A key to a request.** The loop reads the terminal (`terminal/input/`), also before each frame, and stamps each
//! [`terminal::input::Event`] with how many frames had been drawn. `tui/app/keys.rs` looks up what it means ([`tui::keymap::Keymap`]), `on_screen.rs` whether what it would act on was in that
//! frame, `applies.rs` whether it applies. `r` opens a question ([`tui::overlay::Overlay`]); its `y` is an instruction that
//! `tui/app/dialogs.rs` carries out: [`account::Account::change`] keeps what was confirmed (`account/unsent.rs`) and what is pending, and
//! wants a [`account::Request`]. The account's link performs it: `runtime/outgoing.rs` has the journal keep the intent first, then
//! [`api::Writer`] sends it once, on a connection of its own. The answer comes back as in the first walk.
//!
//! **An action for several runners.** The question is a plan (`tui/screens/bulk/question.rs`); its `y` hands an
//! [`account::operation::Operation`] to [`account::Account::begin`]. `account/acting.rs` ticks it, once a second and with each reading, and
//! carries out its orders: a step is kept first ([`tui::effect::Effect::Flush`], answered by [`account::Account::noted`]), then sent as in
//! the second walk, then its runner is read until it is seen back. `store/operations.rs` keeps each step and whose the operation is;
//! the next start offers what nobody goes on with (`tui/app/operation.rs`).
//!
//! **A secret to the clipboard.** `c` on the tab Credentials: `tui/app/credentials.rs` asks [`account::Account::read_credentials`].
//! `api/wire/credentials.rs` makes [`domain::Credentials`] of the answer, and from there on the secret is a [`domain::Secret`], which
//! prints nothing of itself. It comes as [`account::News::CredentialsRead`], to whoever still waits for its ticket; nobody does once the
//! tab was left, and then it is wiped. [`tui::effect::Effect::Copy`] takes it to `terminal/clipboard/`, whose worker tries the routes in turn,
//! notes what must be cleared, and answers with what can honestly be said. After the time for it, and at the end, it is cleared.
//!
//! **A change to the history, without a screen.** `trackside record`: `options/arguments.rs` takes the command out of the line, and
//! `runtime/opening.rs` puts together what the accounts are watched with ([`runtime::WatchSetup`]), for either face. `cli/record/`
//! runs until a signal: news of each link go to its [`cli::record::watch::Watch`], whose [`account::Account`] collects what it observed.
//! `runtime/recorder/` hands that to its thread, which has [`store::Store`] work out what is different and write it.
//!
//! # To add something
//!
//! | To add | Touch | Files |
//! |---|---|---|
//! | a key for a command that is there | its context's file in `tui/keymap/bindings/` | 1 |
//! | a key for a new command | the same, `tui/command.rs`, its name in `tui/keymap/commands.rs`; when it applies in `tui/app/applies.rs`; what it does in `tui/app/keys.rs`, or in the screen that it is for | 5 |
//! | a theme | `options/look.rs`; `tui/ui/theme.rs` and its palette beside it; `options/arguments.rs` | 4 |
//! | a role that a theme paints | `tui/ui/role.rs`, `palette.rs`, `ansi.rs`, `own.rs`; its name in `options/themes.rs` | 5 |
//! | a column | its entries in `account/table/column.rs`: its name in files and on the command line, its usual place, what rows are sorted by; its words in full in `words.rs` beside it; its cells in `tui/screens/runner_list/columns.rs`; its number key, in the list and in the choice of the order, in `tui/keymap/bindings/list.rs` | 4 |
//! | something that a view says | `account/table/views.rs`; its key in `options/views.rs`; where the list takes it, in `tui/screens/runner_list/arranged.rs`, and `trackside list`, in `options/commands/rows.rs`; kept, if the operator changes it, in `tui/app/kept.rs` | 5 |
//! | an action of the menu | `domain/action.rs`, what is said before it in `domain/warning.rs`; its keys in `tui/keymap/bindings/`, a file for each of list, details and menu; `api/writer.rs`, `api/wire/request.rs`; in `demo/`: `simulation/commands.rs`, `routes/commands.rs`, `routes/extra.rs`, `audit.rs` | 7, demo 4 |
//! | an option of an action for several | `account/operation/policy.rs` and where it counts there; its words in `tui/screens/bulk/policy.rs`; kept in `store/schema.rs` (a step), `steps.rs` | 5 |
//! | an outcome of one of several | `account/operation/step.rs`; its words in `tui/screens/bulk/results.rs`; `store/steps.rs` | 3 |
//! | a step of a checklist | `account/guided.rs`; its words in `tui/screens/guided.rs`; what is done at a provider in `domain/way_out.rs` | 3 |
//! | a filter term | `account/table/filter/condition.rs`, the values that it is completed with in `completion/values.rs` beside it; a word of the screen: `marks.rs` | 1 or 2 |
//! | a form of the table | its file in `text/table/`, a variant of [`text::table::TableForm`] in `mod.rs` there | 2 |
//! | something that the operator finds again at the next start | a [`store::Choice`] in `store/mod.rs`, `writing.rs` where two programs may have it; `tui/app/kept.rs` | 2 or 3 |
//! | a tab of the details | its file in `tui/screens/runner_detail/`, `tab.rs` and `mod.rs` there; its number key in `tui/keymap/bindings/details.rs` | 4 |
//! | a setting of a runner | `domain/setting.rs`, `change.rs`, `runner.rs`; `api/wire/agent.rs`, `request.rs`; `account/history.rs`; the choices in `tui/app/change.rs`, the question in `tui/screens/question/consequences.rs`, the field in `tui/screens/runner_detail/overview.rs`; in `demo/`: `simulation/runner.rs`, `routes/agent_json.rs`, `routes/agents.rs`, `routes/extra.rs` | 9, demo 4 |
//! | a screen or overlay | its file in `tui/screens/`, `mod.rs` there; a variant and its lines in `tui/overlay.rs`; a context in `tui/keymap/mod.rs`, its name in `contexts.rs`, its keys in `bindings/`; what opens it: `tui/command.rs`, its name in `tui/keymap/commands.rs`, `tui/app/keys.rs` | 9 |
//! | a kind of entry of the palette | `tui/screens/parts/entry.rs`; where it is found in `tui/screens/palette/found.rs`, whether it can be taken in `mod.rs` there, its line in `view.rs`, whether it is remembered in `recent.rs`; what it does in `tui/app/palette.rs` | 6 |
//! | a screen in the list's place | its folder in `tui/screens/`, `mod.rs` there; a variant and its lines in `tui/app/boards.rs`; a context in `tui/keymap/mod.rs`, its name in `contexts.rs`, its keys in `bindings/boards.rs`; what opens it: `tui/command.rs`, its name in `tui/keymap/commands.rs`, `tui/app/keys.rs`; its way in `tui/screens/help/map.rs`, its command in `group.rs` there | 11 |
//! | a call of the API that reads one more thing of a runner | its file in `api/wire/`, `mod.rs` there, `api/client.rs`; in `account/`: `request.rs`, `news.rs`, `happened.rs`, `mod.rs`, `reading.rs`; `runtime/performer.rs`, `link.rs`; `tui/app/outcome.rs`, `detail.rs`; `tui/screens/runner_detail/mod.rs` and the tab that shows it; in `demo/`: its file in `routes/`, `mod.rs`, `extra.rs` | 14, demo 3 |
//! | a call of the API about the work on the runners (projects, executions, events) | its file in `api/wire/`, `mod.rs` there, `api/client.rs`; a variant in `account/work/part.rs`, what is kept of it in `account/work/mod.rs`, what asks for it in `account/looking.rs`; `runtime/work/mod.rs`; in `demo/`: its file in `routes/`, `mod.rs` there | 7, demo 2 |
//! | another program that is started | its file in `terminal/`, which asks `terminal/child.rs` for the command, and `mod.rs` there; a service in `runtime/tasks.rs`; an effect in `tui/effect.rs`, performed in `tui/run/mod.rs`; who wants it in `tui/app/` | 6 |
//! | a way to the clipboard | its file in `terminal/clipboard/`, and there `mod.rs`, a [`terminal::clipboard::Route`] in `clip.rs`, `choice.rs`, `osc52.rs`; the name to ask for it in `options/mod.rs`, and in the help in `options/arguments.rs` | 7 |
//! | a setting | `options/source.rs`; `options/arguments.rs` if it has a flag; `options/request.rs`, the field in `options/mod.rs`; to where it counts, for the face `tui/app/config.rs` and the file that asks it | 6 |
//! | a command without a screen | its entry in `options/commands/mod.rs`, its arguments in a file there, its help in `options/help.rs`, a variant of [`options::Program`]; its file in `cli/`, `mod.rs` there; `main.rs`; its row in `docs/headless.md` | 7 |
//! | something that `doctor` looks at | its file in `cli/doctor/`, a finding in `account.rs`, `access.rs` or `screen.rs` there | 1 |
//! | a metric | `cli/metrics.rs`; its row in `docs/monitoring.md`; where it is of use, the rules and the dashboard in `assets/monitoring/` | 1 |
//! | something more of a runner that is kept | `store/schema.rs` (a step), `encoding.rs`, `writing.rs`; `account/history.rs` where it is compared | 4 |
//! | a question to the store | `store/reading.rs`; `runtime/recorder/mod.rs`, `answering.rs`; who asks, and holds the answer, in `tui/screens/parts/kept/`; when that is on the screen, in `tui/app/kept.rs` | 5 |
//! | a kind of record of the history | `account/history.rs`, `observation.rs`, `store/encoding.rs`; its words in `tui/screens/runner_detail/activity.rs`; who adds it, in `account/`, where two readings do not tell it | 4 or 5 |

pub mod account;
pub mod api;
pub mod cli;
pub mod demo;
pub mod domain;
pub mod files;
pub mod options;
pub mod runtime;
pub mod store;
pub mod terminal;
pub mod text;
pub mod tui;
