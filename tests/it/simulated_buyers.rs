//! The demo's buyers, hurried: they ask, read what is answered, follow up, thank, and go when told to.

use std::sync::Arc;

use zhanggui::demo::Content;
use zhanggui::demo::simulator::{Settings, Simulator};
use zhanggui::sealed::Secret;

use crate::harness::{Engine, TestApp, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buyers_ask_and_answer_until_they_are_sent_away() {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.owner().await;
    let inbox = &owner.get("/inboxes").await.is(200)["items"][0];
    let id = inbox["id"].as_str().expect("an id");
    let secret = owner.post(&format!("/inboxes/{id}/identity_secret"), serde_json::json!({})).await.is(200);
    let settings = Settings {
        server: app.address,
        clock: app.app.clock.clone(),
        inbox_key: inbox["public_key"].as_str().expect("a key").to_owned(),
        identity_secret: Secret::new(secret["secret"].as_str().expect("a secret")),
        shop_url: app.origin(),
        seed: 7,
        pace: 100.0,
        most_unanswered: 2,
    };
    let simulator = Simulator::start(settings, Arc::new(Content::load().expect("the content")), true);

    eventually("two buyers in the queue", async || owner.view("queue").await.len() == 2).await;
    let first = owner.view("queue").await[0]["id"].as_str().expect("an id").to_owned();
    let asked = owner.messages(&first).await.len();
    owner.reply(&first, "您好，有的").await;
    eventually("the buyer read the reply", async || {
        let conversation = owner.conversation(&first).await;
        conversation["customer_read_seq"].as_i64() >= conversation["last_message"]["seq"].as_i64()
            || owner.messages(&first).await.len() > asked + 1
    })
    .await;
    eventually("the buyer wrote again", async || {
        owner.messages(&first).await.iter().filter(|message| message["author"] == "customer").count() > asked
    })
    .await;

    simulator.set_running(false);
    eventually("everybody left", async || simulator.buyers() == 0).await;
    assert!(!simulator.is_running());
}
