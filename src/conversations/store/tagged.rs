use super::{conversation_columns, for_viewer};
use crate::conversations::model::ConversationRow;
use crate::conversations::views::{Cursor, View};
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{InboxId, ShopId, StaffId, TagId};

/// A view's conversations that have a tag or one below it; the tag is `$7`.
macro_rules! tagged {
    ($holds:literal) => {
        concat!(
            for_viewer!("WHERE conv.shop_id = $2 AND "),
            $holds,
            " AND (conv.rank, conv.id) > ($3, $4) AND ($5 IS NULL OR conv.inbox_id = $5)
             AND conv.id IN (SELECT put.conversation_id FROM conversation_tags put
                WHERE put.shop_id = $2 AND put.tag_id IN
                    (WITH RECURSIVE below (id) AS (
                        SELECT tag.id FROM tags tag WHERE tag.id = $7 AND tag.shop_id = $2
                        UNION SELECT tag.id FROM below JOIN tags tag ON tag.parent_id = below.id WHERE tag.shop_id = $2)
                    SELECT below.id FROM below))
             ORDER BY conv.rank, conv.id LIMIT $6"
        )
    };
}

/// A page of a view, in its order, as [`super::views::page`]; those with a tag only.
pub async fn page(
    conn: &mut Conn<'_>,
    (shop_id, viewer): (ShopId, StaffId),
    view: View,
    (inbox_id, tag_id): (Option<InboxId>, TagId),
    after: Cursor,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    const MINE: &str = tagged!("conv.assignee_id = $1 AND conv.status IN (1, 2)");
    const QUEUE: &str = tagged!("conv.status = 0");
    const ALL: &str = tagged!("conv.status IN (0, 1, 2)");
    const SNOOZED: &str = tagged!("conv.status = 3");
    const SOLVED: &str = tagged!("conv.status = 4 AND conv.shelf IS NULL");
    const OFFLINE: &str = tagged!("conv.offline_at IS NOT NULL AND conv.status IN (0, 1, 2)");
    const SPAM: &str = tagged!("conv.shelf < 2");
    let sql = match view {
        View::Mine => MINE,
        View::Queue => QUEUE,
        View::All | View::Overdue => ALL,
        View::Snoozed => SNOOZED,
        View::Solved => SOLVED,
        View::Offline => OFFLINE,
        View::Spam => SPAM,
    };
    Ok(fetch_all!(
        conn,
        sqlx::query_as(sql)
            .bind(viewer)
            .bind(shop_id)
            .bind(after.rank)
            .bind(after.id)
            .bind(inbox_id)
            .bind(limit)
            .bind(tag_id)
    )?)
}
