//! A shop's word for who a buyer is: a JSON Web Token signed with the inbox's identity secret.
//!
//! Invariant: HS256 only, with an end at most a day away. Whatever is wrong with a token, the answer is the
//! same, and nothing is stored.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

use crate::clock::Time;
use crate::error::{Error, Result};
use crate::sealed::Secret;

/// Clocks of shops may differ this much from ours.
const LEEWAY_SECONDS: i64 = 30;
const MAX_LIFE_SECONDS: i64 = 24 * 60 * 60;
const MAX_TOKEN_BYTES: usize = 8 * 1024;
const MAX_SUBJECT_CHARS: usize = 200;

/// What the shop says about its signed-in user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claims {
    /// The shop's own id of this user.
    pub sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub tier: Option<String>,
}

/// Reads a token that the secret of this inbox signed; [`Error::Denied`] for any other.
pub fn verify(token: &str, secret: Option<&Secret>, now: Time) -> Result<Claims> {
    secret.and_then(|secret| read(token, secret.expose(), now)).ok_or(Error::Denied("invalid_identity"))
}

fn read(token: &str, secret: &str, now: Time) -> Option<Claims> {
    if token.len() > MAX_TOKEN_BYTES || secret.is_empty() {
        return None;
    }
    let mut validation = Validation::new(Algorithm::HS256);
    // Times are checked below, by the clock of the App.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims = ["exp", "sub"].map(String::from).into();
    let claims: Claims = decode(token, &DecodingKey::from_secret(secret.as_bytes()), &validation).ok()?.claims;
    let now_seconds = now.0 / 1000;
    let runs = claims.exp.saturating_add(LEEWAY_SECONDS) > now_seconds
        && claims.exp <= now_seconds + MAX_LIFE_SECONDS + LEEWAY_SECONDS
        && claims.nbf.is_none_or(|nbf| nbf <= now_seconds + LEEWAY_SECONDS);
    let named = !claims.sub.trim().is_empty()
        && claims.sub.chars().count() <= MAX_SUBJECT_CHARS
        && !claims.sub.contains(char::is_control);
    (runs && named).then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::{Value, json};

    const NOW: Time = Time(1_800_000_000_000);
    const SECRET: &str = "the secret of this inbox";

    fn signed(alg: Algorithm, secret: &str, claims: &Value) -> String {
        encode(&Header::new(alg), claims, &EncodingKey::from_secret(secret.as_bytes())).expect("sign")
    }

    fn good() -> Value {
        json!({ "sub": "u-1", "exp": NOW.0 / 1000 + 3600, "name": "林小姐", "tier": "gold" })
    }

    fn is_refused(token: &str) -> bool {
        matches!(verify(token, Some(&Secret::new(SECRET)), NOW), Err(Error::Denied("invalid_identity")))
    }

    #[test]
    fn a_good_token_names_the_buyer() {
        let claims = verify(&signed(Algorithm::HS256, SECRET, &good()), Some(&Secret::new(SECRET)), NOW).expect("good");
        assert_eq!((claims.sub.as_str(), claims.name.as_deref()), ("u-1", Some("林小姐")));
    }

    #[test]
    fn another_secret_or_algorithm_is_nothing() {
        assert!(is_refused(&signed(Algorithm::HS256, "another inbox's", &good())));
        assert!(is_refused(&signed(Algorithm::HS512, SECRET, &good())));
        assert!(verify(&signed(Algorithm::HS256, SECRET, &good()), None, NOW).is_err());
        assert!(verify(&signed(Algorithm::HS256, "", &good()), Some(&Secret::new("")), NOW).is_err());
    }

    #[test]
    fn no_algorithm_is_nothing() {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let unsigned = format!("{}.{}.", part(json!({ "alg": "none", "typ": "JWT" })), part(good()));
        assert!(is_refused(&unsigned));
    }

    #[test]
    fn time_must_run_and_not_for_long() {
        for exp in [NOW.0 / 1000 - 60, NOW.0 / 1000 + 2 * MAX_LIFE_SECONDS, i64::MAX] {
            assert!(is_refused(&signed(Algorithm::HS256, SECRET, &json!({ "sub": "u-1", "exp": exp }))), "{exp}");
        }
        assert!(is_refused(&signed(Algorithm::HS256, SECRET, &json!({ "sub": "u-1" }))));
        let later = json!({ "sub": "u-1", "exp": NOW.0 / 1000 + 3600, "nbf": NOW.0 / 1000 + 600 });
        assert!(is_refused(&signed(Algorithm::HS256, SECRET, &later)));
    }

    #[test]
    fn a_changed_payload_is_nothing() {
        let token = signed(Algorithm::HS256, SECRET, &good());
        let mut parts: Vec<&str> = token.split('.').collect();
        let forged = URL_SAFE_NO_PAD.encode(json!({ "sub": "u-2", "exp": NOW.0 / 1000 + 3600 }).to_string());
        parts[1] = &forged;
        assert!(is_refused(&parts.join(".")));
        assert!(is_refused("not.a.token"));
        assert!(is_refused(""));
    }

    #[test]
    fn somebody_must_be_named() {
        let exp = NOW.0 / 1000 + 3600;
        for sub in [json!(""), json!("  "), json!(7), json!("x".repeat(201))] {
            assert!(is_refused(&signed(Algorithm::HS256, SECRET, &json!({ "sub": sub, "exp": exp }))));
        }
    }
}
