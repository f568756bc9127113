//! How far the events were read, and which conversations are to be looked at.

use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, insert_rows};
use crate::error::Result;
use crate::ids::{ConversationId, Seq, ShopId};

/// A shop of which not all events were read.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Reader {
    pub shop_id: ShopId,
    pub seq: Seq,
}

pub async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Reader>> {
    const SQL: &str = "SELECT shop.id AS shop_id, COALESCE(reader.seq, 0) AS seq FROM shops shop
        LEFT JOIN learning_readers reader ON reader.shop_id = shop.id
        WHERE COALESCE(reader.seq, 0) < shop.seq ORDER BY shop.id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Moves on to a number; false if another process has.
pub async fn move_on(conn: &mut Conn<'_>, read: Reader, to: Seq) -> Result<bool> {
    const SQL: &str = "INSERT INTO learning_readers (shop_id, seq) VALUES ($1, $3)
        ON CONFLICT (shop_id) DO UPDATE SET seq = excluded.seq WHERE learning_readers.seq = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(read.shop_id).bind(read.seq).bind(to))? > 0)
}

/// Has conversations looked at at their times, or later if something happens until then.
pub async fn look_at(conn: &mut Conn<'_>, shop_id: ShopId, at: &[(ConversationId, Time)]) -> Result<()> {
    const HEAD: &str = "INSERT INTO learning_conversations (conversation_id, shop_id, look_at) ";
    const TAIL: &str = " ON CONFLICT (conversation_id) DO UPDATE SET look_at = excluded.look_at";
    let mut script = Script::of(conn);
    for chunk in at.chunks(200) {
        insert_rows!(
            &mut script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(row.0);
                b.push_bind(shop_id);
                b.push_bind(row.1);
            },
            TAIL
        );
    }
    script.run(conn).await?;
    Ok(())
}

/// Has a conversation looked at, whatever was found in it before.
pub async fn look_again(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, at: Time) -> Result<()> {
    look_at(conn, shop_id, &[(id, at)]).await
}

/// A conversation to be looked at.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Due {
    pub conversation_id: ConversationId,
    pub shop_id: ShopId,
    pub look_at: Time,
}

pub async fn due(conn: &mut Conn<'_>, now: Time, limit: i64) -> Result<Vec<Due>> {
    const SQL: &str = "SELECT conversation_id, shop_id, look_at FROM learning_conversations
        WHERE look_at <= $1 ORDER BY look_at, conversation_id LIMIT $2";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(now).bind(limit))?)
}

/// Takes a conversation off the list; false if something happened in it meanwhile, or it is gone.
pub async fn take(conn: &mut Conn<'_>, due: &Due) -> Result<bool> {
    const SQL: &str = "DELETE FROM learning_conversations WHERE conversation_id = $1 AND shop_id = $2 AND look_at = $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(due.conversation_id).bind(due.shop_id).bind(due.look_at))? > 0)
}

pub async fn put_off(conn: &mut Conn<'_>, due: &[Due], until: Time) -> Result<()> {
    const SQL: &str = "UPDATE learning_conversations SET look_at = $4
        WHERE conversation_id = $1 AND shop_id = $2 AND look_at = $3";
    for due in due {
        execute!(conn, sqlx::query(SQL).bind(due.conversation_id).bind(due.shop_id).bind(due.look_at).bind(until))?;
    }
    Ok(())
}
