use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::second_factor::{code, recovery, store};
use crate::auth::secret::TokenHash;
use crate::auth::store::staff;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ShopId, StaffId};
use crate::sealed::SECOND_FACTOR_SECRET;

/// What somebody showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Code { step: i64 },
    RecoveryCode(TokenHash),
}

impl Shown {
    /// As the audit log names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::RecoveryCode(_) => "recovery_code",
        }
    }
}

/// Counts an attempt before it is looked at: whoever knows the password must not guess the rest.
pub fn throttle(app: &App, staff_id: StaffId) -> Result<()> {
    if !app.config.rate_limits {
        return Ok(());
    }
    app.auth.by_second_factor.attempt(&staff_id.to_string(), app.clock.now())
}

/// What was shown, if it is a code of the app or a recovery code that is right and unused; it is used up in the caller's
/// transaction.
pub async fn show_code(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    shown: &str,
) -> Result<Option<Shown>> {
    let Some(shown) = read(app, conn, shop_id, staff_id, shown).await? else { return Ok(None) };
    let fits = match shown {
        Shown::Code { step } => store::use_step(conn, shop_id, staff_id, step).await?,
        Shown::RecoveryCode(hash) => store::use_code(conn, shop_id, staff_id, &hash, app.clock.now()).await?,
    };
    if fits {
        app.auth.by_second_factor.clear(&staff_id.to_string());
    }
    Ok(Some(shown).filter(|_| fits))
}

async fn read(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    shown: &str,
) -> Result<Option<Shown>> {
    let row = store::find(conn, shop_id, staff_id).await?;
    let Some(sealed) = row.and_then(|row| row.secret) else { return Ok(None) };
    let secret = app.keys.open(SECOND_FACTOR_SECRET, staff_id, &sealed)?;
    Ok(Some(match code::step_of(&secret, shown, app.clock.now()) {
        Some(step) => Shown::Code { step },
        None => Shown::RecoveryCode(recovery::hash(shown)),
    }))
}

/// Records a code that did not fit: whoever showed it knew the password, or sat at an open desk.
pub async fn note_refusal(app: &App, shop_id: ShopId, staff_id: StaffId, who: Who) -> Result<()> {
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let name = staff::find(&mut conn, shop_id, staff_id).await?.map(|staff| staff.name).unwrap_or_default();
    let entry = Entry::new(Action::SecondFactorRefused).on(Subject::staff(staff_id, &name));
    audit::record(&mut conn, shop_id, who, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

/// The refusal of a code that does not fit, or was used.
pub fn wrong_code(field: &str) -> Error {
    Error::invalid(field, "wrong_code")
}
