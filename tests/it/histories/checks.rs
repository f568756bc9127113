//! What must hold after any history.

use serde_json::{Value, json};

use super::actions::Cast;
use crate::harness::TestApp;

const VIEWS: [&str; 7] = ["mine", "queue", "all", "snoozed", "solved", "offline", "spam"];

/// The counts that are kept; what is late follows from the clock.
pub fn kept(counts: &Value) -> Vec<Value> {
    let all = counts.as_array().into_iter().flatten();
    all.filter(|count| count["id"] != "overdue").cloned().collect()
}

fn waits(conversation: &Value) -> bool {
    !conversation["waiting_since"].is_null()
}

/// The counts are kept by differences; counted anew they come out the same.
pub async fn counts_are_a_recount(app: &TestApp, cast: &Cast) {
    for agent in &cast.agents {
        let mut recount = Vec::new();
        for view in VIEWS {
            let list = agent.view(view).await;
            let waiting = list.iter().filter(|conversation| waits(conversation)).count();
            recount.push(json!({ "id": view, "count": list.len(), "waiting": waiting }));
        }
        assert_eq!(kept(&agent.get("/views").await.is(200)["items"]), recount);
    }
    let kept = app.count("SELECT CAST(SUM(total + spam) AS BIGINT) FROM tallies").await;
    assert_eq!(kept, app.count("SELECT COUNT(*) FROM conversations").await);
    assert_eq!(app.count("SELECT COUNT(*) FROM tallies WHERE total < 0 OR waiting < 0 OR waiting > total").await, 0);
}

/// The longest wait first, then the newest activity; the soonest to wake first; the last solved first.
pub async fn lists_are_in_their_order(cast: &Cast) {
    for view in VIEWS {
        let list = cast.agents[0].view(view).await;
        let mut sorted = list.clone();
        sorted.sort_by_key(|conversation| {
            let at = |field: &str| conversation[field].as_str().unwrap_or_default().to_owned();
            let newest_first = |text: String| text.bytes().map(|byte| 255 - byte).collect::<Vec<u8>>();
            let place = match view {
                "snoozed" => (false, at("snoozed_until").into_bytes()),
                "solved" if conversation["shelf"].is_null() => (false, newest_first(at("solved_at"))),
                _ if waits(conversation) => (false, at("waiting_since").into_bytes()),
                _ => (true, newest_first(at("updated_at"))),
            };
            (place, at("id"))
        });
        let ids = |list: &[Value]| list.iter().map(|conversation| conversation["id"].to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&list), ids(&sorted), "{view}: {list:#?}");
    }
}

pub async fn unread_is_a_recount(cast: &Cast) {
    for agent in &cast.agents {
        for conversation in everything(cast).await {
            let id = conversation["id"].as_str().expect("an id");
            let mine = agent.conversation(id).await;
            let read = mine["my_read_seq"].as_i64();
            let messages = agent.messages(id).await;
            let unread = messages.iter().filter(|m| m["author"] == "customer" && m["seq"].as_i64() > read).count();
            assert_eq!(mine["unread"], unread, "{mine:#}");
        }
    }
}

/// Nothing that is solved or answered waits; a buyer in work whose words nobody answered does.
pub async fn waiting_is_what_is_unanswered(cast: &Cast) {
    for conversation in everything(cast).await {
        let messages = cast.agents[0].messages(conversation["id"].as_str().expect("an id")).await;
        let is_spoken = |m: &&Value| m["author"] == "customer" || (m["author"] == "agent" && m["kind"] != "note");
        let by_buyer = messages.iter().rfind(is_spoken).is_some_and(|last| last["author"] == "customer");
        match conversation["status"].as_str() {
            Some("solved") => assert!(!waits(&conversation), "{conversation:#}"),
            Some("waiting") => assert!(!waits(&conversation), "{conversation:#}"),
            _ if waits(&conversation) => assert!(by_buyer, "{conversation:#} {messages:#?}"),
            _ => {}
        }
    }
}

async fn everything(cast: &Cast) -> Vec<Value> {
    let mut all = Vec::new();
    for view in ["all", "snoozed", "solved", "spam"] {
        all.extend(cast.agents[0].view(view).await);
    }
    all
}
