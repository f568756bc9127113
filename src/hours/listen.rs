//! Open widgets learn when colleagues come and go, and when the hours change. When the shop opens and closes they know.

use std::collections::HashMap;
use std::time::Duration;

use super::outlook::{self, Outlook};
use super::store;
use crate::app::App;
use crate::error::Result;
use crate::ids::{InboxId, ShopId};
use crate::{inboxes, presence};

/// A page that loads again takes less: nobody has gone.
const SETTLES_IN: Duration = Duration::from_secs(1);

pub fn start(app: App) {
    let mut seats = app.live.seats();
    app.jobs.clone().spawn(async move {
        let mut told = HashMap::new();
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                changed = seats.changed() => if changed.is_err() { return },
            }
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                () = tokio::time::sleep(SETTLES_IN) => {}
            }
            seats.borrow_and_update();
            let visited = app.live.visited_inboxes();
            told.retain(|inbox_id, _| visited.iter().any(|(_, inboxes)| inboxes.contains(inbox_id)));
            for (shop_id, visited) in visited {
                if let Err(error) = tell(&app, shop_id, &visited, &mut told).await {
                    tracing::warn!(shop = %shop_id, %error, "buyers could not be told what to expect");
                }
            }
        }
    });
}

async fn tell(app: &App, shop_id: ShopId, visited: &[InboxId], told: &mut HashMap<InboxId, Outlook>) -> Result<()> {
    let rows = inboxes::of_shop(app, shop_id).await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let calendars = store::calendars(&mut conn, shop_id).await?;
    let online = presence::somebody_serves(app, &mut conn, shop_id).await?;
    for inbox in rows.iter().filter(|inbox| visited.contains(&inbox.id)) {
        let calendar = calendars.of(inbox.id);
        let now = outlook::expected(app, &mut conn, inbox, calendar, online, app.clock.now()).await?.outlook;
        if told.get(&inbox.id) != Some(&now) {
            app.live.tell_visitors(shop_id, inbox.id, now.clone());
            told.insert(inbox.id, now);
        }
    }
    Ok(())
}
