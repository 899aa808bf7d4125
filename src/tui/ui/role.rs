//! [`Role`]: what a piece of text means, which is all that a screen says of how it looks.

use crate::domain::{Severity, Tint};

/// What a piece of text means; the theme decides how it looks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Text without a meaning of its own, in the terminal's own colour.
    Text,
    /// Text that one need not read: rules, absent values.
    Quiet,
    /// The name of what is looked at.
    Title,
    /// Column titles and field names.
    Heading,
    /// Serving, or done as it was asked for.
    Good,
    /// Will change by itself.
    InMotion,
    /// Someone should look: doubtful, old, or about to stop something.
    Attention,
    /// Wrong, or refused, or not to be undone.
    Bad,
    /// Not serving, on purpose; view only.
    Off,
    /// A key to press.
    Key,
    /// The row under the bar.
    Selected,
    /// What was searched for.
    Found,
    /// An account whose profile asks for a ground of this colour.
    OnRed,
    /// The same.
    OnYellow,
    /// The same.
    OnGreen,
    /// The same.
    OnCyan,
    /// The same.
    OnBlue,
    /// The same.
    OnMagenta,
}

impl Role {
    /// Every role, for tests.
    pub const ALL: [Self; 18] = [
        Self::Text,
        Self::Quiet,
        Self::Title,
        Self::Heading,
        Self::Good,
        Self::InMotion,
        Self::Attention,
        Self::Bad,
        Self::Off,
        Self::Key,
        Self::Selected,
        Self::Found,
        Self::OnRed,
        Self::OnYellow,
        Self::OnGreen,
        Self::OnCyan,
        Self::OnBlue,
        Self::OnMagenta,
    ];
}

impl Role {
    /// Whether it is the ground of an account, which has the same colours on every ground of the terminal.
    pub fn is_tint(self) -> bool {
        Tint::ALL.iter().any(|(_, tint)| Self::from(*tint) == self)
    }
}

impl From<Tint> for Role {
    fn from(tint: Tint) -> Self {
        match tint {
            Tint::Red => Self::OnRed,
            Tint::Yellow => Self::OnYellow,
            Tint::Green => Self::OnGreen,
            Tint::Cyan => Self::OnCyan,
            Tint::Blue => Self::OnBlue,
            Tint::Magenta => Self::OnMagenta,
        }
    }
}

impl From<Severity> for Role {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Good => Self::Good,
            Severity::InMotion => Self::InMotion,
            Severity::Attention => Self::Attention,
            Severity::Bad => Self::Bad,
            Severity::Off => Self::Off,
            Severity::Neutral => Self::Text,
        }
    }
}
