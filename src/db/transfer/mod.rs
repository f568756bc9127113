//! Moves an installation from SQLite to PostgreSQL.
//!
//! Invariants: the source takes no writes meanwhile, so nothing acknowledged stays behind; whatever is copied is
//! compared, row by row, before the move counts as done; a move that was cut off goes on where it is run again.

mod table;
mod value;

use anyhow::{Context, bail, ensure};
use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use super::{Conn, Db, execute};
use table::Table;
use value::Sum;

/// Rows that go to PostgreSQL in one statement.
const ROWS_A_STATEMENT: usize = 200;

/// What became of one table.
#[derive(Debug, Clone)]
pub struct Moved {
    pub table: String,
    pub rows: u64,
    /// The same on both sides.
    pub checksum: String,
}

/// Copies every table and compares both sides, telling of each; search words are not copied but made anew from
/// what they stand for, by the caller.
pub async fn copy(from: &Db, to: &Db, mut tell: impl FnMut(&Moved)) -> anyhow::Result<Vec<Moved>> {
    let (Db::Sqlite { write, .. }, Db::Postgres { write: target, .. }) = (from, to) else {
        bail!("a move goes from sqlite: to postgres:");
    };
    // Holds the one writer of the source until the end.
    let _still = write.begin_with("BEGIN IMMEDIATE").await.context("the source is in use")?;
    let Db::Sqlite { read: source, .. } = from else { bail!("no source") };
    begin(target).await?;
    let mut all = Vec::new();
    for table in table::all(target).await? {
        copy_table(source, target, &table).await.with_context(|| format!("copy {}", table.name))?;
        let moved = compare(source, target, &table).await?;
        tell(&moved);
        all.push(moved);
    }
    Ok(all)
}

/// Notes that a move is complete, in the transaction of the caller: another into the same database is refused.
pub async fn finish(conn: &mut Conn<'_>) -> Result<(), sqlx::Error> {
    execute!(conn, sqlx::query("DROP TABLE IF EXISTS unfinished_move"))?;
    Ok(())
}

/// Marks a database as taking a move; one that is in use already takes none.
async fn begin(target: &PgPool) -> anyhow::Result<()> {
    let begun: bool = sqlx::query_scalar("SELECT to_regclass('unfinished_move') IS NOT NULL").fetch_one(target).await?;
    if begun {
        return Ok(());
    }
    let shops: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM shops").fetch_one(target).await?;
    ensure!(shops == 0, "the target holds shops already; move into an empty database");
    sqlx::query("CREATE TABLE unfinished_move (begun_at TIMESTAMPTZ NOT NULL DEFAULT now())").execute(target).await?;
    Ok(())
}

async fn copy_table(source: &SqlitePool, target: &PgPool, table: &Table) -> anyhow::Result<()> {
    let select = table.select();
    let mut rows = sqlx::query(AssertSqlSafe(select.as_str())).fetch(source);
    let mut waiting = Vec::with_capacity(ROWS_A_STATEMENT);
    while let Some(row) = rows.try_next().await? {
        waiting.push(table.read_sqlite(&row)?);
        if waiting.len() == ROWS_A_STATEMENT {
            table.insert(std::mem::take(&mut waiting)).build().execute(target).await?;
        }
    }
    if !waiting.is_empty() {
        table.insert(waiting).build().execute(target).await?;
    }
    if let Some(sql) = table.continue_numbers() {
        sqlx::query(AssertSqlSafe(sql)).execute(target).await?;
    }
    Ok(())
}

async fn compare(source: &SqlitePool, target: &PgPool, table: &Table) -> anyhow::Result<Moved> {
    let select = table.select();
    let (mut there, mut here) = (Sum::default(), Sum::default());
    let mut rows = sqlx::query(AssertSqlSafe(select.as_str())).fetch(source);
    while let Some(row) = rows.try_next().await? {
        there.add(&table.read_sqlite(&row)?);
    }
    let mut rows = sqlx::query(AssertSqlSafe(select.as_str())).fetch(target);
    while let Some(row) = rows.try_next().await? {
        here.add(&table.read_postgres(&row)?);
    }
    ensure!(
        there == here,
        "{} differs: {} rows ({}) in the source, {} rows ({}) in the target",
        table.name,
        there.rows(),
        there.checksum(),
        here.rows(),
        here.checksum(),
    );
    Ok(Moved { table: table.name.clone(), rows: here.rows(), checksum: here.checksum() })
}
