//! What each shop's approved entries are asked by, held in memory.
//!
//! Invariants: the database says how new a shop's knowledge is (`knowledge_heads`), and every question looks there first,
//! so that an edit counts on every process, whether or not anybody told it; what is held may vanish at any moment.
//! What changed is asked at once; what all entries teach together is learned anew behind it.

mod kept;
mod load;
mod lookalikes;
mod ready;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use lookalikes::Pair;
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
/// And so long for what all entries together teach.
const LEARNED_WITHIN: Duration = Duration::from_millis(200);

/// The indexes of all shops. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Indexes(Cache<ShopId, Arc<Slot>>);

/// The place of one shop.
#[derive(Debug, Default)]
struct Slot {
    ready: RwLock<Option<Arc<Ready>>>,
    /// One reads what changed at a time.
    reading: Mutex<()>,
    /// One learns at a time; others go on asking and reading meanwhile.
    learning: Arc<Mutex<()>>,
    written: kept::Written,
}

impl Default for Indexes {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_SHOPS).time_to_idle(IDLE).build())
    }
}

impl Indexes {
    /// What a shop knows now, or knew a moment ago while what is new is being read or learned.
    pub async fn of(&self, app: &App, shop_id: ShopId) -> Result<Arc<Ready>> {
        let slot = self.0.get_with(shop_id, Arc::default);
        let head = heads::find(&mut app.db.reader().await?.conn(), shop_id).await?.unwrap_or(0);
        let held = slot.fresh(app, shop_id, head).await?;
        if held.is_learned {
            return Ok(held);
        }
        if let Ok(turn) = slot.learning.clone().try_lock_owned() {
            let (slot, app) = (slot.clone(), app.clone());
            tokio::spawn(async move {
                if let Err(error) = slot.learn(&app, shop_id, head, turn).await {
                    tracing::warn!(%error, "what changed in the knowledge could not be learned");
                }
            });
        }
        // Whoever learns holds the lock until it is done.
        drop(tokio::time::timeout(LEARNED_WITHIN, slot.learning.lock()).await);
        Ok(slot.ready().unwrap_or(held))
    }

    /// As [`Self::of`], with all that can be learned, however long that takes.
    pub async fn learned(&self, app: &App, shop_id: ShopId) -> Result<Arc<Ready>> {
        let slot = self.0.get_with(shop_id, Arc::default);
        let head = heads::find(&mut app.db.reader().await?.conn(), shop_id).await?.unwrap_or(0);
        let turn = slot.learning.clone().lock_owned().await;
        slot.learn(app, shop_id, head, turn).await
    }
}

impl Slot {
    fn ready(&self) -> Option<Arc<Ready>> {
        self.ready.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is held, if it can be had in time as new as a number; at first, whatever it takes.
    async fn fresh(self: &Arc<Self>, app: &App, shop_id: ShopId, wanted: Seq) -> Result<Arc<Ready>> {
        let Some(held) = self.ready() else { return self.read(app, shop_id, wanted).await };
        if held.seq >= wanted {
            return Ok(held);
        }
        let (slot, app) = (self.clone(), app.clone());
        // Goes on when this question does not wait for it any longer.
        let reading = tokio::spawn(async move { slot.read(&app, shop_id, wanted).await });
        match tokio::time::timeout(FRESH_WITHIN, reading).await {
            Ok(Ok(Ok(fresh))) => return Ok(fresh),
            Ok(Ok(Err(error))) => tracing::warn!(%error, "what changed in the knowledge could not be read"),
            Ok(Err(error)) => tracing::error!(%error, "reading what changed in the knowledge failed"),
            Err(_) => {}
        }
        Ok(held)
    }

    /// Learns from all that is held, which is as new as a number at least.
    async fn learn(&self, app: &App, shop_id: ShopId, wanted: Seq, _turn: OwnedMutexGuard<()>) -> Result<Arc<Ready>> {
        loop {
            let held = self.read(app, shop_id, wanted).await?;
            if held.is_learned {
                return Ok(held);
            }
            let learning = held.clone();
            let learned = tokio::task::spawn_blocking(move || Arc::new(learning.learned()));
            let learned = learned.await.map_err(anyhow::Error::from)?;
            if self.put_in_place_of(&held, learned.clone()) {
                kept::write(app, shop_id, &learned, &self.written).await;
                return Ok(learned);
            }
            // Something changed meanwhile: that is to be learned too.
        }
    }

    /// Reads what changed, if what is held is older than a number.
    async fn read(&self, app: &App, shop_id: ShopId, wanted: Seq) -> Result<Arc<Ready>> {
        let _turn = self.reading.lock().await;
        let held = self.ready();
        if let Some(held) = held.as_ref().filter(|held| held.seq >= wanted) {
            return Ok(held.clone());
        }
        let fresh = Arc::new(load::load(app, shop_id, held.as_deref()).await?);
        *self.ready.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh.clone());
        Ok(fresh)
    }

    /// Holds what was learned, unless what it was learned from is not held any more.
    fn put_in_place_of(&self, before: &Arc<Ready>, learned: Arc<Ready>) -> bool {
        let mut ready = self.ready.write().unwrap_or_else(PoisonError::into_inner);
        let is_still = ready.as_ref().is_some_and(|held| Arc::ptr_eq(held, before));
        if is_still {
            *ready = Some(learned);
        }
        is_still
    }
}
