//! [`Names`]: whose name can be taken for whose. [`Named`]: a runner as a sentence names it, told apart from the others.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

use super::runner::{Runner, RunnerId};
use super::text::Label;

/// Characters of an id that stand beside a name at the least.
const ID_CHARS: usize = 8;

/// A runner as it is named wherever something is asked, said or listed about it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Named {
    name: Label,
    id: Option<(Label, Why)>,
}

/// Why the beginning of an id stands beside a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// Another runner has, or had, a name that can be taken for it.
    Alike,
    /// Not every runner was read, so that another may have such a name.
    NotAllRead,
}

impl Named {
    /// Its name; where it has none, its id.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// The beginning of its id, as much as tells it apart; `None` where the name alone does.
    pub fn id(&self) -> Option<&Label> {
        self.id.as_ref().map(|(id, _)| id)
    }

    /// Why its id stands beside its name; `None` where it does not.
    pub fn why(&self) -> Option<Why> {
        self.id.as_ref().map(|(_, why)| *why)
    }

    /// Whether what was said of the runner when it was named so still tells which one it is, now that it is named `now`.
    pub fn still_tells(&self, now: &Self) -> bool {
        self.name == now.name && now.id().is_none_or(|id| self.id() == Some(id))
    }
}

impl From<Label> for Named {
    /// Something that is named so, and cannot be taken for anything else.
    fn from(name: Label) -> Self {
        Self { name, id: None }
    }
}

impl fmt::Display for Named {
    /// `ingest`, or `ingest (6d0f3a52)`; safe to draw.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            None => self.name.fmt(f),
            Some((id, _)) => write!(f, "{} ({id})", self.name),
        }
    }
}

/// Which names were seen with which ids, in a form in which names that look alike are equal.
///
/// A name that was given up, or whose runner is gone, still counts: what is told of one of two may come after the other
/// was removed or renamed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Names {
    /// In an order, so that one name more is cheap in a list that comes in many pages.
    holders: BTreeSet<(u64, RunnerId)>,
}

impl Names {
    /// Notes that these runners have these names.
    pub fn note<'a>(&mut self, seen: impl IntoIterator<Item = (&'a str, &'a RunnerId)>) {
        self.holders.extend(seen.into_iter().flat_map(|(name, id)| keys(name).map(|key| (key, id.clone()))));
    }

    /// How many pairs are held.
    pub fn len(&self) -> usize {
        self.holders.len()
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.holders.is_empty()
    }

    /// How a sentence names `runner`; `are_all_known` says whether the name of every runner was noted.
    pub fn named(&self, runner: &Runner, are_all_known: bool) -> Named {
        if runner.name.is_blank() {
            return Named::from(runner.id.label());
        }
        let others = self.others(runner.name.raw(), &runner.id);
        let why = if others.is_empty() { Why::NotAllRead } else { Why::Alike };
        let is_told = are_all_known && others.is_empty();
        let id = (!is_told).then(|| (Label::from(telling_part(&runner.id, &others)), why));
        Named { name: runner.name.clone(), id }
    }

    /// Ids of the other runners whose name can be taken for `name`.
    fn others(&self, name: &str, id: &RunnerId) -> HashSet<&RunnerId> {
        let of_key = |key: u64| {
            let from = self.holders.range((key, RunnerId::new(""))..);
            from.take_while(move |(held, _)| *held == key).map(|(_, holder)| holder)
        };
        keys(name).into_iter().flat_map(of_key).filter(|holder| *holder != id).collect()
    }
}

/// The beginning of `id` that none of the others begins with, at least eight characters; all of it where one does.
fn telling_part<'a>(id: &'a RunnerId, others: &HashSet<&RunnerId>) -> &'a str {
    let id = id.as_str();
    let ends = id.char_indices().map(|(start, character)| start + character.len_utf8()).skip(ID_CHARS - 1);
    let beginnings = ends.map(|end| &id[..end]);
    let is_telling = |beginning: &&str| !others.iter().any(|other| begins(other.as_str(), beginning));
    beginnings.into_iter().find(is_telling).unwrap_or(id)
}

fn begins(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}

/// Two names that share one of these can be taken for each other: they differ by case and white space at the most, or look
/// alike as Unicode's table of confusable characters has it (UTS 39).
///
/// Two, because what looks alike changes with the case: `I` is an `l` to the eye, and an `i` in another case.
fn keys(name: &str) -> [u64; 2] {
    [('c', as_seen(name, true)), ('x', as_seen(name, false))].map(|key| {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        hasher.finish()
    })
}

/// What a terminal's font makes look alike and Unicode's table leaves out, as skeletons without case.
const ALIKE_IN_A_TERMINAL: [(&str, &str); 4] = [("vv", "w"), ("cl", "d"), ("5", "s"), ("_", ".")];

/// The skeleton of a name, without white space; without case where `is_folded`, and then also without what a terminal's
/// font makes look alike.
fn as_seen(name: &str, is_folded: bool) -> String {
    let skeleton = skeleton_of(name, is_folded);
    if !is_folded || !ALIKE_IN_A_TERMINAL.iter().any(|(form, _)| skeleton.contains(form)) {
        return skeleton;
    }
    ALIKE_IN_A_TERMINAL.iter().fold(skeleton, |seen, (form, like)| seen.replace(form, like))
}

fn skeleton_of(name: &str, is_folded: bool) -> String {
    if name.is_ascii() {
        let fold = |byte: u8| if is_folded { byte.to_ascii_lowercase() } else { byte };
        let skeletons = name.bytes().map(|byte| ASCII[usize::from(fold(byte))].as_str());
        return skeletons.flat_map(str::chars).map(|c| if is_folded { c.to_ascii_lowercase() } else { c }).collect();
    }
    let composed = name.nfkc();
    if !is_folded {
        return skeleton(&composed.collect::<String>()).filter(|c| !c.is_whitespace()).collect();
    }
    let folded: String = composed.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    skeleton(&folded).flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect()
}

/// What each ASCII character looks like: nearly every name is made of these, and a fleet may have 20,000.
static ASCII: LazyLock<[String; 128]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let character = u8::try_from(code).map_or(' ', char::from);
        skeleton(character.encode_utf8(&mut [0; 4])).filter(|c| !c.is_whitespace()).collect()
    })
});
