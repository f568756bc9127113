use super::model::{HelpRequestRow, Whom};
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, HelpRequestId, MessageId, ShopId, StaffId};

/// As many are shown at once.
const MOST_SHOWN: i64 = 100;

macro_rules! request_sql {
    ($tail:literal) => {
        concat!(
            "SELECT help.id, help.shop_id, help.conversation_id, help.asked_by, help.staff_id, help.group_id,
                help.asked_at, help.answered_by, help.answered_at, help.closed_at, cust.name AS customer_name,
                question.text AS text, answer.text AS answer
             FROM help_requests help
             JOIN conversations conv ON conv.id = help.conversation_id
             JOIN customers cust ON cust.id = conv.customer_id
             LEFT JOIN messages question ON question.id = help.id
             LEFT JOIN messages answer ON answer.id = help.answer_id
             WHERE help.shop_id = $1 ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: HelpRequestId) -> Result<Option<HelpRequestRow>> {
    const SQL: &str = request_sql!("AND help.id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Those that are not closed and that a colleague is asked, alone or as a member, or asked; the oldest first.
pub async fn of_staff(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<Vec<HelpRequestRow>> {
    const SQL: &str = request_sql!(
        "AND help.closed_at IS NULL AND (help.asked_by = $2 OR help.staff_id = $2 OR EXISTS
            (SELECT 1 FROM group_members member WHERE member.group_id = help.group_id AND member.staff_id = $2))
         ORDER BY help.asked_at, help.id LIMIT $3"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(MOST_SHOWN))?)
}

/// Those of a conversation, the oldest first.
pub async fn of_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<HelpRequestRow>> {
    const SQL: &str = request_sql!("AND help.conversation_id = $2 ORDER BY help.asked_at, help.id LIMIT $3");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id).bind(MOST_SHOWN))?)
}

/// How many of a conversation nobody has answered or closed.
pub async fn count_open(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM help_requests WHERE shop_id = $1 AND conversation_id = $2
        AND answered_at IS NULL AND closed_at IS NULL";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?)
}

/// How many wait for a colleague's answer, asked of them alone or as a member.
pub async fn count_waiting_for(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM help_requests help WHERE help.shop_id = $1 AND help.asked_by <> $2
        AND help.answered_at IS NULL AND help.closed_at IS NULL AND (help.staff_id = $2 OR EXISTS
            (SELECT 1 FROM group_members member WHERE member.group_id = help.group_id AND member.staff_id = $2))";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff))?)
}

/// Stores that a note asks somebody; false if that is known.
pub async fn insert(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    place: (ConversationId, MessageId),
    asked_by: StaffId,
    whom: Whom,
    at: Time,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO help_requests (id, shop_id, conversation_id, asked_by, staff_id, group_id, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    let (staff_id, group_id) = match whom {
        Whom::Colleague(id) => (Some(id), None),
        Whom::Group(id) => (None, Some(id)),
    };
    let (conversation_id, note) = place;
    let inserted = execute!(
        conn,
        sqlx::query(SQL)
            .bind(note)
            .bind(shop_id)
            .bind(conversation_id)
            .bind(asked_by)
            .bind(staff_id)
            .bind(group_id)
            .bind(at)
    )?;
    Ok(inserted > 0)
}

/// Stores that a note answers it; false if another one did before.
pub async fn answer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: HelpRequestId,
    note: MessageId,
    by: StaffId,
    at: Time,
) -> Result<bool> {
    const SQL: &str = "UPDATE help_requests SET answer_id = $3, answered_by = $4, answered_at = $5
        WHERE shop_id = $1 AND id = $2 AND answered_at IS NULL";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(note).bind(by).bind(at))? > 0)
}

pub async fn close(conn: &mut Conn<'_>, shop_id: ShopId, id: HelpRequestId, at: Time) -> Result<()> {
    const SQL: &str = "UPDATE help_requests SET closed_at = $3 WHERE shop_id = $1 AND id = $2 AND closed_at IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(at))?;
    Ok(())
}

/// What was asked goes where the notes go that ask it.
pub async fn follow_messages(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
) -> Result<()> {
    const SQL: &str = "UPDATE help_requests SET conversation_id = $3 WHERE shop_id = $1 AND conversation_id = $2
        AND id IN (SELECT m.id FROM messages m WHERE m.conversation_id = $3)";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(from).bind(to))?;
    Ok(())
}

/// Forgets what was asked in a conversation that is removed.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM help_requests WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
