use super::entry::Entry;
use super::model::{AuditEntry, AuditRow, Wanted};
use super::store;
use super::who::{ActorKind, Who, terminal_account};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::ShopId;

const MAX_WORDS: usize = 8;

/// Records what is done in this transaction; the number of the entry. It holds the shop's row from here on: record first, or begin with
/// `begin_in`, so that no two transactions wait for each other.
pub async fn record(conn: &mut Conn<'_>, shop_id: ShopId, who: impl Into<Who>, at: Time, entry: Entry) -> Result<i64> {
    let who = who.into();
    let number = store::take_number(conn, shop_id).await?;
    let (actor_name, actor_via) = called(conn, shop_id, &who).await?;
    let subject = entry.subject;
    let row = AuditRow {
        shop_id,
        number,
        at,
        actor_kind: who.kind,
        actor_id: who.staff_id.map(Into::into),
        actor_name,
        actor_via,
        action: entry.action.name().to_owned(),
        subject_kind: subject.as_ref().map(|subject| subject.kind.to_owned()),
        subject_id: subject.as_ref().and_then(|subject| subject.id),
        subject_label: subject.and_then(|subject| subject.label),
        changes: serde_json::to_string(&entry.changes).map_err(anyhow::Error::from)?,
        notes: serde_json::to_string(&entry.notes).map_err(anyhow::Error::from)?,
        address: who.origin.address.map(|address| address.to_string()),
        request_id: who.origin.request_id,
    };
    store::insert(conn, &row, &words(&row)).await?;
    Ok(number)
}

/// As [`record`], of what concerns every shop of this installation.
pub async fn record_everywhere(conn: &mut Conn<'_>, who: &Who, at: Time, entry: &Entry) -> Result<()> {
    for shop_id in store::shops(conn).await? {
        record(conn, shop_id, who.clone(), at, entry.clone()).await?;
    }
    Ok(())
}

/// What somebody is called just now, and what they use besides.
async fn called(conn: &mut Conn<'_>, shop_id: ShopId, who: &Who) -> Result<(String, Option<String>)> {
    let name = match who.staff_id {
        Some(id) => store::staff_name(conn, shop_id, id).await?.unwrap_or_default(),
        None => String::new(),
    };
    let via = match (who.kind, who.token_id) {
        (_, Some(id)) => store::token_name(conn, shop_id, id).await?,
        (ActorKind::Terminal, None) => terminal_account(),
        _ => None,
    };
    Ok((name, via))
}

/// What an entry is found by.
fn words(row: &AuditRow) -> String {
    let texts = [
        Some(row.actor_name.as_str()),
        row.actor_via.as_deref(),
        Some(&row.action),
        row.subject_label.as_deref(),
        row.address.as_deref(),
        Some(&row.changes),
        Some(&row.notes),
    ];
    let ids = [row.subject_id, row.request_id].into_iter().flatten().map(|id| id.to_string());
    let all: Vec<String> = texts.into_iter().flatten().map(str::to_owned).chain(ids).collect();
    zg_text::fold(&all.join("\n"))
}

/// The words of a search, folded like what they are looked for in.
pub(super) fn searched(text: &str) -> Vec<String> {
    let folded = zg_text::fold(text);
    folded.split_whitespace().take(MAX_WORDS).map(str::to_owned).collect()
}

/// A page of the log, the newest first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    wanted: &Wanted,
    after: Option<i64>,
    limit: usize,
) -> Result<(Vec<AuditEntry>, Option<i64>)> {
    actor.require(Permission::ReadAudit)?;
    let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut reader = app.db.reader().await?;
    let mut rows = store::list(&mut reader.conn(), actor.shop_id, wanted, after.unwrap_or(i64::MAX), one_more).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.number);
    Ok((rows.into_iter().map(AuditEntry::from).collect(), next))
}
