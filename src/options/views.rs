//! [`ViewsRead`]: `[list]` and `[[views]]` of the config file, each value with its line, and the view that is asked for.
//!
//! ```toml
//! [list]
//! columns = ["runner", "status", "version"]   # the runner is always the first
//! sort = "-version"                            # - for the other way round
//!
//! [[views]]
//! name = "old"
//! filter = "out of support"                    # what a view does not say is as [list] says
//! ```
//!
//! A value that is out of its range counts only where views do: then whoever has use for them refuses it.

use std::ffi::OsString;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::UsageError;
use super::given::{Given, cut, shown};
use super::layers::Variables;
use super::notes::{Counted, Origin};
use super::profile::{File, in_order};
use super::source;
use crate::account::table::filter::LONGEST;
use crate::account::table::{Column, Columns, Query, SortOrder, View, Views};
use crate::domain::Label;

/// The keys under which they stand.
pub(super) const LIST: &str = "list";
pub(super) const VIEWS: &str = "views";
/// The keys in them.
const NAME: &str = "name";
const FILTER: &str = "filter";
const SORT: &str = "sort";
const COLUMNS: &str = "columns";
/// What a value of another kind is refused with.
const TEXT: &str = "text in quotes";
/// What stands in the choice of views for none.
const NO_VIEW: &str = "no view";
/// The longest list of views that a refusal repeats, in cells.
const LIST_CELLS: usize = 300;

/// What the file says of tables.
#[derive(Default)]
pub(super) struct ViewsRead {
    views: Views,
    /// Values that are out of their range, in the order of the file.
    faults: Vec<UsageError>,
    /// Each value that the file has, with its line.
    counted: Vec<Counted>,
    /// The file's name, safe to print. `None`: there is none.
    file: Option<String>,
}

/// The view that was asked for, and by what.
pub(super) struct Wanted {
    /// The flag or the variable.
    pub(super) by: String,
    pub(super) view: View,
}

type Key<'a, 't> = &'a Spanned<DeString<'t>>;

impl ViewsRead {
    /// Where nothing of the file was read yet.
    pub(super) fn of_file(shown: &str) -> Self {
        Self { file: Some(shown.to_owned()), ..Self::default() }
    }

    /// What stands below `[list]`; what is wrong with its form is noted.
    pub(super) fn read_list(&mut self, file: &File, list: &DeTable) {
        for (key, value) in in_order(list) {
            match key.get_ref().as_ref() {
                COLUMNS => {
                    if let Some(columns) = self.columns(file, LIST, key, value.get_ref()) {
                        self.views.columns = columns;
                    }
                }
                SORT => {
                    if let Some(order) = self.order(file, LIST, key, value.get_ref()) {
                        self.views.order = order;
                    }
                }
                _ => unknown(file, key, &[COLUMNS, SORT]),
            }
        }
    }

    /// The tables below `[[views]]`.
    pub(super) fn read_views(&mut self, file: &File, key: Key, views: &DeArray) {
        for view in views {
            match view.get_ref() {
                DeValue::Table(keys) => self.read_view(file, &file.line(view.span().start), keys),
                other => {
                    let wrong = file.wrong_type(key, "tables, each below a line [[views]]", other);
                    let _ = file.sound::<()>(Err(wrong));
                }
            }
        }
    }

    fn read_view(&mut self, file: &File, line: &str, keys: &DeTable) {
        let keys = in_order(keys);
        let name = keys.iter().find(|(key, _)| key.get_ref().as_ref() == NAME);
        let name = match name {
            Some((key, value)) => self.name(file, key, value.get_ref()),
            None => self.value(Err(UsageError::about(line, "a view needs a name; add one, as in name = \"old\""))),
        };
        let owner = format!("{VIEWS}.{}", name.as_ref().map_or("", Label::safe));
        let before = self.counted.len();
        let mut view = View { name: name.clone().unwrap_or_default(), ..View::default() };
        for (key, value) in keys {
            let value = value.get_ref();
            match key.get_ref().as_ref() {
                NAME => {}
                FILTER => view.filter = self.filter(file, &owner, key, value),
                SORT => view.order = self.order(file, &owner, key, value),
                COLUMNS => view.columns = self.columns(file, &owner, key, value),
                _ => unknown(file, key, &[NAME, FILTER, SORT, COLUMNS]),
            }
        }
        if self.counted.len() == before && name.is_some() {
            let value = Some("as [list] says");
            self.counted.push(Counted::new(owner, value, Origin::File, Some(line)));
        }
        if name.is_some() {
            self.views.all.push(view);
        }
    }

    fn name(&mut self, file: &File, key: Key, value: &DeValue) -> Option<Label> {
        let name = file.sound(text(file, key, value))?;
        let is_taken = self.views.named(name).is_some();
        self.value(match name {
            name if name.trim().is_empty() => {
                Err(file.refusal(key, "a view needs a name; write one that is not empty"))
            }
            name if name.trim().eq_ignore_ascii_case(NO_VIEW) => {
                Err(file.refusal(key, "this is what the choice of views calls the list without one; write another"))
            }
            _ if is_taken => Err(file.refusal(key, "another view has this name; give one of them another")),
            name => Ok(Label::from(name)),
        })
    }

    fn filter(&mut self, file: &File, owner: &str, key: Key, value: &DeValue) -> Option<Label> {
        let filter = self.typed(file, owner, key, text(file, key, value))?;
        let query = Query::parse(filter);
        let reason = query
            .misunderstood()
            .map(str::to_owned)
            .or_else(|| (filter.chars().count() > LONGEST).then(|| format!("longer than {LONGEST} characters")))
            .or_else(|| query.unfinished().map(|term| format!("{term} is not finished; write a value behind it")));
        let read = reason.map_or_else(|| Ok(Label::from(filter)), |reason| Err(file.refusal(key, &reason)));
        self.count(file, owner, key, read, |filter| filter.raw().to_owned())
    }

    fn order(&mut self, file: &File, owner: &str, key: Key, value: &DeValue) -> Option<SortOrder> {
        let name = self.typed(file, owner, key, text(file, key, value))?;
        let read =
            SortOrder::of_key(name).ok_or_else(|| file.refusal(key, &no_column("", name.trim_start_matches('-'))));
        self.count(file, owner, key, read, |order| order.key())
    }

    fn columns(&mut self, file: &File, owner: &str, key: Key, value: &DeValue) -> Option<Columns> {
        let names: Option<Vec<&str>> = match value {
            DeValue::Array(names) => names.iter().map(|name| name.get_ref().as_str()).collect(),
            _ => None,
        };
        let names =
            names.ok_or_else(|| file.wrong_type(key, "an array of columns such as [\"runner\", \"status\"]", value));
        let names = self.typed(file, owner, key, names)?;
        let mut found = Vec::new();
        let read = names.iter().zip(1..).try_for_each(|(name, number)| {
            let which = format!("column {number} of {}: ", names.len());
            let column = Column::of_key(name).ok_or_else(|| file.refusal(key, &no_column(&which, name)))?;
            if found.contains(&column) {
                return Err(file.refusal(key, &format!("{which}{} stands there already; leave one out", column.key())));
            }
            found.push(column);
            Ok(())
        });
        self.count(file, owner, key, read.map(|()| Columns::of(found)), |columns| columns.names(" "))
    }

    /// What has the right form; the wrong one is noted, and shown as refused.
    fn typed<T>(&mut self, file: &File, owner: &str, key: Key, read: Result<T, UsageError>) -> Option<T> {
        let read = file.sound(read);
        if read.is_none() {
            self.count_value(file, owner, key, None);
        }
        read
    }

    /// Counts a value, and keeps what is wrong with it.
    fn count<T>(
        &mut self,
        file: &File,
        owner: &str,
        key: Key,
        read: Result<T, UsageError>,
        shown: impl Fn(&T) -> String,
    ) -> Option<T> {
        let value = read.as_ref().ok().map(shown);
        self.count_value(file, owner, key, value.as_deref());
        self.value(read)
    }

    fn count_value(&mut self, file: &File, owner: &str, key: Key, value: Option<&str>) {
        let (setting, line) = (format!("{owner}.{}", key.get_ref()), file.line(key.span().start));
        let counted = Counted::new(setting, value, Origin::File, Some(&line));
        self.counted.push(Counted { is_refused: value.is_none(), ..counted });
    }

    fn value<T>(&mut self, read: Result<T, UsageError>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    /// What counts, and all that is wrong, for whoever says so.
    pub(super) fn into_review(self) -> (Vec<Counted>, Vec<UsageError>) {
        (self.counted, self.faults)
    }

    /// All of it, where nothing of it is wrong.
    pub(super) fn sound(self) -> Result<Views, UsageError> {
        self.faults.into_iter().next().map_or(Ok(self.views), Err)
    }

    /// The view that the flag asks for, else the variable.
    pub(super) fn wanted(&self, flag: Option<OsString>, variables: &Variables) -> Result<Option<Wanted>, UsageError> {
        let given = flag.map(|flag| Given::by_flag(source::VIEW, flag)).or_else(|| variables.given(source::VIEW));
        let Some(given) = given else { return Ok(None) };
        let known = match &self.file {
            None => "a view (there is no config file; write one, or name one with --config)".to_owned(),
            Some(file) if self.views.all.is_empty() => format!("a view ({file} has none)"),
            Some(file) => format!("one of the views of {file}: {}", self.listed()),
        };
        let (by, view) = given.with_name(|given| given.read(known, |name| self.views.named(name).cloned()))?;
        Ok(Some(Wanted { by, view }))
    }

    fn listed(&self) -> String {
        let names: Vec<String> = self.views.all.iter().map(|view| shown(view.name.raw())).collect();
        cut(&names.join(", "), LIST_CELLS)
    }
}

/// The names of the views in a config file's text, in its order; none where it is no TOML.
pub(super) fn names(config: &str) -> Vec<String> {
    let Ok(root) = DeTable::parse(config) else { return Vec::new() };
    let Some(DeValue::Array(views)) = root.get_ref().get(VIEWS).map(Spanned::get_ref) else { return Vec::new() };
    let name = |view: &Spanned<DeValue>| view.get_ref().as_table()?.get(NAME)?.get_ref().as_str().map(str::to_owned);
    views.iter().filter_map(name).collect()
}

fn text<'a>(file: &File, key: Key, value: &'a DeValue) -> Result<&'a str, UsageError> {
    value.as_str().ok_or_else(|| file.wrong_type(key, TEXT, value))
}

fn unknown(file: &File, key: Key, known: &[&str]) {
    let refusal = || file.refusal(key, &format!("there is no such key; known are {}", known.join(", ")));
    file.sound::<()>(file.no_secret(key).and_then(|()| Err(refusal())));
}

/// That there is no such column, with the one that was meant, and without the name, which may be a secret in the wrong place.
fn no_column(which: &str, name: &str) -> String {
    let known = Column::USUAL.map(Column::key).join(", ");
    match Column::like(name) {
        Some(column) => format!("{which}there is no such column; did you mean {}? Known are {known}", column.key()),
        None => format!("{which}there is no such column; known are {known}"),
    }
}
