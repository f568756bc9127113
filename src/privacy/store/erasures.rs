use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{CustomerId, ErasureId, ShopId};
use crate::privacy::model::{Erasure, ErasureState};

macro_rules! erasure_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id, shop_id, customer_id, asked_by, state, total, conversations, messages, files, deliveries,
             asked_at, finished_at FROM erasures ",
            $tail
        )
    };
}

pub async fn insert(conn: &mut Conn<'_>, row: &Erasure) -> Result<()> {
    const SQL: &str = "INSERT INTO erasures (id, shop_id, customer_id, asked_by, state, total, conversations, messages,
        files, deliveries, asked_at) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, $7)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(row.customer_id)
            .bind(row.asked_by)
            .bind(row.state)
            .bind(row.total)
            .bind(row.asked_at)
    )?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: ErasureId) -> Result<Option<Erasure>> {
    const SQL: &str = erasure_sql!("WHERE shop_id = $1 AND id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// A page of the shop's erasures, the newest first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, before: ErasureId, limit: i64) -> Result<Vec<Erasure>> {
    const SQL: &str = erasure_sql!("WHERE shop_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

/// The erasures of all shops, the oldest first.
pub async fn all(conn: &mut Conn<'_>) -> Result<Vec<(ShopId, CustomerId, Time)>> {
    const SQL: &str = "SELECT shop_id, customer_id, asked_at FROM erasures ORDER BY id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// What went in a step.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gone {
    pub conversations: u64,
    pub messages: u64,
    pub files: u64,
    pub deliveries: u64,
}

/// Counts what went, in the transaction in which it went.
pub async fn count(conn: &mut Conn<'_>, row: &Erasure, gone: Gone) -> Result<()> {
    const SQL: &str = "UPDATE erasures SET conversations = conversations + $3, messages = messages + $4,
        files = files + $5, deliveries = deliveries + $6 WHERE shop_id = $1 AND id = $2";
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(number(gone.conversations))
            .bind(number(gone.messages))
            .bind(number(gone.files))
            .bind(number(gone.deliveries))
    )?;
    Ok(())
}

pub async fn finish(conn: &mut Conn<'_>, row: &Erasure, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE erasures SET state = $3, finished_at = $4 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(row.shop_id).bind(row.id).bind(ErasureState::Done).bind(now))?;
    Ok(())
}
