//! Stories on SQLite begin with a copy of one database that is migrated once.

use std::path::Path;

use tokio::sync::OnceCell;
use zhanggui::db::Db;

static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();

/// Lays a new, migrated database where this address looks for it.
pub async fn new_database(address: &str) {
    let path = zhanggui::db::sqlite_path(address).expect("a file");
    let migrated = MIGRATED.get_or_init(migrate).await;
    tokio::fs::write(path, migrated).await.expect("write a database");
}

async fn migrate() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("migrated.sqlite");
    let db = Db::open(&format!("sqlite:{}", path.display())).await.expect("migrate");
    db.close().await;
    assert!(!has_log(&path), "what was migrated lies in the file, not in a log beside it");
    tokio::fs::read(&path).await.expect("read a database")
}

fn has_log(database: &Path) -> bool {
    database.with_extension("sqlite-wal").metadata().is_ok_and(|log| log.len() > 0)
}
