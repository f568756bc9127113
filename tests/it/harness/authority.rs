//! A certificate authority of a story's own, and a client that trusts it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// Who connects encrypted, and names the server it wants.
#[derive(Clone)]
pub struct Secure {
    pub address: SocketAddr,
    name: String,
    tls: TlsConnector,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("a certificate");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self { issuer: CertifiedIssuer::self_signed(params, key).expect("a certificate") }
    }

    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// Writes a new certificate for these names and its key.
    pub fn issue(&self, names: &[&str], certificate: &Path, key: &Path) {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let pair = KeyPair::generate().expect("a key");
        let made = CertificateParams::new(names).and_then(|params| params.signed_by(&pair, &self.issuer));
        std::fs::write(key, pair.serialize_pem()).expect("written");
        std::fs::write(certificate, made.expect("a certificate").pem()).expect("written");
    }

    pub fn client(&self, address: SocketAddr, name: &str) -> Secure {
        Secure::trusting(&self.pem(), address, name)
    }
}

impl Secure {
    pub fn trusting(pem: &str, address: SocketAddr, name: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM")).expect("an authority");
        let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { address, name: name.to_owned(), tls: Arc::new(config).into() }
    }

    /// A connection; none when the server does not show a certificate that is trusted.
    pub async fn connect(&self) -> Option<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(self.address).await.ok()?;
        let name = ServerName::try_from(self.name.clone()).expect("a name");
        self.tls.connect(name, stream).await.ok()
    }

    /// The certificate the server shows now.
    pub async fn certificate(&self) -> Option<CertificateDer<'static>> {
        let stream = self.connect().await?;
        Some(stream.get_ref().1.peer_certificates()?.first()?.clone().into_owned())
    }

    pub async fn ask(&self, method: &str, path: &str, body: &str) -> Option<hyper::Response<Bytes>> {
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(self.connect().await?)).await.ok()?;
        tokio::spawn(connection);
        let request = hyper::Request::builder().method(method).uri(path).header("host", &self.name);
        let request = request.header("content-type", "application/json").body(Full::new(Bytes::from(body.to_owned())));
        let (head, body) = sender.send_request(request.expect("a request")).await.ok()?.into_parts();
        Some(hyper::Response::from_parts(head, body.collect().await.ok()?.to_bytes()))
    }
}
