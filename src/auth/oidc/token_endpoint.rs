//! Exchanges the code that a browser brings for the ID token, from server to server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};
use serde::Deserialize;
use url::form_urlencoded;

use super::discovery::{Discovery, LIMITS, read};
use super::trouble::Trouble;
use crate::egress::{Egress, Limits, Outgoing};
use crate::sealed::Secret;

/// Who asks.
#[derive(Debug, Clone)]
pub struct Client {
    pub id: String,
    pub secret: Option<Secret>,
}

/// What a browser brought back, with the other half of its challenge.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'a> {
    pub code: &'a str,
    pub verifier: &'a str,
    pub redirect_url: &'a str,
}

#[derive(Deserialize)]
struct Granted {
    id_token: String,
}

#[derive(Default, Deserialize)]
struct Refused {
    #[serde(default)]
    error: String,
}

/// The ID token of a code.
pub async fn exchange(
    egress: &Egress,
    discovery: &Discovery,
    client: &Client,
    grant: Grant<'_>,
) -> Result<String, Trouble> {
    // A redirect would lose the body, and hand it on if it did not.
    let limits = Limits { redirects: 0, ..LIMITS };
    let (headers, body) = request(discovery, client, grant);
    let url = discovery.token_endpoint.clone();
    let request = Outgoing { method: Method::POST, url, headers, body, limits };
    let answer = egress.send(request).await.map_err(Trouble::NoAnswer)?;
    if answer.status == StatusCode::OK {
        return read::<Granted>(&answer).map(|granted| granted.id_token);
    }
    let refused: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
    Err(match refused.error.as_str() {
        "invalid_client" | "unauthorized_client" => Trouble::ClientRefused,
        _ if answer.status == StatusCode::UNAUTHORIZED => Trouble::ClientRefused,
        "" => Trouble::Status(answer.status.as_u16()),
        error => Trouble::CodeRefused(error.chars().take(100).collect()),
    })
}

fn request(discovery: &Discovery, client: &Client, grant: Grant<'_>) -> (Vec<(HeaderName, HeaderValue)>, Bytes) {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", grant.code)
        .append_pair("redirect_uri", grant.redirect_url)
        .append_pair("code_verifier", grant.verifier);
    let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    let mut headers = vec![(header::CONTENT_TYPE, form_type)];
    headers.push((header::ACCEPT, HeaderValue::from_static("application/json")));
    match &client.secret {
        Some(secret) if !discovery.takes_secret_in_body() => headers.extend(basic(&client.id, secret)),
        secret => {
            form.append_pair("client_id", &client.id);
            if let Some(secret) = secret {
                form.append_pair("client_secret", secret.expose());
            }
        }
    }
    (headers, form.finish().into())
}

/// Both halves are encoded as in a form before they are joined (RFC 6749, 2.3.1).
fn basic(id: &str, secret: &Secret) -> Option<(HeaderName, HeaderValue)> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encode(id), encode(secret.expose())));
    let mut value = HeaderValue::try_from(format!("Basic {pair}")).ok()?;
    value.set_sensitive(true);
    Some((header::AUTHORIZATION, value))
}
