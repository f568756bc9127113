//! SQL of conversations and messages.

pub mod asides;
pub mod behind;
pub mod day;
pub mod drafts;
pub mod erase;
pub mod figures;
pub mod filtered;
pub mod happened;
pub mod heard;
pub mod messages;
pub mod past;
pub mod queue;
pub mod read_marks;
pub mod regroup;
pub mod service;
pub mod spam;
pub mod tagged;
pub mod tags;
pub mod tallies;
pub mod views;
pub mod waits;

use super::model::{ConversationRow, Status};
use super::rules;
use crate::clock::Time;
use crate::db::{Conn, Script, fetch_all, fetch_optional, insert_rows, select_in, statement};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, InboxId, Seq, ShopId, StaffId};
use crate::search;

/// More rows a statement than this would meet the engines' limits on bound values.
const ROWS_A_STATEMENT: usize = 100;

macro_rules! conversation_columns {
    () => {
        "conv.id, conv.shop_id, conv.number, conv.inbox_id, conv.customer_id, conv.status, conv.stage, conv.touchpoint,
         conv.assignee_id, conv.snoozed_until, conv.waiting_since, conv.rank, conv.last_message_seq,
         conv.last_message_kind, conv.last_message_author, conv.last_message_preview, conv.last_message_at,
         conv.last_reply_seq, conv.last_reply_by, conv.customer_messages, conv.customer_read_seq, conv.staff_read_seq,
         conv.version, conv.imported, conv.created_at, conv.updated_at, conv.solved_at, conv.group_id, conv.called_at,
         conv.offline_at, conv.tag_ids, conv.shelf, conv.merged_into_id, cust.name AS customer_name, cust.tier AS customer_tier, cust.verified AS customer_verified,
         cust.locale AS customer_locale, cust.blocked AS customer_blocked,
         cust.erased_at IS NOT NULL AS customer_erased"
    };
}

/// `SELECT` of conversations with a viewer's read mark; the viewer is `$1`.
macro_rules! for_viewer {
    ($tail:literal) => {
        concat!(
            "SELECT ",
            conversation_columns!(),
            ", mark.seq AS my_read_seq, mark.customer_messages AS my_customer_messages
             FROM conversations conv
             JOIN customers cust ON cust.id = conv.customer_id
             LEFT JOIN read_marks mark ON mark.conversation_id = conv.id AND mark.staff_id = $1 ",
            $tail
        )
    };
}
use {conversation_columns, for_viewer};

macro_rules! conversation_sql {
    ($tail:literal) => {
        concat!(
            "SELECT ",
            conversation_columns!(),
            " FROM conversations conv JOIN customers cust ON cust.id = conv.customer_id ",
            $tail
        )
    };
}
use conversation_sql;

/// One conversation of the shop, as a member of staff sees it.
pub async fn get_for_viewer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    viewer: StaffId,
    id: ConversationId,
) -> Result<Option<ConversationRow>> {
    const SQL: &str = for_viewer!("WHERE conv.id = $2 AND conv.shop_id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(viewer).bind(id).bind(shop_id))?)
}

/// Conversations of the shop by id, as a member of staff sees them, in no order.
pub async fn get_many_for_viewer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    viewer: StaffId,
    ids: &[ConversationId],
) -> Result<Vec<ConversationRow>> {
    const SQL: &str = concat!(
        "SELECT ",
        conversation_columns!(),
        ", mark.seq AS my_read_seq, mark.customer_messages AS my_customer_messages
         FROM conversations conv
         JOIN customers cust ON cust.id = conv.customer_id
         LEFT JOIN read_marks mark ON mark.conversation_id = conv.id AND mark.staff_id = "
    );
    let mut script = Script::of(conn);
    let ids = ids.iter().copied();
    select_in!(&mut script, [SQL => viewer, " WHERE conv.shop_id = " => shop_id], " AND conv.id IN", ids, "");
    Ok(script.fetch(conn).await?)
}

pub async fn get(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Option<ConversationRow>> {
    const SQL: &str = conversation_sql!("WHERE conv.id = $1 AND conv.shop_id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?)
}

/// Conversations by id, whatever their shop: for callers that check `shop_id` themselves.
pub fn get_many(script: &mut Script, ids: impl IntoIterator<Item = ConversationId>) {
    const HEAD: &str = conversation_sql!("WHERE conv.id IN");
    select_in!(script, [], HEAD, ids, "");
}

/// The conversations of these customers that can take a new message: running ones, those just solved, and where the newest
/// was laid aside, that one.
pub fn running_of_customers(script: &mut Script, customers: impl IntoIterator<Item = CustomerId>, solved_after: Time) {
    const HEAD: &str = conversation_sql!("WHERE (conv.status <> 4 OR (conv.shelf IS NULL AND conv.solved_at > ");
    let before = ") OR ((conv.shelf = 0 OR (conv.shelf = 1 AND cust.blocked)) AND NOT EXISTS
        (SELECT 1 FROM conversations later WHERE later.customer_id = conv.customer_id AND later.inbox_id = conv.inbox_id
            AND later.created_at > conv.created_at AND NOT later.imported
            AND later.merged_into_id IS NULL)))
        AND NOT conv.imported AND conv.customer_id IN";
    select_in!(script, [HEAD => solved_after], before, customers, "ORDER BY conv.created_at");
}

/// The customer's newest conversation in an inbox.
pub async fn latest_of_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
    inbox_id: InboxId,
) -> Result<Option<ConversationRow>> {
    const SQL: &str = conversation_sql!(
        "WHERE conv.customer_id = $1 AND conv.shop_id = $2 AND conv.inbox_id = $3
            AND conv.merged_into_id IS NULL ORDER BY conv.created_at DESC LIMIT 1"
    );
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(customer_id).bind(shop_id).bind(inbox_id))?)
}

/// Whether a customer has another conversation than this one.
pub async fn came_before(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
    id: ConversationId,
) -> Result<bool> {
    const SQL: &str = "SELECT id FROM conversations WHERE customer_id = $1 AND shop_id = $2 AND id <> $3
        AND merged_into_id IS NULL LIMIT 1";
    let other: Option<(ConversationId,)> =
        fetch_optional!(conn, sqlx::query_as(SQL).bind(customer_id).bind(shop_id).bind(id))?;
    Ok(other.is_some())
}

/// The words about customers that every conversation shows.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CustomerWords {
    pub id: CustomerId,
    pub shop_id: ShopId,
    pub name: String,
    pub tier: Option<String>,
    pub verified: bool,
    pub locale: Option<String>,
    pub blocked: bool,
    pub erased: bool,
}

impl CustomerWords {
    /// Those that a conversation brought along.
    pub fn of(row: &ConversationRow) -> Self {
        Self {
            id: row.customer_id,
            shop_id: row.shop_id,
            name: row.customer_name.clone(),
            tier: row.customer_tier.clone(),
            verified: row.customer_verified,
            locale: row.customer_locale.clone(),
            blocked: row.customer_blocked,
            erased: row.customer_erased,
        }
    }
}

/// Customers that [`running_of_customers`] finds no conversation of.
pub fn newcomers(script: &mut Script, customers: impl IntoIterator<Item = CustomerId>, solved_after: Time) {
    const HEAD: &str =
        "SELECT id, shop_id, name, tier, verified, locale, blocked, erased_at IS NOT NULL AS erased FROM customers cust
        WHERE NOT EXISTS (SELECT 1 FROM conversations conv WHERE conv.customer_id = cust.id AND NOT conv.imported
        AND conv.shelf IS NULL AND (conv.status <> 4 OR conv.solved_at > ";
    select_in!(script, [HEAD => solved_after], ")) AND id IN", customers, "");
}

/// Stores new conversations and the new state of known ones, several a statement.
///
/// The rank is computed here, so that no caller forgets it.
pub fn save(script: &mut Script, rows: &mut [ConversationRow]) {
    const HEAD: &str =
        "INSERT INTO conversations (id, shop_id, number, inbox_id, customer_id, status, stage, touchpoint,
        assignee_id, snoozed_until, waiting_since, rank, last_message_seq, last_message_kind, last_message_author,
        last_message_preview, last_message_at, last_reply_seq, last_reply_by, customer_messages, customer_read_seq,
        staff_read_seq, version, imported, created_at, updated_at, solved_at, group_id, called_at, offline_at, shelf,
        merged_into_id) ";
    const TAIL: &str = " ON CONFLICT (id) DO UPDATE SET status = excluded.status, stage = excluded.stage,
        touchpoint = excluded.touchpoint, assignee_id = excluded.assignee_id, snoozed_until = excluded.snoozed_until,
        waiting_since = excluded.waiting_since, rank = excluded.rank, last_message_seq = excluded.last_message_seq,
        last_message_kind = excluded.last_message_kind, last_message_author = excluded.last_message_author,
        last_message_preview = excluded.last_message_preview, last_message_at = excluded.last_message_at,
        last_reply_seq = excluded.last_reply_seq, last_reply_by = excluded.last_reply_by,
        customer_messages = excluded.customer_messages, customer_read_seq = excluded.customer_read_seq,
        staff_read_seq = excluded.staff_read_seq, version = excluded.version, updated_at = excluded.updated_at,
        solved_at = excluded.solved_at, group_id = excluded.group_id, called_at = excluded.called_at,
        offline_at = excluded.offline_at, shelf = excluded.shelf,
        merged_into_id = excluded.merged_into_id";
    for chunk in rows.chunks_mut(ROWS_A_STATEMENT) {
        for row in chunk.iter_mut() {
            row.version += 1;
            row.rank = rules::rank(row);
        }
        insert_rows!(
            script,
            HEAD,
            chunk.iter(),
            |b, row| {
                b.push_bind(row.id);
                b.push_bind(row.shop_id);
                b.push_bind(row.number);
                b.push_bind(row.inbox_id);
                b.push_bind(row.customer_id);
                b.push_bind(row.status);
                b.push_bind(row.stage);
                b.push_bind(row.touchpoint);
                b.push_bind(row.assignee_id);
                b.push_bind(row.snoozed_until);
                b.push_bind(row.waiting_since);
                b.push_bind(row.rank);
                b.push_bind(row.last_message_seq);
                b.push_bind(row.last_message_kind);
                b.push_bind(row.last_message_author);
                b.push_bind(row.last_message_preview.as_deref());
                b.push_bind(row.last_message_at);
                b.push_bind(row.last_reply_seq);
                b.push_bind(row.last_reply_by);
                b.push_bind(row.customer_messages);
                b.push_bind(row.customer_read_seq);
                b.push_bind(row.staff_read_seq);
                b.push_bind(row.version);
                b.push_bind(row.imported);
                b.push_bind(row.created_at);
                b.push_bind(row.updated_at);
                b.push_bind(row.solved_at);
                b.push_bind(row.group_id);
                b.push_bind(row.called_at);
                b.push_bind(row.offline_at);
                b.push_bind(row.shelf);
                b.push_bind(row.merged_into_id);
            },
            TAIL
        );
    }
}

/// What a shop has given out so far.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Numbers {
    #[sqlx(rename = "id")]
    pub shop_id: ShopId,
    /// The last event number.
    pub seq: Seq,
    pub last_conversation_number: i64,
    /// What marks the shop's words in the index.
    #[sqlx(rename = "num")]
    pub mark: search::Mark,
}

/// The numbers of shops, whose rows are held until the commit as [`Db::begin_in`](crate::db::Db::begin_in) holds them.
pub fn hold_numbers(script: &mut Script, shops: impl IntoIterator<Item = ShopId>) {
    const HEAD: &str = "SELECT id, seq, last_conversation_number, num FROM shops WHERE id IN";
    let tail = match script {
        Script::Sqlite { .. } => "",
        Script::Postgres(_) => "ORDER BY id FOR NO KEY UPDATE",
    };
    select_in!(script, [], HEAD, shops, tail);
}

/// Notes what a shop has given out in this transaction.
pub fn set_numbers(script: &mut Script, given: &Numbers) {
    statement!(
        script,
        ["UPDATE shops SET seq = " => given.seq, ", last_conversation_number = " => given.last_conversation_number,
         " WHERE id = " => given.shop_id],
        ""
    );
}

/// Counts a new conversation of a customer, who was there at that time.
pub fn count_conversation_of(script: &mut Script, customer_id: CustomerId, at: Time) {
    statement!(
        script,
        ["UPDATE customers SET conversations_count = conversations_count + 1,
          last_seen_at = CASE WHEN last_seen_at < " => at, " THEN " => at, " ELSE last_seen_at END WHERE id = " => customer_id],
        ""
    );
}

/// Gives all conversations of one customer to another; which.
pub async fn give_to_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: CustomerId,
    to: CustomerId,
) -> Result<Vec<ConversationId>> {
    const SQL: &str = "UPDATE conversations SET customer_id = $3, version = version + 1
        WHERE shop_id = $1 AND customer_id = $2 RETURNING id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(from).bind(to))?)
}

/// Those of some conversations of the shop that are solved.
pub async fn solved_among(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[ConversationId]) -> Result<Vec<ConversationId>> {
    const HEAD: &str = "SELECT id FROM conversations WHERE shop_id = ";
    let mut solved: Vec<ConversationId> = Vec::new();
    for chunk in ids.chunks(ROWS_A_STATEMENT) {
        let mut script = Script::of(conn);
        let status = Status::Solved;
        select_in!(&mut script, [HEAD => shop_id, " AND status = " => status], " AND id IN", chunk.iter().copied(), "");
        let found: Vec<(ConversationId,)> = script.fetch(conn).await?;
        solved.extend(found.into_iter().map(|(id,)| id));
    }
    Ok(solved)
}
