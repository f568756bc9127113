use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::actor::Actor;
use crate::auth::model::{ApiToken, ApiTokenRow, Scope};
use crate::auth::permissions::Permission;
use crate::auth::store::tokens as store;
use crate::auth::{rules, secret};
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::ids::TokenId;

/// What every API token begins with, so that a leaked one can be recognised.
pub const PREFIX: &str = "zg_";

/// An API token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub name: String,
    pub scopes: Vec<Scope>,
    pub expires_at: Option<Time>,
}

/// Makes a token that acts as the one who asks; it is returned once and never stored.
pub async fn create_token(app: &App, actor: &Actor, new: NewToken) -> Result<(ApiToken, String)> {
    actor.require(Permission::ManageTokens)?;
    let now = app.clock.now();
    if new.scopes.is_empty() {
        return Err(Error::invalid("scopes", "required"));
    }
    if new.expires_at.is_some_and(|at| at <= now) {
        return Err(Error::invalid("expires_at", "in_the_past"));
    }
    let row = ApiTokenRow {
        id: TokenId::new(),
        staff_id: actor.staff_id,
        name: rules::clean_name("name", &new.name)?,
        can_write: new.scopes.contains(&Scope::Write),
        created_at: now,
        expires_at: new.expires_at,
        last_used_at: None,
    };
    let token = format!("{PREFIX}{}", secret::random_token());
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    store::insert(&mut conn, actor.shop_id, &secret::hash(&token), &row).await?;
    let entry = Entry::new(Action::TokenCreated)
        .on(Subject::token(row.id, &row.name))
        .note("can_write", row.can_write)
        .note("expires_at", row.expires_at);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    Ok((row.into(), token))
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<ApiToken>> {
    let rows = store::list(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    Ok(rows.into_iter().map(ApiToken::from).collect())
}

pub async fn revoke(app: &App, actor: &Actor, id: TokenId) -> Result<()> {
    actor.require(Permission::ManageTokens)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let gone = store::delete(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let entry = Entry::new(Action::TokenRevoked).on(Subject::token(id, &gone.name));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    app.auth.forget(&[gone.token_hash]);
    app.live.close_token(id);
    Ok(())
}
