//! Whatever is merged, split and undone, in whatever order: nothing is lost, doubled or counted twice.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::try_histories;
use crate::harness::{Answer, Engine, Staff, TestApp, Visitor};
use crate::merging::{id, undo};

const HISTORIES: u32 = 6;
const LONGEST: usize = 60;
const BUYERS: usize = 2;

#[derive(Debug, Clone)]
enum Act {
    Writes { buyer: usize },
    Replies { buyer: usize, place: usize },
    Notes { buyer: usize, place: usize },
    Reads { buyer: usize, place: usize },
    Solves { buyer: usize, place: usize },
    Reopens { buyer: usize, place: usize },
    Merges { buyer: usize, one: usize, two: usize },
    Splits { buyer: usize, place: usize, from: usize },
    Undoes { back: usize },
    TimePasses { seconds: i64 },
}

fn any() -> impl Strategy<Value = Act> {
    let buyer = || 0..BUYERS;
    prop_oneof![
        6 => buyer().prop_map(|buyer| Act::Writes { buyer }),
        3 => (buyer(), 0..3_usize).prop_map(|(buyer, place)| Act::Replies { buyer, place }),
        1 => (buyer(), 0..3_usize).prop_map(|(buyer, place)| Act::Notes { buyer, place }),
        2 => (buyer(), 0..3_usize).prop_map(|(buyer, place)| Act::Reads { buyer, place }),
        2 => (buyer(), 0..3_usize).prop_map(|(buyer, place)| Act::Solves { buyer, place }),
        1 => (buyer(), 0..3_usize).prop_map(|(buyer, place)| Act::Reopens { buyer, place }),
        4 => (buyer(), 0..4_usize, 0..4_usize).prop_map(|(buyer, one, two)| Act::Merges { buyer, one, two }),
        4 => (buyer(), 0..3_usize, 0..6_usize).prop_map(|(buyer, place, from)| Act::Splits { buyer, place, from }),
        4 => (0..2_usize).prop_map(|back| Act::Undoes { back }),
        2 => (1..900_i64).prop_map(|seconds| Act::TimePasses { seconds }),
    ]
}

#[test]
fn nothing_is_lost_or_doubled_sqlite() {
    nothing_is_lost_or_doubled(Engine::Sqlite);
}

#[test]
fn nothing_is_lost_or_doubled_postgres() {
    nothing_is_lost_or_doubled(Engine::Postgres);
}

fn nothing_is_lost_or_doubled(engine: Engine) {
    try_histories(HISTORIES, vec(any(), 10..LONGEST), async |history| live_through(engine, &history).await);
}

/// What was acknowledged, by buyer: the ids of messages with their words.
type Acknowledged = Vec<BTreeMap<String, String>>;

async fn live_through(engine: Engine, history: &[Act]) {
    let app = TestApp::start(engine).await;
    let mei = app.agent("小梅").await;
    let mut buyers = Vec::new();
    for _ in 0..BUYERS {
        buyers.push(app.visitor().await);
    }
    let mut acknowledged: Acknowledged = vec![BTreeMap::new(); BUYERS];
    let mut undoable: Vec<(String, Value)> = Vec::new();
    for (n, act) in history.iter().enumerate() {
        play(&app, &mei, &buyers, act, n, &mut acknowledged, &mut undoable).await;
    }
    check(&app, &mei, &buyers, &acknowledged).await;
}

async fn of_buyer(mei: &Staff, buyer: &Visitor) -> Vec<String> {
    let list = mei.get(&format!("/conversations?customer_id={}", buyer.customer_id)).await.is(200);
    list["items"].as_array().expect("a list").iter().map(id).collect()
}

async fn play(
    app: &TestApp,
    mei: &Staff,
    buyers: &[Visitor],
    act: &Act,
    n: usize,
    acknowledged: &mut Acknowledged,
    undoable: &mut Vec<(String, Value)>,
) {
    let nth = async |buyer: usize, place: usize| of_buyer(mei, &buyers[buyer]).await.get(place).cloned();
    let fine = |answer: &Answer| assert!(answer.status < 500, "{act:?}: {}", answer.text());
    match act {
        Act::Writes { buyer } => {
            let message = buyers[*buyer].say(&format!("第 {n} 句")).await;
            acknowledged[*buyer].insert(id(&message), format!("第 {n} 句"));
        }
        Act::Replies { buyer, place } | Act::Notes { buyer, place } => {
            let Some(at) = nth(*buyer, *place).await else { return };
            let kind = if matches!(act, Act::Notes { .. }) { "note" } else { "text" };
            let words = format!("回 {n}");
            let body = json!({ "client_id": Uuid::now_v7(), "kind": kind, "text": words });
            let answer = mei.post(&format!("/conversations/{at}/messages"), body).await;
            fine(&answer);
            if answer.status == 201 {
                acknowledged[*buyer].insert(id(&answer.json()), words);
            }
        }
        Act::Reads { buyer, place } => {
            let Some(at) = nth(*buyer, *place).await else { return };
            fine(&mei.post(&format!("/conversations/{at}/read"), json!({ "seq": i64::MAX })).await);
        }
        Act::Solves { buyer, place } => {
            let Some(at) = nth(*buyer, *place).await else { return };
            fine(&mei.post(&format!("/conversations/{at}/solve"), json!({})).await);
        }
        Act::Reopens { buyer, place } => {
            let Some(at) = nth(*buyer, *place).await else { return };
            fine(&mei.post(&format!("/conversations/{at}/reopen"), json!({})).await);
        }
        Act::Merges { buyer, one, two } => {
            let (Some(one), Some(two)) = (nth(*buyer, *one).await, nth(*buyer, *two).await) else { return };
            let answer = mei.post(&format!("/conversations/{one}/merge"), json!({ "with": two })).await;
            fine(&answer);
            if answer.status == 200 {
                undoable.push((one, answer.json()));
            }
        }
        Act::Splits { buyer, place, from } => {
            let Some(at) = nth(*buyer, *place).await else { return };
            let messages = mei.messages(&at).await;
            let Some(message) = messages.get(*from) else { return };
            let body = json!({ "from_message_id": message["id"] });
            let answer = mei.post(&format!("/conversations/{at}/split"), body).await;
            fine(&answer);
            if answer.status == 200 {
                undoable.push((at, answer.json()));
            }
        }
        Act::Undoes { back } => {
            let Some(place) = undoable.len().checked_sub(back + 1) else { return };
            let (at, done) = undoable[place].clone();
            fine(&undo(mei, &at, &done).await);
        }
        Act::TimePasses { seconds } => app.turn_clock(*seconds),
    }
}

async fn check(app: &TestApp, mei: &Staff, buyers: &[Visitor], acknowledged: &Acknowledged) {
    for (buyer, acknowledged) in buyers.iter().zip(acknowledged) {
        let mut found = BTreeMap::new();
        for at in of_buyer(mei, buyer).await {
            let row = mei.conversation(&at).await;
            let messages = mei.messages(&at).await;
            let from_buyer: Vec<&Value> = messages.iter().filter(|one| one["author"] == "customer").collect();
            assert_eq!(row["customer_messages"], from_buyer.len(), "{row:#}");
            let read = row["my_read_seq"].as_i64();
            let unread = from_buyer.iter().filter(|one| one["seq"].as_i64() > read).count();
            assert_eq!(row["unread"], unread, "{row:#}");
            assert!(!messages.iter().any(|one| one["conversation_id"] != json!(at)));
            let spoken = messages.iter().rfind(|one| one["kind"] != "event");
            assert_eq!(row["last_message"]["seq"], spoken.map_or(json!(null), |last| last["seq"].clone()), "{row:#}");
            waits_for_what_is_unanswered(&row, &from_buyer);
            for one in messages.iter().filter(|one| one["kind"] != "event") {
                let words = one["text"].as_str().unwrap_or_default().to_owned();
                assert_eq!(found.insert(id(one), words), None, "doubled");
            }
        }
        assert_eq!(&found, acknowledged);
    }
    let sum = app.count("SELECT CAST(COALESCE(SUM(total + spam), 0) AS BIGINT) FROM tallies").await;
    assert_eq!(sum, app.count("SELECT COUNT(*) FROM conversations WHERE merged_into_id IS NULL").await);
    let waiting = app.count("SELECT CAST(COALESCE(SUM(waiting), 0) AS BIGINT) FROM tallies").await;
    assert_eq!(waiting, app.count("SELECT COUNT(*) FROM conversations WHERE waiting_since IS NOT NULL").await);
    assert_eq!(app.count("SELECT COUNT(*) FROM tallies WHERE total < 0 OR waiting < 0 OR waiting > total").await, 0);
    let events = app.count("SELECT COUNT(*) FROM events").await;
    assert_eq!(events, app.count("SELECT COALESCE(MAX(seq), 0) FROM events").await, "no gaps");
    let lost = "SELECT COUNT(*) FROM events e WHERE e.kind = 0 AND NOT EXISTS
        (SELECT 1 FROM messages m WHERE m.seq = e.seq AND m.conversation_id = e.conversation_id)";
    assert_eq!(app.count(lost).await, 0, "every event finds its message");
}

/// Who waits has written since then; what is solved or answered waits for nothing.
fn waits_for_what_is_unanswered(row: &Value, from_buyer: &[&Value]) {
    let since = &row["waiting_since"];
    match row["status"].as_str() {
        Some("solved" | "waiting" | "snoozed") => assert!(since.is_null(), "{row:#}"),
        _ if !since.is_null() => {
            assert!(from_buyer.iter().any(|one| one["created_at"] == *since), "{row:#} {from_buyer:#?}");
        }
        _ => {}
    }
}
