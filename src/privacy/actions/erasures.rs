//! Erasing a customer: the person at once, words and files by a job that follows.

use super::{one_more, page};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::{Actor, Permission};
use crate::channels::email;
use crate::customers::{self, CustomerRow, IdentityKind};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{CustomerId, ErasureId, JobId, ShopId};
use crate::jobs::{self, NewJob};
use crate::privacy::erase::ERASE;
use crate::privacy::model::{Erasure, ErasureState};
use crate::privacy::store;
use crate::{conversations, files, shops, webhooks};

/// Erases a customer whose name was typed as it stands.
pub async fn ask(app: &App, actor: &Actor, id: CustomerId, name: &str) -> Result<Erasure> {
    actor.require(Permission::ManagePrivacy)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let customer = customers::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if customer.erased_at.is_some() {
        return Err(Error::Conflict("customer_erased"));
    }
    if store::holds::protects(&mut conn, actor.shop_id, id).await? {
        return Err(Error::Conflict("on_hold"));
    }
    if customer.name != name.trim() {
        return Err(Error::invalid("name", "does_not_match"));
    }
    let (erasure, told) = begin(app, &mut conn, &customer, Some(actor)).await?;
    tx.commit().await?;
    shut_out(app, id, told);
    Ok(erasure)
}

/// Erases somebody again who came back with a restored backup; false if they did not come back.
pub async fn again(app: &App, shop_id: ShopId, id: CustomerId) -> Result<bool> {
    let found = customers::find_row(&mut app.db.reader().await?.conn(), shop_id, id).await?;
    let Some(customer) = found.filter(|customer| customer.erased_at.is_none()) else { return Ok(false) };
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let (_, told) = begin(app, &mut conn, &customer, None).await?;
    tx.commit().await?;
    shut_out(app, id, told);
    Ok(true)
}

/// Takes the person away and leaves a job that takes the rest.
async fn begin(
    app: &App,
    conn: &mut Conn<'_>,
    customer: &CustomerRow,
    actor: Option<&Actor>,
) -> Result<(Erasure, Vec<Event>)> {
    let (shop_id, id, now) = (customer.shop_id, customer.id, app.clock.now());
    let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
    let erasure = Erasure {
        id: ErasureId::new(),
        shop_id,
        customer_id: id,
        asked_by: actor.map(|actor| actor.staff_id),
        state: ErasureState::Running,
        total: held(conn, shop_id, id).await?,
        conversations: 0,
        messages: 0,
        files: 0,
        deliveries: 0,
        asked_at: now,
        finished_at: None,
    };
    store::erasures::insert(conn, &erasure).await?;
    // As long as it is known by what they wrote.
    for known in customers::identities(conn, shop_id, &[id]).await? {
        if known.kind == IdentityKind::Channel {
            email::forget_sender(conn, shop_id, &known.value).await?;
        }
    }
    for known in customers::known_as(conn, shop_id, id).await? {
        email::forget_customer(conn, shop_id, known).await?;
    }
    customers::wipe(conn, shop_id, id, &shop.locale, now).await?;
    jobs::enqueue(conn, &[job_of(&erasure)], now).await?;
    let entry = Entry::new(Action::CustomerErased).on(Subject::customer(id)).note("erasure_id", erasure.id);
    audit::record(conn, shop_id, actor.map_or_else(Who::system, Who::from), now, entry).await?;
    let told = events::record(conn, shop_id, now, &[NewEvent::customer_erased(id)]).await?;
    Ok((erasure, told))
}

/// How much there is to take.
async fn held(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<i64> {
    let messages = conversations::erase::held_about(conn, shop_id, id).await?.messages;
    let files = files::forget::seen_by_customer(conn, shop_id, id, true).await?.len();
    let mut deliveries = 0;
    for known in customers::known_as(conn, shop_id, id).await? {
        deliveries += webhooks::forget::count_about(conn, shop_id, known).await?;
    }
    Ok(messages + i64::try_from(files).unwrap_or(i64::MAX) + deliveries)
}

fn job_of(erasure: &Erasure) -> NewJob {
    NewJob {
        id: JobId(erasure.id.0),
        shop_id: erasure.shop_id,
        kind: ERASE,
        payload: erasure.id.to_string(),
        target: String::new(),
        lane: Some(format!("erase:{}", erasure.shop_id)),
        place: erasure.asked_at.0,
        about: None,
    }
}

/// Ends what the customer has open, here and at other processes, and tells the desks.
fn shut_out(app: &App, id: CustomerId, told: Vec<Event>) {
    app.auth.forget_visitors();
    app.live.close_customer(id);
    app.live.publish(told);
    app.jobs.ring();
}

/// A page of erasures, the newest first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    after: Option<ErasureId>,
    limit: usize,
) -> Result<(Vec<Erasure>, Option<ErasureId>)> {
    actor.require(Permission::ManagePrivacy)?;
    let before = after.unwrap_or(ErasureId(uuid::Uuid::max()));
    let mut reader = app.db.reader().await?;
    let rows = store::erasures::list(&mut reader.conn(), actor.shop_id, before, one_more(limit)).await?;
    Ok(page(rows, limit, |row| row.id))
}

pub async fn show(app: &App, actor: &Actor, id: ErasureId) -> Result<Erasure> {
    actor.require(Permission::ManagePrivacy)?;
    let mut reader = app.db.reader().await?;
    store::erasures::find(&mut reader.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)
}
