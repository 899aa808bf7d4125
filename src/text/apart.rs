//! Cutting names so that those on one screen stay apart.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::cells::{cut, cut_middle, width};

/// Each of `names` in at most `limit` cells. Where several would look alike once their ends are cut off, another part of
/// them is left out, so that what tells them apart is in view: the middle, the beginning, or all but where they differ.
pub fn cut_apart(names: &[&str], limit: usize, ellipsis: &str) -> Vec<String> {
    let mut shown: Vec<String> = names.iter().map(|name| cut(name, limit, ellipsis)).collect();
    let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, name) in names.iter().enumerate() {
        if shown[index] != *name {
            alike.entry(&shown[index]).or_default().push(index);
        }
    }
    let groups: Vec<Vec<usize>> = alike.into_values().filter(|group| group.len() > 1).collect();
    for group in groups {
        let group_names: Vec<&str> = group.iter().map(|index| names[*index]).collect();
        for (index, cut) in group.iter().zip(apart(&group_names, limit, ellipsis)) {
            shown[*index] = cut;
        }
    }
    shown
}

/// The first way of cutting that leaves no two of `names` alike that are not; the last where none does.
fn apart(names: &[&str], limit: usize, ellipsis: &str) -> Vec<String> {
    let of_middle = || names.iter().map(|name| cut_middle(name, limit, ellipsis)).collect::<Vec<_>>();
    let from = |head: usize| {
        let starts = common_starts(names);
        names.iter().zip(starts).map(|(name, start)| around(name, head, start, limit, ellipsis)).collect()
    };
    let of_start = || from(0);
    let of_both = || from(limit / 3);
    let ways: [&dyn Fn() -> Vec<String>; 3] = [&of_middle, &of_both, &of_start];
    let mut shown = Vec::new();
    for way in ways {
        shown = way();
        if are_apart(names, &shown) {
            break;
        }
    }
    shown
}

fn are_apart(names: &[&str], shown: &[String]) -> bool {
    let mut known: HashMap<&str, &str> = HashMap::new();
    names.iter().zip(shown).all(|(name, shown)| *known.entry(shown).or_insert(name) == *name)
}

/// `head` cells of the beginning, and what follows `from`, with the rest left out.
fn around(name: &str, head: usize, from: usize, limit: usize, ellipsis: &str) -> String {
    let start = cut(name, head, "");
    let room = limit.saturating_sub(width(&start) + width(ellipsis));
    format!("{start}{ellipsis}{}", cut(&name[from..], room, ellipsis))
}

/// Where each of `names` begins to differ from the one of them that it is longest like, in bytes, between two graphemes.
/// In their order that one is a neighbour, so that thousands take no longer than sorting them.
fn common_starts(names: &[&str]) -> Vec<usize> {
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let of = |name: &&str| {
        let at = sorted.partition_point(|other| other < name);
        let near = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten().filter_map(|at| sorted.get(at));
        near.map(|other| common_start(name, other)).max().unwrap_or(0)
    };
    names.iter().map(of).collect()
}

/// How much of the beginning of `name` is that of `other`, in bytes, between two graphemes.
fn common_start(name: &str, other: &str) -> usize {
    let both = name.grapheme_indices(true).zip(other.graphemes(true));
    both.take_while(|((_, own), other)| own == other).map(|((at, own), _)| at + own.len()).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{cut_apart, width};

    #[test]
    fn what_tells_names_apart_is_in_view() {
        let table: [(&[&str], usize, &[&str]); 8] = [
            (&["short", "longer-than-that"], 8, &["short", "longer-…"]),
            (&["warehouse-eu-1", "warehouse-eu-2"], 9, &["ware…eu-1", "ware…eu-2"]),
            // The middle is what differs: the beginning and that.
            (&["emea-load-a-production", "emea-load-b-production"], 9, &["eme…a-pr…", "eme…b-pr…"]),
            (&["emea-load-a-production", "emea-load-b-production", "apac"], 7, &["em…a-p…", "em…b-p…", "apac"]),
            // One of three differs elsewhere.
            (&["aaaa-bbbb-1-cccc-x", "aaaa-bbbb-2-cccc-x", "aaaa-bbbb-1-cccc-y"], 9, &["aaa…x", "aaa…2-cc…", "aaa…y"]),
            (&["same-name-twice", "same-name-twice"], 8, &["same…ice", "same…ice"]),
            (&["漢字漢字漢字甲漢字漢字", "漢字漢字漢字乙漢字漢字"], 9, &["漢…甲漢…", "漢…乙漢…"]),
            (&["abcdef", "abcdeg"], 1, &["…", "…"]),
        ];
        for (names, limit, expected) in table {
            let shown = cut_apart(names, limit, "…");
            assert_eq!(shown, expected, "{names:?} in {limit}");
            assert!(shown.iter().all(|name| width(name) <= limit), "{shown:?}");
        }
    }

    #[test]
    fn two_names_of_thirty_cells_never_look_alike_in_twelve() {
        for place in 0..30 {
            let name = |letter: char| -> String {
                let letters = "a-runner-of-the-warehouse-team".chars().enumerate();
                letters.map(|(at, character)| if at == place { letter } else { character }).collect()
            };
            let (one, other) = (name('1'), name('2'));
            for limit in 12..30 {
                let shown = cut_apart(&[&one, &other], limit, "…");
                assert_ne!(shown[0], shown[1], "{one} and {other} in {limit}");
                assert!(shown.iter().all(|name| width(name) <= limit), "{shown:?}");
            }
        }
    }
}
