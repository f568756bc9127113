//! Mail: whether the server that the settings name lets this one in, and, where that is wanted, whether it takes a mail.

use super::Finding;
use crate::clock::Time;
use crate::config::Config;
use crate::mail::{self, Relay, Stage, Trouble};

const CHECK: &str = "mail";
const NONE: &str = "set mail_url and mail_from (docs/operations.md, \"Mail\"): then invitations go by mail and whoever forgot \
    the password helps themselves; without it a manager hands the links over";
const SETTINGS: &str = "mend mail_url and mail_from: smtp://user:password@host:587 or smtps://user:password@host:465, with \
    characters such as @ and / in the password written as %40 and %2F";

/// Looks whether mail could be sent; with an address, sends one there.
pub(super) async fn examine(config: &Config, to: Option<&str>, now: Time) -> Finding {
    let relay = match Relay::of(config) {
        Err(error) => return Finding::problem(CHECK, format!("{error:#}"), SETTINGS),
        Ok(None) if to.is_some() => return Finding::problem(CHECK, "no server is set that could send it", NONE),
        Ok(None) => return Finding::hint(CHECK, "none is sent", NONE),
        Ok(Some(relay)) => relay,
    };
    let place = relay.place();
    let Some(to) = to else {
        return match relay.try_out().await {
            Ok(()) => Finding::ok(CHECK, format!("{place} lets us in; mail comes from {}", relay.from())),
            Err(trouble) => wrong(&place, &trouble),
        };
    };
    match mail::send_trial(&relay, to, &config.origin(), now).await {
        Ok(()) => Finding::hint(
            CHECK,
            format!("{place} took a mail for {to}"),
            "look for it there, among the unwanted mail too: if it lies there, the domain of mail_from lacks SPF or DKIM",
        ),
        Err(trouble) => wrong(&place, &trouble),
    }
}

fn wrong(place: &str, trouble: &Trouble) -> Finding {
    Finding::problem(CHECK, format!("{place}: {}", trouble.said), advice(trouble))
}

fn advice(trouble: &Trouble) -> &'static str {
    match (trouble.stage, trouble.code.as_str()) {
        (_, "unencrypted") => {
            "without encryption only this machine is reached, and networks that egress_allow names: leave ?tls=none out, or \
             name the network"
        }
        (_, "certificate") => {
            "host must be the name in the server's certificate, and the certificate of an authority that this machine trusts \
             (a company's own goes to /usr/local/share/ca-certificates, then update-ca-certificates)"
        }
        (_, "not_a_mail_server") => "another service answers there: see the port, 587 for smtp:// and 465 for smtps://",
        (_, "no_starttls") => "the server offers no STARTTLS there: try smtps://…:465, or port 587 instead of 25",
        (Stage::Connect, _) => {
            "see host and port, that the name is known here, and that the firewall lets this machine out to it; many clouds \
             close port 25: use 587 or 465"
        }
        (Stage::Encrypt, _) => "see that smtp:// goes with port 587 and smtps:// with 465",
        (Stage::SignIn, "no_way_to_sign_in") => {
            "the server takes neither PLAIN nor LOGIN: ask its operator for one of them"
        }
        (Stage::SignIn, _) => {
            "see user and password; many providers want a password made for programs (授权码) in place of one's own, with SMTP \
             switched on in the mailbox's settings"
        }
        (Stage::HandOver, _) => {
            "the server's words say why; most want mail_from to be the mailbox that signs in, or one of its domain"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_has_its_advice() {
        let of = |stage, code: &str| advice(&Trouble { stage, code: code.into(), lasts: false, said: String::new() });
        assert!(of(Stage::SignIn, "mail_sign_in_refused").contains("授权码"));
        assert!(of(Stage::Connect, "no_connection").contains("firewall"));
        assert!(of(Stage::Connect, "certificate").contains("authority"));
        assert!(of(Stage::Connect, "unencrypted").contains("egress_allow"));
        assert!(of(Stage::Encrypt, "no_starttls").contains("smtps"));
        assert!(of(Stage::HandOver, "smtp_553").contains("mail_from"));
    }
}
