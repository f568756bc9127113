//! What a table is to change, decided before anything is written.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::{Column, INTO};
use super::export::paths;
use crate::auth::rules::clean_name;
use crate::canned_replies::clean;
use crate::canned_replies::model::{CannedReplyContent, FolderRow, ReplyRow};
use crate::csv::{RowErrors, Rows, without_guard};
use crate::error::{Error, Result};
use crate::ids::CannedReplyFolderId;
use crate::knowledge::ImportStep;

/// So many replies are shown before they are brought in.
const EXAMPLES: usize = 20;

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CannedReplyImportReport {
    /// Rows that say something.
    pub rows: usize,
    pub created: usize,
    pub updated: usize,
    /// Replies that say the same already.
    pub unchanged: usize,
    /// Names of folders that were not there.
    pub new_folders: Vec<String>,
    /// Headers that mean nothing here; what stands below them is left out.
    pub ignored_columns: Vec<String>,
    /// The first replies of the table.
    pub examples: Vec<CannedReplyExample>,
}

/// One reply of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CannedReplyExample {
    pub row: usize,
    pub step: ImportStep,
    pub title: String,
    pub folder: String,
}

/// One reply to be written.
#[derive(Debug)]
pub struct Planned {
    pub row: usize,
    pub step: ImportStep,
    /// Folders by name, from the outer to the inner.
    pub folder: Vec<String>,
    pub content: CannedReplyContent,
    /// The place among the replies that are there.
    pub before: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Plan {
    pub replies: Vec<Planned>,
    pub errors: RowErrors,
    ignored_columns: Vec<String>,
}

/// What is there already, all of it the shop's or all one's own.
pub struct Before {
    pub shared: bool,
    pub folders: Vec<FolderRow>,
    pub replies: Vec<ReplyRow>,
}

impl Plan {
    pub fn of(table: &Rows, before: &Before) -> Result<Self> {
        let Some((_, first)) = table.first() else { return Err(Error::invalid("file", "empty")) };
        let columns: Vec<Option<Column>> = first.iter().map(|cell| Column::of(cell)).collect();
        if ![Column::Title, Column::Text].iter().all(|wanted| columns.contains(&Some(*wanted))) {
            return Err(Error::invalid("file", "no_text_column"));
        }
        let unknown = first.iter().zip(&columns).filter(|(cell, column)| column.is_none() && !cell.trim().is_empty());
        let ignored_columns = unknown.map(|(cell, _)| cell.trim().chars().take(100).collect()).collect();
        let mut plan = Self { ignored_columns, ..Self::default() };
        let known = by_name(before);
        let mut seen = HashSet::new();
        for (row, cells) in &table[1..] {
            let cell = |wanted| {
                let found = columns.iter().zip(cells).find(|(column, _)| **column == Some(wanted));
                found.map_or("", |(_, cell)| without_guard(cell.trim()))
            };
            let texts = Column::ALL.map(cell);
            plan.add(*row, texts, before, &known, &mut seen);
        }
        plan.check_shortcuts(before);
        Ok(plan)
    }

    fn add(
        &mut self,
        row: usize,
        [folder, title, shortcut, text]: [&str; 4],
        before: &Before,
        known: &HashMap<Name, usize>,
        seen: &mut HashSet<Name>,
    ) {
        let folder = match folder_names(folder) {
            Ok(names) => names,
            Err(code) => return self.errors.add(row, "folder", code),
        };
        let name = Name::of(&folder, title);
        let there = known.get(&name).map(|place| (*place, &before.replies[*place]));
        // What a table cannot say stays as it is.
        let (file_id, card) = there.map_or((None, None), |(_, reply)| (reply.file_id, reply.stored_card()));
        let next_steps = there.map(|(_, reply)| reply.stored_next_steps()).unwrap_or_default();
        let wanted = CannedReplyContent {
            shared: before.shared,
            folder_id: None,
            title: title.to_owned(),
            shortcut: (!shortcut.is_empty()).then(|| shortcut.to_owned()),
            text: text.to_owned(),
            file_id,
            card,
            // A reply that loses its words can carry none.
            next_steps: if text.trim().is_empty() { Vec::new() } else { next_steps },
        };
        let content = match clean::content(wanted) {
            Ok(content) => content,
            Err(Error::Invalid { field, code }) => return self.errors.add(row, field, code),
            Err(Error::Rows { errors, .. }) => {
                errors.into_iter().for_each(|error| self.errors.add(row, error.field, error.code));
                return;
            }
            Err(_) => return self.errors.add(row, "text", "invalid_value"),
        };
        if !seen.insert(name) {
            return self.errors.add(row, "title", "doubled");
        }
        let step = match there {
            None => ImportStep::Create,
            Some((_, reply)) if reply.text == content.text && reply.shortcut == content.shortcut => ImportStep::Keep,
            Some(_) => ImportStep::Update,
        };
        self.replies.push(Planned { row, step, folder, content, before: there.map(|(place, _)| place) });
    }

    /// A shortcut leads to one reply, whether the other is in the table or there already.
    fn check_shortcuts(&mut self, before: &Before) {
        let touched: HashSet<usize> = self.replies.iter().filter_map(|planned| planned.before).collect();
        let others = before.replies.iter().enumerate().filter(|(place, _)| !touched.contains(place));
        let mut taken: HashSet<String> =
            others.filter_map(|(_, reply)| reply.shortcut.as_deref()).map(zg_text::fold).collect();
        for planned in &self.replies {
            let Some(shortcut) = &planned.content.shortcut else { continue };
            if !taken.insert(zg_text::fold(shortcut)) {
                self.errors.add(planned.row, "shortcut", "already_there");
            }
        }
    }

    pub fn report(&self, before: &Before) -> CannedReplyImportReport {
        let count = |step| self.replies.iter().filter(|planned| planned.step == step).count();
        let known: HashSet<Vec<String>> = before_paths(before).into_values().collect();
        let mut new_folders: Vec<String> = Vec::new();
        for planned in &self.replies {
            let name = planned.folder.join(&INTO.to_string());
            if !planned.folder.is_empty() && !known.contains(&folded(&planned.folder)) && !new_folders.contains(&name) {
                new_folders.push(name);
            }
        }
        let example = |planned: &Planned| CannedReplyExample {
            row: planned.row,
            step: planned.step,
            title: planned.content.title.clone(),
            folder: planned.folder.join(&INTO.to_string()),
        };
        CannedReplyImportReport {
            rows: self.replies.len(),
            created: count(ImportStep::Create),
            updated: count(ImportStep::Update),
            unchanged: count(ImportStep::Keep),
            new_folders,
            ignored_columns: self.ignored_columns.clone(),
            examples: self.replies.iter().take(EXAMPLES).map(example).collect(),
        }
    }
}

/// What a reply is known by: its folder and title, in any spelling.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Name(Vec<String>, String);

impl Name {
    fn of(folder: &[String], title: &str) -> Self {
        Self(folded(folder), zg_text::fold(title.trim()))
    }
}

pub fn folded(names: &[String]) -> Vec<String> {
    names.iter().map(|name| zg_text::fold(name)).collect()
}

/// The folded names that lead to each folder that is there.
pub fn before_paths(before: &Before) -> HashMap<CannedReplyFolderId, Vec<String>> {
    let split = |path: String| path.split(INTO).map(zg_text::fold).collect();
    paths(&before.folders).into_iter().map(|(id, path)| (id, split(path))).collect()
}

fn by_name(before: &Before) -> HashMap<Name, usize> {
    let paths = before_paths(before);
    let name = |(place, reply): (usize, &ReplyRow)| {
        let folder = reply.folder_id.and_then(|id| paths.get(&id)).cloned().unwrap_or_default();
        (Name(folder, zg_text::fold(&reply.title)), place)
    };
    before.replies.iter().enumerate().map(name).collect()
}

fn folder_names(cell: &str) -> Result<Vec<String>, &'static str> {
    let names: Vec<&str> = cell.split(INTO).map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > 2 {
        return Err("too_nested");
    }
    names.into_iter().map(|name| clean_name("folder", name).map_err(|_| "too_long")).collect()
}
