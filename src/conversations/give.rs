//! Gives conversations to colleagues, or back to the queue, many in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use super::Fresh;
use super::model::{ConversationRow, ThreadEvent};
use super::{actions, rules, store, tallies};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::Result;
use crate::events::{self, Event, EventKind};
use crate::ids::{ConversationId, ShopId, StaffId};

/// Where a conversation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub id: ConversationId,
    /// Nobody: back to the queue.
    pub to: Option<StaffId>,
    pub why: MoveReason,
}

/// Why nobody had to decide it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveReason {
    /// It was their turn.
    Turn,
    /// They served the buyer before.
    Returning,
    /// Its owner is gone.
    OwnerGone,
}

impl MoveReason {
    fn name(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Returning => "returning",
            Self::OwnerGone => "owner_gone",
        }
    }
}

/// Makes the moves in the caller's transaction, which holds the shop.
pub async fn give(conn: &mut Conn<'_>, shop_id: ShopId, now: Time, moves: &[Move]) -> Result<Fresh> {
    let mut script = Script::of(conn);
    store::get_many(&mut script, moves.iter().map(|one| one.id));
    let loaded: Vec<ConversationRow> = script.fetch(conn).await?;
    let loaded: HashMap<ConversationId, ConversationRow> = loaded.into_iter().map(|row| (row.id, row)).collect();
    let mut next = events::take_numbers(conn, shop_id, 2 * moves.len()).await?;
    let (mut rows, mut lines, mut told) = (Vec::new(), Vec::new(), Vec::new());
    let mut drawers = tallies::Moves::default();
    for one in moves {
        let Some(before) = loaded.get(&one.id).filter(|row| row.shop_id == shop_id) else { continue };
        let mut row = before.clone();
        row.assignee_id = one.to;
        row.group_id = row.group_id.filter(|_| one.to.is_none());
        let status = rules::working_status(&row);
        rules::set_status(&mut row, status, now);
        row.updated_at = now;
        let data = json!({ "assignee_id": one.to, "from": before.assignee_id, "reason": one.why.name() });
        let line = ThreadEvent { name: "assigned".into(), data };
        lines.push(actions::thread_line(&row, None, &line, next, now)?);
        for kind in [EventKind::MessageCreated, EventKind::ConversationUpdated] {
            told.push(Event { shop_id, seq: next, kind, conversation_id: Some(row.id), subject_id: None, at: now });
            next += 1;
        }
        drawers.note(Some(before), &row);
        rows.push(row);
    }
    let mut script = Script::of(conn);
    store::save(&mut script, &mut rows);
    store::messages::insert(&mut script, &lines);
    events::store(&mut script, &told);
    drawers.save(&mut script);
    script.run(conn).await?;
    Ok(Fresh {
        counts_moved: !told.is_empty(),
        events: told,
        messages: lines.into_iter().map(Arc::new).collect(),
        conversations: rows.into_iter().map(Arc::new).collect(),
    })
}

/// From this rank on a conversation is idle: it was answered before a time, and nobody has said a word since.
pub fn idle_rank(since: Time) -> i64 {
    rules::answered_rank(since)
}
