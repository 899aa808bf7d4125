//! What becomes of text from outside.

use trackside::domain::Label;

#[test]
fn what_could_act_on_a_terminal_becomes_a_visible_mark() {
    let table = [
        ("plain name-1", "plain name-1"),
        ("\u{1b}[31mred", "^[[31mred"),
        ("\u{1b}]52;c;AAAA\u{7}", "^[]52;c;AAAA^G"),
        ("\u{1b}]8;;http://x\u{1b}\\", "^[]8;;http://x^[\\"),
        ("a\nb\r\nc\td", "a^Jb^M^Jc^Id"),
        ("nul\0", "nul^@"),
        ("del\u{7f}", "del^?"),
        ("\u{9b}31m", "<U+009B>31m"),
        ("abc\u{202e}fed", "abc<U+202E>fed"),
        ("i\u{2066}s\u{2069}", "i<U+2066>s<U+2069>"),
        ("z\u{200b}w", "z<U+200B>w"),
        ("\u{feff}bom", "<U+FEFF>bom"),
        ("soft\u{ad}hyphen", "soft<U+00AD>hyphen"),
        ("tag\u{e0041}", "tag<U+E0041>"),
        ("line\u{2028}sep", "line<U+2028>sep"),
        ("\u{301}lone", "<U+0301>lone"),
        ("cafe\u{301}", "cafe\u{301}"),
        ("東京", "東京"),
        ("naïve Zürich", "naïve Zürich"),
        ("\u{3164}filler", "<U+3164>filler"),
        ("heart\u{2764}\u{fe0f}", "heart\u{2764}<U+FE0F>"),
        ("👩\u{200d}👧", "👩<U+200D>👧"),
    ];
    for (raw, safe) in table {
        let label = Label::from(raw);
        assert_eq!((label.raw(), label.safe()), (raw, safe));
        assert_eq!(label.to_string(), safe);
        assert_eq!(format!("{label:?}"), format!("{safe:?}"), "debug output is safe too");
    }
}

#[test]
fn a_heap_of_combining_marks_is_cut() {
    let label = Label::from(format!("z{}", "\u{334}".repeat(500)));
    assert_eq!(label.safe().chars().count(), 7);
}

#[test]
fn labels_compare_by_what_came() {
    assert_ne!(Label::from("a\u{200b}"), Label::from("a<U+200B>"));
    assert!(Label::from(" \t").is_blank());
    assert!(!Label::from("x").is_blank());
}
