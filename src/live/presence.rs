//! Whether colleagues are there to serve: what they chose, while a desk of theirs is open.

use super::Live;
use super::frames::{ServerFrame, StaffPresence};
use crate::app::App;
use crate::auth;
use crate::bus::Whom;
use crate::db::{Conn, stored_enum};
use crate::error::Result;
use crate::ids::ShopId;
use crate::presence::Chosen;

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

impl Live {
    /// Tells the colleagues what one of them chose.
    pub fn presence_chosen(&self, shop_id: ShopId, chosen: &Chosen) {
        let staff = vec![shown(chosen.clone(), self.is_connected(shop_id, chosen.id))];
        self.tell(shop_id, Whom::Desks, &ServerFrame::Presence { staff });
        self.seats_changed();
    }
}

/// The presence that all colleagues of a shop show now.
pub(super) async fn of_shop(app: &App, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<StaffPresence>> {
    let chosen = auth::presences(conn, shop_id).await?;
    let with_desk = |chosen: Chosen| {
        let connected = app.live.is_connected(shop_id, chosen.id);
        shown(chosen, connected)
    };
    Ok(chosen.into_iter().map(with_desk).collect())
}

/// Nobody is there without an open desk.
fn shown(chosen: Chosen, connected: bool) -> StaffPresence {
    if !connected {
        return StaffPresence::offline(chosen.id);
    }
    StaffPresence {
        id: chosen.id,
        presence: chosen.presence,
        reason: chosen.presence_reason,
        since: chosen.presence_at,
        automatic: chosen.presence_automatic,
    }
}

pub(super) fn tell(app: &App, shop_id: ShopId, staff: Vec<StaffPresence>) {
    app.live.tell(shop_id, Whom::Desks, &ServerFrame::Presence { staff });
}
