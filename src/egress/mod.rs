//! The one way out: every HTTP request to an address that somebody typed goes through [`Egress::send`], every other
//! conversation with one through [`Egress::line`]; servers that the settings name are asked by [`named`].
//!
//! Invariants (S7): a name is resolved once, all its addresses are checked, and the connection goes to one of
//! those; each redirect begins anew; addresses that are not public are refused unless the config allows them,
//! and so is everything that would travel unencrypted; time and size of an answer have an end.

mod address;
mod arriving;
mod connect;
mod line;
pub mod named;
mod resolve;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, StatusCode, header};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::config::Config;
use crate::network::Network;
pub use arriving::Arriving;
pub use line::{Line, Protection};
use resolve::Names;

/// How this server names itself.
const USER_AGENT: &str = concat!("Zhanggui/", env!("CARGO_PKG_VERSION"));

/// Somebody waits for the answer.
const VET_WITHIN: Duration = Duration::from_secs(5);

/// A request to somewhere else.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Bytes,
    pub limits: Limits,
}

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the look-up of the name to the last byte, redirects included.
    pub within: Duration,
    /// What comes after so many bytes is left unread.
    pub response_bytes: usize,
    pub redirects: u8,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// At most as long as the limit.
    pub body: Bytes,
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("not an address of the web")]
    InvalidUrl,
    #[error("plain http is only for networks that egress_allow names")]
    Unencrypted,
    #[error("the name is not known")]
    UnknownName,
    #[error("the address is not public, and egress_allow does not name it")]
    NotPublic,
    #[error("no connection")]
    NoConnection,
    #[error("no trusted certificate")]
    Certificate,
    #[error("took too long")]
    TooSlow,
    #[error("too many redirects")]
    TooManyRedirects,
    #[error("the connection broke, or did not speak HTTP")]
    Broken,
}

impl Failure {
    /// Stable; clients translate it.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidUrl => "invalid_url",
            Self::Unencrypted => "unencrypted",
            Self::UnknownName => "unknown_name",
            Self::NotPublic => "address_not_public",
            Self::NoConnection => "no_connection",
            Self::Certificate => "certificate",
            Self::TooSlow => "too_slow",
            Self::TooManyRedirects => "too_many_redirects",
            Self::Broken => "broken_connection",
        }
    }
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Egress(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    /// Networks that may be reached although they are not public.
    allowed: Vec<Network>,
    names: Names,
    tls: connect::Tls,
}

impl Egress {
    pub fn new(config: &Config) -> Self {
        Self::with_names(config.egress_allow.clone(), Names::System)
    }

    fn with_names(allowed: Vec<Network>, names: Names) -> Self {
        Self(Arc::new(Inside { allowed, names, tls: connect::Tls::default() }))
    }

    /// Sends a request and reads the answer, following redirects that keep the request as it is.
    pub async fn send(&self, request: Outgoing) -> Result<Answer, Failure> {
        let arriving = self.open(request).await?;
        let (status, headers) = (arriving.status, arriving.headers.clone());
        Ok(Answer { status, headers, body: arriving.whole().await? })
    }

    /// As [`Self::send`], of an answer that is read while it comes; its time began with the request.
    pub async fn open(&self, request: Outgoing) -> Result<Arriving, Failure> {
        let until = Instant::now() + request.limits.within;
        timeout_at(until, self.open_and_follow(request, until)).await.unwrap_or(Err(Failure::TooSlow))
    }

    /// Whether a URL can be asked at all: for a form, before anything is sent.
    pub fn check(url: &str) -> Result<(), Failure> {
        parse(url).map(drop)
    }

    /// Whether a URL leads somewhere that may be reached, as things are now: whatever is sent later is checked again.
    pub async fn vet(&self, url: &str) -> Result<(), Failure> {
        let (url, until) = (parse(url)?, Instant::now() + VET_WITHIN);
        let checked = timeout_at(until, resolve::checked(&url, &self.0.names, &self.0.allowed)).await;
        checked.unwrap_or(Err(Failure::TooSlow)).map(drop)
    }

    async fn open_and_follow(&self, mut request: Outgoing, until: Instant) -> Result<Arriving, Failure> {
        let mut url = parse(&request.url)?;
        let mut left = request.limits.redirects;
        loop {
            let arriving = self.open_once(&url, &request, until).await?;
            let Some(next) = redirect(&request.method, &url, &arriving) else { return Ok(arriving) };
            left = left.checked_sub(1).ok_or(Failure::TooManyRedirects)?;
            let next = parse(next?.as_str())?;
            if next.origin() != url.origin() {
                request.headers.retain(|(name, _)| *name != header::AUTHORIZATION && *name != header::COOKIE);
            }
            url = next;
        }
    }

    async fn open_once(&self, url: &Url, request: &Outgoing, until: Instant) -> Result<Arriving, Failure> {
        let inside = &self.0;
        let addresses = resolve::checked(url, &inside.names, &inside.allowed).await?;
        let mut connection = connect::open(url, &addresses, &inside.tls).await?;
        let mut message = hyper::Request::builder()
            .method(&request.method)
            .uri(&url[url::Position::BeforePath..url::Position::AfterQuery])
            .header(header::HOST, &url[url::Position::BeforeHost..url::Position::AfterPort])
            .header(header::USER_AGENT, USER_AGENT);
        for (name, value) in &request.headers {
            message = message.header(name, value);
        }
        let message = message.body(Full::new(request.body.clone())).map_err(|_| Failure::InvalidUrl)?;
        let response = connection.sender.send_request(message).await.map_err(|_| Failure::Broken)?;
        let (head, body) = response.into_parts();
        let (status, headers, left) = (head.status, head.headers, request.limits.response_bytes);
        Ok(Arriving { status, headers, body, _connection: connection, until, left })
    }
}

/// A web address without a name and a password in it.
fn parse(url: &str) -> Result<Url, Failure> {
    let url = Url::parse(url).map_err(|_| Failure::InvalidUrl)?;
    let is_web = matches!(url.scheme(), "https" | "http") && url.host().is_some();
    let is_bare = url.username().is_empty() && url.password().is_none();
    if is_web && is_bare { Ok(url) } else { Err(Failure::InvalidUrl) }
}

/// Where an answer sends the same request on to. A redirect that would lose the body is an answer like any other.
fn redirect(method: &Method, from: &Url, answer: &Arriving) -> Option<Result<Url, Failure>> {
    let follows = match answer.status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => {
            *method == Method::GET || *method == Method::HEAD
        }
        _ => false,
    };
    let location = answer.headers.get(header::LOCATION).filter(|_| follows)?;
    let next = location.to_str().ok().and_then(|location| from.join(location).ok());
    Some(next.ok_or(Failure::InvalidUrl))
}

#[cfg(test)]
mod tests;
