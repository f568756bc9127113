//! The databases: new enough, and with the same tables on both engines.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row;
use zhanggui::db::Db;

use crate::harness::{Engine, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_is_new_enough() {
    let app = TestApp::start(Engine::Sqlite).await;
    let Db::Sqlite { read, write } = &app.app.db else { panic!("not SQLite") };
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(read).await.expect("a version");
    let parts: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    assert!(parts >= vec![3, 51, 3], "{version} can corrupt a database when the write-ahead log is reset");

    // D1: a commit that returned is on the disk.
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(write).await.expect("a mode");
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(write).await.expect("a level");
    let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(write).await.expect("a flag");
    assert_eq!((journal.as_str(), synchronous, foreign_keys), ("wal", 2, 1));
    let writes = sqlx::query("DELETE FROM events").execute(read).await;
    assert!(writes.is_err(), "readers only read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_what_it_acknowledged() {
    let app = TestApp::start(Engine::Postgres).await;
    let Db::Postgres { write: pool, .. } = &app.app.db else { panic!("not PostgreSQL") };
    let commit: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(pool).await.expect("a setting");
    assert_eq!(commit, "on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_tables() {
    let sqlite = of_sqlite(&TestApp::start(Engine::Sqlite).await.app.db).await;
    let postgres = of_postgres(&TestApp::start(Engine::Postgres).await.app.db).await;
    assert_eq!(sqlite, postgres);
    assert!(sqlite.len() > 10);

    let names = |folder: &str| -> BTreeSet<String> {
        let folder = concat_path(&["migrations", folder]);
        let files = std::fs::read_dir(folder).expect("migrations").flatten();
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

fn concat_path(parts: &[&str]) -> std::path::PathBuf {
    parts.iter().fold(env!("CARGO_MANIFEST_DIR").into(), |path: std::path::PathBuf, part| path.join(part))
}

/// Column → whether it must be there, by table. The word index is each engine's own.
type Tables = BTreeMap<String, BTreeMap<String, bool>>;

async fn of_sqlite(db: &Db) -> Tables {
    let Db::Sqlite { read, .. } = db else { panic!("not SQLite") };
    const SQL: &str = "SELECT t.name, c.name, c.\"notnull\" = 1 OR c.pk > 0 FROM sqlite_master t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE '%_search%' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx%'";
    let mut tables = Tables::new();
    for row in sqlx::query(SQL).fetch_all(read).await.expect("tables") {
        tables.entry(row.get(0)).or_default().insert(row.get(1), row.get(2));
    }
    tables
}

async fn of_postgres(db: &Db) -> Tables {
    let Db::Postgres { write: pool, .. } = db else { panic!("not PostgreSQL") };
    const SQL: &str = "SELECT table_name::text, column_name::text, is_nullable = 'NO' FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name NOT LIKE '%_search' AND table_name NOT LIKE '\\_sqlx%'";
    let mut tables = Tables::new();
    for row in sqlx::query(SQL).fetch_all(pool).await.expect("tables") {
        tables.entry(row.get(0)).or_default().insert(row.get(1), row.get(2));
    }
    tables
}
