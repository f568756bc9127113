//! From what colleagues do to what others are told: reads on from the last event that was looked at.

use std::time::Duration;

use uuid::Uuid;

use super::model::{NewNotification, NotificationKind};
use super::store::{self, Behind};
use super::{actions, mentions};
use crate::app::App;
use crate::auth;
use crate::conversations::asides::{self, Aside};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::StaffId;
use crate::live::{Ahead, Follower, follow};

/// So many events are looked at in one transaction.
const EVENTS_AT_ONCE: i64 = 5000;

pub fn start(app: App) {
    follow(app, Teller::default());
}

#[derive(Default)]
struct Teller {
    ahead: Ahead,
}

impl Follower for Teller {
    const NAME: &str = "notifications";
    /// Nobody needs to be told sooner.
    const PATIENCE: Duration = Duration::from_millis(200);
    type Behind = Behind;

    fn whose(behind: &Behind) -> Uuid {
        behind.shop_id.0
    }

    async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Behind>> {
        store::behind(conn).await
    }

    async fn read_on(&self, app: &App, shop: Behind) -> Result<bool> {
        let (shop_id, now) = (shop.shop_id, app.clock.now());
        let stored = shop.seq.unwrap_or(0);
        let after = self.ahead.of(shop_id, stored);
        if after >= shop.last {
            return Ok(false);
        }
        let upto = shop.last.min(after + EVENTS_AT_ONCE);
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let asides = asides::between(&mut conn, shop_id, after, upto).await?;
        let colleagues = if asides.is_empty() { Vec::new() } else { auth::names(&mut conn, shop_id).await? };
        drop(reader);
        let news: Vec<NewNotification> = asides.iter().flat_map(|aside| told(aside, &colleagues)).collect();
        if news.is_empty() && self.ahead.pass_over(shop_id, stored, upto) {
            return Ok(upto < shop.last);
        }
        let mut tx = app.db.begin_in(&[shop_id]).await?;
        let mut conn = tx.conn();
        if !store::move_on(&mut conn, shop, upto).await? {
            return Ok(false);
        }
        let told = actions::tell(&mut conn, shop_id, &news, now).await?;
        tx.commit().await?;
        actions::send(app, shop_id, &told).await?;
        Ok(upto < shop.last)
    }
}

/// Whom a note or a line of the thread concerns, besides whoever wrote it.
fn told(aside: &Aside, colleagues: &[(StaffId, String)]) -> Vec<NewNotification> {
    let by_id = aside.staff_id;
    let new = |kind, staff_id| NewNotification { staff_id, kind, conversation_id: aside.conversation_id, by_id };
    let there = |id: &StaffId| Some(*id) != by_id && colleagues.iter().any(|(colleague, _)| colleague == id);
    if let Some(owner) = aside.assigned_to().filter(there) {
        let kind = if by_id.is_some() { NotificationKind::Transferred } else { NotificationKind::Assigned };
        return vec![new(kind, owner)];
    }
    let note = aside.note().unwrap_or_default();
    let named = mentions::mentioned(note, colleagues).into_iter().filter(there);
    named.map(|id| new(NotificationKind::Mentioned, id)).collect()
}
