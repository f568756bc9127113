use super::model::{HandOverNote, Shift};
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{GroupId, HandOverNoteId, ShiftId, ShopId, StaffId};

/// What is older says nothing to the next shift.
const NOTES_KEPT_SECONDS: i64 = 90 * 86_400;
/// So long it can be told who served when.
const SHIFTS_KEPT_SECONDS: i64 = 400 * 86_400;

pub async fn running(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<Option<Shift>> {
    const SQL: &str =
        "SELECT id, began_at, ended_at FROM shifts WHERE shop_id = $1 AND staff_id = $2 AND ended_at IS NULL";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff))?)
}

pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO shifts (id, shop_id, staff_id, began_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    execute!(conn, sqlx::query(SQL).bind(ShiftId::new()).bind(shop_id).bind(staff).bind(now))?;
    Ok(())
}

pub async fn end(conn: &mut Conn<'_>, shop_id: ShopId, id: ShiftId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE shifts SET ended_at = $3 WHERE shop_id = $1 AND id = $2 AND ended_at IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))?;
    Ok(())
}

/// Notes for whoever asks, $2: theirs, for everybody, or for a group in which they are.
macro_rules! note_sql {
    ($tail:literal) => {
        concat!(
            "SELECT note.id, note.author_id, note.group_id, note.text, note.at, seen.at AS read_at
             FROM hand_over_notes note
             LEFT JOIN hand_over_note_reads seen ON seen.note_id = note.id AND seen.staff_id = $2
             WHERE note.shop_id = $1 AND (note.group_id IS NULL OR note.author_id = $2
                OR NOT EXISTS (SELECT 1 FROM staff_groups gone WHERE gone.id = note.group_id)
                OR EXISTS (SELECT 1 FROM group_members member
                    WHERE member.group_id = note.group_id AND member.staff_id = $2)) ",
            $tail
        )
    };
}

/// What is for a colleague since a time, the newest first.
pub async fn notes(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    since: Time,
    limit: i64,
) -> Result<Vec<HandOverNote>> {
    const SQL: &str = note_sql!("AND note.at >= $3 ORDER BY note.at DESC, note.id DESC LIMIT $4");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(since).bind(limit))?)
}

/// One that is for a colleague.
pub async fn note(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    id: HandOverNoteId,
) -> Result<Option<HandOverNote>> {
    const SQL: &str = note_sql!("AND note.id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(id))?)
}

/// Stores a note under an id of its author's; false if it was stored before.
pub async fn insert_note(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    author: StaffId,
    id: HandOverNoteId,
    group: Option<GroupId>,
    text: &str,
    now: Time,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO hand_over_notes (id, shop_id, author_id, group_id, text, at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
    let new = execute!(conn, sqlx::query(SQL).bind(id).bind(shop_id).bind(author).bind(group).bind(text).bind(now))?;
    Ok(new > 0)
}

pub async fn read(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, id: HandOverNoteId, now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO hand_over_note_reads (note_id, staff_id, at)
        SELECT id, $3, $4 FROM hand_over_notes WHERE shop_id = $1 AND id = $2
        ON CONFLICT (note_id, staff_id) DO NOTHING";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(staff).bind(now))?;
    Ok(())
}

/// Forgets old notes and shifts, of all shops.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const READS: &str = "DELETE FROM hand_over_note_reads WHERE note_id IN
        (SELECT id FROM hand_over_notes WHERE at < $1)";
    const NOTES: &str = "DELETE FROM hand_over_notes WHERE at < $1";
    const SHIFTS: &str = "DELETE FROM shifts WHERE ended_at < $1";
    let notes = now.plus_seconds(-NOTES_KEPT_SECONDS);
    execute!(conn, sqlx::query(READS).bind(notes))?;
    execute!(conn, sqlx::query(NOTES).bind(notes))?;
    execute!(conn, sqlx::query(SHIFTS).bind(now.plus_seconds(-SHIFTS_KEPT_SECONDS)))?;
    Ok(())
}
