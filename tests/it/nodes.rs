//! Two processes, one shop: whoever is connected to one hears what is done at the other.

use std::time::{Duration, Instant};

use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, Nats, TestApp, eventually};

/// Runs each of these stories with two processes that tell each other by PostgreSQL, and by NATS.
macro_rules! both_ways {
    ($($story:ident),* $(,)?) => {$(
        mod $story {
            use crate::harness::{Engine, Nats, TestApp};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn by_postgres() {
                let one = TestApp::start(Engine::Postgres).await;
                let other = one.neighbour().await;
                super::$story(one, other).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn by_nats() {
                let nats = Nats::start().await.expect("NATS");
                let one = TestApp::builder(Engine::Postgres).bus(&nats.url()).start().await;
                let other = one.neighbour().await;
                super::$story(one, other).await;
            }
        }
    )*};
}

both_ways![
    a_conversation_goes_on_across_processes,
    typing_and_looking_are_seen_across_processes,
    presence_is_told_across_processes,
    a_buyer_is_there_while_any_tab_is_open_anywhere,
    who_leaves_is_out_everywhere,
    numbers_stay_in_order_whoever_writes,
    nobody_is_given_away_twice,
];

async fn a_conversation_goes_on_across_processes(one: TestApp, other: TestApp) {
    let (mei, buyer) = (one.agent("小梅").await, other.visitor().await);
    let (mut desk, mut widget) = (mei.desk(&one, None).await, buyer.widget(&other, None).await);

    buyer.say("这件还有货吗").await;
    let asked = desk.expect_event("message.created").await;
    assert_eq!(asked["data"]["message"]["text"], "这件还有货吗");
    let conversation = asked["data"]["message"]["conversation_id"].as_str().expect("an id").to_owned();

    mei.reply(&conversation, "有的，三个颜色都有").await;
    widget.expect_event("message.created").await;
    let answered = widget.expect_event("message.created").await;
    assert_eq!(answered["data"]["message"]["text"], "有的，三个颜色都有");
    assert_eq!(answered["data"]["message"]["agent"]["name"], "小梅");
    let counts = desk.expect_where("counts", |frame| frame["type"] == "views" && frame["items"][0]["count"] == 1).await;
    assert_eq!(counts["items"][0]["id"], "mine");
}

async fn typing_and_looking_are_seen_across_processes(one: TestApp, other: TestApp) {
    let (mei, bo, buyer) = (one.agent("小梅").await, one.agent("小波").await, other.visitor().await);
    let inbox = format!("/inboxes/{}", one.shop.inbox_id);
    one.owner().await.patch(&inbox, json!({ "typing_preview": true })).await.is(200);
    let mut widget = buyer.widget(&other, None).await;
    buyer.say("在吗").await;
    let conversation = buyer.at(&one).conversation(&mei).await;
    let (mut here, mut there) = (mei.desk(&one, None).await, bo.at(&other).desk(&other, None).await);

    here.send(json!({ "type": "watch", "conversation_id": conversation })).await;
    let viewers = there.expect("viewers").await;
    assert_eq!(viewers["staff_ids"], json!([mei.id]));
    eventually("the other process counts the one who looks", async || {
        let page = bo.at(&other).get(&format!("/conversations/{conversation}")).await.is(200);
        page["viewers"] == json!([mei.id])
    })
    .await;

    widget.send(json!({ "type": "typing", "conversation_id": null, "typing": true, "text": "我想" })).await;
    let typing = here.expect("typing").await;
    assert_eq!((&typing["who"], &typing["text"]), (&json!("customer"), &json!("我想")));

    here.send(json!({ "type": "typing", "conversation_id": conversation, "typing": true })).await;
    let typing = widget.expect("typing").await;
    assert_eq!((&typing["who"], &typing["name"]), (&json!("agent"), &json!("小梅")));
}

async fn presence_is_told_across_processes(one: TestApp, other: TestApp) {
    let (mei, bo) = (one.agent("小梅").await, one.agent("小波").await);
    let mut here = mei.desk(&one, None).await;
    let is = |id: &str, presence: &str| json!([{ "id": id, "presence": presence }]);

    let there = bo.at(&other).desk(&other, None).await;
    here.expect_where("小波 is online", |frame| frame["staff"] == is(&bo.id, "online")).await;
    let second = bo.desk(&one, None).await;
    drop(second);
    drop(there);
    here.expect_where("小波 is offline", |frame| frame["staff"] == is(&bo.id, "offline")).await;

    let mut there = bo.at(&other).desk(&other, None).await;
    here.expect_where("小波 is back", |frame| frame["staff"] == is(&bo.id, "online")).await;
    there.send(json!({ "type": "presence", "presence": "busy" })).await;
    here.expect_where("小波 is busy", |frame| {
        let seen = &frame["staff"][0];
        seen["id"] == bo.id.as_str() && seen["presence"] == "busy"
    })
    .await;
    // A process that ends takes its desks along.
    other.stop().await;
    here.expect_where("小波 is gone", |frame| frame["staff"] == is(&bo.id, "offline")).await;
}

async fn a_buyer_is_there_while_any_tab_is_open_anywhere(one: TestApp, other: TestApp) {
    let (mei, buyer) = (one.agent("小梅").await, one.visitor().await);
    buyer.say("在吗").await;
    let conversation = buyer.conversation(&mei).await;
    let mut here = mei.desk(&one, None).await;
    let mut there = mei.at(&other).desk(&other, None).await;
    let is = |online: bool| json!({ "type": "customer_online", "customer_id": buyer.customer_id, "online": online });
    let page_says = async |at: &TestApp, online: bool| {
        eventually("the page says whether the buyer is there", async || {
            mei.at(at).get(&format!("/conversations/{conversation}")).await.is(200)["customer_online"] == online
        })
        .await;
    };
    page_says(&one, false).await;

    for desk in [&mut here, &mut there] {
        desk.send(json!({ "type": "watch", "conversation_id": conversation })).await;
        desk.expect("viewers").await;
    }
    // What a tab says is heard after the tab itself.
    let typing = json!({ "type": "typing", "conversation_id": null, "typing": true });
    let first = buyer.widget(&one, None).await;
    let mut second = buyer.at(&other).widget(&other, None).await;
    second.send(typing.clone()).await;
    here.expect("typing").await;
    assert!(here.heard.contains(&is(true)));
    there.expect("typing").await;
    assert!(there.heard.contains(&is(true)));
    page_says(&one, true).await;
    page_says(&other, true).await;
    // One tab is closed, at the process of either desk; the other stays open.
    drop(first);
    let mut third = buyer.widget(&one, None).await;
    third.send(typing).await;
    there.expect("typing").await;
    drop(second);
    buyer.say("我还在").await;
    for desk in [&mut here, &mut there] {
        desk.expect_event("message.created").await;
        let told = desk.heard.iter().filter(|frame| frame["type"] == "customer_online").count();
        assert_eq!(told, 1, "nobody came and nobody left: {:?}", desk.heard);
    }
    drop(third);
    for desk in [&mut here, &mut there] {
        desk.expect_where("the buyer left", |frame| *frame == is(false)).await;
    }
    page_says(&other, false).await;

    // A process that ends takes its widgets along.
    let _last = buyer.at(&other).widget(&other, None).await;
    here.expect_where("the buyer is back", |frame| *frame == is(true)).await;
    other.stop().await;
    here.expect_where("the buyer is gone", |frame| *frame == is(false)).await;
}

async fn who_leaves_is_out_everywhere(one: TestApp, other: TestApp) {
    let (owner, mei) = (one.owner().await, one.agent("小梅").await);
    let there = mei.at(&other);
    let mut desk = there.desk(&other, None).await;
    there.get("/me").await.is(200);

    let asked_at = Instant::now();
    owner.patch(&format!("/staff/{}", mei.id), json!({ "active": false })).await.is(200);
    assert_eq!(desk.ends().await.as_deref(), Some("revoked"));
    assert!(asked_at.elapsed() <= Duration::from_secs(5), "S2: {:?}", asked_at.elapsed());
    there.get("/me").await.refused(401, "unauthorized");
}

async fn numbers_stay_in_order_whoever_writes(one: TestApp, other: TestApp) {
    const BUYERS: usize = 4;
    const MESSAGES: usize = 10;
    let mei = one.agent("小梅").await;
    let (mut here, mut there) = (mei.desk(&one, None).await, mei.at(&other).desk(&other, None).await);
    let mut writing = Vec::new();
    for place in 0..BUYERS {
        let at = if place % 2 == 0 { &one } else { &other };
        let buyer = at.visitor().await;
        writing.push(async move {
            for n in 0..MESSAGES {
                buyer.send(Uuid::now_v7(), &format!("第 {n} 句")).await.is(201);
            }
        });
    }
    futures::future::join_all(writing).await;
    for desk in [&mut here, &mut there] {
        let mut messages = 0;
        while messages < BUYERS * MESSAGES {
            desk.expect_event("message.created").await;
            messages += 1;
        }
        let numbers = desk.numbers();
        assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_nats_the_desk_still_hears_and_nothing_is_lost() {
    let mut nats = Nats::start().await.expect("NATS");
    let one = TestApp::builder(Engine::Postgres).bus(&nats.url()).start().await;
    let other = one.neighbour().await;
    let (mei, buyer) = (one.agent("小梅").await, other.visitor().await);
    let mut desk = mei.desk(&one, None).await;

    nats.kill().await.expect("killed");
    buyer.say("听得到吗").await;
    let heard = desk.expect_event("message.created").await;
    assert_eq!(heard["data"]["message"]["text"], "听得到吗");

    nats.start_again().await.expect("back");
    buyer.say("现在呢").await;
    let heard = desk.expect_event("message.created").await;
    assert_eq!(heard["data"]["message"]["text"], "现在呢");
}

async fn nobody_is_given_away_twice(app: TestApp, other: TestApp) {
    let settings = json!({ "assignment": "automatic", "capacity": 3 });
    app.owner().await.put("/reception", settings).await.is(200);
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let _desks = (mei.desk(&app, None).await, lin.at(&other).desk(&other, None).await);
    let asked = (0..8).map(async |number| {
        let buyer = app.visitor().await;
        if number % 2 == 0 { buyer.say("在吗").await } else { buyer.at(&other).say("在吗").await }
    });
    futures::future::join_all(asked).await;
    eventually("six are served", async || mei.view("queue").await.len() == 2).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM messages WHERE kind = 5").await, 6, "each was given once");
    let most = "SELECT MAX(taken) FROM (SELECT COUNT(*) AS taken FROM conversations WHERE assignee_id IS NOT NULL
        GROUP BY assignee_id) AS by_agent";
    assert_eq!(app.count(most).await, 3);
}
