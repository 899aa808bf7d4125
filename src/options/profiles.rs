//! [`Profiles`]: which of the config file's profiles are opened at the start, and which can be opened later.

use std::ffi::OsString;

use super::UsageError;
use super::given::{Given, cut, shown};
use super::keys::KeyWishes;
use super::layers::Variables;
use super::notes::{Faults, Origin};
use super::profile::{self, ConfigText, Contents, DEFAULT_PROFILE, Profile};
use super::source;
use super::themes::Themes;
use super::views::ViewsRead;
use crate::domain::Label;

/// The profile that is taken where several are there and none is asked for.
const USUAL: &str = "default";
/// What a profile's name is not where there is no file.
const NO_FILE: &str = "a profile (there is no config file; write one, or name one with --config)";
/// The longest list of profiles that a refusal repeats, in cells.
const LIST_CELLS: usize = 300;

/// The profiles of a start.
pub(super) struct Profiles {
    /// Those that are opened, in the order in which they were asked for; at least one, which may say nothing.
    pub(super) opened: Vec<Profile>,
    /// The others, in the order of the file.
    pub(super) others: Vec<Profile>,
    /// What names those that are opened.
    pub(super) by: By,
    /// What the file asks for of the keys.
    pub(super) keys: KeyWishes,
    /// The themes that the file makes.
    pub(super) themes: Themes,
    /// What the file says of tables.
    pub(super) views: ViewsRead,
}

/// What kind of thing names the profiles, and where that stands: `None` where nothing does.
pub(super) type By = (Origin, Option<String>);

/// Which profiles are asked for outside of the file.
pub(super) enum Wanted {
    /// That is left to the file.
    Unsaid,
    /// Those with these names, one at least.
    Named(Vec<Given>),
    /// All of them.
    All,
}

impl Wanted {
    /// What the flags say, else the variable.
    pub(super) fn read(names: Vec<OsString>, all: bool, variables: &Variables) -> Result<Self, UsageError> {
        match (all, names.is_empty()) {
            (true, true) => Ok(Self::All),
            (true, false) => {
                Err(UsageError::about(source::ALL_PROFILES.name(), "not with --profile, which names some; give one"))
            }
            (false, false) => {
                let names = names.into_iter().map(|name| Given::by_flag(source::PROFILE, name).names());
                let names: Vec<Vec<Given>> = names.collect::<Result<_, _>>()?;
                Ok(Self::Named(names.into_iter().flatten().collect()))
            }
            (false, true) => {
                let names = variables.given(source::PROFILE).map(Given::names).transpose()?;
                Ok(names.map_or(Self::Unsaid, Self::Named))
            }
        }
    }
}

/// The profiles to open, and the others. Where none is asked for they are those that the file names, else the only one,
/// else the one called `default`.
///
/// # Errors
///
/// It cannot be told which. All that is wrong is in `faults`, also where it can be told.
pub(super) fn choose(file: Option<&ConfigText>, wanted: Wanted, faults: &Faults) -> Result<Profiles, UsageError> {
    let Some(file) = file else { return faults.note(without_file(wanted)) };
    let contents = profile::read(file, faults)?;
    if !contents.is_whole {
        faults.first()?;
    }
    faults.note(chosen(contents, wanted))
}

fn chosen(contents: Contents, wanted: Wanted) -> Result<Profiles, UsageError> {
    let Contents { shown, asked, profiles, keys, themes, views, .. } = contents;
    let by = by(&wanted, asked.as_deref());
    let opened = match (wanted, asked) {
        (Wanted::All, _) if profiles.is_empty() => {
            let reason = format_args!("{shown} has no profile; write one below a line such as [profiles.prod-eu]");
            return Err(UsageError::about(source::ALL_PROFILES.name(), reason));
        }
        (Wanted::All, _) => (0..profiles.len()).collect(),
        (Wanted::Named(names), _) | (Wanted::Unsaid, Some(names)) => of_names(names, &profiles, &shown)?,
        (Wanted::Unsaid, None) => usual(&profiles, &shown)?,
    };
    Ok(Profiles { keys, themes, views, ..Profiles::divided(profiles, &opened, by) })
}

fn by(wanted: &Wanted, asked: Option<&[Given]>) -> By {
    let first = match wanted {
        Wanted::All => return (Origin::Flag, source::ALL_PROFILES.flag.map(str::to_owned)),
        Wanted::Named(names) => names.first(),
        Wanted::Unsaid => asked.and_then(<[Given]>::first),
    };
    first.map_or((Origin::Default, None), |name| (name.origin(), name.place().map(str::to_owned)))
}

impl Profiles {
    /// Those at the places `opened`, in that order, and the rest.
    fn divided(profiles: Vec<Profile>, opened: &[usize], by: By) -> Self {
        let mut rest: Vec<Option<Profile>> = profiles.into_iter().map(Some).collect();
        let mut taken: Vec<Profile> = opened.iter().filter_map(|at| rest[*at].take()).collect();
        if taken.is_empty() {
            taken.push(Profile::default());
        }
        let others = rest.into_iter().flatten().collect();
        let (keys, themes, views) = Default::default();
        Self { opened: taken, others, by, keys, themes, views }
    }
}

fn without_file(wanted: Wanted) -> Result<Profiles, UsageError> {
    match wanted {
        Wanted::Unsaid => Ok(Profiles::divided(Vec::new(), &[], (Origin::Default, None))),
        Wanted::Named(names) => Err(names.into_iter().next().map_or_else(no_file, |name| name.refuse(NO_FILE))),
        Wanted::All => Err(no_file()),
    }
}

fn no_file() -> UsageError {
    let reason = "there is no config file; write one, or name one with --config";
    UsageError::about(source::ALL_PROFILES.name(), reason)
}

/// The places of the profiles with these names; one that is named twice counts once.
fn of_names(names: Vec<Given>, profiles: &[Profile], file: &str) -> Result<Vec<usize>, UsageError> {
    let known = if profiles.is_empty() {
        format!("a profile ({file} has none)")
    } else {
        format!("one of the profiles of {file}: {}", listed(profiles))
    };
    let mut places = Vec::new();
    for name in names {
        let place = name.read(&known, |name| place(profiles, name).or_else(|| place(profiles, name.trim())))?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}

/// The place of the profile to take where nobody says which; none where there is none.
fn usual(profiles: &[Profile], file: &str) -> Result<Vec<usize>, UsageError> {
    match (profiles.len(), place(profiles, USUAL)) {
        (0, _) => Ok(Vec::new()),
        (1, _) => Ok(vec![0]),
        (_, Some(place)) => Ok(vec![place]),
        (_, None) => {
            let ways = format!("--profile, --all-profiles, TRACKSIDE_PROFILE or {DEFAULT_PROFILE}");
            let reason = format_args!("has several profiles; choose with {ways}: {}", listed(profiles));
            Err(UsageError::about(file, reason))
        }
    }
}

fn place(profiles: &[Profile], name: &str) -> Option<usize> {
    profiles.iter().position(|profile| profile.name.as_ref().map(Label::raw) == Some(name))
}

fn listed(profiles: &[Profile]) -> String {
    let names = profiles.iter().filter_map(|profile| profile.name.as_ref());
    let names: Vec<String> = names.map(|name| shown(name.raw())).collect();
    cut(&names.join(", "), LIST_CELLS)
}
