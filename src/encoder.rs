//! The sentence encoder's weights: read when they are first needed, then shared by all who ask.
//!
//! Invariant: without them, or with a file that cannot be read, everything works on words alone, and says so.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::OnceCell;
use zg_answer::Encoder;

use crate::config::Config;

#[derive(Debug)]
pub struct Weights {
    path: PathBuf,
    encoder: OnceCell<Option<Arc<Encoder>>>,
}

/// What is known of the weights without reading them.
#[derive(Debug)]
pub enum Standing {
    /// None are named in the settings.
    Absent,
    There,
    /// The file that is named is not there, or not what it should be.
    Unreadable(std::io::Error),
}

impl Weights {
    pub fn new(config: &Config) -> Self {
        Self { path: config.encoder.clone(), encoder: OnceCell::new() }
    }

    /// The encoder, if there is one.
    pub async fn get(&self) -> Option<Arc<Encoder>> {
        self.encoder.get_or_init(|| read(self.path.clone())).await.clone()
    }

    pub fn standing(&self) -> Standing {
        match Encoder::peek(&self.path) {
            _ if self.path.as_os_str().is_empty() => Standing::Absent,
            Ok(()) => Standing::There,
            Err(error) => Standing::Unreadable(error),
        }
    }

    /// Says in the log how questions will be understood.
    pub fn announce(&self) {
        let path = self.path.display();
        match self.standing() {
            Standing::There => tracing::info!("questions are understood by words and by meaning: {path}"),
            Standing::Absent => tracing::info!("questions are understood by words alone: no sentence encoder is set"),
            Standing::Unreadable(error) => {
                tracing::warn!("questions are understood by words alone: the sentence encoder {path}: {error}");
            }
        }
    }
}

async fn read(path: PathBuf) -> Option<Arc<Encoder>> {
    if path.as_os_str().is_empty() {
        return None;
    }
    let told = path.display().to_string();
    match tokio::task::spawn_blocking(move || Encoder::read(&path)).await {
        Ok(Ok(encoder)) => Some(Arc::new(encoder)),
        Ok(Err(error)) => {
            tracing::error!("the sentence encoder {told} cannot be read: {error}");
            None
        }
        Err(error) => {
            tracing::error!("reading the sentence encoder {told} failed: {error}");
            None
        }
    }
}
