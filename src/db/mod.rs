//! The database: SQLite or PostgreSQL, one SQL text for both.
//!
//! Invariants: a commit that returned is durable (SQLite: WAL with synchronous=FULL; PostgreSQL:
//! synchronous_commit on). SQLite has one writer and several readers. Portable columns only:
//! BIGINT milliseconds, UUID, TEXT for JSON, BOOLEAN, SMALLINT enums.

mod compact;
mod doorbell;
mod inspect;
mod lots;
mod macros;
mod migrate;
mod script;
mod snapshot;
mod traces;
pub mod transfer;
mod trouble;
mod turn;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context;
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, Postgres, Sqlite, Transaction};

use crate::ids::ShopId;

pub use doorbell::{Doorbell, Heard, MOST_BYTES};
pub use inspect::{Sizes, known_schema_version};
pub(crate) use lots::lots;
pub use snapshot::{CheckedCopy, Moment, check_copy};

pub(crate) use macros::{
    add_statement, execute, fetch_all, fetch_one, fetch_optional, insert_rows, own_or_shared, select_in, statement,
    stored_enum,
};
pub use script::Script;
pub use trouble::{is_unavailable, is_unique_violation};
pub use turn::{Turn, TurnLost};

/// Readers beside SQLite's one writer.
const SQLITE_READERS: u32 = 4;
const POSTGRES_READERS: u32 = 12;
/// Few, since writes of a shop wait for each other anyway: each keeps its statements prepared.
const POSTGRES_WRITERS: u32 = 4;
const STATEMENT_CACHE: usize = 256;
/// Multi-row statements differ by their row count.
const WRITERS_STATEMENT_CACHE: usize = 1024;

#[derive(Debug, Clone)]
pub enum Db {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres { write: PgPool, read: PgPool },
}

impl Db {
    /// Opens the database of a URL (`sqlite:PATH` or `postgres://…`) and brings its tables up to date.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let db = Self::connect(url, true).await?;
        migrate::run(&db, migrate::built_in(db.engine())).await?;
        Ok(db)
    }

    /// As [`Self::open`], with migrations of the caller's choice instead of the built-in ones.
    pub async fn open_with(url: &str, migrations: &Migrator) -> anyhow::Result<Self> {
        let db = Self::connect(url, true).await?;
        migrate::run(&db, migrations).await?;
        Ok(db)
    }

    /// Opens a database that exists, whatever version its tables have: nothing is made and nothing migrated.
    pub async fn open_as_is(url: &str) -> anyhow::Result<Self> {
        Self::connect(url, false).await
    }

    async fn connect(url: &str, create: bool) -> anyhow::Result<Self> {
        if let Some(path) = sqlite_path(url) {
            Self::open_sqlite(path, create).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            anyhow::bail!("database url must start with sqlite: or postgres://");
        }
    }

    async fn open_sqlite(path: &Path, create: bool) -> anyhow::Result<Self> {
        if !create && !path.exists() {
            anyhow::bail!("there is no database at {}", path.display());
        }
        if let Some(folder) = path.parent().filter(|_| create) {
            tokio::fs::create_dir_all(folder).await.with_context(|| format!("create {}", folder.display()))?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(STATEMENT_CACHE)
            .pragma("cache_size", "-8000")
            .pragma("temp_store", "memory")
            .pragma("wal_autocheckpoint", "4000");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            // A full or failing disk makes SQLite roll back by itself. The driver's own rollback then finds nothing to
            // undo, and the driver takes that transaction for open ever after: such a connection is thrown away.
            .before_acquire(|connection, _| Box::pin(std::future::ready(Ok(!connection.is_in_transaction()))))
            .connect_with(options.clone())
            .await
            .with_context(|| format!("open {}", path.display()))?;
        let read = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(SQLITE_READERS)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite { write, read })
    }

    async fn open_postgres(url: &str) -> anyhow::Result<Self> {
        // Where a table has no statistics yet, short queries look so dear that each would be compiled first.
        let options = PgConnectOptions::from_str(url)?.options([("jit", "off")]);
        let pool = async |options: PgConnectOptions, connections, statements| {
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options.statement_cache_capacity(statements))
                .await
                .context("connect to PostgreSQL")
        };
        // And what a writer asks for by a few keys would be looked for in the whole table.
        let by_keys = options.clone().options([("enable_seqscan", "off")]);
        let write = pool(by_keys, POSTGRES_WRITERS, WRITERS_STATEMENT_CACHE).await?;
        let read = pool(options, POSTGRES_READERS, STATEMENT_CACHE).await?;
        Ok(Self::Postgres { write, read })
    }

    /// A connection for reading.
    pub async fn reader(&self) -> Result<Reader, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => Reader::Sqlite(read.acquire().await?),
            Self::Postgres { read, .. } => Reader::Postgres(read.acquire().await?),
        })
    }

    /// A transaction for writing; dropped without a commit it leaves nothing behind.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        // IMMEDIATE takes the write lock at once: a reader that turns writer could fail half-way.
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { write, .. } => Tx::Postgres(write.begin().await?),
        })
    }

    /// A transaction that changes conversations of these shops: PostgreSQL holds the shops' rows from the start,
    /// as SQLite holds its one writer, so that what was loaded is still true when it is saved.
    pub async fn begin_in(&self, shops: &[ShopId]) -> Result<Tx, sqlx::Error> {
        // Not FOR UPDATE: whoever stores a row that names the shop would wait too, perhaps holding what is waited for here.
        const SQL: &str = "SELECT id FROM shops WHERE id = $1 FOR NO KEY UPDATE";
        let mut tx = self.begin().await?;
        if let Tx::Postgres(connection) = &mut tx {
            // One order for all: no two transactions wait for each other.
            let mut shops = shops.to_vec();
            shops.sort_unstable();
            shops.dedup();
            for shop in shops {
                sqlx::query(SQL).bind(shop).execute(&mut **connection).await?;
            }
        }
        Ok(tx)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        let mut reader = self.reader().await?;
        let mut conn = reader.conn();
        execute!(&mut conn, sqlx::query("SELECT 1"))?;
        Ok(())
    }

    /// Which engine this is, as `--store` names it.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgres",
        }
    }

    pub fn is_closed(&self) -> bool {
        match self {
            Self::Sqlite { write, .. } => write.is_closed(),
            Self::Postgres { write, .. } => write.is_closed(),
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            // At once: who listens by one of them asks the other whether the end has come.
            Self::Postgres { write, read } => drop(tokio::join!(read.close(), write.close())),
        }
    }
}

/// The file of an SQLite URL.
pub fn sqlite_path(url: &str) -> Option<&Path> {
    Some(Path::new(url.strip_prefix("sqlite:")?.trim_start_matches("//")))
}

/// A pooled connection for reading.
#[derive(Debug)]
pub enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// An open transaction.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// What a store function runs its SQL on: a reader's connection or a transaction's.
#[derive(Debug)]
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Reader {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(c) => Conn::Sqlite(c),
            Self::Postgres(c) => Conn::Postgres(c),
        }
    }
}

impl Tx {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(c) => Conn::Sqlite(c),
            Self::Postgres(c) => Conn::Postgres(c),
        }
    }

    /// Commits, with the mark of the request's [`Turn`] if it has one.
    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        let turn = turn::mark(&mut self.conn()).await?;
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        if let Some(turn) = turn {
            turn.has_written();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ends a transaction behind the driver's back, as a failing disk does.
    async fn undone_by_sqlite(db: &Db) {
        let mut tx = db.begin().await.expect("a transaction");
        execute!(&mut tx.conn(), sqlx::query("ROLLBACK")).expect("it was open");
    }

    #[tokio::test]
    async fn a_writer_whose_transaction_sqlite_undid_is_not_met_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let db =
            Db::open(&format!("sqlite:{}", folder.path().join("shop.sqlite").display())).await.expect("a database");
        for _ in 0..10 {
            futures::future::join_all((0..8).map(|_| undone_by_sqlite(&db))).await;
        }
        db.close().await;
    }
}
