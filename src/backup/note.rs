//! What the audit log says of a backup, and of the way back.

use std::path::Path;

use super::manifest::Manifest;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::clock::Time;
use crate::db::Db;
use crate::error::Result;

/// Records a backup that was made. The backup is good without it: what keeps it from being recorded is only told.
pub async fn note(db: &Db, who: &Who, target: &Path, manifest: &Manifest, now: Time) {
    if manifest.schema_version != db.known_schema_version() {
        return;
    }
    let entry = about(Action::BackupMade, target, manifest).note("with_key", manifest.holds_key());
    tell_failure(record(db, who, &entry, now).await);
}

/// Records in a restored database where it came from. One of an older version may have no log that takes this.
pub async fn restored(db: &Db, source: &Path, manifest: &Manifest, now: Time) {
    let entry = about(Action::BackupRestored, source, manifest).note("made_at", manifest.created_at);
    tell_failure(record(db, &Who::terminal(), &entry, now).await);
}

fn about(action: Action, place: &Path, manifest: &Manifest) -> Entry {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    Entry::new(action)
        .on(Subject::named("backup", &name))
        .note("rows", manifest.total_rows())
        .note("bytes", manifest.total_bytes())
}

async fn record(db: &Db, who: &Who, entry: &Entry, now: Time) -> Result<()> {
    let mut tx = db.begin().await?;
    audit::record_everywhere(&mut tx.conn(), who, now, entry).await?;
    Ok(tx.commit().await?)
}

fn tell_failure(recorded: Result<()>) {
    if let Err(error) = recorded {
        tracing::warn!(%error, "not recorded in the audit log");
    }
}
