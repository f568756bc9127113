//! Where files lie, as the setting `files` says it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use object_store::local::LocalFileSystem;

use super::{Vault, bucket};
use crate::config::Config;

/// A folder, or a bucket with a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Folder(PathBuf),
    Bucket { name: String, prefix: String },
}

impl Place {
    /// Where the settings say; nothing said is the folder `files` in the data folder.
    pub fn of(config: &Config) -> anyhow::Result<Self> {
        if config.files.is_empty() {
            return Ok(Self::Folder(config.data.join("files")));
        }
        Self::named(&config.files)
    }

    /// `s3://BUCKET/PREFIX`, or a folder.
    pub fn named(place: &str) -> anyhow::Result<Self> {
        let Some(bucket) = place.strip_prefix("s3://") else {
            ensure!(!place.contains("://"), "files lie in a folder or at s3://BUCKET/PREFIX, not at {place}");
            return Ok(Self::Folder(place.into()));
        };
        let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        let is_a_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        ensure!(!name.is_empty() && name.chars().all(is_a_name), "{place} names no bucket: s3://BUCKET/PREFIX");
        Ok(Self::Bucket { name: name.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
    }

    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Bucket { .. } => None,
        }
    }

    /// Opens the store there; a folder must exist, a bucket is not asked yet.
    pub fn open(&self, config: &Config) -> anyhow::Result<Vault> {
        match self {
            Self::Folder(folder) => {
                let objects = LocalFileSystem::new_with_prefix(folder)
                    .with_context(|| format!("open {}", folder.display()))?
                    // A message with a file is acknowledged only when its file would survive a power cut.
                    .with_fsync(true);
                Ok(Vault { objects: Arc::new(objects) })
            }
            Self::Bucket { name, prefix } => Ok(Vault { objects: bucket::open(config, name, prefix)? }),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::Bucket { name, prefix } if prefix.is_empty() => write!(f, "s3://{name}"),
            Self::Bucket { name, prefix } => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_a_bucket() {
        let bucket = |name: &str, prefix: &str| Place::Bucket { name: name.into(), prefix: prefix.into() };
        assert_eq!(Place::named("s3://shop-files").expect("a place"), bucket("shop-files", ""));
        assert_eq!(Place::named("s3://shop-files/a/b/").expect("a place"), bucket("shop-files", "a/b"));
        assert_eq!(Place::named("/srv/files").expect("a place"), Place::Folder("/srv/files".into()));
        for wrong in ["s3://", "s3:///prefix", "s3://me:secret@shop", "https://bucket.example", "s3://Shop"] {
            assert!(Place::named(wrong).is_err(), "{wrong}");
        }
        assert_eq!(bucket("shop", "a").to_string(), "s3://shop/a");
    }
}
