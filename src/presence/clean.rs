//! What was typed, checked.

use super::model::Settings;
use crate::auth::rules;
use crate::error::{Error, Result};
use crate::live::Presence;

const MOST_REASONS: usize = 20;
const MOST_REASON_CHARS: usize = 40;
const MOST_AWAY_MINUTES: i64 = 240;

pub fn settings(wanted: Settings) -> Result<Settings> {
    if !(0..=MOST_AWAY_MINUTES).contains(&wanted.away_after_minutes) {
        return Err(Error::invalid("away_after_minutes", "out_of_range"));
    }
    let mut reasons: Vec<String> = Vec::new();
    for typed in &wanted.reasons {
        let clean = words("reasons", typed)?;
        if !reasons.contains(&clean) {
            reasons.push(clean);
        }
    }
    if reasons.len() > MOST_REASONS {
        return Err(Error::invalid("reasons", "too_many"));
    }
    Ok(Settings { reasons, ..wanted })
}

/// Why somebody is away; for anything else there is no reason to give.
pub fn reason(presence: Presence, typed: Option<String>) -> Result<Option<String>> {
    let typed = typed.filter(|words| !words.trim().is_empty());
    match typed {
        Some(_) if presence != Presence::Away => Err(Error::invalid("reason", "only_away")),
        Some(typed) => words("reason", &typed).map(Some),
        None => Ok(None),
    }
}

fn words(field: &str, typed: &str) -> Result<String> {
    let clean = rules::clean_name(field, typed)?;
    if clean.chars().count() > MOST_REASON_CHARS {
        return Err(Error::invalid(field, "too_long"));
    }
    Ok(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_short_and_each_once() {
        let of = |reasons: &[&str]| {
            let reasons = reasons.iter().map(|&reason| reason.to_owned()).collect();
            settings(Settings { reasons, ..Settings::default() })
        };
        assert_eq!(of(&[" 用餐 ", "小休", "用餐"]).expect("fine").reasons, ["用餐", "小休"]);
        assert!(of(&[""]).is_err());
        assert!(of(&["长".repeat(41).as_str()]).is_err());
        let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
        assert!(settings(Settings { reasons: many, ..Settings::default() }).is_err());
        assert!(settings(Settings { away_after_minutes: 241, ..Settings::default() }).is_err());
    }

    #[test]
    fn only_who_is_away_has_a_reason() {
        assert_eq!(reason(Presence::Away, Some(" 用餐 ".into())).expect("fine"), Some("用餐".into()));
        assert_eq!(reason(Presence::Online, Some(" ".into())).expect("fine"), None);
        assert!(reason(Presence::Busy, Some("用餐".into())).is_err());
    }
}
