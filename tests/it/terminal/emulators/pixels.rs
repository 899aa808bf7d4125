//! What is seen in a terminal, cell by cell, beside what was written to it. No font is kept to compare with: the same
//! character must look the same in all its cells, others must look different, and a blank shows its ground alone. So a
//! character that is missing from the terminal, cut, or a cell too far to the right is found with every font.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::palette::Palette;

/// A screen as it is seen.
pub struct Picture {
    /// `0xRRGGBB`, row by row.
    pub pixels: Vec<u32>,
    pub columns: usize,
    pub rows: usize,
    /// Width and height of a cell in pixels.
    pub cell: (u16, u16),
}

/// Pairs that fonts draw alike, and that stand for the same here: lines, and what is drawn as one.
const ALIKE: [&str; 1] = ["-–—─"];

/// How a character must look like others, besides in its colour.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Shape {
    character: String,
    is_bold: bool,
    is_italic: bool,
    is_underlined: bool,
}

impl Shape {
    fn of(cell: &vt100::Cell) -> Self {
        let character = if cell.has_contents() { cell.contents() } else { " " };
        Self {
            character: character.to_owned(),
            is_bold: cell.bold(),
            is_italic: cell.italic(),
            is_underlined: cell.underline(),
        }
    }

    fn is_blank(&self) -> bool {
        self.character == " " && !self.is_underlined
    }

    fn may_look_like(&self, other: &Self) -> bool {
        let together = |alike: &str| alike.contains(&self.character) && alike.contains(&other.character);
        // Not every font has another shape for bold or italic text.
        self.character == other.character || ALIKE.iter().any(|alike| together(alike))
    }
}

impl Picture {
    /// Row by row.
    fn pixels_of(&self, column: usize, row: usize) -> Vec<u32> {
        let (width, height) = (usize::from(self.cell.0), usize::from(self.cell.1));
        let start = |line: usize| (row * height + line) * self.columns * width + column * width;
        (0..height).flat_map(|line| self.pixels[start(line)..start(line) + width].iter().copied()).collect()
    }

    /// What is seen otherwise than `written` wants, a line for each; none when all is as it should be.
    pub fn differences(&self, written: &vt100::Screen, palette: &Palette) -> Vec<String> {
        let mut found = Vec::new();
        let mut shapes: HashMap<Shape, Vec<bool>> = HashMap::new();
        let mut characters: HashMap<Vec<bool>, Shape> = HashMap::new();
        let mut faint: HashMap<u32, u32> = HashMap::new();
        for (row, column) in (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (row, column))) {
            let cell = written.cell(row.try_into().unwrap(), column.try_into().unwrap()).unwrap();
            let shape = Shape::of(cell);
            let pixels = self.pixels_of(column, row);
            let (mut text, ground) = palette.colours(cell);
            if cell.dim() && !shape.is_blank() {
                // How faint it is, is the terminal's own affair, but it is the same everywhere and can be seen.
                let seen = pixels.iter().copied().find(|pixel| *pixel != ground).unwrap_or(ground);
                text = *faint.entry(text).or_insert(seen);
            }
            let mut differs = |why: &str| found.push(format!("row {row}, column {column}, {shape:?}: {why}"));
            if let Some(other) = pixels.iter().find(|pixel| ![text, ground].contains(pixel)) {
                differs(&format!("a pixel is {other:06x}, neither {text:06x} nor on {ground:06x}"));
                continue;
            }
            let ink: Vec<bool> = pixels.iter().map(|pixel| *pixel == text && text != ground).collect();
            if shape.is_blank() == ink.contains(&true) {
                differs(if shape.is_blank() { "it should be blank" } else { "nothing is seen" });
                continue;
            }
            let known = shapes.entry(shape.clone()).or_insert_with(|| ink.clone());
            if *known != ink {
                differs(&format!("it looks otherwise than elsewhere:\n{}{}", self.drawn(known), self.drawn(&ink)));
            }
            let first = characters.entry(ink).or_insert_with(|| shape.clone());
            if !first.may_look_like(&shape) {
                differs(&format!("it looks like {first:?}"));
            }
        }
        found
    }

    fn drawn(&self, ink: &[bool]) -> String {
        let mut text = String::new();
        for line in ink.chunks(self.cell.0.into()) {
            let line: String = line.iter().map(|is_ink| if *is_ink { '#' } else { '.' }).collect();
            writeln!(text, "    {line}").unwrap();
        }
        text
    }

    /// As a file of the kind PPM.
    pub fn file(&self) -> Vec<u8> {
        let (width, height) = (self.columns * usize::from(self.cell.0), self.rows * usize::from(self.cell.1));
        let pixels = self.pixels.iter().flat_map(|pixel| pixel.to_be_bytes().into_iter().skip(1));
        format!("P6\n{width} {height}\n255\n").into_bytes().into_iter().chain(pixels).collect()
    }
}
