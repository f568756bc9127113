//! Uploaded files on their way into a backup and out of it, wherever they lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use tokio::fs::OpenOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::manifest::{Entry, Manifest};
use super::{FILES, tree};
use crate::config::Config;
use crate::error::Error;
use crate::files::{Place, Stored, Vault};

/// A bucket answers late, but many at once.
const AT_ONCE: usize = 8;
const CHUNK_BYTES: usize = 256 * 1024;

/// Copies every uploaded file below `folder`; one that is gone by now is left out.
pub async fn copy_out(config: &Config, folder: &Path) -> anyhow::Result<Vec<Entry>> {
    let place = Place::of(config)?;
    if place.folder().is_some_and(|files| !files.exists()) {
        return Ok(Vec::new());
    }
    let vault = place.open(config)?;
    let mut stored: Vec<Stored> = vault.all().try_collect().await.with_context(|| format!("look into {place}"))?;
    stored.sort();
    let copies = futures::stream::iter(stored).map(|stored| copy_one(&vault, folder, stored.path)).buffered(AT_ONCE);
    let entries: Vec<Option<Entry>> = copies.try_collect().await?;
    Ok(entries.into_iter().flatten().collect())
}

async fn copy_one(vault: &Vault, folder: &Path, stored: String) -> anyhow::Result<Option<Entry>> {
    let mut chunks = match vault.stream_of(&stored).await {
        Ok(chunks) => chunks,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("read {stored}")),
    };
    let path = format!("{FILES}/{stored}");
    let target = folder.join(&path);
    tree::make_folder(tree::parent(&target))?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&target).await?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.with_context(|| format!("read {stored}"))?;
        hash.update(&chunk);
        bytes += chunk.len() as u64;
        file.write_all(&chunk).await?;
    }
    file.sync_all().await?;
    Ok(Some(Entry { path, bytes, sha256: hex::encode(hash.finalize()) }))
}

/// Where restored files go.
pub enum Shelf {
    /// Into the data folder, where they are moved with everything else that lies there.
    Data,
    /// Elsewhere, file by file.
    Elsewhere(Vault),
}

impl Shelf {
    /// The place of the settings, which must be empty.
    pub async fn of(config: &Config) -> anyhow::Result<Self> {
        let place = Place::of(config)?;
        if place == Place::Folder(config.data.join(FILES)) {
            return Ok(Self::Data);
        }
        if let Some(folder) = place.folder() {
            tree::make_folder(folder)?;
        }
        let vault = place.open(config)?;
        if !vault.is_empty().await.with_context(|| format!("look into {place}"))? {
            bail!("there are files already at {place}: name an empty place with the setting files");
        }
        Ok(Self::Elsewhere(vault))
    }

    /// Whether something of the backup lies here and not in the data folder.
    pub fn takes(&self, path: &str) -> bool {
        matches!(self, Self::Elsewhere(_)) && stored(path).is_some()
    }

    /// Puts the files of a backup that lies in `folder` in their place.
    pub async fn fill(&self, manifest: &Manifest, folder: &Path) -> anyhow::Result<()> {
        let Self::Elsewhere(vault) = self else { return Ok(()) };
        let files = manifest.files.iter().filter_map(|entry| Some((folder.join(&entry.path), stored(&entry.path)?)));
        let filling = futures::stream::iter(files).map(|(from, to)| bring_one(vault, from, to)).buffered(AT_ONCE);
        filling.try_collect().await
    }

    /// Takes back what [`Self::fill`] has put there.
    pub async fn empty(&self, manifest: &Manifest) {
        let Self::Elsewhere(vault) = self else { return };
        for path in manifest.files.iter().filter_map(|entry| stored(&entry.path)) {
            if let Err(error) = vault.remove(path).await {
                tracing::warn!(%error, path, "a restored file was left behind");
            }
        }
    }
}

async fn bring_one(vault: &Vault, from: PathBuf, to: &str) -> anyhow::Result<()> {
    let mut file = tokio::fs::File::open(&from).await?;
    let mut writing = vault.begin_at(to);
    loop {
        let mut chunk = BytesMut::with_capacity(CHUNK_BYTES);
        if file.read_buf(&mut chunk).await? == 0 {
            break;
        }
        writing.write(Bytes::from(chunk)).await.with_context(|| format!("store {to}"))?;
    }
    writing.finish().await.with_context(|| format!("store {to}"))
}

/// The path in the store of an uploaded file of a backup; none for keys.
fn stored(path: &str) -> Option<&str> {
    path.strip_prefix(FILES)?.strip_prefix('/')
}
