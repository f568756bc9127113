use super::model::{AuditRow, Wanted};
use crate::db::{Conn, Script, add_statement, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ShopId, StaffId, TokenId};

/// Takes the next number of a shop, which holds the shop until the transaction ends.
pub async fn take_number(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "UPDATE shops SET audit_number = audit_number + 1 WHERE id = $1 RETURNING audit_number";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

pub async fn insert(conn: &mut Conn<'_>, row: &AuditRow, words: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO audit_log (shop_id, number, at, actor_kind, actor_id, actor_name, actor_via, action,
        subject_kind, subject_id, subject_label, changes, notes, address, request_id, words)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.number)
            .bind(row.at)
            .bind(row.actor_kind)
            .bind(row.actor_id)
            .bind(&row.actor_name)
            .bind(&row.actor_via)
            .bind(&row.action)
            .bind(&row.subject_kind)
            .bind(row.subject_id)
            .bind(&row.subject_label)
            .bind(&row.changes)
            .bind(&row.notes)
            .bind(&row.address)
            .bind(row.request_id)
            .bind(words)
    )?;
    Ok(())
}

/// All shops, in the order in which transactions take hold of them.
pub async fn shops(conn: &mut Conn<'_>) -> Result<Vec<ShopId>> {
    const SQL: &str = "SELECT id FROM shops ORDER BY id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL))?)
}

pub async fn staff_name(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId) -> Result<Option<String>> {
    const SQL: &str = "SELECT name FROM staff WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?)
}

pub async fn token_name(conn: &mut Conn<'_>, shop_id: ShopId, id: TokenId) -> Result<Option<String>> {
    const SQL: &str = "SELECT name FROM api_tokens WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?)
}

/// The newest entries below a number.
pub async fn list(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    wanted: &Wanted,
    before: i64,
    most: i64,
) -> Result<Vec<AuditRow>> {
    const HEAD: &str = "SELECT shop_id, number, at, actor_kind, actor_id, actor_name, actor_via, action, subject_kind,
        subject_id, subject_label, changes, notes, address, request_id FROM audit_log WHERE shop_id = ";
    let mut script = Script::of(conn);
    add_statement!(&mut script, |query| {
        query.push(HEAD).push_bind(shop_id).push(" AND number < ").push_bind(before);
        for word in &wanted.words {
            query.push(" AND words LIKE ").push_bind(containing(word)).push(r" ESCAPE '\'");
        }
        if let Some(id) = wanted.actor_id {
            query.push(" AND actor_id = ").push_bind(id);
        }
        if let Some(kind) = wanted.actor_kind {
            query.push(" AND actor_kind = ").push_bind(kind);
        }
        match &wanted.action {
            Some(action) if action.contains('.') => {
                query.push(" AND action = ").push_bind(action.clone());
            }
            Some(family) => {
                query.push(" AND action LIKE ").push_bind(beginning(&format!("{family}."))).push(r" ESCAPE '\'");
            }
            None => {}
        }
        if let Some(kind) = &wanted.subject_kind {
            query.push(" AND subject_kind = ").push_bind(kind.clone());
        }
        if let Some(id) = wanted.subject_id {
            query.push(" AND subject_id = ").push_bind(id);
        }
        if let Some(from) = wanted.from {
            query.push(" AND at >= ").push_bind(from);
        }
        if let Some(until) = wanted.until {
            query.push(" AND at < ").push_bind(until);
        }
        query.push(" ORDER BY number DESC LIMIT ").push_bind(most);
    });
    Ok(script.fetch(conn).await?)
}

fn containing(word: &str) -> String {
    format!("%{}%", escaped(word))
}

fn beginning(word: &str) -> String {
    format!("{}%", escaped(word))
}

/// What LIKE takes to the letter.
fn escaped(word: &str) -> String {
    word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}
