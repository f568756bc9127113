//! SQL of rules, and of how far they have looked.

pub mod firings;

use super::model::{RuleRow, Use};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, statement};
use crate::error::Result;
use crate::ids::{RuleId, Seq, ShopId};

macro_rules! rule_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id, name, enabled, position, body, version, stopped_at, created_at, updated_at FROM rules ",
            $tail
        )
    };
}

/// All rules of a shop, in their order.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<RuleRow>> {
    const SQL: &str = rule_sql!("WHERE shop_id = $1 ORDER BY position, id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// Those that are switched on, in their order.
pub async fn enabled(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<RuleRow>> {
    const SQL: &str = rule_sql!("WHERE shop_id = $1 AND enabled ORDER BY position, id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: RuleId) -> Result<Option<RuleRow>> {
    const SQL: &str = rule_sql!("WHERE shop_id = $1 AND id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// How many a shop has, and the place behind the last.
pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<(i64, i64)> {
    const SQL: &str = "SELECT COUNT(*), COALESCE(MAX(position) + 1, 0) FROM rules WHERE shop_id = $1";
    Ok(fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn save(conn: &mut Conn<'_>, shop_id: ShopId, row: &RuleRow) -> Result<()> {
    const SQL: &str = "INSERT INTO rules
        (id, shop_id, name, enabled, position, body, version, stopped_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, enabled = excluded.enabled, body = excluded.body,
            version = excluded.version, stopped_at = excluded.stopped_at, updated_at = excluded.updated_at
        WHERE rules.shop_id = excluded.shop_id";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(&row.name)
            .bind(row.enabled)
            .bind(row.position)
            .bind(&row.body)
            .bind(row.version)
            .bind(row.stopped_at)
            .bind(row.created_at)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: RuleId) -> Result<()> {
    const FIRINGS: &str = "DELETE FROM rule_firings WHERE shop_id = $1 AND rule_id = $2";
    const SQL: &str = "DELETE FROM rules WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(FIRINGS).bind(shop_id).bind(id))?;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Puts rules one after the other.
pub fn arrange(script: &mut Script, shop_id: ShopId, ids: &[RuleId]) {
    for (position, id) in (0_i64..).zip(ids) {
        statement!(
            script,
            ["UPDATE rules SET position = " => position, " WHERE shop_id = " => shop_id, " AND id = " => *id],
            ""
        );
    }
}

/// Switches a rule off because it fires too often; false if it was off already.
pub async fn stop(conn: &mut Conn<'_>, shop_id: ShopId, id: RuleId, now: Time) -> Result<bool> {
    const SQL: &str = "UPDATE rules SET enabled = FALSE, stopped_at = $3, version = version + 1, updated_at = $3
        WHERE shop_id = $1 AND id = $2 AND enabled";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))? > 0)
}

/// How often each rule fired since a time, and when last; one that never fired is not in the list.
pub async fn uses(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<Vec<Use>> {
    const SQL: &str = "SELECT fired.rule_id, COUNT(CASE WHEN fired.at >= $2 THEN 1 END) AS fired_lately,
            COUNT(CASE WHEN fired.at >= $2 AND fired.troubled THEN 1 END) AS troubled_lately,
            MAX(fired.at) AS last_fired_at
        FROM rules rule JOIN rule_firings fired ON fired.rule_id = rule.id
        WHERE rule.shop_id = $1 GROUP BY fired.rule_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since))?)
}

/// A shop whose rules have not looked at everything that happened.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Reader {
    pub shop_id: ShopId,
    pub seq: Seq,
}

pub async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Reader>> {
    const SQL: &str = "SELECT reader.shop_id, reader.seq FROM rule_readers reader
        JOIN shops shop ON shop.id = reader.shop_id WHERE reader.seq < shop.seq ORDER BY reader.shop_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Moves on to a number; false if another process has, or every rule was switched off.
pub async fn move_on(conn: &mut Conn<'_>, read: Reader, to: Seq) -> Result<bool> {
    const SQL: &str = "UPDATE rule_readers SET seq = $3 WHERE shop_id = $1 AND seq = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(read.shop_id).bind(read.seq).bind(to))? > 0)
}

/// Looks from a number on where a rule is switched on, and nowhere else; who looks already goes on where it is.
pub async fn read_from(conn: &mut Conn<'_>, shop_id: ShopId, seq: Seq) -> Result<()> {
    const BEGIN: &str = "INSERT INTO rule_readers (shop_id, seq)
        SELECT $1, $2 WHERE EXISTS (SELECT 1 FROM rules WHERE shop_id = $1 AND enabled)
        ON CONFLICT (shop_id) DO NOTHING";
    const END: &str = "DELETE FROM rule_readers WHERE shop_id = $1
        AND NOT EXISTS (SELECT 1 FROM rules WHERE shop_id = $1 AND enabled)";
    execute!(conn, sqlx::query(END).bind(shop_id))?;
    execute!(conn, sqlx::query(BEGIN).bind(shop_id).bind(seq))?;
    Ok(())
}
