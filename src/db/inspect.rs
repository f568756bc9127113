//! What a database can say of itself: for whoever watches it, copies it or mends it.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::{Conn, Db, execute, fetch_all, fetch_one, fetch_optional, migrate};

/// What a database takes on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    pub database_bytes: u64,
    /// The write-ahead log of SQLite; PostgreSQL looks after its own.
    pub wal_bytes: Option<u64>,
}

impl Db {
    /// The version of the tables; none before there are any.
    pub async fn schema_version(&self) -> Result<Option<i64>, sqlx::Error> {
        let mut reader = self.reader().await?;
        schema_version(&mut reader.conn()).await
    }

    /// The version of the tables that this program makes.
    pub fn known_schema_version(&self) -> i64 {
        known_schema_version(self.engine())
    }

    /// Whether nothing at all was ever made here.
    pub async fn is_empty(&self) -> Result<bool, sqlx::Error> {
        let mut reader = self.reader().await?;
        Ok(tables(&mut reader.conn()).await?.is_empty())
    }

    pub async fn engine_version(&self) -> Result<String, sqlx::Error> {
        let sql = match self {
            Self::Sqlite { .. } => "SELECT sqlite_version()",
            Self::Postgres { .. } => "SHOW server_version",
        };
        let mut reader = self.reader().await?;
        let mut conn = reader.conn();
        fetch_one!(&mut conn, sqlx::query_scalar(sql))
    }

    /// What is wrong inside: pages, indexes, rows that point nowhere. Only SQLite is looked through; PostgreSQL has tools of
    /// its own for that, and [`Self::broken_pages`].
    pub async fn damage(&self) -> Result<Vec<String>, sqlx::Error> {
        match self {
            Self::Sqlite { read, .. } => damage(&mut *read.acquire().await?).await,
            Self::Postgres { .. } => Ok(Vec::new()),
        }
    }

    /// How many broken pages PostgreSQL met while it read; none where it keeps no checksums, and of SQLite.
    pub async fn broken_pages(&self) -> Result<Option<i64>, sqlx::Error> {
        const SQL: &str = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()";
        match self {
            Self::Sqlite { .. } => Ok(None),
            Self::Postgres { write: pool, .. } => sqlx::query_scalar(SQL).fetch_one(pool).await,
        }
    }

    pub async fn sizes(&self) -> Result<Sizes, sqlx::Error> {
        let sql = match self {
            Self::Sqlite { .. } => {
                "SELECT page_count * page_size FROM pragma_page_count() CROSS JOIN pragma_page_size()"
            }
            Self::Postgres { .. } => "SELECT pg_database_size(current_database())",
        };
        let mut reader = self.reader().await?;
        let mut conn = reader.conn();
        let bytes: i64 = fetch_one!(&mut conn, sqlx::query_scalar(sql))?;
        let wal_bytes = self.wal_path().map(|path| std::fs::metadata(path).map_or(0, |wal| wal.len()));
        Ok(Sizes { database_bytes: bytes.unsigned_abs(), wal_bytes })
    }

    fn wal_path(&self) -> Option<std::path::PathBuf> {
        let Self::Sqlite { write, .. } = self else { return None };
        let mut name = write.connect_options().get_filename().as_os_str().to_owned();
        name.push("-wal");
        Some(name.into())
    }

    /// The database's own clock, where it has one that is not this machine's.
    pub async fn clock(&self) -> Result<Option<crate::clock::Time>, sqlx::Error> {
        const SQL: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        match self {
            Self::Sqlite { .. } => Ok(None),
            Self::Postgres { read, .. } => sqlx::query_scalar(SQL).fetch_one(read).await.map(Some),
        }
    }

    /// Whether the database takes writes, found out by a write that changes nothing and is durable all the same.
    pub async fn takes_writes(&self) -> Result<(), sqlx::Error> {
        const SQL: &str = "UPDATE shops SET seq = seq WHERE id = (SELECT id FROM shops ORDER BY id LIMIT 1)";
        let mut tx = self.begin().await?;
        execute!(&mut tx.conn(), sqlx::query(SQL))?;
        tx.commit().await
    }
}

/// The version of the tables that this program makes on an engine.
pub fn known_schema_version(engine: &str) -> i64 {
    migrate::newest(migrate::built_in(engine))
}

pub(super) async fn schema_version(conn: &mut Conn<'_>) -> Result<Option<i64>, sqlx::Error> {
    const THERE: &str = "SELECT name FROM sqlite_master WHERE name = '_sqlx_migrations'";
    const THERE_POSTGRES: &str =
        "SELECT to_regclass('_sqlx_migrations')::text WHERE to_regclass('_sqlx_migrations') IS NOT NULL";
    const NEWEST: &str = "SELECT MAX(version) FROM _sqlx_migrations";
    let there = if matches!(conn, Conn::Sqlite(_)) { THERE } else { THERE_POSTGRES };
    let there: Option<String> = fetch_optional!(conn, sqlx::query_scalar(there))?;
    match there {
        Some(_) => fetch_one!(conn, sqlx::query_scalar(NEWEST)),
        None => Ok(None),
    }
}

/// The tables of the shop; the word index is each engine's own.
async fn tables(conn: &mut Conn<'_>) -> Result<Vec<String>, sqlx::Error> {
    const SQLITE: &str =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_search%' ESCAPE '\\'
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' ORDER BY name";
    const POSTGRES: &str = "SELECT table_name::text FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
        AND table_name NOT LIKE '%\\_search' AND table_name NOT LIKE '\\_sqlx%' ORDER BY table_name";
    let sql = if matches!(conn, Conn::Sqlite(_)) { SQLITE } else { POSTGRES };
    fetch_all!(conn, sqlx::query_scalar(sql))
}

/// Rows by table.
pub(super) async fn rows(conn: &mut Conn<'_>) -> Result<BTreeMap<String, i64>, sqlx::Error> {
    let mut all = BTreeMap::new();
    for table in tables(conn).await? {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\""));
        let rows: i64 = fetch_one!(conn, sqlx::query_scalar(sql))?;
        all.insert(table, rows);
    }
    Ok(all)
}

pub(super) async fn damage(conn: &mut sqlx::SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(&mut *conn).await?;
    found.retain(|line| line != "ok");
    const ORPHANS: &str = "SELECT \"table\" || ' row ' || COALESCE(rowid, '?') || ' names a missing ' || parent
        FROM pragma_foreign_key_check() LIMIT 20";
    found.extend(sqlx::query_scalar::<_, String>(ORPHANS).fetch_all(conn).await?);
    Ok(found)
}
