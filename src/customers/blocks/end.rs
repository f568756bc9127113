//! Lifts a block at its end: a job, so that a restart loses nothing and one process does it.

use super::{actions, store};
use crate::app::App;
use crate::audit::Who;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CustomerId, JobId, ShopId};
use crate::jobs::{self, Job, NewJob, Outcome};

pub const END: &str = "end_block";

/// Lets a block end at a time, in the caller's transaction; another time for the same one replaces this.
pub(super) async fn at(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId, until: Time, now: Time) -> Result<()> {
    let job = NewJob {
        id: JobId::new(),
        shop_id,
        kind: END,
        payload: id.to_string(),
        target: String::new(),
        lane: None,
        place: 0,
        about: None,
    };
    jobs::enqueue_once(conn, &job, &key(id), until, now).await
}

/// Lets it not end by itself.
pub(super) async fn never(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    jobs::discard_once(conn, shop_id, &key(id)).await
}

fn key(id: CustomerId) -> String {
    format!("{END}:{id}")
}

/// Lifts a block whose time has come; nothing where it was lifted or prolonged before.
pub async fn end(app: &App, job: &Job) -> Result<Outcome> {
    let id: CustomerId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[job.shop_id]).await?;
    let mut conn = tx.conn();
    let found = store::find(&mut conn, job.shop_id, id).await?;
    if found.is_none_or(|block| block.until_at.is_none_or(|until| until > now)) {
        return Ok(Outcome::Done);
    }
    let events = actions::lift_in(&mut conn, job.shop_id, Who::system(), id, now).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(Outcome::Done)
}
