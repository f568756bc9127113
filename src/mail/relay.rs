//! A mail server, and one conversation with it: the one that the settings name, or that of a mailbox as somebody typed it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, CertificateStore, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::Url;

use super::trouble::{Stage, Trouble};
use crate::config::Config;
use crate::egress::{Egress, Line, Protection, named};
use crate::network::Network;
use crate::sealed::Secret;

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// From the first word to the last.
const WITHIN: Duration = Duration::from_secs(40);
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Relay(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    place: Place,
    from: Mailbox,
    hello: ClientId,
    way: Way,
}

/// How its address is known, and so how it is reached.
#[derive(Debug)]
enum Way {
    /// The settings name it; networks that may be reached without encryption, besides this machine.
    Named(Vec<Network>),
    /// Somebody typed it: where it leads is checked.
    Typed(Egress),
}

/// What an address such as `smtp://user:password@host:587` says.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    host: String,
    port: u16,
    protection: Protection,
    account: Option<(String, Secret)>,
}

/// A server as somebody typed it.
#[derive(Debug)]
pub struct Typed {
    pub host: String,
    pub port: u16,
    pub protection: Protection,
    pub username: String,
    pub password: Secret,
}

impl Relay {
    /// The server of the settings; none where they name none. No error of it says what stands in the address.
    pub fn of(config: &Config) -> anyhow::Result<Option<Self>> {
        if config.mail_url.is_empty() {
            return Ok(None);
        }
        let place = Place::read(&config.mail_url).context("mail_url")?;
        if config.mail_from.is_empty() {
            bail!("mail_from: who mail comes from must be set, such as \"掌柜 <service@shop.example>\"");
        }
        let from: Mailbox = config.mail_from.parse().ok().context("mail_from: not a mail address")?;
        let own = Url::parse(&config.origin()).ok().and_then(|url| url.domain().map(str::to_owned));
        let hello = ClientId::Domain(own.unwrap_or_else(|| from.email.domain().to_owned()));
        let way = Way::Named(config.egress_allow.clone());
        Ok(Some(Self(Arc::new(Inside { place, from, hello, way }))))
    }

    /// The server of a mailbox with this address; none where the address is none.
    pub fn typed(egress: &Egress, server: Typed, address: &str) -> Option<Self> {
        let from: Address = address.parse().ok()?;
        let hello = ClientId::Domain(from.domain().to_owned());
        let Typed { host, port, protection, username, password } = server;
        let place = Place { host, port, protection, account: Some((username, password)) };
        let from = Mailbox::new(None, from);
        Some(Self(Arc::new(Inside { place, from, hello, way: Way::Typed(egress.clone()) })))
    }

    pub fn from(&self) -> &Mailbox {
        &self.0.from
    }

    /// Where it is, without what opens it.
    pub fn place(&self) -> String {
        let Place { host, port, protection, account } = &self.0.place;
        let protection = match protection {
            Protection::StartTls => "STARTTLS",
            Protection::Tls => "TLS",
            Protection::Nothing => "unencrypted",
        };
        let account = if account.is_some() { "" } else { ", without signing in" };
        format!("{host}:{port} ({protection}{account})")
    }

    /// Says hello and signs in, and hands nothing over.
    pub async fn try_out(&self) -> Result<(), Trouble> {
        let look = async {
            let mut line = self.open().await?;
            // What it says to that changes nothing any more.
            drop(line.quit().await);
            Ok(())
        };
        timeout(WITHIN, look).await.unwrap_or_else(|_| Err(Trouble::too_slow(Stage::Connect)))
    }

    /// Hands a mail over; it is the server's when this returns well.
    pub async fn hand_over(&self, mail: &Message) -> Result<(), Trouble> {
        let hand_over = async {
            let mut line = self.open().await?;
            let sent = line.send(mail.envelope(), &mail.formatted()).await;
            sent.map_err(|error| Trouble::smtp(Stage::HandOver, &error))?;
            drop(line.quit().await);
            Ok(())
        };
        timeout(WITHIN, hand_over).await.unwrap_or_else(|_| Err(Trouble::too_slow(Stage::HandOver)))
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let Inside { place, hello, .. } = &*self.0;
        let at = |stage| move |error| Trouble::smtp(stage, &error);
        let mut line = self.connect().await?;
        if place.protection == Protection::StartTls {
            let tls = place.tls().map_err(at(Stage::Encrypt))?;
            line.starttls(tls, hello).await.map_err(at(Stage::Encrypt))?;
        }
        if let Some((name, password)) = &place.account {
            let account = Credentials::new(name.clone(), password.expose().to_owned());
            line.auth(&MECHANISMS, &account).await.map_err(at(Stage::SignIn))?;
        }
        Ok(line)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let Inside { place, hello, way, .. } = &*self.0;
        let at = |stage| move |error| Trouble::smtp(stage, &error);
        let (server, within) = ((place.host.as_str(), place.port), Some(CONNECT_WITHIN));
        let connected = match (way, place.protection) {
            (Way::Typed(egress), protection) => {
                let line = egress.line(&place.host, place.port, protection).await.map_err(Trouble::egress)?;
                AsyncSmtpConnection::connect_with_transport(Box::new(line), hello).await
            }
            (Way::Named(allowed), Protection::Nothing) => {
                let stream = named::unencrypted(&place.host, place.port, allowed).await;
                AsyncSmtpConnection::connect_with_transport(Box::new(stream.map_err(Trouble::egress)?), hello).await
            }
            (Way::Named(_), Protection::StartTls) => {
                AsyncSmtpConnection::connect_tokio1(server, within, hello, None, None).await
            }
            (Way::Named(_), Protection::Tls) => {
                let tls = place.tls().map_err(at(Stage::Encrypt))?;
                AsyncSmtpConnection::connect_tokio1(server, within, hello, Some(tls), None).await
            }
        };
        connected.map_err(at(Stage::Connect))
    }
}

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> std::io::Result<std::net::SocketAddr> {
        Self::peer_addr(self)
    }
}

impl Place {
    fn read(address: &str) -> anyhow::Result<Self> {
        const SHAPE: &str = "it looks like smtp://user:password@host:587 or smtps://user:password@host:465";
        let url = Url::parse(address).ok().context(SHAPE)?;
        let asked: Vec<_> = url.query_pairs().collect();
        let unencrypted = match asked.as_slice() {
            [] => false,
            [(name, value)] if name == "tls" && value == "none" => true,
            _ => bail!("after ? nothing but tls=none is known"),
        };
        let (protection, port) = match (url.scheme(), unencrypted) {
            ("smtp", false) => (Protection::StartTls, 587),
            ("smtp", true) => (Protection::Nothing, 25),
            ("smtps", false) => (Protection::Tls, 465),
            ("smtps", true) => bail!("smtps is encrypted: tls=none goes with smtp only"),
            _ => bail!(SHAPE),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).context(SHAPE)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            bail!(SHAPE);
        }
        let plain = |part: &str| percent_decode_str(part).decode_utf8().ok().map(|part| part.into_owned());
        let account = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => bail!("the user and the password go together"),
            (user, Some(password)) => {
                let (user, password) = (plain(user).context(SHAPE)?, plain(password).context(SHAPE)?);
                Some((user, Secret::new(password)))
            }
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { host, port: url.port().unwrap_or(port), protection, account })
    }

    /// Whom to trust: whoever this machine trusts; where it trusts nobody, as in a bare container, whom browsers do.
    fn tls(&self) -> Result<TlsParameters, lettre::transport::smtp::Error> {
        let store = if named::this_machine_trusts_somebody() {
            CertificateStore::Default
        } else {
            CertificateStore::WebpkiRoots
        };
        TlsParameters::builder(self.host.clone()).certificate_store(store).build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Place {
        Place::read(address).expect(address)
    }

    #[test]
    fn an_address_says_how_the_way_is_protected() {
        let account = |user: &str, password: &str| Some((user.to_owned(), Secret::new(password)));
        let place = |host: &str, port, protection, account| Place { host: host.into(), port, protection, account };
        for (address, expected) in [
            ("smtp://mei:pass@mail.example", place("mail.example", 587, Protection::StartTls, account("mei", "pass"))),
            (
                "smtps://mei%40shop.example:p%3Ass%2F%E5%AF%86@mail.example:4465",
                place("mail.example", 4465, Protection::Tls, account("mei@shop.example", "p:ss/密")),
            ),
            ("smtp://127.0.0.1:2525?tls=none", place("127.0.0.1", 2525, Protection::Nothing, None)),
            ("smtp://[::1]/?tls=none", place("::1", 25, Protection::Nothing, None)),
            ("smtps://mail.example", place("mail.example", 465, Protection::Tls, None)),
        ] {
            assert_eq!(read(address), expected);
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said_and_not_the_password() {
        for address in [
            "mail.example:587",
            "https://mei:secret@mail.example",
            "smtp://",
            "smtp://mei@mail.example",
            "smtp://:secret@mail.example",
            "smtp://mei:secret@mail.example/inbox",
            "smtp://mei:secret@mail.example?tls=off",
            "smtp://mei:secret@mail.example?tls=none&tls=none",
            "smtps://mei:secret@mail.example?tls=none",
        ] {
            let config = Config { mail_url: address.into(), mail_from: "a@b.example".into(), ..Config::default() };
            let error = format!("{:#}", Relay::of(&config).expect_err(address));
            assert!(error.starts_with("mail_url: ") && !error.contains("secret"), "{address}: {error}");
        }
    }

    #[test]
    fn who_mail_comes_from_must_be_said() {
        let config =
            |from: &str| Config { mail_url: "smtp://mail.example".into(), mail_from: from.into(), ..Config::default() };
        for from in ["", "nobody", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"] {
            assert!(Relay::of(&config(from)).is_err(), "{from:?}");
        }
        let relay = Relay::of(&config("掌柜 <service@shop.example>")).expect("settings").expect("a server");
        assert_eq!(relay.from().name.as_deref(), Some("掌柜"));
        assert!(Relay::of(&Config::default()).expect("settings").is_none());
    }

    #[test]
    fn a_password_does_not_print() {
        let config = Config {
            mail_url: "smtp://mei:hush@mail.example".into(),
            mail_from: "a@b.example".into(),
            ..Config::default()
        };
        let relay = Relay::of(&config).expect("settings").expect("a server");
        assert!(!format!("{relay:?} {}", relay.place()).contains("hush"));
    }
}
