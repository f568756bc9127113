//! What came of many questions, to be downloaded.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::csv;
use crate::error::Result;
use crate::knowledge::model::{AskResult, Decision};
use crate::knowledge::store::json;

/// How results are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultFormat {
    /// One JSON object a line.
    #[default]
    Ndjson,
    /// The first three entries of each question.
    Csv,
}

/// Entries in a line of the table.
const SHOWN: usize = 3;

pub fn head(format: ResultFormat) -> String {
    if format == ResultFormat::Ndjson {
        return String::new();
    }
    let mut header: Vec<String> = ["number", "question", "decision", "confidence"].map(str::to_owned).into();
    for place in 1..=SHOWN {
        header.extend(["title", "score", "entry_id", "external_id"].map(|name| format!("{name}_{place}")));
    }
    format!("{}{}", csv::BYTE_ORDER_MARK, csv::line(header))
}

pub fn line(format: ResultFormat, result: &AskResult) -> Result<String> {
    if format == ResultFormat::Ndjson {
        return Ok(json(result)? + "\n");
    }
    let decision = match result.decision {
        Decision::Answer => "answer",
        Decision::Suggest => "suggest",
        Decision::HandOver => "hand_over",
    };
    let confidence = format!("{:.4}", result.confidence);
    let mut cells = vec![result.number.to_string(), result.question.clone(), decision.to_owned(), confidence];
    for hit in result.ranked.iter().take(SHOWN) {
        let external_id = hit.external_id.clone().unwrap_or_default();
        cells.extend([hit.title.clone(), format!("{:.4}", hit.score), hit.entry_id.to_string(), external_id]);
    }
    Ok(csv::line(cells))
}
