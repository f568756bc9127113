//! Candidates: groups of questions, counted by their rows.

use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{CandidateId, EntryId, ShopId, StaffId};
use crate::knowledge::learning::groups::GUIDES;
use crate::knowledge::learning::model::{CandidateRow, CandidateState};

macro_rules! candidate_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id, state, questions, first_at, last_at, entry_id, decided_by, decided_at
             FROM learning_candidates WHERE shop_id = $1 ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: CandidateId) -> Result<Option<CandidateRow>> {
    const SQL: &str = candidate_sql!("AND id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// A page, by how many questions they hold and how new the newest is; behind a place in that order.
pub async fn list(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    state: CandidateState,
    after: Option<(i64, Time, CandidateId)>,
    limit: i64,
) -> Result<Vec<CandidateRow>> {
    const FIRST: &str = candidate_sql!("AND state = $2 ORDER BY questions DESC, last_at DESC, id DESC LIMIT $3");
    const NEXT: &str = candidate_sql!(
        "AND state = $2 AND (questions, last_at, id) < ($4, $5, $6)
         ORDER BY questions DESC, last_at DESC, id DESC LIMIT $3"
    );
    let Some((questions, last_at, id)) = after else {
        return Ok(fetch_all!(conn, sqlx::query_as(FIRST).bind(shop_id).bind(state).bind(limit))?);
    };
    Ok(fetch_all!(
        conn,
        sqlx::query_as(NEXT).bind(shop_id).bind(state).bind(limit).bind(questions).bind(last_at).bind(id)
    )?)
}

pub async fn open_count(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM learning_candidates WHERE shop_id = $1 AND state = $2";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(CandidateState::Open))?)
}

/// Begins a group that its first question is about to be added to.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, id: CandidateId, at: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO learning_candidates (id, shop_id, state, questions, first_at, last_at)
        VALUES ($1, $2, $3, 0, $4, $4)";
    execute!(conn, sqlx::query(SQL).bind(id).bind(shop_id).bind(CandidateState::Open).bind(at))?;
    Ok(())
}

/// Counts what a group holds after a change; an empty one is gone.
pub async fn count_anew(conn: &mut Conn<'_>, shop_id: ShopId, id: CandidateId) -> Result<()> {
    const GUIDE: &str = "UPDATE learning_questions SET is_guide = TRUE
        WHERE shop_id = $1 AND candidate_id = $2 AND NOT is_guide AND (conversation_id, message_seq) IN
            (SELECT conversation_id, message_seq FROM learning_questions WHERE shop_id = $1 AND candidate_id = $2
             ORDER BY asked_at, message_seq LIMIT $3)";
    const COUNT: &str = "UPDATE learning_candidates SET
            questions = (SELECT COUNT(*) FROM learning_questions WHERE candidate_id = $2),
            first_at = (SELECT MIN(asked_at) FROM learning_questions WHERE candidate_id = $2),
            last_at = (SELECT MAX(asked_at) FROM learning_questions WHERE candidate_id = $2)
        WHERE shop_id = $1 AND id = $2";
    const EMPTY: &str = "DELETE FROM learning_candidates WHERE shop_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM learning_questions WHERE candidate_id = $2)";
    if execute!(conn, sqlx::query(EMPTY).bind(shop_id).bind(id))? > 0 {
        return Ok(());
    }
    execute!(conn, sqlx::query(GUIDE).bind(shop_id).bind(id).bind(GUIDES as i64))?;
    execute!(conn, sqlx::query(COUNT).bind(shop_id).bind(id))?;
    Ok(())
}

/// Notes what somebody made of a candidate; `entry_id` where it was accepted.
pub async fn decide(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: CandidateId,
    state: CandidateState,
    entry_id: Option<EntryId>,
    by: Option<(StaffId, Time)>,
) -> Result<()> {
    const SQL: &str = "UPDATE learning_candidates SET state = $3, entry_id = $4, decided_by = $5, decided_at = $6
        WHERE shop_id = $1 AND id = $2";
    let (decided_by, decided_at) = by.unzip();
    execute!(
        conn,
        sqlx::query(SQL).bind(shop_id).bind(id).bind(state).bind(entry_id).bind(decided_by).bind(decided_at)
    )?;
    Ok(())
}

/// Forgets open candidates beyond so many: those that were asked least, and longest ago.
pub async fn make_room(conn: &mut Conn<'_>, shop_id: ShopId, most: i64) -> Result<()> {
    const BEYOND: &str = "SELECT id FROM learning_candidates WHERE shop_id = $1 AND state = $2
        ORDER BY questions DESC, last_at DESC, id DESC LIMIT 1000 OFFSET $3";
    const QUESTIONS: &str = "DELETE FROM learning_questions WHERE shop_id = $1 AND candidate_id = $2";
    const CANDIDATE: &str = "DELETE FROM learning_candidates WHERE shop_id = $1 AND id = $2";
    let beyond: Vec<CandidateId> =
        fetch_all!(conn, sqlx::query_scalar(BEYOND).bind(shop_id).bind(CandidateState::Open).bind(most))?;
    for id in beyond {
        execute!(conn, sqlx::query(QUESTIONS).bind(shop_id).bind(id))?;
        execute!(conn, sqlx::query(CANDIDATE).bind(shop_id).bind(id))?;
    }
    Ok(())
}
