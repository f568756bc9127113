//! Work that comes after the commit: whoever reads events on is woken when there may be more.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, sleep};
use uuid::Uuid;

use crate::app::App;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{Seq, ShopId};

/// What other processes stored is found this soon; one's own commits ring.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// What happens within so short a time is looked at together.
const TOGETHER: Duration = Duration::from_millis(20);

/// One that reads the events of every shop on, from where it left off.
pub trait Follower: Send + Sync + 'static {
    /// What it is called in the log.
    const NAME: &'static str;
    /// A rush is read in few transactions by whoever can wait so long.
    const PATIENCE: Duration = Duration::ZERO;
    /// Where it stands behind what happened in a shop.
    type Behind: Send;

    /// Whose place that is, in the log.
    fn whose(behind: &Self::Behind) -> Uuid;

    fn behind(conn: &mut Conn<'_>) -> impl Future<Output = Result<Vec<Self::Behind>>> + Send;

    /// Does what the next events ask for and moves on behind them, both or neither; whether there may be more.
    fn read_on(&self, app: &App, behind: Self::Behind) -> impl Future<Output = Result<bool>> + Send;

    /// Nothing is left to be looked at for now.
    fn caught_up(&self, _app: &App) {}
}

/// Lets it read on after every commit, and again as long as there may be more, until the program stops.
pub fn follow<F: Follower>(app: App, follower: F) {
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
            while !app.jobs.stopping().is_cancelled() && read_on_everywhere(&app, &follower).await {}
        }
    });
}

/// Whether there may be more.
async fn read_on_everywhere<F: Follower>(app: &App, follower: &F) -> bool {
    if !F::PATIENCE.is_zero() {
        sleep(F::PATIENCE).await;
    }
    let places = async { F::behind(&mut app.db.reader().await?.conn()).await };
    let places = match places.await {
        Ok(places) => places,
        Err(error) => {
            tracing::warn!(follower = F::NAME, %error, "could not look for what happened");
            return false;
        }
    };
    let mut more = false;
    for place in places {
        let whose = F::whose(&place);
        // The trouble of one keeps no other from reading on.
        match follower.read_on(app, place).await {
            Ok(left) => more |= left,
            Err(error) => tracing::warn!(follower = F::NAME, %whose, %error, "could not read on"),
        }
    }
    if !more {
        follower.caught_up(app);
    }
    more
}

/// How far a reader of events has come beyond the numbers that are stored. What held nothing for it is not written down at
/// once: after a start it is looked at again.
#[derive(Debug, Default)]
pub struct Ahead(Mutex<HashMap<ShopId, Seq>>);

impl Ahead {
    /// So many events are passed over before their number is stored.
    const STORED_AFTER: Seq = 1000;

    /// From where to read on, where this number is stored.
    pub fn of(&self, shop_id: ShopId, stored: Seq) -> Seq {
        // Nothing here is half-done when a holder panics: plain reads and inserts.
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&shop_id).copied();
        known.map_or(stored, |known| known.max(stored))
    }

    /// Passes over events that held nothing; false when it is time to store how far.
    pub fn pass_over(&self, shop_id: ShopId, stored: Seq, upto: Seq) -> bool {
        if upto - stored >= Self::STORED_AFTER {
            return false;
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(shop_id, upto);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_held_nothing_is_passed_over_and_stored_now_and_then() {
        let (ahead, shop) = (Ahead::default(), ShopId::new());
        assert_eq!(ahead.of(shop, 7), 7);
        assert!(ahead.pass_over(shop, 7, 500));
        assert_eq!((ahead.of(shop, 7), ahead.of(shop, 600)), (500, 600));
        assert!(!ahead.pass_over(shop, 7, 1007));
    }
}
