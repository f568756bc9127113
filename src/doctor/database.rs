//! The database: reachable, of the right version, sound, not outgrown; and the work it keeps.

use super::{Finding, bytes, span};
use crate::clock::Time;
use crate::config::Config;
use crate::db::{self, Db};
use crate::error::Result;
use crate::{events, jobs};

/// What a database that answers nothing is called; nothing more can be looked at then.
pub(super) const UNREADABLE: &str = "database";
/// SQLite moves its log into the database far below this, unless a reader never lets go.
const WAL_WARNING_BYTES: u64 = 256 * 1024 * 1024;
/// What this command does not do itself.
const POSTGRES_LOOKS: &str =
    "all of it is looked through by its own pg_amcheck, and by pg_checksums while it is stopped";
const CLOCK_WARNING_SECONDS: i64 = 5;
const CLOCK_PROBLEM_SECONDS: i64 = 60;

pub(super) fn absent(config: &Config, error: &anyhow::Error) -> Finding {
    let advice = match db::sqlite_path(&config.database_url()) {
        Some(_) => "name the right folder with --data or --config; a new shop begins with `zhanggui serve`",
        None => "see that PostgreSQL runs and that --database names it rightly",
    };
    Finding::problem(UNREADABLE, format!("{error:#}"), advice)
}

pub(super) async fn examine(db: &Db, now: Time) -> Vec<Finding> {
    match look(db, now).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::problem(
            UNREADABLE,
            error.to_string(),
            "if it does not go away, restore the last backup (docs/operations.md)",
        )],
    }
}

async fn look(db: &Db, now: Time) -> Result<Vec<Finding>> {
    let Some(has) = db.schema_version().await? else {
        let advice = "a new shop begins with `zhanggui serve`; an old one lies elsewhere: see --data and --database";
        return Ok(vec![Finding::problem(UNREADABLE, "there is nothing in it", advice)]);
    };
    let mut findings = vec![version(db, has).await?, soundness(db).await?, size(db).await?];
    if has == db.known_schema_version() {
        findings.push(clock(db, now).await?);
        findings.push(work(db, now).await?);
    }
    Ok(findings)
}

async fn version(db: &Db, has: i64) -> Result<Finding> {
    let known = db.known_schema_version();
    let found = format!("{} {}, tables of version {has}", db.engine(), db.engine_version().await?);
    Ok(match has.cmp(&known) {
        std::cmp::Ordering::Equal => Finding::ok("version", found),
        std::cmp::Ordering::Less => Finding::warning(
            "version",
            format!("{found}; this program brings them to {known}"),
            "start the server: it copies an SQLite database first, then brings the tables up to date",
        ),
        std::cmp::Ordering::Greater => Finding::problem(
            "version",
            format!("{found}; this program knows {known}"),
            "install the newer Zhanggui that made them",
        ),
    })
}

async fn soundness(db: &Db) -> Result<Finding> {
    const ADVICE: &str =
        "stop the server, copy the data folder aside, restore the last backup, and have the disk checked";
    if matches!(db, Db::Postgres { .. }) {
        return Ok(match db.broken_pages().await? {
            Some(0) => Finding::ok("soundness", format!("PostgreSQL has met no broken page; {POSTGRES_LOOKS}")),
            None => Finding::ok("soundness", format!("PostgreSQL keeps no checksums of its pages; {POSTGRES_LOOKS}")),
            Some(pages) => Finding::problem(
                "soundness",
                format!("PostgreSQL has met {pages} broken pages"),
                "stop the server, copy PostgreSQL's data folder aside, see its log for the table, restore the last backup",
            ),
        });
    }
    let damage = db.damage().await?;
    Ok(match damage.first() {
        None => Finding::ok("soundness", "nothing is damaged"),
        Some(first) => Finding::problem("soundness", format!("{} faults: {first}", damage.len()), ADVICE),
    })
}

async fn size(db: &Db) -> Result<Finding> {
    let sizes = db.sizes().await?;
    let mut found = bytes(sizes.database_bytes);
    if let Some(wal) = sizes.wal_bytes {
        found = format!("{found}, write-ahead log {}", bytes(wal));
        if wal > WAL_WARNING_BYTES {
            let advice = "a program that reads the database does not let go: end it, or restart the server";
            return Ok(Finding::warning("size", found, advice));
        }
    }
    Ok(Finding::ok("size", found))
}

/// Against the database's clock, and against what was written last.
async fn clock(db: &Db, now: Time) -> Result<Finding> {
    let newest = events::newest_at(&mut db.reader().await?.conn()).await?;
    let ahead = newest.map_or(0, |at| (at.0 - now.0) / 1000).max(0);
    let apart = db.clock().await?.map_or(0, |at| (at.0 - now.0).abs() / 1000);
    let off = ahead.max(apart);
    let found = match (ahead, apart) {
        (0, _) => format!("within {} of the database's", span(apart)),
        _ => format!("the newest event lies {} ahead", span(ahead)),
    };
    let advice = "set the clock by NTP on every machine (timedatectl set-ntp true), then restart the server";
    Ok(match off {
        CLOCK_PROBLEM_SECONDS.. => Finding::problem("clock", found, advice),
        CLOCK_WARNING_SECONDS.. => Finding::warning("clock", found, advice),
        _ => Finding::ok("clock", "agrees with what was written"),
    })
}

async fn work(db: &Db, now: Time) -> Result<Finding> {
    let figures = jobs::figures(&mut db.reader().await?.conn(), now).await?;
    let found = format!("{} jobs to be done, {} late, {} given up", figures.waiting, figures.late, figures.dead);
    if figures.late > 0 {
        let advice = "nobody takes them: see that the server runs, and its log for \"could not look for due jobs\"";
        return Ok(Finding::warning("jobs", found, advice));
    }
    if figures.dead > 0 {
        let advice = "the desk's settings list them with the reason: run them again there, or discard them";
        return Ok(Finding::warning("jobs", found, advice));
    }
    Ok(Finding::ok("jobs", found))
}
