//! Rows that name the same entry become one.

use std::collections::{HashMap, HashSet};

use super::record::{Key, Record};
use crate::csv::RowErrors;
use crate::error::Error;
use crate::ids::CategoryId;
use crate::knowledge::clean;
use crate::knowledge::model::{Answer, EntryContent, EntryKind, EntryState};

/// Answers to the same question that others say differently are ways to say it; so many are kept.
const MOST_VARIANTS: usize = 20;

/// An entry as the file says it.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// Where it is said first.
    pub row: usize,
    pub key: Key,
    pub title: String,
    pub category: Option<String>,
    pub kind: Option<EntryKind>,
    pub state: Option<EntryState>,
    pub phrasings: Vec<String>,
    pub answers: Vec<Answer>,
}

/// The entries of a file, in its order.
pub fn gather(records: Vec<Record>) -> Vec<Gathered> {
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut seen: Vec<HashSet<String>> = Vec::new();
    let mut entries: Vec<Gathered> = Vec::new();
    for record in records {
        let place = *places.entry(record.key.clone()).or_insert(entries.len());
        if place == entries.len() {
            let Record { row, key, title, category, kind, state, .. } = record;
            let (phrasings, answers) = (Vec::new(), Vec::new());
            seen.push(HashSet::from([title.clone()]));
            entries.push(Gathered { row, key, title, category, kind, state, phrasings, answers });
        } else {
            let entry = &mut entries[place];
            entry.category = entry.category.take().or(record.category);
            entry.kind = entry.kind.or(record.kind);
            entry.state = entry.state.or(record.state);
            // What this row calls the entry is one more way to ask for it.
            if record.title != entry.title && seen[place].insert(record.title.clone()) {
                entry.phrasings.push(record.title);
            }
        }
        let entry = &mut entries[place];
        entry.phrasings.extend(record.phrasings.into_iter().filter(|text| seen[place].insert(text.clone())));
        record.answers.into_iter().for_each(|answer| add(&mut entry.answers, answer));
    }
    entries
}

/// Adds an answer; one under the same conditions becomes another way to say it.
fn add(answers: &mut Vec<Answer>, answer: Answer) {
    match answers.iter_mut().find(|known| known.conditions == answer.conditions) {
        Some(known) => {
            for variant in answer.content {
                if known.content.len() < MOST_VARIANTS && !known.content.contains(&variant) {
                    known.content.push(variant);
                }
            }
            known.cards.extend(answer.cards.into_iter().filter(|card| !known.cards.contains(card)).collect::<Vec<_>>());
            let files: Vec<_> = answer.file_ids.into_iter().filter(|id| !known.file_ids.contains(id)).collect();
            known.file_ids.extend(files);
            let buttons: Vec<_> = answer.buttons.into_iter().filter(|one| !known.buttons.contains(one)).collect();
            known.buttons.extend(buttons);
        }
        None => answers.push(answer),
    }
}

impl Gathered {
    /// What the entry is to say, if it may.
    pub fn content(&self, category_id: CategoryId, kind: EntryKind, errors: &mut RowErrors) -> Option<EntryContent> {
        let (title, phrasings) = (self.title.clone(), self.phrasings.clone());
        let content = EntryContent { category_id, kind, title, phrasings, answers: self.answers.clone() };
        match clean::content(content) {
            Ok(content) => Some(content),
            Err(Error::Invalid { field, code }) => {
                errors.add(self.row, field, code);
                None
            }
            Err(other) => {
                errors.add(self.row, "row", other.code());
                None
            }
        }
    }
}
