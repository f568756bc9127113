//! Questions with labels, as JSON: a line each, or a list of them.

use serde_json::{Map, Value};

use super::record::{Key, Record};
use crate::csv::RowErrors;
use crate::ids::AnswerId;
use crate::knowledge::clean;
use crate::knowledge::model::{Answer, Conditions};

/// What others call the entry that a question belongs to.
const LABELS: [&str; 9] =
    ["label", "intent", "entry", "external_id", "faq_id", "class", "category_id", "entry_id", "id"];
const TITLES: [&str; 3] = ["title", "standard_question", "question"];
const TEXTS: [&str; 8] = ["text", "query", "utterance", "sentence", "q", "question", "prompt", "input"];
const LISTS: [&str; 8] =
    ["phrasings", "variants", "examples", "utterances", "similar_questions", "similar", "questions", "queries"];
const ANSWERS: [&str; 7] = ["answers", "answer", "responses", "response", "reply", "a", "output"];
const CATEGORIES: [&str; 3] = ["category", "domain", "topic"];

/// What an object says.
pub fn record(row: usize, value: &Value, errors: &mut RowErrors) -> Option<Record> {
    let Some(object) = value.as_object() else {
        errors.add(row, "row", "not_an_object");
        return None;
    };
    let label = LABELS.iter().find_map(|name| Some((*name, scalar(object.get(*name)?)?)));
    let title = TITLES.iter().find_map(|name| scalar(object.get(*name)?));
    let mut phrasings: Vec<String> = TEXTS.iter().filter_map(|name| scalar(object.get(*name)?)).collect();
    phrasings.extend(LISTS.iter().filter_map(|name| object.get(*name)).flat_map(texts));
    let title = match (title, &label) {
        (Some(title), _) => title,
        // A bare number is no name: the first question is.
        (None, Some((name, label))) if *name != "id" && label.contains(char::is_alphabetic) => label.clone(),
        (None, _) => match phrasings.first() {
            Some(first) => first.clone(),
            None => {
                errors.add(row, "text", "required");
                return None;
            }
        },
    };
    let key = match label {
        Some((_, label)) => Key::Named(label),
        None => Key::Titled(clean::sign(&title)),
    };
    let content: Vec<String> = ANSWERS.iter().filter_map(|name| object.get(*name)).flat_map(texts).collect();
    let category = CATEGORIES.iter().find_map(|name| scalar(object.get(*name)?));
    Some(Record { row, key, title, category, kind: None, state: None, phrasings, answers: answer(content) })
}

/// A map from a label to its questions.
pub fn of_map(object: &Map<String, Value>) -> Vec<Record> {
    let entry = |(row, (label, questions)): (usize, (&String, &Value))| Record {
        row: row + 1,
        key: Key::Named(label.clone()),
        title: label.clone(),
        category: None,
        kind: None,
        state: None,
        phrasings: texts(questions),
        answers: Vec::new(),
    };
    object.iter().enumerate().map(entry).collect()
}

/// An everyday answer, if there are words for one.
pub fn answer(content: Vec<String>) -> Vec<Answer> {
    if content.is_empty() {
        return Vec::new();
    }
    let (id, conditions) = (AnswerId::new(), Conditions::default());
    vec![Answer { id, conditions, content, file_ids: Vec::new(), cards: Vec::new(), buttons: Vec::new() }]
}

fn scalar(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(scalar).collect(),
        value => scalar(value).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Record {
        record(1, &value, &mut RowErrors::default()).expect("a record")
    }

    #[test]
    fn labelled_questions_come_in_many_shapes() {
        let intent = read(json!({ "text": "where is my card", "intent": "card_arrival" }));
        assert_eq!((intent.key, intent.title.as_str()), (Key::Named("card_arrival".into()), "card_arrival"));
        assert_eq!(intent.phrasings, ["where is my card"]);
        let entry = read(
            json!({ "entry": "ship", "title": "什么时候发货", "variants": ["几时发", "发了吗"], "answer": "今天" }),
        );
        assert_eq!((entry.title.as_str(), entry.phrasings.len(), entry.answers.len()), ("什么时候发货", 2, 1));
        let numbered = read(json!({ "id": 7, "query": "货到付款" }));
        assert_eq!((numbered.key, numbered.title.as_str()), (Key::Named("7".into()), "货到付款"));
        let classed = read(json!({ "text": "到付可以吗", "label": 12 }));
        assert_eq!((classed.key, classed.title.as_str()), (Key::Named("12".into()), "到付可以吗"));
        let bare = read(json!({ "question": "几天到", "answers": ["三天", "两三天"] }));
        assert_eq!(bare.key, Key::Titled(clean::sign("几天到")));
        assert_eq!(bare.answers[0].content.len(), 2);
    }

    #[test]
    fn what_asks_nothing_is_named() {
        let mut errors = RowErrors::default();
        assert!(record(4, &json!({ "tags": "x" }), &mut errors).is_none());
        assert!(record(5, &json!("x"), &mut errors).is_none());
        assert_eq!((errors.first[0].to_string(), errors.count), ("row 4, text: required".into(), 2));
    }
}
