//! A page of any of the API's lists.

use serde::de::{Deserialize, Deserializer, Error};

use super::super::lenient::{self, Any, Lenient};
use super::super::page::{Extent, PAGE_SIZE, Page};

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
        match lenient::any::<_, ListObject<T>, Vec<Lenient<T>>>(json)? {
            Any::Object(ListObject { results: Some(entries), size, total }) => Ok(Self { entries, size, total }),
            // Some services leave an empty list out. Without the count of 0 it could be anything, for instance an
            // error with the wrong status, which must not pass for an empty fleet.
            Any::Object(ListObject { results: None, size, total: Some(0) }) => {
                Ok(Self { entries: Vec::new(), size, total: Some(0) })
            }
            // A list without its page object is the whole list, unless it is exactly as long as a page.
            Any::List(entries) => {
                let total = (entries.len() != PAGE_SIZE as usize).then_some(entries.len() as u64);
                Ok(Self { entries, size: None, total })
            }
            _ => Err(D::Error::custom("not a page")),
        }
    }
}

impl<T> List<T> {
    /// The page as asked for with number `page`. Entries of which `read` makes nothing are left out and counted.
    pub(in crate::api) fn into_page<U>(self, page: u32, read: impl Fn(T) -> Option<U>) -> Page<U> {
        let extent = Extent { page, count: self.entries.len(), size: self.size, total: self.total };
        let entries: Vec<_> = self.entries.into_iter().filter_map(|entry| read(entry.0?)).collect();
        Page {
            unreadable: extent.count - entries.len(),
            entries,
            total: extent.believable_total(),
            is_last: extent.is_last(),
        }
    }
}
