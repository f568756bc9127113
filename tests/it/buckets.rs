//! Files in a bucket of an S3-compatible store: real requests, real signatures, and a store that fails now and then.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::app::App;
use zhanggui::clock::Clock;
use zhanggui::config::Config;

use crate::harness::{
    Answer, Bucket, Client, Engine, TestApp, Visitor, both_engines, empty_database, png, said, zhanggui,
};

both_engines![what_lies_in_a_folder_moves_to_a_bucket, a_backup_of_a_bucket_comes_back];

async fn shop_on(bucket: &Bucket, engine: Engine) -> TestApp {
    TestApp::builder(engine).max_upload_bytes(16 << 20).config(|config| bucket.set(config)).start().await
}

/// What a file's address opens.
async fn open(client: &Client, file: &Value, which: &str) -> Answer {
    client.raw("GET", file[which].as_str().expect("an address"), None, Default::default()).await
}

/// A message with this picture; the picture as the buyer sees it.
async fn send_picture(buyer: &Visitor, picture: &[u8]) -> Value {
    let file = buyer.upload("/widget/files", "尺码.png", picture).await.is(201);
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    buyer.post("/widget/messages", message).await.is(201)["file"].clone()
}

/// Longer than one part of an upload, and the same nowhere.
fn long_paper() -> Vec<u8> {
    let numbers = (0_u32..1_500_000).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes());
    b"%PDF-1.7\n".iter().copied().chain(numbers).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_lies_in_the_bucket() {
    let bucket = Bucket::start().await;
    let app = shop_on(&bucket, Engine::Sqlite).await;
    let buyer = app.visitor().await;

    let picture = png(600, 500);
    let shown = send_picture(&buyer, &picture).await;
    assert_eq!(open(&app.anybody(), &shown, "url").await.body, picture);
    assert_eq!(open(&app.anybody(), &shown, "thumb_url").await.status, 200);
    let paper = long_paper();
    let file = buyer.upload("/widget/files", "说明书.pdf", &paper).await.is(201);
    let answer = open(&app.anybody(), &file, "url").await;
    assert_eq!(answer.header("content-length"), paper.len().to_string());
    assert!(answer.body == paper, "the paper came back other than it went");
    assert_eq!((bucket.files(), app.stored_files()), (3, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_leaves_nothing_in_the_bucket() {
    let bucket = Bucket::start().await;
    let app = shop_on(&bucket, Engine::Sqlite).await;
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "a.png", b"#!/bin/sh\nrm -rf /").await.refused(415, "unsupported_file");
    let too_long = vec![7; (16 << 20) + 1];
    buyer.upload("/widget/files", "a.bin", &too_long).await.refused(413, "file_too_large");
    assert_eq!(bucket.files(), 0);
}

/// D3: a process on another machine shows what was sent to this one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_see_one_anothers_files() {
    let bucket = Bucket::start().await;
    let one = shop_on(&bucket, Engine::Postgres).await;
    let other = one.neighbour_elsewhere().await;
    let picture = png(20, 20);
    let shown = send_picture(&other.visitor().await, &picture).await;
    assert_eq!(open(&one.anybody(), &shown, "url").await.body, picture);
}

/// D5: the store's trouble is told as such, passes, and stops nobody from writing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_in_trouble_is_a_503_until_it_is_well() {
    let mut bucket = Bucket::start().await;
    let app = shop_on(&bucket, Engine::Sqlite).await;
    let buyer = app.visitor().await;
    let picture = png(10, 10);

    bucket.refuse(2);
    let shown = send_picture(&buyer, &picture).await;
    bucket.refuse(usize::MAX);
    buyer.upload("/widget/files", "a.png", &picture).await.refused(503, "storage");
    bucket.die().await;
    buyer.upload("/widget/files", "a.png", &picture).await.refused(503, "storage");
    open(&app.anybody(), &shown, "url").await.refused(503, "storage");
    buyer.say("图发不出去").await;
    assert_eq!(app.anybody().raw("GET", "/health/ready", None, Default::default()).await.status, 204);
    let metrics = app.anybody().raw("GET", "/metrics", None, Default::default()).await.text();
    assert!(metrics.contains("zhanggui_file_store_ready 0"), "{metrics}");

    bucket.come_back().await;
    assert_eq!(open(&app.anybody(), &shown, "url").await.body, picture);
    send_picture(&buyer, &picture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_opens_nothing() {
    let bucket = Bucket::start().await;
    let set = |config: &mut Config| {
        bucket.set(config);
        config.s3_secret_access_key = "guessed".into();
    };
    let app = TestApp::builder(Engine::Sqlite).config(set).start().await;
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "a.png", &png(5, 5)).await.refused(503, "storage");

    let mut doctor = zhanggui(&["doctor", "--json"], &app.app.config.data, "");
    doctor.envs(bucket.variables()).env("ZHANGGUI_FILES", Bucket::place());
    let finding = async |doctor: &mut tokio::process::Command| {
        let report: Value = serde_json::from_slice(&doctor.output().await.expect("runs").stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").clone();
        findings.into_iter().find(|finding| finding["check"] == "files").expect("a finding")
    };
    assert_eq!(finding(&mut doctor).await["level"], "ok");
    let found = finding(doctor.env("ZHANGGUI_S3_SECRET_ACCESS_KEY", "guessed")).await;
    assert_eq!(found["level"], "problem");
    assert!(found["advice"].as_str().expect("advice").contains("s3_endpoint"), "{found}");
}

async fn what_lies_in_a_folder_moves_to_a_bucket(app: TestApp) {
    let bucket = Bucket::start().await;
    let buyer = app.visitor().await;
    let (picture, paper) = (png(600, 500), long_paper());
    let shown = send_picture(&buyer, &picture).await;
    let file = buyer.upload("/widget/files", "说明书.pdf", &paper).await.is(201);
    let move_all = async || {
        let arguments = ["files", "move", "--to", &Bucket::place()];
        let mut command = zhanggui(&arguments, &app.app.config.data, &app.app.config.database);
        let output = command.envs(bucket.variables()).output().await.expect("the program runs");
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    let told = move_all().await;
    assert!(told.contains("3 files") && told.contains(" 0 of them before"), "{told}");
    assert_eq!((bucket.files(), app.stored_files()), (3, 3));
    // One more came meanwhile; the rest is not sent again.
    let later = send_picture(&buyer, &png(30, 30)).await;
    let told = move_all().await;
    assert!(told.contains("4 files") && told.contains(" 3 of them before"), "{told}");

    let app = app.restart_with(|config| bucket.set(config)).await;
    let anybody = app.anybody();
    assert_eq!(open(&anybody, &shown, "url").await.body, picture);
    assert!(open(&anybody, &file, "url").await.body == paper);
    assert_eq!(open(&anybody, &later, "url").await.body, png(30, 30));
}

async fn a_backup_of_a_bucket_comes_back(app: TestApp) {
    let bucket = Bucket::start().await;
    let app = app.restart_with(|config| bucket.set(config)).await;
    let buyer = app.visitor().await;
    send_picture(&buyer, &png(600, 500)).await;
    buyer.upload("/widget/files", "说明书.pdf", &long_paper()).await.is(201);

    let kept = tempfile::tempdir().expect("a folder");
    let backup = kept.path().join("shop.tar");
    let backup = backup.to_str().expect("a path");
    let run = async |arguments: &[&str], data: &std::path::Path, database: &str, place: &str| {
        let mut command = zhanggui(arguments, data, database);
        let output = command.envs(bucket.variables()).env("ZHANGGUI_FILES", place).output().await.expect("runs");
        (output.status.success(), said(&output))
    };
    let config = &app.app.config;
    let (went_well, told) = run(&["backup", backup, "--verify"], &config.data, &config.database, &config.files).await;
    assert!(went_well && told.contains("4 files"), "{told}");

    let is_postgres = app.app.db.engine() == "postgres";
    let empty = async || if is_postgres { empty_database().await } else { String::new() };
    let (went_well, told) = run(&["restore", backup], &kept.path().join("x"), &empty().await, &config.files).await;
    assert!(!went_well && told.contains("files already"), "{told}");
    let places =
        ["s3://shop-files/restored".to_owned(), kept.path().join("elsewhere").display().to_string(), String::new()];
    for (n, place) in places.iter().enumerate() {
        let (data, database) = (kept.path().join(format!("data-{n}")), empty().await);
        let (went_well, told) = run(&["restore", backup], &data, &database, place).await;
        assert!(went_well, "{told}");
        let restored = Config { data, database, files: place.clone(), ..config.clone() };
        let again = App::start(restored, Clock::set_at(app.now())).await.expect("the restored shop starts");
        assert_eq!(zhanggui::files::missing(&again.db, &again.files, 100).await.expect("a count"), (0, 2));
        again.stop().await;
    }
    assert_eq!(bucket.files_below("restored"), 3);
}
