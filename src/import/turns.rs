//! Dialogues as research corpora keep them: bare turns, no ids, no times, no names.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::fields::Fields;
use super::record::{Body, Record, RecordCustomer, RecordMessage, assumed_times};
use super::report::Report;
use crate::clock::Time;
use crate::conversations::model::{Author, Stage, Status, Touchpoint};

/// `{"turns": ["…", "…"], "reply": "…"}`. The reply is the agent's, so the turn before it is the buyer's, the one
/// before that the agent's, and so on backwards.
pub fn read(value: &Value, row: usize, line: &[u8], now: Time, report: &mut Report) -> Option<Record> {
    let mut fields = Fields::of(value, "", row, report)?;
    let reply = fields.required_text("reply", 10_000, report);
    let mut texts = Vec::new();
    match fields.get("turns").map(Value::as_array) {
        Some(Some(turns)) => {
            for (place, turn) in turns.iter().enumerate() {
                match turn.as_str().map(str::trim) {
                    Some(text) if !text.is_empty() => texts.push(text.to_owned()),
                    Some(_) => report.add_error(row, format!("turns[{place}]"), "required"),
                    None => report.add_error(row, format!("turns[{place}]"), "not_a_string"),
                }
            }
        }
        Some(None) => fields.wrong("turns", "not_a_list", report),
        None => fields.wrong("turns", "required", report),
    }
    fields.finish(report);
    texts.push(reply?);

    // A minute apart, the first line's the newest: lists keep the order of the file.
    let ended_at = now.plus_seconds(-60 * i64::try_from(row).unwrap_or(0));
    let times = assumed_times(texts.len(), None, ended_at);
    let last = texts.len() - 1;
    let messages = texts
        .into_iter()
        .zip(times)
        .enumerate()
        .map(|(place, (text, at))| RecordMessage {
            external_id: format!("#{place}"),
            author: if (last - place).is_multiple_of(2) { Author::Agent } else { Author::Customer },
            agent: None,
            note: false,
            body: Body::Text(text),
            at,
        })
        .collect();
    Some(Record {
        row,
        external_id: external_id(row, line),
        inbox: None,
        customer: RecordCustomer { name: Some(format!("买家 {row}")), ..RecordCustomer::default() },
        started_at: None,
        status: Status::Solved,
        stage: Stage::PreSale,
        touchpoint: Touchpoint::Enquiry,
        assignee: None,
        messages,
    })
}

/// The place and the words: corpora hold the same short dialogue more than once.
fn external_id(row: usize, line: &[u8]) -> String {
    format!("turns-{row}-{}", hex::encode(&Sha256::digest(line)[..8]))
}
