//! The leading process looks who touches no desk for long, who came and who went.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{actions, store};
use crate::app::App;
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A page that loads again takes less: nobody has gone.
const GONE_AFTER: Duration = Duration::from_secs(3);

type Colleague = (ShopId, StaffId);

pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut missing = HashMap::new();
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            if app.jobs.leads()
                && let Err(error) = look(&app, &mut missing).await
            {
                tracing::warn!(%error, "could not look who is at a desk");
            }
        }
    });
}

async fn look(app: &App, missing: &mut HashMap<Colleague, Instant>) -> Result<()> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let known: HashSet<Colleague> = store::at_desks(&mut conn).await?.into_iter().collect();
    let idle = store::idle(&mut conn, app.clock.now()).await?;
    drop(reader);
    let seated = app.live.at_desks();
    for (shop_id, staff) in seated.difference(&known) {
        actions::note_attendance(app, *shop_id, *staff, true).await?;
    }
    missing.retain(|colleague, _| known.contains(colleague) && !seated.contains(colleague));
    for colleague in known.difference(&seated) {
        if missing.entry(*colleague).or_insert_with(Instant::now).elapsed() >= GONE_AFTER {
            actions::note_attendance(app, colleague.0, colleague.1, false).await?;
        }
    }
    // Without a desk nobody is there anyway, and whoever comes back is not to find themselves away.
    for (shop_id, staff) in idle.into_iter().filter(|colleague| seated.contains(colleague)) {
        actions::send_away(app, shop_id, staff).await?;
    }
    Ok(())
}
