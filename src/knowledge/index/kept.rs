//! What phrasings mean, kept beside the data, so that a start need not read them all anew.
//!
//! Invariant: only a help. A file that is missing, damaged or of another encoder costs time and nothing else.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use zg_answer::Vectors;

use super::Ready;
use crate::app::App;
use crate::ids::ShopId;

const FOLDER: &str = "vectors";
/// A shop that is being taught learns every few seconds: what came since is read anew after a start.
const WRITE_EVERY: Duration = Duration::from_secs(10 * 60);

/// When a shop's were last written.
#[derive(Debug, Default)]
pub(super) struct Written(Mutex<Option<Instant>>);

impl Written {
    /// Whether it is time to write again; then the next time counts from now.
    fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|at| at.elapsed() >= WRITE_EVERY);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

fn path(app: &App, shop_id: ShopId) -> PathBuf {
    app.config.data.join(FOLDER).join(shop_id.to_string())
}

/// Those of a shop, as far as they are kept.
pub(super) async fn read(app: &App, shop_id: ShopId) -> Option<Vectors> {
    let (encoder, path) = (app.encoder.get().await?, path(app, shop_id));
    let read = move || Vectors::load(&std::fs::read(path).ok()?, encoder.as_ref());
    tokio::task::spawn_blocking(read).await.ok().flatten()
}

/// Keeps those of a shop now and then.
pub(super) async fn write(app: &App, shop_id: ShopId, ready: &Ready, written: &Written) {
    let Some(encoder) = app.encoder.get().await else { return };
    if !written.is_due() {
        return;
    }
    let (index, path) = (ready.index.clone(), path(app, shop_id));
    let write = move || put(&path, &index.vectors().save(encoder.as_ref()));
    match tokio::task::spawn_blocking(write).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(shop = %shop_id, %error, "what phrasings mean could not be kept"),
        Err(error) => tracing::error!(shop = %shop_id, %error, "keeping what phrasings mean failed"),
    }
}

fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}
