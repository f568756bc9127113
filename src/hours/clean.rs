//! What was typed, checked and put in order.

use std::ops::RangeInclusive;

use jiff::civil::{Date, date};

use super::model::{Settings, Span, SpecialDay, Week};
use super::time_of_day::TimeOfDay;
use crate::auth::rules;
use crate::error::{Error, Result};
use crate::ids::InboxId;

const MOST_SPANS: usize = 8;
const MOST_SPECIAL_DAYS: usize = 100;
const MOST_DAYS_AT_ONCE: i32 = 366;
const MOST_NAME_CHARS: usize = 40;
const DATES: RangeInclusive<Date> = date(2000, 1, 1)..=date(2199, 12, 31);
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// `inboxes`: those of the shop.
pub fn settings(mut wanted: Settings, inboxes: &[InboxId]) -> Result<Settings> {
    if let Some(own) = &mut wanted.week {
        week("week", own)?;
    }
    wanted.inboxes.sort_by_key(|own| own.inbox_id);
    if wanted.inboxes.windows(2).any(|pair| pair[0].inbox_id == pair[1].inbox_id) {
        return Err(Error::invalid("inboxes", "twice"));
    }
    for (place, own) in wanted.inboxes.iter_mut().enumerate() {
        if !inboxes.contains(&own.inbox_id) {
            return Err(Error::invalid("inboxes", "unknown"));
        }
        if let Some(own) = &mut own.week {
            week(&format!("inboxes.{place}.week"), own)?;
        }
    }
    special_days(&mut wanted.special_days, inboxes)?;
    Ok(wanted)
}

fn week(field: &str, week: &mut Week) -> Result<()> {
    let mut ends: [Option<TimeOfDay>; 7] = [None; 7];
    for ((day, name), end) in week.days_mut().into_iter().zip(DAYS).zip(&mut ends) {
        spans(&format!("{field}.{name}"), day)?;
        *end = day.last().filter(|last| last.ends_next_day()).map(|last| last.until);
    }
    for (place, day) in week.days_mut().into_iter().enumerate() {
        let before = ends[(place + 6) % 7];
        if before.zip(day.first()).is_some_and(|(end, first)| first.from < end) {
            return Err(Error::invalid(format!("{field}.{}", DAYS[place]), "overlap"));
        }
    }
    Ok(())
}

/// Those of one day: in their order, apart from each other, only the last past midnight.
fn spans(field: &str, spans: &mut [Span]) -> Result<()> {
    if spans.len() > MOST_SPANS {
        return Err(Error::invalid(field, "too_many"));
    }
    if spans.iter().any(|span| span.from == TimeOfDay::END_OF_DAY || span.from == span.until) {
        return Err(Error::invalid(field, "empty_span"));
    }
    spans.sort_by_key(|span| span.from);
    if spans.windows(2).any(|pair| pair[0].ends_next_day() || pair[1].from < pair[0].until) {
        return Err(Error::invalid(field, "overlap"));
    }
    Ok(())
}

fn special_days(days: &mut [SpecialDay], inboxes: &[InboxId]) -> Result<()> {
    if days.len() > MOST_SPECIAL_DAYS {
        return Err(Error::invalid("special_days", "too_many"));
    }
    for (place, day) in days.iter_mut().enumerate() {
        let field = |name: &str| format!("special_days.{place}.{name}");
        day.name = rules::clean_name(&field("name"), &day.name)?;
        if day.name.chars().count() > MOST_NAME_CHARS {
            return Err(Error::invalid(field("name"), "too_long"));
        }
        if !DATES.contains(&day.from) || !DATES.contains(&day.until) {
            return Err(Error::invalid(field("from"), "out_of_range"));
        }
        if day.until < day.from {
            return Err(Error::invalid(field("until"), "before_from"));
        }
        if (day.until - day.from).get_days() >= MOST_DAYS_AT_ONCE {
            return Err(Error::invalid(field("until"), "too_long"));
        }
        spans(&field("spans"), &mut day.spans)?;
        day.inbox_ids.sort_unstable();
        day.inbox_ids.dedup();
        if day.inbox_ids.iter().any(|id| !inboxes.contains(id)) {
            return Err(Error::invalid(field("inbox_ids"), "unknown"));
        }
    }
    for (place, day) in days.iter().enumerate() {
        if days[..place].iter().any(|other| contradict(day, other)) {
            return Err(Error::invalid(format!("special_days.{place}.from"), "overlap"));
        }
    }
    days.sort_by_key(|day| day.from);
    Ok(())
}

/// Whether two special days would both decide about one date of one place.
fn contradict(one: &SpecialDay, other: &SpecialDay) -> bool {
    let meet = one.from <= other.until && other.from <= one.until;
    let both_everywhere = one.inbox_ids.is_empty() && other.inbox_ids.is_empty();
    meet && (both_everywhere || one.inbox_ids.iter().any(|id| other.inbox_ids.contains(id)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    const INBOX: InboxId = InboxId(Uuid::from_u128(1));

    fn refused(wanted: Value) -> (String, String) {
        let wanted: Settings = serde_json::from_value(wanted).expect("settings");
        match settings(wanted, &[INBOX]) {
            Err(Error::Invalid { field, code }) => (field, code),
            other => panic!("not refused: {other:?}"),
        }
    }

    fn span(from: &str, until: &str) -> Value {
        json!({ "from": from, "until": until })
    }

    fn special(from: &str, until: &str, more: Value) -> Value {
        let mut day = json!({ "name": "国庆节", "from": from, "until": until });
        day.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        day
    }

    #[test]
    fn hours_are_put_in_order() {
        let wanted = json!({
            "week": { "friday": [span("18:00", "02:00"), span("09:00", "12:00")], "saturday": [span("02:00", "24:00")] },
            "special_days": [special("2026-10-01", "2026-10-07", json!({})), special("2026-05-01", "2026-05-01", json!({}))],
        });
        let clean = settings(serde_json::from_value(wanted).expect("settings"), &[INBOX]).expect("fine");
        assert_eq!(clean.week.expect("a week").friday[0].from.to_string(), "09:00");
        assert_eq!(clean.special_days[0].from, date(2026, 5, 1));
    }

    #[test]
    fn hours_that_cannot_be_are_refused() {
        for (day, code) in [
            (json!([span("09:00", "12:00"), span("11:00", "13:00")]), "overlap"),
            (json!([span("18:00", "02:00"), span("20:00", "21:00")]), "overlap"),
            (json!([span("09:00", "09:00")]), "empty_span"),
            (json!([span("24:00", "02:00")]), "empty_span"),
            (Value::Array(vec![span("09:00", "10:00"); 9]), "too_many"),
        ] {
            assert_eq!(refused(json!({ "week": { "monday": day } })), ("week.monday".into(), code.into()));
        }
        // Into the next day's hours, and from Sunday into Monday's.
        let night = json!({ "monday": [span("20:00", "08:00")], "tuesday": [span("07:00", "09:00")] });
        assert_eq!(refused(json!({ "week": night })), ("week.tuesday".into(), "overlap".into()));
        let round = json!({ "sunday": [span("20:00", "08:00")], "monday": [span("07:00", "09:00")] });
        assert_eq!(refused(json!({ "week": round })), ("week.monday".into(), "overlap".into()));
    }

    #[test]
    fn special_days_that_cannot_be_are_refused() {
        let twice = [special("2026-10-01", "2026-10-07", json!({})), special("2026-10-07", "2026-10-07", json!({}))];
        for (days, field, code) in [
            (json!([special("2026-10-07", "2026-10-01", json!({}))]), "special_days.0.until", "before_from"),
            (json!([special("2026-01-01", "2027-06-01", json!({}))]), "special_days.0.until", "too_long"),
            (json!([special("0001-01-01", "0001-01-01", json!({}))]), "special_days.0.from", "out_of_range"),
            (json!(twice), "special_days.1.from", "overlap"),
            (
                json!([special("2026-10-01", "2026-10-01", json!({ "inbox_ids": [Uuid::from_u128(2)] }))]),
                "special_days.0.inbox_ids",
                "unknown",
            ),
            (json!([special("2026-10-01", "2026-10-01", json!({ "name": " " }))]), "special_days.0.name", "required"),
        ] {
            assert_eq!(refused(json!({ "special_days": days })), (field.into(), code.into()));
        }
        let own = json!({ "inbox_id": INBOX, "week": null });
        assert_eq!(refused(json!({ "inboxes": [own, own] })), ("inboxes".into(), "twice".into()));
    }
}
