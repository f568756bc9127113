//! Servers that the settings name, such as a bucket's: whoever writes the settings may name what is not public too.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::{Failure, connect};

/// Connections stay open for the next request, but not for ever: a load balancer forgets them.
const IDLE_FOR: Duration = Duration::from_secs(30);

/// Asks such servers and keeps the connections. Cheap to clone.
pub type NamedClient<B> = legacy::Client<HttpsConnector<HttpConnector>, B>;
pub type NamedError = legacy::Error;

/// A client that speaks HTTPS, and plain HTTP only where that is allowed.
pub fn client<B>(plain: bool) -> Result<NamedClient<B>, Failure>
where
    B: Body<Data = Bytes> + Send + 'static,
{
    let mut tcp = HttpConnector::new();
    tcp.set_connect_timeout(Some(connect::CONNECT_WITHIN));
    tcp.set_nodelay(true);
    tcp.enforce_http(false);
    let tls = Arc::unwrap_or_clone(connect::Tls::default().config()?);
    let https = HttpsConnectorBuilder::new().with_tls_config(tls);
    let https = if plain { https.https_or_http() } else { https.https_only() };
    let connector = https.enable_http1().wrap_connector(tcp);
    Ok(legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE_FOR)
        .pool_timer(TokioTimer::new())
        .build(connector))
}
