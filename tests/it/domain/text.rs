//! What becomes of text from outside.

use trackside::domain::Label;
use trackside::domain::text::make_safe;

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
fn what_is_no_character_or_has_no_certain_width_is_named() {
    let of_planes = (0..=16).flat_map(|plane| [plane * 0x1_0000 + 0xfffe, plane * 0x1_0000 + 0xffff]);
    let never_characters = of_planes.chain(0xfdd0..=0xfdef);
    let siblings = [
        0x600, 0x605, 0x61c, 0x6dd, 0x70f, 0x890, 0x8e2, 0x200c, 0x200d, 0x200e, 0x202a, 0x2069, 0x206f, 0xd7c7,
        0xd7ff, 0xfe00, 0xfe0f, 0xfff9, 0xfffb, 0x1_d173, 0xe_0000, 0xe_0020, 0xe_007f, 0xe_0100,
    ];
    for number in never_characters.chain(siblings) {
        let character = char::from_u32(number).unwrap();
        for text in [format!("a{character}b"), format!("{character}"), format!("é{character}\u{301}b")] {
            let label = Label::from(text.as_str());
            assert!(label.safe().contains(&format!("<U+{number:04X}>")), "{number:x} in {}", label.safe());
            assert!(!label.safe().contains(character), "{number:x}");
        }
    }
    // Their neighbours are what they are.
    for text in ["\u{fdcf}", "\u{fdf0}", "\u{fffd}", "\u{1fffd}", "\u{20000}"] {
        assert!(!Label::from(format!("a{text}")).safe().contains("<U+"), "{text:?}");
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

#[test]
fn a_label_has_what_came_and_what_can_be_drawn_whatever_its_characters() {
    for character in ('\0'..=char::MAX).step_by(7) {
        for text in [format!("{character}"), format!("a{character}"), format!("{character}é")] {
            let label = Label::from(text.as_str());
            assert_eq!(label.raw(), text);
            assert_eq!(label.safe(), make_safe(&text), "{text:?}");
            assert_eq!(label.clone(), label);
        }
    }
    // Larger, it is in each of 20,000 runners ten times.
    assert_eq!((size_of::<Label>(), size_of::<Option<Label>>()), (24, 24));
    assert_eq!(Label::default().safe(), "");
}
