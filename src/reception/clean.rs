//! What was typed, checked.

use std::ops::RangeInclusive;

use super::model::{Capacity, Settings, Skills};
use crate::auth::rules;
use crate::error::{Error, Result};

const MOST_TIERS: usize = 20;
const MOST_SKILLS: usize = 100;
const CAPACITY: RangeInclusive<i64> = 0..=100;

pub fn settings(wanted: Settings) -> Result<Settings> {
    for (field, value, range) in [
        ("capacity", wanted.capacity, 1..=100),
        ("idle_minutes", wanted.idle_minutes, 1..=1440),
        ("returning_hours", wanted.returning_hours, 0..=720),
        ("long_wait_seconds", wanted.long_wait_seconds, 10..=86_400),
        ("overflow_seconds", wanted.overflow_seconds, 0..=86_400),
        ("absence_seconds", wanted.absence_seconds, 5..=3600),
    ] {
        check(field, value, &range)?;
    }
    Ok(Settings { vip_tiers: names("vip_tiers", wanted.vip_tiers, MOST_TIERS)?, ..wanted })
}

pub fn capacity(wanted: &Capacity) -> Result<()> {
    check("total", wanted.total, &CAPACITY)?;
    wanted.channels.values().try_for_each(|most| check("channels", *most, &CAPACITY))
}

pub fn skills(mut wanted: Skills) -> Result<Skills> {
    wanted.inboxes.sort_unstable();
    wanted.inboxes.dedup();
    if wanted.inboxes.len() > MOST_SKILLS {
        return Err(Error::invalid("skills.inboxes", "too_many"));
    }
    wanted.stages.sort_unstable_by_key(|stage| *stage as i16);
    wanted.stages.dedup();
    wanted.languages.sort_unstable();
    wanted.languages.dedup();
    for language in &wanted.languages {
        rules::check_locale("skills.languages", language)?;
    }
    Ok(Skills { products: names("skills.products", wanted.products, MOST_SKILLS)?, ..wanted })
}

fn check(field: &'static str, value: i64, range: &RangeInclusive<i64>) -> Result<()> {
    if range.contains(&value) { Ok(()) } else { Err(Error::invalid(field, "out_of_range")) }
}

/// Each once, in their order.
fn names(field: &'static str, wanted: Vec<String>, most: usize) -> Result<Vec<String>> {
    if wanted.len() > most {
        return Err(Error::invalid(field, "too_many"));
    }
    let mut kept: Vec<String> = Vec::new();
    for name in wanted {
        let name = rules::clean_name(field, &name)?;
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    Ok(kept)
}
