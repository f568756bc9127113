//! One conversation of a file, checked.

use serde_json::Value;

use super::fields::Fields;
use super::report::Report;
use super::turns;
use crate::auth::rules::clean_email;
use crate::clock::Time;
use crate::conversations::model::{Author, Card, Stage, Status, Touchpoint};

const MAX_ID_CHARS: usize = 200;
const MAX_NAME_CHARS: usize = 100;
const MAX_TEXT_CHARS: usize = 10_000;
const MAX_MESSAGES: usize = 10_000;
/// The distance of messages whose times nobody wrote down.
const ASSUMED_GAP_SECONDS: i64 = 20;

/// How a line is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One conversation a line, as docs/import.md describes
    #[default]
    Conversations,
    /// {"turns": […], "reply": …}: turns alternate, the last one before the reply is the buyer's
    Turns,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub row: usize,
    pub external_id: String,
    /// By name; the import says which inbox stands for none.
    pub inbox: Option<String>,
    pub customer: RecordCustomer,
    pub started_at: Option<Time>,
    pub status: Status,
    pub stage: Stage,
    pub touchpoint: Touchpoint,
    /// A colleague's mail address or name.
    pub assignee: Option<String>,
    pub messages: Vec<RecordMessage>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordCustomer {
    pub external_id: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub locale: Option<String>,
    pub tier: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RecordMessage {
    /// Within the conversation; its place where the file names none.
    pub external_id: String,
    pub author: Author,
    /// Who wrote it, by mail address or name.
    pub agent: Option<String>,
    pub note: bool,
    pub body: Body,
    pub at: Time,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Text(String),
    Card(Card),
}

/// Reads a line; what is wrong with it goes into the report.
pub fn read(format: Format, row: usize, line: &[u8], now: Time, report: &mut Report) -> Option<Record> {
    let value: Value = match serde_json::from_slice(line) {
        Ok(value) => value,
        Err(error) => {
            report.add_error(row, format!("column {}", error.column()), "not_json");
            return None;
        }
    };
    let errors = report.error_count;
    let record = match format {
        Format::Conversations => read_conversation(&value, row, now, report),
        Format::Turns => turns::read(&value, row, line, now, report),
    };
    record.filter(|_| report.error_count == errors)
}

fn read_conversation(value: &Value, row: usize, now: Time, report: &mut Report) -> Option<Record> {
    let mut fields = Fields::of(value, "", row, report)?;
    let external_id = fields.required_text("external_id", MAX_ID_CHARS, report);
    let inbox = fields.text("inbox", MAX_NAME_CHARS, report);
    let customer = match fields.get("customer") {
        Some(value) => read_customer(value, row, report),
        None => RecordCustomer::default(),
    };
    let started_at = fields.past_time("started_at", now, report);
    let status = fields.word("status", report).unwrap_or(Status::Solved);
    if status == Status::Snoozed {
        fields.wrong("status", "not_importable", report);
    }
    let stage = fields.word("stage", report).unwrap_or(Stage::PreSale);
    let touchpoint = fields.word("touchpoint", report).unwrap_or(Touchpoint::Enquiry);
    let assignee = fields.text("assignee", MAX_NAME_CHARS, report);
    let messages = match fields.get("messages").map(Value::as_array) {
        Some(Some(list)) if list.is_empty() => {
            fields.wrong("messages", "empty", report);
            Vec::new()
        }
        Some(Some(list)) if list.len() > MAX_MESSAGES => {
            fields.wrong("messages", "too_many", report);
            Vec::new()
        }
        Some(Some(list)) => read_messages(list, row, started_at, now, report),
        Some(None) => {
            fields.wrong("messages", "not_a_list", report);
            Vec::new()
        }
        None => {
            fields.wrong("messages", "required", report);
            Vec::new()
        }
    };
    fields.finish(report);
    let external_id = external_id?;
    Some(Record { row, external_id, inbox, customer, started_at, status, stage, touchpoint, assignee, messages })
}

fn read_customer(value: &Value, row: usize, report: &mut Report) -> RecordCustomer {
    let Some(mut fields) = Fields::of(value, "customer", row, report) else { return RecordCustomer::default() };
    let email = fields.text("email", 254, report);
    let email = email.and_then(|email| match clean_email("email", &email) {
        Ok(email) => Some(email),
        Err(_) => {
            fields.wrong("email", "not_an_email", report);
            None
        }
    });
    let locale = fields.text("locale", 20, report);
    if locale.as_deref().is_some_and(|locale| !matches!(locale, "zh-CN" | "zh-Hant" | "en")) {
        fields.wrong("locale", "unknown_value", report);
    }
    let customer = RecordCustomer {
        external_id: fields.text("external_id", MAX_ID_CHARS, report),
        name: fields.text("name", MAX_NAME_CHARS, report),
        email,
        phone: fields.text("phone", 40, report),
        locale,
        tier: fields.text("tier", 40, report),
    };
    fields.finish(report);
    customer
}

fn read_messages(
    list: &[Value],
    row: usize,
    started_at: Option<Time>,
    now: Time,
    report: &mut Report,
) -> Vec<RecordMessage> {
    let mut seen = std::collections::HashSet::new();
    let times = assumed_times(list.len(), started_at, now);
    let mut messages: Vec<RecordMessage> = Vec::with_capacity(list.len());
    for (place, value) in list.iter().enumerate() {
        let Some(mut fields) = Fields::of(value, format!("messages[{place}]"), row, report) else { continue };
        let external_id = fields.text("external_id", MAX_ID_CHARS, report).unwrap_or_else(|| format!("#{place}"));
        if !seen.insert(external_id.clone()) {
            fields.wrong("external_id", "repeated", report);
        }
        let author = read_author(&mut fields, report);
        let agent = fields.text("agent", MAX_NAME_CHARS, report);
        let note = fields.flag("note", report);
        if note && author == Some(Author::Customer) {
            fields.wrong("note", "not_by_customer", report);
        }
        let body = read_body(&mut fields, report);
        let before = messages.last().map(|message| message.at);
        let at = match fields.past_time("at", now, report) {
            Some(at) => at,
            None => before.map_or(times[place], |before| before.plus_seconds(ASSUMED_GAP_SECONDS).min(now)),
        };
        if before.is_some_and(|before| at < before) {
            fields.wrong("at", "not_in_order", report);
        }
        fields.finish(report);
        if let (Some(author), Some(body)) = (author, body) {
            messages.push(RecordMessage { external_id, author, agent, note, body, at });
        }
    }
    messages
}

fn read_author(fields: &mut Fields<'_>, report: &mut Report) -> Option<Author> {
    let author = match fields.get("author").map(Value::as_str) {
        Some(Some("customer")) => Author::Customer,
        Some(Some("agent")) => Author::Agent,
        Some(Some("bot")) => Author::Bot,
        Some(Some("system")) => Author::System,
        Some(_) => {
            fields.wrong("author", "unknown_value", report);
            return None;
        }
        None => {
            fields.wrong("author", "required", report);
            return None;
        }
    };
    Some(author)
}

fn read_body(fields: &mut Fields<'_>, report: &mut Report) -> Option<Body> {
    let errors = report.error_count;
    let text = fields.text("text", MAX_TEXT_CHARS, report);
    let card = fields.get("card").and_then(|value| {
        let card: Option<Card> = serde_json::from_value(value.clone()).ok();
        match card {
            Some(card) if card.check().is_ok() => Some(card),
            _ => {
                fields.wrong("card", "not_a_card", report);
                None
            }
        }
    });
    match (text, card) {
        (Some(text), None) => Some(Body::Text(clean(&text))),
        (None, Some(card)) => Some(Body::Card(card)),
        (Some(_), Some(_)) => {
            fields.wrong("card", "beside_text", report);
            None
        }
        (None, None) => {
            if report.error_count == errors {
                fields.wrong("text", "required", report);
            }
            None
        }
    }
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Times for messages without any: from the start, or so that the last one ends now.
pub(super) fn assumed_times(count: usize, started_at: Option<Time>, now: Time) -> Vec<Time> {
    let whole = ASSUMED_GAP_SECONDS * i64::try_from(count.saturating_sub(1)).unwrap_or(0);
    let start = started_at.unwrap_or_else(|| now.plus_seconds(-whole));
    (0..).take(count).map(|place| start.plus_seconds(ASSUMED_GAP_SECONDS * place).min(now)).collect()
}
