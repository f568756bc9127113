//! Forgetting what was said. The bare frame of a conversation (who served, when, how many messages) may stay for
//! figures; nothing in it leads to a person.
//!
//! Words go in steps of a few hundred messages, each a transaction of the caller's that holds the shop, so that
//! nobody waits long and a step that was cut off is simply made again.

use super::model::{ConversationRow, Status};
use super::{rules, store, tallies};
use crate::channels::email;
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::Result;
use crate::events::{self, Event, EventKind, NewEvent};
use crate::ids::{ConversationId, CustomerId, FileId, ShopId};
use crate::rules as automation;
use crate::{automatic_messages, follow_ups, help_requests, jobs, knowledge, macros, notifications, search, targets};

pub use store::erase::{Ended, Held, count_ended, ended_before, held_about, next_of_customer};

/// What a step took away.
#[derive(Debug, Default)]
pub struct Taken {
    pub messages: u64,
    /// What the messages held besides words.
    pub files: Vec<FileId>,
}

/// Takes words, cards and files out of some messages of a conversation; none are left when it took nothing.
pub async fn take_words(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, limit: i64) -> Result<Taken> {
    let found = store::erase::worded(conn, shop_id, id, limit).await?;
    let nums: Vec<i64> = found.iter().map(|(num, _)| *num).collect();
    search::unindex_messages(conn, &nums).await?;
    store::erase::blank(conn, shop_id, &nums).await?;
    let mut files: Vec<FileId> = found.into_iter().filter_map(|(_, file)| file).collect();
    files.sort_unstable();
    files.dedup();
    Ok(Taken { messages: nums.len() as u64, files })
}

/// Takes a conversation without words off the desk and gives its frame to a customer who is nobody.
pub async fn close(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    nobody: CustomerId,
    now: Time,
) -> Result<Vec<Event>> {
    let Some(before) = store::get(conn, shop_id, id).await? else { return Ok(Vec::new()) };
    let mut row = ConversationRow { last_message_preview: None, ..before.clone() };
    if row.status != Status::Solved {
        rules::set_status(&mut row, Status::Solved, now);
    }
    let mut moves = tallies::Moves::default();
    moves.note(Some(&before), &row);
    let mut script = Script::of(conn);
    store::save(&mut script, std::slice::from_mut(&mut row));
    moves.save(&mut script);
    script.run(conn).await?;
    store::erase::give_frame(conn, &before, nobody, now).await?;
    store::erase::delete_drafts(conn, shop_id, id).await?;
    knowledge::forget_proposals(conn, shop_id, id).await?;
    knowledge::forget_questions(conn, shop_id, id).await?;
    jobs::never_wake(conn, shop_id, id).await?;
    follow_ups::forget_conversation(conn, shop_id, id).await?;
    automation::forget_conversation(conn, shop_id, id).await?;
    email::forget_conversation(conn, shop_id, id).await?;
    let told = [NewEvent::conversation(EventKind::ConversationErased, id)];
    events::record(conn, shop_id, now, &told).await
}

/// Removes some messages of a conversation, words and all having been taken; how many went.
pub async fn drop_messages(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, limit: i64) -> Result<u64> {
    store::erase::delete_messages(conn, shop_id, id, limit).await
}

/// Removes a conversation without messages, its frame too; its number is given to no other.
pub async fn remove(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, now: Time) -> Result<Vec<Event>> {
    let Some(row) = store::get(conn, shop_id, id).await? else { return Ok(Vec::new()) };
    store::erase::delete_drafts(conn, shop_id, id).await?;
    knowledge::forget_proposals(conn, shop_id, id).await?;
    knowledge::forget_questions(conn, shop_id, id).await?;
    jobs::never_wake(conn, shop_id, id).await?;
    help_requests::forget_conversation(conn, shop_id, id).await?;
    follow_ups::forget_conversation(conn, shop_id, id).await?;
    automation::forget_conversation(conn, shop_id, id).await?;
    email::forget_conversation(conn, shop_id, id).await?;
    macros::forget_conversation(conn, shop_id, id).await?;
    targets::forget_conversation(conn, shop_id, id).await?;
    automatic_messages::forget_conversation(conn, shop_id, id).await?;
    notifications::forget_conversation(conn, shop_id, id).await?;
    store::erase::delete(conn, &row).await?;
    let mut moves = tallies::Moves::default();
    moves.note_gone(&row);
    let mut script = Script::of(conn);
    moves.save(&mut script);
    script.run(conn).await?;
    let told = [NewEvent::conversation(EventKind::ConversationErased, id)];
    events::record(conn, shop_id, now, &told).await
}

/// Takes a file out of the messages that show it; their other words stay and stay findable.
pub async fn take_file(conn: &mut Conn<'_>, shop_id: ShopId, file: FileId, now: Time) -> Result<Vec<Event>> {
    let nums = store::erase::showing(conn, shop_id, file).await?;
    store::erase::take_file(conn, shop_id, file).await?;
    search::unindex_messages(conn, &nums).await?;
    let rows = store::messages::by_nums(conn, shop_id, &nums).await?;
    search::index_anew(conn, shop_id, &rows).await?;
    let told: Vec<NewEvent> = rows
        .iter()
        .map(|row| NewEvent {
            kind: EventKind::MessageUpdated,
            conversation_id: Some(row.conversation_id),
            subject_id: Some(row.id.0),
        })
        .collect();
    if told.is_empty() { Ok(Vec::new()) } else { events::record(conn, shop_id, now, &told).await }
}
