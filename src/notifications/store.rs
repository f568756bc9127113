use super::model::{NewNotification, Notification, NotificationKind};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows, select_in};
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

/// How many each of these colleagues has not read; who has read all is not in the list.
pub async fn counts_unread(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: impl IntoIterator<Item = StaffId>,
) -> Result<Vec<(StaffId, i64)>> {
    const HEAD: &str = "SELECT staff_id, COUNT(*) FROM notifications WHERE read_at IS NULL AND shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND staff_id IN", staff, "GROUP BY staff_id");
    Ok(script.fetch(conn).await?)
}

pub async fn get_many(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[NotificationId]) -> Result<Vec<Notification>> {
    const HEAD: &str = notification_sql!("WHERE note.shop_id = ");
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND note.id IN", ids.iter().copied(), "");
    Ok(script.fetch(conn).await?)
}

/// Something that somebody has not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Unread {
    pub id: NotificationId,
    pub staff_id: StaffId,
    pub kind: NotificationKind,
    pub conversation_id: ConversationId,
}

/// What these colleagues were told since a time and have not read, the oldest first.
pub async fn unread_since(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: impl IntoIterator<Item = StaffId>,
    since: Time,
) -> Result<Vec<Unread>> {
    const HEAD: &str = "SELECT id, staff_id, kind, conversation_id FROM notifications
        WHERE read_at IS NULL AND shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id, " AND at >= " => since], " AND staff_id IN", staff, "ORDER BY at, id");
    Ok(script.fetch(conn).await?)
}

/// A notification that is new, or tells of more conversations than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub id: NotificationId,
    /// Who is told, of what, and the newest conversation.
    pub about: NewNotification,
    /// So many conversations are new to it.
    pub more: i64,
    /// Not only more of what was told and not read yet.
    pub is_new: bool,
}

pub fn save(script: &mut Script, shop_id: ShopId, told: &[Told], now: Time) {
    const HEAD: &str =
        "INSERT INTO notifications (id, shop_id, staff_id, kind, conversation_id, conversations, by_id, at) ";
    const GATHER: &str = " ON CONFLICT (id) DO UPDATE SET conversation_id = excluded.conversation_id,
        conversations = notifications.conversations + excluded.conversations, at = excluded.at";
    if told.is_empty() {
        return;
    }
    insert_rows!(
        script,
        HEAD,
        told,
        |row, told| {
            let about = &told.about;
            row.push_bind(told.id).push_bind(shop_id).push_bind(about.staff_id).push_bind(about.kind);
            row.push_bind(about.conversation_id).push_bind(told.more).push_bind(about.by_id).push_bind(now);
        },
        GATHER
    );
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
