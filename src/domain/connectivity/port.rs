//! [`Port`]: a TCP port as it can be typed.

use std::fmt;
use std::num::NonZeroU16;

/// Ports that pipelines connect to, to choose from: HTTPS, then those of databases and of Kafka.
pub const COMMON_PORTS: [u16; 6] = [443, 5432, 1433, 1521, 3306, 9092];

/// A TCP port, from 1 to 65535.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Port(NonZeroU16);

/// Why a text is no port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PortFault {
    /// Nothing is typed yet.
    Empty,
    /// Something else than the digits 0 to 9.
    NotDigits,
    /// 0, or more than 65535.
    OutOfRange,
}

impl Port {
    /// The port of this number; `None` for 0.
    pub fn new(number: u16) -> Option<Self> {
        NonZeroU16::new(number).map(Self)
    }

    /// Reads what was typed; blanks around it are no matter.
    pub fn parse(text: &str) -> Result<Self, PortFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PortFault::Empty);
        }
        // Reading a number would accept a plus sign.
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PortFault::NotDigits);
        }
        text.parse().ok().and_then(Self::new).ok_or(PortFault::OutOfRange)
    }

    /// The number, never 0.
    pub fn number(self) -> u16 {
        self.0.get()
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for PortFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Type a number from 1 to 65535.",
            Self::NotDigits => "Digits only.",
            Self::OutOfRange => "A port is a number from 1 to 65535.",
        })
    }
}
