//! Colleagues block a customer, for a while or for good, and let them write again.

use super::model::{Block, Blocked, BlockedCustomer, Wanted};
use super::{end, store};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::{Actor, Permission, rules};
use crate::clock::Time;
use crate::conversations::spam;
use crate::customers::{CustomerRow, find_row};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{CustomerId, ShopId};

const MAX_REASON_CHARS: usize = 300;
/// Who does not lead blocks no longer than this: a day to cool down, and to ask a lead.
const LONGEST_OF_AGENTS_SECONDS: i64 = 24 * 3600;
const LONGEST_SECONDS: i64 = 366 * 86_400;

/// A page of blocked customers, the newest block first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    after: Option<(Time, CustomerId)>,
    limit: usize,
) -> Result<(Vec<BlockedCustomer>, Option<(Time, CustomerId)>)> {
    actor.require(Permission::ReadCustomers)?;
    let from = after.unwrap_or((Time(i64::MAX), CustomerId(uuid::Uuid::max())));
    let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut rows = store::page(&mut app.db.reader().await?.conn(), actor.shop_id, from, one_more).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| (last.blocked_at, last.customer_id));
    Ok((rows, next))
}

/// Blocks a customer, or says anew why and until when.
pub async fn block(app: &App, actor: &Actor, id: CustomerId, wanted: Wanted) -> Result<Blocked> {
    actor.require(Permission::ServeConversations)?;
    let now = app.clock.now();
    let reason = rules::clean_optional("reason", wanted.reason, MAX_REASON_CHARS)?;
    let until_at = ahead(actor, wanted.until_at, now)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let customer = living(&mut conn, actor, id).await?;
    if let Some(before) = store::find(&mut conn, actor.shop_id, id).await? {
        may_change(actor, &before)?;
    }
    let block = Block { customer_id: id, reason, until_at, blocked_by: Some(actor.staff_id), blocked_at: now };
    store::save(&mut conn, actor.shop_id, &block).await?;
    match until_at {
        Some(until) => end::at(&mut conn, actor.shop_id, id, until, now).await?,
        None => end::never(&mut conn, actor.shop_id, id).await?,
    }
    let (ended, mut told) = spam::end_all(&mut conn, actor.shop_id, id, Some(actor.staff_id), now).await?;
    let entry = Entry::new(Action::CustomerBlocked).on(Subject::customer(customer.id)).note("until_at", until_at);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let news = [NewEvent::customer_updated(id), NewEvent::block_updated(id)];
    told.extend(events::record(&mut conn, actor.shop_id, now, &news).await?);
    tx.commit().await?;
    app.live.publish(told);
    if !ended.is_empty() {
        app.live.counts_moved(actor.shop_id);
    }
    app.jobs.ring();
    Ok(Blocked { block, ended })
}

/// Lets a customer write again; what they wrote meanwhile stays laid aside.
pub async fn lift(app: &App, actor: &Actor, id: CustomerId) -> Result<()> {
    actor.require(Permission::ServeConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    living(&mut conn, actor, id).await?;
    let Some(before) = store::find(&mut conn, actor.shop_id, id).await? else { return Ok(()) };
    may_change(actor, &before)?;
    end::never(&mut conn, actor.shop_id, id).await?;
    let events = lift_in(&mut conn, actor.shop_id, Who::from(actor), id, now).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(())
}

/// Lifts a block in the caller's transaction, which holds the shop.
pub(super) async fn lift_in(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    who: Who,
    id: CustomerId,
    now: Time,
) -> Result<Vec<Event>> {
    store::lift(conn, shop_id, id).await?;
    let mut news = spam::let_go(conn, shop_id, id).await?;
    news.extend([NewEvent::customer_updated(id), NewEvent::block_updated(id)]);
    let entry = Entry::new(Action::CustomerUnblocked).on(Subject::customer(id));
    audit::record(conn, shop_id, who, now, entry).await?;
    events::record(conn, shop_id, now, &news).await
}

/// Two customers turn out to be one: if either is blocked, the one of both is. What to tell of it.
pub async fn hand_over(conn: &mut Conn<'_>, from: &CustomerRow, to: &CustomerRow, now: Time) -> Result<Vec<Event>> {
    let shop_id = to.shop_id;
    let of_from = store::find(conn, shop_id, from.id).await?;
    let of_to = store::find(conn, shop_id, to.id).await?;
    store::forget(conn, shop_id, from.id).await?;
    end::never(conn, shop_id, from.id).await?;
    let block = match (of_from, of_to) {
        (None, None) => return Ok(Vec::new()),
        (_, Some(block)) => block,
        (Some(block), None) => Block { customer_id: to.id, ..block },
    };
    store::save(conn, shop_id, &block).await?;
    if let Some(until) = block.until_at {
        end::at(conn, shop_id, to.id, until, now).await?;
    }
    let (_, mut told) = spam::end_all(conn, shop_id, to.id, None, now).await?;
    told.extend(events::record(conn, shop_id, now, &[NewEvent::block_updated(to.id)]).await?);
    Ok(told)
}

async fn living(conn: &mut Conn<'_>, actor: &Actor, id: CustomerId) -> Result<CustomerRow> {
    let customer = find_row(conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if customer.erased_at.is_some() { Err(Error::Conflict("customer_erased")) } else { Ok(customer) }
}

fn leads(actor: &Actor) -> bool {
    actor.require(Permission::ManageReception).is_ok()
}

/// What a lead decided an agent does not undo.
fn may_change(actor: &Actor, block: &Block) -> Result<()> {
    let may = leads(actor) || block.blocked_by == Some(actor.staff_id);
    if may { Ok(()) } else { Err(Error::Forbidden("block_of_colleague")) }
}

fn ahead(actor: &Actor, until: Option<Time>, now: Time) -> Result<Option<Time>> {
    if until.is_some_and(|until| until <= now || until > now.plus_seconds(LONGEST_SECONDS)) {
        return Err(Error::invalid("until_at", "out_of_range"));
    }
    let longest = now.plus_seconds(LONGEST_OF_AGENTS_SECONDS);
    if !leads(actor) && until.is_none_or(|until| until > longest) {
        return Err(Error::Forbidden("block_too_long"));
    }
    Ok(until)
}
