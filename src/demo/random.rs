//! Repeatable randomness: numbers that depend on a seed and on nothing else.
//!
//! Owns the mixing function and the dice made of it. No part of the simulated fleet may ask the system
//! for randomness, so that one seed tells one story. Only the credentials of a start are drawn from the
//! system, see [`secret`]. The stories themselves are told in `simulation`.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::BuildHasher as _;

/// The finalizer of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
pub(super) fn mix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A number that depends on the seed and on every part, in order.
pub(super) fn hash(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(mix(seed), |mixed, part| mix(mixed ^ part))
}

/// Whether a drawn number falls under `rate`, a share from 0.0 (never) to 1.0 (always).
pub(super) fn falls_under(drawn: u64, rate: f64) -> bool {
    let drawn = u32::try_from(drawn >> 32).unwrap_or(u32::MAX);
    f64::from(drawn) < rate * 4_294_967_296.0
}

/// A sequence of repeatable numbers.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number of `0..bound`; 0 for a bound of 0. The slight preference for small numbers is no matter here.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.roll().checked_rem(bound).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// An entry of a table that is not empty.
    pub(super) fn pick<'a, T>(&mut self, table: &'a [T]) -> &'a T {
        let length = u64::try_from(table.len()).unwrap_or(1);
        &table[usize::try_from(self.below(length)).unwrap_or(0)]
    }
}

/// `words` numbers as hexadecimal digits, sixteen each.
pub(super) fn hexadecimal(numbers: impl IntoIterator<Item = u64>) -> String {
    numbers.into_iter().fold(String::new(), |mut text, number| {
        let _ = write!(text, "{number:016x}"); // writing to a String cannot fail
        text
    })
}

/// Thirty-two digits that nobody can know beforehand: the system's random hash keys, which is enough for
/// a server that only this machine can reach and that holds no real data.
pub(super) fn secret() -> String {
    hexadecimal([0_u64, 1].map(|part| RandomState::new().hash_one(part)))
}
