//! Packs what the shop holds about a customer as one ZIP: a page to read, the same as JSON, and the files.
//!
//! Invariant: the bytes of an export are doomed before the first of them is written, and spared only until it runs
//! out; whatever is cut off in between is cleared away like any file whose time has come.

mod archive;
mod gather;
mod page;
mod words;

use std::time::{Duration, Instant};

use archive::Packer;

use super::model::{CustomerExport, ExportState};
use super::store::exports as store;
use crate::app::App;
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::files;
use crate::ids::{ExportId, FileId};
use crate::jobs::{Job, Outcome};

/// The kind of its jobs.
pub const EXPORT: &str = "export_customer";

/// A finished export is kept so long.
const KEPT_SECONDS: i64 = 7 * 24 * 3600;
/// Bytes of an export that makes no progress for so long are cleared away.
const ABANDONED_SECONDS: i64 = 3600;
const TELL_EVERY: Duration = Duration::from_millis(500);

/// How many steps an export takes: messages are written twice, as a page and as data.
pub(super) fn steps(messages: i64, files: usize) -> i64 {
    messages * 2 + i64::try_from(files).unwrap_or(i64::MAX)
}

pub async fn export(app: &App, job: &Job) -> Result<Outcome> {
    let id: ExportId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let found = store::find(&mut app.db.reader().await?.conn(), job.shop_id, id).await?;
    let Some(export) = found else { return Ok(Outcome::Done) };
    match pack(app, &export).await {
        Ok(()) => Ok(Outcome::Done),
        Err(Stopped::NotWanted) => forget(app, &export).await.map(|()| Outcome::Done),
        Err(Stopped::Failed(error)) => {
            if job.is_last_attempt() {
                give_up(app, &export).await?;
            }
            Err(error)
        }
    }
}

/// Why packing ended early.
#[derive(Debug)]
enum Stopped {
    /// Cancelled, or the customer is being erased.
    NotWanted,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

async fn pack(app: &App, export: &CustomerExport) -> Result<(), Stopped> {
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    if !store::begin(&mut conn, export.shop_id, export.id).await? {
        return Err(Stopped::NotWanted);
    }
    files::forget::doom(&mut conn, export.shop_id, FileId(export.id.0), abandoned_at(app)).await?;
    tx.commit().await?;

    let mut packer = Packer::start(app, export.shop_id, FileId(export.id.0));
    let mut progress = Progress { app, export, done: 0, told_at: Instant::now() };
    let filled = fill(app, export, &mut packer, &mut progress).await;
    if let Err(stopped) = filled {
        packer.abort().await;
        return Err(stopped);
    }
    let size = packer.finish().await?;

    let now = app.clock.now();
    let expires_at = now.plus_seconds(KEPT_SECONDS);
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    if !store::finish(&mut conn, export.shop_id, export.id, size, now, expires_at).await? {
        return Err(Stopped::NotWanted);
    }
    files::forget::doom(&mut conn, export.shop_id, FileId(export.id.0), expires_at).await?;
    Ok(tx.commit().await?)
}

/// Files first: data and page then name those that are really there.
async fn fill(
    app: &App,
    export: &CustomerExport,
    packer: &mut Packer,
    progress: &mut Progress<'_>,
) -> Result<(), Stopped> {
    let subject = gather::Subject::load(app, export).await?;
    let packed = gather::files(app, export, packer, progress).await?;
    gather::mails(app, &subject, packer).await?;
    gather::data(app, &subject, &packed, packer, progress).await?;
    page::write(app, &subject, &packed, packer, progress).await
}

fn abandoned_at(app: &App) -> Time {
    app.clock.now().plus_seconds(ABANDONED_SECONDS)
}

/// Clears away what was written of an export that nobody wants.
async fn forget(app: &App, export: &CustomerExport) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    files::forget::doom(&mut conn, export.shop_id, FileId(export.id.0), app.clock.now()).await?;
    tx.commit().await?;
    files::forget::bury(app).await?;
    // Whoever waits for it to stop sees the row go when the bytes are gone.
    let mut tx = app.db.begin().await?;
    store::delete(&mut tx.conn(), export.shop_id, export.id).await?;
    Ok(tx.commit().await?)
}

async fn give_up(app: &App, export: &CustomerExport) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::set_state(&mut tx.conn(), export.shop_id, export.id, ExportState::Failed).await?;
    Ok(tx.commit().await?)
}

/// Tells now and then how far it is, and learns whether anybody still wants it.
struct Progress<'a> {
    app: &'a App,
    export: &'a CustomerExport,
    done: i64,
    told_at: Instant,
}

impl Progress<'_> {
    async fn step(&mut self, steps: usize) -> Result<(), Stopped> {
        self.done += i64::try_from(steps).unwrap_or(i64::MAX);
        if self.told_at.elapsed() < TELL_EVERY {
            return Ok(());
        }
        self.told_at = Instant::now();
        let CustomerExport { shop_id, id, .. } = *self.export;
        let mut tx = self.app.db.begin().await?;
        let mut conn = tx.conn();
        let wanted = store::progress(&mut conn, shop_id, id, self.done).await?;
        files::forget::put_off_doom(&mut conn, shop_id, FileId(id.0), abandoned_at(self.app)).await?;
        tx.commit().await?;
        if wanted { Ok(()) } else { Err(Stopped::NotWanted) }
    }
}
