//! Tells colleagues, and notes what they have read.

use super::model::{NewNotification, Notification};
use super::store::{self, Before};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{NotificationId, ShopId, StaffId};

/// What comes within so long and is not read is told as one.
const GATHERED_SECONDS: i64 = 10 * 60;

/// Whom something was told, and what.
pub type Told = (StaffId, NotificationId);

/// Tells what happened, in the caller's transaction; give the result to [`send`] after the commit.
pub async fn tell(conn: &mut Conn<'_>, shop_id: ShopId, news: &[NewNotification], now: Time) -> Result<Vec<Told>> {
    let mut told: Vec<Told> = Vec::new();
    for new in news {
        let since = now.plus_seconds(-GATHERED_SECONDS);
        let unread = match new.kind.gathers() {
            true => store::unread_of_kind(conn, shop_id, new.staff_id, new.kind, since).await?,
            false => None,
        };
        let id = match unread {
            Some((id, about)) => {
                let more = i64::from(about != new.conversation_id);
                store::gather(conn, shop_id, id, new.conversation_id, more, now).await?;
                id
            }
            None => store::insert(conn, shop_id, new, now).await?,
        };
        if !told.contains(&(new.staff_id, id)) {
            told.push((new.staff_id, id));
        }
    }
    Ok(told)
}

/// Shows colleagues what they were told, where a desk of theirs is open.
pub async fn send(app: &App, shop_id: ShopId, told: &[Told]) -> Result<()> {
    for (staff, id) in told.iter().filter(|(staff, _)| app.live.is_connected(shop_id, *staff)) {
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let unread = store::count_unread(&mut conn, shop_id, *staff).await?;
        if let Some(notification) = store::get(&mut conn, shop_id, *staff, *id).await? {
            app.live.notify(shop_id, *staff, notification, unread);
        }
    }
    Ok(())
}

/// A page of what one was told.
pub struct Page {
    pub items: Vec<Notification>,
    pub unread: i64,
    pub more: bool,
}

pub async fn list(app: &App, actor: &Actor, unread_only: bool, before: Option<Before>, limit: i64) -> Result<Page> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let before = before.unwrap_or(Before { at: Time(i64::MAX), id: NotificationId(uuid::Uuid::max()) });
    let mut items = store::page(&mut conn, actor.shop_id, actor.staff_id, unread_only, before, limit + 1).await?;
    let most = usize::try_from(limit).unwrap_or(0);
    let more = items.len() > most;
    items.truncate(most);
    Ok(Page { items, unread: store::count_unread(&mut conn, actor.shop_id, actor.staff_id).await?, more })
}

/// Notes that one has read something; how many are left.
pub async fn read(app: &App, actor: &Actor, id: NotificationId) -> Result<i64> {
    actor.require(Permission::ReadConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::get(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    store::read(&mut conn, actor.shop_id, actor.staff_id, id, now).await?;
    let unread = store::count_unread(&mut conn, actor.shop_id, actor.staff_id).await?;
    tx.commit().await?;
    Ok(unread)
}

/// Notes that one has read all up to a time; how many are left.
pub async fn read_all(app: &App, actor: &Actor, upto: Time) -> Result<i64> {
    actor.require(Permission::ReadConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::read_all(&mut conn, actor.shop_id, actor.staff_id, upto, now).await?;
    let unread = store::count_unread(&mut conn, actor.shop_id, actor.staff_id).await?;
    tx.commit().await?;
    Ok(unread)
}
