//! What each shop's approved entries are asked by, held in memory.
//!
//! Invariant: the database says how new a shop's knowledge is (`knowledge_heads`), and every question looks there
//! first. So an edit counts on every process, whether or not anybody told it; what is held may vanish at any moment.

mod load;
mod ready;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::Mutex;

pub use ready::Ready;

use super::store::heads;
use crate::app::App;
use crate::error::Result;
use crate::ids::{Seq, ShopId};

/// What nobody asks for so long is forgotten.
const IDLE: Duration = Duration::from_secs(60 * 60);
const MOST_SHOPS: u64 = 1000;
/// Whoever asks right after an edit waits so long for it; then what was known before must do.
const FRESH_WITHIN: Duration = Duration::from_millis(900);

/// The indexes of all shops. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Indexes(Cache<ShopId, Arc<Slot>>);

/// The place of one shop.
#[derive(Debug, Default)]
struct Slot {
    ready: RwLock<Option<Arc<Ready>>>,
    /// One builds at a time.
    building: Mutex<()>,
}

impl Default for Indexes {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_SHOPS).time_to_idle(IDLE).build())
    }
}

impl Indexes {
    /// What a shop knows now, or knew a moment ago while what is new is being learned.
    pub async fn of(&self, app: &App, shop_id: ShopId) -> Result<Arc<Ready>> {
        let slot = self.0.get_with(shop_id, Arc::default);
        let head = heads::find(&mut app.db.reader().await?.conn(), shop_id).await?.unwrap_or(0);
        let Some(held) = slot.ready() else { return slot.refresh(app, shop_id, head).await };
        if held.seq >= head {
            return Ok(held);
        }
        let (app, slot) = (app.clone(), slot.clone());
        // Goes on when this question does not wait for it any longer.
        let refreshed = tokio::spawn(async move { slot.refresh(&app, shop_id, head).await });
        match tokio::time::timeout(FRESH_WITHIN, refreshed).await {
            Ok(Ok(Ok(fresh))) => return Ok(fresh),
            Ok(Ok(Err(error))) => tracing::warn!(%error, "what changed in the knowledge could not be learned"),
            Ok(Err(error)) => tracing::error!(%error, "learning what changed in the knowledge failed"),
            Err(_) => {}
        }
        Ok(held)
    }
}

impl Slot {
    fn ready(&self) -> Option<Arc<Ready>> {
        self.ready.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Learns what changed up to a number at least.
    async fn refresh(&self, app: &App, shop_id: ShopId, wanted: Seq) -> Result<Arc<Ready>> {
        let _turn = self.building.lock().await;
        let held = self.ready();
        if let Some(held) = held.as_ref().filter(|held| held.seq >= wanted) {
            return Ok(held.clone());
        }
        let fresh = Arc::new(load::load(app, shop_id, held.as_deref()).await?);
        *self.ready.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh.clone());
        Ok(fresh)
    }
}
