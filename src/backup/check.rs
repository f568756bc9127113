//! Opens a backup again and holds it against its manifest.

use std::path::Path;

use anyhow::{Context, bail};

use super::manifest::{Entry, Manifest};
use super::{archive, postgres, tree};
use crate::db::check_copy;

/// Whether a backup is whole: every file with its hash, the database sound, as many rows as were counted.
pub async fn check(source: &Path) -> anyhow::Result<Manifest> {
    if !archive::is_archive(source) {
        return check_folder(source).await;
    }
    let folder = tree::with_ending(source, ".checking");
    tree::remove(&folder)?;
    let unpacked = {
        let (source, folder) = (source.to_owned(), folder.clone());
        tokio::task::spawn_blocking(move || archive::unpack(&source, &folder)).await?
    };
    let checked = match unpacked {
        Ok(()) => check_folder(&folder).await,
        Err(error) => Err(error),
    };
    tree::remove(&folder)?;
    checked
}

/// As [`check`], of a backup that is a folder.
pub async fn check_folder(folder: &Path) -> anyhow::Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    let hashed = {
        let (manifest, folder) = (manifest.clone(), folder.to_owned());
        tokio::task::spawn_blocking(move || manifest.entries().try_for_each(|entry| check_entry(&folder, entry)))
    };
    hashed.await??;
    let database = folder.join(&manifest.database.path);
    match manifest.engine.as_str() {
        "sqlite" => check_sqlite(&database, &manifest).await?,
        "postgres" => postgres::check(&database).await?,
        other => bail!("the backup is of an unknown database: {other}"),
    }
    Ok(manifest)
}

fn check_entry(folder: &Path, entry: &Entry) -> anyhow::Result<()> {
    let (bytes, sha256) =
        tree::sum(&folder.join(&entry.path)).with_context(|| format!("{} cannot be read", entry.path))?;
    if bytes != entry.bytes || sha256 != entry.sha256 {
        bail!("{} is not what was backed up: {bytes} bytes, SHA-256 {sha256}", entry.path);
    }
    Ok(())
}

async fn check_sqlite(database: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let found = check_copy(database).await.context("the database in the backup cannot be read")?;
    if let Some(first) = found.damage.first() {
        bail!("the database in the backup is damaged: {first}");
    }
    if found.rows != manifest.rows {
        bail!("the database in the backup does not have the rows that were counted");
    }
    Ok(())
}
