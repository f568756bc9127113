//! Servers that the settings name, such as a bucket's or the one that sends mail: whoever writes the settings may name what is
//! not public too.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::net::TcpStream;

use super::{Failure, connect};
use crate::network::Network;

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

/// A connection for a protocol that says by itself whether it is encrypted. This one is not, so it leads to this machine and to
/// networks that were allowed, and nowhere else.
pub async fn unencrypted(host: &str, port: u16, allowed: &[Network]) -> Result<TcpStream, Failure> {
    let found = tokio::net::lookup_host((host, port)).await.map_err(|_| Failure::UnknownName)?;
    let addresses: Vec<SocketAddr> = found.collect();
    let may = |address: &SocketAddr| {
        let ip = address.ip().to_canonical();
        ip.is_loopback() || allowed.iter().any(|network| network.contains(ip))
    };
    // One that may not be reached spoils all, as everywhere.
    if !addresses.iter().all(may) {
        return Err(Failure::Unencrypted);
    }
    connect::connect(&addresses).await
}

/// Whether there are authorities whose certificates this machine believes.
pub fn this_machine_trusts_somebody() -> bool {
    !rustls_native_certs::load_native_certs().certs.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn unencrypted_only_what_is_near_is_reached() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        unencrypted("127.0.0.1", port, &[]).await.expect("this machine");
        let refused = |host: &'static str| async move { unencrypted(host, 25, &[]).await.expect_err(host) };
        for host in ["8.8.8.8", "10.1.2.3", "2001:4860:4860::8888"] {
            assert_eq!(refused(host).await, Failure::Unencrypted, "{host}");
        }
    }
}
