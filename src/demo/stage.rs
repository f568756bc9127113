//! What a server that is a demo has besides: empty on every other.

use std::sync::{Arc, OnceLock};

use super::simulator::Simulator;
use crate::error::{Error, Result};

/// Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Stage(Arc<OnceLock<Simulator>>);

impl Stage {
    pub(super) fn set(&self, simulator: Simulator) {
        // A server becomes a demo once, at its start.
        drop(self.0.set(simulator));
    }

    /// The simulated buyers; absent where no demo is on.
    pub(super) fn simulator(&self) -> Result<&Simulator> {
        self.0.get().ok_or(Error::NotFound)
    }

    pub fn is_on(&self) -> bool {
        self.0.get().is_some()
    }
}
