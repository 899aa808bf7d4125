//! Which glyphs the terminal can show, as far as the environment tells.

use super::SymbolSet;
use super::layers::Variables;

/// Languages in whose locales terminals often draw `●` and its like two cells wide.
const WIDE_LANGUAGES: [&str; 3] = ["zh", "ja", "ko"];

/// The glyphs for the locale: Unicode where the locale is UTF-8 and its language leaves them one cell wide, except on
/// the Linux console, whose font lacks them.
pub(super) fn symbols(variables: &Variables) -> SymbolSet {
    let locale = locale(variables);
    let is_wide = WIDE_LANGUAGES.contains(&language(locale));
    if means_utf8(locale) && !is_wide && variables.word("TERM") != Some("linux") {
        SymbolSet::Unicode
    } else {
        SymbolSet::Ascii
    }
}

/// Whether what is sent is read as UTF-8.
pub(super) fn is_utf8(variables: &Variables) -> bool {
    means_utf8(locale(variables))
}

/// The locale that governs characters. POSIX: the first of these that is set and not empty.
fn locale(variables: &Variables) -> &str {
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variables.word(name)).unwrap_or("C")
}

/// `ja` of `ja_JP.UTF-8@modifier`.
fn language(locale: &str) -> &str {
    locale.split(['_', '.', '@']).next().unwrap_or(locale)
}

/// Whether the part between `.` and `@` means UTF-8. Spellings vary: `UTF-8`, `utf8`. macOS also sets
/// `LC_CTYPE=UTF-8`, which is that part alone.
fn means_utf8(locale: &str) -> bool {
    let charset = locale.split_once('.').map_or(locale, |(_, charset)| charset);
    let charset = charset.split('@').next().unwrap_or(charset);
    ["UTF-8", "UTF8"].iter().any(|name| charset.eq_ignore_ascii_case(name))
}
