//! Asking for what is held about a customer, and getting it.

use futures::stream::BoxStream;

use super::{one_more, page};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CustomerId, ExportId, FileId, JobId, ShopId};
use crate::jobs::{self, NewJob};
use crate::privacy::export::{self, EXPORT};
use crate::privacy::model::{CustomerExport, ExportState};
use crate::privacy::store::exports as store;
use crate::{conversations, customers, files};

/// Begins to pack what is held about a customer.
pub async fn ask(app: &App, actor: &Actor, id: CustomerId, with_notes: bool) -> Result<CustomerExport> {
    actor.require(Permission::ManagePrivacy)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let customer = customers::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if customer.erased_at.is_some() {
        return Err(Error::Conflict("customer_erased"));
    }
    let known = store::of_customer(&mut conn, actor.shop_id, id).await?;
    if known.iter().any(|export| matches!(export.state, ExportState::Waiting | ExportState::Running)) {
        return Err(Error::Conflict("export_under_way"));
    }
    let held = conversations::erase::held_about(&mut conn, actor.shop_id, id).await?;
    let files = files::forget::seen_by_customer(&mut conn, actor.shop_id, id, with_notes).await?;
    let row = CustomerExport {
        id: ExportId::new(),
        shop_id: actor.shop_id,
        customer_id: id,
        customer_name: customer.name,
        asked_by: actor.staff_id,
        with_notes,
        state: ExportState::Waiting,
        done: 0,
        total: export::steps(held.messages, files.len()),
        size: None,
        created_at: now,
        finished_at: None,
        expires_at: None,
        url: None,
    };
    store::insert(&mut conn, &row).await?;
    jobs::enqueue(&mut conn, &[job_of(&row)], now).await?;
    let entry = Entry::new(Action::CustomerExported).on(Subject::customer(id)).note("with_notes", with_notes);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(row)
}

fn job_of(row: &CustomerExport) -> NewJob {
    NewJob {
        id: JobId(row.id.0),
        shop_id: row.shop_id,
        kind: EXPORT,
        payload: row.id.to_string(),
        target: String::new(),
        // A shop's exports are packed one after the other: they read much.
        lane: Some(format!("export:{}", row.shop_id)),
        place: row.created_at.0,
        about: None,
    }
}

/// A page of exports, the newest first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    after: Option<ExportId>,
    limit: usize,
) -> Result<(Vec<CustomerExport>, Option<ExportId>)> {
    actor.require(Permission::ManagePrivacy)?;
    let before = after.unwrap_or(ExportId(uuid::Uuid::max()));
    let mut reader = app.db.reader().await?;
    let mut rows = store::list(&mut reader.conn(), actor.shop_id, before, one_more(limit)).await?;
    rows.iter_mut().for_each(|row| sign(app, row));
    Ok(page(rows, limit, |row| row.id))
}

pub async fn show(app: &App, actor: &Actor, id: ExportId) -> Result<CustomerExport> {
    actor.require(Permission::ManagePrivacy)?;
    let mut reader = app.db.reader().await?;
    let mut row = store::find(&mut reader.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    sign(app, &mut row);
    Ok(row)
}

/// Gives a finished export its address.
pub fn sign(app: &App, row: &mut CustomerExport) {
    if is_open(app, row) {
        row.url = Some(format!("/api/v1/exports/{}/file?{}", row.id, app.files.signed_query(app.clock.now(), row.id)));
    }
}

fn is_open(app: &App, row: &CustomerExport) -> bool {
    row.state == ExportState::Ready && row.expires_at.is_some_and(|at| at > app.clock.now())
}

/// Forgets an export, or stops packing it.
pub async fn cancel(app: &App, actor: &Actor, id: ExportId) -> Result<()> {
    actor.require(Permission::ManagePrivacy)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    forget(app, &mut conn, &row).await?;
    let entry = Entry::new(Action::ExportDeleted).on(Subject::customer(row.customer_id));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    files::forget::bury(app).await
}

/// Forgets all exports of a customer; false while one is still being packed and has yet to notice.
pub async fn forget_of(app: &App, conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<bool> {
    let rows = store::of_customer(conn, shop_id, id).await?;
    for row in &rows {
        forget(app, conn, row).await?;
    }
    Ok(!rows.iter().any(|row| matches!(row.state, ExportState::Running | ExportState::Cancelled)))
}

async fn forget(app: &App, conn: &mut Conn<'_>, row: &CustomerExport) -> Result<()> {
    match row.state {
        // Whoever packs it is to clear away what it has written.
        ExportState::Running => store::set_state(conn, row.shop_id, row.id, ExportState::Cancelled).await,
        ExportState::Cancelled => Ok(()),
        ExportState::Waiting | ExportState::Ready | ExportState::Failed => {
            jobs::discard_many(conn, row.shop_id, &[JobId(row.id.0)]).await?;
            files::forget::doom(conn, row.shop_id, FileId(row.id.0), app.clock.now()).await?;
            store::delete(conn, row.shop_id, row.id).await
        }
    }
}

/// What a download gives.
pub struct Opened {
    pub export: CustomerExport,
    pub bytes: BoxStream<'static, std::io::Result<bytes::Bytes>>,
}

/// Opens an export by its signed address.
pub async fn open(app: &App, id: ExportId, expires: i64, signature: &str) -> Result<Opened> {
    if !app.files.is_good(app.clock.now(), id, expires, signature) {
        return Err(Error::NotFound);
    }
    let found = store::find_signed(&mut app.db.reader().await?.conn(), id).await?;
    let export = found.filter(|row| is_open(app, row)).ok_or(Error::NotFound)?;
    let bytes = app.files.stream(export.shop_id, FileId(id.0)).await?;
    Ok(Opened { export, bytes })
}
