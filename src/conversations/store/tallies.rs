use uuid::Uuid;

use crate::conversations::model::Status;
use crate::conversations::tallies::{Count, Drawer};
use crate::db::{Conn, Script, fetch_all, insert_rows};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// One drawer's count.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Tally {
    pub status: Status,
    pub owner_id: Uuid,
    pub total: i64,
    pub waiting: i64,
    pub offline: i64,
    pub spam: i64,
}

impl Tally {
    pub fn belongs_to(&self, staff: StaffId) -> bool {
        self.owner_id == staff.0
    }
}

/// What all shops have, by status: total and waiting.
pub async fn of_all(conn: &mut Conn<'_>) -> Result<Vec<(Status, i64, i64)>> {
    const SQL: &str = "SELECT status, CAST(SUM(total) AS BIGINT), CAST(SUM(waiting) AS BIGINT)
        FROM tallies GROUP BY status ORDER BY status";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Adds differences to drawers.
pub fn add(script: &mut Script, moved: &[(Drawer, Count)]) {
    const HEAD: &str = "INSERT INTO tallies (shop_id, status, owner_id, total, waiting, offline, spam) ";
    const TAIL: &str = " ON CONFLICT (shop_id, status, owner_id) DO UPDATE
        SET total = tallies.total + excluded.total, waiting = tallies.waiting + excluded.waiting,
            offline = tallies.offline + excluded.offline, spam = tallies.spam + excluded.spam";
    for chunk in moved.chunks(super::ROWS_A_STATEMENT) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, drawer| {
                let ((shop_id, status, owner), count) = drawer;
                b.push_bind(*shop_id);
                b.push_bind(*status);
                b.push_bind(*owner);
                b.push_bind(count.total);
                b.push_bind(count.waiting);
                b.push_bind(count.offline);
                b.push_bind(count.spam);
            },
            TAIL
        );
    }
}

pub async fn of_shop(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<Tally>> {
    const SQL: &str = "SELECT status, owner_id, total, waiting, offline, spam FROM tallies WHERE shop_id = $1";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}
