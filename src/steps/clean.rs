//! What may stand in a list of steps, whatever the shop holds: pure.

use super::model::{AssignTo, SnoozeTo, Step};
use crate::canned_replies::check_template;
use crate::error::{Error, FieldError, Result};
use crate::ids::TagId;

pub const MOST_STEPS: usize = 12;
const MOST_TAGS: usize = 20;
const MAX_TEXT_CHARS: usize = 2000;
const MAX_FOLLOW_UP_CHARS: usize = 200;
const YEAR_MINUTES: i64 = 366 * 24 * 60;

/// Steps as they are stored: texts trimmed, fields that fit each other, in an order that leads somewhere.
pub fn clean(steps: Vec<Step>) -> Result<Vec<Step>> {
    match steps.len() {
        0 => return Err(Error::invalid("steps", "required")),
        n if n > MOST_STEPS => return Err(Error::invalid("steps", "too_many")),
        _ => {}
    }
    let numbered = steps.into_iter().enumerate();
    let steps = numbered.map(|(place, step)| one(place, step)).collect::<Result<Vec<_>>>()?;
    check_order(&steps)?;
    Ok(steps)
}

/// The path of a field in a request.
pub fn path(place: usize, field: &str) -> String {
    if field.is_empty() { format!("steps[{place}]") } else { format!("steps[{place}].{field}") }
}

fn one(place: usize, step: Step) -> Result<Step> {
    let wrong = |field: &str, code: &str| Error::invalid(path(place, field), code);
    Ok(match step {
        Step::Reply { canned_reply_id, text } => {
            let text = text.map(|text| trimmed(&text)).filter(|text| !text.is_empty());
            match (canned_reply_id, &text) {
                (None, None) => return Err(wrong("text", "required")),
                (Some(_), Some(_)) => return Err(wrong("text", "not_with_canned_reply")),
                (None, Some(text)) => {
                    bounded(text, MAX_TEXT_CHARS).map_err(|code| wrong("text", code))?;
                    check_template(text).map_err(|error| at(place, error))?;
                }
                (Some(_), None) => {}
            }
            Step::Reply { canned_reply_id, text }
        }
        Step::Note { text } => {
            let text = trimmed(&text);
            bounded(&text, MAX_TEXT_CHARS).map_err(|code| wrong("text", code))?;
            Step::Note { text }
        }
        Step::Tag { tag_ids } => {
            check_tags(&tag_ids, 1).map_err(|code| wrong("tag_ids", code))?;
            Step::Tag { tag_ids }
        }
        Step::Untag { tag_ids } => {
            check_tags(&tag_ids, 1).map_err(|code| wrong("tag_ids", code))?;
            Step::Untag { tag_ids }
        }
        Step::Assign { to, staff_id, group_id } => {
            for (field, given, wanted) in [
                ("staff_id", staff_id.is_some(), to == AssignTo::Staff),
                ("group_id", group_id.is_some(), to == AssignTo::Group),
            ] {
                if given != wanted {
                    return Err(wrong(field, if wanted { "required" } else { "not_with_this" }));
                }
            }
            Step::Assign { to, staff_id, group_id }
        }
        Step::FollowUp { in_minutes, text, staff_id } => {
            let text = trimmed(&text.replace('\n', " "));
            bounded(&text, MAX_FOLLOW_UP_CHARS).map_err(|code| wrong("text", code))?;
            if !(1..=YEAR_MINUTES).contains(&in_minutes) {
                return Err(wrong("in_minutes", "out_of_range"));
            }
            Step::FollowUp { in_minutes, text, staff_id }
        }
        Step::Snooze { until, minutes } => {
            match (until, minutes) {
                (SnoozeTo::Minutes, None) => return Err(wrong("minutes", "required")),
                (SnoozeTo::Minutes, Some(minutes)) if !(1..=YEAR_MINUTES).contains(&minutes) => {
                    return Err(wrong("minutes", "out_of_range"));
                }
                (SnoozeTo::Reply | SnoozeTo::Opening, Some(_)) => return Err(wrong("minutes", "not_with_this")),
                _ => {}
            }
            Step::Snooze { until, minutes }
        }
        Step::Solve { tag_ids } => {
            check_tags(&tag_ids, 0).map_err(|code| wrong("tag_ids", code))?;
            Step::Solve { tag_ids }
        }
        step @ Step::Stage { .. } => step,
    })
}

fn trimmed(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    kept.trim().to_owned()
}

fn bounded(text: &str, most: usize) -> Result<(), &'static str> {
    match text.chars().count() {
        0 => Err("required"),
        n if n > most => Err("too_long"),
        _ => Ok(()),
    }
}

fn check_tags(ids: &[TagId], least: usize) -> Result<(), &'static str> {
    if ids.len() < least {
        return Err("required");
    }
    if ids.len() > MOST_TAGS {
        return Err("too_many");
    }
    let is_doubled = |(place, id): (usize, &TagId)| ids[..place].contains(id);
    if ids.iter().enumerate().any(is_doubled) { Err("doubled") } else { Ok(()) }
}

/// A fault of a template, named as a field of its step.
fn at(place: usize, error: Error) -> Error {
    match error {
        Error::Rows { code, errors, count } => {
            let named = |fault: FieldError| FieldError { field: path(place, &fault.field), ..fault };
            Error::Rows { code, errors: errors.into_iter().map(named).collect(), count }
        }
        Error::Invalid { field, code } => Error::Invalid { field: path(place, &field), code },
        other => other,
    }
}

/// What a step is about: of most things there is one in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Reply,
    Place,
    Stage,
    /// Whether it stays on the desk.
    End,
    FollowUp,
    Aside,
}

fn about(step: &Step) -> About {
    match step {
        Step::Reply { .. } => About::Reply,
        Step::Assign { .. } => About::Place,
        Step::Stage { .. } => About::Stage,
        Step::Snooze { .. } | Step::Solve { .. } => About::End,
        Step::FollowUp { .. } => About::FollowUp,
        Step::Note { .. } | Step::Tag { .. } | Step::Untag { .. } => About::Aside,
    }
}

/// A reply takes a conversation and brings it back to the desk: it comes before what gives it away or puts it off. Nothing
/// moves a conversation once it is put off.
fn check_order(steps: &[Step]) -> Result<()> {
    let mut tagged: Vec<(TagId, bool)> = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let before = || steps[..place].iter().map(about);
        let what = about(step);
        let refuse = |code: &str| Err(Error::invalid(path(place, ""), code));
        if what != About::Aside && before().any(|other| other == what) {
            return refuse("doubled");
        }
        if before().any(|other| other == About::End) && !matches!(what, About::Aside | About::FollowUp) {
            return refuse("after_the_end");
        }
        let hands_over = |step: &Step| matches!(step, Step::Assign { to, .. } if *to != AssignTo::Me);
        if what == About::Reply && steps[..place].iter().any(hands_over) {
            return refuse("after_handing_over");
        }
        let (ids, on): (&[TagId], bool) = match step {
            Step::Tag { tag_ids } | Step::Solve { tag_ids } => (tag_ids, true),
            Step::Untag { tag_ids } => (tag_ids, false),
            _ => (&[], true),
        };
        if ids.iter().any(|id| tagged.contains(&(*id, !on))) {
            return Err(Error::invalid(path(place, "tag_ids"), "put_on_and_taken_off"));
        }
        tagged.extend(ids.iter().map(|id| (*id, on)));
    }
    Ok(())
}
