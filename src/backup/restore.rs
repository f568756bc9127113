//! Brings a backup to an empty machine: all of it, or nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::check::check_folder;
use super::files::Shelf;
use super::manifest::Manifest;
use super::{archive, note, postgres, tree};
use crate::clock::Time;
use crate::config::Config;
use crate::db::{self, Db};
use crate::privacy;

/// What is being restored lies here until all of it is there and checked.
const STAGE: &str = ".restoring";

/// A server must not start on half of a shop.
pub fn refuse_unfinished(data: &Path) -> anyhow::Result<()> {
    if data.join(STAGE).exists() {
        bail!(
            "a restore into {} was cut short: empty the folder (and a PostgreSQL database) and restore again",
            data.display()
        );
    }
    Ok(())
}

/// Restores a backup into the data folder and database of the settings, both of which must be empty.
pub async fn restore(config: &Config, source: &Path, now: Time) -> anyhow::Result<Manifest> {
    refuse_unfinished(&config.data)?;
    let was_there = config.data.exists();
    refuse_non_empty(&config.data)?;
    let shelf = Shelf::of(config).await?;
    let database = Target::of(config).await?;
    let stage = config.data.join(STAGE);
    let moved = match bring_and_check(&database, source, &stage).await {
        Ok(manifest) => {
            let placed = async {
                let db = fill(&manifest, &stage, &shelf, &database).await?;
                note::restored(&db, source, &manifest, now).await;
                db.close().await;
                move_up(&manifest, &stage, &config.data, &shelf, &database)
            };
            match placed.await {
                Ok(()) => Ok(manifest),
                Err(error) => {
                    shelf.empty(&manifest).await;
                    Err(error)
                }
            }
        }
        Err(error) => Err(error),
    };
    if moved.is_err() {
        // The error says more than what could not be cleared away after it.
        drop(tree::remove(&stage));
        if !was_there {
            drop(std::fs::remove_dir(&config.data));
        }
    }
    moved
}

/// Brings along who was erased after the backup was made: from beside it, and from elsewhere if named. How many there
/// are; the server erases them again when it starts.
pub fn bring_ledgers(config: &Config, source: &Path, named: Option<&Path>) -> anyhow::Result<usize> {
    let beside = tree::parent(source).join(privacy::LEDGER);
    let mut known = 0;
    for ledger in [Some(beside.as_path()), named].into_iter().flatten() {
        known += privacy::bring_ledger(ledger, &config.data.join(privacy::LEDGER))?;
    }
    Ok(known)
}

/// The database to be filled.
enum Target {
    Sqlite(PathBuf),
    Postgres { url: String, db: Db },
}

impl Target {
    async fn of(config: &Config) -> anyhow::Result<Self> {
        let url = config.database_url();
        if let Some(path) = db::sqlite_path(&url) {
            if path.exists() {
                bail!("there is a database already: {}", path.display());
            }
            return Ok(Self::Sqlite(path.to_owned()));
        }
        let db = Db::open_as_is(&url).await?;
        if !db.is_empty().await? {
            bail!("the PostgreSQL database is not empty: make a new one and name it with --database");
        }
        Ok(Self::Postgres { url, db })
    }

    fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres { .. } => "postgres",
        }
    }
}

fn refuse_non_empty(data: &Path) -> anyhow::Result<()> {
    let entries = match std::fs::read_dir(data) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("read {}", data.display())),
    };
    for entry in entries {
        // The root of a file system of its own has this one from the start.
        if entry?.file_name() != "lost+found" {
            bail!("{} is not empty: restore into a new folder, named with --data", data.display());
        }
    }
    Ok(())
}

async fn bring_and_check(database: &Target, source: &Path, stage: &Path) -> anyhow::Result<Manifest> {
    {
        let (source, stage) = (source.to_owned(), stage.to_owned());
        tokio::task::spawn_blocking(move || bring(&source, &stage)).await??;
    }
    let manifest = check_folder(stage).await?;
    if manifest.engine != database.engine() {
        bail!("the backup is of {}, the settings name {}: see --database", manifest.engine, database.engine());
    }
    let known = db::known_schema_version(database.engine());
    if manifest.schema_version > known {
        bail!(
            "the backup was made by Zhanggui {}, whose tables have version {}; this program knows {known}. \
             Install that version or a newer one",
            manifest.zhanggui,
            manifest.schema_version
        );
    }
    Ok(manifest)
}

/// Brings the files to their shelf and the rows to their database, which is what is given back.
async fn fill(manifest: &Manifest, stage: &Path, shelf: &Shelf, database: &Target) -> anyhow::Result<Db> {
    shelf.fill(manifest, stage).await?;
    let staged = stage.join(&manifest.database.path);
    let Target::Postgres { url, db } = database else {
        return Db::open_as_is(&format!("sqlite:{}", staged.display())).await;
    };
    postgres::fill(url, &staged).await?;
    if db.rows().await? != manifest.rows {
        bail!("the PostgreSQL database does not have the rows that were backed up: drop it");
    }
    Ok(db.clone())
}

fn bring(source: &Path, stage: &Path) -> anyhow::Result<()> {
    if archive::is_archive(source) {
        return archive::unpack(source, stage);
    }
    Manifest::read(source)?;
    tree::make_folder(stage)?;
    tree::copy_all(source, stage, tree::list(source, "")?)?;
    Ok(())
}

/// Puts everything in its place; the database comes last, and the stage goes only then.
fn move_up(manifest: &Manifest, stage: &Path, data: &Path, shelf: &Shelf, database: &Target) -> anyhow::Result<()> {
    let moved_here = manifest.files.iter().filter(|entry| !shelf.takes(&entry.path));
    let tops: std::collections::BTreeSet<&str> = moved_here.filter_map(|entry| entry.path.split('/').next()).collect();
    let mut moved = Vec::new();
    let placed = (|| {
        for top in tops {
            std::fs::rename(stage.join(top), data.join(top))?;
            moved.push(data.join(top));
        }
        if let Target::Sqlite(path) = database {
            place(&stage.join(&manifest.database.path), path)?;
        }
        tree::sync_folder(data)
    })();
    if placed.is_err() {
        for path in moved {
            tree::remove(&path)?;
        }
    }
    placed.context("put the restored files in their place")?;
    tree::remove(stage)?;
    Ok(tree::sync_folder(data)?)
}

/// Moves the database to where the settings want it, which may be another file system.
fn place(from: &Path, to: &Path) -> std::io::Result<()> {
    if std::fs::rename(from, to).is_ok() {
        return Ok(());
    }
    let beside = tree::with_ending(to, ".partial");
    tree::remove(&beside)?;
    std::fs::create_dir_all(tree::parent(to))?;
    tree::copy(from, &beside)?;
    std::fs::rename(&beside, to)?;
    tree::sync_folder(tree::parent(to))
}
