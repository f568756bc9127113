//! What a buyer of an inbox may expect: whether it is open, whether somebody is there, how soon an answer comes.

use serde::Serialize;
use utoipa::ToSchema;

use super::calendar::Calendar;
use super::{store, usual};
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::inboxes::InboxRow;
use crate::language::Language;
use crate::presence;

/// What a buyer may expect now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Outlook {
    /// Within the business hours.
    pub open: bool,
    /// When it opens next; while it is open, after it will have closed. Null if it does not.
    pub opens_at: Option<Time>,
    /// When the open time that is running ends; null while it is closed, or if it never ends.
    pub closes_at: Option<Time>,
    /// The special day for which it is closed.
    pub special_day: Option<String>,
    /// A colleague who serves buyers is there.
    pub online: bool,
    pub reply: Option<ExpectedReply>,
}

/// How soon an answer comes while the shop is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExpectedReply {
    pub seconds: i64,
    /// What half of the buyers needed to wait lately; otherwise what the shop promises at most.
    pub measured: bool,
}

impl Outlook {
    pub fn new(calendar: &Calendar, now: Time, online: bool, reply: Option<ExpectedReply>) -> Self {
        let open = calendar.is_open(now);
        let closes_at = calendar.closes_at(now);
        let opens_at = match (open, closes_at) {
            (true, Some(closes_at)) => calendar.opens_at(closes_at),
            (true, None) => None,
            (false, _) => calendar.opens_at(now),
        };
        let holiday = calendar.special_day(now).filter(|day| !open && day.spans.is_empty());
        Self { open, opens_at, closes_at, special_day: holiday.map(|day| day.name.clone()), online, reply }
    }

    /// Whether somebody can be expected to answer now.
    pub fn is_served(&self) -> bool {
        self.open && self.online
    }
}

/// An outlook with what it takes to say it.
#[derive(Debug, Clone)]
pub struct Expectation {
    pub outlook: Outlook,
    calendar: Calendar,
    now: Time,
}

impl Expectation {
    pub fn new(outlook: Outlook, calendar: Calendar, now: Time) -> Self {
        Self { outlook, calendar, now }
    }

    /// The outlook in words: in the widget's preview, by the bot, in mails.
    pub fn words(&self, language: Language) -> String {
        match &self.outlook {
            Outlook { open: false, .. } => self.closed_words(language),
            Outlook { online: false, .. } => language.nobody_here().to_owned(),
            Outlook { reply: Some(reply), .. } => language.reply_within(*reply),
            Outlook { reply: None, .. } => language.here().to_owned(),
        }
    }

    /// That it is closed, and until when.
    fn closed_words(&self, language: Language) -> String {
        let back = self.outlook.opens_at.map(|at| language.moment(at, self.now, self.calendar.zone()));
        language.closed(self.outlook.special_day.as_deref(), back.as_deref())
    }
}

/// What buyers of an inbox may expect now.
pub async fn expectation(app: &App, conn: &mut Conn<'_>, inbox: &InboxRow) -> Result<Expectation> {
    let calendars = store::calendars(conn, inbox.shop_id).await?;
    let online = presence::somebody_serves(app, conn, inbox.shop_id).await?;
    expected(app, conn, inbox, calendars.of(inbox.id), online, app.clock.now()).await
}

/// The same where calendar, presence and moment are given.
pub(super) async fn expected(
    app: &App,
    conn: &mut Conn<'_>,
    inbox: &InboxRow,
    calendar: &Calendar,
    online: bool,
    now: Time,
) -> Result<Expectation> {
    let measured = usual::reply_seconds(app, conn, inbox.shop_id, inbox.id, calendar).await?;
    let reply = match measured {
        Some(seconds) => Some(ExpectedReply { seconds, measured: true }),
        None => inbox.reply_seconds.map(|seconds| ExpectedReply { seconds, measured: false }),
    };
    Ok(Expectation::new(Outlook::new(calendar, now, online, reply), calendar.clone(), now))
}
