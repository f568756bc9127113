//! Legal holds: what is to be kept whatever the rules say.

use super::{one_more, page};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, CustomerId, HoldId};
use crate::privacy::model::LegalHold;
use crate::privacy::store::holds as store;
use crate::{conversations, customers};

const MAX_REASON_CHARS: usize = 500;

/// Protects a customer, or one of their conversations, from being erased.
pub async fn place(
    app: &App,
    actor: &Actor,
    id: CustomerId,
    conversation_id: Option<ConversationId>,
    reason: &str,
) -> Result<LegalHold> {
    actor.require(Permission::ManagePrivacy)?;
    let reason = rules::clean_optional("reason", Some(reason.to_owned()), MAX_REASON_CHARS)?;
    let reason = reason.ok_or_else(|| Error::invalid("reason", "required"))?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let customer = customers::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if customer.erased_at.is_some() {
        return Err(Error::Conflict("customer_erased"));
    }
    let number = match conversation_id {
        Some(conversation_id) => {
            let found = conversations::store::get(&mut conn, actor.shop_id, conversation_id).await?;
            let own = found.filter(|conversation| conversation.customer_id == id);
            Some(own.ok_or_else(|| Error::invalid("conversation_id", "unknown"))?.number)
        }
        None => None,
    };
    let hold = LegalHold {
        id: HoldId::new(),
        customer_id: id,
        customer_name: customer.name,
        conversation_id,
        conversation_number: number,
        reason,
        placed_by: actor.staff_id,
        placed_at: app.clock.now(),
    };
    store::insert(&mut conn, actor.shop_id, &hold).await?;
    let entry = Entry::new(Action::HoldPlaced).on(Subject::customer(id)).note("conversation_id", conversation_id);
    audit::record(&mut conn, actor.shop_id, actor, hold.placed_at, entry).await?;
    tx.commit().await?;
    Ok(hold)
}

/// Lets a hold go.
pub async fn lift(app: &App, actor: &Actor, id: HoldId) -> Result<()> {
    actor.require(Permission::ManagePrivacy)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let (customer_id, conversation_id) = store::delete(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let entry =
        Entry::new(Action::HoldLifted).on(Subject::customer(customer_id)).note("conversation_id", conversation_id);
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}

/// A page of holds, the newest first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    after: Option<HoldId>,
    limit: usize,
) -> Result<(Vec<LegalHold>, Option<HoldId>)> {
    actor.require(Permission::ManagePrivacy)?;
    let before = after.unwrap_or(HoldId(uuid::Uuid::max()));
    let mut reader = app.db.reader().await?;
    let rows = store::list(&mut reader.conn(), actor.shop_id, before, one_more(limit)).await?;
    Ok(page(rows, limit, |row| row.id))
}
