//! Full-text search over messages and customers, Chinese and English.
//!
//! Invariants: words are written in the transaction of what they belong to; every word carries its shop's
//! mark, so one shop's words are never met when another searches.

mod routes;
mod store;

use std::collections::HashMap;

use crate::conversations::model::{Kind, MessageRow};
use crate::db::{Db, Script};
use crate::error::Result;
use crate::ids::ShopId;

pub use routes::router;
pub use store::{
    customers as find_customers, index_anew, index_customer, sweep, unindex_customer, unindex_message, unindex_messages,
};

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

/// Indexes whatever is not indexed yet, after rows came in without their words; how many messages there are.
pub async fn rebuild(db: &Db) -> Result<i64> {
    const MESSAGES_A_ROUND: i64 = 500;
    let mut tx = db.begin().await?;
    let marks = store::marks(&mut tx.conn()).await?;
    for (shop_id, id) in store::unindexed_customers(&mut tx.conn()).await? {
        store::index_customer(&mut tx.conn(), shop_id, id).await?;
    }
    tx.commit().await?;
    let mut after = 0;
    loop {
        let mut tx = db.begin().await?;
        let mut conn = tx.conn();
        let rows = store::unindexed_messages(&mut conn, after, MESSAGES_A_ROUND).await?;
        let Some(last) = rows.last() else { return store::count_messages(&mut conn).await };
        after = last.num;
        let mut script = Script::of(&conn);
        index_messages(&mut script, &rows, &marks);
        script.run(&mut conn).await?;
        tx.commit().await?;
    }
}

fn words_of(row: &MessageRow) -> Vec<String> {
    let mut text = row.text.clone().unwrap_or_default();
    for more in [row.card_title(), row.file_name.clone()].into_iter().flatten() {
        text.push('\n');
        text.push_str(&more);
    }
    zg_text::tokens(&text)
}
