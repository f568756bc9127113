//! What a rule would remove if it ran now: counted, with the oldest few to look at.

use super::steps::{cut, spare_events};
use crate::app::App;
use crate::clock::Time;
use crate::conversations::erase as conversations;
use crate::customers;
use crate::db::Conn;
use crate::error::Result;
use crate::events;
use crate::files;
use crate::ids::ShopId;
use crate::privacy::model::{RetentionEnding, RetentionExample, RetentionPreview, RetentionRule, RetentionSubject};
use crate::webhooks;

const EXAMPLES: i64 = 5;

pub async fn preview(app: &App, shop_id: ShopId, rule: &RetentionRule) -> Result<RetentionPreview> {
    let before = cut(app.clock.now(), rule);
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let (count, examples) = match rule.subject {
        RetentionSubject::Conversations => old_conversations(&mut conn, shop_id, before, rule.ending).await?,
        RetentionSubject::Files => old_files(&mut conn, shop_id, before).await?,
        RetentionSubject::Visitors => silent_visitors(&mut conn, shop_id, before).await?,
        RetentionSubject::Deliveries => old_deliveries(&mut conn, shop_id, before).await?,
        RetentionSubject::Events => old_events(&mut conn, shop_id, before).await?,
    };
    Ok(RetentionPreview { subject: rule.subject, count, examples })
}

type Found = (i64, Vec<RetentionExample>);

fn example(label: String, at: Time) -> RetentionExample {
    RetentionExample { label, at, conversation_id: None, customer_id: None, webhook_id: None }
}

async fn old_conversations(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    before: Time,
    ending: Option<RetentionEnding>,
) -> Result<Found> {
    let frames_too = ending == Some(RetentionEnding::Erase);
    let old = conversations::ended_before(conn, shop_id, before, frames_too, EXAMPLES).await?;
    let examples = old.into_iter().map(|old| RetentionExample {
        conversation_id: Some(old.id),
        customer_id: Some(old.customer_id),
        ..example(format!("#{} {}", old.number, old.customer_name), old.solved_at)
    });
    Ok((conversations::count_ended(conn, shop_id, before, frames_too).await?, examples.collect()))
}

async fn old_files(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<Found> {
    let old = files::forget::older_than(conn, shop_id, before, EXAMPLES).await?;
    let examples = old
        .into_iter()
        .map(|old| RetentionExample { conversation_id: old.conversation_id, ..example(old.name, old.created_at) });
    Ok((files::forget::count_old(conn, shop_id, before).await?, examples.collect()))
}

async fn silent_visitors(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<Found> {
    let silent = customers::silent(conn, shop_id, before, EXAMPLES).await?;
    let examples = silent
        .into_iter()
        .map(|(id, name, seen_at)| RetentionExample { customer_id: Some(id), ..example(name, seen_at) });
    Ok((customers::count_silent(conn, shop_id, before).await?, examples.collect()))
}

async fn old_deliveries(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<Found> {
    let old = webhooks::forget::older_than(conn, shop_id, before, EXAMPLES).await?;
    let examples = old
        .into_iter()
        .map(|old| RetentionExample { webhook_id: Some(old.webhook_id), ..example(old.event, old.created_at) });
    Ok((webhooks::forget::count_old(conn, shop_id, before).await?, examples.collect()))
}

async fn old_events(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<Found> {
    let upto = spare_events(conn, shop_id).await?;
    let count = events::count_before(conn, shop_id, upto, before).await?;
    let oldest = events::after(conn, shop_id, 0, EXAMPLES.min(count)).await?;
    let examples = oldest.into_iter().map(|event| RetentionExample {
        conversation_id: event.conversation_id,
        ..example(format!("{} {}", event.seq, event.kind.name()), event.at)
    });
    Ok((count, examples.collect()))
}
