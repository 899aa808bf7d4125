//! What chooses and shows runners: the arguments of `list`, `show` and `check`, and what they come to.

use std::ffi::OsString;
use std::time::Duration;

use super::output::{CheckForm, ColorChoice, ListForm, TextOrJson, form};
use crate::account::table::{Arrangement, Column, Query, SortOrder, Views};
use crate::domain::{Fact, Facts};
use crate::options::UsageError;
use crate::options::completion::Completes;
use crate::options::given::{Given, GivenFile, shown};
use crate::options::views::Wanted;

/// What `list` shows of a runner, each with its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is named after what it shows")]
pub enum Field {
    Account,
    Runner,
    Id,
    Status,
    Connected,
    Platform,
    Type,
    Version,
    Update,
    Support,
    Track,
    AutoUpdate,
    Restricted,
    PausedUntil,
    Description,
}

impl Field {
    /// Every field with the name to ask for it, which is also its title and its key in JSON.
    pub const ALL: [(&'static str, Self); 15] = [
        (Column::Account.key(), Self::Account),
        (Column::Runner.key(), Self::Runner),
        ("id", Self::Id),
        (Column::Status.key(), Self::Status),
        ("connected", Self::Connected),
        (Column::Platform.key(), Self::Platform),
        (Column::Type.key(), Self::Type),
        (Column::Version.key(), Self::Version),
        (Column::Update.key(), Self::Update),
        ("support", Self::Support),
        (Column::Track.key(), Self::Track),
        ("auto_update", Self::AutoUpdate),
        ("restricted", Self::Restricted),
        ("paused_until", Self::PausedUntil),
        ("description", Self::Description),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// What the dashboard's table has in this column. `None`: one reading does not have it.
    fn of(column: Column) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == column.key()).map(|(_, field)| field)
    }

    /// What it shows that a list may lack.
    pub fn facts(self) -> Facts {
        match self {
            // With the word for what should be connected and is not.
            Self::Status => Facts::of(&[Fact::Status, Fact::Connected]),
            Self::Connected => Facts::of(&[Fact::Connected]),
            Self::Platform => Facts::of(&[Fact::Platform]),
            Self::Type => Facts::of(&[Fact::Type]),
            Self::Version => Facts::of(&[Fact::Version]),
            Self::Update => Facts::of(&[Fact::Update, Fact::Latest]),
            Self::Support => Facts::of(&[Fact::Support]),
            Self::Track => Facts::of(&[Fact::Track]),
            Self::AutoUpdate => Facts::of(&[Fact::AutoUpdate]),
            Self::Restricted => Facts::of(&[Fact::Restricted]),
            Self::PausedUntil => Facts::of(&[Fact::PausedUntil]),
            Self::Description => Facts::of(&[Fact::Description]),
            Self::Account | Self::Runner | Self::Id => Facts::default(),
        }
    }
}

/// What `list` shows where nothing is said.
const USUAL: [Field; 7] =
    [Field::Runner, Field::Status, Field::Platform, Field::Type, Field::Version, Field::Update, Field::Track];

/// What rows can be sorted by: what a single reading tells.
fn sorted_by() -> Vec<String> {
    let columns = Column::ALL.into_iter().filter(|column| !column.is_watched());
    columns.map(|column| column.key().to_owned()).collect()
}

/// `trackside list`.
#[derive(Debug)]
pub struct ListOptions {
    /// Which runners.
    pub query: Query,
    /// What of them. `None`: the usual, and the account where there are several.
    fields: Option<Vec<Field>>,
    /// Whether a view says what: the account is left out where there is only one.
    are_of_view: bool,
    /// In which order. `None`: by name.
    order: Option<SortOrder>,
    /// In which form.
    pub output: ListForm,
    /// Whether a text begins with titles.
    pub has_titles: bool,
    /// Whether it has colours.
    pub color: ColorChoice,
    /// How long is read at the most. `None`: the list takes its time, and what the list lacks a minute.
    pub timeout: Option<Duration>,
}

impl ListOptions {
    /// What is shown of each runner that a list may lack. JSON has what the table shows, unless something else is asked for: the
    /// rest would take a request for each runner.
    pub fn shown(&self) -> Facts {
        match (self.output, &self.fields) {
            (ListForm::Names, _) => Facts::default(),
            (ListForm::Json, None) => Facts::SHOWN.and(Facts::of(&[Fact::PausedUntil])),
            _ => self.fields(false).into_iter().map(Field::facts).collect(),
        }
    }

    /// What is shown of each runner; `are_several`: there are several accounts.
    pub fn fields(&self, are_several: bool) -> Vec<Field> {
        let mut fields = self.fields.clone().unwrap_or_else(|| {
            let account = are_several.then_some(Field::Account);
            USUAL[..1].iter().copied().chain(account).chain(USUAL[1..].iter().copied()).collect()
        });
        fields.retain(|field| are_several || !self.are_of_view || *field != Field::Account);
        fields
    }

    /// In which order.
    pub fn order(&self) -> SortOrder {
        self.order.unwrap_or_default()
    }

    /// With what the view shows, wherever the line says nothing. A column that one reading does not have is left out.
    pub(in crate::options) fn in_view(self, wanted: &Wanted, views: &Views) -> Result<Self, UsageError> {
        let refusal = |reason: String| {
            let reason = format_args!("the view {} {reason}", shown(wanted.view.name.raw()));
            UsageError::about(&wanted.by, reason)
        };
        let Arrangement { filter, order, columns } = views.arrangement(Some(&wanted.view));
        let query = if self.query.is_empty() { Query::parse(filter.raw()) } else { self.query };
        if let Some(reason) = query.needs_watching() {
            return Err(refusal(format!("filters by what one reading does not have. {reason}")));
        }
        if self.order.is_none() && order.column.is_watched() {
            let key = order.column.key();
            return Err(refusal(format!("sorts by {key}, which one reading does not have; add --sort")));
        }
        let are_of_view = self.fields.is_none();
        let fields = self.fields.or_else(|| Some(columns.iter().filter_map(Field::of).collect()));
        Ok(Self { query, fields, are_of_view, order: self.order.or(Some(order)), ..self })
    }
}

/// `trackside show`.
#[derive(Debug)]
pub struct ShowOptions {
    /// A name or an id.
    pub runner: String,
    /// In which form.
    pub output: TextOrJson,
    /// Whether it has colours.
    pub color: ColorChoice,
}

/// `trackside check`.
#[derive(Debug)]
pub struct CheckOptions {
    /// Which runners.
    pub query: Query,
    /// How long something must be wrong before it counts. `None`: it counts at once.
    pub lasting: Option<Duration>,
    /// In which form.
    pub output: CheckForm,
    /// Where it goes.
    pub target: CheckTarget,
    /// How long is read at the most. `None`: the list takes its time, and what the list lacks a minute.
    pub timeout: Option<Duration>,
}

/// Where the result of a check goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CheckTarget {
    /// Standard output.
    Stdout,
    /// A file, which is replaced in one step.
    File(GivenFile),
}

#[derive(clap::Args)]
#[command(next_help_heading = "List", display_order = 0)]
pub(super) struct List {
    /// Which runners, as in the dashboard's filter; all if not given
    #[arg(value_name = "FILTER", help_heading = "List", display_order = 0)]
    filter: Vec<OsString>,
    #[arg(
        long,
        value_name = "NAME[,NAME]",
        // No doc comment: rustdoc wants such names in backticks.
        help = "What to show, with commas between: account, runner, id, status, connected, platform, type, version, update, support, track, auto_update, restricted, paused_until, description",
        add = Completes::Some(|| Completes::names(&Field::ALL)))]
    columns: Option<OsString>,
    /// What to sort by: runner, status, platform, type, version, update, track, account; -status turns the order around
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, add = Completes::One(orders))]
    sort: Option<OsString>,
    /// Form of the output: text, json, csv, name
    #[arg(short = 'o', long, value_name = "FORM", add = Completes::One(|| Completes::names(&ListForm::ALL)))]
    output: Option<OsString>,
    /// Leave out the line of titles
    #[arg(long)]
    no_headers: bool,
    /// Colours in a text: auto, always, never
    #[arg(long, value_name = "WHEN", add = Completes::One(|| Completes::names(&ColorChoice::ALL)))]
    color: Option<OsString>,
    /// How long to read at the most, as in 30s, 5m; if not given, 1m for what the list lacks
    #[arg(long, value_name = "TIME")]
    timeout: Option<OsString>,
}

impl List {
    pub(super) fn options(self) -> Result<ListOptions, UsageError> {
        Ok(ListOptions {
            query: query(self.filter)?,
            fields: self.columns.map(fields).transpose()?,
            are_of_view: false,
            order: self.sort.map(order).transpose()?,
            output: form(self.output, &ListForm::ALL)?,
            has_titles: !self.no_headers,
            color: ColorChoice::read(self.color)?,
            timeout: self.timeout.map(|given| time("--timeout", given)).transpose()?,
        })
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Show")]
pub(super) struct Show {
    /// A runner's name or id; a name that two have is refused with their ids
    #[arg(value_name = "RUNNER", help_heading = "Show", display_order = 0, required = true, add = Completes::Runner)]
    runner: OsString,
    /// Form of the output: text, json
    #[arg(short = 'o', long, value_name = "FORM", add = Completes::One(|| Completes::names(&TextOrJson::ALL)))]
    output: Option<OsString>,
    /// Colours in a text: auto, always, never
    #[arg(long, value_name = "WHEN", add = Completes::One(|| Completes::names(&ColorChoice::ALL)))]
    color: Option<OsString>,
}

impl Show {
    pub(super) fn options(self) -> Result<ShowOptions, UsageError> {
        Ok(ShowOptions {
            runner: runner(self.runner)?,
            output: form(self.output, &TextOrJson::ALL)?,
            color: ColorChoice::read(self.color)?,
        })
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Check", display_order = 0)]
pub(super) struct Check {
    /// Which runners, as in the dashboard's filter; all if not given
    #[arg(value_name = "FILTER", help_heading = "Check", display_order = 0)]
    filter: Vec<OsString>,
    /// Count only what is wrong for so long, as in 90s, 5m, 2h; needs a history that was recorded
    #[arg(long = "for", value_name = "TIME")]
    lasting: Option<OsString>,
    /// Form of the output: text, json, prometheus
    #[arg(short = 'o', long, value_name = "FORM", add = Completes::One(|| Completes::names(&CheckForm::ALL)))]
    output: Option<OsString>,
    /// File for the output, replaced in one step; standard output if not given
    #[arg(long, value_name = "FILE", add = Completes::File)]
    to: Option<OsString>,
    /// How long to read at the most, as in 30s, 5m; if not given, 1m for what the list lacks
    #[arg(long, value_name = "TIME")]
    timeout: Option<OsString>,
}

impl Check {
    pub(super) fn options(self) -> Result<CheckOptions, UsageError> {
        Ok(CheckOptions {
            query: query(self.filter)?,
            lasting: self.lasting.map(|given| time("--for", given)).transpose()?,
            output: form(self.output, &CheckForm::ALL)?,
            target: match self.to {
                None => CheckTarget::Stdout,
                Some(file) => CheckTarget::File(Given::new("--to", file).file()?),
            },
            timeout: self.timeout.map(|given| time("--timeout", given)).transpose()?,
        })
    }
}

/// The filter that the words make together. What cannot be meant so is refused: nobody sees the rows while typing.
pub(super) fn query(words: Vec<OsString>) -> Result<Query, UsageError> {
    let words = words.into_iter().map(OsString::into_string);
    let words = words.collect::<Result<Vec<_>, _>>().map_err(|_| UsageError::about("FILTER", "not valid UTF-8"))?;
    let query = Query::parse(&words.join(" "));
    query.misunderstood().map_or(Ok(()), |doubt| Err(UsageError::about("FILTER", doubt)))?;
    if let Some(term) = query.unfinished() {
        return Err(UsageError::about("FILTER", format_args!("{term} is not finished; write a value behind it")));
    }
    if let Some(reason) = query.needs_watching() {
        return Err(UsageError::about("FILTER", reason));
    }
    Ok(query)
}

/// A runner's name or id.
pub(super) fn runner(given: OsString) -> Result<String, UsageError> {
    let text = given.into_string().map_err(|_| UsageError::about("RUNNER", "not valid UTF-8"))?;
    if text.trim().is_empty() { Err(UsageError::about("RUNNER", "an empty name names no runner")) } else { Ok(text) }
}

fn fields(given: OsString) -> Result<Vec<Field>, UsageError> {
    let fields = Given::new("--columns", given).names()?.into_iter();
    fields.map(|name| name.one_of(&Field::ALL, "")).collect()
}

/// Every order, as it is asked for.
fn orders() -> Vec<String> {
    let names = sorted_by();
    let inverted: Vec<String> = names.iter().map(|name| format!("-{name}")).collect();
    [names, inverted].concat()
}

fn order(given: OsString) -> Result<SortOrder, UsageError> {
    Given::new("--sort", given).read(format_args!("one of {}", sorted_by().join(", ")), |text| {
        SortOrder::of_key(text).filter(|order| !order.column.is_watched())
    })
}

/// A time with its unit: `90s`, `5m`, `2h`, `1d`.
pub(super) fn time(name: &'static str, given: OsString) -> Result<Duration, UsageError> {
    Given::new(name, given).read("a time with its unit, as 90s, 5m, 2h or 1d", |text| {
        let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
        let unit = match &text[digits.len()..] {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return None,
        };
        let seconds = digits.parse::<u64>().ok()?.checked_mul(unit)?;
        (seconds > 0).then(|| Duration::from_secs(seconds))
    })
}
