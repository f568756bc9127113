use super::model::{FollowUp, NewFollowUp};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, FollowUpId, ShopId, StaffId};

macro_rules! follow_up_sql {
    ($tail:literal) => {
        concat!(
            "SELECT follow.id, follow.conversation_id, conv.number AS conversation_number,
                conv.status AS conversation_status, cust.name AS customer_name,
                COALESCE(follow.staff_id, conv.assignee_id) AS staff_id, follow.created_by, follow.text,
                follow.due_at, follow.created_at, follow.reminded_at, follow.done_at, follow.done_by
             FROM follow_ups follow
             JOIN conversations conv ON conv.id = follow.conversation_id
             JOIN customers cust ON cust.id = conv.customer_id
             WHERE follow.shop_id = $1 ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: FollowUpId) -> Result<Option<FollowUp>> {
    const SQL: &str = follow_up_sql!("AND follow.id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Those of a colleague that are not done, the earliest first; with those of whoever owns the conversation, if they do.
pub async fn of_staff(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<Vec<FollowUp>> {
    const SQL: &str = follow_up_sql!(
        "AND (follow.staff_id = $2 OR follow.staff_id IS NULL) AND COALESCE(follow.staff_id, conv.assignee_id) = $2
         AND follow.done_at IS NULL ORDER BY follow.due_at, follow.id"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff))?)
}

/// Those of a conversation that are not done, the earliest first.
pub async fn of_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<FollowUp>> {
    const SQL: &str =
        follow_up_sql!("AND follow.conversation_id = $2 AND follow.done_at IS NULL ORDER BY follow.due_at, follow.id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// All of a conversation, done or not, the earliest first.
pub async fn all_of_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<FollowUp>> {
    const SQL: &str = follow_up_sql!("AND follow.conversation_id = $2 ORDER BY follow.created_at, follow.id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// How many a conversation and a colleague have that are not done.
pub async fn count_open(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    conversation: ConversationId,
    staff: Option<StaffId>,
) -> Result<(i64, i64)> {
    const SQL: &str = "SELECT
        (SELECT COUNT(*) FROM follow_ups WHERE shop_id = $1 AND conversation_id = $2 AND done_at IS NULL),
        (SELECT COUNT(*) FROM follow_ups WHERE shop_id = $1 AND staff_id = $3 AND done_at IS NULL)";
    Ok(fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id).bind(conversation).bind(staff))?)
}

/// How many of a colleague's are due before a time.
pub async fn count_due(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, before: Time) -> Result<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM follow_ups follow JOIN conversations conv ON conv.id = follow.conversation_id
        WHERE follow.shop_id = $1 AND (follow.staff_id = $2 OR follow.staff_id IS NULL)
            AND COALESCE(follow.staff_id, conv.assignee_id) = $2 AND follow.done_at IS NULL AND follow.due_at < $3";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff).bind(before))?)
}

/// Stores it; false if something is stored under its id.
pub async fn insert(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    new: &NewFollowUp,
    created_by: Option<StaffId>,
    at: Time,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO follow_ups
        (id, shop_id, conversation_id, staff_id, created_by, text, due_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    let inserted = execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.id)
            .bind(shop_id)
            .bind(new.conversation_id)
            .bind(new.staff_id)
            .bind(created_by)
            .bind(&new.text)
            .bind(new.due_at)
            .bind(at)
    )?;
    Ok(inserted > 0)
}

pub async fn update(conn: &mut Conn<'_>, shop_id: ShopId, row: &FollowUp) -> Result<()> {
    const SQL: &str = "UPDATE follow_ups SET text = $3, due_at = $4, reminded_at = $5, done_at = $6, done_by = $7
        WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(row.id)
            .bind(&row.text)
            .bind(row.due_at)
            .bind(row.reminded_at)
            .bind(row.done_at)
            .bind(row.done_by)
    )?;
    Ok(())
}

/// Notes that it reminds now; false if it did before, is done, or was put off.
pub async fn mark_reminded(conn: &mut Conn<'_>, shop_id: ShopId, id: FollowUpId, now: Time) -> Result<bool> {
    const SQL: &str = "UPDATE follow_ups SET reminded_at = $3
        WHERE shop_id = $1 AND id = $2 AND reminded_at IS NULL AND done_at IS NULL AND due_at <= $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))? > 0)
}

/// Gives all of one conversation to another; which.
pub async fn move_all(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
) -> Result<Vec<FollowUpId>> {
    const SQL: &str =
        "UPDATE follow_ups SET conversation_id = $3 WHERE shop_id = $1 AND conversation_id = $2 RETURNING id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(from).bind(to))?)
}

/// Gives some of one conversation to another.
pub async fn move_some(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
    ids: &[FollowUpId],
) -> Result<()> {
    const HEAD: &str = "UPDATE follow_ups SET conversation_id = ";
    let mut script = Script::of(conn);
    let (of, there) = (" WHERE shop_id = ", " AND conversation_id = ");
    select_in!(&mut script, [HEAD => to, of => shop_id, there => from], " AND id IN", ids.iter().copied(), "");
    script.run(conn).await?;
    Ok(())
}

/// Forgets what was to be done in a conversation whose words go.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM follow_ups WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
