use super::enrol::{self, NewSecret};
use super::prove::{note_refusal, show_code, throttle, wrong_code};
use crate::app::App;
use crate::audit::Who;
use crate::auth::actions::sessions::{Client, Started};
use crate::auth::actions::sign_in::complete;
use crate::auth::actor::HalfSignedIn;
use crate::auth::second_factor::Step;
use crate::error::{Error, Result};

/// Completes a sign-in with a code of the app or a recovery code.
pub async fn by_code(app: &App, half: &HalfSignedIn, code: &str, client: &Client) -> Result<Started> {
    throttle(app, half.staff_id)?;
    let mut tx = app.db.begin_in(&[half.shop_id]).await?;
    let mut conn = tx.conn();
    let Some(shown) = show_code(app, &mut conn, half.shop_id, half.staff_id, code).await? else {
        drop(tx);
        note_refusal(app, half.shop_id, half.staff_id, Who::stranger(client)).await?;
        return Err(wrong_code("code"));
    };
    let started = complete(app, &mut conn, half, client, shown.name()).await?;
    tx.commit().await?;
    started.announce(app);
    Ok(started)
}

/// Begins to set up an app where the shop wants a second factor of somebody who has none.
pub async fn begin_enrolment(app: &App, half: &HalfSignedIn) -> Result<NewSecret> {
    require_none_yet(half)?;
    enrol::begin(app, half.shop_id, half.staff_id).await
}

/// Puts the app in use by its first code, and completes the sign-in.
pub async fn by_enrolment(
    app: &App,
    half: &HalfSignedIn,
    code: &str,
    client: &Client,
) -> Result<(Vec<String>, Started)> {
    require_none_yet(half)?;
    throttle(app, half.staff_id)?;
    let mut tx = app.db.begin_in(&[half.shop_id]).await?;
    let mut conn = tx.conn();
    let who = Who::staff(half.staff_id, client);
    let recovery_codes = enrol::confirm(app, &mut conn, half.shop_id, half.staff_id, code, who).await?;
    let started = complete(app, &mut conn, half, client, "enrolment").await?;
    tx.commit().await?;
    app.auth.by_second_factor.clear(&half.staff_id.to_string());
    started.announce(app);
    Ok((recovery_codes, started))
}

/// Whoever has an app shows a code of it: the password alone must not put another in its place.
fn require_none_yet(half: &HalfSignedIn) -> Result<()> {
    if half.step == Step::Enrol { Ok(()) } else { Err(Error::Forbidden("code_required")) }
}
