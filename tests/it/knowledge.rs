//! K1–K12: what the shop knows is written, approved, asked and put right, and stays in its shop.

use serde_json::{Value, json};
use zhanggui::auth::Role;
use zhanggui::files::forget;
use zhanggui::ids::{EntryId, FileId};
use zhanggui::knowledge;

use crate::harness::{Shop, Staff, TestApp, both_engines, eventually, png};

both_engines![
    seven_drawers_are_there_from_the_start,
    drawers_are_arranged_as_the_shop_likes,
    what_was_said_before_comes_back,
    two_editors_do_not_overwrite_each_other,
    a_better_phrasing_waits_for_approval,
    a_proposal_goes_with_its_conversation,
    what_was_proposed_by_mistake_is_taken_back,
    being_used_is_no_change,
    what_an_answer_shows_is_kept,
    agents_propose_and_leads_decide,
    what_needs_a_look_is_flagged,
    the_list_finds_any_spelling,
    what_is_known_of_a_product_is_found_by_its_code,
    many_drafts_are_approved_at_once,
    an_answer_shows_the_shops_own_files_only,
    what_is_written_stays_text,
    two_shops_never_see_each_others_knowledge,
];

/// The drawer of this key.
pub async fn drawer(by: &Staff, key: &str) -> Value {
    let list = by.get("/knowledge/categories").await.is(200);
    let found = list["items"].as_array().expect("a list").iter().find(|category| category["key"] == key);
    found.unwrap_or_else(|| panic!("no {key} in {list}"))["id"].clone()
}

/// A draft with one everyday answer.
pub async fn draft(by: &Staff, title: &str, phrasings: Value, answer: &str) -> Value {
    let answers = json!([{ "content": [answer] }]);
    write(by, json!({ "title": title, "phrasings": phrasings, "answers": answers })).await
}

pub async fn write(by: &Staff, mut entry: Value) -> Value {
    entry["category_id"] = drawer(by, "shipping").await;
    by.post("/knowledge/entries", entry).await.is(201)
}

pub fn path(entry: &Value) -> String {
    format!("/knowledge/entries/{}", entry["id"].as_str().expect("an id"))
}

pub async fn approve(by: &Staff, entry: &Value) -> Value {
    by.post(&format!("{}/approve", path(entry)), json!({})).await.is(200)
}

pub async fn ask(by: &Staff, question: &str) -> Value {
    by.post("/knowledge/ask", json!({ "question": question })).await.is(200)
}

/// What an entry says, as it goes back to change it.
pub fn content(entry: &Value) -> Value {
    let mut answers = entry["answers"].clone();
    for answer in answers.as_array_mut().expect("a list") {
        answer.as_object_mut().expect("an answer").remove("files");
    }
    json!({
        "category_id": entry["category_id"], "kind": entry["kind"], "title": entry["title"],
        "phrasings": entry["phrasings"], "answers": answers,
    })
}

async fn seven_drawers_are_there_from_the_start(app: TestApp) {
    let viewer = app.staff("访客", Role::Viewer).await;
    let list = viewer.get("/knowledge/categories").await.is(200);
    let items = list["items"].as_array().expect("a list");
    let keys: Vec<&str> = items.iter().filter_map(|category| category["key"].as_str()).collect();
    assert_eq!(keys, ["small_talk", "product", "promotion", "purchase", "shipping", "after_sale", "other"]);
    assert_eq!(items[0]["name"], "聊天互动");
    assert_eq!(viewer.get("/knowledge/categories").await.is(200), list, "made once");
}

async fn drawers_are_arranged_as_the_shop_likes(app: TestApp) {
    let owner = app.owner().await;
    let shipping = drawer(&owner, "shipping").await;
    let inner = json!({ "name": "海外", "parent_id": shipping });
    let inner = owner.post("/knowledge/categories", inner).await.is(201);
    let at = |category: &Value| format!("/knowledge/categories/{}", category["id"].as_str().expect("an id"));
    let outer = format!("/knowledge/categories/{}", shipping.as_str().expect("an id"));
    let own = owner.patch(&outer, json!({ "name": "发货" })).await.is(200);
    assert_eq!((&own["name"], &own["key"]), (&json!("发货"), &json!(null)), "a name of its own is not translated");
    let within = json!({ "parent_id": inner["id"] });
    owner.patch(&at(&own), within).await.invalid("parent_id", "within_itself");
    let unknown = json!({ "name": "别家", "parent_id": uuid::Uuid::now_v7() });
    owner.post("/knowledge/categories", unknown).await.invalid("parent_id", "unknown");

    let entry = json!({ "category_id": inner["id"], "title": "寄到国外吗", "answers": [{ "content": ["可以的"] }] });
    owner.post("/knowledge/entries", entry).await.is(201);
    let found = owner.get(&format!("/knowledge/entries?category={}", shipping.as_str().expect("an id"))).await.is(200);
    assert_eq!(found["items"][0]["title"], "寄到国外吗", "what is in an inner drawer is in the outer one");
    owner.delete(&at(&inner)).await.refused(409, "category_in_use");
    owner.delete(&at(&own)).await.refused(409, "category_in_use");
    owner.patch(&at(&inner), json!({ "parent_id": null })).await.is(200);
    owner.delete(&at(&own)).await.is(204);

    // One of the seven comes back as it was.
    let gone = drawer(&owner, "small_talk").await;
    owner.delete(&format!("/knowledge/categories/{}", gone.as_str().expect("an id"))).await.is(204);
    let back = owner.post("/knowledge/categories", json!({ "name": "聊天互动", "position": 0 })).await.is(201);
    assert_eq!((&back["id"], &back["key"]), (&gone, &json!("small_talk")));
    let twin = owner.post("/knowledge/categories", json!({ "name": "聊天互动" })).await.is(201);
    assert_eq!(twin["key"], json!(null));
}

async fn what_was_said_before_comes_back(app: TestApp) {
    let owner = app.owner().await;
    let entry = draft(&owner, "能开发票吗", json!(["发票"]), "可以。").await;
    let mut changed = content(&entry);
    changed["title"] = json!("怎么开发票");
    changed["phrasings"] = json!([]);
    let second = owner.put(&path(&entry), changed).await.is(200);
    assert_eq!((&second["version"], &second["title"]), (&json!(2), &json!("怎么开发票")));
    assert_eq!(second["answers"][0]["id"], entry["answers"][0]["id"], "an answer keeps its id");

    let versions = owner.get(&format!("{}/versions", path(&entry))).await.is(200);
    let numbers: Vec<_> = versions["items"].as_array().expect("a list").iter().map(|one| &one["version"]).collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(versions["items"][1]["content"]["phrasings"], json!(["发票"]));
    assert_eq!(versions["items"][1]["changed_by"], owner.id);
    let third = owner.post(&format!("{}/versions/1/restore", path(&entry)), json!({})).await.is(200);
    assert_eq!((&third["version"], &third["title"]), (&json!(3), &json!("能开发票吗")));
    assert_eq!(third["phrasings"], json!(["发票"]));
    owner.post(&format!("{}/versions/9/restore", path(&entry)), json!({})).await.refused(404, "not_found");
}

async fn two_editors_do_not_overwrite_each_other(app: TestApp) {
    let (owner, lead) = (app.owner().await, app.staff("组长", Role::Lead).await);
    let entry = draft(&owner, "几天到", json!([]), "三天。").await;
    let read = owner.get(&path(&entry)).await;
    let tag = read.header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    lead.put(&path(&entry), content(&entry)).await.is(200);
    let late = owner.with("if-match", tag).put(&path(&entry), content(&entry)).await;
    let problem = late.refused(409, "entry_changed");
    assert_eq!(problem["current"]["version"], 2);
    let again = owner.get(&path(&entry)).await;
    owner.with("if-match", again.header("etag")).put(&path(&entry), content(&entry)).await.is(200);
    owner.with("if-match", "nonsense").put(&path(&entry), content(&entry)).await.invalid("if-match", "malformed");
}

async fn a_better_phrasing_waits_for_approval(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let entry = draft(&owner, "多久发货", json!([]), "48 小时内。").await;
    approve(&owner, &entry).await;
    buyer.say("我13800138000啥时候给我寄出来呀").await;
    let conversation = buyer.conversation(&mei).await;
    let phrasings = format!("{}/phrasings", path(&entry));
    let words = json!({ "text": "我13800138000啥时候给我寄出来呀", "conversation_id": conversation });
    let proposed = mei.post(&phrasings, words.clone()).await.is(201);
    let proposal = &proposed["proposals"][0];
    assert_eq!((&proposal["proposed_by"], &proposal["conversation_id"]), (&json!(mei.id), &json!(conversation)));
    assert!(!proposed.to_string().contains("13800138000"), "numbers of people are struck out");
    mei.post(&phrasings, words).await.refused(409, "phrasing_known");
    assert_eq!(proposed["phrasings"], json!([]));

    assert_eq!(proposed["flags"], json!(["proposal_waits"]));
    let waits = owner.get("/knowledge/entries?flag=proposal_waits").await.is(200);
    assert_eq!(waits["items"][0]["id"], entry["id"]);

    let decide = format!("{}/proposals/{}", path(&entry), proposal["id"].as_str().expect("an id"));
    mei.post(&format!("{decide}/approve"), json!({})).await.refused(403, "no_permission");
    let taken = owner.post(&format!("{decide}/approve"), json!({})).await.is(200);
    assert_eq!((&taken["proposals"], &taken["version"]), (&json!([]), &json!(2)));
    assert_eq!(taken["phrasings"][0], proposal["text"]);
    let asked = ask(&mei, "啥时候给我寄出来").await;
    assert_eq!(asked["ranked"][0]["entry_id"], entry["id"]);

    let other = mei.post(&phrasings, json!({ "text": "不相干的话" })).await.is(201);
    let other = format!("{}/proposals/{}", path(&entry), other["proposals"][0]["id"].as_str().expect("an id"));
    owner.delete(&other).await.is(204);
    assert_eq!(owner.get(&path(&entry)).await.is(200)["proposals"], json!([]));
    let own = owner.post(&phrasings, json!({ "text": "几时能寄" })).await.is(201);
    assert_eq!(own["phrasings"][1], "几时能寄", "who decides need not wait");
}

async fn what_was_proposed_by_mistake_is_taken_back(app: TestApp) {
    let (owner, mei, jun) = (app.owner().await, app.agent("小梅").await, app.agent("小军").await);
    let entry = draft(&owner, "多久发货", json!([]), "48 小时内。").await;
    approve(&owner, &entry).await;
    let phrasings = format!("{}/phrasings", path(&entry));
    let withdraw = format!("{phrasings}/withdraw");
    let words = json!({ "text": "我13800138000几时能寄" });
    mei.post(&phrasings, words.clone()).await.is(201);
    jun.post(&withdraw, words.clone()).await.refused(409, "decided_meanwhile");
    let after = mei.post(&withdraw, words.clone()).await.is(200);
    assert_eq!((&after["proposals"], &after["version"]), (&json!([]), &json!(1)));
    mei.post(&withdraw, words.clone()).await.refused(409, "decided_meanwhile");

    let added = owner.post(&phrasings, words.clone()).await.is(201);
    assert_eq!(added["phrasings"].as_array().map(Vec::len), Some(1));
    mei.post(&withdraw, words.clone()).await.refused(409, "decided_meanwhile");
    let after = owner.post(&withdraw, words.clone()).await.is(200);
    assert_eq!((&after["phrasings"], &after["version"]), (&json!([]), &json!(3)));

    // One's own draft goes too, until somebody has made more of it.
    let own = draft(&mei, "能刻字吗", json!([]), "能。").await;
    jun.delete(&path(&own)).await.refused(403, "no_permission");
    mei.delete(&path(&own)).await.is(204);
    let own = draft(&mei, "能刻字吗", json!([]), "能。").await;
    approve(&owner, &own).await;
    mei.delete(&path(&own)).await.refused(403, "no_permission");
    owner.delete(&path(&own)).await.is(204);
}

async fn a_proposal_goes_with_its_conversation(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let entry = draft(&owner, "多久发货", json!([]), "48 小时内。").await;
    buyer.say("几时轮到我").await;
    let conversation = buyer.conversation(&mei).await;
    let words = json!({ "text": "几时轮到我", "conversation_id": conversation });
    mei.post(&format!("{}/phrasings", path(&entry)), words).await.is(201);
    let customer = format!("/customers/{}", buyer.customer_id);
    let name = owner.get(&customer).await.is(200)["name"].clone();
    owner.post(&format!("{customer}/erasure"), json!({ "name": name })).await.is(202);
    eventually("no proposal", async || app.count("SELECT COUNT(*) FROM knowledge_proposals").await == 0).await;
}

async fn being_used_is_no_change(app: TestApp) {
    let owner = app.owner().await;
    let entry = draft(&owner, "多久发货", json!([]), "48 小时内。").await;
    let id = EntryId(entry["id"].as_str().expect("an id").parse().expect("an id"));
    let other = Shop::open(&app, "别家").await;
    for (shop, now) in [(app.shop.id, app.now()), (app.shop.id, app.now().plus_seconds(5)), (other.id, app.now())] {
        let mut tx = app.app.db.begin().await.expect("a transaction");
        knowledge::note_use(&mut tx.conn(), shop, id, now).await.expect("noted");
        knowledge::move_thumb(&mut tx.conn(), shop, id, None, Some(shop == other.id)).await.expect("noted");
        tx.commit().await.expect("stored");
    }
    let used = owner.get(&path(&entry)).await.is(200);
    let counts = json!({ "asked": 2, "thumbs_up": 0, "thumbs_down": 2, "last_used_at": app.now().plus_seconds(5) });
    assert_eq!((&used["usage"], &used["version"]), (&counts, &json!(1)));
    assert_eq!(owner.get("/knowledge/entries").await.is(200)["items"][0]["usage"], counts);
    draft(&owner, "几天到", json!([]), "三天。").await;
    for order in ["used", "unhelpful"] {
        let first = owner.get(&format!("/knowledge/entries?order={order}&limit=1")).await.is(200);
        assert_eq!(first["items"][0]["id"], entry["id"], "{order}");
        let rest = format!("/knowledge/entries?order={order}&after={}", first["next"].as_str().expect("a place"));
        let rest = owner.get(&rest).await.is(200);
        assert_eq!((rest["items"][0]["title"].clone(), rest["next"].clone()), (json!("几天到"), Value::Null));
    }
}

async fn what_an_answer_shows_is_kept(app: TestApp) {
    let owner = app.owner().await;
    let file = owner.upload("/files", "尺码表.png", &png(8, 8)).await.is(201);
    let entry = write(&owner, json!({ "title": "尺码表", "answers": [{ "file_ids": [file["id"]] }] })).await;
    let id = FileId(file["id"].as_str().expect("an id").parse().expect("an id"));
    let forget = async || {
        let mut tx = app.app.db.begin().await.expect("a transaction");
        let gone = forget::forget_unused(&mut tx.conn(), app.shop.id, &[id], app.now()).await.expect("asked");
        tx.commit().await.expect("stored");
        gone
    };
    assert_eq!(forget().await, 0);
    owner.delete(&path(&entry)).await.is(204);
    assert_eq!(forget().await, 1);
}

async fn agents_propose_and_leads_decide(app: TestApp) {
    let (lead, mei) = (app.staff("组长", Role::Lead).await, app.agent("小梅").await);
    let entry = draft(&mei, "怎么洗", json!([]), "冷水手洗。").await;
    mei.put(&path(&entry), content(&entry)).await.is(200);
    mei.post(&format!("{}/approve", path(&entry)), json!({})).await.refused(403, "no_permission");
    mei.delete(&path(&entry)).await.refused(403, "no_permission");
    approve(&lead, &entry).await;
    mei.put(&path(&entry), content(&entry)).await.refused(403, "no_permission");
    lead.put(&path(&entry), content(&entry)).await.is(200);
    mei.post("/knowledge/categories", json!({ "name": "我的" })).await.refused(403, "no_permission");
    let viewer = app.staff("访客", Role::Viewer).await;
    viewer.post("/knowledge/entries", content(&entry)).await.refused(403, "no_permission");
    let done: Vec<Value> = lead_log(&app).await;
    assert_eq!(done, ["knowledge.updated", "knowledge.approved", "knowledge.updated", "knowledge.created"]);
}

/// What the audit log says of knowledge, the newest first.
async fn lead_log(app: &TestApp) -> Vec<Value> {
    let log = app.owner().await.get("/audit?limit=50").await.is(200);
    let actions = log["items"].as_array().expect("a list").iter().map(|entry| entry["action"].clone());
    actions.filter(|action| action.as_str().is_some_and(|name| name.starts_with("knowledge."))).collect()
}

async fn what_needs_a_look_is_flagged(app: TestApp) {
    let owner = app.owner().await;
    let fine = draft(&owner, "多久发货", json!(["几天能到"]), "48 小时内。").await;
    assert_eq!(fine["flags"], json!([]));
    let soon = app.now().plus_seconds(3 * 24 * 3600);
    let answers = json!([
        { "content": ["满 300 减 30。"], "conditions": { "until": soon } },
        { "content": ["新客减 10。"], "conditions": { "products": ["P-1"] } },
    ]);
    let odd = json!({ "title": "有优惠吗", "phrasings": ["几天能到？"], "answers": answers });
    let odd = write(&owner, odd).await;
    assert_eq!(odd["flags"], json!(["no_fallback", "expires_soon", "conflict", "duplicate"]));
    let pair = json!([{ "answer_id": odd["answers"][0]["id"], "other_id": odd["answers"][1]["id"] }]);
    assert_eq!(odd["conflicts"], pair);
    let listed = async |flag: &str| {
        let list = owner.get(&format!("/knowledge/entries?flag={flag}")).await.is(200);
        list["items"].as_array().expect("a list").len()
    };
    assert_eq!([listed("no_fallback").await, listed("expires_soon").await, listed("conflict").await], [1, 1, 1]);
    assert_eq!(listed("duplicate").await, 2, "both of them");
    approve(&owner, &fine).await;
    let similar = owner.get(&path(&odd)).await.is(200)["similar"].clone();
    assert_eq!(similar, json!([]), "another question");
    let twin = draft(&owner, "多久能发货", json!([]), "两天内。").await;
    let similar = owner.get(&path(&twin)).await.is(200)["similar"].clone();
    assert_eq!(similar[0]["entry_id"], fine["id"], "{similar}");
    owner.delete(&path(&twin)).await.is(204);
    app.turn_clock(4 * 24 * 3600);
    let later = owner.get(&path(&odd)).await.is(200);
    assert_eq!(
        (&later["conflicts"], &later["flags"]),
        (&json!([]), &json!(["no_fallback", "duplicate"])),
        "one is over"
    );
    assert_eq!(listed("expires_soon").await, 0);
    owner.post(&format!("{}/archive", path(&odd)), json!({})).await.is(200);
    assert_eq!(listed("duplicate").await, 0);
}

async fn the_list_finds_any_spelling(app: TestApp) {
    let owner = app.owner().await;
    for n in 0..5 {
        app.turn_clock(1);
        draft(&owner, &format!("第 {n} 个问题"), json!(["裤子会缩水吗 100%"]), "不会的 a_b。").await;
    }
    let titles = async |query: &str| -> Vec<Value> {
        let list = owner.get(&format!("/knowledge/entries?{query}")).await.is(200);
        list["items"].as_array().expect("a list").iter().map(|entry| entry["title"].clone()).collect()
    };
    assert_eq!(titles("q=%E8%A4%B2%E5%AD%90%20%E7%AC%AC%203").await, ["第 3 个问题"], "褲子 第 3");
    assert_eq!(titles("q=100%25").await.len(), 5);
    assert!(titles("q=a%25b").await.is_empty() && titles("q=axb").await.is_empty(), "a pattern means itself");
    assert_eq!(titles("state=draft&kind=question").await.len(), 5);
    assert!(titles("state=approved").await.is_empty());

    let first = owner.get("/knowledge/entries?limit=3").await.is(200);
    let rest = format!("/knowledge/entries?limit=3&after={}", first["next"].as_str().expect("a place"));
    let rest = owner.get(&rest).await.is(200);
    assert_eq!(
        (first["items"][0]["title"].clone(), rest["items"][0]["title"].clone()),
        (json!("第 4 个问题"), json!("第 1 个问题"))
    );
    assert_eq!((rest["items"].as_array().expect("a list").len(), &rest["next"]), (2, &json!(null)));
    assert_eq!(first["items"][0]["preview"], "不会的 a_b。");
    owner.get("/knowledge/entries?after=x").await.invalid("after", "invalid_place");
}

async fn what_is_known_of_a_product_is_found_by_its_code(app: TestApp) {
    let owner = app.owner().await;
    let of = |kind: &str, title: &str, code: &str| {
        let answers =
            json!([{ "content": ["羊毛混纺。"], "conditions": { "products": [code], "keywords": ["台风"] } }]);
        json!({ "kind": kind, "title": title, "answers": answers })
    };
    write(&owner, of("fact", "什么面料", "SH-1024")).await;
    write(&owner, of("objection", "会起球吧", "sh-1024")).await;
    write(&owner, of("concern", "扎不扎人", "SH-2048")).await;
    let titles = async |query: &str| -> Vec<Value> {
        let list = owner.get(&format!("/knowledge/entries?{query}")).await.is(200);
        list["items"].as_array().expect("a list").iter().map(|entry| entry["title"].clone()).collect()
    };
    assert_eq!(titles("q=SH-1024").await, ["会起球吧", "什么面料"]);
    assert_eq!(titles("q=SH-1024&kind=fact").await, ["什么面料"]);
    assert_eq!(titles("q=%E5%8F%B0%E9%A3%8E").await.len(), 3, "台风");
}

async fn many_drafts_are_approved_at_once(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let (one, other) =
        (draft(&owner, "多久发货", json!([]), "48 小时内。").await, draft(&owner, "几天到", json!([]), "三天。").await);
    let gone = draft(&owner, "有赠品吗", json!([]), "没有。").await;
    owner.post(&format!("{}/archive", path(&gone)), json!({})).await.is(200);
    let stranger = Shop::open(&app, "别家").await.owner(&app).await;
    let theirs = draft(&stranger, "别家的", json!([]), "秘密。").await;
    let ids = json!([one["id"], other["id"], gone["id"], theirs["id"], one["id"]]);
    let approving = json!({ "ids": ids, "state": "approved" });
    mei.post("/knowledge/entries/bulk", approving.clone()).await.refused(403, "no_permission");
    let done = owner.post("/knowledge/entries/bulk", approving).await.is(200);
    let codes: Vec<_> = done["items"].as_array().expect("a list").iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, [Value::Null, Value::Null, json!("entry_archived"), json!("not_found")]);
    assert_eq!(ask(&owner, "几天到").await["decision"], "answer");
    assert_eq!(stranger.get(&path(&theirs)).await.is(200)["state"], "draft");
    // The way back: what is approved becomes a draft by way of the archive.
    for state in ["archived", "draft"] {
        owner.post("/knowledge/entries/bulk", json!({ "ids": [one["id"]], "state": state })).await.is(200);
    }
    assert_eq!(owner.get(&path(&one)).await.is(200)["state"], "draft");
    owner.post("/knowledge/entries/bulk", json!({ "ids": [], "state": "draft" })).await.invalid("ids", "required");
    let many = json!({ "ids": vec![one["id"].clone(); 201], "state": "draft" });
    owner.post("/knowledge/entries/bulk", many).await.invalid("ids", "too_many");
}

async fn an_answer_shows_the_shops_own_files_only(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let ours = owner.upload("/files", "尺码表.png", &png(8, 8)).await.is(201);
    let theirs = buyer.upload("/widget/files", "我的照片.png", &png(8, 8)).await.is(201);
    let with = |file: &Value| json!({ "title": "尺码表", "answers": [{ "file_ids": [file["id"]] }] });
    let entry = write(&owner, with(&ours)).await;
    assert_eq!(entry["answers"][0]["files"][0]["name"], "尺码表.png");
    let mut foreign = with(&theirs);
    foreign["category_id"] = entry["category_id"].clone();
    owner.post("/knowledge/entries", foreign).await.invalid("answers[0].file_ids", "unknown");
}

async fn what_is_written_stays_text(app: TestApp) {
    let owner = app.owner().await;
    let hostile = "<script>alert(1)</script> =HYPERLINK(\"x\") \u{202E}";
    let entry = draft(&owner, hostile, json!([hostile.to_owned() + "2"]), hostile).await;
    assert_eq!(entry["answers"][0]["content"][0], hostile.trim());
    let long = json!({ "title": "长".repeat(501), "category_id": entry["category_id"] });
    owner.post("/knowledge/entries", long).await.invalid("title", "too_long");
    let many = json!({ "title": "多", "category_id": entry["category_id"], "phrasings": vec!["x"; 5001] });
    owner.post("/knowledge/entries", many).await.invalid("phrasings", "too_many");
    let empty = json!({ "title": "空", "category_id": entry["category_id"], "answers": [{ "content": [" "] }] });
    owner.post("/knowledge/entries", empty).await.invalid("answers[0].content", "required");
    let nul = json!({ "title": "a\u{0}b", "category_id": entry["category_id"] });
    assert_eq!(owner.post("/knowledge/entries", nul).await.is(201)["title"], "a b");
    owner.post("/knowledge/ask", json!({ "question": " \u{0} " })).await.invalid("question", "required");
    owner.post("/knowledge/ask", json!({ "question": "长".repeat(5001) })).await.invalid("question", "too_long");
    let card = json!([{ "cards": [{ "type": "link", "title": "店", "url": "javascript:alert(1)" }] }]);
    let card = json!({ "title": "卡", "category_id": entry["category_id"], "answers": card });
    owner.post("/knowledge/entries", card).await.invalid("answers[0].cards[0].url", "not_a_web_address");
}

async fn two_shops_never_see_each_others_knowledge(app: TestApp) {
    let other = Shop::open(&app, "别家").await;
    let (owner, stranger) = (app.owner().await, other.owner(&app).await);
    let entry = draft(&owner, "会员密语是什么", json!(["密语"]), "芝麻开门。").await;
    approve(&owner, &entry).await;
    assert_eq!(ask(&owner, "密语").await["decision"], "answer");
    assert_eq!(ask(&stranger, "密语").await["ranked"], json!([]));
    assert_eq!(stranger.get("/knowledge/entries").await.is(200)["items"], json!([]));
    stranger.get(&path(&entry)).await.refused(404, "not_found");
    let theirs = drawer(&stranger, "shipping").await;
    assert_ne!(theirs, drawer(&owner, "shipping").await);
    let lent = json!({ "title": "借", "category_id": entry["category_id"] });
    stranger.post("/knowledge/entries", lent).await.invalid("category_id", "unknown");
    let button = json!([{ "content": ["好"], "buttons": [{ "label": "看", "entry_id": entry["id"] }] }]);
    let button = json!({ "title": "借", "category_id": theirs, "answers": button });
    stranger.post("/knowledge/entries", button).await.invalid("answers[0].buttons[0].entry_id", "unknown");
    let inbox = json!([{ "content": ["好"], "conditions": { "inboxes": [app.shop.inbox_id] } }]);
    let inbox = json!({ "title": "借", "category_id": theirs, "answers": inbox });
    stranger.post("/knowledge/entries", inbox).await.invalid("answers[0].conditions.inboxes", "unknown");
    let taken = json!([{ "id": entry["answers"][0]["id"], "content": ["好"] }]);
    let taken = stranger.post("/knowledge/entries", json!({ "title": "借", "category_id": theirs, "answers": taken }));
    assert_ne!(taken.await.is(201)["answers"][0]["id"], entry["answers"][0]["id"]);
}
