//! Fills the bare server with as much as ours holds.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Sqlite};

use super::Store;
use crate::bench::bare::Holdings;
use crate::bench::text::{TERMS, Texts};

const ROWS_A_STATEMENT: u64 = 500;
const VIEWS: u64 = 5;

impl Store {
    pub(in crate::bench::bare) async fn seed(&self, holdings: Holdings, texts: Texts) -> anyhow::Result<()> {
        let mut tx = self.write.begin().await?;
        for first in (0..holdings.conversations).step_by(ROWS_A_STATEMENT as usize) {
            let numbers = first..holdings.conversations.min(first + ROWS_A_STATEMENT);
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO conversations (view, rank, name, preview) ");
            insert.push_values(numbers, |mut row, number| {
                row.push_bind((number % VIEWS) as i64)
                    .push_bind((number * 7919 % holdings.conversations) as i64)
                    .push_bind(format!("{number:08}"))
                    .push_bind(texts.message(number));
            });
            insert.build().execute(&mut *tx).await?;
        }
        let mut carriers: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for first in (0..holdings.messages).step_by(ROWS_A_STATEMENT as usize) {
            let numbers = first..holdings.messages.min(first + ROWS_A_STATEMENT);
            let rows: Vec<(u64, String)> = numbers.map(|number| (number, texts.message(number))).collect();
            for (number, text) in &rows {
                for word in searched_words().filter(|word| text.contains(word)) {
                    carriers.entry(word).or_default().push(number + 1);
                }
            }
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO messages (num, visitor, client_id, text) ");
            insert.push_values(&rows, |mut row, (number, text)| {
                row.push_bind((number + 1) as i64).push_bind(-1_i64).push_bind("").push_bind(text);
            });
            insert.build().execute(&mut *tx).await?;
        }
        for (word, mut numbers) in carriers {
            numbers.dedup();
            sqlx::query("INSERT INTO words (word, num) SELECT $1, value FROM json_each($2)")
                .bind(word)
                .bind(serde_json::to_string(&numbers)?)
                .execute(&mut *tx)
                .await?;
            sqlx::query("INSERT INTO totals (word, total) VALUES ($1, $2)")
                .bind(word)
                .bind(numbers.len() as i64)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Only words that are looked for need an index entry here.
fn searched_words() -> impl Iterator<Item = &'static str> {
    TERMS.into_iter().flat_map(|(_, terms)| terms).flat_map(|term| term.split(' '))
}
