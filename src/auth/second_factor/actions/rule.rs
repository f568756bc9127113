use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::actions::sign_in::Proven;
use crate::auth::actor::Actor;
use crate::auth::permissions::Permission;
use crate::auth::second_factor::{SecondFactorRule, Step, store};
use crate::db::Conn;
use crate::error::Result;

/// Who must show a second factor in a shop.
pub async fn rule_of(app: &App, actor: &Actor) -> Result<SecondFactorRule> {
    actor.require(Permission::ManageSignIn)?;
    store::rule(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

/// Sets who must show a second factor, from their next sign-in on.
pub async fn set_rule(app: &App, actor: &Actor, rule: SecondFactorRule) -> Result<()> {
    actor.require(Permission::ManageSignIn)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::rule(&mut conn, actor.shop_id).await?;
    store::set_rule(&mut conn, actor.shop_id, rule).await?;
    let entry = Entry::new(Action::SignInUpdated).changed("second_factor", &before, &rule);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What somebody lacks whose first proof was right.
pub async fn step(conn: &mut Conn<'_>, who: &Proven) -> Result<Option<Step>> {
    let row = store::find(conn, who.shop_id, who.staff_id).await?;
    let has_one = row.is_some_and(|row| row.enabled_at.is_some());
    Ok(store::rule(conn, who.shop_id).await?.step(who.role, has_one))
}
