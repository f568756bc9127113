//! D6: a backup is taken while the shop works, is found damaged when it is, and comes back whole or not at all.

use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;
use zhanggui::backup::{self, Manifest};
use zhanggui::clock::Time;

use crate::harness::{
    Engine, Process, TestApp, Visitor, both_engines, empty_database, eventually, png, said, zhanggui,
};

both_engines![a_backup_of_a_busy_shop_comes_back_whole, what_does_not_fit_is_refused_and_nothing_changes];

/// Runs the program on the data of a server that goes on serving; whether it went well, and what it said.
async fn run(app: &TestApp, arguments: &[&str]) -> (bool, String) {
    run_on(&app.app.config.data, &app.app.config.database, arguments).await
}

async fn run_on(data: &Path, database: &str, arguments: &[&str]) -> (bool, String) {
    let output = zhanggui(arguments, data, database).output().await.expect("the program runs");
    (output.status.success(), said(&output))
}

/// An empty place of the same engine: a data folder that is not there yet, and a database.
async fn empty_place(app: &TestApp) -> (TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let database = if app.app.db.engine() == "postgres" { empty_database().await } else { String::new() };
    (folder, data, database)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

async fn a_backup_of_a_busy_shop_comes_back_whole(app: TestApp) {
    let (buyer, owner) = (app.visitor().await, app.owner().await);
    for n in 0..20 {
        buyer.say(&format!("备份之前的第 {n} 句")).await;
    }
    let picture = png(40, 30);
    let file = buyer.upload("/widget/files", "尺码.png", &picture).await.is(201);
    let shown = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    buyer.post("/widget/messages", shown).await.is(201);
    let before = buyer.messages().await;

    // Others write all the while.
    let writer = app.visitor().await;
    let writing = tokio::spawn(async move {
        for n in 0.. {
            writer.say(&format!("一直在写 {n}")).await;
        }
    });
    let kept = tempfile::tempdir().expect("a folder");
    let whole = kept.path().join("shop.tar");
    let (went_well, told) = run(&app, &["backup", text(&whole), "--verify"]).await;
    writing.abort();
    assert!(went_well && told.contains("Opened again"), "{told}");
    assert!(!kept.path().join("shop.tar.partial").exists());

    let (_folder, data, database) = empty_place(&app).await;
    let (went_well, told) = run_on(&data, &database, &["restore", text(&whole)]).await;
    assert!(went_well, "{told}");
    assert!(!data.join(".restoring").exists());

    let server = Process::serve(&data, &database, &[]).await;
    let client = server.client();
    let same_buyer = client.with("authorization", format!("Visitor {}", buyer.token));
    let after = same_buyer.get("/widget/messages?limit=100").await.is(200);
    let after = after["items"].as_array().expect("a list").clone();
    assert_eq!(words(&after), words(&before));
    // The key came along: addresses given out before the backup stay good.
    let key = |data: &Path| std::fs::read(data.join("zhanggui.key")).expect("a key");
    assert_eq!(key(&data), key(&app.app.config.data));
    let address = after.iter().find_map(|message| message["file"]["url"].as_str()).expect("a picture");
    assert_eq!(client.raw("GET", address, None, Default::default()).await.body, picture);
    let sign_in = json!({ "email": owner.email, "password": crate::harness::PASSWORD });
    let session = client.post("/session", sign_in).await;
    session.is(200);
    let owner = client.with("cookie", session.header("set-cookie").split(';').next().unwrap_or_default());
    let recorded = owner.get("/audit?action=backup.restored").await.is(200);
    let entry = &recorded["items"][0];
    assert_eq!((&entry["actor"]["kind"], &entry["subject"]["label"]), (&json!("terminal"), &json!("shop.tar")));
    let session = json!({ "token": buyer.token, "visitor": { "customer_id": buyer.customer_id } });
    Visitor::known_by(&app, &session).say("旧店照常营业").await;
    assert!(server.terminate().await.0.success());
}

fn words(messages: &[serde_json::Value]) -> Vec<(String, String)> {
    messages.iter().map(|m| (m["id"].to_string(), m["text"].to_string())).collect()
}

async fn what_does_not_fit_is_refused_and_nothing_changes(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.say("只有一句").await;
    buyer.upload("/widget/files", "尺码.png", &png(8, 8)).await.is(201);
    let kept = tempfile::tempdir().expect("a folder");
    let good = kept.path().join("good");
    assert!(run(&app, &["backup", text(&good)]).await.0);
    let (went_well, told) = run(&app, &["backup", text(&good)]).await;
    // A folder that is there is one to put backups in.
    assert!(went_well && told.contains("zhanggui-20"), "{told}");
    let (went_well, told) = run(&app, &["restore", text(&good)]).await;
    assert!(!went_well && (told.contains("is not empty") || told.contains("already")), "{told}");

    let manifest = Manifest::read(&good).expect("a manifest");
    assert_eq!(manifest.rows["messages"], app.count("SELECT COUNT(*) FROM messages").await);
    assert_eq!(manifest.files.iter().filter(|entry| entry.path.starts_with("files/")).count(), app.stored_files());
    for entry in [&manifest.database, &manifest.files[0]] {
        let path = good.join(&entry.path);
        let bytes = std::fs::read(&path).expect("a file");
        let mut damaged = bytes.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        std::fs::write(&path, &damaged).expect("written");
        refused(&app, &good, "is not what was backed up").await;
        std::fs::remove_file(&path).expect("removed");
        refused(&app, &good, "cannot be read").await;
        std::fs::write(&path, &bytes).expect("written");
    }
    let (went_well, told) = run(&app, &["restore", "--dry-run", text(&good)]).await;
    assert!(went_well && told.contains("whole"), "{told}");

    let mut newer = manifest.clone();
    newer.schema_version += 1;
    newer.write(&good).expect("written");
    refused(&app, &good, "was made by").await;
    refused(&app, kept.path(), "is no backup").await;
    refused(&app, &kept.path().join("absent.tar"), "absent.tar").await;
}

/// A restore that must fail for this reason and leave nothing behind.
async fn refused(app: &TestApp, source: &Path, reason: &str) {
    let (_folder, data, database) = empty_place(app).await;
    let (went_well, told) = run_on(&data, &database, &["restore", text(source)]).await;
    assert!(!went_well && told.contains(reason), "{told}");
    assert!(!data.exists(), "{} is there", data.display());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_restore_serves_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join(".restoring")).expect("made");
    for command in ["serve", "restore"] {
        let arguments: &[&str] = if command == "serve" { &["serve"] } else { &["restore", "/no/such.tar"] };
        let (went_well, told) = run_on(folder.path(), "", arguments).await;
        assert!(!went_well && told.contains("was cut short"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_are_made_when_due_and_kept_for_so_long() {
    let kept = tempfile::tempdir().expect("a folder");
    let folder = kept.path().to_owned();
    let settings = |config: &mut zhanggui::config::Config| {
        config.backup_folder = folder.join("nightly");
        config.backup_keep = 2;
    };
    let app = TestApp::builder(Engine::Sqlite).config(settings).start().await;
    let backups = || backup::kept_in(&kept.path().join("nightly")).expect("a list");
    let times = |made: &[backup::Kept]| made.iter().map(|kept| kept.created_at).collect::<Vec<Time>>();
    let make = async || backup::make_if_due(&app.app, app.now()).await.expect("a backup");
    make().await;
    assert_eq!(times(&backups()), [app.now()]);
    make().await;
    assert_eq!(backups().len(), 1, "not due yet");
    for _ in 0..3 {
        app.turn_clock(24 * 3600);
        make().await;
    }
    assert_eq!(times(&backups()), [app.now(), app.now().plus_seconds(-24 * 3600)], "two are kept");
    for kept in backups() {
        backup::check(&kept.path).await.expect("a sound backup");
    }
    let unfinished = kept.path().join("nightly/zhanggui-20261101T000000Z.partial");
    std::fs::create_dir(&unfinished).expect("made");
    app.turn_clock(24 * 3600);
    make().await;
    assert!(!unfinished.exists(), "what was cut short is cleared away");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_begins_with_a_backup_and_a_command_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    let settings = [("ZHANGGUI_BACKUP_FOLDER", text(&kept))];
    let output = zhanggui(&["user", "list"], &data, "").envs(settings).output().await.expect("the program runs");
    assert!(output.status.success(), "{}", said(&output));
    assert!(!kept.exists());
    let server = Process::serve(&data, "", &settings).await;
    let made = || backup::kept_in(&kept).expect("a list");
    eventually("a backup", async || made().len() == 1).await;
    backup::check(&made()[0].path).await.expect("a sound backup");
    assert!(server.terminate().await.0.success());
}
