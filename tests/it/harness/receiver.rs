//! A system of the shop that webhooks tell: keeps what it got, answers what the story wants.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;

use super::{TestApp, eventually};

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Got {
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The words of the message it tells of.
    pub fn words(&self) -> String {
        self.json()["data"]["message"]["text"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether one of its signatures was made with this secret, as the manual says to check.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        mac.update(format!("{}.{}", self.header("x-zhanggui-timestamp"), self.body).as_bytes());
        let expected = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        self.signatures().contains(&expected.as_str())
    }

    pub fn signatures(&self) -> Vec<&str> {
        self.header("x-zhanggui-signature").split(", ").collect()
    }
}

#[derive(Debug, Default)]
struct Inside {
    got: Vec<Got>,
    status: u16,
    location: Option<String>,
    silent: bool,
}

#[derive(Debug, Clone)]
pub struct Receiver {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Receiver {
    pub async fn start() -> Self {
        Self::start_at("127.0.0.1").await
    }

    pub async fn start_at(host: &str) -> Self {
        let listener = TcpListener::bind((host, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inside = Arc::new(Mutex::new(Inside { status: 200, ..Inside::default() }));
        let router = Router::new().fallback(receive).with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inside }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Answers so from now on.
    pub fn answer(&self, status: u16) {
        let mut inside = self.inside.lock().expect("the receiver");
        (inside.status, inside.silent) = (status, false);
    }

    pub fn redirect_to(&self, location: &str) {
        let mut inside = self.inside.lock().expect("the receiver");
        (inside.status, inside.location) = (307, Some(location.to_owned()));
    }

    /// Takes requests and never answers them.
    pub fn fall_silent(&self) {
        self.inside.lock().expect("the receiver").silent = true;
    }

    pub fn got(&self) -> Vec<Got> {
        self.inside.lock().expect("the receiver").got.clone()
    }

    /// Waits until so many requests came; all of them.
    pub async fn expect(&self, count: usize) -> Vec<Got> {
        eventually(&format!("{count} requests"), async || self.got().len() >= count).await;
        self.got()
    }

    /// Waits until so many requests came, and a moment longer for one that must not come; all of them.
    pub async fn only(&self, count: usize) -> Vec<Got> {
        self.expect(count).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        let got = self.got();
        assert_eq!(got.len(), count, "{got:?}");
        got
    }

    /// Waits until every webhook has looked at every event and nothing is on its way; all that came.
    pub async fn all_told(&self, app: &TestApp) -> Vec<Got> {
        let behind = "SELECT COUNT(*) FROM webhooks w WHERE w.seq < \
                      (SELECT MAX(e.seq) FROM events e WHERE e.shop_id = w.shop_id)";
        let waiting = "SELECT COUNT(*) FROM webhook_deliveries WHERE state = 0";
        eventually("all told", async || app.count(behind).await == 0 && app.count(waiting).await == 0).await;
        self.got()
    }
}

async fn receive(State(inside): State<Arc<Mutex<Inside>>>, headers: HeaderMap, body: String) -> impl IntoResponse {
    let (status, location, silent) = {
        let mut inside = inside.lock().expect("the receiver");
        inside.got.push(Got { headers, body });
        (inside.status, inside.location.clone(), inside.silent)
    };
    if silent {
        std::future::pending::<()>().await;
    }
    let mut answer = HeaderMap::new();
    if let Some(location) = location {
        answer.insert("location", location.parse().expect("a header"));
    }
    (StatusCode::from_u16(status).expect("a status"), answer, "received")
}
