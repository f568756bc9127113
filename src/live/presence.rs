//! Whether colleagues are there to serve: what they chose, while a desk of theirs is open.

use super::frames::{ServerFrame, StaffPresence};
use crate::app::App;
use crate::auth::Presence;
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// The presence that all colleagues of a shop show now.
pub async fn of_shop(app: &App, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<StaffPresence>> {
    const SQL: &str = "SELECT id, presence FROM staff WHERE shop_id = $1 AND active";
    let chosen: Vec<(StaffId, Presence)> = fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let shown = |(id, chosen)| StaffPresence { id, presence: shown(chosen, app.live.is_connected(shop_id, id)) };
    Ok(chosen.into_iter().map(shown).collect())
}

/// Nobody is there without an open desk; whoever opens one and chose nothing is online.
pub fn shown(chosen: Presence, connected: bool) -> Presence {
    match (connected, chosen) {
        (false, _) => Presence::Offline,
        (true, Presence::Offline) => Presence::Online,
        (true, chosen) => chosen,
    }
}

/// Tells the colleagues of a shop.
pub fn tell(app: &App, shop_id: ShopId, staff: Vec<StaffPresence>) {
    app.live.tell_staff(shop_id, &ServerFrame::Presence { staff }.written());
}
