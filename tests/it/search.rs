//! What was said is found: in Chinese of either script and in English, by staff, in their own shop.

use serde_json::{Value, json};

use crate::harness::{Shop, Staff, TestApp, both_engines};

both_engines![
    words_are_found_as_people_write_them,
    every_word_must_be_there,
    a_snippet_marks_the_words,
    notes_are_found_by_colleagues,
    recalled_words_are_gone,
    cards_and_file_names_are_found,
    customers_are_found_by_name_mail_and_phone,
    another_shop_is_never_found,
    hits_come_page_by_page_newest_first,
    operators_and_odd_characters_are_just_text,
];

/// The texts of the messages found.
async fn found(staff: &Staff, words: &str) -> Vec<String> {
    let results = staff.get(&format!("/search?kind=messages&q={}", encoded(words))).await.is(200);
    let items = results["messages"]["items"].as_array().expect("a list");
    assert_eq!(results["messages"]["total"], items.len(), "{words}");
    items.iter().map(|hit| hit["message"]["text"].as_str().unwrap_or_default().to_owned()).collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn words_are_found_as_people_write_them(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let said = "请问这件羽绒服可以寄到浦东新区吗？Size XL please, order A1029";
    buyer.say(said).await;
    for words in [
        "羽绒服",
        "羽绒",
        "浦东",
        "新区",
        "浦东新区",
        "羽",
        "吗",
        "羽絨服",
        "浦東新區",
        "size",
        "SIZE",
        "Siz",
        "xl",
        "A1029",
        "a10",
        "ＸＬ",
        "羽绒服 浦东",
        "please 寄到",
    ] {
        assert_eq!(found(&mei, words).await, [said], "{words}");
    }
    for words in ["羽绒裤", "浦西", "ize", "1029x", "退款"] {
        assert!(found(&mei, words).await.is_empty(), "{words}");
    }
}

async fn every_word_must_be_there(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("红色的外套").await;
    buyer.say("红色的裤子").await;
    assert_eq!(found(&mei, "红色 裤子").await, ["红色的裤子"]);
    assert_eq!(found(&mei, "红色").await, ["红色的裤子", "红色的外套"], "newest first");
    assert!(found(&mei, "红色 裙子").await.is_empty());
    assert!(found(&mei, " 。？ ").await.is_empty(), "no words, no hits");
}

async fn a_snippet_marks_the_words(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("<b>退款</b>什么时候到账").await;
    let results = mei.get(&format!("/search?q={}", encoded("退款"))).await.is(200);
    let snippet = results["messages"]["items"][0]["snippet"].as_array().expect("parts").clone();
    let whole: String = snippet.iter().filter_map(|part| part["text"].as_str()).collect();
    assert_eq!(whole, "<b>退款</b>什么时候到账", "as text, never as markup");
    let hits: Vec<_> = snippet.iter().filter(|part| part["hit"] == true).map(|part| part["text"].clone()).collect();
    assert_eq!(hits, [json!("退款")]);
}

async fn notes_are_found_by_colleagues(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    mei.note(&buyer.conversation(&mei).await, "这位是批发商").await;
    let viewer = app.staff("看客", zhanggui::auth::Role::Viewer).await;
    assert_eq!(found(&viewer, "批发商").await, ["这位是批发商"]);
    buyer.get("/search?q=a").await.refused(401, "unauthorized");
}

async fn recalled_words_are_gone(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let reply = mei.reply(&id, "内部价三十").await;
    assert_eq!(found(&mei, "内部价").await.len(), 1);
    mei.delete(&format!("/conversations/{id}/messages/{}", reply["id"].as_str().expect("an id"))).await.is(200);
    assert!(found(&mei, "内部价").await.is_empty());
}

async fn cards_and_file_names_are_found(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let card = json!({ "type": "product", "title": "青瓷茶具套装", "price": "699.00", "currency": "CNY" });
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "card", "card": card });
    buyer.post("/widget/messages", message).await.is(201);
    let file = buyer.upload("/widget/files", "发票抬头.txt", "某某公司".as_bytes()).await.is(201);
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "file", "file_id": file["id"] });
    buyer.post("/widget/messages", message).await.is(201);
    assert_eq!(found(&mei, "茶具").await.len(), 1);
    assert_eq!(found(&mei, "发票").await.len(), 1);
}

async fn customers_are_found_by_name_mail_and_phone(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let path = format!("/customers/{}", buyer.customer_id);
    let about = json!({ "name": "欧阳晓雯", "email": "xiaowen@mail.example", "phone": "13800138000" });
    mei.patch(&path, about).await.is(200);
    let names = async |words: &str| -> Vec<Value> {
        let results = mei.get(&format!("/search?kind=customers&q={}", encoded(words))).await.is(200);
        results["customers"]["items"].as_array().expect("a list").iter().map(|c| c["name"].clone()).collect()
    };
    for words in ["欧阳", "晓雯", "歐陽曉雯", "xiaowen", "13800138000", "1380013"] {
        assert_eq!(names(words).await, [json!("欧阳晓雯")], "{words}");
    }
    mei.patch(&path, json!({ "name": "王五", "phone": null })).await.is(200);
    assert!(names("欧阳").await.is_empty() && names("13800138000").await.is_empty());
    assert_eq!(names("王五").await.len(), 1);
}

async fn another_shop_is_never_found(app: TestApp) {
    let other = Shop::open(&app, "别家").await;
    let (mei, theirs) = (app.agent("小梅").await, other.visitor(&app).await);
    theirs.say("只在别家说的话 uniqueword").await;
    for words in ["别家", "uniqueword", "uni", "话"] {
        assert!(found(&mei, words).await.is_empty(), "{words}");
    }
    assert_eq!(found(&other.owner(&app).await, "uniqueword").await.len(), 1);
    let visitors = mei.get(&format!("/search?kind=customers&q={}", encoded("访客"))).await.is(200);
    assert_eq!(visitors["customers"]["total"], 0);
}

async fn hits_come_page_by_page_newest_first(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    for n in 0..7 {
        buyer.say(&format!("第 {n} 次问优惠券")).await;
    }
    let mut texts = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/search?kind=messages&limit=3&q={}{after}", encoded("优惠券"));
        let page = mei.get(&path).await.is(200)["messages"].clone();
        assert_eq!(page["total"], 7);
        for hit in page["items"].as_array().expect("a list") {
            texts.push(hit["message"]["text"].as_str().expect("words").to_owned());
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(texts, (0..7).rev().map(|n| format!("第 {n} 次问优惠券")).collect::<Vec<_>>());
}

async fn operators_and_odd_characters_are_just_text(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("plain words").await;
    for words in [
        "\"",
        "'",
        "*",
        "plain\"",
        "plain OR nothing",
        "NOT plain",
        "NEAR(plain words)",
        "tokens:plain",
        "plain & !words",
        "plain | x",
        "a:*b",
        "\\",
        "); DROP TABLE messages; --",
        "s1splain",
        "\u{202e}plain",
        "\0",
        "^plain",
        "{plain}",
    ] {
        let answer = mei.get(&format!("/search?q={}", encoded(words))).await;
        answer.is(200);
    }
    assert!(found(&mei, "plain OR nothing").await.is_empty());
    assert!(found(&mei, "s1splain").await.is_empty(), "a shop's mark is not a word");
    mei.get(&format!("/search?q={}", "a".repeat(201))).await.invalid("q", "too_long");
}
