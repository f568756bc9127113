//! The installation key in memory, and what is derived from it.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;

use super::column::Column;
use super::model::{Sealed, Secret};

pub(super) const KEY_BYTES: usize = 32;
/// Random and this long, a nonce never comes twice.
const NONCE_BYTES: usize = 24;
const ID_BYTES: usize = 8;

/// The key of an installation. While a rotation is unfinished there are two: the first seals, both open.
#[derive(Clone)]
pub struct Keys(Arc<Parts>);

struct Parts {
    current: Key,
    former: Option<Key>,
    /// As long as somebody holds the file, nobody exchanges the key.
    held: Mutex<Option<File>>,
}

struct Key {
    bytes: [u8; KEY_BYTES],
    id: String,
    cipher: XChaCha20Poly1305,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.id())
    }
}

impl Keys {
    pub(super) fn new(current: [u8; KEY_BYTES], former: Option<[u8; KEY_BYTES]>, held: Option<File>) -> Self {
        Self(Arc::new(Parts { current: Key::new(current), former: former.map(Key::new), held: Mutex::new(held) }))
    }

    /// Names the key that seals; tells nothing about it.
    pub fn id(&self) -> &str {
        &self.0.current.id
    }

    /// Names the key before it, while a rotation is unfinished.
    pub fn former_id(&self) -> Option<&str> {
        self.0.former.as_ref().map(|key| key.id.as_str())
    }

    /// Lets go of the file, when nothing is sealed any more.
    pub fn let_go(&self) {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// A key for one purpose; those of different purposes tell nothing about each other.
    pub fn derive(&self, purpose: &str) -> [u8; KEY_BYTES] {
        derive(&self.0.current.bytes, purpose)
    }

    /// Seals a value for this column of this row.
    pub fn seal(&self, column: Column, row: impl Into<Uuid>, secret: &Secret) -> anyhow::Result<Sealed> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let context = column.context(row.into());
        let payload = Payload { msg: secret.expose().as_bytes(), aad: context.as_bytes() };
        let key = &self.0.current;
        let encrypted = key.cipher.encrypt(&XNonce::from(nonce), payload);
        let mut body = nonce.to_vec();
        body.extend(encrypted.ok().context("a value could not be sealed")?);
        Ok(Sealed::new(&key.id, &URL_SAFE_NO_PAD.encode(body)))
    }

    /// Opens what was sealed for this column of this row; anything else is an error.
    pub fn open(&self, column: Column, row: impl Into<Uuid>, sealed: &Sealed) -> anyhow::Result<Secret> {
        let row = row.into();
        let failed = || format!("the {} of {row} does not open", column.what);
        let (key_id, body) = sealed.parts().with_context(failed)?;
        let Some(key) = [Some(&self.0.current), self.0.former.as_ref()].into_iter().flatten().find(|k| k.id == key_id)
        else {
            bail!("{}: it was sealed with the key {key_id}, this server has {}", failed(), self.id());
        };
        let body = URL_SAFE_NO_PAD.decode(body).with_context(failed)?;
        let (nonce, encrypted) = body.split_first_chunk::<NONCE_BYTES>().with_context(failed)?;
        let context = column.context(row);
        let payload = Payload { msg: encrypted, aad: context.as_bytes() };
        let opened = key.cipher.decrypt(&XNonce::from(*nonce), payload).ok().with_context(failed)?;
        Ok(Secret::new(String::from_utf8(opened).with_context(failed)?))
    }
}

impl Key {
    fn new(bytes: [u8; KEY_BYTES]) -> Self {
        let id = hex::encode(&derive(&bytes, "zhanggui key id")[..ID_BYTES]);
        let cipher = XChaCha20Poly1305::new(&derive(&bytes, "zhanggui sealed columns").into());
        Self { bytes, id, cipher }
    }
}

fn derive(key: &[u8; KEY_BYTES], purpose: &str) -> [u8; KEY_BYTES] {
    let mut derived = [0; KEY_BYTES];
    #[expect(clippy::expect_used, reason = "HKDF gives up to 255 times as much")]
    Hkdf::<Sha256>::new(None, key).expand(purpose.as_bytes(), &mut derived).expect("a key of this length");
    derived
}

#[cfg(test)]
mod tests {
    use super::super::column::{INBOX_SECRET, WEBHOOK_PREVIOUS_SECRET, WEBHOOK_SECRET};
    use super::*;

    fn keys() -> Keys {
        Keys::new([7; KEY_BYTES], None, None)
    }

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let (keys, row, secret) = (keys(), Uuid::now_v7(), Secret::new("zgwh_秘密"));
        let sealed = keys.seal(WEBHOOK_SECRET, row, &secret).expect("sealed");
        assert_eq!(keys.open(WEBHOOK_SECRET, row, &sealed).expect("opened"), secret);
        assert_eq!(keys.open(WEBHOOK_PREVIOUS_SECRET, row, &sealed).expect("the same kind"), secret);
        assert!(keys.open(WEBHOOK_SECRET, Uuid::now_v7(), &sealed).is_err(), "another row");
        assert!(keys.open(INBOX_SECRET, row, &sealed).is_err(), "another kind");
        let other = Keys::new([8; KEY_BYTES], None, None);
        let refused = other.open(WEBHOOK_SECRET, row, &sealed).expect_err("another key");
        assert!(refused.to_string().contains("sealed with the key"), "{refused}");
    }

    #[test]
    fn a_changed_value_does_not_open() {
        let (keys, row) = (keys(), Uuid::now_v7());
        let sealed = keys.seal(INBOX_SECRET, row, &Secret::new("secret")).expect("sealed");
        for at in 0..sealed.0.len() {
            let mut changed = sealed.0.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = Sealed(String::from_utf8(changed).expect("ASCII"));
            assert!(keys.open(INBOX_SECRET, row, &changed).is_err(), "{at}");
        }
        for nonsense in
            ["", "secret", "zg1.", "zg1..", &format!("zg1.{}.", keys.id()), &format!("zg1.{}.AAAA", keys.id())]
        {
            assert!(keys.open(INBOX_SECRET, row, &Sealed(nonsense.into())).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        let (keys, row, secret) = (keys(), Uuid::now_v7(), Secret::new("secret"));
        let [one, two] = [(); 2].map(|()| keys.seal(INBOX_SECRET, row, &secret).expect("sealed"));
        assert_ne!(one, two);
        assert!(!one.0.contains("secret"));
    }

    #[test]
    fn keys_of_different_purposes_differ() {
        let keys = keys();
        assert_ne!(keys.derive("a"), keys.derive("b"));
        assert_ne!(keys.derive("a"), [7; KEY_BYTES]);
        assert_eq!(keys.derive("a"), self::keys().derive("a"));
    }

    #[test]
    fn secrets_do_not_print() {
        let (keys, secret) = (keys(), Secret::new("zgwh_秘密"));
        let sealed = keys.seal(INBOX_SECRET, Uuid::now_v7(), &secret).expect("sealed");
        let printed = format!("{keys:?} {secret:?} {sealed:?}");
        assert!(!printed.contains("秘密") && !printed.contains("zg1"), "{printed}");
    }
}
