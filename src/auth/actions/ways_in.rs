use serde::Serialize;
use utoipa::ToSchema;

use super::sessions;
use crate::app::App;
use crate::auth::actor::Actor;
use crate::auth::model::Session;
use crate::auth::oidc::{self, OidcAccount, ProviderButton};
use crate::auth::second_factor::{self, SecondFactorState};
use crate::auth::store::staff;
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// How somebody signs in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WaysIn {
    /// False for those who only come by the shop's provider.
    pub has_password: bool,
    pub second_factor: SecondFactorState,
    /// The provider the shop has, if it has one in use.
    pub provider: Option<ProviderButton>,
    /// The account there that belongs to them.
    pub provider_account: Option<OidcAccount>,
}

/// How a colleague signs in, and where they are signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ColleagueWaysIn {
    #[serde(flatten)]
    pub ways_in: WaysIn,
    pub sessions: Vec<Session>,
}

pub async fn own(app: &App, actor: &Actor) -> Result<WaysIn> {
    of(app, actor.shop_id, actor.staff_id).await
}

/// Of a colleague, to those who manage staff; an owner's to owners.
pub async fn of_colleague(app: &App, actor: &Actor, staff_id: StaffId) -> Result<ColleagueWaysIn> {
    let sessions = sessions::list_of_colleague(app, actor, staff_id).await?;
    Ok(ColleagueWaysIn { ways_in: of(app, actor.shop_id, staff_id).await?, sessions })
}

async fn of(app: &App, shop_id: ShopId, staff_id: StaffId) -> Result<WaysIn> {
    let provider = oidc::button_of(app, shop_id).await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    Ok(WaysIn {
        has_password: staff::has_password(&mut conn, shop_id, staff_id).await?,
        second_factor: second_factor::state(&mut conn, shop_id, staff_id).await?,
        provider,
        provider_account: oidc::account_of(&mut conn, shop_id, staff_id).await?,
    })
}
