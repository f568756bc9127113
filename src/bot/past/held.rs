//! What each shop's colleagues replied, held in memory.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::MissedTickBehavior;
use zg_answer::Embed;
use zg_answer::replies::Replies;

use super::read::{self, Changes};
use super::until_stopped::UntilStopped;
use crate::app::App;
use crate::bot::actions;
use crate::db::Conn;
use crate::error::Result;
use crate::events::{self, EventKind};
use crate::ids::{InboxId, Seq, ShopId};

/// What nobody asks for so long is forgotten.
const IDLE: Duration = Duration::from_secs(60 * 60);
/// Each may take tens of megabytes.
const MOST_SHOPS: u64 = 20;
/// So soon what must not be held is out of memory, also where nobody asks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Taking in what came since takes no more than one part in so many of a processor's time.
const PAUSE: u32 = 20;
/// What was held before these must not be used any more: something was taken back, erased or rated.
const SPOILING: [EventKind; 3] = [EventKind::MessageUpdated, EventKind::ConversationErased, EventKind::CustomerErased];

/// The past of all shops. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PastReplies(Cache<ShopId, Arc<Slot>>);

/// The place of one shop.
#[derive(Debug, Default)]
struct Slot {
    held: RwLock<Option<Arc<Held>>>,
    /// One reads at a time; nobody waits for it.
    reading: Arc<Mutex<()>>,
}

#[derive(Debug)]
pub(super) struct Held {
    pub replies: Replies,
    inboxes: BTreeSet<InboxId>,
    /// The past up to this event is in it.
    seq: Seq,
    /// Up to this event nothing spoiled it.
    looked_at: AtomicI64,
    made_at: Instant,
    took: Duration,
}

impl Default for PastReplies {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_SHOPS).time_to_idle(IDLE).build())
    }
}

/// Forgets what must not be held any more, whoever asks or does not.
pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            app.past_replies.0.run_pending_tasks();
            let slots: Vec<_> = app.past_replies.0.iter().collect();
            for (shop_id, slot) in slots {
                if slot.held().is_some()
                    && let Err(error) = slot.look(&app, *shop_id).await
                {
                    tracing::warn!(shop = %shop_id, %error, "could not look whether past replies may still be held");
                }
            }
        }
    });
}

impl PastReplies {
    /// What is ready of a shop's past. What is missing is read meanwhile.
    pub(super) async fn of(&self, app: &App, shop_id: ShopId) -> Result<Option<Arc<Held>>> {
        let slot = self.0.get_with(shop_id, Arc::default);
        slot.look(app, shop_id).await
    }
}

impl Slot {
    fn held(&self) -> Option<Arc<Held>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, held: Option<Arc<Held>>) -> Option<Arc<Held>> {
        std::mem::replace(&mut *self.held.write().unwrap_or_else(PoisonError::into_inner), held)
    }

    fn let_go(&self, spoiled: &Arc<Held>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        drop(held.take_if(|held| Arc::ptr_eq(held, spoiled)));
    }

    /// What may be used now. What may not is let go at once, and what is new is read behind it.
    async fn look(self: &Arc<Self>, app: &App, shop_id: ShopId) -> Result<Option<Arc<Held>>> {
        let held = self.held();
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let inboxes = wanted(&mut conn, shop_id).await?;
        let standing = match &held {
            Some(held) if held.inboxes == inboxes => held.standing(&mut conn, shop_id).await?,
            Some(_) => Standing::Spoiled,
            None if inboxes.is_empty() => return Ok(None),
            None => Standing::Behind,
        };
        drop(reader);
        if let Some(held) = held.as_ref().filter(|_| standing == Standing::Spoiled) {
            self.let_go(held);
        }
        if standing != Standing::Fresh
            && let Ok(turn) = self.reading.clone().try_lock_owned()
        {
            let (slot, app, before) = (self.clone(), app.clone(), held.clone());
            app.jobs.clone().spawn(async move { slot.read(&app, shop_id, inboxes, before, turn).await });
        }
        Ok(held.filter(|_| standing != Standing::Spoiled))
    }

    /// Reads what is new, or all, and holds it.
    async fn read(
        &self,
        app: &App,
        shop_id: ShopId,
        inboxes: BTreeSet<InboxId>,
        before: Option<Arc<Held>>,
        _turn: OwnedMutexGuard<()>,
    ) {
        let before = before.filter(|before| before.inboxes == inboxes);
        let made = tokio::select! {
            () = app.jobs.stopping().cancelled() => return,
            made = make(app, shop_id, inboxes, before) => made,
        };
        match made {
            Ok(held) => {
                let before = self.put(held.map(Arc::new));
                // Many small pieces of memory, which are not given back in a moment.
                drop(tokio::task::spawn_blocking(move || drop(before)));
            }
            Err(error) => tracing::warn!(shop = %shop_id, %error, "past replies could not be read"),
        }
    }
}

/// How what is held stands to what happened since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Fresh,
    Behind,
    Spoiled,
}

impl Held {
    async fn standing(&self, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Standing> {
        let looked_at = self.looked_at.load(Ordering::Relaxed);
        let since = events::since(conn, shop_id, looked_at, SPOILING).await?;
        // Events that are gone went unseen.
        if since.found > 0 || since.first.is_some_and(|first| first != looked_at + 1) {
            return Ok(Standing::Spoiled);
        }
        let last = since.last.unwrap_or(looked_at);
        self.looked_at.fetch_max(last, Ordering::Relaxed);
        let is_due = last > self.seq && self.made_at.elapsed() >= self.took * PAUSE;
        Ok(if is_due { Standing::Behind } else { Standing::Fresh })
    }
}

/// The inboxes that want past replies.
async fn wanted(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<BTreeSet<InboxId>> {
    let settings = actions::of_shop(conn, shop_id).await?;
    Ok(settings.into_iter().filter(|(_, settings)| settings.past_replies).map(|(inbox, _)| inbox).collect())
}

async fn make(
    app: &App,
    shop_id: ShopId,
    inboxes: BTreeSet<InboxId>,
    before: Option<Arc<Held>>,
) -> Result<Option<Held>> {
    if inboxes.is_empty() {
        return Ok(None);
    }
    let begun = Instant::now();
    // Read first: what is newer than this number is looked at once more the next time.
    let seq = events::last_seq(&mut app.db.reader().await?.conn(), shop_id).await?;
    let changes = match &before {
        Some(before) => read::changes(app, shop_id, &inboxes, before.seq).await?,
        None => None,
    };
    let replies = match before.zip(changes) {
        Some((before, Changes { gone, pairs })) => in_background(move || before.replies.renewed(&gone, &pairs)).await?,
        None => {
            let pairs = read::all(app, shop_id, &inboxes).await?;
            let stopping = app.jobs.stopping().clone();
            let encoder = app.encoder.get().await;
            let encoder = encoder.map(|encoder| Arc::new(UntilStopped::new(encoder, stopping)) as Arc<dyn Embed>);
            in_background(move || Replies::build(&pairs, encoder)).await?
        }
    };
    let (made_at, looked_at) = (Instant::now(), seq.into());
    Ok(Some(Held { replies, inboxes, seq, looked_at, made_at, took: begun.elapsed() }))
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
}
