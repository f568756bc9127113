//! What a file is to change: everything is checked and decided before anything is written.

use std::collections::{HashMap, HashSet};

use super::gather::Gathered;
use super::record::Key;
use super::report::{ImportExample, ImportStep, KnowledgeImportReport};
use crate::auth::rules;
use crate::csv::RowErrors;
use crate::error::Error;
use crate::ids::{CategoryId, EntryId, ShopId};
use crate::knowledge::actions::categories::{MOST_OF_A_SHOP, default_id};
use crate::knowledge::clean;
use crate::knowledge::model::{Category, DefaultCategory, EntryContent, EntryState};
use crate::knowledge::store::entries::Known;

/// One entry to be written.
#[derive(Debug, Clone)]
pub struct Planned {
    pub row: usize,
    pub step: ImportStep,
    /// The entry that is there, or the id of the new one.
    pub id: EntryId,
    /// What a new one is called by the file.
    pub external_id: Option<String>,
    /// As the file wants it; none: as it is, or as all new ones.
    pub state: Option<EntryState>,
    pub content: EntryContent,
}

/// A category that is to be made, under the id it will have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCategory {
    pub id: CategoryId,
    pub name: String,
}

#[derive(Debug, Default)]
pub struct Plan {
    pub entries: Vec<Planned>,
    pub new_categories: Vec<NewCategory>,
    pub errors: RowErrors,
}

/// What the shop has before the file comes.
pub struct Before {
    pub shop_id: ShopId,
    pub categories: Vec<Category>,
    pub entries: Vec<Known>,
    /// What those entries say that the file names too.
    pub contents: HashMap<EntryId, EntryContent>,
}

/// Which entry of the shop each of the file is.
pub fn matched(gathered: &[Gathered], known: &[Known]) -> Vec<Option<usize>> {
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let mut by_title: HashMap<i64, usize> = HashMap::new();
    for (place, entry) in known.iter().enumerate() {
        by_name.insert(entry.id.to_string(), place);
        by_title.entry(clean::sign(&entry.title)).or_insert(place);
    }
    for (place, entry) in known.iter().enumerate() {
        by_name.extend(entry.external_id.clone().map(|name| (name, place)));
    }
    let find = |entry: &Gathered| match &entry.key {
        Key::Named(name) => by_name.get(name).copied(),
        Key::Titled(sign) => by_title.get(sign).copied(),
    };
    gathered.iter().map(find).collect()
}

impl Plan {
    pub fn of(gathered: &[Gathered], matches: &[Option<usize>], before: &Before, errors: RowErrors) -> Self {
        let mut plan = Self { errors, ..Self::default() };
        for (entry, place) in gathered.iter().zip(matches) {
            let known = place.map(|place| &before.entries[place]);
            plan.add(entry, known, before);
        }
        plan
    }

    /// Entries that the shop has stay as the shop has made them.
    pub fn leave_what_is_there(&mut self) {
        for entry in self.entries.iter_mut().filter(|entry| entry.step == ImportStep::Update) {
            entry.step = ImportStep::Keep;
        }
    }

    fn add(&mut self, entry: &Gathered, known: Option<&Known>, before: &Before) {
        let said = known.and_then(|known| before.contents.get(&known.id));
        let category = match (&entry.category, said) {
            (None, Some(said)) => Some(said.category_id),
            (name, _) => self.category(entry.row, name.as_deref(), before),
        };
        let Some(category) = category else { return };
        let kind = entry.kind.or(said.map(|said| said.kind)).unwrap_or_default();
        let Some(wanted) = entry.content(category, kind, &mut self.errors) else { return };
        let Key::Named(name) = &entry.key else { return self.push(entry, known, said, wanted, None) };
        if name.chars().count() > clean::MAX_TITLE_CHARS {
            self.errors.add(entry.row, "id", "too_long");
            return;
        }
        self.push(entry, known, said, wanted, Some(name.clone()));
    }

    fn push(
        &mut self,
        entry: &Gathered,
        known: Option<&Known>,
        said: Option<&EntryContent>,
        wanted: EntryContent,
        external_id: Option<String>,
    ) {
        let (row, state) = (entry.row, entry.state);
        let (Some(known), Some(said)) = (known, said) else {
            let (step, id) = (ImportStep::Create, EntryId::new());
            self.entries.push(Planned { row, step, id, external_id, state, content: wanted });
            return;
        };
        let content = merged(said, wanted);
        let is_same = content == *said && state.is_none_or(|state| state == known.state);
        let step = if is_same { ImportStep::Keep } else { ImportStep::Update };
        self.entries.push(Planned { row, step, id: known.id, external_id: None, state, content });
    }

    /// The category of a name, one that is to be made if there is none; none if the name cannot be one.
    fn category(&mut self, row: usize, name: Option<&str>, before: &Before) -> Option<CategoryId> {
        let is_there = |id: CategoryId| before.categories.iter().any(|category| category.id == id);
        let Some(name) = name else {
            let other = default_id(before.shop_id, DefaultCategory::Other);
            return if is_there(other) { Some(other) } else { before.categories.first().map(|first| first.id) };
        };
        let folded = zg_text::fold(name.trim());
        let by_name = before.categories.iter().find(|category| zg_text::fold(&category.name) == folded);
        let default = DefaultCategory::named(name).map(|default| default_id(before.shop_id, default));
        if let Some(id) = by_name.map(|category| category.id).or(default.filter(|id| is_there(*id))) {
            return Some(id);
        }
        match rules::clean_name("category", name) {
            Ok(name) => Some(self.new_category(row, name, before)),
            Err(error) => {
                let code = if let Error::Invalid { code, .. } = error { code } else { error.code().to_owned() };
                self.errors.add(row, "category", code);
                None
            }
        }
    }

    fn new_category(&mut self, row: usize, name: String, before: &Before) -> CategoryId {
        if let Some(known) = self.new_categories.iter().find(|category| category.name == name) {
            return known.id;
        }
        if before.categories.len() + self.new_categories.len() >= MOST_OF_A_SHOP {
            self.errors.add(row, "category", "too_many_categories");
        }
        let id = CategoryId::new();
        self.new_categories.push(NewCategory { id, name });
        id
    }

    pub fn report(&self, rows: usize, ignored_columns: Vec<String>, before: &Before) -> KnowledgeImportReport {
        let new_categories: Vec<String> = self.new_categories.iter().map(|category| category.name.clone()).collect();
        let mut report = KnowledgeImportReport { rows, ignored_columns, new_categories, ..Default::default() };
        let names: HashMap<CategoryId, &str> = before
            .categories
            .iter()
            .map(|category| (category.id, category.name.as_str()))
            .chain(self.new_categories.iter().map(|category| (category.id, category.name.as_str())))
            .collect();
        for entry in &self.entries {
            report.count(ImportExample {
                row: entry.row,
                entry_id: (entry.step != ImportStep::Create).then_some(entry.id),
                step: entry.step,
                title: entry.content.title.clone(),
                category: names.get(&entry.content.category_id).copied().unwrap_or_default().to_owned(),
                phrasings: entry.content.phrasings.len(),
                answers: entry.content.answers.len(),
            });
        }
        report
    }
}

/// What an entry says when a file has spoken: phrasings that colleagues added stay, answers are the file's if it has
/// any, and keep their ids by their place.
fn merged(said: &EntryContent, mut wanted: EntryContent) -> EntryContent {
    let mut phrasings = said.phrasings.clone();
    let mut seen: HashSet<i64> = phrasings.iter().map(|text| clean::sign(text)).collect();
    seen.insert(clean::sign(&wanted.title));
    phrasings.extend(wanted.phrasings.into_iter().filter(|text| seen.insert(clean::sign(text))));
    wanted.phrasings = phrasings;
    if wanted.answers.is_empty() {
        wanted.answers.clone_from(&said.answers);
    }
    for (answer, before) in wanted.answers.iter_mut().zip(&said.answers) {
        answer.id = before.id;
    }
    wanted
}
