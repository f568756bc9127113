//! Certificates from an ACME authority (RFC 8555), which checks by TLS-ALPN-01 that the names lead here.

mod ask;
mod keep;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;

use super::holder::Holder;
use super::{Certificate, Paths};
use crate::clock::Clock;
use crate::config::Config;

/// Until it is looked again whether the certificate is due.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);
/// Pauses after failures: authorities count them, and shut those out who fail more than five times an hour. The first
/// is short, for a network that comes up after the server.
const PAUSES: [Duration; 4] =
    [Duration::from_secs(5), Duration::from_secs(120), Duration::from_secs(1200), Duration::from_secs(3600)];

/// Account, certificate and key lie here.
pub(super) fn folder(config: &Config) -> PathBuf {
    config.data.join("tls")
}

/// What is asked for, of whom.
#[derive(Debug, Clone)]
struct Order {
    domains: Vec<String>,
    email: String,
    directory: String,
    folder: PathBuf,
    paths: Paths,
}

pub(super) fn start(config: &Config, clock: Clock, paths: Paths, holder: Arc<Holder>) -> anyhow::Result<()> {
    ensure!(config.tls_directory.starts_with("https://"), "tls_directory must begin with https://");
    let order = Order {
        domains: config.tls_domains.iter().map(|name| name.to_ascii_lowercase()).collect(),
        email: config.tls_email.clone(),
        directory: config.tls_directory.clone(),
        folder: folder(config),
        paths,
    };
    keep::make_folder(&order.folder)?;
    let kept = Certificate::read(&order.paths).ok().filter(|kept| order.domains.iter().all(|name| kept.names(name)));
    if let Some(kept) = &kept {
        holder.put(kept);
    }
    let weak = Arc::downgrade(&holder);
    tokio::spawn(async move {
        let (mut kept, mut failures) = (kept, 0);
        loop {
            // The holder goes with the listener.
            let Some(holder) = weak.upgrade() else { return };
            let is_due = kept.as_ref().is_none_or(|kept| kept.is_due(clock.now()));
            let pause = if !is_due {
                LOOK_EVERY
            } else {
                match ask::certificate(&order, &holder).await {
                    Ok(new) => {
                        tracing::info!(domains = order.domains.join(" "), "a new certificate is in force");
                        holder.put(&new);
                        kept = Some(new);
                        failures = 0;
                        LOOK_EVERY
                    }
                    Err(error) => {
                        tracing::error!(error = format!("{error:#}"), "no certificate came from the authority");
                        failures += 1;
                        PAUSES[(failures - 1).min(PAUSES.len() - 1)]
                    }
                }
            };
            holder.forget_challenges();
            drop(holder);
            tokio::time::sleep(pause).await;
        }
    });
    Ok(())
}
