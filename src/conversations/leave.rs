//! Words of leave: a conversation is solved, and its buyer reads a last reply with it.

use uuid::Uuid;

use super::model::{ConversationRow, Kind, NewMessage, Sender, Status};
use super::{rules, store, tag};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, Seq, TagId, derived};
use crate::reception;

/// Ids of words of leave: made of the conversation and of how much its buyer had said, so that they are said once however
/// often it is closed.
const ID_SPACE: &str = "zhanggui words of leave";

/// What is said as a conversation is solved.
#[derive(Debug, Clone)]
pub struct Leave {
    pub text: String,
    /// The last message their writer had on screen.
    pub seen_seq: Option<Seq>,
}

/// The id under which a buyer who has said no more than this is taken leave of.
pub fn id_of(row: &ConversationRow) -> Uuid {
    derived(ID_SPACE, row.shop_id, &[&row.id.to_string(), &row.customer_messages.to_string()])
}

/// Replies with words of leave and ends the episode, or does neither: nothing is said where the end would be refused, and
/// where the buyer says more meanwhile, the conversation goes on.
pub async fn solve_with_words(
    app: &App,
    actor: &Actor,
    id: ConversationId,
    reasons: &[TagId],
    leave: Leave,
) -> Result<ConversationRow> {
    actor.require(Permission::ServeConversations)?;
    rules::clean_text(&leave.text).map_err(|error| match error {
        Error::Invalid { code, .. } => Error::invalid("words.text", code),
        other => other,
    })?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::get(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.status == Status::Solved {
        drop(reader);
        return tag::solve_because(app, actor, id, reasons).await;
    }
    if row.waiting_since.is_some() {
        return Err(Error::Conflict("customer_waits"));
    }
    tag::check_reasons(&mut conn, &row, reasons).await?;
    let takes_over = reception::may_take_over(&mut conn, actor).await?;
    drop(reader);
    say(app, actor, &row, leave, takes_over).await?;
    tag::solve_heard(app, actor, id, reasons, row.customer_messages).await
}

async fn say(app: &App, actor: &Actor, row: &ConversationRow, leave: Leave, takes_over: bool) -> Result<()> {
    let Leave { text, seen_seq } = leave;
    let (staff_id, conversation_id) = (actor.staff_id, row.id);
    let message = NewMessage {
        shop_id: actor.shop_id,
        sender: Sender::Staff { staff_id, conversation_id, seen_seq, force: false, takes_over },
        client_id: id_of(row),
        kind: Kind::Text,
        text: Some(text),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    match app.intake.post(message).await {
        // This buyer was taken leave of already, in other words.
        Ok(_) | Err(Error::Conflict("client_id_reused")) => Ok(()),
        Err(error) => Err(error),
    }
}
