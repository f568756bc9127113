//! SQL of what rules did.

use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, RuleFiringId, RuleId, ShopId};
use crate::rules::model::{FiringRow, Occasion};

/// What is older says nothing to anybody.
const KEPT_SECONDS: i64 = 90 * 86_400;

/// A firing that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewFiring {
    pub id: RuleFiringId,
    pub rule_id: RuleId,
    pub conversation_id: ConversationId,
    pub occasion: Occasion,
    pub at: Time,
    /// Why its reply is not to be said.
    pub withheld: Option<&'static str>,
}

/// Stores a firing that begins; false if it has begun before.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, new: &NewFiring) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO rule_firings (id, shop_id, rule_id, conversation_id, occasion, at, withheld, troubled)
        VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE) ON CONFLICT (id) DO NOTHING";
    let stored = execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.id)
            .bind(shop_id)
            .bind(new.rule_id)
            .bind(new.conversation_id)
            .bind(new.occasion)
            .bind(new.at)
            .bind(new.withheld)
    )?;
    Ok(stored > 0)
}

/// A firing that has begun.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Begun {
    pub at: Time,
    pub withheld: Option<String>,
    pub ended: bool,
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: RuleFiringId) -> Result<Option<Begun>> {
    const SQL: &str = "SELECT at, withheld, outcome IS NOT NULL AS ended FROM rule_firings
        WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Whether a rule fired in a conversation since a time.
pub async fn fired_since(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    rule_id: RuleId,
    conversation_id: ConversationId,
    since: Time,
) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM rule_firings
        WHERE shop_id = $1 AND rule_id = $2 AND conversation_id = $3 AND at > $4";
    let fired: i64 =
        fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(rule_id).bind(conversation_id).bind(since))?;
    Ok(fired > 0)
}

/// How often a rule fired since a time.
pub async fn count_since(conn: &mut Conn<'_>, shop_id: ShopId, rule_id: RuleId, since: Time) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM rule_firings WHERE shop_id = $1 AND rule_id = $2 AND at > $3";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(rule_id).bind(since))?)
}

pub async fn end(conn: &mut Conn<'_>, shop_id: ShopId, id: RuleFiringId, outcome: &str, troubled: bool) -> Result<()> {
    const SQL: &str = "UPDATE rule_firings SET outcome = $3, troubled = $4 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(outcome).bind(troubled))?;
    Ok(())
}

/// Where a page of the log ends: the time and the id of its last.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    pub at: Time,
    pub id: RuleFiringId,
}

/// A page of what a rule did, the newest first.
pub async fn page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    rule_id: RuleId,
    before: Before,
    limit: i64,
) -> Result<Vec<FiringRow>> {
    const SQL: &str = "SELECT fired.id, fired.rule_id, fired.conversation_id, conv.number AS conversation_number,
            cust.name AS customer_name, fired.occasion, fired.at, fired.outcome
        FROM rule_firings fired
        JOIN conversations conv ON conv.id = fired.conversation_id AND conv.shop_id = fired.shop_id
        JOIN customers cust ON cust.id = conv.customer_id
        WHERE fired.shop_id = $1 AND fired.rule_id = $2 AND (fired.at, fired.id) < ($3, $4)
        ORDER BY fired.at DESC, fired.id DESC LIMIT $5";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(rule_id).bind(before.at).bind(before.id).bind(limit))?)
}

/// Forgets what rules did in a conversation that goes, or whose words do.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM rule_firings WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Forgets what rules did long ago, of all shops.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM rule_firings WHERE at < $1";
    execute!(conn, sqlx::query(SQL).bind(now.plus_seconds(-KEPT_SECONDS)))?;
    Ok(())
}
