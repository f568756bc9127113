//! Deciding what goes by itself, and looking at it before.

use super::{one_more, page};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::RunId;
use crate::privacy::model::{RetentionEnding, RetentionPreview, RetentionRule, RetentionRun, RetentionSubject};
use crate::privacy::retention::{self, night};
use crate::privacy::store::retention as store;

/// The rules that are on.
pub async fn rules(app: &App, actor: &Actor) -> Result<Vec<RetentionRule>> {
    actor.require(Permission::ManagePrivacy)?;
    store::rules(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

/// Puts these rules in the place of those before; they begin next night.
pub async fn set_rules(app: &App, actor: &Actor, rules: Vec<RetentionRule>) -> Result<Vec<RetentionRule>> {
    actor.require(Permission::ManagePrivacy)?;
    let rules = checked(rules)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let now = app.clock.now();
    let before = store::rules(&mut conn, actor.shop_id).await?;
    store::set_rules(&mut conn, actor.shop_id, &rules).await?;
    night::plan(&mut conn, actor.shop_id, &rules, now).await?;
    let entry = Entry::new(Action::RetentionUpdated).changed("rules", &before, &rules);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    Ok(rules)
}

/// What these rules would remove if they ran now. Nothing happens.
pub async fn preview(app: &App, actor: &Actor, rules: Vec<RetentionRule>) -> Result<Vec<RetentionPreview>> {
    actor.require(Permission::ManagePrivacy)?;
    let rules = checked(rules)?;
    let mut previews = Vec::with_capacity(rules.len());
    for rule in &rules {
        previews.push(retention::preview(app, actor.shop_id, rule).await?);
    }
    Ok(previews)
}

/// A page of what went in the nights, the newest first, and the place after it.
pub async fn runs(
    app: &App,
    actor: &Actor,
    after: Option<RunId>,
    limit: usize,
) -> Result<(Vec<RetentionRun>, Option<RunId>)> {
    actor.require(Permission::ManagePrivacy)?;
    let before = after.unwrap_or(RunId(uuid::Uuid::max()));
    let mut reader = app.db.reader().await?;
    let rows = store::runs(&mut reader.conn(), actor.shop_id, before, one_more(limit)).await?;
    let (rows, next) = page(rows, limit, |row| row.id);
    Ok((rows.into_iter().map(RetentionRun::from).collect(), next))
}

/// The fewest and the most days a rule may name: no typing error removes what came in this week.
fn days(subject: RetentionSubject) -> std::ops::RangeInclusive<i64> {
    const TEN_YEARS: i64 = 3653;
    match subject {
        RetentionSubject::Conversations | RetentionSubject::Files | RetentionSubject::Events => 7..=TEN_YEARS,
        RetentionSubject::Visitors => 1..=TEN_YEARS,
        // Two weeks is what the log reaches back anyway.
        RetentionSubject::Deliveries => 1..=13,
    }
}

fn checked(mut rules: Vec<RetentionRule>) -> Result<Vec<RetentionRule>> {
    for (n, rule) in rules.iter_mut().enumerate() {
        if !days(rule.subject).contains(&rule.days) {
            return Err(Error::invalid(format!("rules[{n}].days"), "out_of_range"));
        }
        match (rule.subject, rule.ending) {
            (RetentionSubject::Conversations, None) => rule.ending = Some(RetentionEnding::Anonymise),
            (RetentionSubject::Conversations, Some(_)) | (_, None) => {}
            (_, Some(_)) => return Err(Error::invalid(format!("rules[{n}].ending"), "unexpected")),
        }
    }
    rules.sort_by_key(|rule| rule.subject as i16);
    if rules.windows(2).any(|pair| pair[0].subject == pair[1].subject) {
        return Err(Error::invalid("rules", "twice"));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(subject: RetentionSubject, days: i64, ending: Option<RetentionEnding>) -> RetentionRule {
        RetentionRule { subject, days, ending }
    }

    #[test]
    fn rules_name_each_thing_once_and_nothing_recent() {
        let good = vec![rule(RetentionSubject::Events, 90, None), rule(RetentionSubject::Conversations, 365, None)];
        let checked_rules = checked(good).expect("good rules");
        assert_eq!(checked_rules[0].ending, Some(RetentionEnding::Anonymise), "the gentler ending is the usual one");
        for bad in [
            vec![rule(RetentionSubject::Files, 6, None)],
            vec![rule(RetentionSubject::Deliveries, 14, None)],
            vec![rule(RetentionSubject::Files, 30, Some(RetentionEnding::Erase))],
            vec![rule(RetentionSubject::Files, 30, None), rule(RetentionSubject::Files, 60, None)],
        ] {
            assert!(checked(bad.clone()).is_err(), "{bad:?}");
        }
    }
}
