//! One visit to a mailbox: signed in, looked at, left as it was found.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use async_imap::error::Error as Said;
use async_imap::types::{Fetch, NameAttribute};
use async_imap::{Client, Session};
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;

use crate::channels::email::model::Server;
use crate::clock::Time;
use crate::egress::{Egress, Failure, Line, Protection};
use crate::sealed::Secret;

const TRY_WITHIN: Duration = Duration::from_secs(20);
/// Whatever a server sends in one visit ends here.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Of more folders nobody chooses one from a list.
const MOST_FOLDERS: usize = 200;
/// Some providers serve nobody who does not say who they are.
const WHO: [(&str, Option<&str>); 2] = [("name", Some("Zhanggui")), ("version", Some(env!("CARGO_PKG_VERSION")))];

/// Who signs in, and where.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    pub server: &'a Server,
    pub username: &'a str,
    pub password: &'a Secret,
}

/// A mailbox whose folder is open for reading only.
#[derive(Debug)]
pub struct Visit {
    session: Session<Bounded>,
    pub uid_validity: i64,
    /// The last number that was given out before the visit.
    pub last_uid: i64,
}

/// A mail in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    pub uid: i64,
    pub size: i64,
}

/// What a try of a mailbox found.
#[derive(Debug)]
pub struct Tried {
    /// Whether it lets us in, and has the folder.
    pub way: Result<(), &'static str>,
    /// The folders it has, as people read them; none where it was not got so far.
    pub folders: Vec<String>,
}

/// Whether a mailbox lets us in, and which folders it has.
pub async fn try_out(egress: &Egress, account: &Account<'_>, folder: &str) -> Tried {
    let mut folders = Vec::new();
    let visit = async {
        let mut session = sign_in(egress, account).await?;
        folders = listed(&mut session).await;
        Visit::open(session, folder).await?.end().await;
        Ok(())
    };
    let way = timeout(TRY_WITHIN, visit).await.unwrap_or(Err("too_slow"));
    Tried { way, folders }
}

/// The folders that could be opened; one whose name cannot be read is left out.
async fn listed(session: &mut Session<Bounded>) -> Vec<String> {
    let Ok(names) = session.list(None, Some("*")).await else { return Vec::new() };
    let names = names.take(MOST_FOLDERS).filter_map(async |name| {
        let name = name.ok()?;
        let opens = !name.attributes().contains(&NameAttribute::NoSelect);
        zg_mail::folder_in_words(name.name()).filter(|_| opens)
    });
    let mut folders: Vec<String> = names.collect().await;
    folders.sort();
    folders
}

async fn sign_in(egress: &Egress, account: &Account<'_>) -> Result<Session<Bounded>, &'static str> {
    let mut client = client(egress, account.server).await?;
    let greeting = client.read_response().await.map_err(|_| "protocol")?;
    if greeting.is_none() {
        return Err("protocol");
    }
    if account.server.protection() == Protection::StartTls {
        client.run_command_and_check_ok("STARTTLS", None).await.map_err(|_| "tls_failed")?;
        // What came in before the line was encrypted is thrown away with its buffer.
        let line = client.into_inner().line;
        let line = egress.encrypt(&account.server.host, line).await.map_err(code)?;
        client = Client::new(Bounded { line, left: MOST_BYTES });
    }
    let signed_in = client.login(account.username, account.password.expose()).await;
    let mut session = signed_in.map_err(|(error, _)| match error {
        Said::No(_) | Said::Bad(_) | Said::Validate(_) => "sign_in_failed",
        _ => "protocol",
    })?;
    // One that does not know the command serves us all the same.
    drop(session.id(WHO).await);
    Ok(session)
}

impl Visit {
    pub async fn begin(egress: &Egress, account: &Account<'_>, folder: &str) -> Result<Self, &'static str> {
        Self::open(sign_in(egress, account).await?, folder).await
    }

    async fn open(mut session: Session<Bounded>, folder: &str) -> Result<Self, &'static str> {
        // One that was typed as servers write it stands so in older settings.
        let folder = zg_mail::folder_on_the_wire(&zg_mail::folder_as_typed(folder));
        let opened = session.examine(folder).await.map_err(|error| match error {
            Said::No(_) | Said::Bad(_) | Said::Validate(_) => "folder_missing",
            _ => "protocol",
        })?;
        let uid_validity = i64::from(opened.uid_validity.ok_or("protocol")?);
        let last_uid = match opened.uid_next {
            Some(next) => i64::from(next) - 1,
            None if opened.exists == 0 => 0,
            None => fetched(&mut session, "*", "(UID)").await?.first().and_then(|mail| mail.uid).map_or(0, i64::from),
        };
        Ok(Self { session, uid_validity, last_uid })
    }

    /// The next few mails after a number, the oldest first.
    pub async fn after(&mut self, uid: i64, most: usize) -> Result<Vec<Listed>, &'static str> {
        if uid >= self.last_uid {
            return Ok(Vec::new());
        }
        let range = format!("{}:{}", uid + 1, self.last_uid);
        let found = fetched(&mut self.session, &range, "(UID RFC822.SIZE)").await?;
        let listed =
            |mail: &Fetch| Some(Listed { uid: i64::from(mail.uid?), size: i64::from(mail.size.unwrap_or_default()) });
        // A server may answer with one that was not asked for.
        let mut listed: Vec<Listed> = found.iter().filter_map(listed).filter(|mail| mail.uid > uid).collect();
        listed.sort_by_key(|mail| mail.uid);
        listed.truncate(most);
        Ok(listed)
    }

    /// The number before that of the first mail that came at a time or later, by days.
    pub async fn before_day_of(&mut self, at: Time) -> Result<i64, &'static str> {
        // A day more: whose day it is depends on where the server stands.
        let day = Timestamp::from_millisecond(at.plus_seconds(-24 * 3600).0).unwrap_or(Timestamp::UNIX_EPOCH);
        let day = day.to_zoned(TimeZone::UTC).strftime("%d-%b-%Y").to_string();
        let found = self.session.uid_search(format!("SINCE {day}")).await.map_err(|_| "protocol")?;
        Ok(found.into_iter().min().map_or(self.last_uid, |first| i64::from(first) - 1))
    }

    /// A mail as it lies there, or its head alone; none if it is gone by now.
    pub async fn fetch(&mut self, uid: i64, head_only: bool) -> Result<Option<Vec<u8>>, &'static str> {
        let what = if head_only { "(UID BODY.PEEK[HEADER])" } else { "(UID BODY.PEEK[])" };
        let found = fetched(&mut self.session, &uid.to_string(), what).await?;
        let ours = found.iter().find(|mail| mail.uid.map(i64::from) == Some(uid));
        let bytes = ours.and_then(|mail| if head_only { mail.header() } else { mail.body() });
        Ok(bytes.map(<[u8]>::to_vec))
    }

    pub async fn end(mut self) {
        // What it says to that changes nothing any more.
        drop(self.session.logout().await);
    }
}

async fn client(egress: &Egress, server: &Server) -> Result<Client<Bounded>, &'static str> {
    let line = egress.line(&server.host, server.port(), server.protection()).await.map_err(code)?;
    Ok(Client::new(Bounded { line, left: MOST_BYTES }))
}

async fn fetched(session: &mut Session<Bounded>, uids: &str, what: &str) -> Result<Vec<Fetch>, &'static str> {
    let found = if uids == "*" {
        session.fetch(uids, what).await.map_err(|_| "protocol")?.boxed()
    } else {
        session.uid_fetch(uids, what).await.map_err(|_| "protocol")?.boxed()
    };
    found.try_collect().await.map_err(|_| "protocol")
}

/// What a failure is called in the check of a mailbox.
pub fn code(failure: Failure) -> &'static str {
    match failure {
        Failure::InvalidUrl | Failure::Unencrypted | Failure::NotPublic => "refused_address",
        Failure::UnknownName | Failure::NoConnection => "unreachable",
        Failure::Certificate => "tls_failed",
        Failure::TooSlow => "too_slow",
        Failure::TooManyRedirects | Failure::Broken => "protocol",
    }
}

/// A line from which only so much is read.
#[derive(Debug)]
struct Bounded {
    line: Line,
    left: u64,
}

impl AsyncRead for Bounded {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let read = Pin::new(&mut this.line).poll_read(cx, buf);
        let came = u64::try_from(buf.filled().len() - before).unwrap_or(u64::MAX);
        match this.left.checked_sub(came) {
            Some(left) => this.left = left,
            None => return Poll::Ready(Err(io::Error::other("more than anybody asked for"))),
        }
        read
    }
}

impl AsyncWrite for Bounded {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().line).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().line).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().line).poll_shutdown(cx)
    }
}
