//! Whether somebody may reply as a conversation stands: asked beforehand by whoever does more than reply.

use super::model::ConversationRow;
use super::rules;
use crate::auth::Actor;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::Seq;
use crate::reception;

/// As the reply itself would be refused: a colleague owns a locked conversation, or replied after what the writer saw.
pub async fn reply(conn: &mut Conn<'_>, actor: &Actor, row: &ConversationRow, seen_seq: Option<Seq>) -> Result<()> {
    if rules::is_anothers(row, actor.staff_id) && !reception::may_take_over(conn, actor).await? {
        return Err(Error::Forbidden("owned_by_colleague"));
    }
    if rules::collides(row, actor.staff_id, seen_seq) {
        return Err(Error::Conflict("conversation_changed"));
    }
    Ok(())
}
