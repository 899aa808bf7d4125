//! The filters that were kept, as one text of the store: the newest first. A backslash and an `n` stand between two, as no control
//! character is kept.

use crate::domain::text::make_safe;

/// More are not kept.
pub const MOST: usize = 50;

/// The filters as one text.
pub fn joined<'a>(filters: impl IntoIterator<Item = &'a str>) -> String {
    let escaped = filters.into_iter().map(|filter| filter.replace('\\', "\\\\"));
    escaped.collect::<Vec<_>>().join("\\n")
}

/// The filters of such a text; what is none that is kept is left out.
pub fn apart(text: &str) -> Vec<String> {
    let mut filters = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let kept = if character == '\\' { characters.next() } else { Some(character) };
        match (character, kept, filters.last_mut()) {
            ('\\', Some('n'), _) => filters.push(String::new()),
            (_, Some(kept), Some(filter)) => filter.push(kept),
            _ => {}
        }
    }
    filters.retain(|filter| !filter.trim().is_empty() && make_safe(filter) == filter.as_str());
    filters
}

/// `new` before what of `old` it does not have, as another program may have kept others meanwhile.
pub(super) fn merged(old: &str, new: &str) -> String {
    let mut filters = apart(new);
    for filter in apart(old) {
        if !filters.contains(&filter) {
            filters.push(filter);
        }
    }
    filters.truncate(MOST);
    joined(filters.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_come_back_as_they_were_whatever_is_in_them() {
        for filters in [vec![], vec!["a"], vec!["a\\n", "\\\\", "n"], vec!["project=\"Sales mart\"", "!ü 日本"]] {
            let text = joined(filters.iter().copied());
            assert_eq!(make_safe(&text), text);
            assert_eq!(apart(&text), filters, "{text}");
        }
        // What somebody wrote into the file.
        assert_eq!(apart("a\u{1b}[2J\\nb\\n\\n \\n\\"), ["b"]);
    }

    #[test]
    fn what_another_program_kept_meanwhile_stays_behind_the_new_ones() {
        assert_eq!(merged("b\\nold", "new\\nb"), "new\\nb\\nold");
        let many: Vec<String> = (0..80).map(|number| number.to_string()).collect();
        let text = joined(many.iter().map(String::as_str));
        assert_eq!(apart(&merged(&text, "new")).len(), MOST);
    }
}
