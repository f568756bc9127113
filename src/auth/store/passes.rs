//! What lets people in, asked again for those who are connected.

use std::collections::HashMap;

use crate::auth::model::Role;
use crate::clock::Time;
use crate::db::{Conn, Script, lots, select_in};
use crate::error::Result;
use crate::ids::{SessionId, ShopId, TokenId};

/// Which of these sessions run and belong to somebody active, with the role of now.
pub async fn sessions(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: &[SessionId],
    now: Time,
) -> Result<HashMap<SessionId, Role>> {
    const HEAD: &str = "SELECT s.id, p.role FROM sessions s JOIN staff p ON p.id = s.staff_id WHERE s.shop_id = ";
    let mut held = HashMap::new();
    for lot in lots(ids) {
        let mut script = Script::of(conn);
        select_in!(&mut script, [HEAD => shop_id, " AND s.expires_at > " => now], " AND p.active AND s.id IN", lot, "");
        held.extend(script.fetch::<(SessionId, Role)>(conn).await?);
    }
    Ok(held)
}

/// Which of these API tokens hold and belong to somebody active, with the role of now.
pub async fn tokens(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: &[TokenId],
    now: Time,
) -> Result<HashMap<TokenId, Role>> {
    const HEAD: &str = "SELECT t.id, p.role FROM api_tokens t JOIN staff p ON p.id = t.staff_id WHERE t.shop_id = ";
    const RUNS: &str = " AND (t.expires_at IS NULL OR t.expires_at > ";
    let mut held = HashMap::new();
    for lot in lots(ids) {
        let mut script = Script::of(conn);
        select_in!(&mut script, [HEAD => shop_id, RUNS => now], ") AND p.active AND t.id IN", lot, "");
        held.extend(script.fetch::<(TokenId, Role)>(conn).await?);
    }
    Ok(held)
}
