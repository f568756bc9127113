//! Whether the place of files takes and gives: remembered for a while, because a bucket charges for every answer.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::vault::Vault;
use crate::error::{Error, Result};

const REMEMBERED_FOR: Duration = Duration::from_secs(60);
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(super) struct Health(Mutex<Option<(Instant, bool)>>);

impl Health {
    pub async fn is_well(&self, vault: &Vault) -> bool {
        let mut known = self.0.lock().await;
        if let Some((at, well)) = *known
            && at.elapsed() < REMEMBERED_FOR
        {
            return well;
        }
        let tried = try_out(vault).await;
        if let Err(error) = &tried {
            tracing::warn!(%error, "the file store does not work");
        }
        *known = Some((Instant::now(), tried.is_ok()));
        tried.is_ok()
    }
}

/// Writes, reads and forgets, within a time.
pub(super) async fn try_out(vault: &Vault) -> Result<()> {
    let tried = tokio::time::timeout(ANSWERS_WITHIN, vault.try_out()).await;
    tried.unwrap_or(Err(Error::Unavailable("storage")))
}
