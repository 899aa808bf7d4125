//! What whoever holds a demo may do to its fleet and see of it, past the API: for tests that compare with the truth.
//!
//! Owns nothing: the fleet is the simulation's, and a caller of the API has none of this.

use super::Demo;
use super::simulation::{AgentId, Own, Platform, Runner};

impl Demo {
    /// Lets simulated time stand still, or go on from where it stood. Commands are taken meanwhile, and carried out later.
    pub fn hold(&self, is_held: bool) {
        let mut state = self.lock();
        state.catch_up();
        state.is_held = is_held;
    }

    /// Adds a runner at the end of the list and answers with its id. In a fleet that lives it connects after a while.
    pub fn add_runner(&self, name: &str) -> String {
        let mut state = self.lock();
        state.created += 1;
        let id = AgentId::derived(state.seed ^ 0xc0de, state.created);
        let own = Some(Box::new(Own { name: name.to_owned(), ..Own::default() }));
        let platform = Platform::from_words("aws", "fargate").unwrap_or(Runner::blank().platform);
        state.simulation.add(Runner { id, own, platform, ..Runner::blank() });
        id.to_string()
    }

    /// Takes a runner out of the list at once, whatever its status; answers whether there was one of this id.
    pub fn remove_runner(&self, id: &str) -> bool {
        let mut state = self.lock();
        let slot = state.simulation.slot_of(id);
        if let Some(slot) = slot {
            state.simulation.forget(slot);
        }
        slot.is_some()
    }

    /// The name and the status of each runner, in the API's words and in the order of the list, as of the latest request.
    pub fn runners(&self) -> Vec<(String, String)> {
        let state = self.lock();
        let shown = |runner: &Runner| (runner.name().into_owned(), runner.status_word().to_owned());
        state.simulation.iter_from(0).map(shown).collect()
    }

    /// What must be seen nowhere: the client's secret and every token in force.
    pub fn secrets(&self) -> Vec<String> {
        let state = self.lock();
        let tokens = state.tokens.in_force().map(str::to_owned);
        std::iter::once(self.client_secret.clone()).chain(tokens).collect()
    }
}
