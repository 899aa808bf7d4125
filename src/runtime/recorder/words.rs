//! A [`Notice`] as a sentence: both faces say the same.

use super::Notice;

impl Notice {
    /// What is to be said of it. `None` for an opening, and for what is for whoever asked, or began an operation.
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
            Self::Opened | Self::Elsewhere { .. } | Self::Answered(_) | Self::Flushed { .. } => return None,
        })
    }
}
