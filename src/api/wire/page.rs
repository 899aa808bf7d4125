//! A page of any of the API's lists.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny};

use super::super::answer::Answer;
use super::super::error::Cause;
use super::super::lenient::{self, Any, Lenient};
use super::super::page::{Extent, Page};
use crate::domain::Label;

/// One page of any of the API's lists. An entry that is no object is `None`.
pub(in crate::api) struct List<T> {
    entries: Vec<Lenient<T>>,
    size: Option<u64>,
    total: Option<u64>,
}

#[derive(serde::Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct ListObject<T> {
    #[serde(default = "Option::default", deserialize_with = "lenient::list")]
    results: Option<Vec<Lenient<T>>>,
    #[serde(default, deserialize_with = "lenient::count")]
    size: Option<u64>,
    #[serde(default, deserialize_with = "lenient::count")]
    total: Option<u64>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        match lenient::any::<_, ListObject<T>, IgnoredAny>(json)? {
            Any::Object(ListObject { results: Some(entries), size, total }) => Ok(Self { entries, size, total }),
            // Some services leave an empty list out. Without the count of 0 it could be anything, for instance an
            // error with the wrong status, which must not pass for an empty fleet.
            Any::Object(ListObject { results: None, size, total: Some(0) }) => {
                Ok(Self { entries: Vec::new(), size, total: Some(0) })
            }
            // Nor may a list without its page, which does not say whether it is all there is.
            _ => Err(D::Error::custom("not a page")),
        }
    }
}

impl<'de, T: Deserialize<'de>> List<T> {
    /// The page that `answer` is to the request for number `page`. Entries of which `read` makes nothing are left out and
    /// counted; a page that shows none of what it is said to have is an error: only a fleet that is empty may look so.
    pub(in crate::api) fn page<U>(
        answer: &'de Answer,
        page: u32,
        read: impl Fn(T) -> Option<U>,
    ) -> Result<Page<U>, Cause> {
        let list = answer.json::<Self>()?;
        let extent = Extent { page, count: list.entries.len(), size: list.size, total: list.total };
        let entries: Vec<_> = list.entries.into_iter().filter_map(|entry| read(entry.0?)).collect();
        if let Some(doubt) = extent.doubt(entries.len()) {
            return Err(Cause::NotUnderstood(Label::from(doubt)));
        }
        Ok(Page {
            unreadable: extent.count - entries.len(),
            entries,
            total: extent.believable_total(),
            is_last: extent.is_last(),
            bytes: answer.body()?.len(),
        })
    }
}
