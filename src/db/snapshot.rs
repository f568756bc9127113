//! A database as one moment saw it, copied while others read and write.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Postgres, Transaction};

use super::{Conn, Db, inspect};

/// Copies from before an upgrade that are kept.
const KEPT: usize = 2;
const BEFORE_UPGRADE: &str = ".before-upgrade-from-";

/// A moment of a PostgreSQL database that several connections can see: it lasts until this is dropped.
#[derive(Debug)]
pub struct Moment {
    /// What `pg_dump --snapshot` takes.
    pub name: String,
    tx: Transaction<'static, Postgres>,
}

impl Moment {
    /// Rows by table at this moment.
    pub async fn rows(&mut self) -> Result<BTreeMap<String, i64>, sqlx::Error> {
        inspect::rows(&mut Conn::Postgres(&mut self.tx)).await
    }
}

impl Db {
    /// Copies an SQLite database to a new file that is on the disk when this returns.
    pub async fn copy_to(&self, target: &Path) -> anyhow::Result<()> {
        let Self::Sqlite { write, .. } = self else { bail!("only an SQLite database is a file") };
        // A connection of its own: neither the one writer nor a reader waits for the copy.
        let options = write.connect_options().as_ref().clone().disable_statement_logging();
        let mut connection = options.connect().await?;
        let target_text = target.to_str().context("the path is not UTF-8")?;
        sqlx::query("VACUUM INTO $1").bind(target_text).execute(&mut connection).await?;
        connection.close().await?;
        let target = target.to_owned();
        tokio::task::spawn_blocking(move || std::fs::File::open(target)?.sync_all()).await??;
        Ok(())
    }

    /// Holds a moment of a PostgreSQL database still.
    pub async fn moment(&self) -> anyhow::Result<Moment> {
        let Self::Postgres { read, .. } = self else { bail!("SQLite is copied whole instead") };
        let mut tx = read.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let name = sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(&mut *tx).await?;
        Ok(Moment { name, tx })
    }

    /// Rows by table, at one moment.
    pub async fn rows(&self) -> Result<BTreeMap<String, i64>, sqlx::Error> {
        let mut reader = self.reader().await?;
        inspect::rows(&mut reader.conn()).await
    }
}

/// What a copied SQLite database turned out to hold.
#[derive(Debug)]
pub struct CheckedCopy {
    pub schema_version: Option<i64>,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    /// What is wrong inside; empty when it is sound.
    pub damage: Vec<String>,
}

/// Opens a copy without touching it.
pub async fn check_copy(path: &Path) -> anyhow::Result<CheckedCopy> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    let mut connection: SqliteConnection = options.disable_statement_logging().connect().await?;
    let damage = inspect::damage(&mut connection).await?;
    let rows = inspect::rows(&mut Conn::Sqlite(&mut connection)).await?;
    let schema_version = inspect::schema_version(&mut Conn::Sqlite(&mut connection)).await?;
    connection.close().await?;
    Ok(CheckedCopy { schema_version, rows, damage })
}

/// Copies an SQLite database beside itself before its tables are changed; the way back to the older program.
pub(super) async fn before_upgrade(db: &Db, version: i64) -> anyhow::Result<()> {
    let Db::Sqlite { write, .. } = db else { return Ok(()) };
    let database = write.connect_options().get_filename().to_owned();
    let copy = beside(&database, &format!("{BEFORE_UPGRADE}{version:04}"));
    let unfinished = beside(&copy, ".partial");
    remove_if_there(&unfinished)?;
    db.copy_to(&unfinished).await?;
    std::fs::rename(&unfinished, &copy)?;
    tracing::info!(copy = %copy.display(), "the database as it was is kept");
    forget_older(&database)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn forget_older(database: &Path) -> anyhow::Result<()> {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let begin = database.file_name().map(|name| format!("{}{BEFORE_UPGRADE}", name.to_string_lossy()));
    let begin = begin.context("the database has no file name")?;
    let mut copies: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&begin)))
        .collect();
    // The version is written with leading zeros: names in order are versions in order.
    copies.sort();
    for old in copies.iter().rev().skip(KEPT) {
        remove_if_there(old)?;
    }
    Ok(())
}
