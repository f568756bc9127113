//! Handbooks for agents, as JSON: flows with steps become guides, and so do lists of steps by name.

use serde_json::{Map, Value};

use super::labelled;
use super::record::{Key, Record};
use crate::knowledge::model::EntryKind;

/// `{ "Flow": { "description": …, "subflows": { "Name": { "instructions": […], "actions": […] } } } }`
pub fn is_handbook(object: &Map<String, Value>) -> bool {
    !object.is_empty() && object.values().all(|flow| flow.get("subflows").is_some_and(Value::is_object))
}

/// `{ "recover_username": ["pull-up-account", "verify-identity"] }`: names of steps, no questions.
pub fn is_step_lists(object: &Map<String, Value>) -> bool {
    let is_step = |step: &Value| {
        let is_name = |text: &str| text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        step.as_str().is_some_and(|text| is_name(text) || text.chars().all(|c| c.is_ascii_lowercase()))
    };
    let are_steps =
        |steps: &Value| steps.as_array().is_some_and(|steps| !steps.is_empty() && steps.iter().all(is_step));
    !object.is_empty() && object.values().all(are_steps)
}

pub fn handbook(object: &Map<String, Value>) -> Vec<Record> {
    let mut records = Vec::new();
    for (flow, about) in object {
        let Some(subflows) = about.get("subflows").and_then(Value::as_object) else { continue };
        for (name, subflow) in subflows {
            let mut lines: Vec<String> = texts(subflow.get("instructions"));
            let actions = subflow.get("actions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            for (place, action) in (1..).zip(actions) {
                let text = action.get("text").and_then(Value::as_str).unwrap_or_default().trim();
                lines.push(format!("{place}. {text}"));
                lines.extend(texts(action.get("subtext")).into_iter().map(|detail| format!("   - {detail}")));
            }
            records.push(guide(records.len() + 1, format!("{flow}/{name}"), name.clone(), Some(flow.clone()), lines));
        }
    }
    records
}

pub fn step_lists(object: &Map<String, Value>) -> Vec<Record> {
    let entry = |(row, (name, steps)): (usize, (&String, &Value))| {
        let lines = (1..).zip(texts(Some(steps))).map(|(place, step)| format!("{place}. {}", worded(&step)));
        guide(row + 1, name.clone(), worded(name), None, lines.collect())
    };
    object.iter().enumerate().map(entry).collect()
}

fn guide(row: usize, id: String, title: String, category: Option<String>, lines: Vec<String>) -> Record {
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
    let content = if lines.is_empty() { Vec::new() } else { vec![lines.join("\n")] };
    Record {
        row,
        key: Key::Named(id),
        title,
        category,
        kind: Some(EntryKind::Guide),
        state: None,
        phrasings: Vec::new(),
        answers: labelled::answer(content),
    }
}

/// `recover_username` → `Recover username`.
fn worded(name: &str) -> String {
    let text = name.replace(['_', '-'], " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|text| Some(text.as_str()?.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn flows_and_lists_become_guides() {
        let book = json!({ "Product Defect": { "description": "refunds", "subflows": { "Initiate Refund": {
            "instructions": ["Ask for the reason."],
            "actions": [{ "type": "interaction", "text": "Pull up the account", "subtext": ["Name or id"] }],
        } } } });
        let book = book.as_object().expect("an object");
        assert!(is_handbook(book) && !is_step_lists(book));
        let guide = &handbook(book)[0];
        assert_eq!((guide.title.as_str(), guide.category.as_deref()), ("Initiate Refund", Some("Product Defect")));
        assert_eq!(guide.answers[0].content, ["Ask for the reason.\n1. Pull up the account\n   - Name or id"]);

        let lists = json!({ "recover_username": ["pull-up-account", "membership"] });
        let lists = lists.as_object().expect("an object");
        assert!(is_step_lists(lists) && !is_handbook(lists));
        let guide = &step_lists(lists)[0];
        assert_eq!(guide.title, "Recover username");
        assert_eq!(guide.answers[0].content, ["1. Pull up account\n2. Membership"]);

        let questions = json!({ "refund": ["How do I get a refund?"], "hi": ["hello"] });
        assert!(!is_step_lists(questions.as_object().expect("an object")));
    }
}
