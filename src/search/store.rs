//! SQL of the word index: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL.
//!
//! The one place where the engines' texts differ; both are asked the same question.

use std::collections::HashMap;

use super::Mark;
use crate::conversations::model::MessageRow;
use crate::conversations::store::messages::message_sql;
use crate::db::{Conn, Db, Script, execute, fetch_all, fetch_one, insert_rows, select_in};
use crate::error::Result;
use crate::ids::{CustomerId, MessageId, ShopId};

/// Hits are listed and counted no further: nobody reads past them.
pub const COUNTED_HITS: i64 = 10_000;

/// The mark of a shop's words.
async fn mark(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Mark> {
    const SQL: &str = "SELECT num FROM shops WHERE id = $1";
    let (num,): (i64,) = fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    Ok(Mark(num))
}

/// The marks of all shops.
pub(super) async fn marks(conn: &mut Conn<'_>) -> Result<HashMap<ShopId, Mark>> {
    const SQL: &str = "SELECT id, num FROM shops";
    let rows: Vec<(ShopId, Mark)> = fetch_all!(conn, sqlx::query_as(SQL))?;
    Ok(rows.into_iter().collect())
}

/// Messages without words in the index, after a place.
pub(super) async fn unindexed_messages(conn: &mut Conn<'_>, after: i64, limit: i64) -> Result<Vec<MessageRow>> {
    const SQLITE: &str = message_sql!(
        "WHERE m.num > $1 AND m.kind <> 5 AND m.num NOT IN (SELECT rowid FROM message_search)
         ORDER BY m.num LIMIT $2"
    );
    const POSTGRES: &str = message_sql!(
        "WHERE m.num > $1 AND m.kind <> 5 AND NOT EXISTS (SELECT 1 FROM message_search s WHERE s.num = m.num)
         ORDER BY m.num LIMIT $2"
    );
    let sql = match conn {
        Conn::Sqlite(_) => SQLITE,
        Conn::Postgres(_) => POSTGRES,
    };
    Ok(fetch_all!(conn, sqlx::query_as(sql).bind(after).bind(limit))?)
}

pub(super) async fn unindexed_customers(conn: &mut Conn<'_>) -> Result<Vec<(ShopId, CustomerId)>> {
    let sql = match conn {
        Conn::Sqlite(_) => "SELECT shop_id, id FROM customers WHERE num NOT IN (SELECT rowid FROM customer_search)",
        Conn::Postgres(_) => {
            "SELECT shop_id, id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM customer_search s WHERE s.num = c.num)"
        }
    };
    Ok(fetch_all!(conn, sqlx::query_as(sql))?)
}

pub(super) async fn count_messages(conn: &mut Conn<'_>) -> Result<i64> {
    let (count,): (i64,) = fetch_one!(conn, sqlx::query_as("SELECT COUNT(*) FROM messages"))?;
    Ok(count)
}

/// Indexes messages stored before in the same script, under the places the database gave them.
pub(super) fn index_messages(script: &mut Script, worded: &[(MessageId, Vec<String>)]) {
    const TAIL: &str = ") AS worded JOIN messages m ON m.id = worded.column1";
    let head = match script {
        Script::Sqlite { .. } => "INSERT INTO message_search (rowid, tokens) SELECT m.num, worded.column2 FROM (",
        Script::Postgres(_) => {
            "INSERT INTO message_search (num, tokens)
             SELECT m.num, array_to_tsvector(string_to_array(worded.column2, ' ')) FROM ("
        }
    };
    for chunk in worded.chunks(100) {
        insert_rows!(
            script,
            head,
            chunk,
            |b, row| {
                b.push_bind(row.0);
                b.push_bind(row.1.join(" "));
            },
            TAIL
        );
    }
}

/// Indexes a customer's name, mail and phone anew.
pub async fn index_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    const SQL: &str = "SELECT num, name, email, phone FROM customers WHERE id = $1 AND shop_id = $2";
    let (num, name, email, phone): (i64, String, Option<String>, Option<String>) =
        fetch_one!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?;
    let mark = mark(conn, shop_id).await?;
    let text = [Some(name), email, phone].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let words = zg_text::tokens(&text).iter().map(|token| mark.word(token)).collect();
    delete_words(conn, "customer_search", num).await?;
    insert_words(conn, "customer_search", vec![(num, words)]).await
}

/// Takes a customer's words out of the index; called before the customer goes.
pub async fn unindex_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    const SQL: &str = "SELECT num FROM customers WHERE id = $1 AND shop_id = $2";
    let (num,): (i64,) = fetch_one!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?;
    delete_words(conn, "customer_search", num).await
}

/// Rewrites what the index of SQLite still holds of words that were taken out; PostgreSQL's vacuum does it by itself.
///
/// A table without content cannot find an entry to strike it out, so it only notes that a row is gone. Merging its
/// parts leaves such entries behind: in steps, because each holds the one writer.
pub async fn sweep(db: &Db) -> Result<()> {
    const PAGES_A_STEP: i64 = 200;
    const FIRST: [&str; 2] = [
        "INSERT INTO message_search (message_search, rank) VALUES ('merge', $1)",
        "INSERT INTO customer_search (customer_search, rank) VALUES ('merge', $1)",
    ];
    if db.engine() != "sqlite" {
        return Ok(());
    }
    for sql in FIRST {
        // A negative number takes all parts into one merge, positive ones carry it on.
        let mut pages = -PAGES_A_STEP;
        loop {
            let mut tx = db.begin().await?;
            let mut conn = tx.conn();
            let before = total_changes(&mut conn).await?;
            execute!(&mut conn, sqlx::query(sql).bind(pages))?;
            let changes = total_changes(&mut conn).await? - before;
            tx.commit().await?;
            // The statement itself counts as one.
            if changes < 2 {
                break;
            }
            pages = PAGES_A_STEP;
        }
    }
    Ok(())
}

async fn total_changes(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, sqlx::query_scalar("SELECT total_changes()"))?)
}

/// Takes the words of several messages out of the index.
pub async fn unindex_messages(conn: &mut Conn<'_>, nums: &[i64]) -> Result<()> {
    let head = match conn {
        Conn::Sqlite(_) => "DELETE FROM message_search WHERE rowid IN",
        Conn::Postgres(_) => "DELETE FROM message_search WHERE num IN",
    };
    let mut script = Script::of(conn);
    select_in!(&mut script, [], head, nums.iter().copied(), "");
    script.run(conn).await?;
    Ok(())
}

/// Indexes messages of a shop whose words were taken out before.
pub async fn index_anew(conn: &mut Conn<'_>, shop_id: ShopId, rows: &[MessageRow]) -> Result<()> {
    let marks = HashMap::from([(shop_id, mark(conn, shop_id).await?)]);
    let mut script = Script::of(conn);
    super::index_messages(&mut script, rows, &marks);
    script.run(conn).await?;
    Ok(())
}

/// Takes a message's words out of the index.
pub async fn unindex_message(conn: &mut Conn<'_>, num: i64) -> Result<()> {
    delete_words(conn, "message_search", num).await
}

async fn delete_words(conn: &mut Conn<'_>, table: &'static str, num: i64) -> Result<()> {
    let sql = match (table, &*conn) {
        ("message_search", Conn::Sqlite(_)) => "DELETE FROM message_search WHERE rowid = $1",
        ("message_search", Conn::Postgres(_)) => "DELETE FROM message_search WHERE num = $1",
        (_, Conn::Sqlite(_)) => "DELETE FROM customer_search WHERE rowid = $1",
        (_, Conn::Postgres(_)) => "DELETE FROM customer_search WHERE num = $1",
    };
    execute!(conn, sqlx::query(sql).bind(num))?;
    Ok(())
}

async fn insert_words(conn: &mut Conn<'_>, table: &'static str, rows: Vec<(i64, Vec<String>)>) -> Result<()> {
    for chunk in rows.chunks(100) {
        match &mut *conn {
            Conn::Sqlite(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new("INSERT INTO ");
                query.push(table).push(" (rowid, tokens) ");
                query.push_values(chunk, |mut b, (num, words)| {
                    b.push_bind(*num).push_bind(words.join(" "));
                });
                query.build().execute(&mut **c).await?;
            }
            Conn::Postgres(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new("INSERT INTO ");
                query.push(table).push(" (num, tokens) ");
                query.push_values(chunk, |mut b, (num, words)| {
                    b.push_bind(*num)
                        .push("array_to_tsvector(")
                        .push_bind_unseparated(words.as_slice())
                        .push_unseparated(")");
                });
                query.build().execute(&mut **c).await?;
            }
        }
    }
    Ok(())
}

/// The question in the words of the engine; every term with the shop's mark.
fn rendered(conn: &Conn<'_>, query: &zg_text::Query, mark: Mark) -> String {
    match conn {
        Conn::Sqlite(_) => query.fts5(&mark.word("")),
        Conn::Postgres(_) => query.tsquery(&mark.word("")),
    }
}

/// Messages that hold all the words, newest first, after a row number.
pub async fn messages(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    query: &zg_text::Query,
    before: i64,
    limit: i64,
) -> Result<(Vec<MessageRow>, i64)> {
    let mark = mark(conn, shop_id).await?;
    let question = rendered(conn, query, mark);
    let (nums, total) = page(conn, MESSAGES, &question, before, limit).await?;
    if nums.is_empty() {
        return Ok((Vec::new(), total));
    }
    const HEAD: &str = message_sql!("WHERE m.shop_id = ");
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND m.num IN", nums, "ORDER BY m.num DESC");
    Ok((script.fetch(conn).await?, total))
}

/// Customers whose name, mail or phone holds all the words, the newest first.
pub async fn customers(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    query: &zg_text::Query,
    before: i64,
    limit: i64,
) -> Result<(Vec<(i64, CustomerId)>, i64)> {
    let mark = mark(conn, shop_id).await?;
    let question = rendered(conn, query, mark);
    let (nums, total) = page(conn, CUSTOMERS, &question, before, limit).await?;
    if nums.is_empty() {
        return Ok((Vec::new(), total));
    }
    const HEAD: &str = "SELECT num, id FROM customers WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND num IN", nums, "ORDER BY num DESC");
    Ok((script.fetch(conn).await?, total))
}

/// One walk over the index gives the newest hits, how many there are, and the page among them.
struct Texts {
    sqlite: &'static str,
    postgres: &'static str,
}

const MESSAGES: &Texts = &Texts {
    sqlite: "WITH hits AS MATERIALIZED (SELECT rowid AS num FROM message_search WHERE message_search MATCH $1
        ORDER BY rowid DESC LIMIT $2)
        SELECT num, (SELECT COUNT(*) FROM hits) FROM hits WHERE num < $3 ORDER BY num DESC LIMIT $4",
    postgres: "WITH hits AS MATERIALIZED (SELECT num FROM message_search WHERE tokens @@ $1::tsquery
        ORDER BY num DESC LIMIT $2)
        SELECT num, (SELECT COUNT(*) FROM hits) FROM hits WHERE num < $3 ORDER BY num DESC LIMIT $4",
};

const CUSTOMERS: &Texts = &Texts {
    sqlite: "WITH hits AS MATERIALIZED (SELECT rowid AS num FROM customer_search WHERE customer_search MATCH $1
        ORDER BY rowid DESC LIMIT $2)
        SELECT num, (SELECT COUNT(*) FROM hits) FROM hits WHERE num < $3 ORDER BY num DESC LIMIT $4",
    postgres: "WITH hits AS MATERIALIZED (SELECT num FROM customer_search WHERE tokens @@ $1::tsquery
        ORDER BY num DESC LIMIT $2)
        SELECT num, (SELECT COUNT(*) FROM hits) FROM hits WHERE num < $3 ORDER BY num DESC LIMIT $4",
};

async fn page(conn: &mut Conn<'_>, texts: &Texts, question: &str, before: i64, limit: i64) -> Result<(Vec<i64>, i64)> {
    let sql = match conn {
        Conn::Sqlite(_) => texts.sqlite,
        Conn::Postgres(_) => texts.postgres,
    };
    let rows: Vec<(i64, i64)> =
        fetch_all!(conn, sqlx::query_as(sql).bind(question).bind(COUNTED_HITS).bind(before).bind(limit))?;
    let total = rows.first().map_or(0, |(_, total)| *total);
    Ok((rows.into_iter().map(|(num, _)| num).collect(), total))
}
