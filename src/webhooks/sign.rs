//! Signatures: HMAC-SHA256 over the time, a dot and the body, so that neither can be exchanged.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::auth::secret::same;
use crate::sealed::Secret;

/// The value of `X-Zhanggui-Signature`: one signature a secret, so that both hold while secrets are exchanged.
pub fn signature(secrets: &[Secret], timestamp: i64, body: &str) -> String {
    secrets.iter().filter_map(|secret| one(secret, timestamp, body.as_bytes())).collect::<Vec<_>>().join(", ")
}

/// Whether one of the signatures in a header was made with this secret.
pub fn is_signed(secret: &Secret, timestamp: i64, body: &[u8], header: &str) -> bool {
    let Some(expected) = one(secret, timestamp, body) else { return false };
    header.split(',').any(|signature| same(signature.trim(), &expected))
}

fn one(secret: &Secret, timestamp: i64, body: &[u8]) -> Option<String> {
    // A key of any length will do.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()?;
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed_with(secrets: &[&str], timestamp: i64, body: &str) -> String {
        let secrets: Vec<Secret> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        signature(&secrets, timestamp, body)
    }

    #[test]
    fn a_signature_is_what_openssl_says() {
        // printf '1762833600.{"a":1}' | openssl dgst -sha256 -hmac secret
        let openssl = "sha256=925c3a5b613e1bc39bb95bd9366f44e922af58807947516a283a387f0eb4d237";
        assert_eq!(signed_with(&["secret"], 1_762_833_600, r#"{"a":1}"#), openssl);
    }

    #[test]
    fn every_secret_signs_time_and_body() {
        let both = signed_with(&["new", "old"], 1, "{}");
        assert_eq!(both, format!("{}, {}", signed_with(&["new"], 1, "{}"), signed_with(&["old"], 1, "{}")));
        assert_ne!(signed_with(&["new"], 1, "{}"), signed_with(&["new"], 2, "{}"));
        assert_ne!(signed_with(&["new"], 1, "{}"), signed_with(&["new"], 1, "{ }"));
        assert!(is_signed(&Secret::new("new"), 1, b"{}", &both) && is_signed(&Secret::new("old"), 1, b"{}", &both));
        assert!(!is_signed(&Secret::new("other"), 1, b"{}", &both) && !is_signed(&Secret::new("new"), 2, b"{}", &both));
        assert!(!is_signed(&Secret::new("new"), 1, b"{}", ""));
    }
}
