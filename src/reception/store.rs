use std::collections::BTreeSet;

use super::line::PACE_SECONDS;
use super::model::{Assignment, Capacity, Settings, Skills};
use crate::clock::Time;
use crate::conversations::Move;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows};
use crate::error::Result;
use crate::ids::{ConversationId, GroupId, ShopId, StaffId};
use crate::versioned::Versioned;

/// A shop's settings; 0 where nobody has decided anything.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Versioned<Settings>> {
    const SQL: &str = "SELECT settings, version FROM reception_settings WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    row.map_or_else(|| Ok(Versioned::default()), Versioned::stored)
}

pub async fn save_settings(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    wanted: &Versioned<Settings>,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO reception_settings (shop_id, settings, automatic, version, updated_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, automatic = excluded.automatic,
            version = excluded.version, updated_at = excluded.updated_at";
    let Versioned { settings, version } = wanted;
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    let automatic = settings.assignment == Assignment::Automatic;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(text).bind(automatic).bind(version).bind(now))?;
    Ok(())
}

/// The shops whose queue is given out by itself and where somebody waits, in the queue or for a colleague.
pub async fn busy_shops(conn: &mut Conn<'_>) -> Result<Vec<ShopId>> {
    const SQL: &str = "SELECT shop_id FROM reception_settings reception WHERE automatic AND EXISTS
        (SELECT 1 FROM tallies WHERE tallies.shop_id = reception.shop_id AND tallies.status IN (0, 1)
            AND tallies.total > 0)
        ORDER BY shop_id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL))?)
}

/// A group as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct GroupRow {
    pub id: GroupId,
    pub shop_id: ShopId,
    pub name: String,
    /// JSON.
    pub skills: String,
    pub version: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

impl GroupRow {
    pub fn skills(&self) -> Result<Skills> {
        Ok(serde_json::from_str(&self.skills).map_err(anyhow::Error::from)?)
    }
}

pub async fn groups(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<GroupRow>> {
    const SQL: &str = "SELECT id, shop_id, name, skills, version, created_at, updated_at FROM staff_groups
        WHERE shop_id = $1 ORDER BY created_at, id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn group(conn: &mut Conn<'_>, shop_id: ShopId, id: GroupId) -> Result<Option<GroupRow>> {
    const SQL: &str = "SELECT id, shop_id, name, skills, version, created_at, updated_at FROM staff_groups
        WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

pub async fn count_groups(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM staff_groups WHERE shop_id = $1";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

pub async fn save_group(conn: &mut Conn<'_>, row: &GroupRow) -> Result<()> {
    const SQL: &str = "INSERT INTO staff_groups (id, shop_id, name, skills, version, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, skills = excluded.skills, version = excluded.version,
            updated_at = excluded.updated_at";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(&row.name)
            .bind(&row.skills)
            .bind(row.version)
            .bind(row.created_at)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn delete_group(conn: &mut Conn<'_>, shop_id: ShopId, id: GroupId) -> Result<()> {
    const MEMBERS: &str = "DELETE FROM group_members WHERE shop_id = $1 AND group_id = $2";
    const GROUP: &str = "DELETE FROM staff_groups WHERE shop_id = $1 AND id = $2";
    for sql in [MEMBERS, GROUP] {
        execute!(conn, sqlx::query(sql).bind(shop_id).bind(id))?;
    }
    Ok(())
}

/// Who is in which group of the shop.
pub async fn members(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<(GroupId, StaffId)>> {
    const SQL: &str = "SELECT group_id, staff_id FROM group_members WHERE shop_id = $1 ORDER BY group_id, staff_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn set_members(conn: &mut Conn<'_>, shop_id: ShopId, id: GroupId, members: &[StaffId]) -> Result<()> {
    const CLEAR: &str = "DELETE FROM group_members WHERE shop_id = $1 AND group_id = $2";
    const HEAD: &str = "INSERT INTO group_members (group_id, staff_id, shop_id) ";
    execute!(conn, sqlx::query(CLEAR).bind(shop_id).bind(id))?;
    let mut statements = Script::of(conn);
    let script = &mut statements;
    for chunk in members.chunks(100) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, staff| {
                b.push_bind(id);
                b.push_bind(*staff);
                b.push_bind(shop_id);
            },
            ""
        );
    }
    statements.run(conn).await?;
    Ok(())
}

/// What is said of one colleague.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CapacityRow {
    pub staff_id: StaffId,
    /// JSON.
    pub capacity: Option<String>,
    pub given_at: Option<Time>,
}

impl CapacityRow {
    pub fn capacity(&self) -> Result<Option<Capacity>> {
        let capacity = self.capacity.as_deref().map(serde_json::from_str).transpose();
        Ok(capacity.map_err(anyhow::Error::from)?)
    }
}

pub async fn capacities(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<CapacityRow>> {
    const SQL: &str = "SELECT staff_id, capacity, given_at FROM staff_capacity WHERE shop_id = $1 ORDER BY staff_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn set_capacity(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    capacity: Option<&Capacity>,
) -> Result<()> {
    const SQL: &str = "INSERT INTO staff_capacity (staff_id, shop_id, capacity) VALUES ($1, $2, $3)
        ON CONFLICT (staff_id) DO UPDATE SET capacity = excluded.capacity";
    let text = capacity.map(serde_json::to_string).transpose().map_err(anyhow::Error::from)?;
    execute!(conn, sqlx::query(SQL).bind(staff).bind(shop_id).bind(text))?;
    Ok(())
}

/// Notes what colleagues were given, and forgets what tells nothing of the pace any more.
pub async fn note_given(conn: &mut Conn<'_>, shop_id: ShopId, moves: &[Move], now: Time) -> Result<()> {
    const FORGET: &str = "DELETE FROM queue_given WHERE shop_id = $1 AND at < $2";
    const GIVEN: &str = "INSERT INTO queue_given (conversation_id, shop_id, staff_id, at) ";
    const HEAD: &str = "INSERT INTO staff_capacity (staff_id, shop_id, given_at) ";
    let given: Vec<(ConversationId, StaffId)> = moves.iter().filter_map(|one| Some((one.id, one.to?))).collect();
    let receivers: Vec<StaffId> = given.iter().map(|(_, to)| *to).collect::<BTreeSet<_>>().into_iter().collect();
    execute!(conn, sqlx::query(FORGET).bind(shop_id).bind(now.plus_seconds(-PACE_SECONDS)))?;
    let mut statements = Script::of(conn);
    let script = &mut statements;
    for chunk in given.chunks(100) {
        insert_rows!(
            script,
            GIVEN,
            chunk,
            |b, given| {
                b.push_bind(given.0);
                b.push_bind(shop_id);
                b.push_bind(given.1);
                b.push_bind(now);
            },
            // Given, taken back and given again within one tick of the clock.
            " ON CONFLICT (conversation_id, at) DO UPDATE SET staff_id = excluded.staff_id"
        );
    }
    for chunk in receivers.chunks(100) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, staff| {
                b.push_bind(*staff);
                b.push_bind(shop_id);
                b.push_bind(now);
            },
            " ON CONFLICT (staff_id) DO UPDATE SET given_at = excluded.given_at"
        );
    }
    statements.run(conn).await?;
    Ok(())
}

/// What was given to a colleague by turn lately.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct GivenTo {
    pub staff_id: StaffId,
    pub count: i64,
    pub first_at: Time,
}

/// What was given to whom by turn since a time.
pub async fn given_since(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<Vec<GivenTo>> {
    const SQL: &str = "SELECT staff_id, COUNT(*) AS count, MIN(at) AS first_at FROM queue_given
        WHERE shop_id = $1 AND at >= $2 GROUP BY staff_id ORDER BY staff_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since))?)
}
