use super::password_resets::{replace, tell};
use super::sessions::close;
use super::staff::{AVATAR_COLORS, MAX_TITLE_CHARS, noted, shown};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::actor::Actor;
use crate::auth::model::{Me, StaffRow};
use crate::auth::permissions::Permission;
use crate::auth::store::staff as store;
use crate::auth::{password, rules};
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{ShopId, StaffId};
use crate::shops;

/// Everything the desk needs to know at its start.
pub async fn show(app: &App, shop_id: ShopId, staff_id: StaffId, csrf_token: String) -> Result<Me> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, shop_id, staff_id).await?.ok_or(Error::Unauthorized)?;
    let shop = shops::find(&mut conn, shop_id).await?.ok_or(Error::Unauthorized)?;
    let seq = events::last_seq(&mut conn, shop_id).await?;
    Ok(Me { permissions: Permission::of(row.role), staff: shown(app, row), shop, csrf_token, seq })
}

/// What people may change about themselves.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    pub name: Option<String>,
    pub title: Option<String>,
    pub locale: Option<String>,
    pub avatar_color: Option<i16>,
    /// Finished the tour of the practice desk.
    pub tour_finished: bool,
}

pub async fn update(app: &App, actor: &Actor, change: Profile) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let new = [NewEvent::staff_updated(actor.staff_id)];
    let now = app.clock.now();
    let events = events::record(&mut conn, actor.shop_id, now, &new).await?;
    let before = store::find(&mut conn, actor.shop_id, actor.staff_id).await?.ok_or(Error::Unauthorized)?;
    let mut row = before.clone();
    if change.tour_finished {
        store::finish_tour(&mut conn, actor.shop_id, actor.staff_id, now).await?;
    }
    apply(&mut row, change)?;
    store::update(&mut conn, &row).await?;
    let entry = noted(&before, &row);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(events);
    Ok(())
}

fn apply(row: &mut StaffRow, change: Profile) -> Result<()> {
    if let Some(name) = change.name {
        row.name = rules::clean_name("name", &name)?;
    }
    if change.title.is_some() {
        row.title = rules::clean_optional("title", change.title, MAX_TITLE_CHARS)?;
    }
    if let Some(locale) = change.locale {
        rules::check_locale("locale", &locale)?;
        row.locale = Some(locale);
    }
    if let Some(color) = change.avatar_color {
        if !(0..AVATAR_COLORS).contains(&color) {
            return Err(Error::invalid("avatar_color", "out_of_range"));
        }
        row.avatar_color = color;
    }
    Ok(())
}

/// Changes one's password and ends all other sessions.
pub async fn change_password(app: &App, actor: &Actor, current: String, new: String) -> Result<()> {
    password::check_new("new", &new)?;
    check_password(app, actor, "current", current).await?;
    let hash = app.auth.passwords.hash(new).await?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let ended = replace(&mut conn, actor.shop_id, actor.staff_id, &hash, actor.session).await?;
    let entry = Entry::new(Action::PasswordChanged).note("sessions_ended", ended.len());
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    let person = store::find(&mut conn, actor.shop_id, actor.staff_id).await?.ok_or(Error::Unauthorized)?;
    tell(app, &mut conn, &person).await?;
    tx.commit().await?;
    close(app, &ended);
    Ok(())
}

/// Whether this is the password of the one who asks; guessing it from an open desk is slowed down like at the door.
pub async fn check_password(app: &App, actor: &Actor, field: &str, password: String) -> Result<()> {
    let key = actor.staff_id.to_string();
    if app.config.rate_limits {
        app.auth.by_account.attempt(&key, app.clock.now())?;
    }
    let stored = store::password_hash(&mut app.db.reader().await?.conn(), actor.shop_id, actor.staff_id).await?;
    if !app.auth.passwords.verify(password, stored).await? {
        return Err(Error::invalid(field, "wrong_password"));
    }
    app.auth.by_account.clear(&key);
    Ok(())
}
