//! What was typed, checked.

use std::ops::RangeInclusive;

use super::model::{Rule, Settings};
use crate::error::{Error, Result};
use crate::ids::InboxId;

const MOST_RULES: usize = 50;
const MOST_TIER_CHARS: usize = 40;
const REPLY: RangeInclusive<i64> = 0..=86_400;
const SOLVE: RangeInclusive<i64> = 0..=30 * 86_400;
const STEP: RangeInclusive<i64> = 1..=86_400;

/// Settings as they are stored, if they make sense; `inboxes` are those of the shop.
pub fn settings(mut wanted: Settings, inboxes: &[InboxId]) -> Result<Settings> {
    check("first_reply_seconds", wanted.first_reply_seconds, &REPLY)?;
    check("next_reply_seconds", wanted.next_reply_seconds, &REPLY)?;
    check("solve_seconds", wanted.solve_seconds, &SOLVE)?;
    check("alert_percent", wanted.alert_percent, &(0..=95))?;
    check("escalate_seconds", wanted.escalate_seconds, &REPLY)?;
    wanted.steps.iter().try_for_each(|step| check("steps", *step, &STEP))?;
    if !wanted.steps.is_sorted_by(|one, next| one < next) {
        return Err(Error::invalid("steps", "not_rising"));
    }
    if wanted.rules.len() > MOST_RULES {
        return Err(Error::invalid("rules", "too_many"));
    }
    wanted.rules = wanted.rules.into_iter().map(|rule| checked(rule, inboxes)).collect::<Result<_>>()?;
    Ok(wanted)
}

fn checked(mut rule: Rule, inboxes: &[InboxId]) -> Result<Rule> {
    rule.tier = rule.tier.map(|tier| tier.trim().to_owned()).filter(|tier| !tier.is_empty());
    if rule.tier.as_ref().is_some_and(|tier| tier.chars().count() > MOST_TIER_CHARS) {
        return Err(Error::invalid("rules.tier", "too_long"));
    }
    if rule.inbox_id.is_some_and(|inbox| !inboxes.contains(&inbox)) {
        return Err(Error::invalid("rules.inbox_id", "unknown"));
    }
    if rule.conditions() == 0 {
        return Err(Error::invalid("rules", "no_condition"));
    }
    for (field, seconds, range) in [
        ("rules.first_reply_seconds", rule.first_reply_seconds, &REPLY),
        ("rules.next_reply_seconds", rule.next_reply_seconds, &REPLY),
        ("rules.solve_seconds", rule.solve_seconds, &SOLVE),
    ] {
        seconds.map_or(Ok(()), |seconds| check(field, seconds, range))?;
    }
    Ok(rule)
}

fn check(field: &'static str, value: i64, range: &RangeInclusive<i64>) -> Result<()> {
    if range.contains(&value) { Ok(()) } else { Err(Error::invalid(field, "out_of_range")) }
}
