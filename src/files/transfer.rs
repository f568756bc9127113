//! Copies all files from one place to another, such as from a folder to a bucket.
//!
//! Invariant: what counts as copied was read back from the other place and is the same, byte by byte; so a copy that was
//! cut off goes on where it was.

use anyhow::{Context, bail};
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};

use super::vault::{Stored, Vault};

/// A bucket answers late, but many at once.
const AT_ONCE: usize = 8;

/// What lies at both places now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    pub files: usize,
    pub bytes: u64,
    /// Of these so many were there before.
    pub known: usize,
    /// Over the names and hashes of all of them.
    pub checksum: String,
}

/// Copies what is not there yet; `progress` hears how many are done, of how many.
pub async fn copy(from: &Vault, to: &Vault, mut progress: impl FnMut(usize, usize)) -> anyhow::Result<Copied> {
    let mut stored: Vec<Stored> = from.all().try_collect().await.context("look at what there is")?;
    stored.sort();
    let files = stored.len();
    let mut copied = Copied { files, ..Copied::default() };
    let mut checksum = Sha256::new();
    let mut copies = futures::stream::iter(stored).map(|stored| copy_one(from, to, stored)).buffered(AT_ONCE);
    let mut done = 0;
    while let Some(one) = copies.try_next().await? {
        checksum.update(format!("{} {}\n", hex::encode(one.hash), one.stored.path));
        copied.bytes += one.stored.bytes;
        copied.known += usize::from(one.was_known);
        done += 1;
        progress(done, files);
    }
    copied.checksum = hex::encode(checksum.finalize());
    Ok(copied)
}

struct One {
    stored: Stored,
    hash: [u8; 32],
    was_known: bool,
}

async fn copy_one(from: &Vault, to: &Vault, stored: Stored) -> anyhow::Result<One> {
    let path = &stored.path;
    if to.size_of(path).await.with_context(|| format!("look for {path}"))? == Some(stored.bytes) {
        let hash = hash_of(from, path).await?;
        if hash == hash_of(to, path).await? {
            return Ok(One { stored, hash, was_known: true });
        }
    }
    let hash = pass(from, path, to).await?;
    if hash_of(to, path).await? != hash {
        bail!("{path} came back other than it went: the place it was copied to is not to be trusted");
    }
    Ok(One { stored, hash, was_known: false })
}

/// Copies one file; the hash of what went by.
async fn pass(from: &Vault, path: &str, to: &Vault) -> anyhow::Result<[u8; 32]> {
    let mut chunks = from.stream_of(path).await.with_context(|| format!("read {path}"))?;
    let mut writing = to.begin_at(path);
    let mut hash = Sha256::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.with_context(|| format!("read {path}"))?;
        hash.update(&chunk);
        writing.write(chunk).await.with_context(|| format!("store {path}"))?;
    }
    writing.finish().await.with_context(|| format!("store {path}"))?;
    Ok(hash.finalize().into())
}

async fn hash_of(vault: &Vault, path: &str) -> anyhow::Result<[u8; 32]> {
    let mut chunks = vault.stream_of(path).await.with_context(|| format!("read {path}"))?;
    let mut hash = Sha256::new();
    while let Some(chunk) = chunks.next().await {
        hash.update(chunk.with_context(|| format!("read {path}"))?);
    }
    Ok(hash.finalize().into())
}
