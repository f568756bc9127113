//! Pure rules: what a message or an action does to a conversation. No database, no clock.

use super::model::{Author, ConversationRow, Kind, Shelf, Standing, Status, Stood};
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::ids::{Seq, StaffId};

/// A solved conversation takes a buyer's next message while this young; later a new episode begins.
pub const REOPEN_WITHIN_SECONDS: i64 = 10 * 60;
/// How long a writer may take a message back.
pub const RECALL_WITHIN_SECONDS: i64 = 2 * 60;
pub const MAX_TEXT_CHARS: usize = 10_000;

/// Later than any wait: those who wait for nothing come after those who wait, newest first.
const AFTER_ALL_WAITS: i64 = 1 << 52;

/// The place of a conversation in the lists of its status.
pub fn rank(row: &ConversationRow) -> i64 {
    match row.status {
        Status::Queued | Status::Open | Status::Waiting => match row.waiting_since {
            Some(since) => since.0,
            None => answered_rank(row.updated_at),
        },
        // What is laid aside: what was said last comes first.
        Status::Solved if row.shelf.is_some() => answered_rank(row.updated_at),
        // What waits for the buyer alone comes after what comes back by itself.
        Status::Snoozed => row.snoozed_until.map_or(answered_rank(row.updated_at), |until| until.0),
        Status::Solved => AFTER_ALL_WAITS - row.solved_at.unwrap_or(row.updated_at).0,
    }
}

/// The place of a conversation in work that waits for nothing since a time.
pub fn answered_rank(since: Time) -> i64 {
    AFTER_ALL_WAITS - since.0
}

/// What a new message changes besides being the last one.
pub fn message_arrived(
    row: &mut ConversationRow,
    author: Author,
    kind: Kind,
    staff: Option<StaffId>,
    seq: Seq,
    at: Time,
) {
    match author {
        // It is kept, and that is all.
        Author::Customer if row.shelf.is_some() => row.customer_messages += 1,
        Author::Customer => {
            row.customer_messages += 1;
            row.waiting_since.get_or_insert(at);
            if matches!(row.status, Status::Solved | Status::Snoozed | Status::Waiting) {
                set_status(row, if row.assignee_id.is_some() { Status::Open } else { Status::Queued }, at);
            }
        }
        Author::Agent if kind.is_public() => {
            row.waiting_since = None;
            row.offline_at = None;
            row.last_reply_seq = seq;
            row.last_reply_by = staff;
            // Whoever answers a queued buyer takes the conversation.
            if row.assignee_id.is_none() {
                row.assignee_id = staff;
            }
            set_status(row, Status::Waiting, at);
        }
        _ => {}
    }
    row.updated_at = at;
}

/// The wait that a message ends, by its beginning: only a person's reply does.
pub fn ended_wait(row: &ConversationRow, author: Author, kind: Kind) -> Option<Time> {
    row.waiting_since.filter(|_| author == Author::Agent && kind.is_public())
}

/// Whether the bot's words still fit: the buyer waits, and has said nothing since.
pub fn bot_may_speak(row: &ConversationRow, heard: i64) -> bool {
    row.waiting_since.is_some() && row.customer_messages == heard && !row.customer_erased && !row.customer_blocked
}

/// Whether words of the shop itself still fit: nothing was said since they were chosen.
pub fn automatic_may_speak(row: &ConversationRow, chosen_at: Standing) -> bool {
    Standing::of(row) == chosen_at && !row.customer_erased && !row.customer_blocked && !row.imported
}

/// The bot gave an answer: nothing is owed until the buyer says more, and nobody needs to take the conversation.
pub fn bot_answered(row: &mut ConversationRow, at: Time) {
    row.waiting_since = None;
    row.offline_at = None;
    set_status(row, Status::Waiting, at);
}

/// Puts a conversation into a status and keeps the fields that hang on it true.
pub fn set_status(row: &mut ConversationRow, status: Status, at: Time) {
    row.status = status;
    row.solved_at = (status == Status::Solved).then_some(at);
    if status != Status::Snoozed {
        row.snoozed_until = None;
    }
    if status != Status::Solved {
        row.shelf = None;
    }
    if status == Status::Solved {
        row.waiting_since = None;
        row.called_at = None;
        row.offline_at = None;
        row.group_id = None;
    }
}

/// Lays a conversation aside.
pub fn lay_aside(row: &mut ConversationRow, shelf: Shelf, at: Time) {
    set_status(row, Status::Solved, at);
    row.shelf = Some(shelf);
}

/// Puts a conversation back where it stood, as if it had never been laid aside: what its buyer wrote meanwhile, since a
/// time if at all, waits since then. One that never stood anywhere waits in the queue.
pub fn put_back(row: &mut ConversationRow, stood: Option<Stood>, unheard_since: Option<Time>, at: Time) {
    row.shelf = None;
    match stood {
        Some(stood) => {
            row.status = stood.status;
            row.assignee_id = stood.assignee_id;
            row.group_id = stood.group_id;
            row.snoozed_until = stood.snoozed_until;
            row.waiting_since = stood.waiting_since;
            row.called_at = stood.called_at;
            row.offline_at = stood.offline_at;
            row.solved_at = stood.solved_at;
        }
        None => set_status(row, if row.assignee_id.is_some() { Status::Open } else { Status::Queued }, at),
    }
    let Some(since) = unheard_since else { return };
    row.waiting_since.get_or_insert(since);
    if matches!(row.status, Status::Solved | Status::Snoozed | Status::Waiting) {
        set_status(row, if row.assignee_id.is_some() { Status::Open } else { Status::Queued }, at);
    }
}

/// The status of a conversation back on the desk.
pub fn working_status(row: &ConversationRow) -> Status {
    match (row.assignee_id, row.waiting_since, row.last_message_author) {
        (None, ..) => Status::Queued,
        (Some(_), Some(_), _) | (Some(_), None, Some(Author::Customer)) => Status::Open,
        (Some(_), None, _) => Status::Waiting,
    }
}

/// Whether a colleague has it in work.
pub fn is_anothers(row: &ConversationRow, staff: StaffId) -> bool {
    row.status.in_work() && row.assignee_id.is_some_and(|owner| owner != staff)
}

/// Whether two agents are about to answer the same words: a colleague replied after what the writer saw.
pub fn collides(row: &ConversationRow, writer: StaffId, seen: Option<Seq>) -> bool {
    seen.is_some_and(|seen| row.last_reply_seq > seen && row.last_reply_by != Some(writer))
}

/// Text without control characters, which no one reads and PostgreSQL does not store.
pub fn readable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// The words of a message as they are stored: readable, ends trimmed.
pub fn clean_text(text: &str) -> Result<String> {
    let kept = readable(text);
    let trimmed = kept.trim();
    if trimmed.is_empty() {
        return Err(Error::invalid("text", "required"));
    }
    if trimmed.chars().count() > MAX_TEXT_CHARS {
        return Err(Error::invalid("text", "too_long"));
    }
    Ok(trimmed.to_owned())
}
