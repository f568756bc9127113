//! D6: an upgrade changes all tables or none, keeps the way back, and never touches what a newer version made.

use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use tempfile::TempDir;
use zhanggui::db::{self, Db};

use crate::harness::{TestApp, both_engines};

both_engines![
    a_failing_upgrade_leaves_everything_as_it_was,
    an_upgrade_keeps_the_way_back,
    two_servers_may_upgrade_at_once,
];

const FINE: (&str, &str) =
    ("0998_fine.sql", "CREATE TABLE gifts (id BIGINT PRIMARY KEY); INSERT INTO gifts VALUES (1);");
const BROKEN: (&str, &str) = ("0999_broken.sql", "DELETE FROM messages; INSERT INTO no_such_table VALUES (1);");

/// The migrations of the program with these after them, as a later version would have them.
async fn later(engine: &str, more: &[(&str, &str)]) -> (TempDir, Migrator) {
    let folder = tempfile::tempdir().expect("a folder");
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    for file in std::fs::read_dir(own).expect("migrations").flatten() {
        std::fs::copy(file.path(), folder.path().join(file.file_name())).expect("a copy");
    }
    for (name, sql) in more {
        std::fs::write(folder.path().join(name), sql).expect("a migration");
    }
    let migrations = Migrator::new(folder.path()).await.expect("migrations");
    (folder, migrations)
}

/// The message of an upgrade that must fail.
async fn failure(url: &str, migrations: &Migrator) -> String {
    let error = Db::open_with(url, migrations).await.expect_err("it fails");
    format!("{error:#}")
}

fn copies(data: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data).expect("a folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.contains("before-upgrade"));
    names.sort();
    names
}

async fn a_failing_upgrade_leaves_everything_as_it_was(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.say("升级之前").await;
    let (url, data) = (app.app.config.database_url(), app.app.config.data.clone());
    let version = app.app.db.schema_version().await.expect("a version");
    let before = app.app.db.rows().await.expect("counts");
    // The first of the two would have gone well.
    let (_folder, migrations) = later(app.app.db.engine(), &[FINE, BROKEN]).await;
    for _ in 0..2 {
        let told = failure(&url, &migrations).await;
        assert!(told.contains("the database is as it was before") && told.contains("no_such_table"), "{told}");
    }
    assert_eq!(app.app.db.schema_version().await.expect("a version"), version);
    assert_eq!(app.app.db.rows().await.expect("counts"), before);
    assert!(app.app.db.damage().await.expect("a check").is_empty());
    // The old program goes on with it.
    let app = app.restart().await;
    app.visitor().await.say("升级失败以后").await;
    if app.app.db.engine() == "sqlite" {
        assert_eq!(copies(&data).len(), 1, "{:?}", copies(&data));
    }
}

async fn an_upgrade_keeps_the_way_back(app: TestApp) {
    app.visitor().await.say("升级之前").await;
    let (url, data) = (app.app.config.database_url(), app.app.config.data.clone());
    let (engine, version) = (app.app.db.engine(), app.app.db.schema_version().await.expect("a version"));
    let before = app.app.db.rows().await.expect("counts");
    let (_folder, migrations) = later(engine, &[FINE]).await;
    let upgraded = Db::open_with(&url, &migrations).await.expect("an upgrade");
    assert_eq!(upgraded.schema_version().await.expect("a version"), Some(998));
    assert_eq!(upgraded.rows().await.expect("counts")["gifts"], 1);
    upgraded.close().await;
    Db::open_with(&url, &migrations).await.expect("nothing to do").close().await;

    // The older program does not touch it.
    let error = Db::open(&url).await.expect_err("refused");
    assert!(format!("{error:#}").contains("made by a newer Zhanggui"), "{error:#}");
    if engine == "sqlite" {
        let copies = copies(&data);
        assert_eq!(copies.len(), 1, "{copies:?}");
        let copy = db::check_copy(&data.join(&copies[0])).await.expect("a copy");
        assert!(copy.damage.is_empty());
        assert_eq!((copy.schema_version, copy.rows), (version, before));
    }
}

async fn two_servers_may_upgrade_at_once(app: TestApp) {
    let url = app.app.config.database_url();
    let (_folder, migrations) = later(app.app.db.engine(), &[FINE]).await;
    let (one, other) = tokio::join!(Db::open_with(&url, &migrations), Db::open_with(&url, &migrations));
    for db in [one, other] {
        assert_eq!(db.expect("an upgrade").rows().await.expect("counts")["gifts"], 1);
    }
}
