//! Whether colleagues are there to serve: what they chose, while a desk of theirs is open.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::frames::{ServerFrame, StaffPresence};
use crate::app::App;
use crate::conversations::model::stored_enum;
use crate::db::{Conn, execute, fetch_all};
use crate::error::{Error, Result};
use crate::ids::{ShopId, StaffId};

stored_enum! {
    /// Whether a colleague is there to serve.
    Presence {
        Online = 0,
        Busy = 1,
        Away = 2,
        /// No desk is open; never chosen, only seen.
        Offline = 3,
    }
}

/// Chooses one's presence and tells the colleagues.
pub async fn choose(app: &App, shop_id: ShopId, staff: StaffId, presence: Presence) -> Result<()> {
    const SQL: &str = "UPDATE staff SET presence = $1 WHERE id = $2 AND shop_id = $3";
    if presence == Presence::Offline {
        return Err(Error::invalid("presence", "not_choosable"));
    }
    let mut tx = app.db.begin().await?;
    execute!(&mut tx.conn(), sqlx::query(SQL).bind(presence).bind(staff).bind(shop_id))?;
    tx.commit().await?;
    let presence = shown(presence, app.live.is_connected(shop_id, staff));
    tell(app, shop_id, vec![StaffPresence { id: staff, presence }]);
    Ok(())
}

/// The presence that all colleagues of a shop show now.
pub(super) async fn of_shop(app: &App, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<StaffPresence>> {
    const SQL: &str = "SELECT id, presence FROM staff WHERE shop_id = $1 AND active";
    let chosen: Vec<(StaffId, Presence)> = fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let shown = |(id, chosen)| StaffPresence { id, presence: shown(chosen, app.live.is_connected(shop_id, id)) };
    Ok(chosen.into_iter().map(shown).collect())
}

/// Nobody is there without an open desk.
fn shown(chosen: Presence, connected: bool) -> Presence {
    if connected { chosen } else { Presence::Offline }
}

pub(super) fn tell(app: &App, shop_id: ShopId, staff: Vec<StaffPresence>) {
    app.live.tell_staff(shop_id, &ServerFrame::Presence { staff }.written());
}
