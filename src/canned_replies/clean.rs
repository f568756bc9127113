//! What a reply may hold: pure rules.

use super::model::CannedReplyContent;
use super::template;
use crate::auth::rules::{clean_name, clean_optional};
use crate::conversations::clean_next_steps;
use crate::error::{Error, FieldError, Result};

pub const MAX_TEXT_CHARS: usize = 2000;
const MAX_SHORTCUT_CHARS: usize = 32;

/// What somebody wrote, as it is stored.
pub fn content(content: CannedReplyContent) -> Result<CannedReplyContent> {
    let title = clean_name("title", &content.title)?;
    let shortcut = clean_optional("shortcut", content.shortcut, MAX_SHORTCUT_CHARS)?;
    if shortcut.as_ref().is_some_and(|word| word.contains(|c: char| c.is_whitespace() || c == '/')) {
        return Err(Error::invalid("shortcut", "not_one_word"));
    }
    if let Some(card) = &content.card {
        card.check()?;
    }
    let text = clean_optional("text", Some(content.text), MAX_TEXT_CHARS)?.unwrap_or_default();
    if text.is_empty() && content.file_id.is_none() && content.card.is_none() {
        return Err(Error::invalid("text", "required"));
    }
    check_template(&text)?;
    let next_steps = clean_next_steps(content.next_steps)?;
    if text.is_empty() && !next_steps.is_empty() {
        return Err(Error::invalid("next_steps", "only_with_words"));
    }
    Ok(CannedReplyContent { title, shortcut, text, next_steps, ..content })
}

/// Refuses a template that cannot be filled in: 422 `invalid_template`, with every place.
pub fn check_template(text: &str) -> Result<()> {
    let errors: Vec<FieldError> = template::faults(text)
        .into_iter()
        .map(|fault| FieldError {
            row: Some(fault.line),
            column: Some(fault.column),
            found: Some(fault.found),
            ..FieldError::new("text", fault.code)
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Rows { code: "invalid_template", count: errors.len(), errors }) }
}
