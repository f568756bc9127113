//! The log as a table for other programs, in pieces, so that a long one takes no memory.

use futures::stream::{self, Stream};

use super::model::{AuditEntry, Wanted};
use super::store;
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::csv;
use crate::error::{Error, Result};

/// Entries that are read and written together.
const PIECE: i64 = 500;
const COLUMNS: [&str; 14] = [
    "number",
    "at",
    "actor_kind",
    "actor_name",
    "actor_via",
    "actor_id",
    "action",
    "subject_kind",
    "subject_label",
    "subject_id",
    "changes",
    "notes",
    "address",
    "request_id",
];

/// Records the export, then gives the wanted entries piece by piece, the newest first; its own entry is not among them.
pub async fn export(
    app: &App,
    actor: &Actor,
    wanted: Wanted,
    asked: &str,
) -> Result<impl Stream<Item = Result<String>> + use<>> {
    actor.require(Permission::ReadAudit)?;
    let entry = Entry::new(Action::AuditExported).note("filter", asked);
    let mut tx = app.db.begin().await?;
    let number = audit::record(&mut tx.conn(), actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    let (app, shop_id) = (app.clone(), actor.shop_id);
    let head = format!("{}{}", csv::BYTE_ORDER_MARK, csv::line(COLUMNS.map(str::to_owned)));
    let pieces = stream::try_unfold(Some(number), move |before| {
        let (app, wanted) = (app.clone(), wanted.clone());
        async move {
            let Some(before) = before else { return Ok(None) };
            let rows = store::list(&mut app.db.reader().await?.conn(), shop_id, &wanted, before, PIECE).await?;
            let more = i64::try_from(rows.len()).is_ok_and(|count| count == PIECE);
            let next = rows.last().map(|row| row.number).filter(|_| more);
            let piece: String = rows.into_iter().map(|row| line(&AuditEntry::from(row))).collect();
            Ok::<_, Error>(Some((piece, next)))
        }
    });
    Ok(stream::StreamExt::chain(stream::iter([Ok(head)]), pieces))
}

fn line(entry: &AuditEntry) -> String {
    let (actor, subject) = (&entry.actor, entry.subject.as_ref());
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let json = |value: serde_json::Value| if value.is_null() { String::new() } else { value.to_string() };
    csv::line([
        entry.number.to_string(),
        entry.at.to_string(),
        text(serde_json::json!(actor.kind).as_str()),
        actor.name.clone(),
        text(actor.via.as_deref()),
        id(actor.id),
        entry.action.clone(),
        text(subject.map(|subject| subject.kind.as_str())),
        text(subject.and_then(|subject| subject.label.as_deref())),
        id(subject.and_then(|subject| subject.id)),
        json(serde_json::json!(entry.changes)),
        json(serde_json::json!(entry.notes)),
        text(entry.address.as_deref()),
        id(entry.request_id),
    ])
}
