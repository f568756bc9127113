//! What tells who somebody is, struck out: for logs, and for whatever leaves the house.
//!
//! Invariants: only digits and the front of a mail address are replaced, by as many or by fixed stars, so that what is
//! masked twice is masked once; numbers that are none of these stay as they are.

mod email;
mod numbers;

use std::borrow::Cow;

/// Something that was struck out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// What stands in its place.
    pub shown: String,
    pub was: String,
}

/// Strikes out phone numbers, ID-card numbers, bank cards and mail addresses, in any width and spacing:
/// `138******00`, `11****************`, `************1234`, `m***@shop.cn`.
pub fn mask(text: &str) -> Cow<'_, str> {
    veil(text).0
}

/// As [`mask`], with what was struck out, for whoever gets the text back and may know.
pub fn veil(text: &str) -> (Cow<'_, str>, Vec<Hidden>) {
    let mut hidden = Vec::new();
    let digits = text.chars().filter(|c| numbers::digit(*c).is_some()).count();
    let may_hold_number = digits >= numbers::SHORTEST;
    let may_hold_address = text.contains(['@', '＠']);
    if !may_hold_number && !may_hold_address {
        return (Cow::Borrowed(text), hidden);
    }
    let mut chars: Vec<char> = text.chars().collect();
    if may_hold_address {
        email::strike_out(&mut chars, &mut hidden);
    }
    if may_hold_number {
        numbers::strike_out(&mut chars, &mut hidden);
    }
    if hidden.is_empty() { (Cow::Borrowed(text), hidden) } else { (Cow::Owned(chars.into_iter().collect()), hidden) }
}
