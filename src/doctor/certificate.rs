//! The certificate, where the server encrypts by itself.

use url::Url;

use super::{Finding, span};
use crate::clock::Time;
use crate::config::Config;
use crate::tls::{Certificate, Paths};

const WARNING_SECONDS: i64 = 14 * 24 * 3600;

pub(super) fn examine(config: &Config, now: Time) -> Option<Finding> {
    let paths = Paths::of(config)?;
    let renewal = if config.tls_domains.is_empty() {
        "put a newer certificate and key in their place; the server reads them by itself"
    } else {
        "the server's log says why none came (\"no certificate came\"); the names must lead here, and port 443 be open"
    };
    let certificate = match Certificate::read(&paths) {
        Ok(certificate) => certificate,
        Err(error) => return Some(Finding::problem("certificate", format!("{error:#}"), renewal)),
    };
    let left = (certificate.not_after.0 - now.0) / 1000;
    let host = Url::parse(&config.origin()).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let found = format!("good for {} more", span(left));
    Some(match left {
        ..=0 => Finding::problem("certificate", "it has run out", renewal),
        _ if certificate.not_before > now => {
            Finding::problem("certificate", "it is not good yet", "see the clock of this machine, then the certificate")
        }
        _ if !certificate.names(&host) => Finding::problem(
            "certificate",
            format!("it is not for {host}"),
            "set public_url to a name of the certificate, or get one for this name",
        ),
        _ if left < WARNING_SECONDS => Finding::warning("certificate", found, renewal),
        _ => Finding::ok("certificate", found),
    })
}
