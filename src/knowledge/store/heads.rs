//! How new a shop's knowledge is.

use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::{Seq, ShopId};

/// The number of the newest change; none for a shop that never looked at its knowledge.
pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Option<Seq>> {
    const SQL: &str = "SELECT seq FROM knowledge_heads WHERE shop_id = $1";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

/// Makes the row; false if it is there.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<bool> {
    const SQL: &str = "INSERT INTO knowledge_heads (shop_id, seq) VALUES ($1, 0) ON CONFLICT (shop_id) DO NOTHING";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id))? > 0)
}

pub async fn raise(conn: &mut Conn<'_>, shop_id: ShopId, seq: Seq) -> Result<()> {
    const SQL: &str = "UPDATE knowledge_heads SET seq = $2 WHERE shop_id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(seq))?;
    Ok(())
}
