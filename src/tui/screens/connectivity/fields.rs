//! What is typed: endpoint and port, together because a pasted text can hold both.

use tui_input::InputRequest;

use super::turned;
use crate::domain::connectivity::{COMMON_PORTS, EndpointFault, PortFault, split_paste};
use crate::domain::{Endpoint, Port};
use crate::tui::ui::field::Field;

/// Characters of an endpoint that can be typed: more than a name has, so that what was pasted can be shortened.
const LONGEST: usize = 300;
/// Characters of a port that can be typed.
const LONGEST_PORT: usize = 8;

/// The two text fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub endpoint: Field,
    pub port: Field,
    /// A port that is not a common one, from which cycling began: it comes back to it.
    own_port: String,
}

impl Default for Fields {
    fn default() -> Self {
        Self { endpoint: Field::new(LONGEST), port: Field::new(LONGEST_PORT), own_port: String::new() }
    }
}

impl Fields {
    pub(super) fn edit_endpoint(&mut self, request: InputRequest) {
        self.endpoint.edit(request);
    }

    pub(super) fn edit_port(&mut self, request: InputRequest) {
        self.port.edit(request);
    }

    /// Selects what was kept, so that what is typed or pasted takes its place.
    pub(super) fn select(&mut self) {
        self.endpoint.select();
        self.port.select();
    }

    /// What can be sent of the endpoint's field, or what is wrong with it.
    pub(super) fn checked_endpoint(&self) -> Result<Endpoint, EndpointFault> {
        Endpoint::parse(self.endpoint.value())
    }

    /// What can be sent of the port's field, or what is wrong with it.
    pub(super) fn checked_port(&self) -> Result<Port, PortFault> {
        Port::parse(self.port.value())
    }

    /// Puts other texts in; without a port, the one that is there stays.
    pub(super) fn fill(&mut self, endpoint: &str, port: Option<&str>) {
        self.endpoint.set(endpoint);
        if let Some(port) = port {
            self.port.set(port);
        }
    }

    /// Fills the fields from `text`, if it is more than one endpoint. Says whether it is.
    pub(super) fn split(&mut self, text: &str) -> bool {
        let Some(pasted) = split_paste(text) else { return false };
        self.fill(&pasted.endpoint, pasted.port.as_deref());
        true
    }

    /// Terminals that do not tell what is pasted type it: that is split when the field is left.
    pub(super) fn split_typed(&mut self) {
        let text = self.endpoint.value().to_owned();
        if matches!(Endpoint::parse(&text), Err(EndpointFault::HasPort | EndpointFault::HasMore)) {
            self.split(&text);
        }
    }

    /// Puts the common port after (1) or before (-1) the one that is there in; one that was typed is one of them.
    pub(super) fn cycle_port(&mut self, by: isize) {
        let mut ring: Vec<String> = COMMON_PORTS.iter().map(ToString::to_string).collect();
        if self.checked_port().is_ok() && !ring.iter().any(|port| port == self.port.value()) {
            self.port.value().clone_into(&mut self.own_port);
        }
        ring.extend(Some(self.own_port.clone()).filter(|port| !port.is_empty()));
        let index = ring.iter().position(|port| port == self.port.value());
        let next = match index {
            Some(index) => turned(index, by, ring.len()),
            None if by > 0 => 0,
            None => ring.len() - 1,
        };
        self.port.set(&ring.swap_remove(next));
    }
}
