use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::canned_replies::store::replies as store;
use crate::error::{Error, Result};
use crate::ids::CannedReplyId;

/// Notes that a reply was sent.
pub async fn used(app: &App, actor: &Actor, id: CannedReplyId) -> Result<()> {
    actor.require(Permission::ServeConversations)?;
    let mut tx = app.db.begin().await?;
    if !store::note_use(&mut tx.conn(), actor.shop_id, actor.staff_id, id, app.clock.now()).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}
