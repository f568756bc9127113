//! Why a mail did not go out.

use std::error::Error as _;

use lettre::transport::smtp;
use tokio_rustls::rustls;

use crate::egress::Failure;

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Connect,
    Encrypt,
    SignIn,
    HandOver,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub stage: Stage,
    /// Stable; clients translate it.
    pub code: String,
    /// Whether no other try can help.
    pub lasts: bool,
    /// In words of the server or the system, for whoever runs the installation: they may name people.
    pub said: String,
}

impl Trouble {
    pub(super) fn too_slow(stage: Stage) -> Self {
        Self { stage, code: "too_slow".into(), lasts: false, said: "no answer in time".into() }
    }

    pub(super) fn unsendable(said: &str) -> Self {
        Self { stage: Stage::HandOver, code: "mail_unsendable".into(), lasts: true, said: said.into() }
    }

    pub(super) fn egress(failure: Failure) -> Self {
        Self { stage: Stage::Connect, code: failure.code().into(), lasts: false, said: failure.to_string() }
    }

    pub(super) fn smtp(stage: Stage, error: &smtp::Error) -> Self {
        // What is wrong with us, such as a password that was changed, is put right and not the mail's fault.
        let lasts = stage == Stage::HandOver && (error.is_permanent() || error.is_client());
        Self { stage, code: code(stage, error), lasts, said: error.to_string() }
    }
}

fn code(stage: Stage, error: &smtp::Error) -> String {
    if let Some(status) = error.status() {
        return if stage == Stage::SignIn && error.is_permanent() {
            "mail_sign_in_refused".into()
        } else {
            format!("smtp_{status}")
        };
    }
    let code = match stage {
        _ if is_of_certificate(error) => "certificate",
        _ if error.is_timeout() => "too_slow",
        Stage::Connect if error.is_response() => "not_a_mail_server",
        Stage::Connect => "no_connection",
        Stage::Encrypt if error.is_client() => "no_starttls",
        Stage::SignIn if error.is_client() => "no_way_to_sign_in",
        Stage::HandOver if error.is_client() => "mail_unsendable",
        Stage::Encrypt | Stage::SignIn | Stage::HandOver => "broken_connection",
    };
    code.to_owned()
}

/// TLS wraps what it says of a certificate in an error of the connection.
fn is_of_certificate(error: &smtp::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        source = cause.source();
    }
    false
}
