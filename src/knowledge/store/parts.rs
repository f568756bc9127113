//! Phrasings, answers and files: what hangs on an entry and is written with it.

use std::collections::HashMap;

use super::{from_json, json};
use crate::db::{Conn, Script, execute, fetch_all, insert_rows, select_in};
use crate::error::Result;
use crate::files::FileRow;
use crate::ids::{AnswerId, CategoryId, EntryId, FileId, ShopId};
use crate::knowledge::clean;
use crate::knowledge::model::{Answer, EntryContent, EntryKind};

/// Writes what an entry that is new says.
pub fn insert(script: &mut Script, shop_id: ShopId, entries: &[(EntryId, &EntryContent)]) -> Result<()> {
    insert_phrasings(script, shop_id, entries);
    insert_answers(script, shop_id, entries)?;
    let shown = |(entry, content): &(EntryId, &EntryContent)| {
        let files: Vec<_> =
            content.answers.iter().flat_map(|answer| &answer.file_ids).map(|id| (*entry, *id)).collect();
        files
    };
    let files: Vec<(EntryId, FileId)> = entries.iter().flat_map(shown).collect();
    for chunk in files.chunks(200) {
        insert_rows!(
            script,
            "INSERT INTO knowledge_files (entry_id, file_id, shop_id) ",
            chunk,
            |b, row| {
                b.push_bind(row.0);
                b.push_bind(row.1);
                b.push_bind(shop_id);
            },
            " ON CONFLICT DO NOTHING"
        );
    }
    Ok(())
}

fn insert_phrasings(script: &mut Script, shop_id: ShopId, entries: &[(EntryId, &EntryContent)]) {
    let mut rows = Vec::new();
    for (entry, content) in entries {
        // The title is the first way to ask, unless it is a name for programs.
        if content.phrasings.is_empty() || !clean::is_code(&content.title) {
            rows.push((*entry, 0, content.title.as_str()));
        }
        rows.extend((1_i64..).zip(&content.phrasings).map(|(place, text)| (*entry, place, text.as_str())));
    }
    for chunk in rows.chunks(150) {
        insert_rows!(
            script,
            "INSERT INTO knowledge_phrasings (entry_id, position, shop_id, text, sign) ",
            chunk,
            |b, row| {
                b.push_bind(row.0);
                b.push_bind(row.1);
                b.push_bind(shop_id);
                b.push_bind(row.2.to_owned());
                b.push_bind(clean::sign(row.2));
            },
            ""
        );
    }
}

fn insert_answers(script: &mut Script, shop_id: ShopId, entries: &[(EntryId, &EntryContent)]) -> Result<()> {
    let mut rows = Vec::new();
    for (entry, content) in entries {
        for (place, answer) in (0_i64..).zip(&content.answers) {
            rows.push((*entry, place, answer, json(answer)?));
        }
    }
    for chunk in rows.chunks(100) {
        insert_rows!(
            script,
            "INSERT INTO knowledge_answers (id, shop_id, entry_id, position, content, until_at) ",
            chunk,
            |b, row| {
                b.push_bind(row.2.id);
                b.push_bind(shop_id);
                b.push_bind(row.0);
                b.push_bind(row.1);
                b.push_bind(row.3.clone());
                b.push_bind(row.2.conditions.until);
            },
            ""
        );
    }
    Ok(())
}

/// Takes what an entry says, before it says something else; its files stay for the versions that show them.
pub async fn clear(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<()> {
    const PHRASINGS: &str = "DELETE FROM knowledge_phrasings WHERE shop_id = $1 AND entry_id = $2";
    const ANSWERS: &str = "DELETE FROM knowledge_answers WHERE shop_id = $1 AND entry_id = $2";
    execute!(conn, sqlx::query(PHRASINGS).bind(shop_id).bind(id))?;
    execute!(conn, sqlx::query(ANSWERS).bind(shop_id).bind(id))?;
    Ok(())
}

/// The ways to ask besides the title.
pub async fn phrasings(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT text FROM knowledge_phrasings WHERE shop_id = $1 AND entry_id = $2 AND position > 0
        ORDER BY position";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?)
}

pub async fn answers(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<Vec<Answer>> {
    const SQL: &str = "SELECT content FROM knowledge_answers WHERE shop_id = $1 AND entry_id = $2 ORDER BY position";
    let rows: Vec<String> = fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    rows.iter().map(|content| from_json(content)).collect()
}

/// What every entry of a shop says.
pub async fn all_contents(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<HashMap<EntryId, EntryContent>> {
    const ENTRIES: &str = "SELECT id, category_id, kind, title FROM knowledge_entries WHERE shop_id = $1";
    const PHRASINGS: &str = "SELECT entry_id, text FROM knowledge_phrasings WHERE shop_id = $1 AND position > 0
        ORDER BY entry_id, position";
    const ANSWERS: &str = "SELECT entry_id, content FROM knowledge_answers WHERE shop_id = $1
        ORDER BY entry_id, position";
    let entries: Vec<(EntryId, CategoryId, EntryKind, String)> =
        fetch_all!(conn, sqlx::query_as(ENTRIES).bind(shop_id))?;
    let empty = |(id, category_id, kind, title)| {
        (id, EntryContent { category_id, kind, title, phrasings: Vec::new(), answers: Vec::new() })
    };
    let mut contents: HashMap<EntryId, EntryContent> = entries.into_iter().map(empty).collect();
    let phrasings: Vec<(EntryId, String)> = fetch_all!(conn, sqlx::query_as(PHRASINGS).bind(shop_id))?;
    for (id, text) in phrasings {
        contents.entry(id).and_modify(|content| content.phrasings.push(text));
    }
    let answers: Vec<(EntryId, String)> = fetch_all!(conn, sqlx::query_as(ANSWERS).bind(shop_id))?;
    for (id, answer) in answers {
        let answer: Answer = from_json(&answer)?;
        contents.entry(id).and_modify(|content| content.answers.push(answer));
    }
    Ok(contents)
}

/// Those of some answers that exist, wherever they are.
pub async fn known_answers(conn: &mut Conn<'_>, ids: &[AnswerId]) -> Result<Vec<(AnswerId, EntryId)>> {
    let mut script = Script::of(conn);
    select_in!(&mut script, [], "SELECT id, entry_id FROM knowledge_answers WHERE id IN", ids.iter().copied(), "");
    Ok(script.fetch(conn).await?)
}

/// The first answers of some entries.
pub async fn first_answers(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[EntryId]) -> Result<Vec<(EntryId, Answer)>> {
    const HEAD: &str = "SELECT entry_id, content FROM knowledge_answers WHERE position = 0 AND shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND entry_id IN", ids.iter().copied(), "");
    let rows: Vec<(EntryId, String)> = script.fetch(conn).await?;
    rows.into_iter().map(|(id, content)| Ok((id, from_json(&content)?))).collect()
}

/// Files of the shop by their ids.
pub async fn files(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[FileId]) -> Result<Vec<FileRow>> {
    const HEAD: &str =
        "SELECT id, shop_id, staff_id, customer_id, name, mime, size, width, height, has_thumb, created_at
        FROM files WHERE shop_id = ";
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND id IN", ids.iter().copied(), "");
    Ok(script.fetch(conn).await?)
}
