//! SQL of conversations that become one or two.

use crate::clock::Time;
use crate::conversations::model::ConversationRow;
use crate::conversations::regroup::{Before, Kind, Regrouping};
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows, select_in};
use crate::error::Result;
use crate::events::EventKind;
use crate::ids::{ConversationId, CustomerId, RegroupingId, Seq, ShopId, StaffId};

/// So many numbers stand in one statement.
const AT_ONCE: usize = 500;

/// All messages of a conversation by their numbers, lines of what happened too.
pub async fn all_seqs(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<Seq>> {
    const SQL: &str = "SELECT seq FROM messages WHERE conversation_id = $1 AND shop_id = $2 ORDER BY seq";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id))?)
}

/// What was said from a number on.
pub async fn seqs_from(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, from: Seq) -> Result<Vec<Seq>> {
    const SQL: &str = "SELECT seq FROM messages WHERE conversation_id = $1 AND shop_id = $2 AND seq >= $3 AND kind <> 5
        ORDER BY seq";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id).bind(from))?)
}

/// Whether anything was said before a number.
pub async fn said_before(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, seq: Seq) -> Result<bool> {
    const SQL: &str = "SELECT seq FROM messages WHERE conversation_id = $1 AND shop_id = $2 AND seq < $3 AND kind < 4
        ORDER BY seq LIMIT 1";
    let found: Option<Seq> = fetch_optional!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id).bind(seq))?;
    Ok(found.is_some())
}

/// Puts messages into another conversation, and points the events that brought them there. What was said in another inbox
/// than the one it comes to keeps the inbox it was said in; moved back, it is as it was.
pub async fn move_messages(
    conn: &mut Conn<'_>,
    from: &ConversationRow,
    to: &ConversationRow,
    seqs: &[Seq],
) -> Result<()> {
    const MESSAGES: &str = "UPDATE messages SET inbox_id = NULLIF(COALESCE(inbox_id, ";
    let (shop_id, came_from, goes_to) = (from.shop_id, from.inbox_id, to.inbox_id);
    let (from, to) = (from.id, to.id);
    const EVENTS: &str = "UPDATE events SET conversation_id = ";
    for chunk in seqs.chunks(AT_ONCE) {
        let mut script = Script::of(conn);
        let numbers = chunk.iter().copied();
        select_in!(
            &mut script,
            [MESSAGES => came_from, "), " => goes_to, "), conversation_id = " => to, " WHERE shop_id = " => shop_id,
                " AND conversation_id = " => from],
            " AND seq IN",
            numbers,
            ""
        );
        let (numbers, kind) = (chunk.iter().copied(), EventKind::MessageCreated);
        select_in!(
            &mut script,
            [EVENTS => to, " WHERE shop_id = " => shop_id, " AND conversation_id = " => from, " AND kind = " => kind],
            " AND seq IN",
            numbers,
            ""
        );
        script.run(conn).await?;
    }
    Ok(())
}

/// The last reply to the buyer and whose it was.
pub async fn last_reply(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
) -> Result<Option<(Seq, Option<StaffId>)>> {
    const SQL: &str = "SELECT seq, staff_id FROM messages
        WHERE conversation_id = $1 AND shop_id = $2 AND author = 1 AND kind < 4 ORDER BY seq DESC LIMIT 1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?)
}

pub async fn count_of_buyer(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM messages WHERE conversation_id = $1 AND shop_id = $2 AND author = 0";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id))?)
}

/// The number of what the buyer wrote last.
pub async fn last_of_buyer(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Option<Seq>> {
    const SQL: &str = "SELECT MAX(seq) FROM messages WHERE conversation_id = $1 AND shop_id = $2 AND author = 0";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id))?)
}

/// When the buyer wrote first since a time.
pub async fn wrote_since(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    since: Time,
) -> Result<Option<Time>> {
    const SQL: &str = "SELECT MIN(created_at) FROM messages
        WHERE conversation_id = $1 AND shop_id = $2 AND author = 0 AND created_at >= $3";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id).bind(since))?)
}

pub async fn take_conversation_number(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "UPDATE shops SET last_conversation_number = last_conversation_number + 1 WHERE id = $1
        RETURNING last_conversation_number";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

/// Up to where colleagues have read.
pub async fn marks(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<(StaffId, Seq)>> {
    const SQL: &str =
        "SELECT staff_id, seq FROM read_marks WHERE conversation_id = $1 AND shop_id = $2 ORDER BY staff_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?)
}

/// Sets marks; how many messages of the buyer lie before each is counted by [`recount_marks`].
pub async fn save_marks(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    marks: &[(StaffId, Seq)],
) -> Result<()> {
    const HEAD: &str = "INSERT INTO read_marks (staff_id, conversation_id, shop_id, seq, customer_messages) ";
    const TAIL: &str = " ON CONFLICT (staff_id, conversation_id) DO UPDATE SET seq = excluded.seq";
    for chunk in marks.chunks(AT_ONCE) {
        let mut script = Script::of(conn);
        insert_rows!(
            &mut script,
            HEAD,
            chunk,
            |row, mark| {
                row.push_bind(mark.0).push_bind(id).push_bind(shop_id).push_bind(mark.1).push_bind(0_i64);
            },
            TAIL
        );
        script.run(conn).await?;
    }
    Ok(())
}

pub async fn recount_marks(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "UPDATE read_marks SET customer_messages = (SELECT COUNT(*) FROM messages m
            WHERE m.conversation_id = $1 AND m.author = 0 AND m.seq <= read_marks.seq)
        WHERE conversation_id = $1 AND shop_id = $2";
    execute!(conn, sqlx::query(SQL).bind(id).bind(shop_id))?;
    Ok(())
}

/// What colleagues have begun to write goes on in another conversation, behind what they have begun there. What is a note in
/// one of them is a note: nothing meant for colleagues is sent to the buyer.
pub async fn copy_drafts(conn: &mut Conn<'_>, shop_id: ShopId, from: ConversationId, to: ConversationId) -> Result<()> {
    const JOIN: &str = "UPDATE drafts SET text = text || '\n\n' || (SELECT theirs.text FROM drafts theirs
                WHERE theirs.conversation_id = $2 AND theirs.staff_id = drafts.staff_id),
            note = note OR (SELECT theirs.note FROM drafts theirs
                WHERE theirs.conversation_id = $2 AND theirs.staff_id = drafts.staff_id)
        WHERE shop_id = $1 AND conversation_id = $3
            AND EXISTS (SELECT 1 FROM drafts theirs WHERE theirs.conversation_id = $2 AND theirs.staff_id = drafts.staff_id)";
    const COPY: &str = "INSERT INTO drafts (staff_id, conversation_id, shop_id, text, note, updated_at)
        SELECT staff_id, $3, shop_id, text, note, updated_at FROM drafts WHERE shop_id = $1 AND conversation_id = $2
        ON CONFLICT (staff_id, conversation_id) DO NOTHING";
    execute!(conn, sqlx::query(JOIN).bind(shop_id).bind(from).bind(to))?;
    execute!(conn, sqlx::query(COPY).bind(shop_id).bind(from).bind(to))?;
    Ok(())
}

/// The opposite, where nobody has written on.
pub async fn take_drafts_back(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
) -> Result<()> {
    const COPIES: &str = "DELETE FROM drafts WHERE shop_id = $1 AND conversation_id = $3 AND text =
        (SELECT theirs.text FROM drafts theirs WHERE theirs.conversation_id = $2 AND theirs.staff_id = drafts.staff_id)";
    const JOINED: &str = "UPDATE drafts SET text = substr(text, 1, length(text) - 2 - (SELECT length(theirs.text)
            FROM drafts theirs WHERE theirs.conversation_id = $2 AND theirs.staff_id = drafts.staff_id))
        WHERE shop_id = $1 AND conversation_id = $3 AND EXISTS (SELECT 1 FROM drafts theirs
            WHERE theirs.conversation_id = $2 AND theirs.staff_id = drafts.staff_id
                AND length(drafts.text) > length(theirs.text) + 2
                AND substr(drafts.text, length(drafts.text) - length(theirs.text) - 1) = '\n\n' || theirs.text)";
    execute!(conn, sqlx::query(COPIES).bind(shop_id).bind(from).bind(to))?;
    execute!(conn, sqlx::query(JOINED).bind(shop_id).bind(from).bind(to))?;
    Ok(())
}

/// What led to one conversation leads to another; which.
pub async fn lead_on(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
) -> Result<Vec<ConversationId>> {
    const SQL: &str =
        "UPDATE conversations SET merged_into_id = $3 WHERE shop_id = $1 AND merged_into_id = $2 RETURNING id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(from).bind(to))?)
}

pub async fn lead_back(conn: &mut Conn<'_>, shop_id: ShopId, to: ConversationId, led: &[ConversationId]) -> Result<()> {
    let mut script = Script::of(conn);
    const HEAD: &str = "UPDATE conversations SET merged_into_id = ";
    select_in!(&mut script, [HEAD => to, " WHERE shop_id = " => shop_id], " AND id IN", led.iter().copied(), "");
    script.run(conn).await?;
    Ok(())
}

/// How many conversations of some customers became part of others; who has none is not in the list.
pub async fn merged_of(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[CustomerId]) -> Result<Vec<(CustomerId, i64)>> {
    const HEAD: &str =
        "SELECT customer_id, COUNT(*) FROM conversations WHERE merged_into_id IS NOT NULL AND shop_id = ";
    let mut script = Script::of(conn);
    let tail = "GROUP BY customer_id";
    select_in!(&mut script, [HEAD => shop_id], " AND customer_id IN", ids.iter().copied(), tail);
    Ok(script.fetch(conn).await?)
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, row: &Regrouping, by: StaffId) -> Result<()> {
    const SQL: &str = "INSERT INTO regroupings
        (id, shop_id, kind, kept_id, other_id, kept_version, other_version, before, done_by, done_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let before = serde_json::to_string(&row.before).map_err(anyhow::Error::from)?;
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.kind)
            .bind(row.kept_id)
            .bind(row.other_id)
            .bind(row.kept_version)
            .bind(row.other_version)
            .bind(before)
            .bind(by)
            .bind(row.done_at)
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Stored {
    kind: Kind,
    kept_id: ConversationId,
    other_id: ConversationId,
    kept_version: i64,
    other_version: i64,
    before: String,
    done_at: Time,
    undone_at: Option<Time>,
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: RegroupingId) -> Result<Option<Regrouping>> {
    const SQL: &str = "SELECT kind, kept_id, other_id, kept_version, other_version, before, done_at, undone_at
        FROM regroupings WHERE shop_id = $1 AND id = $2";
    let found: Option<Stored> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?;
    let Some(row) = found else { return Ok(None) };
    let before: Before = serde_json::from_str(&row.before).map_err(anyhow::Error::from)?;
    let Stored { kind, kept_id, other_id, kept_version, other_version, done_at, undone_at, .. } = row;
    Ok(Some(Regrouping { id, kind, kept_id, other_id, kept_version, other_version, before, done_at, undone_at }))
}

pub async fn note_undone(conn: &mut Conn<'_>, shop_id: ShopId, id: RegroupingId, at: Time) -> Result<()> {
    const SQL: &str = "UPDATE regroupings SET undone_at = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(at))?;
    Ok(())
}

/// Forgets what was done to a conversation that goes.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM regroupings WHERE shop_id = $1 AND (kept_id = $2 OR other_id = $2)";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Forgets what cannot be undone any more, of all shops.
pub async fn forget_old(conn: &mut Conn<'_>, before: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM regroupings WHERE done_at < $1";
    execute!(conn, sqlx::query(SQL).bind(before))?;
    Ok(())
}
