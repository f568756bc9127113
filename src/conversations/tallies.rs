//! How many conversations each view holds: moved by differences, never counted anew on the way of a message.

use std::collections::HashMap;

use super::model::{ConversationRow, Shelf, Status};
use super::store;
use crate::db::Script;
use crate::ids::ShopId;
use uuid::Uuid;

/// The drawer a conversation lies in: its status, and whose it is.
pub type Drawer = (ShopId, Status, Uuid);

/// What is counted in a drawer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub total: i64,
    pub waiting: i64,
    /// With an offline message.
    pub offline: i64,
    /// Laid aside; not in the total.
    pub spam: i64,
}

/// The differences of one transaction.
#[derive(Debug, Default)]
pub struct Moves(HashMap<Drawer, Count>);

impl Moves {
    /// Notes that a conversation went from one state to another; `None` when it is new.
    pub fn note(&mut self, before: Option<&ConversationRow>, after: &ConversationRow) {
        if let Some(before) = before {
            self.add(before, -1);
        }
        self.add(after, 1);
    }

    /// Notes that a conversation is there no more.
    pub fn note_gone(&mut self, before: &ConversationRow) {
        self.add(before, -1);
    }

    fn add(&mut self, row: &ConversationRow, sign: i64) {
        let owner = row.assignee_id.map_or(row.shop_id.0, |staff| staff.0);
        let count = self.0.entry((row.shop_id, row.status, owner)).or_default();
        match row.shelf {
            None => {}
            Some(Shelf::Spam | Shelf::Blocked) => {
                count.spam += sign;
                return;
            }
            // What is left of it is only a way to another one.
            Some(Shelf::Merged) => return,
        }
        count.total += sign;
        count.waiting += sign * i64::from(row.waiting_since.is_some());
        count.offline += sign * i64::from(row.offline_at.is_some());
    }

    /// Writes the differences; whether there were any.
    pub fn save(self, script: &mut Script) -> bool {
        let mut moved: Vec<_> = self.0.into_iter().filter(|(_, difference)| *difference != Count::default()).collect();
        // One order for all writers: two transactions never wait for each other's rows.
        moved.sort_by_key(|((shop, status, owner), _)| (*shop, *status as i16, *owner));
        store::tallies::add(script, &moved);
        !moved.is_empty()
    }
}
