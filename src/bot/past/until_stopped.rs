//! Reading what the past means takes many seconds; a server that stops does not wait for it.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use zg_answer::{Embed, Encoder};

/// Reads until the server stops; what it says of a text after that means nothing and is thrown away.
pub struct UntilStopped {
    encoder: Arc<Encoder>,
    stopping: CancellationToken,
    nothing: Vec<f32>,
}

impl UntilStopped {
    pub fn new(encoder: Arc<Encoder>, stopping: CancellationToken) -> Self {
        let nothing = vec![0.0; Embed::embed(encoder.as_ref(), "").len()];
        Self { encoder, stopping, nothing }
    }
}

impl Embed for UntilStopped {
    fn embed(&self, text: &str) -> Vec<f32> {
        if self.stopping.is_cancelled() { self.nothing.clone() } else { Embed::embed(self.encoder.as_ref(), text) }
    }

    fn version(&self) -> u64 {
        self.encoder.version()
    }
}
