//! From what colleagues do to what others are told: reads on from the last event that was looked at.

use std::sync::Arc;
use std::time::Duration;

use super::model::{NewNotification, NotificationKind};
use super::store::{self, Behind};
use super::{actions, mentions};
use crate::app::App;
use crate::auth;
use crate::conversations::asides::{self, Aside};
use crate::error::Result;
use crate::ids::StaffId;
use crate::live::{Ahead, follow};

/// So many events are looked at in one transaction.
const EVENTS_AT_ONCE: i64 = 5000;
/// Nobody needs to be told sooner, and a rush is told in few transactions: messages do not wait for many.
const TOGETHER: Duration = Duration::from_millis(200);

pub fn start(app: App) {
    let ahead = Arc::new(Ahead::default());
    follow(app, move |app| {
        let ahead = ahead.clone();
        async move {
            tokio::time::sleep(TOGETHER).await;
            listen(&app, &ahead).await
        }
    });
}

/// Lets every shop that is behind be told; whether one was, and there may be more.
async fn listen(app: &App, ahead: &Ahead) -> bool {
    let behind = async { store::behind(&mut app.db.reader().await?.conn()).await };
    let behind = match behind.await {
        Ok(behind) => behind,
        Err(error) => {
            tracing::warn!(%error, "could not look for what colleagues are to be told");
            return false;
        }
    };
    let mut more = false;
    for shop in behind {
        // The trouble of one shop keeps no other waiting.
        match read_on(app, ahead, shop).await {
            Ok(left) => more |= left,
            Err(error) => tracing::warn!(shop = %shop.shop_id, %error, "colleagues could not be told"),
        }
    }
    more
}

/// Tells what the next events ask for and moves on behind them, both or neither; whether there are more.
async fn read_on(app: &App, ahead: &Ahead, shop: Behind) -> Result<bool> {
    let (shop_id, now) = (shop.shop_id, app.clock.now());
    let stored = shop.seq.unwrap_or(0);
    let after = ahead.of(shop_id, stored);
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
    if news.is_empty() && ahead.pass_over(shop_id, stored, upto) {
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
