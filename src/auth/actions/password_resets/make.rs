use super::link;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::actor::Actor;
use crate::auth::permissions::Permission;
use crate::auth::store::staff;
use crate::auth::{oidc, rules};
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::ids::StaffId;
use crate::language::Language;
use crate::mail::{self, NewMail};
use crate::shops;

/// It may have to be handed over by hand.
const VALID_SECONDS: i64 = 24 * 60 * 60;

/// A link for a colleague, shown this once.
pub struct Made {
    pub url: String,
    pub expires_at: Time,
    /// Whether it goes to the colleague by mail, too.
    pub mailed: bool,
}

/// Makes a link for a colleague who forgot the password; an owner's is made by owners.
pub async fn make(app: &App, actor: &Actor, staff_id: StaffId) -> Result<Made> {
    actor.require(Permission::ManageStaff)?;
    if staff_id == actor.staff_id {
        // One's own takes the present password: whoever sits down at an open desk is not its owner yet.
        return Err(Error::Conflict("own_password"));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let colleague = staff::find(&mut conn, actor.shop_id, staff_id).await?.ok_or(Error::NotFound)?;
    rules::may_give_role(actor.role, colleague.role)?;
    if !colleague.active {
        return Err(Error::Conflict("colleague_inactive"));
    }
    if !oidc::password_may(&mut conn, actor.shop_id, colleague.role).await? {
        return Err(Error::Conflict("passwords_off"));
    }
    let link = link(app, &mut conn, actor.shop_id, staff_id, Some(actor.staff_id), VALID_SECONDS).await?;
    let entry = Entry::new(Action::PasswordResetRequested).on(Subject::staff(staff_id, &colleague.name));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let mailed = mail::is_set_up(app);
    if mailed {
        let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
        let by = staff::find(&mut conn, actor.shop_id, actor.staff_id).await?.ok_or(Error::Unauthorized)?;
        let language = Language::of(colleague.locale.as_deref().unwrap_or(&shop.locale));
        let letter = mail::link_made(language, &colleague.email, &shop.name, &by.name, &link.url);
        let new = NewMail { letter, opens: Some(link.id.into()), expires_at: link.expires_at };
        mail::enqueue(app, &mut conn, actor.shop_id, new, now).await?;
    }
    tx.commit().await?;
    app.jobs.ring();
    Ok(Made { url: link.url, expires_at: link.expires_at, mailed })
}
