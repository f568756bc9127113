//! A push service, and browsers that read what it carries: the other half of RFC 8291 and RFC 8292, written for stories.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey, ecdh};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::eventually;

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Pushed {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Pushed {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What the token says that the sender signed, and the key it says to be of; panics if the signature is another's.
    pub fn sender(&self) -> (Value, String) {
        let header = self.header("authorization").strip_prefix("vapid ").expect("RFC 8292");
        let part = |name: &str| {
            let mut parts = header.split(", ");
            parts.find_map(|part| part.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {header}")).to_owned()
        };
        let (token, key) = (part("t="), part("k="));
        let point = URL_SAFE_NO_PAD.decode(&key).expect("base64url");
        let [x, y] = [&point[1..33], &point[33..]].map(|half| URL_SAFE_NO_PAD.encode(half));
        let mut rules = Validation::new(Algorithm::ES256);
        // The story has a clock of its own.
        (rules.validate_exp, rules.validate_aud) = (false, false);
        let key_of_token = DecodingKey::from_ec_components(&x, &y).expect("a key");
        let said = jsonwebtoken::decode::<Value>(&token, &key_of_token, &rules).expect("signed");
        (said.claims, key)
    }
}

#[derive(Debug)]
struct Inside {
    got: Vec<Pushed>,
    status: u16,
    retry_after: Option<String>,
    silent: bool,
}

#[derive(Debug, Clone)]
pub struct PushService {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl PushService {
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inside = Arc::new(Mutex::new(Inside { got: Vec::new(), status: 201, retry_after: None, silent: false }));
        let router = Router::new().fallback(take).with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inside }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers so from now on.
    pub fn answer(&self, status: u16, retry_after: Option<&str>) {
        let mut inside = self.inside.lock().expect("the push service");
        (inside.status, inside.retry_after) = (status, retry_after.map(str::to_owned));
    }

    /// Takes requests and never answers them.
    pub fn fall_silent(&self) {
        self.inside.lock().expect("the push service").silent = true;
    }

    pub fn got(&self) -> Vec<Pushed> {
        self.inside.lock().expect("the push service").got.clone()
    }

    /// Waits until so many came; all of them.
    pub async fn expect(&self, count: usize) -> Vec<Pushed> {
        eventually(&format!("{count} pushes"), async || self.got().len() >= count).await;
        self.got()
    }

    /// Waits until so many came, and longer than it takes to find out what is due, for one that must not come.
    pub async fn only(&self, count: usize) -> Vec<Pushed> {
        self.expect(count).await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let got = self.got();
        assert_eq!(got.len(), count, "{got:?}");
        got
    }

    /// A browser that is told by it.
    pub fn browser(&self) -> Browser {
        let key = loop {
            if let Ok(key) = SecretKey::from_slice(&rand::random::<[u8; 32]>()) {
                break key;
            }
        };
        Browser { endpoint: format!("{}/push/{}", self.origin(), Uuid::new_v4()), key, secret: rand::random() }
    }
}

async fn take(
    State(inside): State<Arc<Mutex<Inside>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let (status, retry_after, silent) = {
        let mut inside = inside.lock().expect("the push service");
        assert_eq!(method, Method::POST);
        inside.got.push(Pushed { path: uri.path().to_owned(), headers, body: body.to_vec() });
        (inside.status, inside.retry_after.clone(), inside.silent)
    };
    if silent {
        std::future::pending::<()>().await;
    }
    let mut answer = HeaderMap::new();
    if let Some(after) = retry_after {
        answer.insert("retry-after", after.parse().expect("a header"));
    }
    if (300..400).contains(&status) {
        answer.insert("location", "/elsewhere".parse().expect("a header"));
    }
    (StatusCode::from_u16(status).expect("a status"), answer, "taken")
}

/// A browser with a subscription.
pub struct Browser {
    pub endpoint: String,
    key: SecretKey,
    secret: [u8; 16],
}

impl Browser {
    /// What its page hands to the server.
    pub fn subscription(&self) -> Value {
        let point = self.key.public_key().to_encoded_point(false);
        let keys = json!({ "p256dh": URL_SAFE_NO_PAD.encode(point), "auth": URL_SAFE_NO_PAD.encode(self.secret) });
        json!({ "endpoint": self.endpoint, "keys": keys, "locale": "zh-CN", "names": true })
    }

    /// Whether a push is for it.
    pub fn is_meant(&self, pushed: &Pushed) -> bool {
        self.endpoint.ends_with(&pushed.path)
    }

    /// What a push says; panics if it was encrypted for somebody else.
    pub fn read(&self, pushed: &Pushed) -> Value {
        assert_eq!(pushed.header("content-encoding"), "aes128gcm");
        let (salt, rest) = pushed.body.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert!(u32::from_be_bytes(size.try_into().expect("four bytes")) as usize > rest.len(), "one record");
        let (theirs, record) = rest[1..].split_at(usize::from(rest[0]));
        let sender = PublicKey::from_sec1_bytes(theirs).expect("a point");
        let shared = ecdh::diffie_hellman(self.key.to_nonzero_scalar(), sender.as_affine());
        let mine = self.key.public_key().to_encoded_point(false);
        let info = [b"WebPush: info\0".as_slice(), mine.as_bytes(), theirs].concat();
        let material: [u8; 32] = expand(&self.secret, shared.raw_secret_bytes(), &info);
        let key: [u8; 16] = expand(salt, &material, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = expand(salt, &material, b"Content-Encoding: nonce\0");
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).expect("a key"));
        let mut record = record.to_vec();
        let text =
            cipher.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).expect("for me");
        let end = text.iter().rposition(|byte| *byte != 0).expect("an end");
        assert_eq!(text[end], 2, "the last record");
        serde_json::from_slice(&text[..end]).expect("JSON")
    }
}

fn expand<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), material).expand(info, &mut out).expect("a key of this length");
    out
}
