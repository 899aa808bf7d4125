//! A list to its end, or to the limit of its pages or bytes.

use std::collections::HashSet;
use std::hash::Hash;

use crate::api::reading::{MAX_LIST_BYTES, MAX_PAGES};
use crate::api::{ApiError, Page};

/// A list that was read page by page.
pub(super) struct List<T> {
    pub(super) entries: Vec<T>,
    /// Whether it was read to its end.
    pub(super) is_whole: bool,
}

/// Reads a list. An entry that was on an earlier page already is left out, and a page that brings nothing new is taken for
/// the end.
pub(super) async fn all<T, K: Eq + Hash, F>(read: impl Fn(u32) -> F, key: impl Fn(&T) -> K) -> Result<List<T>, ApiError>
where
    F: Future<Output = Result<Page<T>, ApiError>>,
{
    let (mut entries, mut seen, mut bytes) = (Vec::new(), HashSet::new(), 0_usize);
    for page in 0..MAX_PAGES {
        let answer = read(page).await?;
        bytes = bytes.saturating_add(answer.bytes);
        if bytes > MAX_LIST_BYTES {
            break;
        }
        let before = entries.len();
        entries.extend(answer.entries.into_iter().filter(|entry| seen.insert(key(entry))));
        if answer.is_last || entries.len() == before {
            return Ok(List { entries, is_whole: true });
        }
    }
    Ok(List { entries, is_whole: false })
}
