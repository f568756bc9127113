//! What is done with canned replies.

pub mod folders;
pub mod order;
pub mod render;
pub mod replies;
mod used;

pub use used::used;

use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::StaffId;

/// Whose a thing is that somebody writes: nobody's for the shop's, which takes a right of its own.
pub fn owner_for(actor: &Actor, shared: bool) -> Result<Option<StaffId>> {
    actor.require(if shared { Permission::ManageKnowledge } else { Permission::ServeConversations })?;
    Ok((!shared).then_some(actor.staff_id))
}

/// Asks for the right to change what is there, which somebody sees already.
pub fn require_change(actor: &Actor, owner_id: Option<StaffId>) -> Result<()> {
    owner_for(actor, owner_id.is_none()).map(drop)
}

/// Tells everybody of what is shared; what is one's own concerns nobody else.
pub async fn tell(conn: &mut Conn<'_>, actor: &Actor, now: Time, shared: bool) -> Result<Vec<Event>> {
    if !shared {
        return Ok(Vec::new());
    }
    events::record(conn, actor.shop_id, now, &[NewEvent::canned_replies_updated()]).await
}

/// More than a shop or a colleague can find again.
pub fn at_most(count: i64, owner_id: Option<StaffId>) -> Result<()> {
    const MOST_SHARED: i64 = 2000;
    const MOST_OWN: i64 = 500;
    if count > if owner_id.is_some() { MOST_OWN } else { MOST_SHARED } {
        return Err(Error::Conflict("too_many_canned_replies"));
    }
    Ok(())
}
