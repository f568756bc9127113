//! K11: many questions at once: asked in the background, kept for a while, downloaded.

use serde_json::{Value, json};

use crate::harness::{Staff, TestApp, both_engines, eventually};
use crate::knowledge::{approve, draft};

both_engines![
    many_questions_are_asked_at_once,
    a_job_goes_on_after_a_restart,
    jobs_are_forgotten_in_time,
    too_much_is_refused,
];

fn at(job: &Value) -> String {
    format!("/knowledge/ask/jobs/{}", job["id"].as_str().expect("an id"))
}

async fn done(by: &Staff, job: &Value) -> Value {
    eventually("a finished job", async || by.get(&at(job)).await.is(200)["state"] == "done").await;
    by.get(&at(job)).await.is(200)
}

async fn many_questions_are_asked_at_once(app: TestApp) {
    let owner = app.owner().await;
    let entry = draft(&owner, "多久发货", json!(["什么时候发货"]), "48 小时内。").await;
    approve(&owner, &entry).await;
    let mut questions = vec!["什么时候发货".to_owned(), "=zzz".into()];
    questions.extend((0..498).map(|n| format!("多久发货 {n}")));
    let token = owner.post("/tokens", json!({ "name": "质检", "scopes": ["read"] })).await.is(201);
    let token = app.anybody().with("authorization", format!("Bearer {}", token["token"].as_str().expect("a token")));
    let job = token.post("/knowledge/ask/jobs", json!({ "questions": questions, "limit": 2 })).await.is(202);
    assert_eq!((&job["total"], &job["done"], &job["asked_by"]), (&json!(500), &json!(0), &json!(owner.id)));
    let job = done(&owner, &job).await;
    assert_eq!((&job["done"], job["hand_over"].as_i64() >= Some(1)), (&json!(500), true), "{job}");
    let sum: i64 = ["answer", "suggest", "hand_over"].iter().map(|name| job[name].as_i64().expect("a number")).sum();
    assert_eq!(sum, 500);

    let page = owner.get(&format!("{}/results?limit=2", at(&job))).await.is(200);
    assert_eq!((&page["next"], &page["items"][1]["ranked"]), (&json!(2), &json!([])));
    let first = &page["items"][0];
    assert_eq!(
        (&first["number"], &first["question"], &first["decision"]),
        (&json!(1), &json!("什么时候发货"), &json!("answer"))
    );
    let hit = &first["ranked"][0];
    assert_eq!((&hit["entry_id"], &hit["answer_id"]), (&entry["id"], &entry["answers"][0]["id"]));
    let last = owner.get(&format!("{}/results?after=499", at(&job))).await.is(200);
    assert_eq!((last["items"].as_array().expect("a list").len(), &last["next"]), (1, &json!(null)));

    let lines = owner.get(&format!("{}/export", at(&job))).await;
    assert_eq!(lines.text().lines().count(), 500);
    assert_eq!(
        lines.text().lines().next().map(|line| serde_json::from_str::<Value>(line).expect("JSON")).as_ref(),
        Some(first)
    );
    let table = owner.get(&format!("{}/export?format=csv", at(&job))).await.text();
    assert_eq!(table.lines().count(), 501);
    assert!(table.contains("\"'=zzz\"") && table.starts_with('\u{FEFF}'));

    owner.delete(&at(&job)).await.is(204);
    owner.get(&at(&job)).await.refused(404, "not_found");
    assert_eq!(app.count("SELECT COUNT(*) FROM ask_results").await, 0);
}

async fn a_job_goes_on_after_a_restart(app: TestApp) {
    let owner = app.owner().await;
    let entry = draft(&owner, "多久发货", json!([]), "48 小时内。").await;
    approve(&owner, &entry).await;
    let questions: Vec<String> = (0..2000).map(|n| format!("多久发货 {n}")).collect();
    let job = owner.post("/knowledge/ask/jobs", json!({ "questions": questions })).await.is(202);
    let app = app.restart().await;
    app.turn_clock(120);
    let owner = owner.at(&app);
    assert_eq!(done(&owner, &job).await["done"], 2000);
}

async fn jobs_are_forgotten_in_time(app: TestApp) {
    let owner = app.owner().await;
    for n in 0..12 {
        let job = owner.post("/knowledge/ask/jobs", json!({ "questions": [format!("问 {n}")] })).await.is(202);
        done(&owner, &job).await;
    }
    let list = owner.get("/knowledge/ask/jobs").await.is(200);
    let items = list["items"].as_array().expect("a list");
    assert_eq!(items.len(), 10, "older ones made room");
    let week = json!(app.now().plus_seconds(7 * 24 * 3600));
    assert_eq!(items[0]["expires_at"], week);
}

async fn too_much_is_refused(app: TestApp) {
    let owner = app.owner().await;
    let ask = async |questions: Value| owner.post("/knowledge/ask/jobs", json!({ "questions": questions })).await;
    ask(json!([])).await.invalid("questions", "required");
    ask(json!(vec!["x"; 10_001])).await.invalid("questions", "too_many");
    ask(json!(["fine", " "])).await.invalid("questions[1]", "required");
    let viewer = app.staff("访客", zhanggui::auth::Role::Viewer).await;
    let job = viewer.post("/knowledge/ask/jobs", json!({ "questions": ["谁都能问"] })).await.is(202);
    viewer.delete(&at(&job)).await.refused(403, "no_permission");
}
