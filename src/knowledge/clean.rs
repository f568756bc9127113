//! What knowledge may hold: pure rules. Everything in it is plain text; pages escape it like what buyers write.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::model::{Answer, Button, Conditions, EntryContent};
use crate::auth::rules::clean_optional;
use crate::error::{Error, Result};

pub const MAX_TITLE_CHARS: usize = 500;
pub const MAX_PHRASING_CHARS: usize = 1000;
pub const MOST_PHRASINGS: usize = 5000;
const MOST_ANSWERS: usize = 50;
const MOST_VARIANTS: usize = 20;
pub const MAX_VARIANT_CHARS: usize = 5000;
const MOST_FILES: usize = 10;
const MOST_CARDS: usize = 10;
const MOST_BUTTONS: usize = 10;
const MAX_LABEL_CHARS: usize = 60;
const MOST_PRODUCTS: usize = 500;
const MOST_INBOXES: usize = 100;
const MOST_KEYWORDS: usize = 50;
const MAX_WORD_CHARS: usize = 100;

/// What somebody wrote, as it is stored.
pub fn content(content: EntryContent) -> Result<EntryContent> {
    let title = one_line("title", &content.title, MAX_TITLE_CHARS)?;
    let phrasings = phrasings(&title, content.phrasings)?;
    at_most("answers", content.answers.len(), MOST_ANSWERS)?;
    let answers = content.answers.into_iter().enumerate();
    let answers = answers.map(|(place, one)| answer(&format!("answers[{place}]"), one)).collect::<Result<_>>()?;
    Ok(EntryContent { category_id: content.category_id, kind: content.kind, title, phrasings, answers })
}

/// A line of text: blanks are single, and what cannot be seen is gone.
pub fn one_line(field: &str, text: &str, most_chars: usize) -> Result<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    clean_optional(field, Some(line), most_chars)?.ok_or_else(|| Error::invalid(field, "required"))
}

/// Each way to ask once, in the order they were written; blank ones are left out.
fn phrasings(title: &str, wanted: Vec<String>) -> Result<Vec<String>> {
    at_most("phrasings", wanted.len(), MOST_PHRASINGS)?;
    let mut seen = HashSet::from([sign(title)]);
    let mut kept = Vec::with_capacity(wanted.len());
    for (place, text) in wanted.iter().enumerate() {
        if text.trim().is_empty() {
            continue;
        }
        let text = one_line(&format!("phrasings[{place}]"), text, MAX_PHRASING_CHARS)?;
        if seen.insert(sign(&text)) {
            kept.push(text);
        }
    }
    Ok(kept)
}

fn answer(path: &str, answer: Answer) -> Result<Answer> {
    let field = |name: &str| format!("{path}.{name}");
    at_most(&field("content"), answer.content.len(), MOST_VARIANTS)?;
    at_most(&field("file_ids"), answer.file_ids.len(), MOST_FILES)?;
    at_most(&field("cards"), answer.cards.len(), MOST_CARDS)?;
    at_most(&field("buttons"), answer.buttons.len(), MOST_BUTTONS)?;
    let mut content = Vec::with_capacity(answer.content.len());
    for (place, variant) in answer.content.into_iter().enumerate() {
        content.extend(clean_optional(&format!("{path}.content[{place}]"), Some(variant), MAX_VARIANT_CHARS)?);
    }
    if content.is_empty() && answer.file_ids.is_empty() && answer.cards.is_empty() {
        return Err(Error::invalid(field("content"), "required"));
    }
    for (place, card) in answer.cards.iter().enumerate() {
        card.check().map_err(|error| within(&format!("{path}.cards[{place}]"), error))?;
    }
    let mut file_ids = answer.file_ids;
    let mut seen = HashSet::new();
    file_ids.retain(|id| seen.insert(*id));
    let buttons = answer.buttons.into_iter().enumerate();
    let button = |(place, Button { label, entry_id }): (usize, Button)| {
        let label = one_line(&format!("{path}.buttons[{place}].label"), &label, MAX_LABEL_CHARS)?;
        Ok(Button { label, entry_id })
    };
    let buttons = buttons.map(button).collect::<Result<_>>()?;
    let conditions = conditions(&field("conditions"), answer.conditions)?;
    Ok(Answer { id: answer.id, conditions, content, file_ids, cards: answer.cards, buttons })
}

fn conditions(path: &str, of: Conditions) -> Result<Conditions> {
    let field = |name: &str| format!("{path}.{name}");
    if let (Some(from), Some(until)) = (of.from, of.until)
        && from >= until
    {
        return Err(Error::invalid(field("until"), "not_after_from"));
    }
    at_most(&field("inboxes"), of.inboxes.len(), MOST_INBOXES)?;
    Ok(Conditions {
        products: words(&field("products"), of.products, MOST_PRODUCTS)?,
        keywords: words(&field("keywords"), of.keywords, MOST_KEYWORDS)?,
        order_states: each_once(of.order_states),
        stages: each_once(of.stages),
        inboxes: each_once(of.inboxes),
        ..of
    })
}

fn words(path: &str, wanted: Vec<String>, most: usize) -> Result<Vec<String>> {
    at_most(path, wanted.len(), most)?;
    let mut kept = Vec::with_capacity(wanted.len());
    for (place, word) in wanted.iter().enumerate().filter(|(_, word)| !word.trim().is_empty()) {
        kept.push(one_line(&format!("{path}[{place}]"), word, MAX_WORD_CHARS)?);
    }
    Ok(each_once(kept))
}

fn each_once<T: PartialEq>(wanted: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(wanted.len());
    for one in wanted {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

fn at_most(field: &str, count: usize, most: usize) -> Result<()> {
    if count > most { Err(Error::invalid(field, "too_many")) } else { Ok(()) }
}

/// A problem of a part, told by the path of the whole.
fn within(path: &str, error: Error) -> Error {
    match error {
        Error::Invalid { field, code } => {
            let inner = field.split_once('.').map_or(field.as_str(), |(_, inner)| inner);
            Error::invalid(format!("{path}.{inner}"), code)
        }
        other => other,
    }
}

/// Alike for texts that a person would call the same question: letters and digits only, folded.
pub fn sign(text: &str) -> i64 {
    let folded = zg_text::fold(text);
    let mut bare: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    if bare.is_empty() {
        bare = folded;
    }
    let digest = Sha256::digest(bare);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(first)
}

/// A name for programs, such as `card_arrival` or `app/LAUNCH`: nobody asks in these words.
pub fn is_code(title: &str) -> bool {
    let is_one_word = title.chars().all(|c| c.is_ascii_alphanumeric() || "_-./+".contains(c));
    let is_joined = title.contains(['_', '/']) || title.chars().skip(1).any(|c| c.is_ascii_uppercase());
    is_one_word && is_joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::ids::CategoryId;

    fn entry() -> EntryContent {
        EntryContent {
            category_id: CategoryId::new(),
            kind: Default::default(),
            title: " 发什么\t快递？ ".into(),
            phrasings: vec!["發什麼快遞".into(), " ".into(), "可以发顺丰吗".into(), "可以发顺丰吗？".into()],
            answers: vec![answer_of(&["默认发中通。"])],
        }
    }

    fn answer_of(content: &[&str]) -> Answer {
        Answer {
            id: Default::default(),
            conditions: Conditions::default(),
            content: content.iter().map(|text| (*text).to_owned()).collect(),
            file_ids: Vec::new(),
            cards: Vec::new(),
            buttons: Vec::new(),
        }
    }

    #[test]
    fn each_way_to_ask_is_kept_once() {
        let clean = content(entry()).expect("fine");
        assert_eq!(clean.title, "发什么 快递？");
        assert_eq!(clean.phrasings, ["可以发顺丰吗"]);
    }

    #[test]
    fn an_answer_says_something() {
        let empty = EntryContent { answers: vec![answer_of(&[" \u{0} "])], ..entry() };
        assert_eq!(content(empty).expect_err("refused").to_string(), "invalid answers[0].content: required");
    }

    #[test]
    fn a_time_ends_after_it_begins() {
        let mut wrong = entry();
        wrong.answers[0].conditions = Conditions { from: Some(Time(5)), until: Some(Time(5)), ..Conditions::default() };
        let error = content(wrong).expect_err("refused");
        assert_eq!(error.to_string(), "invalid answers[0].conditions.until: not_after_from");
    }

    #[test]
    fn names_for_programs_are_told_from_questions() {
        for code in ["card_arrival", "app/LAUNCH", "InternalFundsTransfer", "cancel_order"] {
            assert!(is_code(code), "{code}");
        }
        for question in ["发什么快递", "refund", "Where is my order", "Refund", "order-status"] {
            assert!(!is_code(question), "{question}");
        }
    }
}
