//! What may become one, and what may not.

use crate::auth::Actor;
use crate::conversations::actions::refuse_erased;
use crate::conversations::model::{ConversationRow, Shelf};
use crate::conversations::{rules, store};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::ConversationId;
use crate::privacy;

/// Longer ones stay as they are, so that no message waits for one long transaction.
pub const MOST_MOVED: usize = 5_000;

pub async fn load(conn: &mut Conn<'_>, actor: &Actor, id: ConversationId) -> Result<Option<ConversationRow>> {
    store::get_for_viewer(conn, actor.shop_id, actor.staff_id, id).await
}

/// Whether a conversation may be regrouped by somebody, who takes over what colleagues serve or does not.
pub fn may_regroup(row: &ConversationRow, actor: &Actor, takes_over: bool) -> Result<()> {
    refuse_erased(row)?;
    match row.shelf {
        Some(Shelf::Merged) => return Err(Error::Conflict("conversation_merged")),
        Some(Shelf::Spam | Shelf::Blocked) => return Err(Error::Conflict("conversation_is_spam")),
        None => {}
    }
    if row.imported {
        return Err(Error::Conflict("conversation_imported"));
    }
    if !takes_over && rules::is_anothers(row, actor.staff_id) {
        return Err(Error::Forbidden("owned_by_colleague"));
    }
    Ok(())
}

/// What is kept as evidence keeps its messages.
pub async fn refuse_held(conn: &mut Conn<'_>, row: &ConversationRow) -> Result<()> {
    let held = privacy::holds_conversation(conn, row.shop_id, row.id).await?;
    if held { Err(Error::Conflict("on_hold")) } else { Ok(()) }
}
