//! Brings the tables up to date: all of a migration or nothing of it.

use anyhow::Context;

use super::Db;

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

pub(super) async fn run(db: &Db) -> anyhow::Result<()> {
    match db {
        Db::Sqlite { write, .. } => SQLITE.run(write).await,
        Db::Postgres(pool) => POSTGRES.run(pool).await,
    }
    .context("migrate the database")
}
