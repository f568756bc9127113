//! What the audit log says of a backup.

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
    if let Err(error) = record(db, who, target, manifest, now).await {
        tracing::warn!(%error, "the backup could not be recorded in the audit log");
    }
}

async fn record(db: &Db, who: &Who, target: &Path, manifest: &Manifest, now: Time) -> Result<()> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let entry = Entry::new(Action::BackupMade)
        .on(Subject::named("backup", &name))
        .note("rows", manifest.total_rows())
        .note("bytes", manifest.total_bytes())
        .note("with_key", manifest.holds_key());
    let mut tx = db.begin().await?;
    audit::record_everywhere(&mut tx.conn(), who, now, &entry).await?;
    Ok(tx.commit().await?)
}
