//! Looks over an installation and says what to do about what it finds.
//!
//! Invariant: everything stays as it was found, and nothing leaves but a mail that was asked for; each finding that is not
//! well says what to do.

mod backups;
mod certificate;
mod database;
mod encoder;
mod files;
mod key;
mod machine;
mod mail;
mod mailboxes;
mod server;

use serde::Serialize;

use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::db::Db;

/// How bad it is; the worst finding decides how the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ok,
    Warning,
    Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at: a stable word.
    pub check: &'static str,
    pub level: Level,
    pub found: String,
    /// What to do about it; none when there is nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Report {
    pub zhanggui: &'static str,
    pub at: Time,
    pub level: Level,
    pub findings: Vec<Finding>,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, level: Level::Ok, found: found.into(), advice: None }
    }

    /// All is well, and there is a word on how it could be better.
    fn hint(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, level: Level::Ok, found: found.into(), advice: Some(advice.into()) }
    }

    fn warning(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, level: Level::Warning, found: found.into(), advice: Some(advice.into()) }
    }

    fn problem(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, level: Level::Problem, found: found.into(), advice: Some(advice.into()) }
    }
}

/// Looks at everything. With an address, sends a mail there.
pub async fn examine(config: &Config, clock: &Clock, mail_to: Option<&str>) -> Report {
    let now = clock.now();
    let mut findings = machine::examine(config);
    match Db::open_as_is(&config.database_url()).await {
        Ok(db) => {
            let reachable = database::examine(&db, now).await;
            let is_reachable = reachable.iter().all(|finding| finding.check != database::UNREADABLE);
            findings.extend(reachable);
            if is_reachable {
                findings.extend(mailboxes::examine(&db, now).await);
                let (finding, keys) = key::examine(config, &db).await;
                findings.push(finding);
                if let Some(keys) = keys {
                    findings.extend(files::examine(config, &db, &keys).await);
                }
            }
            db.close().await;
        }
        Err(error) => findings.push(database::absent(config, &error)),
    }
    findings.push(mail::examine(config, mail_to, now).await);
    findings.push(encoder::examine(config));
    findings.extend(certificate::examine(config, now));
    findings.extend(backups::examine(config, now));
    findings.extend(server::examine(config).await);
    let level = findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Ok);
    Report { zhanggui: env!("CARGO_PKG_VERSION"), at: now, level, findings }
}

/// A number of bytes for people.
fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", UNITS[unit]) }
}

/// A time span for people, by its largest unit.
fn span(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_for_people() {
        assert_eq!(
            (bytes(999), bytes(1_500), bytes(12_345_678_900)),
            ("999 B".into(), "1.5 kB".into(), "12.3 GB".into())
        );
        assert_eq!(
            (span(90), span(600), span(90_000), span(400_000)),
            ("90 s".into(), "10 min".into(), "25 h".into(), "4 days".into())
        );
    }

    #[test]
    fn the_worst_level_is_the_greatest() {
        assert!(Level::Ok < Level::Warning && Level::Warning < Level::Problem);
    }
}
