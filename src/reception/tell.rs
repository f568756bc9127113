//! Tells buyers who wait where they stand, whenever that has changed. Each process tells the widgets that are open at it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, sleep};

use super::line::{self, QueuePlace};
use super::store;
use crate::app::App;
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, InboxId, ShopId};

/// What time alone changes is told this soon.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Places that change faster are told together.
const TOGETHER: Duration = Duration::from_millis(300);

pub fn start(app: App) {
    let (mut commits, mut seats) = (app.live.commits(), app.live.seats());
    app.jobs.clone().spawn(async move {
        let mut told = Told::default();
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
                _ = commits.changed() => sleep(TOGETHER).await,
                _ = seats.changed() => sleep(TOGETHER).await,
            }
            if let Err(error) = told.tell(&app).await {
                tracing::warn!(%error, "buyers could not be told where they stand");
            }
        }
    });
}

/// Whoever waits, and what their widget shows.
#[derive(Default)]
struct Told(HashMap<ConversationId, Shown>);

#[derive(Clone, Copy)]
struct Shown {
    shop_id: ShopId,
    customer_id: CustomerId,
    inbox_id: InboxId,
    place: QueuePlace,
}

impl Told {
    async fn tell(&mut self, app: &App) -> Result<()> {
        let mut now_shown = HashMap::new();
        for (id, shown) in in_line(app).await? {
            let before = self.0.get(&id).map(|before| before.place);
            if app.live.has_widget(shown.shop_id, shown.customer_id, shown.inbox_id) {
                if before != Some(shown.place) {
                    app.live.tell_place(shown.shop_id, (shown.customer_id, shown.inbox_id), Some(shown.place));
                }
                now_shown.insert(id, shown);
            }
        }
        for (id, gone) in &self.0 {
            if !now_shown.contains_key(id) {
                app.live.tell_place(gone.shop_id, (gone.customer_id, gone.inbox_id), None);
            }
        }
        self.0 = now_shown;
        Ok(())
    }
}

async fn in_line(app: &App) -> Result<Vec<(ConversationId, Shown)>> {
    let mut all = Vec::new();
    // Where no widget is open nobody is told.
    let visited: HashSet<ShopId> = app.live.visited_inboxes().into_iter().map(|(shop_id, _)| shop_id).collect();
    if visited.is_empty() {
        return Ok(all);
    }
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    for shop_id in store::busy_shops(&mut conn).await?.into_iter().filter(|id| visited.contains(id)) {
        let line = line::of_shop(app, &mut conn, shop_id, app.clock.now()).await?;
        all.extend(line.into_iter().map(|one| {
            let shown = Shown { shop_id, customer_id: one.customer_id, inbox_id: one.inbox_id, place: one.place };
            (one.conversation_id, shown)
        }));
    }
    Ok(all)
}
