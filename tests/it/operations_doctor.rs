//! D6: `zhanggui doctor` finds what is wrong, says what to do, and tells other programs by its exit code.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::process::Command;

use crate::harness::{Engine, Process, TestApp, both_engines, eventually, free_address, png, said, zhanggui};

both_engines![
    a_sound_shop_is_found_sound,
    what_is_wrong_is_found,
    tables_of_a_newer_program_are_found,
    a_clock_that_went_back_is_found,
    work_that_is_not_done_is_found,
    a_server_that_cannot_serve_is_found,
];

/// The exit code and the findings.
pub async fn examine(app: &TestApp, settings: &[(&str, &str)]) -> (i32, Value) {
    let config = &app.app.config;
    let listen = app.address.to_string();
    let mut all = vec![("ZHANGGUI_LISTEN", listen.as_str())];
    all.extend_from_slice(settings);
    examine_at(&config.data, &config.database, &all).await
}

async fn examine_at(data: &Path, database: &str, settings: &[(&str, &str)]) -> (i32, Value) {
    tell(zhanggui(&["doctor", "--json"], data, database), settings).await
}

async fn tell(mut command: Command, settings: &[(&str, &str)]) -> (i32, Value) {
    command.env("ZHANGGUI_ENCODER", "").envs(settings.iter().copied());
    let output = command.output().await.expect("the program runs");
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    (output.status.code().expect("a code"), report)
}

/// That something is found as bad as this, in these words, with a word on what to do.
#[track_caller]
pub fn found(report: &Value, check: &str, level: &str, words: &str) {
    let finding = finding(report, check);
    assert_eq!(finding["level"], level, "{finding}");
    assert!(finding["found"].as_str().is_some_and(|found| found.contains(words)), "{words}: {finding}");
    assert!(finding["advice"].as_str().is_some_and(|advice| !advice.is_empty()), "{finding}");
}

/// The program as a shell starts it that lets it open so many files.
fn limited(files: u32, data: &Path, arguments: &str) -> Command {
    let program = env!("CARGO_BIN_EXE_zhanggui");
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -n {files} && exec {program} {arguments}"));
    command.env("ZHANGGUI_DATA", data).env("ZHANGGUI_DATABASE", "").kill_on_drop(true);
    command
}

pub fn finding<'a>(report: &'a Value, check: &str) -> &'a Value {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().find(|finding| finding["check"] == check).unwrap_or_else(|| panic!("no {check} in {report}"))
}

async fn a_sound_shop_is_found_sound(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "图.png", &png(5, 5)).await.is(201);
    let (code, report) = examine(&app, &[]).await;
    for check in ["disk", "version", "soundness", "size", "clock", "jobs", "files", "server", "sockets"] {
        assert_eq!(finding(&report, check)["level"], "ok", "{report}");
        assert!(finding(&report, check).get("advice").is_none());
    }
    // Nobody says of a database that it was looked through who did not.
    let looked = finding(&report, "soundness")["found"].as_str().expect("words").to_owned();
    let own_tools = app.app.db.engine() == "postgres";
    assert_eq!((looked.contains("pg_amcheck"), looked == "nothing is damaged"), (own_tools, !own_tools), "{looked}");
    // A server on loopback that makes no backups is worth a word, and no more.
    assert_eq!((code, &report["level"]), (1, &Value::from("warning")), "{report}");
    assert!(finding(&report, "backups")["advice"].as_str().expect("advice").contains("backup_folder"));
    let encoder = finding(&report, "encoder");
    assert_eq!((&encoder["level"], encoder["advice"].as_str().map(str::is_empty)), (&"warning".into(), Some(false)));
    let written = app.app.config.data.join("files");
    let left = std::fs::read_dir(written).expect("a folder").flatten().filter(|entry| entry.path().is_file());
    assert_eq!(left.count(), 0, "nothing is left behind");
}

async fn what_is_wrong_is_found(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "图.png", &png(5, 5)).await.is(201);
    let data = &app.app.config.data;
    std::fs::remove_dir_all(data.join("files").join(app.shop.id.to_string())).expect("removed");
    let kept = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(kept.path().join("zhanggui-20200101T000000Z")).expect("made");
    let backups = kept.path().to_str().expect("a path");
    let settings = [
        ("ZHANGGUI_BACKUP_FOLDER", backups),
        ("ZHANGGUI_PUBLIC_URL", "http://desk.example.com"),
        ("ZHANGGUI_ENCODER", "/dev/null"),
    ];
    let (code, report) = examine(&app, &settings).await;
    assert_eq!((code, &report["level"]), (2, &Value::from("problem")), "{report}");
    for check in ["files", "backups", "address", "encoder"] {
        let finding = finding(&report, check);
        assert_eq!(finding["level"], "problem", "{report}");
        assert!(!finding["advice"].as_str().expect("advice").is_empty());
    }
    // Without a database there is still a report.
    let nowhere = tempfile::tempdir().expect("a folder");
    let output = zhanggui(&["doctor"], nowhere.path(), "").output().await.expect("the program runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told.contains("PROBLEM  database") && told.contains("there is no database") && told.contains("→"),
        "{told}"
    );
    assert_eq!(std::fs::read_dir(nowhere.path()).expect("a folder").count(), 0, "nothing was made");
}

async fn tables_of_a_newer_program_are_found(app: TestApp) {
    app.meddle(
        "UPDATE _sqlx_migrations SET version = 9000 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)",
    )
    .await;
    let (code, report) = examine(&app, &[]).await;
    found(&report, "version", "problem", "tables of version 9000; this program knows");
    assert_eq!(code, 2);
    app.meddle("DELETE FROM _sqlx_migrations WHERE version > 1").await;
    let (code, report) = examine(&app, &[]).await;
    found(&report, "version", "warning", "tables of version 1; this program brings them to");
    assert_eq!(code, 1);
}

async fn a_clock_that_went_back_is_found(app: TestApp) {
    // What was written lies a year ahead of whoever looks now.
    app.turn_clock(366 * 86_400);
    app.visitor().await.say("明年见").await;
    let (code, report) = examine(&app, &[]).await;
    found(&report, "clock", "problem", "the newest event lies");
    assert_eq!(code, 2);
}

async fn work_that_is_not_done_is_found(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("明天再聊").await;
    let id = buyer.conversation(&mei).await;
    mei.act(&id, "snooze", json!({ "until": app.now().plus_seconds(3600) })).await;
    let jobs = app.meddle("UPDATE jobs SET dead_at = run_at WHERE run_at > 0").await;
    assert!(jobs > 0);
    let (_, report) = examine(&app, &[]).await;
    found(&report, "jobs", "warning", &format!("{jobs} given up"));

    // Due for long, and no server that would take them.
    app.meddle("UPDATE jobs SET dead_at = NULL").await;
    let rest = app.put_down().await;
    let nowhere = free_address().to_string();
    let settings = [("ZHANGGUI_LISTEN", nowhere.as_str())];
    let (code, report) = examine_at(&rest.config.data, &rest.config.database, &settings).await;
    found(&report, "jobs", "warning", &format!("{jobs} late"));
    found(&report, "server", "warning", "none runs at");
    assert_eq!(code, 1);
}

async fn a_server_that_cannot_serve_is_found(app: TestApp) {
    app.app.db.close().await;
    let ready = async || app.anybody().raw("GET", "/health/ready", None, Default::default()).await.status;
    eventually("not ready", async || ready().await == 503).await;
    let (code, report) = examine(&app, &[]).await;
    found(&report, "server", "problem", "is not ready: 503");
    assert_eq!(code, 2);
    // Somebody takes the connection and says nothing.
    let silent = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = silent.local_addr().expect("an address").to_string();
    let (code, report) = examine(&app, &[("ZHANGGUI_LISTEN", &address)]).await;
    found(&report, "server", "problem", "does not answer");
    assert_eq!(code, 2);
}

/// What only SQLite keeps in a file of this machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_and_an_outgrown_file_are_found() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.visitor().await.say("在吗").await;
    app.meddle("PRAGMA foreign_keys = OFF").await;
    assert!(app.meddle("DELETE FROM customers").await > 0);
    let wal = app.app.config.data.join("zhanggui.sqlite-wal");
    let log = std::fs::OpenOptions::new().write(true).open(&wal).expect("a log");
    log.set_len(300 * 1024 * 1024).expect("a hole at its end");
    let (code, report) = examine(&app, &[]).await;
    found(&report, "soundness", "problem", "names a missing customers");
    found(&report, "size", "warning", "write-ahead log 314.6 MB");
    assert_eq!(code, 2);
}

/// What is wrong with the machine, provoked on the machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_that_is_too_small_or_too_open_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    // Nothing is free on a file system without a disk.
    let full = Path::new("/proc");
    let (code, report) = examine_at(full, "", &[("ZHANGGUI_BACKUP_FOLDER", "/proc")]).await;
    found(&report, "disk", "problem", "0 B free for /proc");
    found(&report, "backup_disk", "problem", "0 B free for /proc");
    assert_eq!(code, 2);
    let (_, report) = examine_at(&folder.path().join("gone"), "", &[]).await;
    found(&report, "disk", "problem", "gone");

    let data = folder.path().join("data");
    let mut serve = limited(128, &data, "serve");
    serve.env("ZHANGGUI_RATE_LIMITS", "false");
    let server = Process::start(serve, &[]).await;
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).expect("opened");
    let mut visits = Vec::new();
    for _ in 0..100 {
        visits.push(TcpStream::connect(server.address).await.expect("a connection"));
    }
    let listen = server.address.to_string();
    let settings = [("ZHANGGUI_LISTEN", listen.as_str())];
    let (code, report) = tell(limited(1000, &data, "doctor --json"), &settings).await;
    found(&report, "owner", "warning", "every user of this machine may look into");
    found(&report, "open_files", "warning", "at most 1000 open files");
    found(&report, "sockets", "warning", "of 128 files and sockets are open");
    assert_eq!(code, 1, "{report}");
}
