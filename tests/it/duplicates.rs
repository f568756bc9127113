//! K2: entries that are asked for in nearly the same words are found, told apart or made one.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::bot::teach;
use crate::harness::{Shop, Staff, TestApp, both_engines, eventually};

both_engines![what_looks_alike_is_found_and_told_apart, two_entries_become_one, two_shops_are_never_compared,];

const ONE: &str = "可以开发票吗";
const SAME: &str = "你们可以开发票吗";

/// The pairs once all is looked at.
async fn pairs(by: &Staff) -> Vec<Value> {
    let look = async || by.get("/knowledge/duplicates").await.is(200);
    eventually("a look at all entries", async || look().await["looking"] == false).await;
    look().await["items"].as_array().expect("a list").clone()
}

async fn what_looks_alike_is_found_and_told_apart(app: TestApp) {
    let owner = app.owner().await;
    let one = teach(&owner, ONE, "可以，下单后在订单页申请。").await;
    teach(&owner, "运费是多少", "满 99 元包邮。").await;
    assert_eq!(pairs(&owner).await, Vec::<Value>::new());
    let same = teach(&owner, SAME, "可以的。").await;
    let found = pairs(&owner).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let sides = [&found[0]["one"]["entry_id"], &found[0]["other"]["entry_id"]];
    assert!(sides.contains(&&json!(one)) && sides.contains(&&json!(same)));
    assert!(found[0]["score"].as_f64().expect("a number") > 0.6);

    let apart = |distinct: bool| json!({ "entry_id": same, "other_id": one, "distinct": distinct });
    let viewer = app.staff("看客", Role::Viewer).await;
    viewer.put("/knowledge/duplicates", apart(true)).await.refused(403, "no_permission");
    owner.put("/knowledge/duplicates", apart(true)).await.is(204);
    assert_eq!(pairs(&viewer).await, Vec::<Value>::new());
    owner.put("/knowledge/duplicates", apart(false)).await.is(204);
    assert_eq!(pairs(&viewer).await.len(), 1);
    owner.put("/knowledge/duplicates", apart(true)).await.is(204);
    owner.delete(&format!("/knowledge/entries/{same}")).await.is(204);
    assert_eq!(app.count("SELECT COUNT(*) FROM knowledge_distinct").await, 0);
}

async fn two_entries_become_one(app: TestApp) {
    let owner = app.owner().await;
    let (kept, gone) = (teach(&owner, ONE, "可以。").await, teach(&owner, SAME, "可以的。").await);
    let merge = format!("/knowledge/entries/{gone}/merge");
    owner.post(&merge, json!({ "into": gone })).await.invalid("into", "unknown");
    owner.post(&merge, json!({ "into": Uuid::now_v7() })).await.invalid("into", "unknown");
    let merged = owner.post(&merge, json!({ "into": kept })).await.is(200);
    assert_eq!((&merged["id"], &merged["phrasings"], &merged["version"]), (&json!(kept), &json!([SAME]), &json!(2)));
    let archived = owner.get(&format!("/knowledge/entries/{gone}")).await.is(200);
    assert_eq!((&archived["state"], &archived["answers"][0]["content"]), (&json!("archived"), &json!(["可以的。"])));
    owner.post(&merge, json!({ "into": kept })).await.refused(409, "entry_archived");
    assert_eq!(pairs(&owner).await, Vec::<Value>::new());
    let asked = owner.post("/knowledge/ask", json!({ "question": SAME })).await.is(200);
    assert_eq!(asked["ranked"][0]["entry_id"], kept);
}

async fn two_shops_are_never_compared(app: TestApp) {
    let (owner, thief) = (app.owner().await, Shop::open(&app, "别家").await.owner(&app).await);
    let (ours, theirs) = (teach(&owner, ONE, "可以。").await, teach(&thief, SAME, "可以。").await);
    assert_eq!((pairs(&owner).await.len(), pairs(&thief).await.len()), (0, 0));
    let merge = json!({ "into": ours });
    thief.post(&format!("/knowledge/entries/{theirs}/merge"), merge).await.invalid("into", "unknown");
    let apart = json!({ "entry_id": theirs, "other_id": ours, "distinct": true });
    thief.put("/knowledge/duplicates", apart).await.invalid("other_id", "unknown");
}
