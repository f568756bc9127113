//! Makes of what somebody typed a mailbox that can be asked.

use super::actions::MailboxChange;
use crate::auth::rules;
use crate::channels::email::model::Server;
use crate::egress::Egress;
use crate::error::{Error, Result};

const MAX_NAME_CHARS: usize = 254;
const MAX_PASSWORD_CHARS: usize = 500;
const MAX_SIGNATURE_CHARS: usize = 1000;
const FOLDER: &str = "INBOX";

pub fn clean(change: MailboxChange) -> Result<MailboxChange> {
    let folder = change.folder.as_deref().map(str::trim).filter(|folder| !folder.is_empty()).unwrap_or(FOLDER);
    let trusted = change.trusted_results.as_deref().map(str::trim).filter(|trusted| !trusted.is_empty());
    let password = change.password.as_ref().map(|password| password.expose());
    if let Some(password) = password {
        check("password", password, MAX_PASSWORD_CHARS)?;
    }
    Ok(MailboxChange {
        address: rules::clean_email("address", &change.address)?,
        imap: server("imap", change.imap)?,
        smtp: server("smtp", change.smtp)?,
        username: check("username", change.username.trim(), MAX_NAME_CHARS)?,
        folder: Some(check("folder", &zg_mail::folder_as_typed(folder), MAX_NAME_CHARS)?),
        trusted_results: trusted.map(|trusted| check("trusted_results", trusted, MAX_NAME_CHARS)).transpose()?,
        signature: rules::clean_optional("signature", change.signature, MAX_SIGNATURE_CHARS)?,
        ..change
    })
}

fn server(field: &str, typed: Server) -> Result<Server> {
    let host = typed.host.trim().to_lowercase();
    let port = u16::try_from(typed.port).ok().filter(|port| *port > 0);
    let port = port.ok_or_else(|| Error::invalid(format!("{field}.port"), "out_of_range"))?;
    if host.is_empty() {
        return Err(Error::invalid(format!("{field}.host"), "required"));
    }
    if host.len() > MAX_NAME_CHARS || Egress::check_host(&host, port).is_err() {
        return Err(Error::invalid(format!("{field}.host"), "invalid_host"));
    }
    Ok(Server { host, ..typed })
}

/// A text of one line that stands in a command.
fn check(field: &str, text: &str, most: usize) -> Result<String> {
    match text.chars().count() {
        0 => Err(Error::invalid(field, "required")),
        n if n > most => Err(Error::invalid(field, "too_long")),
        _ if text.contains(char::is_control) => Err(Error::invalid(field, "invalid_character")),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed::Secret;

    fn typed() -> MailboxChange {
        let server = |host: &str, port| Server { host: host.into(), port, tls: true };
        MailboxChange {
            address: " Service@Shop.example ".into(),
            imap: server(" IMAP.shop.example", 993),
            smtp: server("smtp.shop.example", 465),
            username: "service@shop.example".into(),
            password: Some(Secret::new(" a pass word ")),
            folder: None,
            trusted_results: Some(" ".into()),
            plus_addressing: false,
            signature: Some("  小店敬上 ".into()),
            acknowledge: false,
        }
    }

    #[test]
    fn what_was_typed_becomes_a_mailbox() {
        let clean = clean(typed()).expect("a mailbox");
        assert_eq!((clean.address.as_str(), clean.imap.host.as_str()), ("service@shop.example", "imap.shop.example"));
        assert_eq!((clean.folder.as_deref(), clean.trusted_results), (Some("INBOX"), None));
        assert_eq!(clean.signature.as_deref(), Some("小店敬上"));
        for folder in ["收件箱", " &ZTZO9nux- "] {
            let folder =
                super::clean(MailboxChange { folder: Some(folder.into()), ..typed() }).expect("a mailbox").folder;
            assert_eq!(folder.as_deref(), Some("收件箱"));
        }
        assert_eq!(clean.password.expect("a password").expose(), " a pass word ", "blanks belong to it");
    }

    #[test]
    fn no_line_of_a_command_is_typed() {
        let at_fault = |change: MailboxChange| match clean(change) {
            Err(Error::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(at_fault(MailboxChange { username: "a\r\nb".into(), ..typed() }), "username");
        assert_eq!(at_fault(MailboxChange { password: Some(Secret::new("a\nb")), ..typed() }), "password");
        assert_eq!(at_fault(MailboxChange { folder: Some("IN\r\nBOX".into()), ..typed() }), "folder");
        assert_eq!(at_fault(MailboxChange { folder: Some("收\u{7f}箱".into()), ..typed() }), "folder");
        assert_eq!(at_fault(MailboxChange { address: "nobody".into(), ..typed() }), "address");
        let host = Server { host: "a@b.example".into(), port: 993, tls: true };
        assert_eq!(at_fault(MailboxChange { imap: host, ..typed() }), "imap.host");
        let port = Server { host: "b.example".into(), port: 70_000, tls: true };
        assert_eq!(at_fault(MailboxChange { smtp: port, ..typed() }), "smtp.port");
    }
}
