//! Whether colleagues are there to serve: what they chose, while a desk of theirs is open.

use super::frames::{ServerFrame, StaffPresence};
use crate::app::App;
use crate::auth;
use crate::bus::Whom;
use crate::db::{Conn, stored_enum};
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
    if presence == Presence::Offline {
        return Err(Error::invalid("presence", "not_choosable"));
    }
    let mut tx = app.db.begin().await?;
    auth::set_presence(&mut tx.conn(), shop_id, staff, presence).await?;
    tx.commit().await?;
    let presence = shown(presence, app.live.is_connected(shop_id, staff));
    tell(app, shop_id, vec![StaffPresence { id: staff, presence }]);
    app.live.seats_changed();
    Ok(())
}

/// The presence that all colleagues of a shop show now.
pub(super) async fn of_shop(app: &App, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<StaffPresence>> {
    let chosen = auth::presences(conn, shop_id).await?;
    let shown = |(id, chosen)| StaffPresence { id, presence: shown(chosen, app.live.is_connected(shop_id, id)) };
    Ok(chosen.into_iter().map(shown).collect())
}

/// Nobody is there without an open desk.
fn shown(chosen: Presence, connected: bool) -> Presence {
    if connected { chosen } else { Presence::Offline }
}

pub(super) fn tell(app: &App, shop_id: ShopId, staff: Vec<StaffPresence>) {
    app.live.tell(shop_id, Whom::Desks, &ServerFrame::Presence { staff });
}
