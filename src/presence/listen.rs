//! Who touches no desk for long is away by itself.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::{actions, store};
use crate::app::App;
use crate::error::Result;

const LOOK_EVERY: Duration = Duration::from_secs(1);

pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            if app.jobs.leads()
                && let Err(error) = look(&app).await
            {
                tracing::warn!(%error, "could not look for who is away");
            }
        }
    });
}

async fn look(app: &App) -> Result<()> {
    let idle = store::idle(&mut app.db.reader().await?.conn(), app.clock.now()).await?;
    // Without a desk nobody is there anyway, and whoever comes back is not to find themselves away.
    let at_a_desk = idle.into_iter().filter(|(shop_id, staff)| app.live.is_connected(*shop_id, *staff));
    for (shop_id, staff) in at_a_desk {
        actions::send_away(app, shop_id, staff).await?;
    }
    Ok(())
}
