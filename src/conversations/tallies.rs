//! How many conversations each view holds: moved by differences, never counted anew on the way of a message.

use std::collections::HashMap;

use super::model::{ConversationRow, Status};
use crate::db::{Conn, execute, fetch_all};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};
use uuid::Uuid;

/// The drawer a conversation lies in: its status, and whose it is.
type Drawer = (ShopId, Status, Uuid);

/// The differences of one transaction.
#[derive(Debug, Default)]
pub struct Moves(HashMap<Drawer, (i64, i64)>);

impl Moves {
    /// Notes that a conversation went from one state to another; `None` when it is new.
    pub fn note(&mut self, before: Option<&ConversationRow>, after: &ConversationRow) {
        if let Some(before) = before {
            self.add(before, -1);
        }
        self.add(after, 1);
    }

    fn add(&mut self, row: &ConversationRow, sign: i64) {
        let owner = row.assignee_id.map_or(row.shop_id.0, |staff| staff.0);
        let (total, waiting) = self.0.entry((row.shop_id, row.status, owner)).or_default();
        *total += sign;
        *waiting += sign * i64::from(row.waiting_since.is_some());
    }

    /// Writes the differences; whether there were any.
    pub async fn save(self, conn: &mut Conn<'_>) -> Result<bool> {
        const SQL: &str = "INSERT INTO tallies (shop_id, status, owner_id, total, waiting) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (shop_id, status, owner_id) DO UPDATE
            SET total = tallies.total + excluded.total, waiting = tallies.waiting + excluded.waiting";
        let mut moved: Vec<_> = self.0.into_iter().filter(|(_, difference)| *difference != (0, 0)).collect();
        // One order for all writers: two transactions never wait for each other's rows.
        moved.sort_by_key(|((shop, status, owner), _)| (*shop, *status as i16, *owner));
        for ((shop_id, status, owner), (total, waiting)) in &moved {
            execute!(conn, sqlx::query(SQL).bind(*shop_id).bind(*status).bind(*owner).bind(*total).bind(*waiting))?;
        }
        Ok(!moved.is_empty())
    }
}

/// One drawer's count.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Tally {
    pub status: Status,
    pub owner_id: Uuid,
    pub total: i64,
    pub waiting: i64,
}

impl Tally {
    pub fn belongs_to(&self, staff: StaffId) -> bool {
        self.owner_id == staff.0
    }
}

pub async fn of_shop(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<Tally>> {
    const SQL: &str = "SELECT status, owner_id, total, waiting FROM tallies WHERE shop_id = $1";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}
