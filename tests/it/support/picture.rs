//! A frame as text with a fingerprint of its styles, so that a lost colour fails a snapshot like a lost word.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// The frame's rows between bars, then one letter per cell that has a style, then what the letters mean.
pub fn picture(buffer: &Buffer) -> String {
    let mut picture = String::new();
    for row in text(buffer).lines() {
        writeln!(picture, "|{row}|").unwrap();
    }
    let mut legend: Vec<String> = Vec::new();
    for y in 0..buffer.area.height {
        let row: String = (0..buffer.area.width).map(|x| letter(buffer, x, y, &mut legend)).collect();
        let row = row.trim_end();
        if !row.is_empty() {
            writeln!(picture, "{y:>3} {row}").unwrap();
        }
    }
    for (index, style) in legend.iter().enumerate() {
        writeln!(picture, "{} = {style}", name(index)).unwrap();
    }
    picture
}

/// The frame's text, a line per row, each as wide as the frame.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            text.push_str(symbol);
            x += u16::try_from(symbol.width()).unwrap().max(1);
        }
        text.push('\n');
    }
    text
}

fn letter(buffer: &Buffer, x: u16, y: u16, legend: &mut Vec<String>) -> char {
    let cell = &buffer[(x, y)];
    let mut parts = Vec::new();
    if cell.fg != Color::Reset {
        parts.push(cell.fg.to_string());
    }
    if cell.bg != Color::Reset {
        parts.push(format!("on {}", cell.bg));
    }
    if cell.modifier != Modifier::empty() {
        parts.push(format!("{:?}", cell.modifier));
    }
    if parts.is_empty() {
        return ' ';
    }
    let style = parts.join(" ");
    let index = legend.iter().position(|known| *known == style).unwrap_or_else(|| {
        legend.push(style);
        legend.len() - 1
    });
    name(index)
}

fn name(index: usize) -> char {
    char::from(b'a' + u8::try_from(index).unwrap())
}
