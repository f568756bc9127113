use super::sessions::{Client, Started, start};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actor::HalfSignedIn;
use crate::auth::model::Role;
use crate::auth::second_factor::{self, Step};
use crate::auth::store::pending::{self, NewPending};
use crate::auth::store::staff::{self as store, Login};
use crate::auth::store::{devices, password_resets};
use crate::auth::{oidc, secret};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ShopId, StaffId};
use crate::network::counted_by;

/// Time to find the phone, not to leave the desk.
const PENDING_SECONDS: i64 = 10 * 60;
/// As long as a browser keeps what makes it known.
const DEVICE_SECONDS: i64 = 400 * 24 * 60 * 60;

/// What a first proof opens.
#[derive(Debug)]
pub enum Entered {
    /// The desk.
    In(Box<Started>),
    /// The door to the second proof, and nothing else.
    Half(Half),
}

/// A sign-in that lacks its second proof: the only moment its token is known.
#[derive(Debug)]
pub struct Half {
    pub token: String,
    pub email: String,
    pub step: Step,
    pub expires_at: Time,
}

impl Entered {
    /// After the commit.
    pub fn announce(&self, app: &App) {
        if let Self::In(started) = self {
            started.announce(app);
        }
    }
}

/// Whose first proof was right.
#[derive(Debug, Clone)]
pub struct Proven {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub role: Role,
    pub email: String,
}

/// Lets in whose mail address and password fit, as far as the second proof. Whether the account is missing, inactive or
/// the password wrong, the answer and its time are the same.
pub async fn sign_in(app: &App, email: &str, password: String, client: &Client) -> Result<Entered> {
    let email = email.trim().to_lowercase();
    let now = app.clock.now();
    if app.config.rate_limits {
        app.auth.by_address.attempt(&counted_by(client.address).to_string(), now)?;
        app.auth.by_account.attempt(&email, now)?;
    }
    let login = store::login_by_email(&mut app.db.reader().await?.conn(), &email).await?;
    let hash = login.as_ref().and_then(Login::password).map(str::to_owned);
    let fits = app.auth.passwords.verify(password, hash).await?;
    let Some(login) = login.as_ref().filter(|_| fits) else {
        note_refusal(app, login, client);
        return Err(Error::Denied("wrong_credentials"));
    };
    app.auth.by_account.clear(&email);
    let mut tx = app.db.begin_in(&[login.shop_id]).await?;
    let mut conn = tx.conn();
    oidc::check_password_may(&mut conn, login.shop_id, login.role).await?;
    let proven = Proven { shop_id: login.shop_id, staff_id: login.id, role: login.role, email };
    let entered = enter(app, &mut conn, proven, client).await?;
    tx.commit().await?;
    entered.announce(app);
    Ok(entered)
}

/// What a right first proof opens: the desk, or the door to the second one.
pub async fn enter(app: &App, conn: &mut Conn<'_>, who: Proven, client: &Client) -> Result<Entered> {
    let Some(step) = second_factor::step(conn, &who).await? else {
        let entry = Entry::new(Action::SessionStarted);
        return Ok(Entered::In(Box::new(open(app, conn, who.shop_id, who.staff_id, client, entry).await?)));
    };
    let token = secret::random_token();
    let now = app.clock.now();
    let expires_at = now.plus_seconds(PENDING_SECONDS);
    let token_hash = &secret::hash(&token);
    let new = NewPending { token_hash, shop_id: who.shop_id, staff_id: who.staff_id, now, expires_at };
    pending::insert(conn, new).await?;
    Ok(Entered::Half(Half { token, email: who.email, step, expires_at }))
}

/// The pending sign-in of a token. What it lacks is asked anew: it may have changed meanwhile.
pub async fn half_signed_in(app: &App, token: &str) -> Result<HalfSignedIn> {
    let token_hash = secret::hash(token);
    let mut reader = app.db.reader().await?;
    let found = pending::open_by_token(&mut reader.conn(), &token_hash, app.clock.now()).await?;
    let found = found.ok_or(Error::Unauthorized)?;
    let step = found.rule.step(found.role, found.has_second_factor);
    Ok(HalfSignedIn {
        shop_id: found.shop_id,
        staff_id: found.staff_id,
        email: found.email,
        // A rule that was lifted meanwhile lifts it for the next sign-in.
        step: step.unwrap_or(Step::Enrol),
        expires_at: found.expires_at,
        token_hash,
    })
}

/// Opens the session of a sign-in that is whole now; a pending sign-in opens one only. `by` names the second proof.
pub async fn complete(
    app: &App,
    conn: &mut Conn<'_>,
    half: &HalfSignedIn,
    client: &Client,
    by: &str,
) -> Result<Started> {
    if !pending::delete(conn, &half.token_hash).await? {
        return Err(Error::Unauthorized);
    }
    let entry = Entry::new(Action::SessionStarted).note("second_factor", by);
    open(app, conn, half.shop_id, half.staff_id, client, entry).await
}

/// Opens a session and records it.
pub async fn open(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    client: &Client,
    entry: Entry,
) -> Result<Started> {
    let started = start(app, conn, shop_id, staff_id, client).await?;
    let entry = entry.note("user_agent", &client.user_agent);
    audit::record(conn, shop_id, Who::staff(staff_id, client), app.clock.now(), entry).await?;
    Ok(started)
}

/// Clears away sign-ins that nobody completed, links for a new password that nobody used, and browsers that nobody uses any more.
pub async fn forget_unfinished(app: &App) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    pending::delete_expired(&mut conn, now).await?;
    password_resets::delete_expired(&mut conn, now).await?;
    oidc::delete_expired(&mut conn, now).await?;
    devices::delete_unused(&mut conn, now.plus_seconds(-DEVICE_SECONDS)).await?;
    tx.commit().await?;
    Ok(())
}

/// Records that somebody tried an account that is there. The answer does not wait for it, so that its time is the same
/// when there is none.
fn note_refusal(app: &App, login: Option<Login>, client: &Client) {
    let (app, client) = (app.clone(), client.clone());
    tokio::spawn(async move {
        let Some(login) = login else { return };
        if let Err(error) = record_refusal(&app, &login, &client).await {
            tracing::error!(%error, "a refused sign-in could not be recorded");
        }
    });
}

async fn record_refusal(app: &App, login: &Login, client: &Client) -> Result<()> {
    let mut tx = app.db.begin_in(&[login.shop_id]).await?;
    let mut conn = tx.conn();
    let name = store::find(&mut conn, login.shop_id, login.id).await?.map(|staff| staff.name).unwrap_or_default();
    let entry =
        Entry::new(Action::SessionRefused).on(Subject::staff(login.id, &name)).note("user_agent", &client.user_agent);
    audit::record(&mut conn, login.shop_id, Who::stranger(client), app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}
