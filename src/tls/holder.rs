//! Which certificate a connection gets.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::{ACME_PROTOCOL, Certificate};

#[derive(Debug, Default)]
pub(super) struct Holder {
    current: RwLock<Option<Arc<CertifiedKey>>>,
    /// By name: what an authority wants to see.
    challenges: RwLock<HashMap<String, Arc<CertifiedKey>>>,
}

impl Holder {
    pub fn put(&self, certificate: &Certificate) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(certificate.key.clone());
    }

    pub fn answer_challenge(&self, name: &str, key: Arc<CertifiedKey>) {
        self.challenges.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), key);
    }

    pub fn forget_challenges(&self) {
        self.challenges.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl ResolvesServerCert for Holder {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let is_challenge = hello.alpn().is_some_and(|mut protocols| protocols.any(|one| one == ACME_PROTOCOL));
        if is_challenge {
            let challenges = self.challenges.read().unwrap_or_else(PoisonError::into_inner);
            return challenges.get(hello.server_name()?).cloned();
        }
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
