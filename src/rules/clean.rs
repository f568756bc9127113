//! Rules as they are stored: what cannot be is refused where it stands.

use std::collections::HashSet;

use super::model::{Body, Occasion, RuleDraft, When};
use crate::app::App;
use crate::auth::{self, rules};
use crate::conditions::{Conditions, Field};
use crate::error::{Error, Result};
use crate::ids::ShopId;
use crate::steps::{self, Hands};
use crate::{inboxes, reception, tags};

const SECONDS: std::ops::RangeInclusive<i64> = 10..=7 * 86_400;
const PAUSE_MINUTES: std::ops::RangeInclusive<i64> = 1..=7 * 24 * 60;

/// A draft as it is stored, its name first. `path` stands before the fields of what was sent.
pub async fn draft(app: &App, shop_id: ShopId, draft: RuleDraft, path: &str) -> Result<(String, Body)> {
    let name = rules::clean_name(&format!("{path}name"), &draft.name)?;
    check_when(draft.when, path)?;
    if !PAUSE_MINUTES.contains(&draft.pause_minutes) {
        return Err(Error::invalid(format!("{path}pause_minutes"), "out_of_range"));
    }
    let conditions_path = format!("{path}conditions");
    let conditions = draft.conditions.checked(&conditions_path)?;
    check_ids(app, shop_id, &conditions, &conditions_path).await?;
    let steps = steps::clean(draft.steps).map_err(|error| within(path, error))?;
    let mut reader = app.db.reader().await?;
    steps::check(&mut reader.conn(), shop_id, Hands::Rule, &steps).await.map_err(|error| within(path, error))?;
    Ok((name, Body { when: draft.when, conditions, steps, pause_minutes: draft.pause_minutes }))
}

fn check_when(when: When, path: &str) -> Result<()> {
    let wrong = |code: &str| Err(Error::invalid(format!("{path}when.seconds"), code));
    match (when.event == Occasion::Waiting, when.seconds) {
        (true, None) => wrong("required"),
        (true, Some(seconds)) if !SECONDS.contains(&seconds) => wrong("out_of_range"),
        (false, Some(_)) => wrong("not_for_event"),
        _ => Ok(()),
    }
}

/// Another shop's answer like those that are nowhere.
async fn check_ids(app: &App, shop_id: ShopId, conditions: &Conditions, path: &str) -> Result<()> {
    let inboxes = inboxes::of_shop(app, shop_id).await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let tree = tags::tree(&mut conn, shop_id).await?;
    let groups = reception::group_ids(&mut conn, shop_id).await?;
    let staff = auth::names(&mut conn, shop_id).await?;
    let inboxes: HashSet<String> = inboxes.iter().map(|inbox| inbox.id.to_string()).collect();
    let tags: HashSet<String> = tree.tags.iter().map(|tag| tag.id.to_string()).collect();
    let groups: HashSet<String> = groups.iter().map(ToString::to_string).collect();
    let staff: HashSet<String> = staff.iter().map(|(id, _)| id.to_string()).collect();
    for (place, condition) in conditions.placed() {
        let known = match condition.field {
            Field::Inbox => &inboxes,
            Field::Assignee => &staff,
            Field::Group => &groups,
            Field::Tags | Field::AddedTags => &tags,
            _ => continue,
        };
        if let Some(at) = condition.values.iter().position(|value| !known.contains(value)) {
            return Err(Error::invalid(format!("{path}.{place}.values[{at}]"), "unknown"));
        }
    }
    Ok(())
}

/// The fault as a field of what was sent.
fn within(path: &str, error: Error) -> Error {
    match error {
        Error::Invalid { field, code } => Error::Invalid { field: format!("{path}{field}"), code },
        Error::Rows { code, mut errors, count } => {
            errors.iter_mut().for_each(|fault| fault.field = format!("{path}{}", fault.field));
            Error::Rows { code, errors, count }
        }
        other => other,
    }
}
