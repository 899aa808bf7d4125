//! [`RateLimit`]: how many requests an account allows in a minute, and who may use how many of them.

/// The requests of any 60 s, and their parts. At least one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RateLimit(u32);

impl RateLimit {
    /// So many in a minute, where 0 counts as 1.
    pub fn per_minute(number: u32) -> Self {
        Self(number.max(1))
    }

    /// All of them: what the operator waits for.
    pub fn all(self) -> u32 {
        self.0
    }

    /// All but a tenth, which is left to the operator: at least 1.
    pub fn for_lists(self) -> u32 {
        (self.0 - self.0.div_ceil(10)).max(1)
    }

    /// Half of them, so that another trackside finds the other half: what nobody waits for, and every list over its
    /// interval. At least 1.
    pub fn for_polls(self) -> u32 {
        (self.0 / 2).max(1)
    }

    /// Of that half what the rows in view may use at the most, so that the whole list, which alone tells who is new, goes on with the
    /// rest: three quarters, and none where the half is too small to be divided.
    pub fn for_view(self) -> u32 {
        self.0 / 2 * 3 / 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_every_limit_are_within_each_other_and_leave_the_list_something() {
        for number in 0..=1_000 {
            let limit = RateLimit::per_minute(number);
            assert!(limit.for_polls() >= 1 && limit.for_lists() >= 1, "{number}");
            assert!(limit.for_view() <= limit.for_polls() && limit.for_polls() <= limit.for_lists(), "{number}");
            assert!(limit.for_lists() <= limit.all(), "{number}");
            assert!(limit.for_view() < limit.for_polls() || limit.for_polls() == 1, "{number}");
        }
        let limit = RateLimit::per_minute(500);
        assert_eq!((limit.for_lists(), limit.for_polls(), limit.for_view()), (450, 250, 187));
    }
}
