//! What hangs on messages goes where they go, and what they say of their conversation is said anew.

use crate::channels::email;
use crate::clock::Time;
use crate::conversations::append::stand_last;
use crate::conversations::model::ConversationRow;
use crate::conversations::store::{messages, regroup as store};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::Seq;
use crate::{automatic_messages, bot, help_requests, jobs, knowledge};

/// Moves messages with the events that brought them and all that is known of each; where they were said they stay to be read.
pub async fn move_messages(
    conn: &mut Conn<'_>,
    from: &ConversationRow,
    to: &ConversationRow,
    seqs: &[Seq],
) -> Result<()> {
    store::move_messages(conn, from, to, seqs).await?;
    let (shop_id, from, to) = (from.shop_id, from.id, to.id);
    knowledge::move_questions(conn, shop_id, from, to, seqs).await?;
    bot::move_uses(conn, shop_id, from, to, seqs).await?;
    email::follow_messages(conn, shop_id, from, to).await?;
    help_requests::follow_messages(conn, shop_id, from, to).await
}

/// Says anew what follows from the messages of a conversation.
pub async fn stand(conn: &mut Conn<'_>, row: &mut ConversationRow) -> Result<()> {
    row.last_message_seq = 0;
    row.last_message_kind = None;
    row.last_message_author = None;
    row.last_message_preview = None;
    row.last_message_at = None;
    if let Some(last) = messages::last_said(conn, row.shop_id, row.id).await? {
        stand_last(row, &last);
    }
    let reply = store::last_reply(conn, row.shop_id, row.id).await?;
    row.last_reply_seq = reply.map_or(0, |(seq, _)| seq);
    row.last_reply_by = reply.and_then(|(_, by)| by);
    row.customer_messages = store::count_of_buyer(conn, row.shop_id, row.id).await?;
    Ok(())
}

/// Lets what goes by the clock look at a conversation as it is now.
pub async fn wake_up(conn: &mut Conn<'_>, row: &ConversationRow, now: Time) -> Result<()> {
    if row.waiting_since.is_some() {
        automatic_messages::plan_looks(conn, row.shop_id, &[(row.id, now)]).await?;
    }
    match row.snoozed_until {
        Some(until) => jobs::wake_conversation(conn, row.shop_id, row.id, until, now).await,
        None => Ok(()),
    }
}
