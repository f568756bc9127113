//! What was found of each shop, until its knowledge changes. It may vanish at any moment.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::app::App;
use crate::error::Result;
use crate::ids::{Seq, ShopId};
use crate::knowledge::index::Pair;

const IDLE: Duration = Duration::from_secs(60 * 60);
const MOST_SHOPS: u64 = 1000;
/// Whoever asks waits so long; then what was found before must do.
const WITHIN: Duration = Duration::from_millis(400);

/// Pairs of entries that are alike, of all shops. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lookalikes(Cache<ShopId, Arc<Slot>>);

#[derive(Debug, Default)]
struct Slot {
    found: RwLock<Found>,
    /// One looks at a time.
    looking: Arc<Mutex<()>>,
}

/// What was found at a state of the knowledge.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// None before the first look.
    seq: Option<Seq>,
    pub pairs: Arc<Vec<Pair>>,
    /// The knowledge has changed since, and is being looked at.
    pub is_old: bool,
}

impl Default for Lookalikes {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_SHOPS).time_to_idle(IDLE).build())
    }
}

impl Lookalikes {
    /// What a shop's entries have in common now, or had before while they are looked at.
    pub async fn of(&self, app: &App, shop_id: ShopId) -> Result<Found> {
        let slot = self.0.get_with(shop_id, Arc::default);
        let seq = app.knowledge.of(app, shop_id).await?.seq;
        if slot.found().seq == Some(seq) {
            return Ok(slot.found());
        }
        if let Ok(turn) = slot.looking.clone().try_lock_owned() {
            let (slot, app) = (slot.clone(), app.clone());
            tokio::spawn(async move {
                if let Err(error) = slot.look(&app, shop_id, turn).await {
                    tracing::warn!(%error, "entries could not be compared with one another");
                }
            });
        }
        // Whoever looks holds the lock until it is done.
        drop(tokio::time::timeout(WITHIN, slot.looking.lock()).await);
        let found = slot.found();
        Ok(Found { is_old: found.seq != Some(seq), ..found })
    }
}

impl Slot {
    fn found(&self) -> Found {
        self.found.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn look(&self, app: &App, shop_id: ShopId, _turn: OwnedMutexGuard<()>) -> Result<()> {
        let ready = app.knowledge.learned(app, shop_id).await?;
        let seq = Some(ready.seq);
        let pairs = tokio::task::spawn_blocking(move || ready.lookalikes()).await.map_err(anyhow::Error::from)?;
        let found = Found { seq, pairs: Arc::new(pairs), is_old: false };
        *self.found.write().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }
}
