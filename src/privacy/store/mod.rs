//! SQL of exports, erasures, holds and retention.

pub mod erasures;
pub mod exports;
pub mod holds;
pub mod retention;

use crate::db::{Conn, execute};
use crate::error::Result;
use crate::ids::{CustomerId, ShopId};

/// Gives holds and exports of one customer to another: the two turned out to be one person.
pub async fn hand_over(conn: &mut Conn<'_>, shop_id: ShopId, from: CustomerId, to: CustomerId) -> Result<()> {
    const HOLDS: &str = "UPDATE legal_holds SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2";
    const EXPORTS: &str = "UPDATE customer_exports SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2";
    for sql in [HOLDS, EXPORTS] {
        execute!(conn, sqlx::query(sql).bind(shop_id).bind(from).bind(to))?;
    }
    Ok(())
}
