//! The rows of an entry.

use jiff::tz::TimeZone;

use crate::clock::Time;
use crate::error::Result;
use crate::ids::{CategoryId, InboxId};
use crate::inboxes::InboxRow;
use crate::knowledge::import::NEXT_VARIANT;
use crate::knowledge::import::words::{Column, Named};
use crate::knowledge::model::{Answer, Category, DefaultCategory, EntryContent};
use crate::knowledge::store::entries::Known;
use crate::knowledge::store::json;
use crate::shops::Shop;

/// Spreadsheets hold 32 767 characters a cell.
const MOST_CELL_CHARS: usize = 30_000;

/// How a shop's table is written.
pub struct Table {
    in_chinese: bool,
    timezone: TimeZone,
    categories: Vec<(CategoryId, String)>,
    inboxes: Vec<(InboxId, String)>,
}

impl Table {
    pub fn new(shop: &Shop, categories: &[Category], inboxes: &[InboxRow]) -> Self {
        let name = |category: &Category| {
            let default = category.key.as_deref().and_then(DefaultCategory::named);
            (category.id, default.map_or_else(|| category.name.clone(), |known| known.name(&shop.locale).to_owned()))
        };
        Self {
            in_chinese: shop.locale.starts_with("zh"),
            timezone: TimeZone::get(&shop.timezone).unwrap_or(TimeZone::UTC),
            categories: categories.iter().map(name).collect(),
            inboxes: inboxes.iter().map(|inbox| (inbox.id, inbox.name.clone())).collect(),
        }
    }

    pub fn header(&self) -> Vec<String> {
        Column::ALL.iter().map(|column| column.written(self.in_chinese).to_owned()).collect()
    }

    pub fn rows(&self, entry: &Known, content: &EntryContent) -> Result<Vec<Vec<String>>> {
        let phrasings = cells(&content.phrasings, "\n");
        let mut answers: Vec<(&Answer, String)> = Vec::new();
        for answer in &content.answers {
            let separator = format!("\n{NEXT_VARIANT}\n");
            let parts = cells(&answer.content, &separator);
            if parts.is_empty() {
                answers.push((answer, String::new()));
            }
            answers.extend(parts.into_iter().map(|part| (answer, part)));
        }
        let mut rows = Vec::new();
        for place in 0..phrasings.len().max(answers.len()).max(1) {
            let phrasings = phrasings.get(place).cloned().unwrap_or_default();
            let mut row = Vec::with_capacity(Column::ALL.len());
            for column in Column::ALL {
                row.push(match (column, answers.get(place)) {
                    (Column::Id, _) => entry.external_id.clone().unwrap_or_else(|| entry.id.to_string()),
                    (Column::Title, _) => content.title.clone(),
                    (Column::Phrasings, _) => phrasings.clone(),
                    (Column::Category, _) if place == 0 => self.category(content.category_id),
                    (Column::Kind, _) if place == 0 => self.word(content.kind),
                    (Column::State, _) if place == 0 => self.word(entry.state),
                    (_, Some((answer, text))) => self.cell(column, answer, text)?,
                    _ => String::new(),
                });
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn cell(&self, column: Column, answer: &Answer, text: &str) -> Result<String> {
        let conditions = &answer.conditions;
        Ok(match column {
            Column::Answer => text.to_owned(),
            Column::Products => conditions.products.join("|"),
            Column::From => conditions.from.map(|at| self.time(at)).unwrap_or_default(),
            Column::Until => conditions.until.map(|at| self.time(at)).unwrap_or_default(),
            Column::OrderStates => self.words(&conditions.order_states),
            Column::Stages => self.words(&conditions.stages),
            Column::Inboxes => {
                let name =
                    |id: &InboxId| self.inboxes.iter().find(|(known, _)| known == id).map(|(_, name)| name.as_str());
                conditions.inboxes.iter().filter_map(name).collect::<Vec<_>>().join("|")
            }
            Column::Keywords => conditions.keywords.join("|"),
            Column::Emergency if conditions.emergency => (if self.in_chinese { "是" } else { "yes" }).to_owned(),
            Column::Cards if !answer.cards.is_empty() => json(&answer.cards)?,
            Column::Buttons if !answer.buttons.is_empty() => json(&answer.buttons)?,
            Column::Files => answer.file_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"),
            _ => String::new(),
        })
    }

    fn category(&self, id: CategoryId) -> String {
        self.categories.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    fn word<T: Named + PartialEq>(&self, value: T) -> String {
        let found = T::NAMES.iter().find(|(known, ..)| *known == value);
        found.map_or("", |(_, chinese, english)| if self.in_chinese { chinese } else { english }).to_owned()
    }

    fn words<T: Named + PartialEq>(&self, values: &[T]) -> String {
        values.iter().map(|value| self.word(*value)).collect::<Vec<_>>().join("|")
    }

    /// On the shop's clock, as far as that says it all.
    fn time(&self, at: Time) -> String {
        let stamp = jiff::Timestamp::from_millisecond(at.0).ok().filter(|_| at.0 % 1000 == 0);
        let local = stamp.map(|stamp| stamp.to_zoned(self.timezone.clone()));
        local.map_or_else(|| at.to_string(), |local| local.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }
}

/// Texts in as few cells as hold them.
fn cells(texts: &[String], separator: &str) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for text in texts {
        match cells.last_mut() {
            Some(cell) if cell.chars().count() + separator.len() + text.chars().count() <= MOST_CELL_CHARS => {
                cell.push_str(separator);
                cell.push_str(text);
            }
            _ => cells.push(text.clone()),
        }
    }
    cells
}
