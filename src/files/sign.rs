//! Signed addresses: whoever holds one may open the file until it runs out.
//!
//! Invariant: the signature covers the file, its variant and the expiry, so that none can be swapped.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::model::Variant;
use crate::clock::Time;
use crate::ids::FileId;
use crate::sealed::Keys;

const KEY_BYTES: usize = 32;
const HOUR_SECONDS: i64 = 3600;

pub struct Signer {
    key: [u8; KEY_BYTES],
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(***)")
    }
}

impl Signer {
    pub fn new(keys: &Keys) -> Self {
        Self { key: keys.derive("zhanggui file addresses") }
    }

    /// The address of a file.
    pub fn address(&self, now: Time, id: FileId, variant: Variant) -> String {
        format!("/api/v1/files/{id}?{}", self.query(now, id, variant))
    }

    /// What makes an address good. It stays the same within an hour, so that browsers keep what they have loaded.
    pub fn query(&self, now: Time, id: FileId, variant: Variant) -> String {
        let expires = (now.0 / 1000).div_euclid(HOUR_SECONDS) * HOUR_SECONDS + 2 * HOUR_SECONDS;
        let signature = URL_SAFE_NO_PAD.encode(self.mac(id, variant, expires).finalize().into_bytes());
        let variant = if variant == Variant::Thumb { "&variant=thumb" } else { "" };
        format!("expires={expires}{variant}&signature={signature}")
    }

    /// Whether an address is one of ours and still good.
    pub fn is_good(&self, now: Time, id: FileId, variant: Variant, expires: i64, signature: &str) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        expires > now.0 / 1000 && self.mac(id, variant, expires).verify_slice(&signature).is_ok()
    }

    /// The id of an upload that may be sent twice: the same for the same sender and client id, and guessed by nobody.
    pub fn upload_id(&self, sender: Uuid, client_id: Uuid) -> FileId {
        let mut mac = self.keyed();
        mac.update(b"upload");
        mac.update(sender.as_bytes());
        mac.update(client_id.as_bytes());
        let digest = mac.finalize().into_bytes();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        FileId(uuid::Builder::from_random_bytes(id).into_uuid())
    }

    fn mac(&self, id: FileId, variant: Variant, expires: i64) -> Hmac<Sha256> {
        let mut mac = self.keyed();
        mac.update(b"address");
        mac.update(id.0.as_bytes());
        mac.update(&[u8::from(variant == Variant::Thumb)]);
        mac.update(&expires.to_be_bytes());
        mac
    }

    fn keyed(&self) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(address: &str) -> (i64, String) {
        let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let value = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, v)| v.to_owned())
        };
        (value("expires").and_then(|v| v.parse().ok()).unwrap_or(0), value("signature").unwrap_or_default())
    }

    #[test]
    fn an_address_opens_its_own_file_until_it_runs_out() {
        let signer = Signer { key: [7; KEY_BYTES] };
        let (id, now) = (FileId::new(), Time(1_800_000_000_000));
        let (expires, signature) = parts(&signer.address(now, id, Variant::Whole));
        let good = |now, id, variant, expires| signer.is_good(now, id, variant, expires, &signature);

        assert!(good(now, id, Variant::Whole, expires));
        assert!(good(now.plus_seconds(HOUR_SECONDS), id, Variant::Whole, expires), "an hour is promised");
        assert!(!good(now.plus_seconds(2 * HOUR_SECONDS), id, Variant::Whole, expires), "expired");
        assert!(!good(now, FileId::new(), Variant::Whole, expires), "another file");
        assert!(!good(now, id, Variant::Thumb, expires), "another variant");
        assert!(!good(now, id, Variant::Whole, expires + HOUR_SECONDS), "a later expiry");
        assert!(!signer.is_good(now, id, Variant::Whole, expires, "@@"), "not a signature");
    }
}
