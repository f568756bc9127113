//! One order at the authority, from the account to the certificate.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, BodyWrapper, BytesResponse, ChallengeType, Error, HttpClient,
    Identifier, NewAccount, NewOrder, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::sign::CertifiedKey;

use super::{Order, keep};
use crate::egress::named::{self, NamedClient};
use crate::tls::Certificate;
use crate::tls::holder::Holder;

const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
const ANSWER_BYTES: usize = 1024 * 1024;
const WAIT: RetryPolicy =
    RetryPolicy::new().initial_delay(Duration::from_millis(500)).timeout(Duration::from_secs(120));

pub(super) async fn certificate(order: &Order, holder: &Holder) -> anyhow::Result<Certificate> {
    let account = account(order).await.context("the account at the authority")?;
    let names: Vec<Identifier> = order.domains.iter().cloned().map(Identifier::Dns).collect();
    let mut placed = account.new_order(&NewOrder::new(&names)).await.context("place an order")?;
    let mut authorizations = placed.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        match authorization.status {
            AuthorizationStatus::Valid => continue,
            AuthorizationStatus::Pending => {}
            other => bail!("the authority refuses a name: {other:?}"),
        }
        let mut challenge =
            authorization.challenge(ChallengeType::TlsAlpn01).context("the authority does not check by TLS-ALPN-01")?;
        let name = challenge.identifier().to_string();
        let digest = challenge.key_authorization().digest();
        holder.answer_challenge(&name, answer(&name, digest.as_ref())?);
        challenge.set_ready().await?;
    }
    let status = placed.poll_ready(&WAIT).await?;
    ensure!(
        status == OrderStatus::Ready,
        "the authority did not find this server under {}: names must lead here, and port 443 be open ({status:?})",
        order.domains.join(", ")
    );
    let key = placed.finalize().await.context("ask for the certificate")?;
    let chain = placed.poll_certificate(&WAIT).await.context("fetch the certificate")?;
    let certificate = Certificate::from_pem(chain.as_bytes(), key.as_bytes())?;
    keep::write(&order.paths.key, key.as_bytes())?;
    keep::write(&order.paths.certificate, chain.as_bytes())?;
    Ok(certificate)
}

/// The account of this installation, made when there is none yet at this authority.
async fn account(order: &Order) -> anyhow::Result<Account> {
    let builder = Account::builder_with_http(Box::new(Line(named::client(false)?)));
    let path = order.folder.join("account.json");
    if let Ok(kept) = std::fs::read(&path)
        && let Ok((directory, credentials)) = serde_json::from_slice::<(String, AccountCredentials)>(&kept)
        && directory == order.directory
    {
        return Ok(builder.from_credentials(credentials).await?);
    }
    let contact = format!("mailto:{}", order.email);
    let contacts: &[&str] = if order.email.is_empty() { &[] } else { &[&contact] };
    let new = NewAccount { contact: contacts, terms_of_service_agreed: true, only_return_existing: false };
    let (account, credentials) = builder.create(&new, order.directory.clone(), None).await?;
    keep::write(&path, &serde_json::to_vec(&(&order.directory, credentials))?)?;
    Ok(account)
}

/// The certificate that answers a challenge: of our own making, with the authority's question in it.
fn answer(name: &str, digest: &[u8]) -> anyhow::Result<Arc<CertifiedKey>> {
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
    // Not held against its key as others are: what checks that refuses the extension that carries the answer.
    let key = ring::sign::any_supported_type(&key)?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key)))
}

/// The line to the authority, which the settings name.
struct Line(NamedClient<BodyWrapper<Bytes>>);

impl HttpClient for Line {
    fn request(
        &self,
        request: hyper::Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let asked = self.0.request(request);
        Box::pin(async move {
            let answered = async {
                let (parts, body) = asked.await.map_err(|error| Error::Other(error.into()))?.into_parts();
                let body = Limited::new(body, ANSWER_BYTES).collect().await.map_err(Error::Other)?.to_bytes();
                Ok(BytesResponse { parts, body: Box::new(body) })
            };
            let late = |_| Error::Other("the authority does not answer".into());
            tokio::time::timeout(ANSWERS_WITHIN, answered).await.map_err(late)?
        })
    }
}
