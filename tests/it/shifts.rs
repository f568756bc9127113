//! A shift begins with what is left over and ends with what the next has to know.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Staff, TestApp, Visitor, both_engines};

both_engines![
    a_shift_begins_with_what_is_left_over,
    what_one_tells_the_next_is_read_once_by_whom_it_is_for,
    what_is_in_work_is_handed_over_when_a_shift_ends,
    whoever_has_no_shift_ends_none,
    the_figures_of_a_day_have_their_conversations,
];

async fn shift(staff: &Staff) -> Value {
    staff.get("/shift").await.is(200)
}

async fn begin(staff: &Staff) -> Value {
    staff.post("/shift/begin", json!({})).await.is(200)
}

fn note(text: &str) -> Value {
    json!({ "client_id": Uuid::now_v7(), "text": text })
}

/// A buyer who wrote to a colleague, and the conversation.
async fn served(app: &TestApp, staff: &Staff, text: &str) -> (Visitor, String) {
    let buyer = app.visitor().await;
    buyer.say(text).await;
    let id = buyer.conversation(staff).await;
    staff.post(&format!("/conversations/{id}/assign"), json!({ "assignee_id": staff.id })).await.is(200);
    (buyer, id)
}

async fn a_shift_begins_with_what_is_left_over(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (_, answered) = served(&app, &mei, "昨天问的有货了吗").await;
    mei.reply(&answered, "有啦").await;
    let (_, put_off) = served(&app, &mei, "晚上再联系我").await;
    let tonight = json!({ "until": app.now().plus_seconds(60) });
    mei.post(&format!("/conversations/{put_off}/snooze"), tonight).await.is(200);
    served(&app, &mei, "在吗").await;
    app.visitor().await.say("没人理我").await;
    let (_, asked) = served(&app, &lin, "会缩水吗").await;
    let asking = json!({ "client_id": Uuid::now_v7(), "staff_id": mei.id, "text": "会缩水吗" });
    lin.post(&format!("/conversations/{asked}/help_requests"), asking).await.is(201);

    let tonight = json!({ "client_id": Uuid::now_v7(), "due_at": app.now().plus_seconds(60), "text": "回访" });
    mei.post(&format!("/conversations/{answered}/follow_ups"), tonight).await.is(201);

    let page = shift(&mei).await;
    assert_eq!(page["shift"], json!(null));
    let found = &page["checklist"];
    assert_eq!((&found["left_over"], &found["left_over_waiting"]), (&json!(2), &json!(1)));
    assert_eq!((&found["queue"], &found["coming_back"], &found["help_requests"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(found["follow_ups"], 1);
    assert_eq!(shift(&lin).await["checklist"]["help_requests"], 0, "whoever asked is not asked");

    let begun = begin(&mei).await;
    app.turn_clock(60);
    assert_eq!(begin(&mei).await, begun, "one that runs goes on");
    assert_eq!(shift(&mei).await["shift"], begun);
    assert_eq!(shift(&lin).await["shift"], json!(null), "each has their own");
}

async fn what_one_tells_the_next_is_read_once_by_whom_it_is_for(app: TestApp) {
    let (mei, lin, jun) = (app.agent("小梅").await, app.agent("阿林").await, app.agent("小军").await);
    let group = json!({ "name": "售后", "member_ids": [lin.id] });
    let group = app.owner().await.post("/staff_groups", group).await.is(201)["id"].clone();
    let mut to_group = note("3 号仓今天停发");
    to_group["group_id"] = group.clone();
    let mut desk = lin.desk(&app, None).await;
    let left = mei.post("/hand_over_notes", to_group.clone()).await.is(201);
    desk.expect_event("hand_over_note.updated").await;
    assert_eq!(mei.post("/hand_over_notes", to_group).await.is(201), left, "sent twice, left once");
    app.turn_clock(1);
    mei.post("/hand_over_notes", note(" 红色 M 码缺货 ")).await.is(201);
    let texts = async |staff: &Staff| {
        let page = shift(staff).await;
        let notes = page["notes"].as_array().expect("notes").clone();
        notes.iter().map(|note| note["text"].as_str().expect("words").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&lin).await, ["红色 M 码缺货", "3 号仓今天停发"]);
    assert_eq!(texts(&jun).await, ["红色 M 码缺货"], "what is for others is not shown");

    let path = format!("/hand_over_notes/{}/read", left["id"].as_str().expect("an id"));
    let read = lin.post(&path, json!({})).await.is(200);
    app.turn_clock(60);
    assert_eq!(lin.post(&path, json!({})).await.is(200), read, "read once");
    assert_eq!(shift(&lin).await["notes"][1]["read_at"], read["read_at"]);
    jun.post(&path, json!({})).await.refused(404, "not_found");

    app.owner().await.delete(&format!("/staff_groups/{}", group.as_str().expect("an id"))).await.is(204);
    assert_eq!(texts(&jun).await.len(), 2, "what was for a group that is gone is for everybody");
    mei.post("/hand_over_notes", note("  ")).await.invalid("text", "required");
    let viewer = app.shop.staff(&app, "看客", Role::Viewer).await;
    viewer.post("/hand_over_notes", note("看看")).await.refused(403, "no_permission");
}

async fn what_is_in_work_is_handed_over_when_a_shift_ends(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    begin(&mei).await;
    let (_, first) = served(&app, &mei, "退款到哪了").await;
    let (_, second) = served(&app, &mei, "换个尺码").await;
    let (_, done) = served(&app, &mei, "谢谢").await;
    mei.post(&format!("/conversations/{done}/solve"), json!({})).await.is(200);

    let ending = json!({ "note": note("两位客户等退款"), "hand_over": { "staff_id": lin.id } });
    let both = json!({ "hand_over": { "staff_id": lin.id, "group_id": Uuid::now_v7() } });
    mei.post("/shift/end", both).await.invalid("hand_over.staff_id", "one_of_two");
    let oneself = json!({ "hand_over": { "staff_id": mei.id } });
    mei.post("/shift/end", oneself).await.invalid("hand_over.staff_id", "oneself");
    let ended = mei.post("/shift/end", ending).await.is(200);
    assert_eq!((&ended["handed_over"], &ended["kept"]), (&json!(2), &json!(0)));
    for id in [first, second] {
        assert_eq!(lin.conversation(&id).await["assignee_id"], json!(lin.id));
    }
    assert_eq!(lin.conversation(&done).await["assignee_id"], json!(mei.id), "what is done stays");
    assert_eq!(shift(&lin).await["notes"][0]["text"], "两位客户等退款");
    assert_eq!(shift(&mei).await["shift"], json!(null));
    let away = app.count("SELECT COUNT(*) FROM staff WHERE name = '小梅' AND presence = 2").await;
    assert_eq!(away, 1, "whoever ends is given nothing more");

    begin(&lin).await;
    let back = lin.post("/shift/end", json!({ "hand_over": {} })).await.is(200);
    assert_eq!(back["handed_over"], 2, "to nobody: back to the queue");
    assert_eq!(shift(&mei).await["checklist"]["queue"], 2);
}

async fn whoever_has_no_shift_ends_none(app: TestApp) {
    let mei = app.agent("小梅").await;
    mei.post("/shift/end", json!({})).await.refused(409, "no_shift");
    begin(&mei).await;
    let list = mei.post("/shift/end", json!({ "hand_over": [null, null] })).await;
    assert_eq!(list.status, 422, "a list is no object");
    let kept = served(&app, &mei, "在吗").await.1;
    assert_eq!(mei.post("/shift/end", json!({})).await.is(200)["kept"], 1, "what nobody gives away is kept");
    assert_eq!(mei.conversation(&kept).await["assignee_id"], json!(mei.id));
    mei.post("/shift/end", json!({})).await.refused(409, "no_shift");
    let viewer = app.shop.staff(&app, "看客", Role::Viewer).await;
    viewer.post("/shift/begin", json!({})).await.refused(403, "no_permission");
}

async fn the_figures_of_a_day_have_their_conversations(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (buyer, id) = served(&app, &mei, "有优惠吗").await;
    mei.reply(&id, "满三百减三十").await;
    app.turn_clock(1);
    begin(&mei).await;
    app.turn_clock(10);
    buyer.say("怎么领").await;
    app.turn_clock(4);
    mei.reply(&id, "点首页横幅").await;
    mei.reply(&id, "今晚截止哦").await;
    buyer.say("还有吗").await;
    app.turn_clock(8);
    mei.reply(&id, "没有啦").await;
    let (_, other) = served(&app, &lin, "发货了吗").await;
    lin.reply(&other, "发了").await;
    mei.post(&format!("/conversations/{id}/solve"), json!({})).await.is(200);

    let day = mei.get("/shift/day").await.is(200);
    assert_eq!(day["since"], shift(&mei).await["shift"]["began_at"]);
    let figures = &day["figures"];
    assert_eq!((&figures["conversations"], &figures["replies"], &figures["rounds"]), (&json!(1), &json!(3), &json!(2)));
    assert_eq!((&figures["average_reply_ms"], &figures["longest_reply_ms"]), (&json!(6000), &json!(8000)));
    assert_eq!(figures["solved"], 1);
    let talks = day["conversations"].as_array().expect("conversations");
    assert_eq!(talks.len(), 1, "a colleague's are a colleague's");
    assert_eq!((&talks[0]["id"], &talks[0]["replies"], &talks[0]["solved"]), (&json!(id), &json!(3), &json!(true)));
    assert_eq!(talks[0]["average_reply_ms"], 6000);
    let missed: i64 = talks.iter().map(|talk| talk["breaches"].as_i64().expect("a count")).sum();
    assert_eq!(figures["breaches"]["first"].as_i64().map(|first| first <= missed), Some(true));

    mei.post("/shift/end", json!({})).await.is(200);
    let today = mei.get("/shift/day").await.is(200);
    assert_eq!(today["figures"]["replies"], 4, "without a shift, the day since midnight");
}
