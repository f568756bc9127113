//! Writes two conversations with the lines and events that tell of them.

use crate::clock::Time;
use crate::conversations::actions::thread_line;
use crate::conversations::model::{ConversationRow, ThreadEvent};
use crate::conversations::{store, tallies};
use crate::db::{Conn, Script};
use crate::error::Result;
use crate::events::{self, Event, EventKind};
use crate::ids::StaffId;

/// A conversation as it was and as it is; it was not there before where it is new.
pub struct Change {
    pub before: Option<ConversationRow>,
    pub row: ConversationRow,
    /// What its thread says of it.
    pub line: Option<ThreadEvent>,
}

/// Writes the one that goes on and the other, and that they are told apart or together now.
pub async fn write(
    conn: &mut Conn<'_>,
    now: Time,
    by: StaffId,
    kind: EventKind,
    changes: &mut [Change; 2],
) -> Result<Vec<Event>> {
    let shop_id = changes[0].row.shop_id;
    let lines = changes.iter().filter(|change| change.line.is_some()).count();
    let mut next = events::take_numbers(conn, shop_id, lines + changes.len() + 1).await?;
    let (mut told, mut messages) = (Vec::new(), Vec::new());
    let mut tell = |kind, id, subject_id| {
        told.push(Event { shop_id, seq: next, kind, conversation_id: Some(id), subject_id, at: now });
        next += 1;
        next - 1
    };
    for change in changes.iter() {
        let is_new = change.before.is_none();
        let kind = if is_new { EventKind::ConversationCreated } else { EventKind::ConversationUpdated };
        tell(kind, change.row.id, None);
        if let Some(line) = &change.line {
            let seq = tell(EventKind::MessageCreated, change.row.id, None);
            messages.push(thread_line(&change.row, Some(by), line, seq, now)?);
        }
    }
    // Last, so that whoever hears it finds everything in its place.
    tell(kind, changes[1].row.id, Some(changes[0].row.id.0));
    let mut rows: Vec<ConversationRow> = changes.iter().map(|change| change.row.clone()).collect();
    rows.iter_mut().for_each(|row| row.updated_at = now);
    let mut script = Script::of(conn);
    store::save(&mut script, &mut rows);
    let mut moves = tallies::Moves::default();
    for (change, row) in changes.iter_mut().zip(rows) {
        moves.note(change.before.as_ref(), &row);
        if let Some(before) = &change.before {
            store::tags::save(&mut script, before, &row, Some(by), now);
        }
        change.row = row;
    }
    store::messages::insert(&mut script, &messages);
    events::store(&mut script, &told);
    moves.save(&mut script);
    script.run(conn).await?;
    Ok(told)
}
