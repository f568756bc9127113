//! K13, P11, P12: size charts are sound or refused where they are not, and say which size fits, both on a border, or what
//! is to be asked.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Shop, Staff, TestApp, both_engines};

both_engines![
    a_chart_is_made_changed_and_deleted,
    gaps_overlaps_and_contradictions_are_refused_by_their_rule,
    faults_are_told_with_their_place_before_saving,
    a_product_has_one_chart,
    two_editors_of_a_chart_do_not_overwrite_each_other,
    free_text_leads_to_a_size_or_to_a_question,
    a_border_names_both_and_the_edge_belongs_to_the_chart,
    a_present_is_not_measured_by_its_buyer,
    the_product_leads_to_its_chart,
    words_follow_the_language,
    leads_make_charts_and_everybody_asks,
    what_is_not_a_chart_is_refused,
    two_shops_never_see_each_others_charts,
];

/// A range in centimetres or kilograms.
fn range(measure: &str, from: i64, to: i64) -> Value {
    let unit = if measure == "weight" { 1000 } else { 10 };
    json!({ "from": from * unit, "to": to * unit })
}

/// S, M and L by height and weight; nobody knows what fits the short and heavy.
pub fn dress_table() -> Value {
    let rule = |size: Value, height: (i64, i64), weight: (i64, i64)| json!({ "size": size, "ranges": [range("height", height.0, height.1), range("weight", weight.0, weight.1)] });
    json!({ "measures": ["height", "weight"], "rules": [
        rule(json!("S"), (150, 160), (40, 50)),
        rule(json!("M"), (150, 160), (50, 60)),
        rule(json!(null), (150, 160), (60, 80)),
        rule(json!("M"), (160, 170), (40, 56)),
        rule(json!("L"), (160, 170), (56, 80)),
    ] })
}

/// By the foot's length, from a list of sizes and their ends in millimetres.
pub fn shoe_table(rules: &[(&str, i64, i64)]) -> Value {
    let rules = rules.iter().map(|(size, from, to)| json!({ "size": size, "ranges": [{ "from": from, "to": to }] }));
    json!({ "measures": ["foot"], "rules": rules.collect::<Vec<_>>() })
}

pub fn chart(name: &str, products: Value, table: Value) -> Value {
    json!({ "name": name, "products": products, "tables": [table] })
}

/// A chart for every product; its path.
pub async fn default_chart(by: &Staff) -> String {
    let content = json!({ "name": "连衣裙", "is_default": true, "tables": [dress_table()] });
    path(&by.post("/size_charts", content).await.is(201))
}

fn path(chart: &Value) -> String {
    format!("/size_charts/{}", chart["id"].as_str().expect("an id"))
}

async fn advice(by: &Staff, chart: &str, text: &str) -> Value {
    by.post(&format!("{chart}/advise"), json!({ "text": text })).await.is(200)
}

async fn a_chart_is_made_changed_and_deleted(app: TestApp) {
    let owner = app.owner().await;
    assert_eq!(owner.get("/size_charts").await.is(200)["items"], json!([]));
    let content = json!({
        "name": "女装 连衣裙", "products": ["DRESS-1", "dress-1", "DRESS-2"], "title_words": ["连衣裙"],
        "tables": [dress_table()], "confirm": { "zh-CN": "下单前请核对胸围。" },
    });
    let made = owner.post("/size_charts", content.clone()).await.is(201);
    assert_eq!(made["products"], json!(["DRESS-1", "DRESS-2"]), "a code counts once");
    assert_eq!((&made["is_default"], &made["changed_by"]), (&json!(false), &json!(owner.id)));
    assert_eq!(owner.get(&path(&made)).await.is(200), made);
    assert_eq!(owner.get("/size_charts").await.is(200)["items"], json!([made]));

    let mut changed = content;
    changed["name"] = json!("连衣裙");
    changed["products"] = json!([]);
    let now = owner.put(&path(&made), changed).await.is(200);
    assert_eq!((&now["id"], &now["name"]), (&made["id"], &json!("连衣裙")));
    owner.delete(&path(&made)).await.is(204);
    owner.get(&path(&made)).await.refused(404, "not_found");
    let log = owner.get("/audit?action=size_chart").await.is(200);
    let actions: Vec<_> = log["items"].as_array().expect("a list").iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["size_chart.deleted", "size_chart.updated", "size_chart.created"]);
    assert!(log["items"][1]["changes"].to_string().contains("女装 连衣裙"), "{log}");
}

async fn gaps_overlaps_and_contradictions_are_refused_by_their_rule(app: TestApp) {
    let owner = app.owner().await;
    for (rules, field, code) in [
        (vec![("38", 230, 240), ("39", 242, 250)], "tables[0].rules[0]", "gap"),
        (vec![("38", 230, 242), ("39", 240, 250)], "tables[0].rules[1]", "contradiction"),
        (vec![("38", 230, 242), ("38", 240, 250)], "tables[0].rules[1]", "overlap"),
        (vec![("38", 240, 230)], "tables[0].rules[0].ranges[0]", "out_of_range"),
        (vec![("38", 230, 2400)], "tables[0].rules[0].ranges[0]", "out_of_range"),
        (vec![(" ", 230, 240)], "tables[0].rules[0].size", "required"),
        (vec![], "tables[0].rules", "required"),
    ] {
        let content = chart("童鞋", json!(["SHOE"]), shoe_table(&rules));
        let problem = owner.post("/size_charts", content).await.refused(422, "invalid");
        let first = &problem["errors"][0];
        assert_eq!((&first["field"], &first["code"]), (&json!(field), &json!(code)), "{rules:?}");
    }
    let mut holed = dress_table();
    holed["rules"].as_array_mut().expect("a list").remove(3);
    let problem = owner.post("/size_charts", chart("裙", json!(["D"]), holed)).await.refused(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "gap", "{problem}");
    let three = json!({ "measures": ["bust", "waist", "hip"], "rules": [] });
    let problem = owner.post("/size_charts", chart("裙", json!(["D"]), three)).await.refused(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "tables[0].measures");
    let uneven = json!({ "measures": ["bust"], "rules": [{ "size": "S", "ranges": [] }] });
    let problem = owner.post("/size_charts", chart("裙", json!(["D"]), uneven)).await.refused(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "tables[0].rules[0].ranges");
    assert_eq!(owner.get("/size_charts").await.is(200)["items"], json!([]), "nothing of it is stored");
}

async fn faults_are_told_with_their_place_before_saving(app: TestApp) {
    let viewer = app.staff("看客", Role::Viewer).await;
    let check = async |table: Value| viewer.post("/size_charts/check", json!({ "tables": [table] })).await.is(200);
    assert_eq!(check(dress_table()).await["items"], json!([]));
    let mut holed = dress_table();
    holed["rules"].as_array_mut().expect("a list").remove(1);
    let faults = check(holed).await;
    let gap = json!({
        "field": "tables[0].rules[0]", "code": "gap", "rules": [0],
        "at": [{ "from": 1500, "to": 1600 }, { "from": 50_000, "to": 56_000 }],
    });
    assert_eq!(faults["items"][0], gap, "{faults}");
    let twice = shoe_table(&[("38", 230, 242), ("39", 240, 250)]);
    let both = json!({
        "field": "tables[0].rules[1]", "code": "contradiction", "rules": [0, 1], "at": [{ "from": 240, "to": 242 }],
    });
    assert_eq!(check(twice).await["items"], json!([both]));
}

async fn a_product_has_one_chart(app: TestApp) {
    let owner = app.owner().await;
    default_chart(&owner).await;
    let shoes = || shoe_table(&[("38", 230, 240)]);
    let first = owner.post("/size_charts", chart("童鞋", json!(["SHOE-1"]), shoes())).await.is(201);
    let again = chart("别的", json!(["SHOE-2", "shoe-1"]), shoes());
    owner.post("/size_charts", again.clone()).await.invalid("products[1]", "taken");
    let mut another = again;
    another["products"] = json!([]);
    owner.post("/size_charts", another.clone()).await.invalid("products", "required");
    another["is_default"] = json!(true);
    owner.post("/size_charts", another).await.invalid("is_default", "taken");
    // Its own code is no one else's.
    owner.put(&path(&first), chart("童鞋", json!(["SHOE-1", "SHOE-3"]), shoes())).await.is(200);
    owner.delete(&path(&first)).await.is(204);
    owner.post("/size_charts", chart("新的", json!(["SHOE-3"]), shoes())).await.is(201);
}

async fn two_editors_of_a_chart_do_not_overwrite_each_other(app: TestApp) {
    let (owner, lead) = (app.owner().await, app.staff("南枝", Role::Lead).await);
    let chart = default_chart(&owner).await;
    let read = owner.get(&chart).await;
    let tag = read.header("etag").to_owned();
    assert_eq!(tag, "\"1\"");
    let content = |name: &str| json!({ "name": name, "is_default": true, "tables": [dress_table()] });
    let lead_at = lead.with("if-match", tag.clone());
    assert_eq!(lead_at.put(&chart, content("裙子")).await.header("etag"), "\"2\"");
    let refused = owner.with("if-match", tag).put(&chart, content("长裙")).await.refused(409, "size_chart_changed");
    assert_eq!(refused["current"]["name"], "裙子");
    owner.with("if-match", "nonsense").put(&chart, content("长裙")).await.invalid("if-match", "malformed");
    owner.put(&chart, content("长裙")).await.is(200);
}

async fn free_text_leads_to_a_size_or_to_a_question(app: TestApp) {
    let owner = app.owner().await;
    let chart = default_chart(&owner).await;
    for (text, sizes) in [
        ("165 55公斤", json!(["M"])),
        ("一米六五 110斤", json!(["M"])),
        ("5'5\" 120 lb", json!(["M"])),
        ("165 130斤穿什么码", json!(["L"])),
    ] {
        let said = advice(&owner, &chart, text).await;
        assert_eq!((&said["outcome"], &said["sizes"]), (&json!("sizes"), &sizes), "{text}: {said}");
        assert_eq!(said["ask"], json!([{ "what": "wearer" }]), "nobody said whom it is for");
        assert!(said["confirm"].as_str().is_some_and(|line| !line.is_empty()), "{text}");
        assert_eq!(said["rules"].as_array().map(Vec::len), Some(1), "{text}");
    }
    let missing = advice(&owner, &chart, "我165穿什么码").await;
    assert_eq!((&missing["outcome"], &missing["wearer"]), (&json!("ask"), &json!("buyer")));
    assert_eq!(missing["ask"], json!([{ "what": "measure", "measure": "weight" }]));
    assert_eq!(missing["measures"], json!([{ "measure": "height", "from": 1650, "to": 1650 }]));
    let unclear = advice(&owner, &chart, "165 110").await;
    assert_eq!(unclear["ask"][0], json!({ "what": "unclear", "said": "110", "measure": "weight" }));
    assert_eq!(unclear["text"], "110 是斤还是公斤呢？");
    let outside = advice(&owner, &chart, "我190，80公斤").await;
    assert_eq!(
        (&outside["outcome"], &outside["sizes"], &outside["confirm"]),
        (&json!("outside"), &json!([]), &json!(null))
    );
    let nobody_knows = advice(&owner, &chart, "我155，70公斤").await;
    assert_eq!(
        (&nobody_knows["outcome"], &nobody_knows["rules"]),
        (&json!("outside"), &json!([{ "table": 0, "rule": 2 }]))
    );
}

async fn a_border_names_both_and_the_edge_belongs_to_the_chart(app: TestApp) {
    let owner = app.owner().await;
    let chart = default_chart(&owner).await;
    let border = advice(&owner, &chart, "我155，50公斤").await;
    assert_eq!(border["sizes"], json!(["S", "M"]));
    assert_eq!(border["rules"], json!([{ "table": 0, "rule": 0 }, { "table": 0, "rule": 1 }]));
    let text = border["text"].as_str().expect("words");
    assert!(text.contains("S 码和 M 码之间") && text.contains("下单前"), "{text}");
    assert_eq!(advice(&owner, &chart, "我155，49.9公斤").await["sizes"], json!(["S"]));
    assert_eq!(advice(&owner, &chart, "我150，40公斤").await["sizes"], json!(["S"]), "the edge belongs to it");
    let measures = json!([{ "measure": "height", "value": 1550 }, { "measure": "weight", "value": 50_000 }]);
    let asked = json!({ "measures": measures, "wearer": "buyer" });
    let said = owner.post(&format!("{chart}/advise"), asked).await.is(200);
    assert_eq!((&said["sizes"], &said["ask"]), (&json!(["S", "M"]), &json!([])));
}

async fn a_present_is_not_measured_by_its_buyer(app: TestApp) {
    let owner = app.owner().await;
    let chart = default_chart(&owner).await;
    let hers = advice(&owner, &chart, "我165 110斤，给妈妈买，她155 90斤").await;
    assert_eq!((&hers["wearer"], &hers["sizes"]), (&json!("someone_else"), &json!(["S"])));
    let unknown = advice(&owner, &chart, "给妈妈买的，我165 110斤").await;
    assert_eq!((&unknown["wearer"], &unknown["outcome"]), (&json!("someone_else"), &json!("ask")));
    assert_eq!(unknown["measures"], json!([]), "the buyer's own measures are not the mother's");
    assert!(unknown["text"].as_str().is_some_and(|text| text.contains("穿的人")), "{unknown}");
    let nothing = advice(&owner, &chart, "穿什么码").await;
    assert_eq!(nothing["ask"].as_array().map(Vec::len), Some(3), "both measures, and who will wear it: {nothing}");
}

async fn the_product_leads_to_its_chart(app: TestApp) {
    let owner = app.owner().await;
    default_chart(&owner).await;
    let shoes = json!({
        "name": "童鞋", "products": ["SHOE-1"], "title_words": ["鞋", "运动鞋"],
        "tables": [shoe_table(&[("38", 230, 240), ("39", 240, 250)])],
    });
    let shoes = owner.post("/size_charts", shoes).await.is(201);
    let asked = async |body: Value| owner.post("/size_advice", body).await.is(200);
    for product in ["SHOE-1", "shoe-1", "春季儿童运动鞋"] {
        let said = asked(json!({ "product": product, "text": "脚长235" })).await;
        assert_eq!((&said["chart"]["id"], &said["sizes"]), (&shoes["id"], &json!(["38"])), "{product}");
    }
    assert_eq!(asked(json!({ "text": "SHOE-1 脚长24cm" })).await["sizes"], json!(["38", "39"]));
    let other = asked(json!({ "product": "DRESS-9", "text": "165 55公斤" })).await;
    assert_eq!((&other["chart"]["name"], &other["sizes"]), (&json!("连衣裙"), &json!(["M"])), "every other product");
    let named = asked(json!({ "text": "这双运动鞋穿多大合适" })).await;
    assert_eq!((&named["chart"]["id"], &named["asked"]), (&shoes["id"], &json!(true)), "by words, without a measure");
    assert_eq!(asked(json!({ "text": "这双运动鞋几天能到" })).await["asked"], json!(false));
    let stranger = Shop::open(&app, "没有尺码表").await.owner(&app).await;
    let none = stranger.post("/size_advice", json!({ "product": "SHOE-1", "text": "脚长235" })).await.is(200);
    assert_eq!((&none["outcome"], &none["chart"], &none["text"]), (&json!("no_chart"), &json!(null), &json!(null)));
}

async fn words_follow_the_language(app: TestApp) {
    let owner = app.owner().await;
    let confirm = json!({ "zh-CN": "请核对胸围。", "en": "Check the bust." });
    let content = json!({ "name": "裙", "is_default": true, "tables": [dress_table()], "confirm": confirm });
    let chart = path(&owner.post("/size_charts", content).await.is(201));
    let said = async |locale: &str| {
        let asked = json!({ "text": "165 55kg for me", "locale": locale });
        owner.post(&format!("{chart}/advise"), asked).await.is(200)
    };
    assert_eq!(said("en").await["text"], "With height 165 cm, weight 55 kg we recommend M.\nCheck the bust.");
    assert_eq!(said("zh-CN").await["text"], "按身高165厘米、体重55公斤，推荐 M 码。\n请核对胸围。");
    assert_eq!(said("zh-Hant").await["confirm"], "请核对胸围。", "the shop's own language, where there is no other");
    let asked = json!({ "text": "165", "locale": "de" });
    owner.post(&format!("{chart}/advise"), asked).await.invalid("locale", "unknown_locale");
}

async fn leads_make_charts_and_everybody_asks(app: TestApp) {
    let owner = app.owner().await;
    let chart = default_chart(&owner).await;
    let shoes = || super::sizes::chart("鞋", json!(["S"]), shoe_table(&[("38", 230, 240)]));
    for role in [Role::Agent, Role::Viewer] {
        let staff = app.staff("同事", role).await;
        staff.get("/size_charts").await.is(200);
        advice(&staff, &chart, "165 55公斤").await;
        staff.post("/size_charts", shoes()).await.refused(403, "no_permission");
        staff.delete(&chart).await.refused(403, "no_permission");
    }
    app.staff("南枝", Role::Lead).await.post("/size_charts", shoes()).await.is(201);
    let token = owner.post("/tokens", json!({ "name": "旺旺助手", "scopes": ["read"] })).await.is(201);
    let token = format!("Bearer {}", token["token"].as_str().expect("a token"));
    let client = app.anybody().with("authorization", token);
    assert_eq!(client.post("/size_advice", json!({ "text": "165 55公斤" })).await.is(200)["sizes"], json!(["M"]));
    client.delete(&chart).await.refused(403, "read_only_token");
}

async fn what_is_not_a_chart_is_refused(app: TestApp) {
    let owner = app.owner().await;
    let shoes = || shoe_table(&[("38", 230, 240)]);
    let long = "码".repeat(21);
    for (content, field) in [
        (json!({ "name": "", "is_default": true, "tables": [shoes()] }), "name"),
        (json!({ "name": "鞋", "is_default": true, "tables": [] }), "tables"),
        (json!({ "name": "鞋", "is_default": true, "tables": [shoes(), shoes(), shoes(), shoes()] }), "tables"),
        (
            json!({ "name": "鞋", "is_default": true, "tables": [shoe_table(&[(&long, 230, 240)])] }),
            "tables[0].rules[0].size",
        ),
        (json!({ "name": "鞋", "products": [" "], "tables": [shoes()] }), "products[0]"),
        (json!({ "name": "鞋", "is_default": true, "tables": [shoes()], "confirm": { "de": "x" } }), "confirm.de"),
        (json!({ "name": "鞋", "is_default": true, "tables": [["foot", []]] }), "tables[0]"),
        (
            json!({ "name": "鞋", "is_default": true, "tables": [{ "measures": ["ear"], "rules": [] }] }),
            "tables[0].measures[0]",
        ),
        (
            json!({ "name": "鞋", "is_default": true, "tables": [shoes()], "confirm": { "en": "x".repeat(301) } }),
            "confirm.en",
        ),
    ] {
        let problem = owner.post("/size_charts", content.clone()).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{content}");
    }
    let chart = default_chart(&owner).await;
    let far = json!({ "measures": [{ "measure": "height", "value": 16_500 }] });
    owner.post(&format!("{chart}/advise"), far).await.invalid("measures[0].value", "out_of_range");
    owner.post("/size_advice", json!({ "text": "1".repeat(2001) })).await.invalid("text", "too_long");
    // Digits without end are no measure, and cost nothing.
    let endless = "9".repeat(2000);
    assert_eq!(advice(&owner, &chart, &endless).await["outcome"], "ask");
}

async fn two_shops_never_see_each_others_charts(app: TestApp) {
    let owner = app.owner().await;
    let chart = default_chart(&owner).await;
    let stranger = Shop::open(&app, "别家").await.owner(&app).await;
    assert_eq!(stranger.get("/size_charts").await.is(200)["items"], json!([]));
    stranger.get(&chart).await.refused(404, "not_found");
    stranger.delete(&chart).await.refused(404, "not_found");
    stranger.post(&format!("{chart}/advise"), json!({ "text": "165 55公斤" })).await.refused(404, "not_found");
    let content = json!({ "name": "裙", "is_default": true, "tables": [dress_table()] });
    stranger.put(&chart, content.clone()).await.refused(404, "not_found");
    // The same codes and the same default are free in another shop.
    stranger.post("/size_charts", content).await.is(201);
    assert_eq!(owner.get(&chart).await.is(200)["name"], "连衣裙");
}
