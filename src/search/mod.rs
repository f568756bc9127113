//! Full-text search over messages and customers, Chinese and English.
//!
//! Invariants: words are written in the transaction of what they belong to; every word carries its shop's
//! mark, so one shop's words are never met when another searches.

mod routes;
mod store;

use std::collections::HashMap;

use crate::conversations::model::{Kind, MessageRow};
use crate::db::Script;
use crate::ids::ShopId;

pub use routes::router;
pub use store::{customers as find_customers, index_customer, unindex_customer, unindex_message};

/// Stands before every word of one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Mark(i64);

impl Mark {
    fn word(self, token: &str) -> String {
        format!("s{}s{token}", self.0)
    }
}

/// Indexes the words of messages just stored; what holds no words is left out.
pub fn index_messages(script: &mut Script, rows: &[MessageRow], marks: &HashMap<ShopId, Mark>) {
    let mut worded = Vec::with_capacity(rows.len());
    for row in rows.iter().filter(|row| row.kind != Kind::Event) {
        let words = words_of(row);
        if let Some(mark) = marks.get(&row.shop_id)
            && !words.is_empty()
        {
            let words: Vec<String> = words.iter().map(|token| mark.word(token)).collect();
            worded.push((row.id, words));
        }
    }
    store::index_messages(script, &worded);
}

fn words_of(row: &MessageRow) -> Vec<String> {
    let mut text = row.text.clone().unwrap_or_default();
    for more in [row.card_title(), row.file_name.clone()].into_iter().flatten() {
        text.push('\n');
        text.push_str(&more);
    }
    zg_text::tokens(&text)
}
