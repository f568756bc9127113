use super::model::{NewNotification, Notification, NotificationKind};
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, NotificationId, Seq, ShopId, StaffId};

/// What is older says nothing to anybody.
const KEPT_SECONDS: i64 = 30 * 86_400;

macro_rules! notification_sql {
    ($tail:literal) => {
        concat!(
            "SELECT note.id, note.kind, note.conversation_id, conv.number AS conversation_number,
                cust.name AS customer_name, note.conversations, note.by_id, note.at, note.read_at
             FROM notifications note
             JOIN conversations conv ON conv.id = note.conversation_id
             JOIN customers cust ON cust.id = conv.customer_id ",
            $tail
        )
    };
}

/// Where a page of a list ends: the time and the id of its last.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    pub at: Time,
    pub id: NotificationId,
}

/// A page of what somebody was told, the newest first.
pub async fn page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    unread_only: bool,
    before: Before,
    limit: i64,
) -> Result<Vec<Notification>> {
    const SQL: &str = notification_sql!(
        "WHERE note.shop_id = $1 AND note.staff_id = $2 AND (note.at, note.id) < ($3, $4)
            AND (NOT $5 OR note.read_at IS NULL) ORDER BY note.at DESC, note.id DESC LIMIT $6"
    );
    Ok(fetch_all!(
        conn,
        sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(before.at).bind(before.id).bind(unread_only).bind(limit)
    )?)
}

pub async fn get(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    id: NotificationId,
) -> Result<Option<Notification>> {
    const SQL: &str = notification_sql!("WHERE note.shop_id = $1 AND note.staff_id = $2 AND note.id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(id))?)
}

pub async fn count_unread(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM notifications WHERE shop_id = $1 AND staff_id = $2 AND read_at IS NULL";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff))?)
}

/// The newest one of a kind that somebody was told since a time and has not read, and about which conversation.
pub async fn unread_of_kind(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    kind: NotificationKind,
    since: Time,
) -> Result<Option<(NotificationId, ConversationId)>> {
    const SQL: &str = "SELECT id, conversation_id FROM notifications
        WHERE shop_id = $1 AND staff_id = $2 AND kind = $3 AND read_at IS NULL AND at >= $4
        ORDER BY at DESC, id DESC LIMIT 1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(kind).bind(since))?)
}

/// Whether anybody was told something of a conversation since a time.
pub async fn was_told(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    kind: NotificationKind,
    id: ConversationId,
    since: Time,
) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM notifications
        WHERE shop_id = $1 AND kind = $2 AND conversation_id = $3 AND at >= $4";
    let count: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(kind).bind(id).bind(since))?;
    Ok(count > 0)
}

/// Lets a notification tell of more conversations, this one the newest.
pub async fn gather(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: NotificationId,
    newest: ConversationId,
    more: i64,
    now: Time,
) -> Result<()> {
    const SQL: &str = "UPDATE notifications SET conversation_id = $3, conversations = conversations + $4, at = $5
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(newest).bind(more).bind(now))?;
    Ok(())
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, new: &NewNotification, now: Time) -> Result<NotificationId> {
    const SQL: &str =
        "INSERT INTO notifications (id, shop_id, staff_id, kind, conversation_id, conversations, by_id, at)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7)";
    let id = NotificationId::new();
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(id)
            .bind(shop_id)
            .bind(new.staff_id)
            .bind(new.kind)
            .bind(new.conversation_id)
            .bind(new.by_id)
            .bind(now)
    )?;
    Ok(id)
}

pub async fn read(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, id: NotificationId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE notifications SET read_at = $4
        WHERE shop_id = $1 AND staff_id = $2 AND id = $3 AND read_at IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff).bind(id).bind(now))?;
    Ok(())
}

pub async fn read_all(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, upto: Time, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE notifications SET read_at = $4
        WHERE shop_id = $1 AND staff_id = $2 AND at <= $3 AND read_at IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff).bind(upto).bind(now))?;
    Ok(())
}

/// Forgets what is about a conversation that goes.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM notifications WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Forgets what was told long ago, of all shops.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM notifications WHERE at < $1";
    execute!(conn, sqlx::query(SQL).bind(now.plus_seconds(-KEPT_SECONDS)))?;
    Ok(())
}

/// A shop in which something happened that nobody was told of yet.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Behind {
    pub shop_id: ShopId,
    /// Up to which event; none before the first time.
    pub seq: Option<Seq>,
    pub last: Seq,
}

pub async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Behind>> {
    const SQL: &str = "SELECT shop.id AS shop_id, mark.seq, shop.seq AS last FROM shops shop
        LEFT JOIN notification_marks mark ON mark.shop_id = shop.id
        WHERE mark.seq IS NULL OR mark.seq < shop.seq ORDER BY shop.id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Moves a shop's mark on, if it still stands where it was read; whether it did.
pub async fn move_on(conn: &mut Conn<'_>, from: Behind, to: Seq) -> Result<bool> {
    const FIRST: &str =
        "INSERT INTO notification_marks (shop_id, seq) VALUES ($1, $2) ON CONFLICT (shop_id) DO NOTHING";
    const ON: &str = "UPDATE notification_marks SET seq = $2 WHERE shop_id = $1 AND seq = $3";
    let moved = match from.seq {
        None => execute!(conn, sqlx::query(FIRST).bind(from.shop_id).bind(to))?,
        Some(seq) => execute!(conn, sqlx::query(ON).bind(from.shop_id).bind(to).bind(seq))?,
    };
    Ok(moved > 0)
}
