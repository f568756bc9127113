//! Brings the tables up to date: all the migrations that are missing, or none of them.
//!
//! Invariants: one transaction holds them all, so a failing one leaves the database as the old version left it; an
//! SQLite database that holds anything is copied beside itself first; a database of a newer version is not touched.

use anyhow::{Context, bail};
use sqlx::migrate::Migrator;

use super::{Db, Tx, inspect, snapshot};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Two processes that start at once migrate one after the other: PostgreSQL's name of their turn.
const TURN: i64 = 0x7a67_6d69_6772;

/// The migrations of an engine.
pub(super) fn built_in(engine: &str) -> &'static Migrator {
    if engine == "sqlite" { &SQLITE } else { &POSTGRES }
}

/// The version of the newest migration.
pub(super) fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or_default()
}

pub(super) async fn run(db: &Db, migrations: &Migrator) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    if let Tx::Postgres(tx) = &mut tx {
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(TURN).execute(&mut **tx).await?;
    }
    let (has, wanted) = (inspect::schema_version(&mut tx.conn()).await?, newest(migrations));
    if let Some(has) = has {
        if has > wanted {
            bail!(
                "the database was made by a newer Zhanggui: its tables have version {has}, this program knows {wanted}. \
                 Install the newer program, or restore a backup from before the upgrade"
            );
        }
        if has < wanted {
            tracing::info!(from = has, to = wanted, "bringing the tables up to date");
            snapshot::before_upgrade(db, has).await.context("copy the database before its tables are changed")?;
        }
    }
    // Migrations begin transactions of their own, which within this one are savepoints.
    let migrated = match &mut tx {
        Tx::Sqlite(tx) => migrations.run(&mut **tx).await,
        Tx::Postgres(tx) => migrations.run(&mut **tx).await,
    };
    let done = match migrated {
        Ok(()) => tx.commit().await.map_err(Into::into),
        Err(error) => Err(anyhow::Error::from(error)),
    };
    done.with_context(|| match has {
        Some(has) => {
            format!("could not bring the tables from version {has} to {wanted}; the database is as it was before")
        }
        None => "could not make the tables".to_owned(),
    })
}
