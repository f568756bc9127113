use crate::bot::model::SuggestionOutcome;
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_one, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, PastReplyId, Seq, ShopId, StaffId};

/// What became of one reply that was suggested again.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    pub shop_id: ShopId,
    pub conversation_id: ConversationId,
    pub message_seq: Seq,
    pub reply_id: PastReplyId,
    pub staff_id: StaffId,
    pub outcome: SuggestionOutcome,
}

/// Notes what became of a reply. The first word counts, and no more words than there were places.
pub async fn note_use(conn: &mut Conn<'_>, row: &Use, most: i64, now: Time) -> Result<()> {
    const NOTED: &str = "SELECT COUNT(*) FROM past_reply_uses
        WHERE conversation_id = $1 AND message_seq = $2 AND shop_id = $3";
    const SQL: &str = "INSERT INTO past_reply_uses
        (conversation_id, message_seq, reply_id, shop_id, staff_id, outcome, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation_id, message_seq, reply_id) DO NOTHING";
    let (shop_id, conversation_id, seq) = (row.shop_id, row.conversation_id, row.message_seq);
    let noted: i64 = fetch_one!(conn, sqlx::query_scalar(NOTED).bind(conversation_id).bind(seq).bind(shop_id))?;
    if noted >= most {
        return Ok(());
    }
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(conversation_id)
            .bind(seq)
            .bind(row.reply_id)
            .bind(shop_id)
            .bind(row.staff_id)
            .bind(row.outcome)
            .bind(now)
    )?;
    Ok(())
}

/// How often a reply helped and was passed over.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Uses {
    pub reply_id: PastReplyId,
    /// Sent, with changes or without.
    pub sent: i64,
    pub passed_over: i64,
}

/// What became of some replies since a time.
pub async fn uses(conn: &mut Conn<'_>, shop_id: ShopId, since: Time, ids: &[PastReplyId]) -> Result<Vec<Uses>> {
    const HEAD: &str = "SELECT reply_id, COUNT(CASE WHEN outcome < 2 THEN 1 END) AS sent,
        COUNT(CASE WHEN outcome = 2 THEN 1 END) AS passed_over
        FROM past_reply_uses WHERE shop_id = ";
    let mut script = Script::of(conn);
    let ids = ids.iter().copied();
    select_in!(&mut script, [HEAD => shop_id, " AND created_at > " => since], " AND reply_id IN", ids, "GROUP BY reply_id");
    Ok(script.fetch(conn).await?)
}
