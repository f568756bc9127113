//! Pure rules about staff: who may change whom, what a name or an address may be.

use super::model::Role;
use crate::error::{Error, Result};

pub const LOCALES: [&str; 3] = ["zh-CN", "zh-Hant", "en"];
pub const MAX_NAME_CHARS: usize = 80;

/// Only an owner makes owners, and only an owner changes one.
pub fn may_give_role(actor: Role, role: Role) -> Result<()> {
    if role == Role::Owner && actor != Role::Owner { Err(Error::Forbidden("owner_only")) } else { Ok(()) }
}

/// Whether a change takes the last owner away from a shop.
pub fn takes_an_owner_away(before: (Role, bool), after: (Role, bool)) -> bool {
    before == (Role::Owner, true) && after != (Role::Owner, true)
}

/// A name as stored: control characters out, runs of blanks single, ends trimmed.
pub fn clean_name(field: &str, name: &str) -> Result<String> {
    let visible: String =
        name.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    let clean = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    match clean.chars().count() {
        0 => Err(Error::invalid(field, "required")),
        n if n > MAX_NAME_CHARS => Err(Error::invalid(field, "too_long")),
        _ => Ok(clean),
    }
}

/// Characters that turn the direction of what follows: they make a name look like another.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Words of several characters that may be left empty: none when blank.
pub fn clean_optional(field: &str, text: Option<String>, max_chars: usize) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    let kept: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let trimmed = kept.trim();
    if trimmed.chars().count() > max_chars {
        return Err(Error::invalid(field, "too_long"));
    }
    Ok((!trimmed.is_empty()).then(|| trimmed.to_owned()))
}

/// A mail address as stored and compared: lower case, one @, no blanks.
pub fn clean_email(field: &str, email: &str) -> Result<String> {
    let email = email.trim().to_lowercase();
    let (local, domain) = email.split_once('@').ok_or_else(|| Error::invalid(field, "invalid_email"))?;
    let fine = !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains('@')
        && email.len() <= 254
        && !email.contains(|c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c));
    if fine { Ok(email) } else { Err(Error::invalid(field, "invalid_email")) }
}

/// One of the languages the pages speak.
pub fn check_locale(field: &str, locale: &str) -> Result<()> {
    if LOCALES.contains(&locale) { Ok(()) } else { Err(Error::invalid(field, "unknown_locale")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_make_owners() {
        for actor in Role::ALL {
            assert_eq!(may_give_role(actor, Role::Owner).is_ok(), actor == Role::Owner);
            assert!(may_give_role(actor, Role::Agent).is_ok());
        }
    }

    #[test]
    fn an_owner_leaves_by_demotion_or_deactivation() {
        let owner = (Role::Owner, true);
        assert!(takes_an_owner_away(owner, (Role::Agent, true)));
        assert!(takes_an_owner_away(owner, (Role::Owner, false)));
        assert!(!takes_an_owner_away(owner, owner));
        assert!(!takes_an_owner_away((Role::Owner, false), (Role::Agent, false)));
    }

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean_name("name", "  梅\u{0007}  林\u{202E} ").expect("clean"), "梅 林");
        assert!(clean_name("name", " \u{200B} ").is_err());
        assert!(clean_name("name", &"字".repeat(81)).is_err());
    }

    #[test]
    fn addresses_are_lower_case_and_whole() {
        assert_eq!(clean_email("email", " Mei@Shop.Example ").expect("clean"), "mei@shop.example");
        for bad in
            ["", "mei", "@shop.example", "mei@", "mei@shop", "a@b@c.d", "a b@c.d", "a@c.d\r\nBcc: x@y.z", "<a@b.c>"]
        {
            assert!(clean_email("email", bad).is_err(), "{bad:?}");
        }
    }
}
