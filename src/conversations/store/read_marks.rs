use crate::conversations::model::ConversationRow;
use crate::db::{Conn, execute, fetch_one};
use crate::error::Result;
use crate::ids::{ConversationId, Seq, StaffId};

/// Moves a colleague's mark, and the one of any colleague, forward to a number.
pub async fn staff_read(conn: &mut Conn<'_>, staff: StaffId, row: &ConversationRow, seq: Seq) -> Result<()> {
    const MARK: &str = "INSERT INTO read_marks (staff_id, conversation_id, shop_id, seq, customer_messages)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (staff_id, conversation_id) DO UPDATE
        SET seq = excluded.seq, customer_messages = excluded.customer_messages WHERE read_marks.seq < excluded.seq";
    const CONVERSATION: &str = "UPDATE conversations SET staff_read_seq = $1 WHERE id = $2 AND staff_read_seq < $1";
    let read = customer_messages_up_to(conn, row, seq).await?;
    execute!(conn, sqlx::query(MARK).bind(staff).bind(row.id).bind(row.shop_id).bind(seq).bind(read))?;
    execute!(conn, sqlx::query(CONVERSATION).bind(seq).bind(row.id))?;
    Ok(())
}

/// Moves the buyer's mark forward; whether it moved.
pub async fn customer_read(conn: &mut Conn<'_>, id: ConversationId, seq: Seq) -> Result<bool> {
    const SQL: &str = "UPDATE conversations SET customer_read_seq = $1 WHERE id = $2 AND customer_read_seq < $1";
    Ok(execute!(conn, sqlx::query(SQL).bind(seq).bind(id))? > 0)
}

/// How many of the buyer's messages stand up to a number: all of them, when it is the last.
async fn customer_messages_up_to(conn: &mut Conn<'_>, row: &ConversationRow, seq: Seq) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM messages WHERE conversation_id = $1 AND seq <= $2 AND author = 0";
    if seq >= row.last_message_seq {
        return Ok(row.customer_messages);
    }
    let (count,): (i64,) = fetch_one!(conn, sqlx::query_as(SQL).bind(row.id).bind(seq))?;
    Ok(count)
}
