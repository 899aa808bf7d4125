//! [`Seen`]: how much of a question was on the screen as it is now, which decides whether an answer to it counts.

/// Why a key that would be an answer did not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Uncounted {
    /// The end of the question was not in view.
    Unread,
    /// It may be the key that answered before, held down.
    Held,
}

/// What was on the screen of a question since it said last what it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    is_drawn: bool,
    has_shown_end: bool,
    /// Why the last key, which would be an answer, did not count.
    uncounted: Option<Uncounted>,
}

impl Seen {
    /// A frame was drawn: whether the question was in it, and its end, where the answers are. Answers whether more of it
    /// counts as seen than before.
    pub fn drawn(&mut self, is_seen: bool, is_end_in_view: bool) -> bool {
        let before = *self;
        self.is_drawn = is_seen;
        self.has_shown_end |= is_seen && is_end_in_view;
        (self.is_drawn && !before.is_drawn) || (self.has_shown_end && !before.has_shown_end)
    }

    /// It says something else now. A key that may be held down is that still.
    pub fn is_another(&mut self) {
        let held = self.uncounted.filter(|why| *why == Uncounted::Held);
        *self = Self { uncounted: held, ..Self::default() };
    }

    /// Whether it is on the screen as it is now: keys that were sent before are none of its answers.
    pub fn is_drawn(self) -> bool {
        self.is_drawn
    }

    /// Whether its end was in view too, so that it can be answered with yes.
    pub fn is_to_the_end(self) -> bool {
        self.is_drawn && self.has_shown_end
    }

    /// Takes a key, which is a yes or is not. Says whether it is one that does not count, as the end was not in view.
    pub fn is_hasty(&mut self, is_yes: bool) -> bool {
        let is_hasty = is_yes && self.is_drawn && !self.has_shown_end;
        self.uncounted = is_hasty.then_some(Uncounted::Unread);
        is_hasty
    }

    /// Takes a yes that may be the one before, held down.
    pub fn holds(&mut self) {
        self.uncounted = Some(Uncounted::Held);
    }

    /// Why the last key, which would be an answer, did not count.
    pub fn uncounted(self) -> Option<Uncounted> {
        self.uncounted
    }
}
