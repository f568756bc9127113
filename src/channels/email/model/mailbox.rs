use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::egress::Protection;
use crate::ids::{InboxId, ShopId};
use crate::sealed::{Keys, MAILBOX_PASSWORD, Sealed, Secret};

/// Ports on which a line begins unencrypted and goes on encrypted.
const BEGUN_IN_THE_CLEAR: [i64; 4] = [25, 143, 587, 2525];

/// A server of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MailServer)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub host: String,
    pub port: i64,
    /// Encrypted from the first byte on; on the ports 25, 143, 587 and 2525 by STARTTLS, which is insisted on. Without it only
    /// networks that the server's `egress_allow` names are reached.
    pub tls: bool,
}

impl Server {
    pub fn protection(&self) -> Protection {
        match self.tls {
            false => Protection::Nothing,
            true if BEGUN_IN_THE_CLEAR.contains(&self.port) => Protection::StartTls,
            true => Protection::Tls,
        }
    }

    /// Checked to be one when it was typed.
    pub fn port(&self) -> u16 {
        u16::try_from(self.port).unwrap_or_default()
    }
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MailboxRow {
    pub inbox_id: InboxId,
    pub shop_id: ShopId,
    pub address: String,
    pub imap_host: String,
    pub imap_port: i64,
    pub imap_tls: bool,
    pub smtp_host: String,
    pub smtp_port: i64,
    pub smtp_tls: bool,
    pub username: String,
    /// None once the key of the installation was lost.
    pub password: Option<Sealed>,
    pub folder: String,
    pub trusted_results: Option<String>,
    pub plus_addressing: bool,
    pub signature: Option<String>,
    pub acknowledge: bool,
    /// None: nothing was looked at yet.
    pub uid_validity: Option<i64>,
    pub last_uid: i64,
    pub connected_at: Time,
    pub checked_at: Option<Time>,
    pub failing_since: Option<Time>,
    pub failure: Option<String>,
}

impl MailboxRow {
    pub fn imap(&self) -> Server {
        Server { host: self.imap_host.clone(), port: self.imap_port, tls: self.imap_tls }
    }

    pub fn smtp(&self) -> Server {
        Server { host: self.smtp_host.clone(), port: self.smtp_port, tls: self.smtp_tls }
    }

    pub fn secret(&self, keys: &Keys) -> anyhow::Result<Option<Secret>> {
        self.password.as_ref().map(|sealed| keys.open(MAILBOX_PASSWORD, self.inbox_id, sealed)).transpose()
    }

    /// What follows the `@` of its address.
    pub fn domain(&self) -> &str {
        self.address.rsplit('@').next().unwrap_or_default()
    }
}

/// Whose places the jobs of an inbox take.
pub fn target(inbox_id: InboxId) -> String {
    format!("mailbox:{inbox_id}")
}

/// The mailbox of an inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mailbox {
    pub address: String,
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    /// It is never shown.
    pub password_set: bool,
    pub folder: String,
    /// The server whose `Authentication-Results` are believed: mail that fails DMARC there is set aside. Null: nobody's.
    pub trusted_results: Option<String>,
    /// Whether replies come to an address of their own, such as `service+…@shop.example`, so that they find their
    /// conversation by any mail program.
    pub plus_addressing: bool,
    /// Stands below every reply.
    pub signature: Option<String>,
    /// Whether whoever begins a conversation is told at once what to expect.
    pub acknowledge: bool,
    pub connected_at: Time,
    /// When it was last looked into.
    pub checked_at: Option<Time>,
    pub failing_since: Option<Time>,
    /// Why it fails, by a stable code: those of a check.
    pub failure: Option<String>,
    /// How many mails wait to be looked at because they were set aside.
    pub set_aside: i64,
}

impl Mailbox {
    pub fn new(row: &MailboxRow, set_aside: i64) -> Self {
        Self {
            address: row.address.clone(),
            imap: row.imap(),
            smtp: row.smtp(),
            username: row.username.clone(),
            password_set: row.password.is_some(),
            folder: row.folder.clone(),
            trusted_results: row.trusted_results.clone(),
            plus_addressing: row.plus_addressing,
            signature: row.signature.clone(),
            acknowledge: row.acknowledge,
            connected_at: row.connected_at,
            checked_at: row.checked_at,
            failing_since: row.failing_since,
            failure: row.failure.clone(),
            set_aside,
        }
    }
}

/// How the mailbox of an inbox does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct MailboxHealth {
    pub address: String,
    /// Since when it cannot be looked into; null while it can.
    pub failing_since: Option<Time>,
    /// Why, by a stable code: those of a check.
    pub failure: Option<String>,
}

/// A mailbox as whoever runs the server looks at it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WatchedMailbox {
    pub shop_name: String,
    pub inbox_name: String,
    /// Nobody looks into those of an inbox that is paused.
    pub active: bool,
    #[sqlx(flatten)]
    pub health: MailboxHealth,
    pub connected_at: Time,
    pub checked_at: Option<Time>,
}

/// Whether one direction of a mailbox works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DirectionCheck {
    pub ok: bool,
    /// Why not: `refused_address`, `unreachable`, `tls_failed`, `sign_in_failed`, `folder_missing`, `too_slow`, `protocol`.
    pub code: Option<&'static str>,
}

impl DirectionCheck {
    pub fn of(tried: Result<(), &'static str>) -> Self {
        Self { ok: tried.is_ok(), code: tried.err() }
    }
}

/// Whether a mailbox works as it is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailboxCheck {
    pub receive: DirectionCheck,
    pub send: DirectionCheck,
    /// The folders that it has, at most 200; empty where nobody got in.
    pub folders: Vec<String>,
}
