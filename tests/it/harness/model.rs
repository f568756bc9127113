//! A language model as shops use them: chat completions over HTTP, streamed, and every way in which that goes wrong.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// So many bytes come at a time: characters and lines are cut anywhere.
const PIECE: usize = 7;

/// How it answers.
#[derive(Debug, Clone)]
pub enum Manner {
    /// Streams these words.
    Says(&'static str),
    /// Streams these words and then nothing more, without an end.
    Stalls(&'static str),
    /// Sends this body under a status and a content type.
    Sends(u16, &'static str, String),
    SendsOn(String),
    /// Takes the question and never answers.
    Hangs,
    NeverEnds,
    /// Knows only the newer name of a field.
    IsModern(&'static str),
}

/// A question as it came.
#[derive(Debug, Clone)]
pub struct Question {
    pub path: String,
    pub headers: HeaderMap,
    pub text: String,
}

impl Question {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }

    /// What people wrote, as it was handed on.
    pub fn data(&self) -> Value {
        let asked = self.json();
        serde_json::from_str(asked["messages"][1]["content"].as_str().expect("words")).expect("JSON")
    }
}

#[derive(Debug)]
struct Inside {
    manner: Manner,
    /// What it says it took.
    usage: Value,
    asked: Vec<Question>,
}

#[derive(Clone)]
pub struct Model {
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
    /// How many answers are under way.
    busy: Arc<AtomicUsize>,
}

impl Model {
    pub async fn start(manner: Manner) -> Self {
        Self::start_at("127.0.0.1", manner).await
    }

    pub async fn start_at(host: &str, manner: Manner) -> Self {
        let listener = TcpListener::bind((host, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let usage = json!({ "prompt_tokens": 350, "completion_tokens": 50, "total_tokens": 400 });
        let inside = Arc::new(Mutex::new(Inside { manner, usage, asked: Vec::new() }));
        let model = Self { address, inside, busy: Arc::default() };
        let router = Router::new().fallback(answer).with_state(model.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        model
    }

    /// Where shops ask it.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("the model")
    }

    /// Answers so from now on.
    pub fn be(&self, manner: Manner) {
        self.inside().manner = manner;
    }

    /// Says from now on that it took this.
    pub fn claim(&self, usage: Value) {
        self.inside().usage = usage;
    }

    pub fn asked(&self) -> Vec<Question> {
        self.inside().asked.clone()
    }

    pub fn last(&self) -> Question {
        self.asked().pop().expect("a question")
    }

    pub fn busy(&self) -> usize {
        self.busy.load(Ordering::SeqCst)
    }
}

/// An answer under way; ends with it, or when nobody listens any more.
struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn begin(model: &Model) -> Self {
        model.busy.fetch_add(1, Ordering::SeqCst);
        Self(model.busy.clone())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(State(model): State<Model>, uri: Uri, headers: HeaderMap, text: String) -> Response {
    let (manner, usage) = {
        let mut inside = model.inside();
        inside.asked.push(Question { path: uri.path().to_owned(), headers, text: text.clone() });
        (inside.manner.clone(), inside.usage.clone())
    };
    let busy = Busy::begin(&model);
    match manner {
        Manner::Says(words) => streamed(busy, format!("{}{}", spoken(words), ended(&usage)), false),
        Manner::IsModern(words) => {
            if text.contains("\"max_tokens\"") {
                let said = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
                return sent(400, "application/json", json!({ "error": { "message": said } }).to_string());
            }
            streamed(busy, format!("{}{}", spoken(words), ended(&usage)), false)
        }
        Manner::Stalls(words) => streamed(busy, spoken(words), true),
        Manner::NeverEnds => {
            let again = stream::repeat_with(|| Bytes::from(spoken("没完没了的话，"))).map(move |bytes| {
                let _ = &busy;
                Ok::<_, std::io::Error>(bytes)
            });
            event_stream(Body::from_stream(again))
        }
        Manner::Sends(status, content_type, body) => sent(status, content_type, body),
        Manner::SendsOn(location) => (StatusCode::TEMPORARY_REDIRECT, [("location", location)]).into_response(),
        Manner::Hangs => std::future::pending().await,
    }
}

fn sent(status: u16, content_type: &'static str, body: String) -> Response {
    (StatusCode::from_u16(status).expect("a status"), [("content-type", content_type)], body).into_response()
}

/// One event a character.
fn spoken(words: &str) -> String {
    let event = |c: char| json!({ "choices": [{ "index": 0, "delta": { "content": c }, "finish_reason": null }] });
    words.chars().map(|c| format!("data: {}\n\n", event(c))).collect()
}

fn ended(usage: &Value) -> String {
    let stop = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
    let usage = json!({ "choices": [], "usage": usage });
    format!(": kept alive\r\n\r\ndata: {stop}\r\n\r\ndata: {usage}\n\ndata: [DONE]\n\n")
}

fn streamed(busy: Busy, text: String, stalls: bool) -> Response {
    let pieces: Vec<Bytes> = text.as_bytes().chunks(PIECE).map(Bytes::copy_from_slice).collect();
    let rest = stream::once(async move {
        if stalls {
            std::future::pending::<()>().await;
        }
        drop(busy);
        Bytes::new()
    });
    let all = stream::iter(pieces).chain(rest).map(Ok::<_, std::io::Error>);
    event_stream(Body::from_stream(all))
}

fn event_stream(body: Body) -> Response {
    ([("content-type", "text/event-stream")], body).into_response()
}
