//! Work that comes after the commit: whoever reads events on is woken when there may be more.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::app::App;

/// What other processes stored is found this soon; one's own commits ring.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// What happens within so short a time is looked at together.
const TOGETHER: Duration = Duration::from_millis(20);

/// Calls `read_on` after every commit, and again as long as it moved on, until the program stops.
pub fn follow<F, R>(app: App, read_on: F)
where
    F: Fn(App) -> R + Send + 'static,
    R: Future<Output = bool> + Send,
{
    let mut commits = app.live.commits();
    app.jobs.clone().spawn(async move {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
                _ = commits.changed() => sleep(TOGETHER).await,
            }
            while !app.jobs.stopping().is_cancelled() && read_on(app.clone()).await {}
        }
    });
}
