//! Contrast of two colours, as WCAG 2 defines it (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).

use crate::options::Rgb;

/// What ordinary text must have on its ground to be read with ease.
pub(super) const ENOUGH: f64 = 4.5;
/// What bold text must have at the least.
pub(super) const ENOUGH_FOR_BOLD: f64 = 3.0;

/// The relative luminance of a colour: from 0, black, to 1, white.
pub fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast of two colours: from 1, the same, to 21, black and white.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}
