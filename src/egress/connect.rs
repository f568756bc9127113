//! A connection to a checked address, encrypted where the URL says so.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use tokio_util::task::AbortOnDropHandle;
use url::{Host, Url};

use super::Failure;

/// An address that does not answer leaves time for the next one.
pub(super) const CONNECT_WITHIN: Duration = Duration::from_secs(4);

/// An open connection; dropped, it closes.
pub struct Connection {
    pub sender: SendRequest<Full<Bytes>>,
    _driver: AbortOnDropHandle<()>,
}

/// Opens a connection to the first of these addresses that answers.
pub async fn open(url: &Url, addresses: &[SocketAddr], tls: &Tls) -> Result<Connection, Failure> {
    let stream = connect(addresses).await?;
    if url.scheme() == "http" {
        return speak(TokioIo::new(stream)).await;
    }
    let name = match url.host().ok_or(Failure::InvalidUrl)? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| Failure::InvalidUrl)?,
        Host::Ipv4(address) => ServerName::from(std::net::IpAddr::V4(address)),
        Host::Ipv6(address) => ServerName::from(std::net::IpAddr::V6(address)),
    };
    let encrypted = TlsConnector::from(tls.config()?).connect(name, stream).await.map_err(|_| Failure::Certificate)?;
    speak(TokioIo::new(encrypted)).await
}

pub(super) async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Failure> {
    for address in addresses {
        if let Ok(Ok(stream)) = tokio::time::timeout(CONNECT_WITHIN, TcpStream::connect(address)).await {
            // Requests are small and wanted at once.
            drop(stream.set_nodelay(true));
            return Ok(stream);
        }
    }
    Err(Failure::NoConnection)
}

async fn speak(stream: impl Read + Write + Unpin + Send + 'static) -> Result<Connection, Failure> {
    let (sender, connection) = handshake(stream).await.map_err(|_| Failure::Broken)?;
    // What goes wrong on it shows in the answer.
    let driver = tokio::spawn(async move { drop(connection.await) });
    Ok(Connection { sender, _driver: AbortOnDropHandle::new(driver) })
}

/// Whom to trust; read when the first encrypted connection asks.
#[derive(Default)]
pub struct Tls(OnceLock<Arc<ClientConfig>>);

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    pub fn config(&self) -> Result<Arc<ClientConfig>, Failure> {
        if let Some(config) = self.0.get() {
            return Ok(config.clone());
        }
        let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| Failure::Certificate)?
            .with_root_certificates(roots())
            .with_no_client_auth();
        Ok(self.0.get_or_init(|| Arc::new(config)).clone())
    }
}

/// What this machine trusts, which may include a company's own authority; where it trusts nobody, as in a bare
/// container, what browsers do.
fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}
