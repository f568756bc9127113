use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, EntryId, ProposalId, ShopId};
use crate::knowledge::model::Proposal;

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, row: &Proposal) -> Result<()> {
    const SQL: &str = "INSERT INTO knowledge_proposals
        (id, shop_id, entry_id, text, proposed_by, conversation_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.entry_id)
            .bind(&row.text)
            .bind(row.proposed_by)
            .bind(row.conversation_id)
            .bind(row.created_at)
    )?;
    Ok(())
}

pub async fn of_entry(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<Vec<Proposal>> {
    const SQL: &str = "SELECT id, entry_id, text, proposed_by, conversation_id, created_at FROM knowledge_proposals
        WHERE shop_id = $1 AND entry_id = $2 ORDER BY id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Takes a proposal out; what it said.
pub async fn take(conn: &mut Conn<'_>, shop_id: ShopId, entry: EntryId, id: ProposalId) -> Result<Option<String>> {
    const SQL: &str = "DELETE FROM knowledge_proposals WHERE shop_id = $1 AND entry_id = $2 AND id = $3 RETURNING text";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(entry).bind(id))?)
}

/// Forgets what was proposed in a buyer's words.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, conversation: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM knowledge_proposals WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(conversation))?;
    Ok(())
}
