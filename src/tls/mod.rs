//! HTTPS without a proxy in front: with certificate files of one's own, or with certificates from an ACME authority
//! such as Let's Encrypt, renewed in time.
//!
//! Invariants: private keys lie in files that only the server's user can read; a new certificate is in force with the
//! next connection, without a restart; one that does not fit its key, or cannot be read, leaves the old one in force.

mod acme;
mod certificate;
mod files;
mod holder;
mod pinned;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, ensure};
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::clock::Clock;
use crate::config::Config;

pub use certificate::Certificate;
pub use pinned::trusting_only;

use holder::Holder;

/// How an authority checks on this server that a name leads here (RFC 8737).
pub const ACME_PROTOCOL: &[u8] = b"acme-tls/1";

/// Where certificate and key lie, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Paths {
    /// As the settings say; none where a proxy does it.
    pub fn of(config: &Config) -> Option<Self> {
        if !config.tls_domains.is_empty() {
            let folder = acme::folder(config);
            return Some(Self { certificate: folder.join("certificate.pem"), key: folder.join("private.pem") });
        }
        let (certificate, key) = (config.tls_certificate.clone(), config.tls_key.clone());
        (!certificate.as_os_str().is_empty()).then_some(Self { certificate, key })
    }
}

/// Opens the certificate of the settings and keeps it fresh; none where a proxy does it.
pub async fn start(config: &Config, clock: &Clock) -> anyhow::Result<Option<Arc<ServerConfig>>> {
    let Some(paths) = Paths::of(config) else { return Ok(None) };
    let has_files = !config.tls_certificate.as_os_str().is_empty();
    ensure!(!has_files || config.tls_domains.is_empty(), "either tls_certificate or tls_domains, not both");
    let holder = Arc::new(Holder::default());
    if has_files {
        ensure!(!paths.key.as_os_str().is_empty(), "tls_certificate wants tls_key beside it");
        files::start(paths, holder.clone())?;
    } else {
        acme::start(config, clock.clone(), paths, holder.clone())?;
    }
    let mut server = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS")?
        .with_no_client_auth()
        .with_cert_resolver(holder);
    server.alpn_protocols = vec![b"http/1.1".to_vec(), ACME_PROTOCOL.to_vec()];
    Ok(Some(Arc::new(server)))
}
