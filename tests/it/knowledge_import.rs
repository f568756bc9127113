//! K1, K2, S10: knowledge comes in from other systems whole or not at all, and goes out as it came in.

use std::path::Path;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, Shop, Staff, TestApp, both_engines, eventually, png};
use crate::knowledge::{approve, ask, draft, drawer, path};

both_engines![
    a_table_comes_in_once,
    tables_come_in_many_ways,
    a_bad_row_is_named_and_nothing_comes_in,
    broken_files_are_refused,
    what_goes_out_comes_in_the_same,
    no_cell_becomes_a_formula,
    a_file_adds_and_never_takes_phrasings,
    a_file_stays_in_its_shop,
    a_starter_pack_is_a_start,
];

async fn send(by: &Staff, how: &str, file: impl Into<Bytes>) -> Answer {
    by.raw("POST", &format!("/api/v1/knowledge/import{how}"), Some("application/octet-stream"), file.into()).await
}

async fn titles(by: &Staff) -> Vec<String> {
    let list = by.get("/knowledge/entries?limit=200").await.is(200);
    let titles =
        list["items"].as_array().expect("a list").iter().map(|entry| entry["title"].as_str().expect("a title"));
    let mut titles: Vec<String> = titles.map(str::to_owned).collect();
    titles.sort();
    titles
}

/// The first entry that some words find.
async fn entry(by: &Staff, title: &str) -> Value {
    let query: String = url::form_urlencoded::byte_serialize(title.as_bytes()).collect();
    let list = by.get(&format!("/knowledge/entries?limit=200&q={query}")).await.is(200);
    let items = list["items"].as_array().expect("a list");
    let found = items.iter().find(|entry| entry["title"] == title).unwrap_or_else(|| panic!("no {title} in {list}"));
    by.get(&path(found)).await.is(200)
}

const TABLE: &str = "\u{FEFF}分类,问题,相似问法,答案,商品,失效时间,填写人\r\n\
    物流问题,发什么快递,可以发顺丰吗|用哪家物流,\"默认发中通。\n---\n一般走中通哦。\",,,小王\r\n\
    ,发什么快递,,\"大件走德邦。\",SOFA-1|SOFA-2,2026-12-01 00:00,小王\r\n\
    洗护,羊毛衫怎么洗,,冷水手洗，平铺晾干。,,,\r\n";

async fn a_table_comes_in_once(app: TestApp) {
    let owner = app.owner().await;
    let trial = send(&owner, "?dry_run=true", TABLE).await.is(200);
    assert_eq!((&trial["rows"], &trial["entries"], &trial["created"]), (&json!(3), &json!(2), &json!(2)));
    assert_eq!((&trial["new_categories"], &trial["ignored_columns"]), (&json!(["洗护"]), &json!(["填写人"])));
    let first = &trial["examples"][0];
    assert_eq!(
        (&first["row"], &first["step"], &first["phrasings"], &first["answers"]),
        (&json!(2), &json!("create"), &json!(2), &json!(2))
    );
    assert!(titles(&owner).await.is_empty(), "a trial brings nothing in");

    send(&owner, "", TABLE).await.is(200);
    assert_eq!(titles(&owner).await, ["发什么快递", "羊毛衫怎么洗"]);
    let courier = entry(&owner, "发什么快递").await;
    assert_eq!((&courier["state"], &courier["category_id"]), (&json!("approved"), &drawer(&owner, "shipping").await));
    assert_eq!(courier["answers"][0]["content"], json!(["默认发中通。", "一般走中通哦。"]));
    let conditions = &courier["answers"][1]["conditions"];
    assert_eq!(
        (&conditions["products"], &conditions["until"]),
        (&json!(["SOFA-1", "SOFA-2"]), &json!("2026-11-30T16:00:00.000Z"))
    );
    assert_eq!(ask(&owner, "用哪家物流").await["ranked"][0]["entry_id"], courier["id"]);

    let again = send(&owner, "", TABLE).await.is(200);
    assert_eq!((&again["created"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(2)));
    assert_eq!(entry(&owner, "发什么快递").await["version"], 1);
    let changed = TABLE.replace("冷水手洗", "干洗");
    let changed = send(&owner, "", changed).await.is(200);
    assert_eq!((&changed["updated"], &changed["unchanged"]), (&json!(1), &json!(1)));
    let wool = entry(&owner, "羊毛衫怎么洗").await;
    assert_eq!((&wool["version"], &wool["answers"][0]["content"][0]), (&json!(2), &json!("干洗，平铺晾干。")));
}

async fn tables_come_in_many_ways(app: TestApp) {
    let owner = app.owner().await;
    let labelled = "{\"text\":\"where is my card\",\"intent\":\"card_arrival\"}\n{\"text\":\"card not here\",\"intent\":\"card_arrival\"}\n";
    let report = send(&owner, "", labelled).await.is(200);
    assert_eq!((&report["rows"], &report["entries"]), (&json!(2), &json!(1)));
    let card = entry(&owner, "card_arrival").await;
    assert_eq!(
        (&card["external_id"], &card["phrasings"]),
        (&json!("card_arrival"), &json!(["where is my card", "card not here"]))
    );
    let asked = ask(&owner, "where is my card").await;
    assert_eq!(
        (&asked["ranked"][0]["external_id"], &asked["ranked"][0]["answer"]),
        (&json!("card_arrival"), &json!(null))
    );

    send(&owner, "?state=draft", "## intent:inform_size\n- 我要[M码](size)的\n").await.is(200);
    let size = entry(&owner, "inform_size").await;
    assert_eq!((&size["state"], &size["phrasings"]), (&json!("draft"), &json!(["我要M码的"])));

    let gbk = encoding_rs::GB18030.encode("问题,答案\r\n能开发票吗,可以的\r\n").0.into_owned();
    send(&owner, "", gbk).await.is(200);
    assert_eq!(entry(&owner, "能开发票吗").await["answers"][0]["content"][0], "可以的");

    let mut book = rust_xlsxwriter::Workbook::new();
    let other = book.add_worksheet();
    other.write_string(0, 0, "停用词").expect("a cell");
    let sheet = book.add_worksheet();
    for (column, cell) in (0..).zip(["答案", "原始问题", "同义问题1", "同义问题2"]) {
        sheet.write_string(0, column, cell).expect("a cell");
    }
    for (column, cell) in (0..).zip(["三天", "几天到", "多久到", "啥时候到"]) {
        sheet.write_string(2, column, cell).expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let report = owner.upload("/knowledge/import", "知识.xlsx", &bytes).await.is(200);
    assert_eq!((&report["created"], &report["examples"][0]["row"]), (&json!(1), &json!(3)));
    assert_eq!(entry(&owner, "几天到").await["phrasings"], json!(["多久到", "啥时候到"]));
}

async fn a_bad_row_is_named_and_nothing_comes_in(app: TestApp) {
    let owner = app.owner().await;
    let table = format!(
        "question,answer,until,inbox\nfine,yes,,\nlate,yes,tomorrow,\n{},yes,,\nodd,yes,,nowhere\n",
        "x".repeat(501)
    );
    for how in ["", "?dry_run=true"] {
        let problem = send(&owner, how, table.clone()).await.refused(422, "import_refused");
        let told = json!([
            { "row": 3, "field": "until", "code": "not_a_time" },
            { "row": 5, "field": "inboxes", "code": "unknown" },
            { "row": 4, "field": "title", "code": "too_long" },
        ]);
        assert_eq!((&problem["errors"], &problem["error_count"]), (&told, &json!(3)));
    }
    let file = format!("question,answer,files\nodd,yes,{}\n", uuid::Uuid::now_v7());
    let problem = send(&owner, "", file).await.refused(422, "import_refused");
    assert_eq!(problem["errors"], json!([{ "row": 2, "field": "answers[0].file_ids", "code": "unknown" }]));
    assert!(titles(&owner).await.is_empty());
}

async fn broken_files_are_refused(app: TestApp) {
    let owner = app.owner().await;
    for (file, code) in [
        (Vec::new(), "empty"),
        (b"question,answer\n".to_vec(), "empty"),
        (b"name,price\nx,1\n".to_vec(), "no_question_column"),
        (png(8, 8), "not_text"),
        (b"PK\x03\x04nonsense".to_vec(), "broken_workbook"),
        (bomb(), "file_too_large"),
    ] {
        let answer = send(&owner, "", file).await;
        match code {
            "file_too_large" => drop(answer.refused(413, code)),
            code => answer.invalid("file", code),
        }
    }
    send(&owner, "?state=gone", TABLE).await.invalid("state", "unknown_value");
    app.agent("小梅")
        .await
        .raw("POST", "/api/v1/knowledge/import", None, Bytes::new())
        .await
        .refused(403, "no_permission");
}

/// A workbook of a few hundred kilobytes that unpacks to more than there is room for.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/worksheets/sheet1.xml", deflated).expect("a part");
    let zeros = vec![0_u8; 1024 * 1024];
    for _ in 0..220 {
        std::io::Write::write_all(&mut archive, &zeros).expect("zeros");
    }
    archive.finish().expect("an archive").into_inner()
}

async fn what_goes_out_comes_in_the_same(app: TestApp) {
    let owner = app.owner().await;
    send(&owner, "", TABLE).await.is(200);
    let file = owner.upload("/files", "尺码表.png", &png(8, 8)).await.is(201);
    let courier = entry(&owner, "发什么快递").await;
    let answers = json!([{
        "content": ["看图\n第二行", "见下"], "file_ids": [file["id"]],
        "cards": [{ "type": "link", "title": "尺码", "url": "https://shop.example/size" }],
        "buttons": [{ "label": "发什么快递", "entry_id": courier["id"] }],
        "conditions": { "inboxes": [app.shop.inbox_id], "order_states": ["paid"], "stages": ["after_sale"],
            "keywords": ["尺码"], "emergency": true, "from": app.now() },
    }]);
    let category = drawer(&owner, "product").await;
    let rich = json!({ "category_id": category, "kind": "fact", "title": "尺码表", "answers": answers });
    let rich = owner.post("/knowledge/entries", rich).await.is(201);
    for format in ["csv", "xlsx"] {
        let out = owner.get(&format!("/knowledge/export?format={format}")).await;
        assert_eq!(out.status, 200);
        assert!(out.header("content-disposition").contains(&format!("knowledge.{format}")));
        let same = send(&owner, "", out.body.clone()).await.is(200);
        assert_eq!(
            (&same["unchanged"], &same["created"], &same["updated"]),
            (&json!(3), &json!(0), &json!(0)),
            "{format}: {same}"
        );

        owner.delete(&path(&entry(&owner, "羊毛衫怎么洗").await)).await.is(204);
        owner.delete(&path(&entry(&owner, "尺码表").await)).await.is(204);
        send(&owner, "", out.body).await.is(200);
        let wool = entry(&owner, "羊毛衫怎么洗").await;
        assert_eq!(
            (&wool["state"], &wool["answers"][0]["content"][0]),
            (&json!("approved"), &json!("冷水手洗，平铺晾干。"))
        );
        let again = entry(&owner, "尺码表").await;
        assert_eq!(
            (&again["kind"], &again["state"], &again["external_id"]),
            (&json!("fact"), &json!("draft"), &rich["id"])
        );
        for part in ["content", "conditions", "cards", "buttons", "file_ids"] {
            assert_eq!(again["answers"][0][part], rich["answers"][0][part], "{format}: {part}");
        }
    }
    app.agent("小梅").await.get("/knowledge/export").await.refused(403, "no_permission");
}

async fn no_cell_becomes_a_formula(app: TestApp) {
    let owner = app.owner().await;
    draft(&owner, "=1+1", json!(["@SUM(A1)"]), "-2+3").await;
    let out = owner.get("/knowledge/export").await.text();
    for cell in ["\"'=1+1\"", "\"'@SUM(A1)\"", "\"'-2+3\""] {
        assert!(out.contains(cell), "{cell} in {out}");
    }
    assert_eq!(send(&owner, "", out).await.is(200)["unchanged"], 1, "and comes in as it was");
    let book = owner.get("/knowledge/export?format=xlsx").await.body;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("an archive");
    let mut sheet = String::new();
    let part = archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    std::io::Read::read_to_string(&mut { part }, &mut sheet).expect("text");
    assert!(!sheet.contains("<f>") && sheet.contains("t=\"s\""), "{sheet}");
}

async fn a_file_adds_and_never_takes_phrasings(app: TestApp) {
    let owner = app.owner().await;
    send(&owner, "", TABLE).await.is(200);
    let courier = entry(&owner, "发什么快递").await;
    owner.post(&format!("{}/phrasings", path(&courier)), json!({ "text": "走圆通吗" })).await.is(201);
    assert_eq!(send(&owner, "", TABLE).await.is(200)["unchanged"], 2);
    let more = "问题,相似问法\n发什么快递,能选邮政吗\n";
    assert_eq!(send(&owner, "", more).await.is(200)["updated"], 1);
    let courier = entry(&owner, "发什么快递").await;
    assert_eq!(courier["phrasings"], json!(["可以发顺丰吗", "用哪家物流", "走圆通吗", "能选邮政吗"]));
    assert_eq!(courier["answers"].as_array().expect("a list").len(), 2, "a file without answers leaves them");
}

async fn a_file_stays_in_its_shop(app: TestApp) {
    let other = Shop::open(&app, "别家").await;
    let (owner, stranger) = (app.owner().await, other.owner(&app).await);
    let entry = draft(&owner, "密语", json!([]), "芝麻开门").await;
    approve(&owner, &entry).await;
    let theirs = format!("id,question,answer\n{},偷来的,改掉\n", entry["id"].as_str().expect("an id"));
    assert_eq!(send(&stranger, "", theirs).await.is(200)["created"], 1);
    assert_eq!(owner.get(&path(&entry)).await.is(200)["title"], "密语");
    assert_eq!(titles(&stranger).await, ["偷来的"]);
    assert!(!stranger.get("/knowledge/export").await.text().contains("芝麻开门"));
}

async fn a_starter_pack_is_a_start(app: TestApp) {
    let owner = app.owner().await;
    let pack = async |body: Value| owner.post("/knowledge/starter_pack", body).await;
    let added = pack(json!({})).await.is(200);
    let count = added["created"].as_u64().expect("a number");
    assert!(count >= 60 && added["new_categories"] == json!([]), "{added}");
    let ships = entry(&owner, "什么时候发货").await;
    assert_eq!((&ships["state"], &ships["is_starter"]), (&json!("draft"), &json!(true)));
    assert_eq!(ships["category_id"], drawer(&owner, "shipping").await);

    let own =
        json!({ "category_id": ships["category_id"], "title": "什么时候发货", "answers": [{ "content": ["当天。"] }] });
    let own = owner.put(&path(&ships), own).await.is(200);
    assert_eq!(own["is_starter"], false, "what the shop changes is its own");
    let again = pack(json!({ "state": "approved" })).await.is(200);
    assert_eq!((&again["created"], &again["updated"]), (&json!(0), &json!(0)));
    assert_eq!(entry(&owner, "什么时候发货").await["answers"][0]["content"], json!(["当天。"]));

    let english = pack(json!({ "locale": "en", "state": "approved" })).await.is(200);
    assert_eq!(english["created"], count);
    let ships = "When will my order ship?";
    eventually("the pack", async || ask(&owner, ships).await["ranked"][0]["title"] == ships).await;
    pack(json!({ "locale": "fr" })).await.invalid("locale", "unknown_locale");
}

/// A clothing shop's handbook and other sets that lie beside the project, where they do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_keep_comes_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let sets = [
        ("abcd-retail/guidelines.json", 55),
        ("abcd-retail/kb.json", 55),
        ("zh-taobao-faq17/faq.jsonl", 17),
        ("zh-shop-intents-rasa/rasa_shopping_bot.nlu.md", 1),
        ("zh-befaq-shop-faq/faq.xlsx", 15),
        ("banking77/train_10shot.jsonl", 77),
        ("bitext/dev.jsonl", 20),
        ("natcs/banking.jsonl", 10),
    ];
    if !folder.join(sets[0].0).exists() {
        eprintln!("skipped: there is no {}", folder.display());
        return;
    }
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.owner().await;
    for (set, least) in sets {
        let file = std::fs::read(folder.join(set)).expect("a file");
        let report = send(&owner, "", file.clone()).await.is(200);
        let entries = report["entries"].as_u64().expect("a number");
        assert!(entries >= least, "{set}: {report}");
        assert_eq!(send(&owner, "", file).await.is(200)["unchanged"], entries, "{set}");
    }
    let guide = entry(&owner, "Initiate Refund").await;
    assert_eq!(guide["kind"], "guide");
    assert!(guide["answers"][0]["content"][0].as_str().expect("text").contains("1. All chats"));
}
