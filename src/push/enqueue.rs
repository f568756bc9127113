//! From what somebody is told to what is sent to their browsers: jobs, in the transaction that tells it.

use std::collections::BTreeSet;

use super::store;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{JobId, NotificationId, PushSubscriptionId, ShopId, StaffId};
use crate::jobs::{self, NewJob};
use crate::notifications::Told;

/// The kind of its jobs.
pub const PUSH: &str = "push_notification";

/// Lets what is new be sent to every browser of whom it is for, in the caller's transaction; where that is no longer wanted
/// when its turn comes, nothing is sent.
pub async fn enqueue(conn: &mut Conn<'_>, shop_id: ShopId, told: &[Told], now: Time) -> Result<()> {
    let fresh: Vec<&Told> = told.iter().filter(|one| one.is_new).collect();
    let staff: BTreeSet<StaffId> = fresh.iter().map(|one| one.about.staff_id).collect();
    if staff.is_empty() {
        return Ok(());
    }
    let mut jobs = Vec::new();
    for browser in store::of_staff(conn, shop_id, staff).await? {
        let silent: Vec<_> = serde_json::from_str(&browser.silent).unwrap_or_default();
        for one in fresh.iter().filter(|one| one.about.staff_id == browser.staff_id) {
            if silent.contains(&one.about.kind.attention()) {
                continue;
            }
            jobs.push(NewJob {
                id: JobId::new(),
                shop_id,
                kind: PUSH,
                payload: Errand { to: browser.id, what: one.id }.written(),
                // A push service that is slow has its own few places.
                target: format!("push:{}", browser.service),
                lane: None,
                place: 0,
                about: None,
            });
        }
    }
    if jobs.is_empty() {
        return Ok(());
    }
    jobs::enqueue(conn, &jobs, now).await
}

/// What a job sends where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Errand {
    pub to: PushSubscriptionId,
    pub what: NotificationId,
}

impl Errand {
    fn written(self) -> String {
        format!("{} {}", self.to, self.what)
    }

    pub fn read(payload: &str) -> Option<Self> {
        let (to, what) = payload.split_once(' ')?;
        Some(Self { to: to.parse().ok()?, what: what.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errand_is_read_as_it_was_written() {
        let errand = Errand { to: PushSubscriptionId::new(), what: NotificationId::new() };
        assert_eq!(Errand::read(&errand.written()), Some(errand));
        assert_eq!(Errand::read("nonsense"), None);
    }
}
