//! Passwords: argon2id, off the async threads, a few at a time.

use std::sync::{Arc, LazyLock};

use anyhow::anyhow;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

pub const MIN_CHARS: usize = 8;
pub const MAX_CHARS: usize = 200;
/// Each hash in hand holds 19 MiB and a core.
const AT_ONCE: usize = 2;
/// More callers than this are sent away: a flood of sign-ins must not pile up.
const QUEUE: usize = 64;

/// Hashes passwords; cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { at_once: Arc::new(Semaphore::new(AT_ONCE)), queue: Arc::new(Semaphore::new(QUEUE)) }
    }
}

/// OWASP's first choice for argon2id.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// Stands in for the hash of an account that does not exist, so that refusing it takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&super::secret::random_token()).unwrap_or_default());

fn hash_now(password: &str) -> Result<String> {
    let hash: PasswordHash =
        argon2().hash_password(password.as_bytes()).map_err(|error| anyhow!("hash a password: {error}"))?;
    Ok(hash.to_string())
}

fn verify_now(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

impl Passwords {
    pub async fn hash(&self, password: String) -> Result<String> {
        self.run(move || hash_now(&password)).await?
    }

    /// Whether a password fits a stored hash; with no hash it is refused after the same work.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        self.run(move || {
            // Made before either way is taken: the first one who is nobody must not wait for it.
            let nobody = NOBODY.as_str();
            verify_now(&password, hash.as_deref().unwrap_or(nobody)) && hash.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _place = self.queue.try_acquire().map_err(|_| Error::TooMany { retry_after_seconds: 5 })?;
        let _turn = self.at_once.acquire().await.map_err(anyhow::Error::from)?;
        Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
    }
}

/// Whether a new password is long enough, and not so long that hashing it becomes an attack.
pub fn check_new(field: &str, password: &str) -> Result<()> {
    match password.chars().count() {
        n if n < MIN_CHARS => Err(Error::invalid(field, "too_short")),
        n if n > MAX_CHARS => Err(Error::invalid(field, "too_long")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_only_its_own_hash() {
        let passwords = Passwords::default();
        let hash = passwords.hash("青花瓷-2026".into()).await.expect("hash");
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("青花瓷-2026".into(), Some(hash.clone())).await.expect("verify"));
        assert!(!passwords.verify("青花瓷-2025".into(), Some(hash)).await.expect("verify"));
        assert!(!passwords.verify("青花瓷-2026".into(), None).await.expect("verify"));
        assert!(!passwords.verify(String::new(), Some("not a hash".into())).await.expect("verify"));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(check_new("password", "一二三四五六七八").is_ok());
        assert!(check_new("password", "1234567").is_err());
        assert!(check_new("password", &"x".repeat(201)).is_err());
    }
}
