//! What each help says beside its flags.

use super::commands::COMMANDS;
use super::commands::papers::PAPERS;

/// What a help is made of.
pub(super) const TEMPLATE: &str = "{name}: {about}\n\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}\n";

/// How the dashboard is started.
pub(super) const USAGE: &str = "trackside --demo\n       trackside --region <eu1|us1|au1> [OPTIONS]\n       trackside --profile <NAME>[,<NAME>] [OPTIONS]\n       trackside <COMMAND> [OPTIONS]";

/// The commands, one a line.
pub(super) fn commands() -> String {
    let commands = COMMANDS.iter().map(|command| (command.name, command.about));
    let lines = commands.chain(PAPERS.iter().map(|paper| (paper.name, paper.about)));
    let lines = lines.map(|(name, about)| format!("\n  {name:<11} {about}"));
    format!("Commands:{}", lines.collect::<String>())
}

/// What the dashboard's help says behind its flags.
pub(super) const AFTER_DASHBOARD: &str = "\
Environment only:
  TRACKSIDE_CLIENT_ID      Id of the API credential; this or client_id in the
                           profile is required without --demo
  TRACKSIDE_CLIENT_SECRET  Secret of the credential, never a flag; this or a
                           secret key of the profile is required without --demo
  NO_COLOR                 If not empty: theme mono, unless --theme is given
  TRACKSIDE_ESCAPE_MS      Milliseconds that the Esc key waits for the rest of
                           another key, 0 to 500; default: 50, over SSH 150

Keys of a profile, below [profiles.NAME] in the config file:
  client_id                Id of the API credential
  client_secret_file       File with the secret that only you can read
  client_secret_command    Array: program that prints the secret, its arguments
  color                    Colour behind the account's name: red, yellow, green,
                           cyan, blue, magenta; none if not given
  protected                true: read-only, whatever else is said
  history_days             Days that the history is kept, up to 3650; default:
                           90; 0: nothing is
  history                  on or off; default: on; off is history_days = 0
  allow_reveal             false: show, copy and replace no runner's secret;
                           default: true, but false where read-only
  reveal_seconds           How long a secret is shown, 5 to 120; default: 20
  clipboard_clear_seconds  When a copied secret is cleared, 5 to 600;
                           default: 45
  account_id               Account's id, for the parameters of an installation
  send_account_id          true: send account_id along with each request
  rate_limit_per_minute    Requests at most, 10 to 1000; default: 500
  audience                 Audience that the token is asked for
  escape_ms                As TRACKSIDE_ESCAPE_MS
  region, api_url, token_url, connectivity_path, ca_file, refresh_seconds,
  read_only, clipboard, notify, theme, symbols: as the flags

A flag beats its variable, which beats the profile, which beats the default. An
empty variable counts as not set. With --demo there is no config file, and the
variables of the control plane are not read.

With several profiles, flags and variables that name an account are refused.
Keys of the whole dashboard, such as theme, count as the first profile has them.

Exit codes:
  0      ended by the user
  1      failure
  2      wrong use
  128+n  ended by signal n";

/// What the help of `list` says behind its flags.
pub(super) const AFTER_LIST: &str = "\
Examples:
  trackside list
  trackside list 'status=unknown,stopped'
  trackside list 'version<11.200' --sort version --profile prod
  trackside list update --columns id --no-headers | xargs -n1 trackside show --
  trackside list -o json | jq -r '.runners[] | select(.connected | not) | .id'
  trackside list --view old

The filter is that of the dashboard.
A view of the config file is a filter, an order and columns.
What is given here counts more.
A text is cut only where the text goes to a terminal.
Control characters in names are visible marks, in JSON escapes.
What the list lacks is read by id. Standard error says how much could not be.

Exit codes:
  0      the list was read, also where no runner matches
  1      an account could not be read whole
  2      wrong use
  128+n  ended by signal n";

/// What the help of `show` says behind its flags.
pub(super) const AFTER_SHOW: &str = "\
Examples:
  trackside show billing-eu
  trackside show 6d0f3a52-0c1e-4f0a-9c39-8f4d1c5a7b10 -o json

Exit codes:
  0      shown
  1      the runner could not be read, or two have this name
  2      wrong use
  4      there is no such runner
  128+n  ended by signal n";

/// What the help of `check` says behind its flags.
pub(super) const AFTER_CHECK: &str = "\
Examples:
  trackside check --profile prod
  trackside check 'platform=eks' --for 5m
  trackside check -o prometheus --to /var/lib/node_exporter/trackside.prom

With --for, what has not lasted so long is no cause yet.
That needs a history: somebody must have watched for as long.
What the list lacks is read by id. Where that cannot be, the exit code is 3.

Exit codes, those of monitoring plugins:
  0      nothing is wrong
  1      warning: update available, paused, support expected to end
  2      critical: unknown, not connected, stopped, out of support
  3      could not tell, no runner matches, or wrong use
  128+n  ended by signal n";

/// What the help of `pause`, `resume` and `restart` says behind its flags.
pub(super) const AFTER_ACTION: &str = "\
Examples:
  trackside restart billing-eu --wait
  trackside restart orders-eks orders-aks --yes --timeout 20m
  trackside list update --columns id --no-headers | xargs trackside restart -y --
  trackside pause billing-eu --dry-run

Each runner is read again first.
Each request is in the journal before the request leaves.
What the dashboard refuses is refused here, with the reason.
When a runner is not back in time, nothing more is sent.

Exit codes:
  0      carried out; with --wait, seen
  1      refused, or nothing was sent
  2      wrong use, or nobody can be asked and --yes is not given
  4      there is no such runner
  5      not known whether a request arrived
  6      not back in time
  128+n  ended by signal n; what was sent until then is said";

/// What the help of `wait` says behind its flags.
pub(super) const AFTER_WAIT: &str = "\
Examples:
  trackside wait billing-eu --for running --timeout 15m
  trackside wait billing-eu --for version=11.214.0

The list is read as often as --refresh says.

Exit codes:
  0      seen; with --for gone, also where there is no such runner
  1      an account could not be read at the start
  2      wrong use
  4      there is no such runner
  6      not seen in time
  128+n  ended by signal n";

/// What the help of `test` says behind its flags.
pub(super) const AFTER_TEST: &str = "\
Examples:
  trackside test db.example:5432
  trackside test '[2001:db8::1]:443' --from billing-eu,crm-us

Tests from a runner need --connectivity-path, or the key in the profile.
Only a Running runner can test connections.
This machine may be in another network than the runners.

Exit codes:
  0      all reached
  1      one did not, or could not be tested
  2      wrong use
  4      there is no such runner
  128+n  ended by signal n";

/// What the help of `events` says behind its flags.
pub(super) const AFTER_EVENTS: &str = "\
Examples:
  trackside events --since 7d
  trackside events -o json | jq -r '.events[] | select(.name == \"agent_paused\")'

Events name people. trackside keeps none of them.

Exit codes:
  0      written
  1      could not be read: the role may lack View Audit Events
  2      wrong use
  128+n  ended by signal n";

/// What the help of `history` says behind its flags.
pub(super) const AFTER_HISTORY: &str = "\
Examples:
  trackside history --since 7d
  trackside history billing-eu -o json

Written is what was recorded on this machine, oldest first.
Nothing is asked of the control plane.

Exit codes:
  0      written, also where there is none
  1      the file could not be read
  2      wrong use
  128+n  ended by signal n";

/// What the help of `watch` says behind its flags.
pub(super) const AFTER_WATCH: &str = "\
Examples:
  trackside watch --profile prod
  trackside watch status=unknown | jq --unbuffered -r .name

The first list is no change.
What goes wrong is a line on standard error.

Exit codes:
  0      the reader has closed the pipe
  1      no account could be opened
  2      wrong use
  128+n  ended by signal n";

/// What the help of `record` says behind its flags.
pub(super) const AFTER_RECORD: &str = "\
Examples:
  trackside record --profile prod
  trackside record --profile prod --refresh 60
  trackside record --all-profiles
  systemctl --user enable --now trackside-record@prod

The history is a file in $XDG_STATE_HOME or ~/.local/state. The dashboard shows
what was recorded, and both may run at the same time. One record for each
account is enough, and a second one ends. Nothing is changed from here. What
goes wrong is one line on standard error.

Credentials, variables and profiles are those of the dashboard; see
trackside --help. The dashboard's own flags are refused, and its variables and
keys are not read. Without effect here are --read-only and --connectivity-path.

Exit codes:
  0      ended by SIGTERM, SIGINT or SIGHUP, and all is written
  1      failure, or another record watches this account
  2      wrong use, or the profile keeps no history
  128+n  ended by signal n of another kind";

/// What the help of `export` says behind its flags.
pub(super) const AFTER_EXPORT: &str = "\
Examples:
  trackside export --profile prod
  trackside export --all-profiles --listen 127.0.0.1:9900
  curl http://127.0.0.1:9824/metrics

Paths:
  /metrics  Every account and every runner, in the text formats of Prometheus
  /healthz  ok while the program works; whether accounts can be read is in the
            metrics

Whoever reaches the address can read the names of the runners. Nothing is
changed from here, and no history is kept. What goes wrong is one line on
standard error.

Exit codes:
  0      ended by SIGTERM, SIGINT or SIGHUP
  1      failure, such as an address that another program has
  2      wrong use
  128+n  ended by signal n of another kind";

/// What the help of `config` says behind its flags.
pub(super) const AFTER_CONFIG: &str = "\
Examples:
  trackside config check
  trackside config check --all-profiles
  trackside config check -o json | jq -r '.faults[]'
  ${EDITOR:-vi} \"$(trackside config path)\"

Everything is read as for a start, and nothing is sent.
Secrets are never shown, and of a client id only the end.
The file of a secret is opened. The command for a secret is not run.
The log file is neither made nor changed.
Profiles that are not opened are checked too.

Exit codes:
  0      nothing is wrong
  2      a value, the file or the command line is wrong, or something is missing
  128+n  ended by signal n";

/// What the help of `completions` says behind its argument.
/// What the help of `doctor` says behind its flags.
pub(super) const AFTER_DOCTOR: &str = "\
Examples:
  trackside doctor --profile prod
  trackside doctor --all-profiles
  trackside doctor --clipboard          in the terminal that you copy in

Looks at the configuration, the network, the token, and what the credential can
read. Looks at the terminal, too. Changes nothing. What is written holds no secret and no person's name.

With --clipboard each way to the clipboard is tried with a word that you paste.
The way that works is kept for this terminal, and the dashboard takes it first.

Exit codes:
  0      all is well
  1      something is wrong, and said
  2      wrong use
  128+n  ended by signal n";
pub(super) const AFTER_COMPLETIONS: &str = "\
Examples:
  source <(trackside completions bash)     # in ~/.bashrc
  source <(trackside completions zsh)      # in ~/.zshrc, behind compinit
  trackside completions fish | source      # in ~/.config/fish/config.fish

The names of profiles come from the config file, those of runners from the history.
No secret is read, and nothing is asked of a control plane. The Debian package has
all three installed.

Exit codes:
  0      printed
  2      wrong use";

/// What the help of `man` says behind its argument.
pub(super) const AFTER_MAN: &str = "\
Examples:
  trackside man | man -l -
  trackside man list > trackside-list.1

The Debian package has all pages installed.

Exit codes:
  0      printed
  2      wrong use";
