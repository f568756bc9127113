use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Settings, Target};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, insert_rows, select_in, statement};
use crate::error::Result;
use crate::ids::{ConversationId, ShopId, StaffId};
use crate::versioned::Versioned;

/// A shop's targets; 0 where nobody has decided anything.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Versioned<Settings>> {
    const SQL: &str = "SELECT settings, version FROM reply_targets WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    row.map_or_else(|| Ok(Versioned::default()), Versioned::stored)
}

pub async fn save_settings(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    wanted: &Versioned<Settings>,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO reply_targets (shop_id, settings, version, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, version = excluded.version,
            updated_at = excluded.updated_at";
    let Versioned { settings, version } = wanted;
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

/// A breach that is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Recorded {
    pub conversation_id: ConversationId,
    pub target: Target,
    pub since: Time,
    /// When leads were told of it.
    pub escalated_at: Option<Time>,
}

/// What is recorded of some conversations.
pub async fn recorded(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: impl IntoIterator<Item = ConversationId>,
) -> Result<Vec<Recorded>> {
    const HEAD: &str = "SELECT conversation_id, target, since, escalated_at FROM target_breaches WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND conversation_id IN", ids, "");
    Ok(script.fetch(conn).await?)
}

/// Records breaches that nobody has recorded before. The caller's transaction holds the shop.
pub fn record(script: &mut Script, shop_id: ShopId, breaches: &[Breach], now: Time) {
    const HEAD: &str = "INSERT INTO target_breaches
            (conversation_id, target, since, shop_id, due_at, noticed_at, owner_id) ";
    if breaches.is_empty() {
        return;
    }
    insert_rows!(
        script,
        HEAD,
        breaches,
        |row, breach| {
            row.push_bind(breach.conversation_id).push_bind(breach.target).push_bind(breach.since);
            row.push_bind(shop_id).push_bind(breach.due_at).push_bind(now).push_bind(breach.owner_id);
        },
        ""
    );
}

/// Notes that leads were told of a breach.
pub fn escalate(script: &mut Script, shop_id: ShopId, breach: &Breach, now: Time) {
    const HEAD: &str = "UPDATE target_breaches SET escalated_at = ";
    let Breach { conversation_id, target, since, .. } = *breach;
    statement!(script, [HEAD => now, " WHERE shop_id = " => shop_id, " AND conversation_id = " => conversation_id,
        " AND target = " => target, " AND since = " => since], "");
}

/// Of which wait of these conversations somebody was told that a reply was nearly due, by its beginning.
pub async fn nearly_due(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: impl IntoIterator<Item = ConversationId>,
) -> Result<Vec<(ConversationId, Time)>> {
    const HEAD: &str = "SELECT conversation_id, since FROM nearly_due WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND conversation_id IN", ids, "");
    Ok(script.fetch(conn).await?)
}

/// Notes of which waits somebody is told that a reply is nearly due. The caller's transaction holds the shop.
pub fn note_nearly_due(script: &mut Script, shop_id: ShopId, waits: &[(ConversationId, Time)]) {
    const HEAD: &str = "INSERT INTO nearly_due (conversation_id, shop_id, since) ";
    const NEWER: &str = " ON CONFLICT (conversation_id) DO UPDATE SET since = excluded.since";
    if waits.is_empty() {
        return;
    }
    insert_rows!(
        script,
        HEAD,
        waits,
        |row, wait| {
            row.push_bind(wait.0).push_bind(shop_id).push_bind(wait.1);
        },
        NEWER
    );
}

/// How often targets were missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TargetBreaches)]
pub struct Breaches {
    pub first: i64,
    pub next: i64,
    pub solve: i64,
}

impl Breaches {
    fn counted(counted: &[(Target, i64)]) -> Self {
        let of = |target| counted.iter().find(|(one, _)| *one == target).map_or(0, |(_, count)| *count);
        Self { first: of(Target::First), next: of(Target::Next), solve: of(Target::Solve) }
    }
}

/// The targets of a shop that were missed since a time.
pub async fn breaches_since(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<Breaches> {
    const SQL: &str = "SELECT target, COUNT(*) FROM target_breaches WHERE shop_id = $1 AND due_at >= $2
            AND conversation_id NOT IN (SELECT id FROM conversations WHERE shop_id = $1 AND shelf < 2)
        GROUP BY target";
    Ok(Breaches::counted(&fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since))?))
}

/// Those of conversations that were a colleague's when it was noticed.
pub async fn breaches_of(conn: &mut Conn<'_>, shop_id: ShopId, owner: StaffId, since: Time) -> Result<Breaches> {
    const SQL: &str = "SELECT target, COUNT(*) FROM target_breaches
        WHERE shop_id = $1 AND due_at >= $2 AND owner_id = $3
            AND conversation_id NOT IN (SELECT id FROM conversations WHERE shop_id = $1 AND shelf < 2)
        GROUP BY target";
    Ok(Breaches::counted(&fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since).bind(owner))?))
}

/// Gives what was missed in a wait to another conversation, in which the wait goes on; as what it was recorded, if it was.
/// Its end alone stays where it was. `targets`: as what it is recorded now, where that is known, and as what from here on.
pub async fn move_breach(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    (from, to): (ConversationId, ConversationId),
    since: Time,
    (is, becomes): (Option<Target>, Target),
) -> Result<Option<Target>> {
    const FIND: &str = "SELECT target FROM target_breaches WHERE shop_id = $1 AND conversation_id = $2 AND since = $3
        AND target < 2 AND ($4 IS NULL OR target = $4) ORDER BY target LIMIT 1";
    const MOVE: &str = "UPDATE target_breaches SET conversation_id = $3, target = $6
        WHERE shop_id = $1 AND conversation_id = $2 AND since = $4 AND target = $5 AND NOT EXISTS
            (SELECT 1 FROM target_breaches there WHERE there.conversation_id = $3 AND there.since = $4 AND there.target = $6)";
    let found: Option<Target> =
        fetch_optional!(conn, sqlx::query_scalar(FIND).bind(shop_id).bind(from).bind(since).bind(is))?;
    let Some(was) = found else { return Ok(None) };
    let moved =
        execute!(conn, sqlx::query(MOVE).bind(shop_id).bind(from).bind(to).bind(since).bind(was).bind(becomes))?;
    Ok((moved > 0).then_some(was))
}

/// Forgets what was missed, or nearly, in a conversation that goes.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const MISSED: &str = "DELETE FROM target_breaches WHERE shop_id = $1 AND conversation_id = $2";
    const NEARLY: &str = "DELETE FROM nearly_due WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(MISSED).bind(shop_id).bind(id))?;
    execute!(conn, sqlx::query(NEARLY).bind(shop_id).bind(id))?;
    Ok(())
}
