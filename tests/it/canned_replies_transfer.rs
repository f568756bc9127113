//! S10: canned replies go out as a table and come in whole or not at all.

use serde_json::{Value, json};

use crate::canned_replies::{all, clear};
use crate::harness::{Answer, Staff, TestApp, both_engines};

both_engines![
    a_table_comes_in_once,
    a_bad_row_is_named_and_nothing_comes_in,
    what_goes_out_comes_in_the_same,
    no_cell_becomes_a_formula,
    what_is_no_table_is_refused,
];

async fn send(by: &Staff, how: &str, file: &str) -> Answer {
    let path = format!("/api/v1/canned_replies/import{how}");
    by.raw("POST", &path, Some("application/octet-stream"), file.to_owned().into()).await
}

const TABLE: &str = "\u{FEFF}文件夹,标题,快捷码,内容,填写人\r\n\
    物流/催件,催一催,cj,\"{{ order.tracking }} 已催。\n请稍等\",小王\r\n\
    物流,发货,fh,今天发,小王\r\n\
    ,散着的,,没有夹子,\r\n";

async fn a_table_comes_in_once(app: TestApp) {
    clear(&app).await;
    let owner = app.owner().await;
    let trial = send(&owner, "?shared=true&dry_run=true", TABLE).await.is(200);
    assert_eq!((&trial["rows"], &trial["created"], &trial["unchanged"]), (&json!(3), &json!(3), &json!(0)));
    assert_eq!(trial["new_folders"], json!(["物流/催件", "物流"]));
    assert_eq!(trial["ignored_columns"], json!(["填写人"]));
    let first = json!({ "row": 2, "step": "create", "title": "催一催", "folder": "物流/催件" });
    assert_eq!(trial["examples"][0], first);
    assert_eq!(all(&owner).await["items"], json!([]), "a trial brings nothing in");

    send(&owner, "?shared=true", TABLE).await.is(200);
    let list = all(&owner).await;
    let folders = list["folders"].as_array().expect("a list");
    assert_eq!(folders.len(), 2);
    let outer = folders.iter().find(|folder| folder["name"] == "物流").expect("a folder");
    let inner = folders.iter().find(|folder| folder["name"] == "催件").expect("a folder");
    assert_eq!(inner["parent_id"], outer["id"]);
    let again = send(&owner, "?shared=true", TABLE).await.is(200);
    assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(3)));
    let changed = send(&owner, "?shared=true", &TABLE.replace("今天发", "明天发")).await.is(200);
    assert_eq!((&changed["updated"], &changed["unchanged"]), (&json!(1), &json!(2)));
    assert!(all(&owner).await.to_string().contains("明天发"));

    let mei = app.agent("小梅").await;
    send(&mei, "?shared=true", TABLE).await.refused(403, "no_permission");
    assert_eq!(send(&mei, "", TABLE).await.is(200)["created"], 3, "as one's own");
    assert_eq!(all(&owner).await["items"].as_array().expect("a list").len(), 3);
    let log = owner.get("/audit?action=canned_reply").await.is(200);
    let imports =
        log["items"].as_array().expect("a list").iter().filter(|one| one["action"] == "canned_reply.imported");
    assert_eq!(imports.count(), 3);
}

async fn a_bad_row_is_named_and_nothing_comes_in(app: TestApp) {
    clear(&app).await;
    let owner = app.owner().await;
    let table = "folder,title,shortcut,text\n\
        a/b/c,too deep,,x\n\
        ,,,no title\n\
        ,no text,,\n\
        ,bad template,,{{ customer.nmae }}\n\
        ,twice,,x\n\
        ,TWICE,,y\n\
        ,one,s,x\n\
        ,two,S,y\n\
        ,fine,,x\n";
    let problem = send(&owner, "?shared=true", table).await.refused(422, "import_refused");
    let told: Vec<String> = problem["errors"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|error| format!("{} {} {}", error["row"], error["field"], error["code"]).replace('"', ""))
        .collect();
    assert_eq!(
        told,
        [
            "2 folder too_nested",
            "3 title required",
            "4 text required",
            "5 text unknown_variable",
            "7 title doubled",
            "9 shortcut already_there",
        ]
    );
    assert_eq!(problem["error_count"], 6);
    assert_eq!(all(&owner).await, json!({ "folders": [], "items": [] }), "nothing came in");
}

async fn what_goes_out_comes_in_the_same(app: TestApp) {
    let owner = app.owner().await;
    let before = all(&owner).await;
    let table = owner.get("/canned_replies/export?shared=true").await;
    assert_eq!(table.status, 200);
    assert!(table.header("content-disposition").starts_with("attachment"));
    let rows = before["items"].as_array().expect("a list").len();
    let again = send(&owner, "?shared=true", &table.text()).await.is(200);
    assert_eq!((&again["rows"], &again["unchanged"]), (&json!(rows), &json!(rows)));

    clear(&app).await;
    assert_eq!(send(&owner, "?shared=true", &table.text()).await.is(200)["created"], json!(rows));
    let told = |list: &Value| -> Vec<(Value, Value, Value)> {
        let items = list["items"].as_array().expect("a list").iter();
        let mut told: Vec<_> =
            items.map(|one| (one["title"].clone(), one["shortcut"].clone(), one["text"].clone())).collect();
        told.sort_by_key(|one| one.0.to_string());
        told
    };
    assert_eq!(told(&all(&owner).await), told(&before));
}

async fn no_cell_becomes_a_formula(app: TestApp) {
    clear(&app).await;
    let owner = app.owner().await;
    let hostile = json!({ "shared": true, "title": "=1+1", "shortcut": "@SUM(A1)", "text": "-2+3" });
    owner.post("/canned_replies", hostile).await.is(201);
    let table = owner.get("/canned_replies/export?shared=true").await.text();
    for cell in ["\"'=1+1\"", "\"'@SUM(A1)\"", "\"'-2+3\""] {
        assert!(table.contains(cell), "{cell} in {table}");
    }
    assert_eq!(send(&owner, "?shared=true", &table).await.is(200)["unchanged"], 1, "and comes in as it was");
}

async fn what_is_no_table_is_refused(app: TestApp) {
    let owner = app.owner().await;
    for (file, code) in
        [("", "empty"), ("a\0b", "not_text"), ("name,price\nx,1\n", "no_text_column"), ("title,text\n", "empty")]
    {
        send(&owner, "?shared=true", file).await.invalid("file", code);
    }
}
