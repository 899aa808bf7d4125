//! Where `export` listens.

use std::ffi::OsString;
use std::net::SocketAddr;

use crate::options::UsageError;
use crate::options::given::Given;

/// Where it listens if nothing is said: on this machine alone.
const USUAL: &str = "127.0.0.1:9824";

/// `trackside export`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportOptions {
    /// Where it listens; with port 0 on one that is free.
    pub listen: SocketAddr,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Export", display_order = 0)]
pub(super) struct Export {
    /// Where to listen; default: 127.0.0.1:9824, for this machine alone
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<OsString>,
}

impl Export {
    pub(super) fn options(self) -> Result<ExportOptions, UsageError> {
        const WANTED: &str = "an address and a port, as 127.0.0.1:9824 or [::1]:9824";
        let given = Given::new("--listen", self.listen.unwrap_or_else(|| USUAL.into()));
        Ok(ExportOptions { listen: given.read(WANTED, |text| text.parse().ok())? })
    }
}
