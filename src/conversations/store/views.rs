use super::{conversation_columns, for_viewer};
use crate::conversations::model::{ConversationRow, Status};
use crate::conversations::views::{Cursor, View};
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{CustomerId, InboxId, ShopId, StaffId};

/// A page of a view, in its order.
pub async fn page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    viewer: StaffId,
    view: View,
    inbox_id: Option<InboxId>,
    after: Cursor,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    // Written out per view: each has an index that yields its rows in order.
    const MINE: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.assignee_id = $1 AND conv.status IN (1, 2) AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    const ALL: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.status IN (0, 1, 2) AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    const OFFLINE: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.offline_at IS NOT NULL AND conv.status IN (0, 1, 2)
         AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    const BY_STATUS: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.status = $7 AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    const SOLVED: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.status = 4 AND conv.shelf IS NULL AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    const SPAM: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.shelf < 2 AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    let (sql, status) = match view {
        View::Mine => (MINE, None),
        View::Offline => (OFFLINE, None),
        // Which of them are due follows from their rows.
        View::All | View::Overdue => (ALL, None),
        View::Queue => (BY_STATUS, Some(Status::Queued)),
        View::Snoozed => (BY_STATUS, Some(Status::Snoozed)),
        View::Solved => (SOLVED, None),
        View::Spam => (SPAM, None),
    };
    Ok(match status {
        None => fetch_all!(
            conn,
            sqlx::query_as(sql).bind(viewer).bind(shop_id).bind(after.rank).bind(after.id).bind(inbox_id).bind(limit)
        )?,
        Some(status) => fetch_all!(
            conn,
            sqlx::query_as(sql)
                .bind(viewer)
                .bind(shop_id)
                .bind(after.rank)
                .bind(after.id)
                .bind(inbox_id)
                .bind(limit)
                .bind(status)
        )?,
    })
}

/// A page of a customer's conversations, the newest first.
pub async fn page_of_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    viewer: StaffId,
    customer_id: CustomerId,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    const SQL: &str = for_viewer!(
        "WHERE conv.customer_id = $2 AND conv.shop_id = $3 AND conv.merged_into_id IS NULL
         ORDER BY conv.created_at DESC, conv.id DESC LIMIT $4"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(viewer).bind(customer_id).bind(shop_id).bind(limit))?)
}
