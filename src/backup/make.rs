//! Makes a backup while the server runs.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::manifest::{Entry, Manifest};
use super::{POSTGRES_FILE, SQLITE_FILE, archive, files, postgres, tree};
use crate::clock::Time;
use crate::config::Config;
use crate::db::{Db, check_copy};
use crate::privacy;
use crate::sealed::{self, KeyFile};

/// A backup that is being made, or was cut short.
pub const UNFINISHED: &str = ".partial";

/// Whether the installation key goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// If it lies in the data folder; a key that lies elsewhere is kept by whoever put it there.
    WithKey,
    WithoutKey,
}

/// Makes a backup under a name that is still free: a folder, or one file when the name ends with `.tar`.
pub async fn make(db: &Db, config: &Config, target: &Path, keep: Keep, now: Time) -> anyhow::Result<Manifest> {
    if target.exists() {
        bail!("{} is there already", target.display());
    }
    let folder = tree::with_ending(target, UNFINISHED);
    let made = fill(db, config, &folder, target, keep, now).await;
    if made.is_ok() {
        // Whoever is erased from now on is in the backup still: beside it stands who was.
        let beside = tree::parent(target).join(privacy::LEDGER);
        privacy::bring_ledger(&config.data.join(privacy::LEDGER), &beside)?;
    }
    if made.is_err() {
        // What failed says more than what could not be cleared away after it.
        drop(tree::remove(&folder).and(tree::remove(&packed(&folder))));
    }
    made
}

async fn fill(
    db: &Db,
    config: &Config,
    folder: &Path,
    target: &Path,
    keep: Keep,
    now: Time,
) -> anyhow::Result<Manifest> {
    tree::remove(folder).with_context(|| format!("clear {}", folder.display()))?;
    tree::make_folder(folder)?;
    let mut manifest = match db {
        Db::Sqlite { .. } => copy_sqlite(db, folder, now).await?,
        Db::Postgres { .. } => dump_postgres(db, config, folder, now).await?,
    };
    manifest.engine_version = db.engine_version().await?;
    manifest.files = files::copy_out(config, folder).await.context("copy the files")?;
    if db.schema_version().await? == Some(db.known_schema_version()) {
        manifest.key_id = sealed::key_id(db).await?;
    }
    let (config, folder, target) = (config.clone(), folder.to_owned(), target.to_owned());
    tokio::task::spawn_blocking(move || finish(manifest, &config, keep, &folder, &target)).await?
}

async fn copy_sqlite(db: &Db, folder: &Path, now: Time) -> anyhow::Result<Manifest> {
    let copy = folder.join(SQLITE_FILE);
    db.copy_to(&copy).await.context("copy the database")?;
    let checked = check_copy(&copy).await?;
    let mut manifest = Manifest::new(now, db.engine(), entry(folder, SQLITE_FILE).await?);
    manifest.schema_version = checked.schema_version.context("the database has no tables yet")?;
    manifest.rows = checked.rows;
    Ok(manifest)
}

async fn dump_postgres(db: &Db, config: &Config, folder: &Path, now: Time) -> anyhow::Result<Manifest> {
    let mut moment = db.moment().await?;
    let rows = moment.rows().await?;
    let schema_version = db.schema_version().await?.context("the database has no tables yet")?;
    postgres::dump(&config.database_url(), &moment.name, &folder.join(POSTGRES_FILE)).await?;
    let mut manifest = Manifest::new(now, db.engine(), entry(folder, POSTGRES_FILE).await?);
    manifest.schema_version = schema_version;
    manifest.rows = rows;
    Ok(manifest)
}

async fn entry(folder: &Path, name: &'static str) -> anyhow::Result<Entry> {
    let path = folder.join(name);
    let (bytes, sha256) = tokio::task::spawn_blocking(move || tree::sum(&path)).await??;
    Ok(Entry { path: name.to_owned(), bytes, sha256 })
}

/// Adds the key, and gives the whole its name when all of it is on the disk.
fn finish(
    mut manifest: Manifest,
    config: &Config,
    keep: Keep,
    folder: &Path,
    target: &Path,
) -> anyhow::Result<Manifest> {
    if keep == Keep::WithKey {
        let key = KeyFile::of(config).name_within(&config.data);
        manifest.files.extend(tree::copy_all(&config.data, folder, key.into_iter().collect())?);
    }
    manifest.write(folder)?;
    if archive::is_archive(target) {
        let packed = packed(folder);
        archive::pack(folder, &packed)?;
        std::fs::rename(&packed, target)?;
        tree::remove(folder)?;
    } else {
        for below in tree::folders(folder)? {
            tree::sync_folder(&below)?;
        }
        std::fs::rename(folder, target)?;
    }
    tree::sync_folder(tree::parent(target))?;
    Ok(manifest)
}

/// The one file while it is being written.
fn packed(folder: &Path) -> PathBuf {
    tree::with_ending(folder, ".tar")
}
