use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actions::sessions::close;
use crate::auth::actor::Actor;
use crate::auth::permissions::Permission;
use crate::auth::rules;
use crate::auth::second_factor::store;
use crate::auth::store::{devices, pending, sessions, staff};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{SessionId, ShopId, StaffId};

/// Takes a colleague's second factor away, because the phone is lost, and ends their sessions, because it may be found.
pub async fn reset_of_colleague(app: &App, actor: &Actor, staff_id: StaffId) -> Result<()> {
    actor.require(Permission::ManageStaff)?;
    if staff_id == actor.staff_id {
        // One's own takes a proof.
        return Err(Error::Conflict("own_second_factor"));
    }
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let colleague = staff::find(&mut conn, actor.shop_id, staff_id).await?.ok_or(Error::NotFound)?;
    rules::may_give_role(actor.role, colleague.role)?;
    let ended = reset(app, &mut conn, actor.shop_id, staff_id, &colleague.name, actor.into()).await?;
    tx.commit().await?;
    close(app, &ended);
    Ok(())
}

/// The same, by whoever sits at the server's own terminal.
pub async fn reset_at_terminal(app: &App, email: &str) -> Result<()> {
    let email = rules::clean_email("email", email)?;
    let account = staff::login_by_email(&mut app.db.reader().await?.conn(), &email).await?.ok_or(Error::NotFound)?;
    let mut tx = app.db.begin_in(&[account.shop_id]).await?;
    let mut conn = tx.conn();
    let ended = reset(app, &mut conn, account.shop_id, account.id, &email, Who::terminal()).await?;
    tx.commit().await?;
    close(app, &ended);
    Ok(())
}

async fn reset(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    name: &str,
    who: Who,
) -> Result<Vec<(SessionId, Vec<u8>)>> {
    if !store::delete(conn, shop_id, staff_id).await? {
        return Err(Error::Conflict("no_second_factor"));
    }
    pending::delete_all(conn, staff_id).await?;
    devices::forget_new(conn, shop_id, staff_id, None).await?;
    let ended = sessions::delete_all(conn, staff_id, None).await?;
    let entry = Entry::new(Action::SecondFactorReset).on(Subject::staff(staff_id, name));
    let entry = entry.note("sessions_ended", ended.len());
    audit::record(conn, shop_id, who, app.clock.now(), entry).await?;
    Ok(ended)
}
