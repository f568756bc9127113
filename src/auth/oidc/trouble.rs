//! What can go wrong between the provider and us, by a code that the settings page explains.

use super::id_token::Refusal;
use crate::egress::Failure;
use crate::error::Error;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("no answer: {0}")]
    NoAnswer(Failure),
    #[error("answered with status {0}")]
    Status(u16),
    #[error("the answer is not what the standard describes")]
    NotOpenId,
    #[error("it calls itself {0}")]
    OtherIssuer(String),
    #[error("one of its addresses cannot be used: {0}")]
    BadEndpoint(String),
    #[error("it publishes no key that signs")]
    NoKeys,
    #[error("it does not know this client, or its secret is wrong")]
    ClientRefused,
    #[error("it refused the code: {0}")]
    CodeRefused(String),
    #[error("its ID token is refused: {0}")]
    IdToken(Refusal),
}

impl Trouble {
    /// Stable; clients translate it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAnswer(failure) => failure.code(),
            Self::Status(_) => "unexpected_status",
            Self::NotOpenId => "not_openid",
            Self::OtherIssuer(_) => "other_issuer",
            Self::BadEndpoint(_) => "bad_endpoint",
            Self::NoKeys => "no_keys",
            Self::ClientRefused => "client_refused",
            Self::CodeRefused(_) => "code_refused",
            Self::IdToken(_) => "id_token_refused",
        }
    }

    /// What was found instead, for the one who has to mend it.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Status(status) => Some(status.to_string()),
            Self::OtherIssuer(found) | Self::BadEndpoint(found) | Self::CodeRefused(found) => Some(found.clone()),
            Self::IdToken(refusal) => Some(refusal.to_string()),
            _ => None,
        }
    }
}

/// To the one who wants to sign in it is one of two things; the log says which.
impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        tracing::warn!(code = trouble.code(), %trouble, "sign-in at the provider failed");
        match trouble {
            Trouble::CodeRefused(_) | Trouble::IdToken(_) => Self::Denied("provider_refused"),
            _ => Self::Unavailable("provider_unavailable"),
        }
    }
}
