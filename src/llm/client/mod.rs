//! Asks a server that speaks the chat completions protocol, and reads its answer while it comes.

mod chunk;
mod events;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::Method;
use hyper::header::{self, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Map, Value, json};

use self::chunk::Chunk;
use self::events::Events;
use super::trouble::Trouble;
use crate::egress::{Arriving, Egress, Limits, Outgoing};
use crate::sealed::Secret;

const PATH: &str = "/chat/completions";
const DONE: &str = "[DONE]";
const LIMIT: &str = "max_tokens";
/// What its inventor calls the field now; others know only the old name.
const NEWER_LIMIT: &str = "max_completion_tokens";
/// Far more than an answer may have, its wrapping included.
const RESPONSE_BYTES: usize = 4 * 1024 * 1024;
const STRUCK_OUT: &str = "***";

/// Where a shop's model is asked.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub address: String,
    pub model: String,
    pub key: Option<Secret>,
    pub time_box: Duration,
}

impl Endpoint {
    /// An address may be given with the path of the protocol or without.
    fn url(&self) -> String {
        let base = self.address.trim_end_matches('/');
        if base.ends_with(PATH) { base.to_owned() } else { format!("{base}{PATH}") }
    }

    fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = vec![
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::ACCEPT, HeaderValue::from_static("text/event-stream, application/json")),
        ];
        if let Some(key) = &self.key
            && let Ok(mut bearer) = HeaderValue::try_from(format!("Bearer {}", key.expose()))
        {
            bearer.set_sensitive(true);
            headers.push((header::AUTHORIZATION, bearer));
        }
        headers
    }

    /// What a server says may hold the key that it was shown.
    fn without_key(&self, said: String) -> String {
        match &self.key {
            Some(key) if !key.expose().is_empty() => said.replace(key.expose(), STRUCK_OUT),
            _ => said,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChatMessage {
    pub role: &'static str,
    pub content: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    pub messages: Vec<ChatMessage>,
    /// The answer is to have no more tokens.
    pub most_tokens: i64,
}

/// An answer on its way.
pub struct Reply {
    arriving: Arriving,
    /// None for a server that sends its answer in one piece.
    events: Option<Events>,
    whole: Vec<u8>,
    waiting: VecDeque<String>,
    /// Something of the protocol was heard.
    speaks: bool,
    ended: bool,
    pub cut: bool,
    /// All tokens of the request, by the server's own count.
    pub tokens: Option<i64>,
}

/// Asks; the answer is read by [`Reply::next`].
pub async fn ask(egress: &Egress, endpoint: &Endpoint, prompt: &Prompt) -> Result<Reply, Trouble> {
    let began = Instant::now();
    match send(egress, endpoint, body(endpoint, prompt, LIMIT), endpoint.time_box).await {
        Err(Trouble::Refused(said)) if said.contains(NEWER_LIMIT) => {
            let within = endpoint.time_box.saturating_sub(began.elapsed());
            send(egress, endpoint, body(endpoint, prompt, NEWER_LIMIT), within).await
        }
        answered => answered,
    }
}

/// A redirect is refused: the shop named one place for its words.
async fn send(egress: &Egress, endpoint: &Endpoint, body: Bytes, within: Duration) -> Result<Reply, Trouble> {
    let limits = Limits { within, response_bytes: RESPONSE_BYTES, redirects: 0 };
    let (url, headers) = (endpoint.url(), endpoint.headers());
    let request = Outgoing { method: Method::POST, url, headers, body, limits };
    let arriving = egress.open(request).await?;
    if arriving.status.is_success() {
        return Ok(Reply::new(arriving));
    }
    let status = arriving.status.as_u16();
    let said = chunk::refusal(&arriving.whole().await?);
    Err(Trouble::of_status(status, &endpoint.without_key(said)))
}

fn body(endpoint: &Endpoint, prompt: &Prompt, limit: &str) -> Bytes {
    let mut body = Map::new();
    body.insert("model".into(), json!(endpoint.model));
    body.insert("messages".into(), json!(prompt.messages));
    body.insert("stream".into(), json!(true));
    body.insert("stream_options".into(), json!({ "include_usage": true }));
    body.insert(limit.into(), json!(prompt.most_tokens));
    Value::Object(body).to_string().into()
}

impl Reply {
    fn new(arriving: Arriving) -> Self {
        let content = arriving.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_whole = content.is_some_and(|content| content.starts_with("application/json"));
        Self {
            arriving,
            events: (!is_whole).then(Events::default),
            whole: Vec::new(),
            waiting: VecDeque::new(),
            speaks: false,
            ended: false,
            cut: false,
            tokens: None,
        }
    }

    /// The next words; none at the end. Nothing is lost when it is given up on the way and called again.
    pub async fn next(&mut self) -> Result<Option<String>, Trouble> {
        loop {
            while let Some(data) = self.waiting.pop_front() {
                if data == DONE {
                    self.ended = true;
                    self.waiting.clear();
                    break;
                }
                if let Some(words) = self.read(&data)? {
                    return Ok(Some(words));
                }
            }
            if self.ended {
                return if self.speaks { Ok(None) } else { Err(Trouble::NotChat) };
            }
            self.receive().await?;
        }
    }

    async fn receive(&mut self) -> Result<(), Trouble> {
        let Some(events) = &mut self.events else {
            match self.arriving.next().await? {
                Some(bytes) => self.whole.extend_from_slice(&bytes),
                None => self.waiting.extend([String::from_utf8_lossy(&self.whole).into_owned(), DONE.into()]),
            }
            return Ok(());
        };
        match self.arriving.next().await? {
            Some(bytes) => self.waiting.extend(events.push(&bytes).map_err(|_| Trouble::NotChat)?),
            None => {
                self.waiting.extend(events.end());
                self.waiting.push_back(DONE.into());
            }
        }
        Ok(())
    }

    fn read(&mut self, data: &str) -> Result<Option<String>, Trouble> {
        let chunk = Chunk::read(data).ok_or(Trouble::NotChat)?;
        if let Some(said) = chunk.error() {
            return Err(Trouble::failed_on_the_way(&said));
        }
        self.speaks = true;
        self.cut |= chunk.is_cut();
        self.tokens = chunk.tokens().or(self.tokens);
        Ok(chunk.words().filter(|words| !words.is_empty()).map(str::to_owned))
    }
}
