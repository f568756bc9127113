//! Whether anybody is there to serve, for whoever tells buyers.

use super::model::Assignment;
use super::{desk, plan, store};
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::ShopId;
use crate::presence;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staffing {
    /// A colleague who may reply has a desk open and has not said to be away.
    pub anyone_there: bool,
    /// The queue is given out by itself, and nobody who is there takes one more.
    pub full: bool,
}

pub async fn staffing(app: &App, conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<Staffing> {
    let anyone_there = presence::somebody_serves(app, conn, shop_id).await?;
    let settings = store::settings(conn, shop_id).await?.settings;
    if !anyone_there || settings.assignment == Assignment::Manual {
        return Ok(Staffing { anyone_there, full: false });
    }
    let members = store::members(conn, shop_id).await?;
    let agents = desk::agents(app, conn, shop_id, &settings, &members, now).await?;
    Ok(Staffing { anyone_there, full: !plan::has_room(&agents) })
}
