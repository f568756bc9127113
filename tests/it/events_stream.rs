//! The same frames for networks that let no socket through: an event stream to listen, POST to speak.

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::harness::{Client, PATIENCE, TestApp, both_engines};

both_engines![
    a_desk_listens_by_a_stream,
    a_widget_listens_by_a_stream,
    a_stream_resumes_like_a_socket,
    a_stream_ends_with_the_session,
    a_stream_needs_the_same_credentials,
];

/// An open event stream.
pub struct Stream {
    body: Incoming,
    rest: String,
}

impl Stream {
    pub async fn open(client: &Client, path: &str) -> Self {
        let answer = client.begin("GET", &format!("/api/v1{path}"), None, Default::default()).await;
        assert_eq!(answer.status(), 200);
        let content_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
        assert_eq!(content_type, Some("text/event-stream"));
        Self { body: answer.into_body(), rest: String::new() }
    }

    /// The next frame; none when the server ended the stream.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let data =
                    event.strip_prefix("data: ").map(|data| serde_json::from_str(data).expect("a frame is JSON"));
                self.rest = rest.to_owned();
                if data.is_some() {
                    return data;
                }
                continue;
            }
            let part = timeout(PATIENCE, self.body.frame()).await.expect("something comes")?.ok()?;
            self.rest.push_str(std::str::from_utf8(part.data_ref()?).expect("text"));
        }
    }

    pub async fn expect_where(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        while let Some(frame) = self.next().await {
            if fits(&frame) {
                return frame;
            }
        }
        panic!("no {what} came");
    }
}

async fn a_desk_listens_by_a_stream(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let mut stream = Stream::open(&mei, "/events").await;
    assert_eq!(stream.next().await.expect("a welcome")["type"], "welcome");
    buyer.say("在吗").await;
    let frame = stream.expect_where("the question", |frame| frame["name"] == "message.created").await;
    assert_eq!(frame["data"]["message"]["text"], "在吗");
}

async fn a_widget_listens_by_a_stream(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let mut stream = Stream::open(&app.anybody(), &format!("/widget/events?token={}", buyer.token)).await;
    assert_eq!(stream.next().await.expect("a welcome")["type"], "welcome");
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    mei.note(&id, "内部").await;
    mei.reply(&id, "在的").await;
    let by_agent = |frame: &Value| frame["data"]["message"]["author"] == "agent";
    assert_eq!(stream.expect_where("the reply", by_agent).await["data"]["message"]["text"], "在的");
}

async fn a_stream_resumes_like_a_socket(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let first = buyer.say("第一句").await;
    buyer.say("第二句").await;
    let mut stream = Stream::open(&mei, &format!("/events?since={}", first["seq"])).await;
    assert_eq!(stream.next().await.expect("a welcome")["resumed"], true);
    let next = stream.expect_where("an event", |frame| frame["type"] == "event").await;
    assert_eq!(next["data"]["message"]["text"], "第二句");
}

async fn a_stream_ends_with_the_session(app: TestApp) {
    let mei = app.agent("小梅").await;
    let mut stream = Stream::open(&mei, "/events").await;
    mei.delete("/session").await.is(204);
    let bye = stream.expect_where("a goodbye", |frame| frame["type"] == "bye").await;
    assert_eq!(bye["code"], "revoked");
    assert_eq!(stream.next().await, None);
}

async fn a_stream_needs_the_same_credentials(app: TestApp) {
    app.anybody().get("/events").await.refused(401, "unauthorized");
    app.visitor().await.get("/events").await.refused(401, "unauthorized");
    app.anybody().get("/widget/events").await.refused(401, "unauthorized");
    app.anybody().get("/widget/events?token=forged").await.refused(401, "unauthorized");
    let answer = app.agent("小梅").await.get("/events?since=yesterday").await;
    assert_eq!((answer.status, &answer.json()["field"]), (422, &json!("since")));
}
