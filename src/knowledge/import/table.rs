//! Tables, from CSV or a sheet: one entry a row, or several rows that name the same entry.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;

use super::record::{Key, Record};
use super::words::{Column, Named};
use crate::clock::Time;
use crate::conversations::Card;
use crate::csv::RowErrors;
use crate::csv::without_guard;
use crate::ids::{AnswerId, InboxId};
use crate::knowledge::clean;
use crate::knowledge::model::{Answer, Button, Conditions};

/// Between two ways to say the same answer.
pub const NEXT_VARIANT: &str = "---";

/// What the names in a file stand for in the shop.
pub struct Names {
    pub timezone: TimeZone,
    pub inboxes: Vec<(InboxId, String)>,
}

/// What each column of a table is.
#[derive(Debug)]
pub struct Header {
    columns: Vec<Option<Column>>,
    /// Headers that mean nothing here.
    pub ignored: Vec<String>,
}

impl Header {
    /// None for a row that names no question.
    pub fn of(cells: &[String]) -> Option<Self> {
        let columns: Vec<Option<Column>> = cells.iter().map(|cell| Column::of(cell)).collect();
        let asks = |column: &Option<Column>| matches!(column, Some(Column::Title | Column::Phrasings));
        if !columns.iter().any(asks) {
            return None;
        }
        let unknown = cells.iter().zip(&columns).filter(|(cell, column)| column.is_none() && !cell.trim().is_empty());
        let ignored = unknown.map(|(cell, _)| cell.trim().chars().take(100).collect()).collect();
        Some(Self { columns, ignored })
    }

    /// What a row says; none if it says nothing.
    pub fn record(&self, row: usize, cells: &[String], names: &Names, errors: &mut RowErrors) -> Option<Record> {
        let row = Row { number: row, header: self, cells };
        let title = row.text(Column::Title);
        let named = row.text(Column::Id);
        let mut phrasings: Vec<String> =
            row.all(Column::Phrasings).flat_map(|cell| split(cell, &['|', '｜', '\n'])).collect();
        if title.is_none() && named.is_none() && phrasings.is_empty() {
            return None;
        }
        let key = match (&named, &title) {
            (Some(name), _) => Key::Named(name.clone()),
            (None, Some(title)) => Key::Titled(clean::sign(title)),
            (None, None) => Key::Titled(clean::sign(&phrasings[0])),
        };
        // A bare number is no name: the first question is.
        let is_name = |name: &&String| phrasings.is_empty() || !name.bytes().all(|byte| byte.is_ascii_digit());
        let name = named.as_ref().filter(is_name).cloned();
        let title = title.or(name).unwrap_or_else(|| phrasings.remove(0));
        let (kind, state) = (row.word(Column::Kind, errors), row.word(Column::State, errors));
        let answers = row.answer(names, errors).into_iter().collect();
        Some(Record {
            row: row.number,
            key,
            title,
            category: row.text(Column::Category),
            kind,
            state,
            phrasings,
            answers,
        })
    }
}

struct Row<'a> {
    number: usize,
    header: &'a Header,
    cells: &'a [String],
}

impl<'a> Row<'a> {
    /// The cells of a column, as often as it is there; without the apostrophe that keeps them from being formulas.
    fn all(&self, wanted: Column) -> impl Iterator<Item = &'a str> {
        let cells = self.header.columns.iter().zip(self.cells);
        let found = cells.filter(move |(column, _)| **column == Some(wanted));
        found.map(|(_, cell)| without_guard(cell.trim())).filter(|cell| !cell.is_empty())
    }

    fn text(&self, wanted: Column) -> Option<String> {
        self.all(wanted).next().map(str::to_owned)
    }

    fn list(&self, wanted: Column) -> Vec<String> {
        self.all(wanted).flat_map(|cell| split(cell, &['|', '｜', ',', '，', '、', ';', '；', '\n'])).collect()
    }

    fn word<T: Named>(&self, wanted: Column, errors: &mut RowErrors) -> Option<T> {
        let text = self.text(wanted)?;
        let value = T::named(&text);
        if value.is_none() {
            self.wrong(wanted, "unknown_value", errors);
        }
        value
    }

    fn words<T: Named>(&self, wanted: Column, errors: &mut RowErrors) -> Vec<T> {
        let mut values = Vec::new();
        for text in self.list(wanted) {
            match T::named(&text) {
                Some(value) => values.push(value),
                None => self.wrong(wanted, "unknown_value", errors),
            }
        }
        values
    }

    fn wrong(&self, column: Column, code: &str, errors: &mut RowErrors) {
        errors.add(self.number, column.written(false), code);
    }

    /// The answer of the row, with its conditions.
    fn answer(&self, names: &Names, errors: &mut RowErrors) -> Option<Answer> {
        let content: Vec<String> = self.all(Column::Answer).flat_map(variants).collect();
        let conditions = Conditions {
            products: self.list(Column::Products),
            from: self.time(Column::From, names, errors),
            until: self.time(Column::Until, names, errors),
            order_states: self.words(Column::OrderStates, errors),
            stages: self.words(Column::Stages, errors),
            inboxes: self.inboxes(names, errors),
            keywords: self.list(Column::Keywords),
            emergency: self.flag(Column::Emergency, errors),
        };
        let cards: Vec<Card> = self.json(Column::Cards, errors).unwrap_or_default();
        let buttons = self.buttons(errors);
        let mut file_ids = Vec::new();
        for text in self.list(Column::Files) {
            match text.parse() {
                Ok(id) => file_ids.push(id),
                Err(_) => self.wrong(Column::Files, "not_an_id", errors),
            }
        }
        let says_nothing = content.is_empty() && cards.is_empty() && file_ids.is_empty();
        if says_nothing && (conditions != Conditions::default() || !buttons.is_empty()) {
            self.wrong(Column::Answer, "required", errors);
        }
        (!says_nothing).then(|| Answer { id: AnswerId::new(), conditions, content, file_ids, cards, buttons })
    }

    /// In the shop's time zone unless it says another.
    fn time(&self, wanted: Column, names: &Names, errors: &mut RowErrors) -> Option<Time> {
        let text = self.text(wanted)?;
        let time = Time::parse(&text).or_else(|| local(&text, &names.timezone));
        if time.is_none() {
            self.wrong(wanted, "not_a_time", errors);
        }
        time
    }

    fn inboxes(&self, names: &Names, errors: &mut RowErrors) -> Vec<InboxId> {
        let mut ids = Vec::new();
        for text in self.list(Column::Inboxes) {
            let found = names.inboxes.iter().find(|(id, name)| *name == text || id.to_string() == text);
            match found {
                Some((id, _)) => ids.push(*id),
                None => self.wrong(Column::Inboxes, "unknown", errors),
            }
        }
        ids
    }

    fn flag(&self, wanted: Column, errors: &mut RowErrors) -> bool {
        match self.text(wanted).map(|text| zg_text::fold(&text)).as_deref() {
            None | Some("0" | "false" | "no" | "n" | "否") => false,
            Some("1" | "true" | "yes" | "y" | "是") => true,
            Some(_) => {
                self.wrong(wanted, "not_a_boolean", errors);
                false
            }
        }
    }

    fn json<T: DeserializeOwned>(&self, wanted: Column, errors: &mut RowErrors) -> Option<T> {
        let text = self.text(wanted)?;
        let value = serde_json::from_str(&text).ok();
        if value.is_none() {
            self.wrong(wanted, "malformed_json", errors);
        }
        value
    }

    /// As JSON with what they lead to, or plain labels.
    fn buttons(&self, errors: &mut RowErrors) -> Vec<Button> {
        if self.text(Column::Buttons).is_some_and(|text| text.starts_with('[')) {
            return self.json(Column::Buttons, errors).unwrap_or_default();
        }
        let label = |label| Button { label, entry_id: None };
        self.all(Column::Buttons).flat_map(|cell| split(cell, &['|', '｜', '\n'])).map(label).collect()
    }
}

fn split(cell: &str, at: &[char]) -> Vec<String> {
    cell.split(at).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The ways to say an answer: a line of hyphens stands between two.
fn variants(cell: &str) -> Vec<String> {
    let mut variants = vec![String::new()];
    for line in cell.lines() {
        if line.trim() == NEXT_VARIANT {
            variants.push(String::new());
        } else if let Some(variant) = variants.last_mut() {
            variant.push_str(line);
            variant.push('\n');
        }
    }
    variants.iter().map(|variant| variant.trim().to_owned()).filter(|variant| !variant.is_empty()).collect()
}

/// A time on the clock of the shop, in the ways in which spreadsheets write it.
fn local(text: &str, timezone: &TimeZone) -> Option<Time> {
    const FORMATS: [&str; 4] = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"];
    const DAYS: [&str; 2] = ["%Y-%m-%d", "%Y/%m/%d"];
    let with_time = FORMATS.iter().find_map(|format| DateTime::strptime(format, text).ok());
    let day = || DAYS.iter().find_map(|format| jiff::civil::Date::strptime(format, text).ok());
    let at = with_time.or_else(|| day().map(|day| day.at(0, 0, 0, 0)))?;
    Some(Time(timezone.to_timestamp(at).ok()?.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names { timezone: TimeZone::get("Asia/Shanghai").expect("a zone"), inboxes: Vec::new() }
    }

    fn cells(row: &str) -> Vec<String> {
        row.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn a_row_says_what_its_headers_say() {
        let header = Header::of(&cells("分类;问题;相似问法;答案;失效时间;填写人;同义问题2;紧急")).expect("a header");
        assert_eq!(header.ignored, ["填写人"]);
        let mut errors = RowErrors::default();
        let row = cells("物流问题;发什么快递;顺丰吗|用哪家;中通。\n---\n发中通哦。;2026-11-12 08:00;我;几天到;是");
        let record = header.record(2, &row, &names(), &mut errors).expect("a record");
        assert_eq!((record.title.as_str(), errors.count), ("发什么快递", 0));
        assert_eq!(record.phrasings, ["顺丰吗", "用哪家", "几天到"]);
        let answer = &record.answers[0];
        assert_eq!(answer.content, ["中通。", "发中通哦。"]);
        assert_eq!(answer.conditions.until, Time::parse("2026-11-12T00:00:00Z"));
        assert!(answer.conditions.emergency);
    }

    #[test]
    fn a_number_is_no_title() {
        let header = Header::of(&cells("id;query")).expect("a header");
        let title =
            |row: &str| header.record(2, &cells(row), &names(), &mut RowErrors::default()).expect("a record").title;
        assert_eq!(title("7;几天到"), "几天到");
        assert_eq!(title("7;"), "7");
        assert_eq!(title("ship_time;几天到"), "ship_time");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let header =
            Header::of(&cells("question;answer;until;order_states;inboxes;cards;emergency")).expect("a header");
        let mut errors = RowErrors::default();
        header.record(3, &cells("多久;;明天;gone;别家;{;vielleicht"), &names(), &mut errors);
        let told: Vec<String> = errors.first.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "row 3, until: not_a_time",
                "row 3, order_states: unknown_value",
                "row 3, inboxes: unknown",
                "row 3, emergency: not_a_boolean",
                "row 3, cards: malformed_json",
            ]
        );
    }

    #[test]
    fn a_table_without_questions_is_none() {
        assert!(Header::of(&cells("原义词;同义词")).is_none());
    }
}
