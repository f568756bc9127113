//! The mailboxes of all shops: whether they were looked into lately, and what to do about those that cannot be.

use super::{Finding, span};
use crate::channels::email::{self, WatchedMailbox};
use crate::clock::Time;
use crate::db::Db;

const CHECK: &str = "mailboxes";
/// A mailbox that works is looked into every few seconds, one that fails every five minutes.
const LATE_SECONDS: i64 = 15 * 60;

pub(super) async fn examine(db: &Db, now: Time) -> Vec<Finding> {
    // Tables of another version are brought up to date first; that is said elsewhere.
    let read = async { email::watched_mailboxes(&mut db.reader().await?.conn()).await };
    match (db.schema_version().await, read.await) {
        (Ok(Some(has)), _) if has != db.known_schema_version() => Vec::new(),
        (_, Ok(mailboxes)) => judge(&mailboxes, now),
        (_, Err(error)) => vec![Finding::problem(CHECK, error.to_string(), "see what is said of the database")],
    }
}

/// A finding for each that is not well; a word on the rest.
fn judge(mailboxes: &[WatchedMailbox], now: Time) -> Vec<Finding> {
    let watched: Vec<&WatchedMailbox> = mailboxes.iter().filter(|mailbox| mailbox.active).collect();
    let mut findings: Vec<Finding> = watched.iter().filter_map(|mailbox| trouble(mailbox, now)).collect();
    if findings.is_empty() {
        let paused = mailboxes.len() - watched.len();
        let oldest = watched.iter().filter_map(|mailbox| mailbox.checked_at).min();
        let found = match (mailboxes.len(), oldest) {
            (0, _) => "there are none".to_owned(),
            (_, None) => format!("none is looked into, {paused} paused"),
            (_, Some(at)) => {
                format!("{} work, {paused} paused; all were looked into within {}", watched.len(), passed(at, now))
            }
        };
        findings.push(Finding::ok(CHECK, found));
    }
    findings
}

fn trouble(mailbox: &WatchedMailbox, now: Time) -> Option<Finding> {
    let WatchedMailbox { shop_name, inbox_name, health, connected_at, checked_at, .. } = mailbox;
    let name = format!("{} ({inbox_name}, {shop_name})", health.address);
    if let Some(since) = health.failing_since {
        let code = health.failure.as_deref().unwrap_or("protocol");
        let found = format!("{name} has failed for {}, {code}: {}", passed(since, now), words(code));
        return Some(Finding::problem(CHECK, found, advice(code)));
    }
    let last = checked_at.unwrap_or(*connected_at);
    if now.0 - last.0 <= LATE_SECONDS * 1000 {
        return None;
    }
    let found = match checked_at {
        Some(at) => format!("{name} was last looked into {} ago", passed(*at, now)),
        None => format!("{name} was never looked into"),
    };
    Some(Finding::warning(
        CHECK,
        found,
        "see that the server runs and which process leads (`zhanggui_leader`); its log says why",
    ))
}

fn passed(at: Time, now: Time) -> String {
    span(((now.0 - at.0) / 1000).max(0))
}

fn words(code: &str) -> &'static str {
    match code {
        "refused_address" => {
            "its server lies in a network that is not allowed, or would be spoken to without encryption"
        }
        "unreachable" => "its server cannot be reached",
        "tls_failed" => "no encrypted connection comes about",
        "sign_in_failed" => "user or password is refused",
        "folder_missing" => "the folder is not there",
        "too_slow" => "its server takes too long",
        _ => "its server says what is not understood",
    }
}

fn advice(code: &str) -> &'static str {
    match code {
        "refused_address" => "name the network in egress_allow, or the server's public name in the inbox's settings",
        "unreachable" => {
            "see host and port in the inbox's settings, that the name is known here, and that the firewall lets this machine \
             out to it"
        }
        "tls_failed" => {
            "see the port, 993 or 143 with STARTTLS; the certificate must be of an authority that this machine trusts and name \
             the host"
        }
        "sign_in_failed" => {
            "enter the password anew in the inbox's settings: many providers want one made for programs (授权码) and forget it \
             when the account's own changes; see there that IMAP is switched on"
        }
        "folder_missing" => "choose another folder in the inbox's settings: “Try it out” there lists them",
        "too_slow" => "wait a while; if it stays, ask the provider, and see the line of this machine",
        _ => "see the port: another service may answer there; if it stays, ask the provider",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::email::MailboxHealth;
    use crate::doctor::Level;

    fn mailbox(failure: Option<(&str, i64)>, checked_at: Option<i64>, active: bool) -> WatchedMailbox {
        WatchedMailbox {
            shop_name: "小店".into(),
            inbox_name: "客服邮箱".into(),
            active,
            health: MailboxHealth {
                address: "service@shop.example".into(),
                failing_since: failure.map(|(_, since)| Time(since * 1000)),
                failure: failure.map(|(code, _)| code.to_owned()),
            },
            connected_at: Time(0),
            checked_at: checked_at.map(|at| Time(at * 1000)),
        }
    }

    fn levels(mailboxes: &[WatchedMailbox]) -> Vec<Level> {
        judge(mailboxes, Time(100_000_000)).iter().map(|finding| finding.level).collect()
    }

    #[test]
    fn each_that_is_not_well_is_named() {
        let well = mailbox(None, Some(99_990), true);
        assert_eq!(levels(&[]), [Level::Ok]);
        assert_eq!(levels(std::slice::from_ref(&well)), [Level::Ok]);
        let failing = mailbox(Some(("sign_in_failed", 90_000)), Some(99_990), true);
        let forgotten = mailbox(None, Some(90_000), true);
        let paused = mailbox(Some(("unreachable", 1)), Some(2), false);
        assert_eq!(levels(&[well, failing.clone(), forgotten, paused]), [Level::Problem, Level::Warning]);
        let told = trouble(&failing, Time(100_000_000)).expect("a finding");
        let name = "service@shop.example (客服邮箱, 小店)";
        assert_eq!(told.found, format!("{name} has failed for 2 h, sign_in_failed: user or password is refused"));
        assert!(told.advice.is_some_and(|advice| advice.contains("授权码")));
        assert_eq!(levels(&[mailbox(None, None, true)]), [Level::Warning]);
    }
}
