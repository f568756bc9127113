//! K12, V4: what buyers ask and the knowledge does not meet is gathered, decided about, and gone with its buyer.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::jobs;

use crate::bot::{ANSWER, QUESTION, set, teach};
use crate::harness::{Shop, Staff, TestApp, Visitor, both_engines, eventually};
use crate::privacy_erase::done;

both_engines![
    what_the_bot_did_not_understand_is_gathered,
    a_thumb_down_is_gathered_and_taken_back,
    what_was_asked_back_is_gathered_unless_it_was_pressed,
    without_a_bot_first_questions_are_gathered,
    suggestions_that_nobody_took_are_gathered,
    a_question_is_gathered_once,
    only_the_leader_gathers,
    a_candidate_becomes_a_draft,
    a_candidate_becomes_phrasings_of_an_entry,
    what_was_dismissed_stays_dismissed,
    two_candidates_become_one,
    a_merge_is_taken_back,
    an_erased_buyer_leaves_no_question,
    old_questions_are_forgotten,
    two_shops_never_mix,
];

const UNKNOWN: &str = "有线下试衣间吗";
const ALIKE: &str = "你们有线下试衣间吗";
const OTHER: &str = "地铁站怎么走过去";
/// Nobody goes on after so long.
const QUIET_SECONDS: i64 = 400;

async fn candidates(by: &Staff, query: &str) -> Vec<Value> {
    by.get(&format!("/knowledge/candidates{query}")).await.is(200)["items"].as_array().expect("a list").clone()
}

/// The open candidates when they hold so many questions together.
pub async fn gathered(app: &TestApp, by: &Staff, questions: i64) -> Vec<Value> {
    app.turn_clock(QUIET_SECONDS);
    let held = |items: &[Value]| items.iter().filter_map(|item| item["questions"].as_i64()).sum::<i64>();
    eventually("questions", async || held(&candidates(by, "").await) == questions).await;
    candidates(by, "").await
}

/// Until everything that was said is looked at.
async fn all_looked_at(app: &TestApp) {
    app.turn_clock(QUIET_SECONDS);
    eventually("all events read", async || {
        app.count(
            "SELECT COUNT(*) FROM shops s LEFT JOIN learning_readers r ON r.shop_id = s.id
             WHERE COALESCE(r.seq, 0) < s.seq",
        )
        .await
            == 0
    })
    .await;
    eventually("all looked at", async || app.count("SELECT COUNT(*) FROM learning_conversations").await == 0).await;
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn path(candidate: &Value) -> String {
    format!("/knowledge/candidates/{}", text(&candidate["id"]))
}

/// A shop with a bot that knows one thing, on the process that leads.
async fn with_bot(app: &TestApp) -> Staff {
    jobs::lead(&app.app);
    let owner = app.owner().await;
    teach(&owner, QUESTION, ANSWER).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    owner
}

/// A buyer who asks the bot, and what it said.
async fn asks(app: &TestApp, words: &str) -> (Visitor, Value) {
    let buyer = app.visitor().await;
    buyer.say(words).await;
    (buyer.clone(), answer(app, &buyer, 1).await)
}

/// What the bot says last when it has said so many things.
async fn answer(app: &TestApp, buyer: &Visitor, count: usize) -> Value {
    let said = async || -> Vec<Value> {
        buyer.messages().await.into_iter().filter(|message| message["author"] == "bot").collect()
    };
    eventually("words of the bot", async || {
        app.turn_clock(1);
        said().await.len() >= count
    })
    .await;
    said().await.pop().expect("words")
}

/// A buyer who asks where no bot is.
async fn says(app: &TestApp, words: &str) -> Visitor {
    let buyer = app.visitor().await;
    buyer.say(words).await;
    buyer
}

async fn what_the_bot_did_not_understand_is_gathered(app: TestApp) {
    let owner = with_bot(&app).await;
    let (lin, said) = asks(&app, &format!("{UNKNOWN}，我电话13800138000")).await;
    assert_eq!(said["bot"]["act"], "miss");
    asks(&app, ALIKE).await;
    asks(&app, OTHER).await;
    asks(&app, QUESTION).await;
    let found = gathered(&app, &owner, 3).await;
    assert_eq!(found.len(), 2, "{found:?}");
    let first = &found[0];
    assert_eq!((&first["questions"], &first["state"]), (&json!(2), &json!("open")));
    assert_eq!(first["reasons"], json!([{ "reason": "not_understood", "questions": 2 }]));
    assert_eq!(first["weeks"], json!([0, 0, 0, 2]));
    assert_eq!(first["question"], ALIKE, "the shortest");
    let examples = first["examples"].as_array().expect("a list");
    assert_eq!((examples.len(), text(&examples[0]["text"])), (2, ALIKE), "the newest first");
    assert_eq!(text(&examples[1]["text"]), format!("{UNKNOWN}，我电话138******00"));
    assert_eq!(text(&examples[1]["conversation_id"]), lin.conversation(&owner).await);
    assert_eq!(first["nearest"], Value::Null, "nothing comes near");
    assert_eq!(owner.get(&path(first)).await.is(200), *first);
    let counted = owner.get("/knowledge/candidates?limit=1").await.is(200);
    assert_eq!(counted["open"], 2);
    let next = owner.get(&format!("/knowledge/candidates?after={}", text(&counted["next"]))).await.is(200);
    assert_eq!((&next["items"][0], &next["next"]), (&found[1], &Value::Null));
}

async fn a_thumb_down_is_gathered_and_taken_back(app: TestApp) {
    let owner = with_bot(&app).await;
    let (buyer, said) = asks(&app, QUESTION).await;
    let rating = format!("/widget/messages/{}/rating", text(&said["id"]));
    buyer.put(&rating, json!({ "helpful": false })).await.is(200);
    let found = gathered(&app, &owner, 1).await;
    assert_eq!(found[0]["reasons"][0]["reason"], "rated_badly");
    let nearest = &found[0]["nearest"];
    assert_eq!(
        (&found[0]["question"], &nearest["title"], &nearest["score"]),
        (&json!(QUESTION), &json!(QUESTION), &json!(1.0))
    );
    buyer.put(&rating, json!({ "helpful": true })).await.is(200);
    assert_eq!(gathered(&app, &owner, 0).await, Vec::<Value>::new());
}

async fn what_was_asked_back_is_gathered_unless_it_was_pressed(app: TestApp) {
    let owner = with_bot(&app).await;
    let entry = teach(&owner, "可以寄到国外吗", "可以的。").await;
    let (pressing, _) = asks(&app, UNKNOWN).await;
    asks(&app, OTHER).await;
    // How unsure is unsure enough to ask back is the engine's to say.
    app.meddle("UPDATE messages SET bot = REPLACE(bot, '\"miss\"', '\"ask\"') WHERE author = 2").await;
    let press = json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": "可以寄到国外吗",
        "press": { "what": "entry", "entry_id": entry } });
    pressing.post("/widget/messages", press).await.is(201);
    answer(&app, &pressing, 2).await;
    let found = gathered(&app, &owner, 1).await;
    assert_eq!((&found[0]["question"], &found[0]["reasons"][0]["reason"]), (&json!(OTHER), &json!("not_pressed")));
    all_looked_at(&app).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM learning_questions").await, 1);
}

async fn without_a_bot_first_questions_are_gathered(app: TestApp) {
    jobs::lead(&app.app);
    let owner = app.owner().await;
    teach(&owner, QUESTION, ANSWER).await;
    let buyer = says(&app, "在吗").await;
    let conversation = buyer.conversation(&owner).await;
    owner.reply(&conversation, "在的").await;
    buyer.say(UNKNOWN).await;
    owner.reply(&conversation, "暂时没有").await;
    buyer.say(OTHER).await;
    says(&app, QUESTION).await;
    let found = gathered(&app, &owner, 1).await;
    assert_eq!((&found[0]["question"], &found[0]["reasons"][0]["reason"]), (&json!(UNKNOWN), &json!("no_entry")));
    all_looked_at(&app).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM learning_questions").await, 1, "what is known, and asked later, is not");
}

async fn suggestions_that_nobody_took_are_gathered(app: TestApp) {
    jobs::lead(&app.app);
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let entry = teach(&owner, QUESTION, ANSWER).await;
    for (outcome, gathered_by) in [("taken", 0), ("ignored", 1)] {
        let buyer = app.visitor().await;
        let seq = buyer.say(QUESTION).await["seq"].clone();
        let conversation = buyer.conversation(&mei).await;
        mei.reply(&conversation, "亲，看情况").await;
        let feedback = format!("/conversations/{conversation}/suggestions/{entry}/feedback");
        mei.post(&feedback, json!({ "message_seq": seq, "outcome": outcome })).await.is(204);
        let found = gathered(&app, &owner, gathered_by).await;
        assert!(found.iter().all(|one| one["reasons"][0]["reason"] == "suggestion_ignored"), "{found:?}");
    }
}

async fn a_question_is_gathered_once(app: TestApp) {
    let owner = with_bot(&app).await;
    asks(&app, UNKNOWN).await;
    let found = gathered(&app, &owner, 1).await;
    // What was read is read again, as after a crash or a backup.
    app.meddle("UPDATE learning_readers SET seq = 0").await;
    let app = app.restart().await;
    jobs::lead(&app.app);
    let owner = owner.at(&app);
    all_looked_at(&app).await;
    assert_eq!(candidates(&owner, "").await[0]["id"], found[0]["id"]);
    asks(&app, ALIKE).await;
    let found_again = gathered(&app, &owner, 2).await;
    assert_eq!(found_again[0]["id"], found[0]["id"], "known again by another process");
    assert_eq!(found_again.len(), 1);
}

async fn only_the_leader_gathers(app: TestApp) {
    let owner = app.owner().await;
    says(&app, UNKNOWN).await;
    app.turn_clock(QUIET_SECONDS);
    let leader = app.neighbour().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM learning_readers").await, 0);
    jobs::lead(&leader.app);
    gathered(&app, &owner, 1).await;
    leader.stop().await;
}

async fn a_candidate_becomes_a_draft(app: TestApp) {
    let owner = with_bot(&app).await;
    asks(&app, &format!("{UNKNOWN}，我电话13800138000")).await;
    asks(&app, ALIKE).await;
    let found = gathered(&app, &owner, 2).await;
    let accept = format!("{}/accept", path(&found[0]));
    let unknown = json!({ "examples": [{ "conversation_id": Uuid::now_v7(), "message_seq": 1 }] });
    owner.post(&accept, unknown).await.invalid("examples", "unknown");
    let entry = owner.post(&accept, json!({ "title": "可以线下试穿吗", "answer": "暂时没有门店。" })).await.is(200);
    assert_eq!((&entry["state"], &entry["title"]), (&json!("draft"), &json!("可以线下试穿吗")));
    assert_eq!(entry["phrasings"], json!([ALIKE, format!("{UNKNOWN}，我电话138******00")]));
    assert_eq!(entry["answers"][0]["content"], json!(["暂时没有门店。"]));
    owner.post(&accept, json!({})).await.refused(409, "candidate_decided");
    assert_eq!(candidates(&owner, "").await, Vec::<Value>::new());
    let accepted = candidates(&owner, "?state=accepted").await;
    assert_eq!((&accepted[0]["entry_id"], &accepted[0]["decided_by"]), (&entry["id"], &json!(owner.id)));
    let log = owner.get("/audit?limit=5").await.is(200);
    let recorded = log["items"].as_array().expect("entries").iter().find(|one| one["action"] == "candidate.accepted");
    assert_eq!(recorded.expect("a record")["subject"]["label"], Value::Null, "what a buyer said is not kept for ever");
    // What is asked in the same way while nobody has approved it does not come back.
    asks(&app, ALIKE).await;
    all_looked_at(&app).await;
    assert_eq!(candidates(&owner, "").await, Vec::<Value>::new());
}

async fn a_candidate_becomes_phrasings_of_an_entry(app: TestApp) {
    let owner = with_bot(&app).await;
    let mei = app.agent("小梅").await;
    let known = teach(&owner, "实体店在哪里", "我们只有网店。").await;
    let (buyer, _) = asks(&app, "门店试衣间开到几点呀").await;
    let found = gathered(&app, &owner, 1).await;
    let accept = format!("{}/accept", path(&found[0]));
    mei.post(&accept, json!({ "entry_id": Uuid::now_v7() })).await.invalid("entry_id", "unknown");
    let entry = mei.post(&accept, json!({ "entry_id": known })).await.is(200);
    assert_eq!(entry["phrasings"], json!([]), "an agent proposes");
    let proposal = &entry["proposals"][0];
    assert_eq!(proposal["text"], "门店试衣间开到几点呀");
    assert_eq!(text(&proposal["conversation_id"]), buyer.conversation(&owner).await);
}

async fn what_was_dismissed_stays_dismissed(app: TestApp) {
    let owner = with_bot(&app).await;
    let mei = app.agent("小梅").await;
    asks(&app, UNKNOWN).await;
    let found = gathered(&app, &owner, 1).await;
    let dismiss = format!("{}/dismiss", path(&found[0]));
    mei.post(&dismiss, json!({})).await.refused(403, "no_permission");
    assert_eq!(owner.post(&dismiss, json!({})).await.is(200)["state"], "dismissed");
    owner.post(&dismiss, json!({})).await.refused(409, "candidate_decided");
    asks(&app, ALIKE).await;
    all_looked_at(&app).await;
    assert_eq!(candidates(&owner, "").await, Vec::<Value>::new());
    let dismissed = candidates(&owner, "?state=dismissed").await;
    assert_eq!((&dismissed[0]["id"], &dismissed[0]["questions"]), (&found[0]["id"], &json!(2)));
    let restore = format!("{}/restore", path(&found[0]));
    let back = owner.post(&restore, json!({})).await.is(200);
    assert_eq!((&back["state"], &back["decided_by"]), (&json!("open"), &Value::Null));
    owner.post(&restore, json!({})).await.refused(409, "candidate_not_dismissed");
}

async fn two_candidates_become_one(app: TestApp) {
    let owner = with_bot(&app).await;
    asks(&app, UNKNOWN).await;
    asks(&app, OTHER).await;
    let found = gathered(&app, &owner, 2).await;
    assert_eq!(found.len(), 2);
    let merge = format!("{}/merge", path(&found[0]));
    owner.post(&merge, json!({ "into": found[0]["id"] })).await.invalid("into", "unknown");
    owner.post(&merge, json!({ "into": Uuid::now_v7() })).await.invalid("into", "unknown");
    let merged = owner.post(&merge, json!({ "into": found[1]["id"] })).await.is(200);
    assert_eq!((&merged["id"], &merged["questions"]), (&found[1]["id"], &json!(2)));
    owner.get(&path(&found[0])).await.refused(404, "not_found");
    // What is asked like either of them comes to the one.
    asks(&app, ALIKE).await;
    let after = gathered(&app, &owner, 3).await;
    assert_eq!((after.len(), &after[0]["id"]), (1, &found[1]["id"]));
}

async fn a_merge_is_taken_back(app: TestApp) {
    let owner = with_bot(&app).await;
    for words in [UNKNOWN, ALIKE, OTHER] {
        asks(&app, words).await;
    }
    let found = gathered(&app, &owner, 3).await;
    let (one, other) = (&found[0], &found[1]);
    owner.post(&format!("{}/merge", path(one)), json!({ "into": other["id"] })).await.is(200);
    let undo = format!("{}/undo_merge", path(other));
    let merged = json!({ "merged": one["id"] });
    let mei = app.agent("小梅").await;
    mei.post(&undo, merged.clone()).await.refused(403, "no_permission");
    owner.post(&undo, json!({ "merged": Uuid::now_v7() })).await.refused(409, "candidate_not_merged");
    assert_eq!(owner.post(&undo, merged.clone()).await.is(200), *one, "as it was");
    assert_eq!(candidates(&owner, "").await, found);
    owner.post(&undo, merged.clone()).await.refused(409, "candidate_not_merged");

    // What was asked since stays where it came to.
    owner.post(&format!("{}/merge", path(one)), json!({ "into": other["id"] })).await.is(200);
    asks(&app, "请问有没有线下试衣间").await;
    gathered(&app, &owner, 4).await;
    owner.post(&undo, merged.clone()).await.is(200);
    let apart = gathered(&app, &owner, 4).await;
    let counts: Vec<_> = apart.iter().map(|one| one["questions"].as_i64()).collect();
    assert_eq!(counts, [Some(2), Some(2)], "{apart:?}");

    // Not of what somebody has decided about, and not of what went on to a third.
    owner.post(&format!("{}/merge", path(one)), json!({ "into": other["id"] })).await.is(200);
    owner.post(&format!("{}/dismiss", path(other)), json!({})).await.is(200);
    owner.post(&undo, merged).await.refused(409, "candidate_decided");
    let log = owner.get("/audit?action=candidate.merge_undone").await.is(200);
    assert_eq!(log["items"].as_array().expect("entries").len(), 2);
}

async fn an_erased_buyer_leaves_no_question(app: TestApp) {
    let owner = with_bot(&app).await;
    let (gone, _) = asks(&app, UNKNOWN).await;
    asks(&app, ALIKE).await;
    let (alone, _) = asks(&app, OTHER).await;
    let found = gathered(&app, &owner, 3).await;
    assert_eq!(found.len(), 2);
    for buyer in [&gone, &alone] {
        let customer = format!("/customers/{}", buyer.customer_id);
        let name = owner.get(&customer).await.is(200)["name"].clone();
        let erasure = owner.post(&format!("{customer}/erasure"), json!({ "name": name })).await.is(202);
        done(&app, &owner, &erasure).await;
    }
    all_looked_at(&app).await;
    let left = candidates(&owner, "").await;
    assert_eq!((left.len(), &left[0]["id"], &left[0]["questions"]), (1, &found[0]["id"], &json!(1)));
    assert_eq!((&left[0]["question"], &left[0]["examples"][0]["text"]), (&json!(ALIKE), &json!(ALIKE)));
    assert_eq!(app.count("SELECT COUNT(*) FROM learning_questions").await, 1);
    // Whoever is left still tells what the group asks for.
    asks(&app, UNKNOWN).await;
    assert_eq!(gathered(&app, &owner, 2).await.len(), 1);
}

async fn old_questions_are_forgotten(app: TestApp) {
    let owner = with_bot(&app).await;
    asks(&app, UNKNOWN).await;
    asks(&app, OTHER).await;
    let found = gathered(&app, &owner, 2).await;
    owner.post(&format!("{}/dismiss", path(&found[0])), json!({})).await.is(200);
    app.turn_clock(91 * 24 * 3600);
    let mut tx = app.app.db.begin().await.expect("a transaction");
    zhanggui::knowledge::forget_old_questions(&mut tx.conn(), app.now()).await.expect("forgotten");
    tx.commit().await.expect("a commit");
    let owner = app.owner().await;
    assert_eq!(candidates(&owner, "").await, Vec::<Value>::new());
    assert_eq!(candidates(&owner, "?state=dismissed").await.len(), 1, "what was dismissed is known again");
}

async fn two_shops_never_mix(app: TestApp) {
    jobs::lead(&app.app);
    let (owner, theirs) = (app.owner().await, Shop::open(&app, "别家").await);
    let thief = theirs.owner(&app).await;
    says(&app, UNKNOWN).await;
    theirs.visitor(&app).await.say(ALIKE).await;
    let (ours, others) = (gathered(&app, &owner, 1).await, gathered(&app, &thief, 1).await);
    assert_eq!((&ours[0]["question"], &others[0]["question"]), (&json!(UNKNOWN), &json!(ALIKE)));
    assert_eq!((&ours[0]["questions"], &others[0]["questions"]), (&json!(1), &json!(1)));
    let merge = json!({ "into": ours[0]["id"] });
    thief.post(&format!("{}/merge", path(&others[0])), merge).await.invalid("into", "unknown");
    let undo = json!({ "merged": others[0]["id"] });
    thief.post(&format!("{}/undo_merge", path(&ours[0])), undo).await.refused(404, "not_found");
    let undo = json!({ "merged": ours[0]["id"] });
    thief.post(&format!("{}/undo_merge", path(&others[0])), undo).await.refused(409, "candidate_not_merged");
    let example = json!({ "conversation_id": ours[0]["examples"][0]["conversation_id"],
        "message_seq": ours[0]["examples"][0]["message_seq"] });
    let accept = json!({ "examples": [example] });
    thief.post(&format!("{}/accept", path(&others[0])), accept).await.invalid("examples", "unknown");
    for action in ["accept", "dismiss", "restore"] {
        thief.post(&format!("{}/{action}", path(&ours[0])), json!({})).await.refused(404, "not_found");
    }
}
