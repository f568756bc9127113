//! An installation that outgrew SQLite moves to PostgreSQL and finds everything there.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Instant;

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgPool, SqliteConnection};
use zhanggui::db::{Db, transfer};
use zhanggui::search;

use crate::harness::{
    Engine, PASSWORD, PATIENCE, Receiver, Rest, Staff, TestApp, empty_database, new_database, png, said, zhanggui,
};
use crate::webhooks::make;

/// What a shop looks like from outside.
#[derive(Debug, PartialEq)]
struct Sight {
    views: Vec<Vec<Value>>,
    messages: Vec<Vec<Value>>,
    found: Vec<Value>,
    buyer: Value,
}

async fn sight(mei: &Staff) -> Sight {
    let mut views = Vec::new();
    for view in ["mine", "queue", "all", "snoozed", "solved"] {
        views.push(mei.view(view).await);
    }
    let mut messages = Vec::new();
    for conversation in views.iter().flatten() {
        let mut thread = mei.messages(conversation["id"].as_str().expect("an id")).await;
        // Signed addresses differ from hour to hour, not what they lead to.
        thread.iter_mut().filter_map(|message| message["file"].as_object_mut()).for_each(|file| {
            file.remove("url");
            file.remove("thumb_url");
        });
        messages.push(thread);
    }
    let mut found = Vec::new();
    for words in ["大衣", "尺码 大衣", "wool", "没有这样的话"] {
        let query = format!("/search?q={}", words.replace(' ', "%20"));
        let mut results = mei.get(&query).await.is(200);
        for hit in results["messages"]["items"].as_array_mut().expect("hits") {
            hit["message"]["file"].take();
        }
        found.push(results);
    }
    let buyer = mei.get("/customers?limit=50").await.is(200);
    Sight { views, messages, found, buyer }
}

async fn a_day_at_the_shop(app: &TestApp, mei: &Staff) {
    for n in 0..12 {
        let buyer = app.visitor().await;
        buyer.say(&format!("第 {n} 件大衣的尺码怎么选？ Is it wool?")).await;
        let conversation = buyer.conversation(mei).await;
        if n % 2 == 0 {
            mei.reply(&conversation, "大衣按平时的尺码就好").await;
        }
        if n % 3 == 0 {
            mei.note(&conversation, "老客户").await;
            let path = format!("/conversations/{conversation}/draft");
            mei.put(&path, json!({ "text": "还没写完", "note": false })).await.is(204);
        }
        if n % 4 == 0 {
            mei.act(&conversation, "solve", json!({})).await;
        }
    }
    let buyer = app.visitor().await;
    let file = buyer.upload("/widget/files", "大衣.png", &png(8, 8)).await.is(201);
    let picture = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    buyer.post("/widget/messages", picture).await.is(201);
}

/// Moves as the command does.
async fn move_to(from: &Db, database: &str) -> anyhow::Result<Vec<transfer::Moved>> {
    let to = Db::open(database).await?;
    let moved = transfer::copy(from, &to, |_| {}).await?;
    search::rebuild(&to).await?;
    let mut tx = to.begin().await?;
    transfer::finish(&mut tx.conn()).await?;
    tx.commit().await?;
    to.close().await;
    Ok(moved)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_there_after_the_move() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mei = app.agent("小梅").await;
    a_day_at_the_shop(&app, &mei).await;
    let before = sight(&mei).await;
    let database = new_database().await;

    let moved = move_to(&app.app.db, &database).await.expect("moved");
    let rows = |table: &str| moved.iter().find(|moved| moved.table == table).map_or(0, |moved| moved.rows);
    assert_eq!(rows("conversations"), 13);
    assert_eq!(i64::try_from(rows("messages")).expect("few"), app.count("SELECT COUNT(*) FROM messages").await);

    let app = app.restart_on(&database).await;
    let mei = Staff::sign_in(&app, &mei.email, PASSWORD).await;
    assert_eq!(sight(&mei).await, before);
    // Numbers go on where they stood.
    let buyer = app.visitor().await;
    let seq = buyer.say("搬家以后的第一句：大衣").await["seq"].as_i64().expect("a number");
    let last = before.messages.iter().flatten().filter_map(|message| message["seq"].as_i64()).max().expect("messages");
    assert!(seq > last, "{seq} after {last}");
    let found = mei.get("/search?q=搬家").await.is(200);
    assert_eq!(found["messages"]["total"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_was_cut_off_goes_on() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mei = app.agent("小梅").await;
    a_day_at_the_shop(&app, &mei).await;
    let before = sight(&mei).await;
    let database = new_database().await;
    let to = Db::open(&database).await.expect("open");
    transfer::copy(&app.app.db, &to, |_| {}).await.expect("copied");
    // As if the machine had stopped half-way.
    let Db::Postgres { write: target, .. } = &to else { panic!("PostgreSQL") };
    for sql in ["DELETE FROM events WHERE seq > 5", "DELETE FROM messages WHERE num % 2 = 0"] {
        sqlx::query(sql).execute(target).await.expect(sql);
    }
    to.close().await;

    move_to(&app.app.db, &database).await.expect("moved");
    let again = move_to(&app.app.db, &database).await.expect_err("a database in use");
    assert!(again.to_string().contains("holds shops already"), "{again}");
    let app = app.restart_on(&database).await;
    let mei = Staff::sign_in(&app, &mei.email, PASSWORD).await;
    assert_eq!(sight(&mei).await, before);
}

/// So many events that copying them takes a while.
const LONG_HISTORY: i64 = 40_000;

/// Every table of an SQLite file with its number of rows.
async fn rows_in(file: &std::path::Path) -> BTreeMap<String, i64> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("the old database");
    const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table'";
    let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut connection).await.expect("tables");
    let mut rows = BTreeMap::new();
    for table in tables {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\""));
        let count = sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect("a number");
        rows.insert(table, count);
    }
    rows
}

/// The command as an operator calls it, killed as a machine dies: in the middle of a table, without a word.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_is_killed_goes_on_when_it_is_called_again() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mei = app.agent("小梅").await;
    a_day_at_the_shop(&app, &mei).await;
    let before = sight(&mei).await;
    let more = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {LONG_HISTORY})
         INSERT INTO events (shop_id, seq, kind, conversation_id, subject_id, at)
         SELECT e.shop_id, s.seq + n.i, e.kind, e.conversation_id, e.subject_id, e.at
         FROM n, shops s JOIN events e ON e.shop_id = s.id AND e.seq = s.seq"
    );
    assert_eq!(app.meddle(&more).await, LONG_HISTORY.unsigned_abs());
    app.meddle(&format!("UPDATE shops SET seq = seq + {LONG_HISTORY}")).await;
    let (mut rest, database) = (app.put_down().await, empty_database().await);
    let file = rest.config.data.join("zhanggui.sqlite");
    let rows = rows_in(&file).await;

    let from = format!("sqlite:{}", file.display());
    let mut child = zhanggui(&["migrate", "--from", &from, "--to", &database], &rest.config.data, "")
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let target = PgPool::connect(&database).await.expect("PostgreSQL");
    // Nothing is there to be counted until the tables are made.
    let copied = async || sqlx::query_scalar("SELECT COUNT(*) FROM events").fetch_one(&target).await.unwrap_or(0);
    let begun = Instant::now();
    while copied().await == 0 {
        assert!(begun.elapsed() < PATIENCE && child.try_wait().expect("a process").is_none(), "nothing is copied");
    }
    child.kill().await.expect("a running process");
    let half: i64 = copied().await;
    assert!((1..rows["events"]).contains(&half), "{half} of {} is no half", rows["events"]);
    target.close().await;

    let told = command_moves(&rest, &database).await;
    let line = |table: &str| {
        told.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).find(|it| it[..].first() == Some(&table))
    };
    for (table, count) in &rows {
        // Words are indexed anew, and what SQLite keeps for itself stays there.
        let Some(line) = line(table) else { continue };
        assert_eq!(line[1], count.to_string(), "{table}: {told}");
        assert!(line[2].len() >= 16, "a checksum of both sides: {told}");
    }
    assert!(["events", "messages", "shops"].iter().all(|table| line(table).is_some()), "{told}");
    let again = zhanggui(&["migrate", "--from", &from, "--to", &database], &rest.config.data, "");
    let again = { again }.output().await.expect("the program runs");
    assert!(!again.status.success() && said(&again).contains("holds shops already"), "{}", said(&again));

    rest.config.database = database;
    let app = rest.take_up().await;
    let mei = Staff::sign_in(&app, &mei.email, PASSWORD).await;
    assert_eq!(sight(&mei).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_differs_is_named_and_ends_the_move() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mei = app.agent("小梅").await;
    a_day_at_the_shop(&app, &mei).await;
    let database = new_database().await;
    let to = Db::open(&database).await.expect("open");
    transfer::copy(&app.app.db, &to, |_| {}).await.expect("copied");
    let Db::Postgres { write: target, .. } = &to else { panic!("PostgreSQL") };
    sqlx::query("UPDATE messages SET text = 'x' WHERE num = 3").execute(target).await.expect("changed");
    let refused = transfer::copy(&app.app.db, &to, |_| {}).await.expect_err("a difference");
    assert!(refused.to_string().starts_with("messages differs"), "{refused}");
    to.close().await;
}

/// Moves by the command, as an operator does with the server stopped; what it said.
async fn command_moves(rest: &Rest, database: &str) -> String {
    let from = format!("sqlite:{}", rest.config.data.join("zhanggui.sqlite").display());
    let arguments = ["migrate", "--from", &from, "--to", database];
    let output = zhanggui(&arguments, &rest.config.data, "").output().await.expect("the program runs");
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sealed_opens_after_the_move() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    let secret = webhook["secret"].as_str().expect("a secret");
    app.visitor().await.say("搬家之前").await;
    assert!(receiver.expect(1).await[0].is_signed_with(secret));

    let (mut rest, database) = (app.put_down().await, empty_database().await);
    let told = command_moves(&rest, &database).await;
    assert!(told.contains("needs the same key file as before"), "{told}");
    rest.config.database = database;

    // Without its key nothing opens, and no other key is made in its place.
    let key = rest.config.data.join("zhanggui.key");
    let elsewhere = key.with_extension("elsewhere");
    std::fs::rename(&key, &elsewhere).expect("renamed");
    let refused = rest.refuses_to_start().await;
    assert!(refused.contains("is missing") && refused.contains("bring it back"), "{refused}");
    assert!(!key.exists());
    std::fs::rename(&elsewhere, &key).expect("renamed");

    let app = rest.take_up().await;
    app.visitor().await.say("搬家之后").await;
    let after = receiver.expect(2).await.pop().expect("a request");
    assert!(after.words() == "搬家之后" && after.is_signed_with(secret));
    let recorded = app.owner().await.get("/audit?action=database.moved").await.is(200);
    let entry = &recorded["items"][0];
    assert_eq!(entry["actor"]["kind"], "terminal");
    assert_eq!(entry["changes"], json!([{ "field": "engine", "before": "sqlite", "after": "postgres" }]));
}
