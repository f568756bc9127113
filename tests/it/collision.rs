//! Two agents about to answer the same words.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Staff, TestApp, both_engines};

both_engines![
    the_second_answer_stops_and_shows_the_first,
    a_socket_stops_it_too,
    sending_all_the_same_is_possible,
    ones_own_words_and_notes_never_stop,
    of_two_at_once_one_stops,
    of_many_at_once_all_but_one_stop,
];

async fn answer(staff: &Staff, conversation: &str, kind: &str, seen: &Value, force: bool) -> Answer {
    let message = json!({
        "client_id": Uuid::now_v7(), "kind": kind, "text": "我来回答", "seen_seq": seen, "force": force,
    });
    staff.post(&format!("/conversations/{conversation}/messages"), message).await
}

async fn the_second_answer_stops_and_shows_the_first(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    let seen = buyer.say("有货吗").await["seq"].clone();
    let id = buyer.conversation(&mei).await;
    answer(&mei, &id, "text", &seen, false).await.is(201);

    let problem = answer(&lin, &id, "text", &seen, false).await.refused(409, "conversation_changed");
    let shown = problem["current"]["messages"].as_array().expect("messages");
    assert_eq!((shown.len(), &shown[0]["staff_id"]), (1, &json!(mei.id)));
    assert_eq!(buyer.messages().await.len(), 2);
    answer(&lin, &id, "text", &shown[0]["seq"], false).await.is(201);
}

async fn a_socket_stops_it_too(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    let seen = buyer.say("有货吗").await["seq"].clone();
    let id = buyer.conversation(&mei).await;
    mei.reply(&id, "有").await;
    let mut desk = lin.desk(&app, None).await;
    let message = json!({ "conversation_id": id, "kind": "text", "text": "有的", "seen_seq": seen });
    let stopped = desk.post(&Uuid::now_v7().to_string(), message).await;
    assert_eq!(stopped["problem"]["code"], "conversation_changed");
    assert_eq!(stopped["problem"]["current"]["messages"][0]["text"], "有");
}

async fn sending_all_the_same_is_possible(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    let seen = buyer.say("有货吗").await["seq"].clone();
    let id = buyer.conversation(&mei).await;
    mei.reply(&id, "有").await;
    answer(&lin, &id, "text", &seen, true).await.is(201);
    assert_eq!(buyer.messages().await.len(), 3);
}

async fn ones_own_words_and_notes_never_stop(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    let seen = buyer.say("有货吗").await["seq"].clone();
    let id = buyer.conversation(&mei).await;
    mei.reply(&id, "有").await;
    answer(&mei, &id, "text", &seen, false).await.is(201);
    answer(&lin, &id, "note", &seen, false).await.is(201);
    lin.note(&id, "我看着").await;
    answer(&mei, &id, "text", &seen, false).await.is(201);
}

async fn of_two_at_once_one_stops(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    let seen = buyer.say("有货吗").await["seq"].clone();
    let id = buyer.conversation(&mei).await;
    let (first, second) =
        tokio::join!(answer(&mei, &id, "text", &seen, false), answer(&lin, &id, "text", &seen, false));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(buyer.messages().await.len(), 2);
}

/// So many at once that answers to the same words share a commit.
async fn of_many_at_once_all_but_one_stop(app: TestApp) {
    let agents = [app.agent("小梅").await, app.agent("阿林").await, app.agent("小陈").await, app.agent("阿黄").await];
    let mut asked = Vec::new();
    for _ in 0..12 {
        let buyer = app.visitor().await;
        let seen = buyer.say("有货吗").await["seq"].clone();
        asked.push((buyer.conversation(&agents[0]).await, seen));
    }
    let answers = asked.iter().flat_map(|(id, seen)| agents.iter().map(|agent| answer(agent, id, "text", seen, false)));
    let answers = futures::future::join_all(answers).await;
    for (conversation, answers) in asked.iter().zip(answers.chunks(agents.len())) {
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409], "{conversation:?}");
    }
}
