//! What a backup holds, in its own words: `manifest.json`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::clock::Time;

const NAME: &str = "manifest.json";
/// Raised when an older program could no longer read what a newer one wrote.
const FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The program that made it.
    pub zhanggui: String,
    pub created_at: Time,
    /// `sqlite` or `postgres`.
    pub engine: String,
    pub engine_version: String,
    /// The version of the tables.
    pub schema_version: i64,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    pub database: Entry,
    /// The key that the secrets in the database are sealed with.
    #[serde(default)]
    pub key_id: Option<String>,
    /// Uploaded files and keys, by their place in the data folder.
    pub files: Vec<Entry>,
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Below the backup's folder, with slashes.
    pub path: String,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

impl Manifest {
    pub fn new(created_at: Time, engine: &str, database: Entry) -> Self {
        Self {
            format: FORMAT,
            zhanggui: env!("CARGO_PKG_VERSION").to_owned(),
            created_at,
            engine: engine.to_owned(),
            engine_version: String::new(),
            schema_version: 0,
            rows: BTreeMap::new(),
            database,
            key_id: None,
            files: Vec::new(),
        }
    }

    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(NAME);
        let bytes = std::fs::read(&path).with_context(|| format!("{} is no backup", folder.display()))?;
        let manifest: Self = serde_json::from_slice(&bytes).with_context(|| format!("read {}", path.display()))?;
        if manifest.format > FORMAT {
            bail!("the backup was made by Zhanggui {}, which is newer than this program", manifest.zhanggui);
        }
        for entry in manifest.entries() {
            entry.check_path()?;
        }
        Ok(manifest)
    }

    /// Writes it so that it survives a power cut.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let file = std::fs::File::create(folder.join(NAME))?;
        serde_json::to_writer_pretty(&file, self)?;
        Ok(file.sync_all()?)
    }

    /// Every file but the manifest.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        std::iter::once(&self.database).chain(&self.files)
    }

    /// Whether the installation key is in it.
    pub fn holds_key(&self) -> bool {
        self.files.iter().any(|entry| !entry.path.contains('/') && entry.path.ends_with(".key"))
    }

    /// All tables together.
    pub fn total_rows(&self) -> i64 {
        self.rows.values().sum()
    }

    pub fn total_bytes(&self) -> u64 {
        self.entries().map(|entry| entry.bytes).sum()
    }
}

impl Entry {
    /// A manifest from elsewhere must not name a place outside its backup.
    fn check_path(&self) -> anyhow::Result<()> {
        let is_inside = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\\');
        if !self.path.split('/').all(is_inside) {
            bail!("the manifest names a place outside the backup: {}", self.path);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_stays_inside_its_backup() {
        let path = |path: &str| Entry { path: path.into(), bytes: 0, sha256: String::new() }.check_path();
        assert!(path("files/shop/a.thumb").is_ok() && path("files.key").is_ok());
        for outside in ["/etc/passwd", "../x", "files/../../x", "files//x", "", "files\\..\\x", "."] {
            assert!(path(outside).is_err(), "{outside}");
        }
    }
}
