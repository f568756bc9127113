//! A certificate with its chain and key.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::Paths;
use crate::clock::Time;

#[derive(Debug, Clone)]
pub struct Certificate {
    pub key: Arc<CertifiedKey>,
    pub not_before: Time,
    pub not_after: Time,
}

impl Certificate {
    pub fn read(paths: &Paths) -> anyhow::Result<Self> {
        Self::from_pem(&read(&paths.certificate)?, &read(&paths.key)?)
            .with_context(|| format!("{} with {}", paths.certificate.display(), paths.key.display()))
    }

    /// The key must be the certificate's.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> anyhow::Result<Self> {
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().context("the certificate is not PEM")?;
        ensure!(!chain.is_empty(), "no certificate in it");
        let key = PrivateKeyDer::from_pem_slice(key).context("the private key is not PEM")?;
        let (_, first) = X509Certificate::from_der(&chain[0]).context("the certificate cannot be read")?;
        let at = |time: x509_parser::time::ASN1Time| Time(time.timestamp() * 1000);
        let (not_before, not_after) = (at(first.validity().not_before), at(first.validity().not_after));
        let key = CertifiedKey::from_der(chain, key, &ring::default_provider()).context("the key is not its key")?;
        Ok(Self { key: Arc::new(key), not_before, not_after })
    }

    /// The certificate itself, without its chain.
    pub fn end(&self) -> &CertificateDer<'static> {
        &self.key.cert[0]
    }

    pub fn names(&self, host: &str) -> bool {
        let Ok(name) = ServerName::try_from(host) else { return false };
        ParsedCertificate::try_from(self.end()).is_ok_and(|parsed| verify_server_name(&parsed, &name).is_ok())
    }

    /// A third of its life is left for trouble with the next one.
    pub fn is_due(&self, now: Time) -> bool {
        now.0 >= self.not_after.0 - (self.not_after.0 - self.not_before.0) / 3
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("read {}", path.display()))
}
