use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Settings, Target};
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, ShopId, StaffId};

/// A shop's targets, and the version by which a client names them; 0 where nobody has decided anything.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<(Settings, i64)> {
    const SQL: &str = "SELECT settings, version FROM reply_targets WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let Some((text, version)) = row else { return Ok((Settings::default(), 0)) };
    Ok((serde_json::from_str(&text).map_err(anyhow::Error::from)?, version))
}

pub async fn save_settings(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    settings: &Settings,
    version: i64,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO reply_targets (shop_id, settings, version, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, version = excluded.version,
            updated_at = excluded.updated_at";
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(text).bind(version).bind(now))?;
    Ok(())
}

/// A target that was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    pub conversation_id: ConversationId,
    pub target: Target,
    pub since: Time,
    pub due_at: Time,
    pub owner_id: Option<StaffId>,
}

/// Records a breach; whether nobody had before.
pub async fn record(conn: &mut Conn<'_>, shop_id: ShopId, breach: &Breach, now: Time) -> Result<bool> {
    const SQL: &str = "INSERT INTO target_breaches
            (conversation_id, target, since, shop_id, due_at, noticed_at, owner_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation_id, target, since) DO NOTHING";
    let Breach { conversation_id, target, since, due_at, owner_id } = *breach;
    Ok(execute!(
        conn,
        sqlx::query(SQL)
            .bind(conversation_id)
            .bind(target)
            .bind(since)
            .bind(shop_id)
            .bind(due_at)
            .bind(now)
            .bind(owner_id)
    )? > 0)
}

/// Notes that leads were told of a breach; whether they had not been.
pub async fn escalate(conn: &mut Conn<'_>, shop_id: ShopId, breach: &Breach, now: Time) -> Result<bool> {
    const SQL: &str = "UPDATE target_breaches SET escalated_at = $5
        WHERE conversation_id = $1 AND target = $2 AND since = $3 AND shop_id = $4 AND escalated_at IS NULL";
    let Breach { conversation_id, target, since, .. } = *breach;
    Ok(execute!(conn, sqlx::query(SQL).bind(conversation_id).bind(target).bind(since).bind(shop_id).bind(now))? > 0)
}

/// How often targets were missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TargetBreaches)]
pub struct Breaches {
    pub first: i64,
    pub next: i64,
    pub solve: i64,
}

/// The targets of a shop that were missed since a time.
pub async fn breaches_since(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<Breaches> {
    const SQL: &str =
        "SELECT target, COUNT(*) FROM target_breaches WHERE shop_id = $1 AND due_at >= $2 GROUP BY target";
    let counted: Vec<(Target, i64)> = fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since))?;
    let of = |target| counted.iter().find(|(one, _)| *one == target).map_or(0, |(_, count)| *count);
    Ok(Breaches { first: of(Target::First), next: of(Target::Next), solve: of(Target::Solve) })
}

/// Forgets what was missed in a conversation that goes.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM target_breaches WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
