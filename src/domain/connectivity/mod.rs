//! Connectivity tests: what can be typed as endpoint and port, and what came of a test.
//!
//! The shape of a result is that of the vendor's web page ("Manage runners", Test connectivity); no public call is
//! documented that makes one.

mod endpoint;
mod paste;
mod port;
mod report;

pub use endpoint::{Endpoint, EndpointFault};
pub use paste::{Pasted, split_paste};
pub use port::{COMMON_PORTS, Port, PortFault};
pub use report::{ConnectivityReport, Origin, Verdict, is_unsupported_by_version, json_of, json_of_several};
