//! Tokens that must count, and every one that must not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::*;

const NOW: Time = Time(1_800_000_000_000);
const EXPECTED: Expected<'static> =
    Expected { issuer: "https://id.example", client_id: "zhanggui", nonce: "n-1", now: NOW };

/// What stands before the 32 bytes of a private P-256 key in PKCS #8.
const P256_HEAD: &str = "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420";

struct Signer {
    private: EncodingKey,
    public: Jwk,
}

impl Signer {
    fn new(kid: &str) -> Self {
        let mut der = hex::decode(P256_HEAD).expect("a head");
        der.extend(rand::random::<[u8; 32]>());
        let private = EncodingKey::from_ec_der(&der);
        let mut public = Jwk::from_encoding_key(&private, Algorithm::ES256).expect("a key");
        public.common.key_id = Some(kid.into());
        Self { private, public }
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid.clone_from(&self.public.common.key_id);
        encode(&header, claims, &self.private).expect("a token")
    }
}

fn claims() -> Value {
    let now = NOW.0 / 1000;
    json!({
        "iss": "https://id.example", "sub": "u-1", "aud": "zhanggui", "exp": now + 300, "iat": now, "nonce": "n-1",
        "email": "Mei@Shop.Example", "email_verified": true, "name": "小梅",
    })
}

fn with(change: Value) -> Value {
    let mut all = claims();
    for (name, value) in change.as_object().expect("fields") {
        all[name] = value.clone();
    }
    all
}

#[test]
fn a_right_token_says_who_it_is() {
    let signer = Signer::new("k-1");
    let who = verify(&signer.sign(&claims()), std::slice::from_ref(&signer.public), EXPECTED).expect("right");
    assert_eq!((who.subject.as_str(), who.email.as_deref()), ("u-1", Some("mei@shop.example")));
    assert!(who.email_verified);
    for (flag, verified) in [(json!("true"), true), (json!(false), false), (json!("no"), false), (json!(null), false)] {
        let token = signer.sign(&with(json!({ "email_verified": flag })));
        let who = verify(&token, std::slice::from_ref(&signer.public), EXPECTED).expect("right");
        assert_eq!(who.email_verified, verified, "{flag}");
    }
}

#[test]
fn what_it_says_must_be_about_this_sign_in() {
    let signer = Signer::new("k-1");
    let now = NOW.0 / 1000;
    for (change, refusal) in [
        (json!({ "iss": "https://id.example/" }), Refusal::Issuer),
        (json!({ "aud": "another" }), Refusal::Audience),
        (json!({ "aud": ["another"] }), Refusal::Audience),
        (json!({ "aud": ["zhanggui", "another"] }), Refusal::Audience),
        (json!({ "azp": "another" }), Refusal::Audience),
        (json!({ "exp": now - 61 }), Refusal::Time),
        (json!({ "iat": now + 61 }), Refusal::Time),
        (json!({ "nbf": now + 61 }), Refusal::Time),
        (json!({ "nonce": "n-2" }), Refusal::Nonce),
        (json!({ "nonce": null }), Refusal::Nonce),
        (json!({ "sub": " " }), Refusal::Subject),
        (json!({ "sub": "x".repeat(256) }), Refusal::Subject),
        (json!({ "sub": 7 }), Refusal::Malformed),
        (json!({ "exp": null }), Refusal::Malformed),
    ] {
        let token = signer.sign(&with(change.clone()));
        assert_eq!(verify(&token, std::slice::from_ref(&signer.public), EXPECTED), Err(refusal), "{change}");
    }
    for change in [json!({ "aud": ["zhanggui"] }), json!({ "aud": ["zhanggui", "another"], "azp": "zhanggui" })] {
        let token = signer.sign(&with(change.clone()));
        assert!(verify(&token, std::slice::from_ref(&signer.public), EXPECTED).is_ok(), "{change}");
    }
}

#[test]
fn only_published_keys_sign() {
    let (signer, stranger, other) = (Signer::new("k-1"), Signer::new("k-1"), Signer::new("k-2"));
    let token = signer.sign(&claims());
    let check = |keys: &[&Signer]| {
        let keys: Vec<Jwk> = keys.iter().map(|signer| signer.public.clone()).collect();
        verify(&token, &keys, EXPECTED)
    };
    assert!(check(&[&other, &signer]).is_ok());
    assert_eq!(check(&[&stranger]), Err(Refusal::Signature));
    assert_eq!(check(&[&other]), Err(Refusal::UnknownKey));
    assert_eq!(check(&[]), Err(Refusal::UnknownKey));
    let mut parts: Vec<&str> = token.split('.').collect();
    let forged = URL_SAFE_NO_PAD.encode(with(json!({ "sub": "u-2" })).to_string());
    parts[1] = &forged;
    assert_eq!(verify(&parts.join("."), std::slice::from_ref(&signer.public), EXPECTED), Err(Refusal::Signature));
}

#[test]
fn neither_nothing_nor_a_shared_secret_is_a_signature() {
    let signer = Signer::new("k-1");
    let keys = std::slice::from_ref(&signer.public);
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for alg in ["none", "None", ""] {
        let unsigned = format!("{}.{}.", part(json!({ "alg": alg })), part(claims()));
        assert_eq!(verify(&unsigned, keys, EXPECTED), Err(Refusal::Algorithm), "{alg}");
    }
    // The old trick: the public key taken for a shared secret.
    let public = serde_json::to_string(&signer.public).expect("json");
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("k-1".into());
    let forged = encode(&header, &claims(), &EncodingKey::from_secret(public.as_bytes())).expect("a token");
    assert_eq!(verify(&forged, keys, EXPECTED), Err(Refusal::Algorithm));
    let shared: Jwk = serde_json::from_value(json!({ "kty": "oct", "k": "c2VjcmV0" })).expect("a key");
    assert!(!can_sign(&shared) && can_sign(&signer.public));
    for nonsense in ["", "a.b.c", "x"] {
        assert_eq!(verify(nonsense, keys, EXPECTED), Err(Refusal::Algorithm), "{nonsense}");
    }
}

/// Made by another program, with a key of which only the public half is here.
const RSA_MODULUS: &str = "tn1k0eNXzi0GQV-Pt1V-buRNgUbAveTe-NyOziegpoAFSPN5RfXwoNheqNjOGhq6D7Oz_xRfuHRxCJ7V5cIl4QJf-dNVSNATul1b\
    AASC1vTQaBeXXSuSuj5-gr6iAodEzpEbyYgF7Qwv3ZY254S0LcrdPH3QANAJx_LaQuvotpG02RF8q3FsHEkUSYsYKxpVj7PcTyn-\
    9H780_neJiW0NT5qyM_PC1opLKZyh498Ab8rGZAXSX-UY_DB7vroqTOME4zlcnTiXcXN74HSRWNCTvYx0_IWARtucPtyg7VYDRiF\
    ad3VALoQtZkHdqdPRcwag07eH1YfxpHJfJrx3KrTmw";
const RSA_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJzdWIi\
    OiJ1LTEiLCJhdWQiOiJ6aGFuZ2d1aSIsImV4cCI6MTgwMDAwMzYwMCwiaWF0IjoxODAwMDAwMDAwLCJub25jZSI6Im4tMSJ9.BiT\
    SaKNgypFZ72Obbc4m89Mj-x5dmXaSwb3dsmtlsRmR_TF4NlkCGwzeIt4QIVba96KBP5N9gspsLXQge-FwWQu2qkWy37eQrM8MI93\
    zllYDDTvedAOaIm4KMa_WEW1xx3zhMDYszxN7AmcmQAU8RjXUvXGRDTBpCWc0REoW21XukfMZ9NHltflgytDAEx-LcLtZRCU0oRw\
    n-orLJtppDOFN8c-sBZ4yA1jX-4cZ1wY3L52oYqH0rlbdfzPWHdhUAbYHYy5xcrvVqqGN3ydb8YJSGxTz3Zj2n1kx1eKKZezzS8B\
    AatfAA8xB-licsNMmo7cT3AGd_Hed7F7FXfSpag";

#[test]
fn rsa_is_understood_as_other_programs_sign_with_it() {
    let key = json!({ "kty": "RSA", "kid": "rsa-1", "use": "sig", "alg": "RS256", "n": RSA_MODULUS, "e": "AQAB" });
    let key: Jwk = serde_json::from_value(key).expect("a key");
    let who = verify(RSA_TOKEN, std::slice::from_ref(&key), EXPECTED).expect("right");
    assert_eq!((who.subject.as_str(), who.email), ("u-1", None));
    let for_encryption = json!({ "kty": "RSA", "kid": "rsa-1", "use": "enc", "n": RSA_MODULUS, "e": "AQAB" });
    let for_encryption: Jwk = serde_json::from_value(for_encryption).expect("a key");
    assert_eq!(verify(RSA_TOKEN, &[for_encryption], EXPECTED), Err(Refusal::UnknownKey));
}
