//! A [`Notice`] as a sentence: both faces say the same.

use super::Notice;

impl Notice {
    /// What is to be said of it. `None` for what only whoever asked is waiting for.
    pub fn sentence(&self) -> Option<String> {
        Some(match self {
            Self::Failed(fault) => format!("History cannot be kept: {fault}."),
            Self::Restored { merged: 0 } => "History can be kept again, and lacks nothing.".to_owned(),
            Self::Restored { merged } => {
                let them = if *merged == 1 { "1 list was" } else { &format!("{merged} lists were") };
                format!("History can be kept again. Meanwhile {them} merged with later ones.")
            }
            Self::BegunAnew => "The history file was moved or deleted. A new file was begun.".to_owned(),
            Self::ClockSetBack => "The clock was set back. The history has times later than now.".to_owned(),
            Self::Elsewhere { .. } => "Another trackside continues the operation.".to_owned(),
            Self::Answered(_) | Self::Flushed { .. } => return None,
        })
    }
}
