//! Whether an ID token is one, of this provider, for this sign-in (OpenID Connect Core, 3.1.3.7).

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use crate::clock::Time;

/// Clocks of providers may differ this much from ours.
const LEEWAY_SECONDS: i64 = 60;
const MAX_SUBJECT_CHARS: usize = 255;
/// Signatures of keys that are public. Never `none`, and never one made with a shared secret.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What the token must be about.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Time,
}

/// Who the provider says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub subject: String,
    /// Lower case.
    pub email: Option<String>,
    /// Whether the provider vouches for the address.
    pub email_verified: bool,
    pub name: Option<String>,
}

/// Why a token is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("not a token")]
    Malformed,
    #[error("not signed in a way that proves anything")]
    Algorithm,
    #[error("signed with a key that is not published")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
    #[error("made by another issuer")]
    Issuer,
    #[error("made for another client")]
    Audience,
    #[error("run out, or not yet valid")]
    Time,
    #[error("made for another sign-in")]
    Nonce,
    #[error("names nobody")]
    Subject,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: OneOrMany,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<Flag>,
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Some providers write the word.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Flag {
    Is(bool),
    Word(String),
}

impl Flag {
    fn is_true(&self) -> bool {
        match self {
            Self::Is(is) => *is,
            Self::Word(word) => word == "true",
        }
    }
}

/// Reads a token that one of the provider's keys signed for this sign-in.
pub fn verify(token: &str, keys: &[Jwk], expected: Expected<'_>) -> Result<Identity, Refusal> {
    let claims = signed(token, keys)?;
    if claims.iss != expected.issuer {
        return Err(Refusal::Issuer);
    }
    if !is_for(&claims, expected.client_id) {
        return Err(Refusal::Audience);
    }
    if !runs(&claims, expected.now) {
        return Err(Refusal::Time);
    }
    if !claims.nonce.as_deref().is_some_and(|nonce| crate::auth::secret::same(nonce, expected.nonce)) {
        return Err(Refusal::Nonce);
    }
    let subject = claims.sub;
    if subject.trim().is_empty() || subject.chars().count() > MAX_SUBJECT_CHARS || subject.contains(char::is_control) {
        return Err(Refusal::Subject);
    }
    Ok(Identity {
        subject,
        email: claims.email.map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty()),
        email_verified: claims.email_verified.is_some_and(|flag| flag.is_true()),
        name: claims.name,
    })
}

/// The claims of a token with a right signature; nothing else about them is checked yet.
fn signed(token: &str, keys: &[Jwk]) -> Result<Claims, Refusal> {
    // A header that names no algorithm, or `none`, is no header to the library.
    let header = decode_header(token).map_err(|_| Refusal::Algorithm)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Refusal::Algorithm);
    }
    let mut validation = Validation::new(header.alg);
    // Times are checked by the clock of the App, the rest by names of our own.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let fitting = keys.iter().filter(|key| is_candidate(key, header.kid.as_deref(), header.alg));
    let mut refusal = Refusal::UnknownKey;
    for key in fitting {
        let Ok(key) = DecodingKey::from_jwk(key) else { continue };
        match decode::<Claims>(token, &key, &validation) {
            Ok(read) => return Ok(read.claims),
            Err(error) => refusal = why(error.kind()),
        }
    }
    Err(refusal)
}

fn why(error: &jsonwebtoken::errors::ErrorKind) -> Refusal {
    use jsonwebtoken::errors::ErrorKind;
    match error {
        ErrorKind::Json(_) | ErrorKind::Utf8(_) | ErrorKind::Base64(_) | ErrorKind::InvalidToken => Refusal::Malformed,
        ErrorKind::InvalidAlgorithm | ErrorKind::UnsupportedAlgorithm => Refusal::Algorithm,
        _ => Refusal::Signature,
    }
}

/// Whether a key could have signed: of that name if the token names one, public, for signing, and of the kind.
fn is_candidate(key: &Jwk, kid: Option<&str>, algorithm: Algorithm) -> bool {
    let named = kid.is_none_or(|kid| key.common.key_id.as_deref() == Some(kid));
    let signs = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    named && signs && is_of_kind(key, algorithm)
}

fn is_of_kind(key: &Jwk, algorithm: Algorithm) -> bool {
    use jsonwebtoken::jwk::EllipticCurve::{Ed25519, P256, P384};
    match &key.algorithm {
        AlgorithmParameters::RSA(_) => !matches!(algorithm, Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA),
        AlgorithmParameters::EllipticCurve(curve) => match algorithm {
            Algorithm::ES256 => curve.curve == P256,
            Algorithm::ES384 => curve.curve == P384,
            _ => false,
        },
        AlgorithmParameters::OctetKeyPair(pair) => algorithm == Algorithm::EdDSA && pair.curve == Ed25519,
        _ => false,
    }
}

/// Whether a key can sign anything that is believed here.
pub fn can_sign(key: &Jwk) -> bool {
    ALGORITHMS.iter().any(|algorithm| is_candidate(key, None, *algorithm)) && DecodingKey::from_jwk(key).is_ok()
}

fn is_for(claims: &Claims, client_id: &str) -> bool {
    let (among, alone) = match &claims.aud {
        OneOrMany::One(audience) => (audience == client_id, true),
        OneOrMany::Many(audiences) => (audiences.iter().any(|one| one == client_id), audiences.len() == 1),
    };
    // A token for several must say which of them asked.
    among && claims.azp.as_deref().map_or(alone, |party| party == client_id)
}

fn runs(claims: &Claims, now: Time) -> bool {
    let now = now.0 / 1000;
    claims.exp.saturating_add(LEEWAY_SECONDS) > now
        && claims.iat <= now + LEEWAY_SECONDS
        && claims.nbf.is_none_or(|nbf| nbf <= now + LEEWAY_SECONDS)
}

#[cfg(test)]
#[path = "id_token_tests.rs"]
mod tests;
