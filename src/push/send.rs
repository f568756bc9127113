//! One try to tell a browser.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Method, StatusCode};
use serde::Serialize;

use super::encrypt::{Chance, encrypt};
use super::enqueue::Errand;
use super::model::SubscriptionRow;
use super::{actions, own, store};
use crate::app::App;
use crate::auth::{self, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::egress::{Answer, Failure, Limits, Outgoing};
use crate::error::Result;
use crate::ids::{NotificationId, ShopId, StaffId};
use crate::jobs::{Job, Outcome};
use crate::notifications::{self, Attention, NotificationKind};

/// What nobody could be told of for so long is told by nobody: it is found at the desk.
const WORTH_SECONDS: i64 = 3600;
const WITHIN: Duration = Duration::from_secs(10);
const RESPONSE_BYTES: usize = 1024;
/// Whatever is said, it looks this long.
const LEAST_BYTES: usize = 512;
const NAME_CHARS: usize = 60;

const TTL: HeaderName = HeaderName::from_static("ttl");
const URGENCY: HeaderName = HeaderName::from_static("urgency");
const TOPIC: HeaderName = HeaderName::from_static("topic");

/// What a browser is told: it finds the words itself.
#[derive(Debug, Serialize)]
pub struct Note {
    locale: String,
    /// None: a test.
    kind: Option<NotificationKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<NotificationId>,
    /// The customer; null where the browser is not to name any.
    name: Option<String>,
    conversations: i64,
    /// The colleague who did it.
    by: Option<String>,
    /// What opens when it is touched.
    path: String,
    #[serde(skip)]
    urgency: &'static str,
}

impl Note {
    pub fn test(locale: &str) -> Self {
        Self {
            locale: locale.to_owned(),
            kind: None,
            id: None,
            name: None,
            conversations: 0,
            by: None,
            path: "/settings/appearance".to_owned(),
            urgency: "high",
        }
    }
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    Delivered,
    /// The browser takes nothing any more.
    Gone,
    Failed {
        trouble: String,
        /// Whether another try may help.
        passes: bool,
        /// The push service asked for so much quiet.
        quiet_seconds: Option<i64>,
    },
}

impl Came {
    fn failed(failure: Failure) -> Self {
        Self::Failed { trouble: failure.code().to_owned(), passes: true, quiet_seconds: None }
    }
}

/// Tells the browser of a job, if that is still right: its session runs, its owner may read and has not read, and sees no desk.
pub async fn push(app: &App, job: &Job) -> Result<Outcome> {
    let Some(errand) = Errand::read(&job.payload) else { return Ok(Outcome::Hopeless("not_an_errand".into())) };
    if app.demo.is_on() {
        return Ok(Outcome::Done);
    }
    let Some((row, note)) = ready(app, job.shop_id, errand).await? else { return Ok(Outcome::Done) };
    let came = deliver(app, &row, &note).await?;
    self::note(app, &row, &came).await?;
    Ok(match came {
        Came::Failed { trouble, passes: true, quiet_seconds } => {
            let quiet = quiet_seconds.unwrap_or_default().clamp(0, WORTH_SECONDS);
            Outcome::FailedUntil(trouble, app.clock.now().plus_seconds(quiet))
        }
        // Why it will never do is noted, and shown to whose browser it is.
        Came::Delivered | Came::Gone | Came::Failed { .. } => Outcome::Done,
    })
}

async fn ready(app: &App, shop_id: ShopId, errand: Errand) -> Result<Option<(SubscriptionRow, Note)>> {
    let now = app.clock.now();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let Some((row, role)) = store::open(&mut conn, shop_id, errand.to, now).await? else { return Ok(None) };
    if !Permission::ReadConversations.is_granted_to(role) || sees_a_desk(app, &mut conn, shop_id, row.staff_id).await? {
        return Ok(None);
    }
    let found = notifications::find(&mut conn, shop_id, row.staff_id, errand.what).await?;
    let is_news = |at: Time| at.plus_seconds(WORTH_SECONDS) > now;
    let Some(told) = found.filter(|told| told.read_at.is_none() && is_news(told.at)) else { return Ok(None) };
    let colleagues = if told.by_id.is_some() { auth::names(&mut conn, shop_id).await? } else { Vec::new() };
    let by = colleagues.into_iter().find(|(id, _)| Some(*id) == told.by_id).map(|(_, name)| name);
    let note = Note {
        locale: row.locale.clone(),
        kind: Some(told.kind),
        id: Some(told.id),
        name: row.names.then(|| short(&told.customer_name)),
        conversations: told.conversations,
        by: by.as_deref().map(short),
        path: format!("/desk/all/{}", told.conversation_id),
        urgency: urgency(told.kind),
    };
    Ok(Some((row, note)))
}

/// Whether a desk of theirs is on a screen that somebody looks at: it tells them better.
async fn sees_a_desk(app: &App, conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<bool> {
    if !app.live.is_on_screen(shop_id, staff) {
        return Ok(false);
    }
    let chosen = auth::presences(conn, shop_id).await?.into_iter().find(|chosen| chosen.id == staff);
    Ok(!chosen.is_some_and(|chosen| chosen.presence_automatic))
}

/// Names are as long as people like; a phone shows so much.
fn short(name: &str) -> String {
    name.chars().take(NAME_CHARS).collect()
}

/// What waits for nobody wakes a sleeping phone.
fn urgency(kind: NotificationKind) -> &'static str {
    match kind.attention() {
        Attention::Late | Attention::Mine => "high",
        Attention::Mention => "normal",
    }
}

/// Sends a note to a browser.
pub async fn deliver(app: &App, row: &SubscriptionRow, note: &Note) -> Result<Came> {
    let address = actions::read_address(app, row)?;
    let Some(reader) = address.reader() else { return Ok(Came::Gone) };
    let service = match address.origin() {
        Ok(service) => service,
        Err(failure) => return Ok(Came::failed(failure)),
    };
    let text = serde_json::to_vec(note).map_err(anyhow::Error::from)?;
    let body = encrypt(&text, &reader, &Chance::draw(), LEAST_BYTES)?;
    let authorization = own::key(app).await?.authorization(&service, &contact(app), app.clock.now());
    let mut authorization = HeaderValue::try_from(authorization).map_err(anyhow::Error::from)?;
    authorization.set_sensitive(true);
    let mut headers = vec![
        (AUTHORIZATION, authorization),
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CONTENT_ENCODING, HeaderValue::from_static("aes128gcm")),
        (TTL, HeaderValue::from(WORTH_SECONDS)),
        (URGENCY, HeaderValue::from_static(note.urgency)),
    ];
    // More of the same takes the place of what no phone has fetched yet.
    if let Some(id) = note.id {
        let topic = URL_SAFE_NO_PAD.encode(id.0.as_bytes());
        headers.push((TOPIC, HeaderValue::try_from(topic).map_err(anyhow::Error::from)?));
    }
    let request = Outgoing {
        method: Method::POST,
        url: address.endpoint().to_owned(),
        headers,
        body: Bytes::from(body),
        // Nobody but the address that the browser gave out is told.
        limits: Limits { within: WITHIN, response_bytes: RESPONSE_BYTES, redirects: 0 },
    };
    Ok(match app.egress.send(request).await {
        Ok(answer) => judge(&answer, app.clock.now()),
        Err(failure) => Came::failed(failure),
    })
}

/// Where the operators of a push service turn to.
fn contact(app: &App) -> String {
    let origin = app.config.origin();
    if origin.starts_with("https://") || app.config.tls_email.is_empty() {
        return origin;
    }
    format!("mailto:{}", app.config.tls_email)
}

fn judge(answer: &Answer, now: Time) -> Came {
    let status = answer.status;
    if status.is_success() {
        return Came::Delivered;
    }
    if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
        return Came::Gone;
    }
    let passes =
        status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    let after = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let quiet_seconds = after.and_then(|after| quiet(after, now));
    Came::Failed { trouble: format!("http_{}", status.as_u16()), passes, quiet_seconds }
}

/// How long a `Retry-After` asks for: so many seconds, or until a time.
fn quiet(after: &str, now: Time) -> Option<i64> {
    if let Ok(seconds) = after.trim().parse::<i64>() {
        return Some(seconds);
    }
    let at = jiff::fmt::rfc2822::parse(after.trim()).ok()?;
    Some((at.timestamp().as_millisecond() - now.0).div_euclid(1000).max(0))
}

/// Notes with a subscription what came of a try; one that is gone ends.
pub async fn note(app: &App, row: &SubscriptionRow, came: &Came) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    match came {
        Came::Delivered => store::works(&mut conn, row.shop_id, row.id, now).await?,
        Came::Failed { trouble, .. } => store::fails(&mut conn, row.shop_id, row.id, trouble, now).await?,
        Came::Gone => {
            tracing::debug!(subscription = %row.id, "a browser takes no notes any more");
            store::delete(&mut conn, row.shop_id, row.id).await?;
        }
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderMap;

    use super::*;

    fn came(status: u16, after: Option<&'static str>) -> Came {
        let mut headers = HeaderMap::new();
        if let Some(after) = after {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(after));
        }
        let status = StatusCode::from_u16(status).expect("a status");
        judge(&Answer { status, headers, body: Bytes::new() }, Time::parse("2026-11-11T04:00:00Z").expect("a time"))
    }

    #[test]
    fn what_push_services_answer_is_understood() {
        let failed =
            |trouble: &str, passes, quiet_seconds| Came::Failed { trouble: trouble.into(), passes, quiet_seconds };
        assert_eq!(came(201, None), Came::Delivered);
        assert_eq!(came(202, None), Came::Delivered);
        assert_eq!(came(404, None), Came::Gone);
        assert_eq!(came(410, None), Came::Gone);
        assert_eq!(came(500, None), failed("http_500", true, None));
        assert_eq!(came(429, Some("120")), failed("http_429", true, Some(120)));
        assert_eq!(came(503, Some("Wed, 11 Nov 2026 04:00:30 GMT")), failed("http_503", true, Some(30)));
        assert_eq!(came(503, Some("soon")), failed("http_503", true, None));
        assert_eq!(came(403, None), failed("http_403", false, None));
        assert_eq!(came(307, None), failed("http_307", false, None));
    }
}
