//! The folder of scheduled backups: what lies there, and what is old enough to go.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::make::UNFINISHED;
use super::tree;
use crate::clock::Time;

const BEGIN: &str = "zhanggui-";
const TIME: &str = "%Y%m%dT%H%M%SZ";
const DAY_SECONDS: i64 = 24 * 3600;

/// A backup in the folder, whole by having its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub path: PathBuf,
    pub created_at: Time,
}

/// The name of a backup made now.
pub fn new_name(now: Time) -> String {
    let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{BEGIN}{}", at.strftime(TIME))
}

/// The backups in a folder, the newest first.
pub fn kept_in(folder: &Path) -> anyhow::Result<Vec<Kept>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("read {}", folder.display())),
    };
    let mut kept: Vec<Kept> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some(Kept { path: entry.path(), created_at: made_at(entry.file_name().to_str()?)? })
        })
        .collect();
    kept.sort_by_key(|backup| std::cmp::Reverse(backup.created_at));
    Ok(kept)
}

fn made_at(name: &str) -> Option<Time> {
    let time = name.strip_prefix(BEGIN)?;
    let time = time.strip_suffix(".tar").unwrap_or(time);
    let at = jiff::civil::DateTime::strptime(TIME, time).ok()?;
    Some(Time(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond()))
}

/// Removes all but the newest, and what was begun a day ago and never became whole.
pub fn forget_older(folder: &Path, keep: usize, now: Time) -> anyhow::Result<()> {
    for old in kept_in(folder)?.into_iter().skip(keep.max(1)) {
        // Under another name first: half a backup must not look like one.
        let going = tree::with_ending(&old.path, UNFINISHED);
        std::fs::rename(&old.path, &going)?;
        tree::remove(&going).with_context(|| format!("remove {}", old.path.display()))?;
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let begun_at = name.to_str().and_then(|name| made_at(name.strip_suffix(UNFINISHED)?));
        if begun_at.is_some_and(|at| at.plus_seconds(DAY_SECONDS) < now) {
            tree::remove(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_when_it_was_made() {
        let now = Time::parse("2026-11-11T04:05:06Z").expect("a time");
        assert_eq!(new_name(now), "zhanggui-20261111T040506Z");
        assert_eq!(made_at(&new_name(now)), Some(now));
        assert_eq!(made_at("zhanggui-20261111T040506Z.tar"), Some(now));
        for other in ["zhanggui-20261111T040506Z.partial", "zhanggui-latest", "notes", ""] {
            assert_eq!(made_at(other), None, "{other}");
        }
    }
}
