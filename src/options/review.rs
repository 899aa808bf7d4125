//! [`Review`]: what a start would read, of every profile: what counts and where that came from, and all that is wrong. It is made of
//! the notes of the same reading that a start does.

use std::ffi::OsString;
use std::sync::Arc;

use super::UsageError;
use super::account::Shared;
use super::arguments::{Flags, Screen};
use super::commands::Name;
use super::keys::{KeyReview, KeyWishes};
use super::layers::{Layers, Variables};
use super::notes::{Counted, Faults, Notes, OnMachine, Origin};
use super::profile::{ConfigText, Profile};
use super::profiles::{self, Profiles, Wanted};
use super::request::{self, ConfigFile, Reading, Readings};
use super::source::{self, SOURCES};
use super::target;
use super::themes::{OwnTheme, Themes};
use super::views::{self, ViewsRead};
use crate::domain::{Label, Secret};

/// What counts in every profile, and what is wrong. `Debug` shows no secret.
#[derive(Debug, Default)]
pub struct Review {
    /// Those that a start would open in their order, then the others in the order of the file. Empty where it cannot be told which.
    pub profiles: Vec<ProfileReview>,
    /// What the file asks for of the keys, which only the face can tell whether it is right.
    pub keys: KeyWishes,
    /// The themes that the file makes.
    pub themes: Vec<Arc<OwnTheme>>,
    /// What the file says of the list and of views, in its order.
    pub views: Vec<Counted>,
    /// All that is wrong, in the order in which it was found: lines that name the flag, the variable, or file, line and key.
    pub faults: Vec<UsageError>,
    /// What profiles that are not opened lack, which may be given in another way once one of them is opened alone.
    pub lacking: Vec<UsageError>,
    /// The secret that the environment holds, for whoever must not show it.
    pub secret: Option<Secret>,
}

impl Review {
    /// Where nothing was read: with what must not be shown all the same.
    pub(super) fn of_nothing(variables: &Variables) -> Self {
        Self { secret: secret(variables), ..Self::default() }
    }
}

fn secret(variables: &Variables) -> Option<Secret> {
    variables.given(source::CLIENT_SECRET)?.secret().ok()
}

/// What the face that draws says of what is asked for. No line repeats what may be a secret.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FaceReview {
    /// Of the keys.
    pub keys: KeyReview,
    /// What cannot be read with ease in a theme of the config file: whole sentences.
    pub themes: Vec<String>,
}

/// What counts in a profile.
#[derive(Debug)]
pub struct ProfileReview {
    /// `None`: there is no profile.
    pub name: Option<Label>,
    /// Whether a start would open it.
    pub is_opened: bool,
    /// What counts, in the order of [`SOURCES`], and behind that what says of proxies; with the first, what counts for all profiles.
    /// Empty where the profile is not opened.
    pub counted: Vec<Counted>,
    /// What only the machine can try.
    pub on_machine: OnMachine,
}

/// Reads what the command line, the environment and the config file say, as the dashboard does.
pub(super) fn read(flags: Flags, mut variables: Variables, file: Option<&ConfigText>, named: &ConfigFile) -> Review {
    let faults = Faults::default();
    let secret = secret(&variables);
    let read = reviewed(flags, &mut variables, (file, named), &faults);
    let Reviewed { profiles, lacking, keys, themes, views } = faults.note(read).unwrap_or_default();
    Review { profiles, keys, themes, views, faults: faults.into_all(), lacking, secret }
}

/// What was read, but for what is wrong with it.
#[derive(Default)]
struct Reviewed {
    profiles: Vec<ProfileReview>,
    /// What those that are not opened lack.
    lacking: Vec<UsageError>,
    keys: KeyWishes,
    themes: Vec<Arc<OwnTheme>>,
    views: Vec<Counted>,
}

fn reviewed(
    flags: Flags,
    variables: &mut Variables,
    (file, named): (Option<&ConfigText>, &ConfigFile),
    faults: &Faults,
) -> Result<Reviewed, UsageError> {
    let Flags { demo, config, control_plane, watching, screen } = flags;
    let _ = faults.note(request::refuse(demo.first_given(), "needs --demo"));
    let is_all = config.all_profiles;
    let wanted = Wanted::read(config.profile, is_all, variables)?;
    let mut profiles = profiles::choose(file, wanted, faults)?;
    let (keys, views) = (std::mem::take(&mut profiles.keys), std::mem::take(&mut profiles.views));
    let themes: Themes = std::mem::take(&mut profiles.themes);
    let all_themes = themes.all.clone();
    let view = view(&views, config.view, variables, faults);
    let (views, wrong) = views.into_review();
    for fault in wrong {
        let _ = faults.note::<()>(Err(fault));
    }
    let mut shared = Shared { command: Name::Dashboard, is_review: true, control_plane, watching, themes };
    if profiles.opened.len() > 1 {
        let refused = request::refuse_identifying(&shared.control_plane, variables, profiles.opened.len());
        if faults.note(refused).is_err() {
            // The rest is told of as without them.
            variables.forget(&target::IDENTIFYING);
            shared.control_plane.forget_identifying();
        }
    }
    let of_start = [of_start(named, &profiles, is_all), vec![view]].concat();
    let wholes: Vec<Notes> = profiles
        .opened
        .iter()
        .chain(&profiles.others)
        .map(|profile| whole(&shared, &screen, profile, variables))
        .collect();
    let damaged: Vec<bool> = profiles.opened.iter().chain(&profiles.others).map(|profile| profile.is_damaged).collect();
    let Readings { opened, others, .. } = request::readings(shared, (None, &screen), profiles, variables)?;
    let opened_count = opened.len();
    let (mut reviews, mut lacking) = (Vec::new(), Vec::new());
    for (place, (Reading { name, notes, .. }, whole)) in opened.into_iter().chain(others).zip(wholes).enumerate() {
        let is_opened = place < opened_count;
        let ((of_whole, mut wrong, for_all), (counted, more, of_profile)) = (whole.into_all(), notes.into_all());
        wrong.extend(more);
        // What seems to be missing may stand there in a way that cannot be read, which was said.
        wrong.retain(|fault| !(fault.is_lack && damaged[place]));
        let (lacks, wrong): (Vec<_>, Vec<_>) = wrong.into_iter().partition(|fault| fault.is_lack && !is_opened);
        lacking.extend(lacks);
        for fault in wrong {
            let _ = faults.note::<()>(Err(fault));
        }
        let counted = match place {
            0 => in_order([of_start.clone(), of_whole, counted].concat()),
            _ if is_opened => in_order(counted),
            _ => Vec::new(),
        };
        let on_machine = OnMachine { log_file: for_all.log_file.filter(|_| place == 0), ..of_profile };
        reviews.push(ProfileReview { name, is_opened, counted, on_machine });
    }
    Ok(Reviewed { profiles: reviews, lacking, keys, themes: all_themes, views })
}

/// What a start with this profile alone would read for all accounts together.
fn whole(shared: &Shared, screen: &Screen, profile: &Profile, variables: &mut Variables) -> Notes {
    let layers: Layers = variables.above(profile);
    // What is wrong is in the notes.
    let _ = request::whole(shared, (None, screen), &layers);
    layers.into_notes()
}

/// What counts before there is a profile.
fn of_start(config: &ConfigFile, Profiles { opened, by: (origin, by), .. }: &Profiles, is_all: bool) -> Vec<Counted> {
    let config = match config {
        // Where that is only the machine can tell.
        ConfigFile::Usual => Counted::new(source::CONFIG.setting(), None, Origin::Default, None),
        ConfigFile::Named(file) => {
            let is_flag = Some(file.by.as_str()) == source::CONFIG.flag;
            let origin = if is_flag { Origin::Flag } else { Origin::Variable };
            Counted::new(source::CONFIG.setting(), Some(&file.path.to_string_lossy()), origin, Some(&file.by))
        }
    };
    let names: Vec<&str> = opened.iter().filter_map(|profile| profile.name.as_ref()).map(Label::raw).collect();
    let names = (!names.is_empty()).then(|| names.join(", "));
    let all = if is_all {
        Counted::new(source::ALL_PROFILES.setting(), Some("true"), Origin::Flag, source::ALL_PROFILES.flag)
    } else {
        Counted::new(source::ALL_PROFILES.setting(), Some("false"), Origin::Default, None)
    };
    vec![config, Counted::new(source::PROFILE.setting(), names.as_deref(), *origin, by.as_deref()), all]
}

/// The view that a start would begin with.
fn view(read: &ViewsRead, flag: Option<OsString>, variables: &Variables, faults: &Faults) -> Counted {
    let origin = if flag.is_some() { Origin::Flag } else { Origin::Variable };
    let name = if flag.is_some() { source::VIEW.flag } else { source::VIEW.variable };
    let setting = source::VIEW.setting();
    match faults.note(read.wanted(flag, variables)) {
        Ok(Some(views::Wanted { by, view })) => Counted::new(setting, Some(view.name.raw()), origin, Some(&by)),
        Ok(None) => Counted::new(setting, None, Origin::Default, None),
        Err(_) => Counted { is_refused: true, ..Counted::new(setting, None, origin, name) },
    }
}

/// In the order of the help, and what is no setting of ours behind that; of each the first that was noted.
fn in_order(mut counted: Vec<Counted>) -> Vec<Counted> {
    let place = |counted: &Counted| SOURCES.iter().position(|source| source.setting() == counted.setting);
    counted.sort_by_key(|counted| place(counted).unwrap_or(SOURCES.len()));
    counted.dedup_by(|later, first| later.setting == first.setting);
    counted
}
