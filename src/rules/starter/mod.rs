//! A start: rules that most shops could use, in three languages, written for this project. They name nothing of the shop's.

use serde::Deserialize;

use super::model::RuleDraft;
use crate::error::Result;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    rule: Vec<RuleDraft>,
}

/// The rules in a language.
pub fn starter(locale: &str) -> Result<Vec<RuleDraft>> {
    let text = match locale {
        "zh-Hant" => include_str!("zh-Hant.toml"),
        "en" => include_str!("en.toml"),
        _ => include_str!("zh-CN.toml"),
    };
    let set: Set = toml::from_str(text).map_err(anyhow::Error::from)?;
    Ok(set.rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::rules::LOCALES;
    use crate::steps;

    #[test]
    fn the_rules_can_be_stored_and_say_the_same_in_every_language() {
        let shapes = LOCALES.map(|locale| {
            let rules = starter(locale).expect("rules");
            for rule in &rules {
                rule.conditions.checked("conditions").expect("conditions that can be asked");
                steps::clean(rule.steps.clone()).expect("steps that lead somewhere");
                assert!(!rule.enabled, "{} surprises nobody", rule.name);
            }
            rules.iter().map(|rule| (rule.when, rule.steps.len(), rule.pause_minutes)).collect::<Vec<_>>()
        });
        assert_eq!(shapes[0].len(), 3);
        assert!(shapes.iter().all(|shape| *shape == shapes[0]));
    }
}
