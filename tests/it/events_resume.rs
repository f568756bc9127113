//! D4: a reader that comes back with its last number hears each later event once, in order, and misses none.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{PATIENCE, Socket, Staff, TestApp, Visitor, both_engines};

both_engines![
    a_desk_that_keeps_losing_its_line_misses_nothing,
    a_widget_that_keeps_losing_its_line_misses_nothing,
    who_comes_back_hears_the_newest_state,
    too_much_missed_is_fetched_anew,
    a_number_from_the_future_is_taken_as_now,
    a_restart_loses_no_number,
];

const WRITERS: usize = 6;
const MESSAGES_EACH: usize = 25;

/// Buyers who write and agents who answer, all at once.
async fn bustle(app: &TestApp) -> (Vec<tokio::task::JoinHandle<()>>, Visitor, Staff) {
    let agent = app.agent("小梅").await;
    let mut busy = Vec::new();
    let mut first = None;
    for _ in 0..WRITERS {
        let (buyer, agent) = (app.visitor().await, agent.clone());
        first.get_or_insert(buyer.clone());
        busy.push(tokio::spawn(async move {
            buyer.say("开始").await;
            let id = buyer.conversation(&agent).await;
            for n in 0..MESSAGES_EACH {
                match n % 5 {
                    3 => drop(agent.reply(&id, "好的").await),
                    4 => drop(
                        agent.act(&id, "assign", json!({ "assignee_id": (n % 2 == 0).then_some(&agent.id) })).await,
                    ),
                    _ => drop(buyer.say(&format!("第 {n} 句")).await),
                }
            }
        }));
    }
    (busy, first.expect("a buyer"), agent)
}

/// Reads some frames and breaks off, again and again, until nothing new comes after the writers ended.
async fn read_in_pieces(
    mut open: impl AsyncFnMut(i64) -> Socket,
    mut from: i64,
    seed: u64,
    mut is_complete: impl AsyncFnMut(i64) -> bool,
) -> Vec<i64> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut numbers = Vec::new();
    while !is_complete(from).await {
        let mut socket = open(from).await;
        for _ in 0..random.random_range(1..40) {
            let patience = std::time::Duration::from_millis(random.random_range(1..60));
            if socket.next_within(patience).await.is_none() {
                break;
            }
        }
        numbers.extend(socket.numbers());
        from = numbers.last().copied().unwrap_or(from);
    }
    numbers
}

async fn a_desk_that_keeps_losing_its_line_misses_nothing(app: TestApp) {
    let reader = app.agent("阿林").await;
    let from = app.count("SELECT seq FROM shops").await;
    let (busy, ..) = bustle(&app).await;
    let ended = std::sync::atomic::AtomicBool::new(false);
    let read = read_in_pieces(
        async |since| reader.desk(&app, Some(since)).await,
        from,
        7,
        async |seen| {
            ended.load(std::sync::atomic::Ordering::SeqCst) && seen == app.count("SELECT seq FROM shops").await
        },
    );
    let write = async {
        for writer in busy {
            writer.await.expect("a writer");
        }
        ended.store(true, std::sync::atomic::Ordering::SeqCst);
    };
    let (numbers, ()) = tokio::join!(read, write);
    let last = app.count("SELECT seq FROM shops").await;
    assert_eq!(numbers, (from + 1..=last).collect::<Vec<_>>());
}

async fn a_widget_that_keeps_losing_its_line_misses_nothing(app: TestApp) {
    let from = app.count("SELECT seq FROM shops").await;
    let (busy, buyer, _) = bustle(&app).await;
    let ended = std::sync::atomic::AtomicBool::new(false);
    let read = read_in_pieces(
        async |since| buyer.widget(&app, Some(since)).await,
        from,
        11,
        async |seen| {
            let last = buyer.messages().await.last().and_then(|message| message["seq"].as_i64());
            ended.load(std::sync::atomic::Ordering::SeqCst) && last.is_some_and(|last| seen >= last)
        },
    );
    let write = async {
        for writer in busy {
            writer.await.expect("a writer");
        }
        ended.store(true, std::sync::atomic::Ordering::SeqCst);
    };
    let (numbers, ()) = tokio::join!(read, write);
    assert!(numbers.is_sorted_by(|one, next| one < next), "each once, in order: {numbers:?}");
    for message in buyer.messages().await {
        let seq = message["seq"].as_i64().expect("a number");
        assert!(numbers.contains(&seq), "{seq} is missing in {numbers:?}");
    }
}

async fn who_comes_back_hears_the_newest_state(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let from = app.count("SELECT seq FROM shops").await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    mei.act(&id, "solve", json!({})).await;
    let mut desk = mei.desk(&app, Some(from)).await;
    let created = desk.expect_event("conversation.created").await;
    assert_eq!(created["data"]["conversation"]["status"], "solved", "thin events tell how things stand now");
}

async fn too_much_missed_is_fetched_anew(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let from = app.count("SELECT seq FROM shops").await;
    let mut writers = Vec::new();
    for _ in 0..16 {
        let buyer = buyer.clone();
        writers.push(tokio::spawn(async move {
            for n in 0..32 {
                buyer.send(Uuid::now_v7(), &format!("第 {n} 句")).await.is(201);
            }
        }));
    }
    for writer in writers {
        writer.await.expect("a writer");
    }
    let mut socket = Socket::open(&mei, "/live", &app.origin()).await.expect("a socket");
    let welcome = socket.hello(Some(from), None).await;
    assert_eq!(
        (&welcome["resumed"], &welcome["seq"]),
        (&json!(false), &json!(app.count("SELECT seq FROM shops").await))
    );
    buyer.say("现在").await;
    socket.expect_event("message.created").await;
    assert_eq!(socket.numbers().len(), 1, "nothing of what was missed comes by the way");
}

async fn a_number_from_the_future_is_taken_as_now(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let mut desk = mei.desk(&app, Some(i64::MAX)).await;
    let mut past = mei.desk(&app, Some(-5)).await;
    buyer.say("在吗").await;
    desk.expect_event("message.created").await;
    past.expect_event("message.created").await;
}

async fn a_restart_loses_no_number(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let mut desk = mei.desk(&app, None).await;
    let first = buyer.say("第一句").await;
    let heard = desk.expect_event("message.created").await["seq"].as_i64();
    assert_eq!(first["seq"].as_i64(), heard);
    let app = app.restart().await;
    assert!(desk.ends().await.is_some_and(|code| code == "shutdown"));

    let session = json!({ "token": buyer.token, "visitor": { "customer_id": buyer.customer_id } });
    let second = Visitor::known_by(&app, &session).say("第二句").await;
    let mei = Staff::sign_in(&app, &mei.email, crate::harness::PASSWORD).await;
    let mut desk = Socket::open(&mei, "/live", &app.origin()).await.expect("a socket");
    assert_eq!(desk.hello(heard, None).await["resumed"], true);
    assert_eq!(desk.next_within(PATIENCE).await.expect("the second")["data"]["message"]["id"], second["id"]);
}
