//! What was erased still lies in the free space of an SQLite file, and in parts of its word index, until both are
//! written anew: at once while the database is small, in the coming night when writers would wait for long.

use super::retention::night;
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{JobId, ShopId};
use crate::jobs::{self, Job, NewJob, Outcome};
use crate::{search, shops};

/// The kind of its job, of which there is one at a time.
pub const COMPACT: &str = "compact";

/// Up to this size writers wait for two seconds or so.
const SMALL_BYTES: u64 = 256 * 1024 * 1024;

/// Has the database written anew after this transaction.
pub async fn plan(app: &App, conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<()> {
    let bytes = app.db.bytes_to_compact().await?;
    if bytes == 0 {
        return Ok(());
    }
    let at = if bytes <= SMALL_BYTES {
        now
    } else {
        let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
        night::next(&shop.timezone, now)
    };
    let job = NewJob {
        id: JobId::new(),
        shop_id,
        kind: COMPACT,
        payload: String::new(),
        target: String::new(),
        lane: None,
        place: 0,
        about: None,
    };
    jobs::enqueue_once(conn, &job, COMPACT, at, now).await
}

pub async fn compact(app: &App, _: &Job) -> Result<Outcome> {
    search::sweep(&app.db).await?;
    // What reads for so long is a backup: the next try comes after it.
    Ok(if app.db.compact().await? { Outcome::Done } else { Outcome::Failed("somebody_reads".into()) })
}
