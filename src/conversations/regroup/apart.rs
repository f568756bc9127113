//! What two conversations are that were one. Pure.

use super::join::in_work;
use crate::clock::Time;
use crate::conversations::model::{ConversationRow, Status};
use crate::conversations::rules;
use crate::ids::ConversationId;

/// A conversation that begins with what was said in another, before it has any of it.
pub fn begun(from: &ConversationRow, at: Time) -> ConversationRow {
    ConversationRow {
        id: ConversationId::new(),
        number: 0,
        version: 0,
        tag_ids: None,
        waiting_since: None,
        offline_at: None,
        created_at: at,
        ..from.clone()
    }
}

/// Says where both stand: what nobody has answered waits in the part that it was said in. What was solved stays solved, and
/// what was put off is put off no more in the new part.
pub fn settle(kept: &mut ConversationRow, other: &mut ConversationRow, waits: (Option<Time>, Option<Time>), now: Time) {
    if kept.status == Status::Snoozed {
        rules::set_status(other, in_work(other, false), now);
    }
    for (row, since) in [(kept, waits.0), (other, waits.1)] {
        row.waiting_since = since;
        row.offline_at = row.offline_at.filter(|_| since.is_some());
        if row.status.in_work() {
            let open = since.is_some() || row.status == Status::Open && row.last_reply_seq == 0;
            row.status = in_work(row, open);
        }
    }
}
