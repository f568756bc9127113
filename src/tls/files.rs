//! Certificate files that somebody else renews: read anew when they change, or on SIGHUP.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::signal::unix::{SignalKind, signal};

use super::holder::Holder;
use super::{Certificate, Paths};

const LOOK_EVERY: Duration = Duration::from_secs(2);

pub(super) fn start(paths: Paths, holder: Arc<Holder>) -> anyhow::Result<()> {
    let mut seen = changed_at(&paths);
    holder.put(&Certificate::read(&paths)?);
    let mut hangup = signal(SignalKind::hangup())?;
    let weak = Arc::downgrade(&holder);
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            let asked = tokio::select! {
                _ = ticks.tick() => false,
                _ = hangup.recv() => true,
            };
            // The holder goes with the listener.
            let Some(holder) = weak.upgrade() else { return };
            let now = changed_at(&paths);
            if !asked && now == seen {
                continue;
            }
            seen = now;
            match Certificate::read(&paths) {
                Ok(certificate) => {
                    holder.put(&certificate);
                    tracing::info!(certificate = %paths.certificate.display(), "a new certificate is in force");
                }
                // Files are written one after the other: the next look may find them whole.
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the new certificate does not work; the old one stays"
                    );
                }
            }
        }
    });
    Ok(())
}

fn changed_at(paths: &Paths) -> [Option<SystemTime>; 2] {
    [&paths.certificate, &paths.key].map(|path| std::fs::metadata(path).and_then(|file| file.modified()).ok())
}
