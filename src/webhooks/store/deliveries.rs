use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, DeliveryId, ShopId, WebhookId};
use crate::webhooks::model::{Delivery, DeliveryState};

macro_rules! delivery_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id, shop_id, webhook_id, event, seq, conversation_id, customer_id, body, state, attempts, status,
             duration_ms, response, error, attempted_at, created_at FROM webhook_deliveries ",
            $tail
        )
    };
}

pub async fn insert(conn: &mut Conn<'_>, rows: &[Delivery]) -> Result<()> {
    const HEAD: &str = "INSERT INTO webhook_deliveries (id, shop_id, webhook_id, event, seq, conversation_id,
        customer_id, body, state, attempts, status, duration_ms, response, error, attempted_at, created_at) ";
    let mut script = Script::of(conn);
    for chunk in rows.chunks(100) {
        insert_rows!(
            &mut script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(row.id);
                b.push_bind(row.shop_id);
                b.push_bind(row.webhook_id);
                b.push_bind(&row.event);
                b.push_bind(row.seq);
                b.push_bind(row.conversation_id);
                b.push_bind(row.customer_id);
                b.push_bind(&row.body);
                b.push_bind(row.state);
                b.push_bind(row.attempts);
                b.push_bind(row.status);
                b.push_bind(row.duration_ms);
                b.push_bind(&row.response);
                b.push_bind(&row.error);
                b.push_bind(row.attempted_at);
                b.push_bind(row.created_at);
            },
            ""
        );
    }
    script.run(conn).await?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: DeliveryId) -> Result<Option<Delivery>> {
    const SQL: &str = delivery_sql!("WHERE shop_id = $1 AND id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// A page of a webhook's log, the newest first.
pub async fn list(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    webhook_id: WebhookId,
    before: DeliveryId,
    limit: i64,
) -> Result<Vec<Delivery>> {
    const SQL: &str = delivery_sql!("WHERE webhook_id = $1 AND shop_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(webhook_id).bind(shop_id).bind(before).bind(limit))?)
}

/// Notes what came of an attempt.
pub async fn update(conn: &mut Conn<'_>, row: &Delivery) -> Result<()> {
    const SQL: &str = "UPDATE webhook_deliveries SET state = $3, attempts = $4, status = $5, duration_ms = $6,
        response = $7, error = $8, attempted_at = $9 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(row.state)
            .bind(row.attempts)
            .bind(row.status)
            .bind(row.duration_ms)
            .bind(&row.response)
            .bind(&row.error)
            .bind(row.attempted_at)
    )?;
    Ok(())
}

/// Marks a delivery as one to be made again.
pub async fn wait_again(conn: &mut Conn<'_>, shop_id: ShopId, id: DeliveryId) -> Result<()> {
    const SQL: &str = "UPDATE webhook_deliveries SET state = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(DeliveryState::Waiting))?;
    Ok(())
}

pub async fn delete_of(conn: &mut Conn<'_>, shop_id: ShopId, webhook_id: WebhookId) -> Result<()> {
    const SQL: &str = "DELETE FROM webhook_deliveries WHERE shop_id = $1 AND webhook_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(webhook_id))?;
    Ok(())
}

/// How long the log reaches back.
const KEPT_SECONDS: i64 = 14 * 24 * 3600;

/// Removes old deliveries from the log, but none that is still to be made or lies as a dead letter.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM webhook_deliveries WHERE created_at < $1
        AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = webhook_deliveries.id)";
    execute!(conn, sqlx::query(SQL).bind(now.plus_seconds(-KEPT_SECONDS)))?;
    Ok(())
}

/// Deliveries that tell of a customer, but for the one that says they were erased: it holds an id and nothing else.
pub async fn about(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId, limit: i64) -> Result<Vec<DeliveryId>> {
    const SQL: &str = "SELECT id FROM webhook_deliveries WHERE customer_id = $1 AND shop_id = $2
        AND event <> 'customer.erased' ORDER BY id LIMIT $3";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id).bind(limit))?)
}

pub async fn about_conversation(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
    id: ConversationId,
) -> Result<Vec<DeliveryId>> {
    const SQL: &str = "SELECT id FROM webhook_deliveries WHERE customer_id = $1 AND shop_id = $2
        AND conversation_id = $3";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(customer_id).bind(shop_id).bind(id))?)
}

/// A page of what was told, or is to be told, of a customer, the oldest first.
pub async fn told_of(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
    after: DeliveryId,
    limit: i64,
) -> Result<Vec<Delivery>> {
    const SQL: &str = delivery_sql!("WHERE customer_id = $1 AND shop_id = $2 AND id > $3 ORDER BY id LIMIT $4");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(customer_id).bind(shop_id).bind(after).bind(limit))?)
}

/// How many deliveries tell of a customer.
pub async fn count_about(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM webhook_deliveries WHERE customer_id = $1 AND shop_id = $2";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id))?)
}

pub async fn delete_many(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[DeliveryId]) -> Result<()> {
    const HEAD: &str = "DELETE FROM webhook_deliveries WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND id IN", ids.iter().copied(), "");
    script.run(conn).await?;
    Ok(())
}

/// An old delivery.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Old {
    pub id: DeliveryId,
    pub webhook_id: WebhookId,
    pub event: String,
    pub created_at: Time,
}

macro_rules! old_sql {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM webhook_deliveries old WHERE old.created_at < $2 AND old.shop_id = $1
             AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = old.id)
             AND NOT EXISTS (SELECT 1 FROM legal_holds hold WHERE hold.customer_id = old.customer_id
                AND (hold.conversation_id IS NULL OR hold.conversation_id = old.conversation_id)) ",
            $tail
        )
    };
}

/// Finished deliveries from before a time that no hold protects, the oldest first.
pub async fn older_than(conn: &mut Conn<'_>, shop_id: ShopId, before: Time, limit: i64) -> Result<Vec<Old>> {
    const SQL: &str = old_sql!(
        "SELECT old.id, old.webhook_id, old.event, old.created_at",
        "ORDER BY old.created_at, old.id LIMIT $3"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

pub async fn count_old(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<i64> {
    const SQL: &str = old_sql!("SELECT COUNT(*)", "");
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(before))?)
}
