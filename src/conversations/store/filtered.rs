//! Lists of one's own making, page by page and counted.

use super::conversation_columns;
use crate::clock::Time;
use crate::conversations::filter::ConversationFilter;
use crate::conversations::model::ConversationRow;
use crate::conversations::views::Cursor;
use crate::db::{Conn, Script, add_statement};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// More than anybody reads as a number.
pub const MOST_COUNTED: i64 = 1000;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// ` AND column IN (…)`, where anything is asked of it.
macro_rules! among {
    ($query:ident, $column:literal, $values:expr) => {
        if !$values.is_empty() {
            $query.push(concat!(" AND ", $column, " IN ("));
            let mut list = $query.separated(", ");
            for value in $values.iter().cloned() {
                list.push_bind(value);
            }
            $query.push(")");
        }
    };
}

/// ` AND conv.id IN (…)`: those that have one of the tags or one below them; or ` NOT IN`.
macro_rules! tagged {
    ($query:ident, $shop:expr, $is_in:literal, $tags:expr) => {
        if !$tags.is_empty() {
            $query.push(concat!(
                " AND conv.id ",
                $is_in,
                " (SELECT put.conversation_id FROM conversation_tags put WHERE put.shop_id = "
            ));
            $query.push_bind($shop);
            $query.push(
                " AND put.tag_id IN (WITH RECURSIVE below (id) AS (SELECT tag.id FROM tags tag WHERE tag.shop_id = ",
            );
            $query.push_bind($shop);
            among!($query, "tag.id", $tags);
            $query
                .push(" UNION SELECT tag.id FROM below JOIN tags tag ON tag.parent_id = below.id WHERE tag.shop_id = ");
            $query.push_bind($shop);
            $query.push(") SELECT below.id FROM below))");
        }
    };
}

/// All that a filter asks of a conversation `conv` of a customer `cust`.
macro_rules! holds {
    ($query:ident, $shop:expr, $viewer:expr, $filter:expr, $now:expr) => {
        // What is laid aside counts in no list.
        $query.push("conv.shelf IS NULL AND conv.shop_id = ").push_bind($shop);
        // Said in words that an index is made for; the rest narrows it.
        match $filter.statuses.as_slice() {
            [one] => {
                $query.push(" AND conv.status = ").push_bind(*one);
            }
            _ if $filter.is_in_work() => {
                $query.push(" AND conv.status IN (0, 1, 2)");
                among!($query, "conv.status", $filter.statuses);
            }
            several => among!($query, "conv.status", several),
        }
        among!($query, "conv.inbox_id", $filter.inbox_ids);
        among!($query, "conv.group_id", $filter.group_ids);
        among!($query, "cust.tier", $filter.tiers);
        among!($query, "conv.stage", $filter.stages);
        among!($query, "conv.touchpoint", $filter.touchpoints);
        if $filter.assigned_to_me || $filter.unassigned || !$filter.assignee_ids.is_empty() {
            let mut owners = $filter.assignee_ids.clone();
            owners.extend($filter.assigned_to_me.then_some($viewer));
            $query.push(if $filter.unassigned {
                " AND (conv.assignee_id IS NULL OR (1 = 1"
            } else {
                " AND (1 = 0 OR (1 = 1"
            });
            match owners.is_empty() {
                true => {
                    $query.push(" AND 1 = 0");
                }
                false => among!($query, "conv.assignee_id", owners),
            }
            $query.push("))");
        }
        match $filter.awaits_reply {
            Some(true) => {
                $query.push(" AND conv.waiting_since IS NOT NULL");
            }
            Some(false) => {
                $query.push(" AND conv.waiting_since IS NULL");
            }
            None => {}
        }
        if let Some(minutes) = $filter.waiting_minutes {
            $query.push(" AND conv.waiting_since <= ").push_bind($now.plus_seconds(-minutes * MINUTE));
        }
        if let Some(hours) = $filter.quiet_hours {
            $query.push(" AND conv.updated_at <= ").push_bind($now.plus_seconds(-hours * HOUR));
        }
        if let Some(days) = $filter.created_days {
            $query.push(" AND conv.created_at >= ").push_bind($now.plus_seconds(-days * DAY));
        }
        tagged!($query, $shop, "IN", $filter.tag_ids);
        tagged!($query, $shop, "NOT IN", $filter.without_tag_ids);
    };
}

/// A page of it, in the order of all lists: the longest wait first, then the newest activity.
pub async fn page(
    conn: &mut Conn<'_>,
    (shop_id, viewer): (ShopId, StaffId),
    filter: &ConversationFilter,
    now: Time,
    after: Cursor,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    const HEAD: &str = concat!(
        "SELECT ",
        conversation_columns!(),
        ", mark.seq AS my_read_seq, mark.customer_messages AS my_customer_messages
         FROM conversations conv
         JOIN customers cust ON cust.id = conv.customer_id
         LEFT JOIN read_marks mark ON mark.conversation_id = conv.id AND mark.staff_id = "
    );
    let mut script = Script::of(conn);
    add_statement!(&mut script, |query| {
        query.push(HEAD).push_bind(viewer).push(" WHERE ");
        holds!(query, shop_id, viewer, filter, now);
        query.push(" AND (conv.rank, conv.id) > (").push_bind(after.rank).push(", ").push_bind(after.id);
        query.push(") ORDER BY conv.rank, conv.id LIMIT ").push_bind(limit);
    });
    Ok(script.fetch(conn).await?)
}

/// How many it holds, and how many of their customers wait for a reply; no further than [`MOST_COUNTED`].
pub async fn count(
    conn: &mut Conn<'_>,
    (shop_id, viewer): (ShopId, StaffId),
    filter: &ConversationFilter,
    now: Time,
) -> Result<(i64, i64)> {
    let mut script = Script::of(conn);
    add_statement!(&mut script, |query| {
        query.push(
            "SELECT COUNT(*), COUNT(held.waiting_since) FROM (SELECT conv.waiting_since FROM conversations conv ",
        );
        query.push("JOIN customers cust ON cust.id = conv.customer_id WHERE ");
        holds!(query, shop_id, viewer, filter, now);
        query.push(" LIMIT ").push_bind(MOST_COUNTED).push(") held");
    });
    let rows: Vec<(i64, i64)> = script.fetch(conn).await?;
    Ok(rows.first().copied().unwrap_or_default())
}
