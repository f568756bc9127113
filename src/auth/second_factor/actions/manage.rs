use super::enrol::{self, NewSecret};
use super::prove::{note_refusal, show_code, throttle};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::actions::me::check_password;
use crate::auth::actor::Actor;
use crate::auth::second_factor::{SecondFactorState, store};
use crate::auth::store::staff;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ShopId, StaffId};

/// How somebody's second factor stands.
pub async fn state(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<SecondFactorState> {
    let person = staff::find(conn, shop_id, staff_id).await?.ok_or(Error::NotFound)?;
    let row = store::find(conn, shop_id, staff_id).await?;
    Ok(SecondFactorState {
        enabled_at: row.and_then(|row| row.enabled_at),
        required: store::rule(conn, shop_id).await?.binds(person.role),
        recovery_codes_left: store::codes_left(conn, shop_id, staff_id).await?,
    })
}

/// Begins to set up one's own app, or another one.
pub async fn begin(app: &App, actor: &Actor, proof: Option<String>) -> Result<NewSecret> {
    prove(app, actor, proof).await?;
    enrol::begin(app, actor.shop_id, actor.staff_id).await
}

/// Puts one's new app in use; the recovery codes, shown this once.
pub async fn confirm(app: &App, actor: &Actor, code: &str) -> Result<Vec<String>> {
    throttle(app, actor.staff_id)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let codes = enrol::confirm(app, &mut tx.conn(), actor.shop_id, actor.staff_id, code, actor.into()).await?;
    tx.commit().await?;
    app.auth.by_second_factor.clear(&actor.staff_id.to_string());
    Ok(codes)
}

/// Exchanges one's recovery codes.
pub async fn renew_recovery_codes(app: &App, actor: &Actor, proof: Option<String>) -> Result<Vec<String>> {
    prove(app, actor, proof).await?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    require_enabled(&mut conn, actor).await?;
    let codes = enrol::renew_recovery_codes(&mut conn, actor.shop_id, actor.staff_id).await?;
    let entry = Entry::new(Action::RecoveryCodesRenewed);
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Does without from now on, unless the shop's rule wants one.
pub async fn remove(app: &App, actor: &Actor, proof: Option<String>) -> Result<()> {
    prove(app, actor, proof).await?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    require_enabled(&mut conn, actor).await?;
    if store::rule(&mut conn, actor.shop_id).await?.binds(actor.role) {
        return Err(Error::Conflict("second_factor_required"));
    }
    store::delete(&mut conn, actor.shop_id, actor.staff_id).await?;
    let entry = Entry::new(Action::SecondFactorRemoved);
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

async fn require_enabled(conn: &mut Conn<'_>, actor: &Actor) -> Result<()> {
    let row = store::find(conn, actor.shop_id, actor.staff_id).await?;
    if row.is_some_and(|row| row.enabled_at.is_some()) { Ok(()) } else { Err(Error::Conflict("no_second_factor")) }
}

/// Whoever sits down at an open desk is not its owner yet: a code, a recovery code or the password shows it. Who has
/// none of them, because the shop's provider lets them in, has nothing to show.
async fn prove(app: &App, actor: &Actor, proof: Option<String>) -> Result<()> {
    let (password, row) = {
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let password = staff::password_hash(&mut conn, actor.shop_id, actor.staff_id).await?;
        (password, store::find(&mut conn, actor.shop_id, actor.staff_id).await?)
    };
    let has_factor = row.is_some_and(|row| row.enabled_at.is_some());
    if password.is_none() && !has_factor {
        return Ok(());
    }
    let proof = proof.filter(|proof| !proof.is_empty()).ok_or_else(|| Error::invalid("proof", "required"))?;
    if has_factor {
        throttle(app, actor.staff_id)?;
        let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
        if show_code(app, &mut tx.conn(), actor.shop_id, actor.staff_id, &proof).await?.is_some() {
            tx.commit().await?;
            return Ok(());
        }
    }
    match check_password(app, actor, "proof", proof).await {
        Err(Error::Invalid { .. }) => {
            note_refusal(app, actor.shop_id, actor.staff_id, actor.into()).await?;
            return Err(Error::invalid("proof", "wrong_proof"));
        }
        checked => checked?,
    }
    app.auth.by_second_factor.clear(&actor.staff_id.to_string());
    Ok(())
}
