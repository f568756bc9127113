//! Backups: made by the server, and lately.

use super::{Finding, span};
use crate::backup;
use crate::clock::Time;
use crate::config::Config;

const DEFAULT_ADVICE: &str =
    "set backup_folder, on another disk if there is one, or call `zhanggui backup` from a timer (docs/operations.md)";

pub(super) fn examine(config: &Config, now: Time) -> Vec<Finding> {
    let folder = &config.backup_folder;
    if folder.as_os_str().is_empty() {
        return vec![Finding::warning("backups", "the server makes none", DEFAULT_ADVICE)];
    }
    let every = config.backup_every_seconds();
    vec![match backup::kept_in(folder).map(|kept| (kept.len(), kept.into_iter().next())) {
        Err(error) => {
            Finding::problem("backups", format!("{error:#}"), "see that the server's user may read the folder")
        }
        Ok((_, None)) => Finding::problem(
            "backups",
            format!("none in {}", folder.display()),
            "start the server: it makes one at once; if none comes, its log says why",
        ),
        Ok((count, Some(newest))) => {
            let age = (now.0 - newest.created_at.0) / 1000;
            let found = format!("{count} in {}, the newest {} old", folder.display(), span(age));
            // One that is being made now may take its time.
            if age > 2 * every {
                let advice = "the server's log says why (\"the scheduled backup failed\"); see its space too";
                Finding::problem("backups", found, advice)
            } else {
                Finding::ok("backups", found)
            }
        }
    }]
}
