use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::model::Role;
use crate::auth::oidc::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::ShopId;

/// A way to sign in besides the password.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProviderButton {
    pub shop_id: ShopId,
    pub shop_name: String,
    pub label: String,
    /// Whether others than owners may sign in with a password as well.
    pub passwords: bool,
}

impl From<store::Button> for ProviderButton {
    fn from(button: store::Button) -> Self {
        let store::Button { shop_id, shop_name, label, passwords } = button;
        Self { shop_id, shop_name, label, passwords }
    }
}

/// What the sign-in page offers, of every shop on this server.
pub async fn buttons(app: &App) -> Result<Vec<ProviderButton>> {
    let found = store::buttons(&mut app.db.reader().await?.conn()).await?;
    Ok(found.into_iter().map(ProviderButton::from).collect())
}

/// The way to sign in that a shop offers besides the password.
pub async fn button_of(app: &App, shop_id: ShopId) -> Result<Option<ProviderButton>> {
    Ok(buttons(app).await?.into_iter().find(|button| button.shop_id == shop_id))
}

/// Whether somebody of this role may sign in with a password. Owners always may: a provider can be out of order.
pub async fn password_may(conn: &mut Conn<'_>, shop_id: ShopId, role: Role) -> Result<bool> {
    let provider = store::provider(conn, shop_id).await?;
    let forbids = provider.is_some_and(|provider| provider.enabled && !provider.passwords);
    Ok(role == Role::Owner || !forbids)
}

pub async fn check_password_may(conn: &mut Conn<'_>, shop_id: ShopId, role: Role) -> Result<()> {
    if password_may(conn, shop_id, role).await? { Ok(()) } else { Err(Error::Denied("passwords_off")) }
}
