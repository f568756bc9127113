//! S14: what one buyer and one address may have at once, where the limits are on.

use serde_json::json;
use zhanggui::auth::crowd::{MOST_OF_A_NETWORK, MOST_OF_A_VISITOR};
use zhanggui::ids::StaffId;

use crate::harness::{Answer, Engine, Socket, TestApp, Visitor, eventually};

async fn app() -> TestApp {
    TestApp::builder(Engine::Sqlite).rate_limits().start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_uploads_so_many_files_and_then_waits() {
    let app = app().await;
    let (buyer, other) = (app.visitor().await, app.visitor().await);
    for n in 0..60 {
        buyer.upload("/widget/files", &format!("{n}.txt"), b"words").await.is(201);
    }
    let refused = buyer.upload("/widget/files", "60.txt", b"words").await;
    refused.refused(429, "too_many_requests");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=11).contains(&seconds)));
    other.upload("/widget/files", "a.txt", b"words").await.is(201);
    // Words go on.
    buyer.say("图片发不出去").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_uploads_so_many_bytes_and_then_waits() {
    let app = app().await;
    let (buyer, other) = (app.visitor().await, app.visitor().await);
    let large = vec![b' '; 19 * 1024 * 1024];
    for n in 0..3 {
        buyer.upload("/widget/files", &format!("{n}.txt"), &large).await.is(201);
    }
    buyer.upload("/widget/files", "3.txt", &large).await.refused(429, "too_many_requests");
    assert_eq!(app.stored_files(), 3);
    buyer.upload("/widget/files", "small.txt", b"words").await.is(201);
    other.upload("/widget/files", "a.txt", &large).await.is(201);
}

/// Uses an allowance up and asks, until one answer says that it is used up: it grows again all the time.
async fn refused_when(is_used_up: impl Fn() -> bool, ask: impl AsyncFn() -> Answer) {
    for _ in 0..100 {
        while !is_used_up() {}
        let answer = ask().await;
        if answer.status == 429 {
            answer.refused(429, "too_many_requests");
            assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
            return;
        }
    }
    panic!("nothing was refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_program_asks_so_often_and_then_waits() {
    let app = app().await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (limits, id) = (&app.app.auth.limits, mei.id.parse::<StaffId>().expect("an id"));
    let name = json!({ "name": "小梅" });
    refused_when(|| limits.staff_write(id).is_err(), async || mei.patch("/me", name.clone()).await).await;
    mei.get("/me").await.is(200);
    lin.patch("/me", json!({ "name": "阿林" })).await.is(200);
    refused_when(|| limits.staff_read(id).is_err(), async || mei.get("/me").await).await;
    lin.get("/me").await.is(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_asks_so_often_and_then_waits() {
    let app = TestApp::builder(Engine::Sqlite).limits_behind_a_proxy().start().await;
    let (limits, loud) = (&app.app.auth.limits, "192.0.2.7".parse().expect("an address"));
    let from = |address: &str| app.anybody().with("x-forwarded-for", address);
    let opening = json!({ "key": app.shop.key, "locale": "zh-CN" });
    let open = async |address: &str| from(address).post("/widget/session", opening.clone()).await;
    refused_when(|| limits.new_visitor(loud).is_err(), async || open("192.0.2.7").await).await;
    let token = open("192.0.2.8").await.is(200)["token"].as_str().expect("a token").to_owned();
    let read = async |address: &str| {
        from(address).with("authorization", format!("Visitor {token}")).get("/widget/messages").await
    };
    refused_when(|| limits.widget_read(loud).is_err(), async || read("192.0.2.7").await).await;
    read("192.0.2.8").await.is(200);
}

/// A socket of a buyer, as far as the server lets it come: the type of the first frame, and the code of a goodbye.
async fn opened(app: &TestApp, buyer: &Visitor) -> (Socket, String) {
    let mut socket = Socket::open(&app.anybody(), "/widget/live", &app.origin()).await.expect("a socket");
    socket.send(json!({ "type": "hello", "since": null, "token": buyer.token })).await;
    let first = socket.expect_where("a frame", |_| true).await;
    let word = if first["type"] == "bye" { &first["code"] } else { &first["type"] };
    let word = word.as_str().expect("a word").to_owned();
    (socket, word)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_has_so_many_connections_open() {
    let app = app().await;
    let (buyer, other) = (app.visitor().await, app.visitor().await);
    let mut open = Vec::new();
    for _ in 0..MOST_OF_A_VISITOR {
        open.push(buyer.widget(&app, None).await);
    }
    assert_eq!(opened(&app, &buyer).await.1, "too_many");
    let stream = format!("/widget/events?token={}", buyer.token);
    app.anybody().get(&stream).await.refused(429, "too_many_requests");
    assert_eq!(opened(&app, &other).await.1, "welcome");
    // Nobody is cut off for it, and whoever closes one may open another.
    open[0].send(json!({ "type": "ping", "t": 1 })).await;
    open[0].expect("pong").await;
    open.pop();
    eventually("room for one more", async || opened(&app, &buyer).await.1 == "welcome").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_so_many_connections_open() {
    let app = app().await;
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let address = app.address.ip();
    let mut places: Vec<_> =
        (0..MOST_OF_A_NETWORK).map(|_| app.app.auth.crowd.at_address(address).expect("room")).collect();
    assert_eq!(Socket::open(&mei, "/live", &app.origin()).await.err(), Some(429));
    assert_eq!(Socket::open(&app.anybody(), "/widget/live", &app.origin()).await.err(), Some(429));
    mei.get("/events").await.refused(429, "too_many_requests");
    app.anybody().get(&format!("/widget/events?token={}", buyer.token)).await.refused(429, "too_many_requests");
    buyer.say("还能写").await;
    places.pop();
    let desk = mei.desk(&app, None).await;
    drop(desk);
    eventually("room for one more", async || Socket::open(&mei, "/live", &app.origin()).await.is_ok()).await;
}
