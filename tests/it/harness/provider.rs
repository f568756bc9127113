//! An OpenID provider of a shop: real keys, real signatures, and on request every mistake that must not be believed.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;

use super::Client;

pub const CLIENT_ID: &str = "zhanggui";
pub const CLIENT_SECRET: &str = "the provider's secret: 密钥&=%";

/// What stands before the 32 bytes of a private P-256 key in PKCS #8.
const P256_HEAD: &str = "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420";

type Change = Arc<dyn Fn(&mut Value) + Send + Sync>;
type Params = HashMap<String, String>;

struct Key {
    private: EncodingKey,
    public: Jwk,
}

impl Key {
    fn new(kid: &str) -> Self {
        let mut der = hex::decode(P256_HEAD).expect("a head");
        der.extend(rand::random::<[u8; 32]>());
        let private = EncodingKey::from_ec_der(&der);
        let mut public = Jwk::from_encoding_key(&private, Algorithm::ES256).expect("a key");
        public.common.key_id = Some(kid.to_owned());
        Self { private, public }
    }
}

/// How ID tokens are signed.
#[derive(Clone, Copy)]
pub enum Signing {
    AsPublished,
    /// By a key that nobody published, under the name of one that is.
    ByAStranger,
    WithTheClientSecret,
    Not,
}

struct Inside {
    issuer: String,
    /// The claims about whoever signs in.
    person: Value,
    key: Key,
    signing: Signing,
    change: Change,
    /// Code → what was asked with it.
    given: HashMap<String, Params>,
    now: i64,
}

#[derive(Clone)]
pub struct Provider {
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Provider {
    /// Knows one person, at a time that tokens are made with.
    pub async fn start(now_seconds: i64, person: Value) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inside = Arc::new(Mutex::new(Inside {
            issuer: format!("http://{address}/shop"),
            person,
            key: Key::new("k-1"),
            signing: Signing::AsPublished,
            change: Arc::new(|_| ()),
            given: HashMap::new(),
            now: now_seconds,
        }));
        let router = Router::new()
            .route("/shop/.well-known/openid-configuration", get(discovery))
            .route("/shop/keys", get(keys))
            .route("/shop/authorize", get(authorize))
            .route("/shop/token", post(token))
            .with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inside }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("the provider")
    }

    pub fn issuer(&self) -> String {
        self.inside().issuer.clone()
    }

    /// Somebody else sits down at the browser.
    pub fn sign_in_as(&self, person: Value) {
        self.inside().person = person;
    }

    pub fn sign(&self, signing: Signing) {
        self.inside().signing = signing;
    }

    /// Says something else in its tokens from now on.
    pub fn say(&self, change: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.inside().change = Arc::new(change);
    }

    /// Signs with another key from now on, and publishes that one only.
    pub fn rotate_key(&self) {
        self.inside().key = Key::new("k-2");
    }

    /// Goes by another name from now on.
    pub fn rename(&self, issuer: &str) {
        self.inside().issuer = issuer.to_owned();
    }

    /// What a browser brings back that was sent to this address: `{state, code}`.
    pub async fn visit(&self, url: &str) -> Value {
        let url = Url::parse(url).expect("an address");
        assert_eq!(url.port(), Some(self.address.port()), "{url}");
        let asked = &url[url::Position::BeforePath..];
        let answer = Client::new(self.address).raw("GET", asked, None, Default::default()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let back = Url::parse(answer.header("location")).expect("the way back");
        back.query_pairs().map(|(name, value)| (name.into_owned(), json!(value))).collect()
    }
}

type Shared = State<Arc<Mutex<Inside>>>;

async fn discovery(State(inside): Shared, headers: HeaderMap) -> Json<Value> {
    let inside = inside.lock().expect("the provider");
    let base = format!("http://{}/shop", headers["host"].to_str().expect("a host"));
    Json(json!({
        "issuer": inside.issuer,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }))
}

async fn keys(State(inside): Shared) -> Json<Value> {
    let inside = inside.lock().expect("the provider");
    let of_no_use = json!({ "kty": "future", "kid": "k-9" });
    Json(json!({ "keys": [of_no_use, inside.key.public] }))
}

async fn authorize(State(inside): Shared, Query(asked): Query<Params>) -> Redirect {
    assert_eq!((&*asked["response_type"], &*asked["client_id"]), ("code", CLIENT_ID));
    assert_eq!(asked["code_challenge_method"], "S256");
    assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
    let code = hex::encode(rand::random::<[u8; 16]>());
    let mut back = Url::parse(&asked["redirect_uri"]).expect("an address");
    back.query_pairs_mut().append_pair("state", &asked["state"]).append_pair("code", &code);
    inside.lock().expect("the provider").given.insert(code, asked);
    Redirect::to(back.as_str())
}

async fn token(State(inside): Shared, headers: HeaderMap, body: String) -> Response {
    let form: Params = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut inside = inside.lock().expect("the provider");
    let refuse = |status: StatusCode, error: &str| (status, Json(json!({ "error": error }))).into_response();
    if !is_known_client(&headers) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let Some(asked) = inside.given.remove(form.get("code").map_or("", String::as_str)) else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    if challenge != asked["code_challenge"] || form["redirect_uri"] != asked["redirect_uri"] {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    Json(json!({ "access_token": "of no use here", "token_type": "Bearer", "id_token": inside.id_token(&asked) }))
        .into_response()
}

/// Basic, with both halves encoded as in a form.
fn is_known_client(headers: &HeaderMap) -> bool {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encode(CLIENT_ID), encode(CLIENT_SECRET)));
    headers.get("authorization").is_some_and(|shown| shown.as_bytes() == format!("Basic {pair}").as_bytes())
}

impl Inside {
    fn id_token(&self, asked: &Params) -> String {
        let mut claims = self.person.clone();
        claims["iss"] = json!(self.issuer);
        claims["aud"] = json!(CLIENT_ID);
        claims["iat"] = json!(self.now);
        claims["exp"] = json!(self.now + 300);
        claims["nonce"] = json!(asked["nonce"]);
        (self.change)(&mut claims);
        let mut header = Header::new(Algorithm::ES256);
        header.kid.clone_from(&self.key.public.common.key_id);
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        match self.signing {
            Signing::AsPublished => encode(&header, &claims, &self.key.private).expect("a token"),
            Signing::ByAStranger => encode(&header, &claims, &Key::new("k-1").private).expect("a token"),
            Signing::WithTheClientSecret => {
                header.alg = Algorithm::HS256;
                let secret = EncodingKey::from_secret(CLIENT_SECRET.as_bytes());
                encode(&header, &claims, &secret).expect("a token")
            }
            Signing::Not => format!("{}.{}.", part(json!({ "alg": "none", "kid": "k-1" })), part(claims)),
        }
    }
}
