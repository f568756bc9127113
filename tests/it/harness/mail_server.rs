//! A mail server: keeps what it is handed, and refuses where the story wants it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};
use zhanggui::config::Config;

use super::{Authority, TestApp, eventually};

const USER: &str = "service@shop.example";
const MAIL_PASSWORD: &str = "a password/for:mail";

/// What it does when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Takes,
    /// Sends everybody away, as one that restarts does.
    Away,
    /// Lets nobody sign in.
    Locked,
    /// Takes no mail, in these words.
    Refuses(&'static str),
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: Vec<String>,
    pub raw: String,
}

impl Mail {
    /// A line of its head, unfolded; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        header(&self.raw, name)
    }

    /// The names of the lines of its head.
    pub fn header_names(&self) -> Vec<String> {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        lines.map(|line| line.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect()
    }

    pub fn subject(&self) -> String {
        let (mut words, mut was_encoded) = (String::new(), true);
        for word in self.header("subject").split_whitespace() {
            let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
            // Between two that are encoded a blank means nothing.
            if !(words.is_empty() || (was_encoded && encoded.is_some())) {
                words.push(' ');
            }
            words.push_str(&encoded.map_or_else(|| word.to_owned(), from_base64));
            was_encoded = encoded.is_some();
        }
        words
    }

    pub fn text(&self) -> String {
        self.part("text/plain")
    }

    pub fn html(&self) -> String {
        self.part("text/html")
    }

    /// Its words, whether they are all of it or a part.
    pub fn whole_text(&self) -> String {
        if self.header("content-type").starts_with("multipart") {
            return self.text();
        }
        let body = self.raw.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        decoded(&self.header("content-transfer-encoding"), body)
    }

    /// What stands on a line of its own and opens something.
    pub fn link(&self) -> String {
        let text = self.text();
        text.lines().find(|line| line.starts_with("http")).unwrap_or_else(|| panic!("no link in {text}")).to_owned()
    }

    /// What follows the last slash of its link.
    pub fn token(&self) -> String {
        self.link().rsplit('/').next().expect("a token").to_owned()
    }

    fn part(&self, kind: &str) -> String {
        let content_type = self.header("content-type");
        let boundary = content_type.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next());
        let boundary = format!("--{}", boundary.expect("a mail of parts"));
        let parts = self.raw.split(&boundary).skip(1);
        let found = parts.map(str::trim_start).find(|part| header(part, "content-type").starts_with(kind));
        let part = found.unwrap_or_else(|| panic!("no {kind} in {}", self.raw));
        let body = part.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        decoded(&header(part, "content-transfer-encoding"), body)
    }
}

fn decoded(encoding: &str, body: &str) -> String {
    match encoding {
        "base64" => from_base64(&body.split_whitespace().collect::<String>()),
        "quoted-printable" => from_quoted(body),
        _ => body.to_owned(),
    }
}

fn header(raw: &str, name: &str) -> String {
    let head = raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
    lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).unwrap_or_default()
}

fn from_base64(text: &str) -> String {
    String::from_utf8(STANDARD.decode(text).expect("base64")).expect("UTF-8")
}

fn from_quoted(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' && after.len() >= 2 {
            let digits = std::str::from_utf8(&after[..2]).expect("ASCII");
            bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[derive(Debug)]
struct Inside {
    mails: Vec<Mail>,
    service: Service,
    visits: usize,
}

#[derive(Debug, Clone)]
pub struct MailServer {
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl MailServer {
    /// One that speaks unencrypted.
    pub async fn start() -> Self {
        Self::run(None).await
    }

    /// One that wants STARTTLS first, with a certificate of this authority for `localhost`.
    pub async fn encrypted(authority: &Authority, folder: &Path) -> Self {
        let (certificate, key) = (folder.join("mail.pem"), folder.join("mail.key"));
        authority.issue(&["localhost"], &certificate, &key);
        let chain = vec![CertificateDer::from_pem_file(&certificate).expect("a certificate")];
        let key = PrivateKeyDer::from_pem_file(&key).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a certificate and its key");
        Self::run(Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn run(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inside = Arc::new(Mutex::new(Inside { mails: Vec::new(), service: Service::Takes, visits: 0 }));
        let served = inside.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever breaks off breaks off.
                tokio::spawn(serve(stream, served.clone(), tls.clone()));
            }
        });
        Self { address, inside }
    }

    /// The settings of an installation that sends by it.
    pub fn settings(&self) -> impl FnOnce(&mut Config) + use<> {
        let url = self.url();
        move |config| {
            config.mail_url = url;
            config.mail_from = format!("掌柜 <{USER}>");
        }
    }

    pub fn url(&self) -> String {
        format!("smtp://service%40shop.example:a%20password%2Ffor%3Amail@{}?tls=none", self.address)
    }

    /// Does so from now on.
    pub fn serves(&self, service: Service) {
        self.lock().service = service;
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.lock().mails.clone()
    }

    /// How often somebody came.
    pub fn visits(&self) -> usize {
        self.lock().visits
    }

    /// Waits until so many mails came; the last one.
    pub async fn expect(&self, count: usize) -> Mail {
        eventually(&format!("{count} mails"), async || self.mails().len() >= count).await;
        self.mails().pop().expect("a mail")
    }

    /// Waits until nothing is on its way in an installation, and a moment for what is asked for off the answer; all that came.
    pub async fn all_sent(&self, app: &TestApp) -> Vec<Mail> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let waiting = "SELECT COUNT(*) FROM jobs WHERE kind = 'send_mail' AND dead_at IS NULL";
        eventually("all sent", async || app.count(waiting).await == 0).await;
        self.mails()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().expect("the mail server")
    }
}

async fn serve(mut stream: TcpStream, inside: Arc<Mutex<Inside>>, tls: Option<TlsAcceptor>) -> std::io::Result<()> {
    let service = {
        let mut inside = inside.lock().expect("the mail server");
        inside.visits += 1;
        inside.service
    };
    match service {
        Service::Away => return stream.write_all(b"421 4.3.2 mail.example is away\r\n").await,
        _ => stream.write_all(b"220 mail.example ESMTP\r\n").await?,
    }
    let Some(tls) = tls else { return converse(stream, &inside, service, false).await.map(drop) };
    if let Some(plain) = converse(stream, &inside, service, true).await? {
        converse(tls.accept(plain).await?, &inside, service, false).await?;
    }
    Ok(())
}

/// Until the other side leaves; the line, where it is to be encrypted first.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    inside: &Mutex<Inside>,
    service: Service,
    wants_tls: bool,
) -> std::io::Result<Option<S>> {
    let mut line = BufReader::new(stream);
    let (mut to, mut signed_in) = (Vec::new(), false);
    loop {
        let mut said = String::new();
        if line.read_line(&mut said).await? == 0 {
            return Ok(None);
        }
        let said = said.trim_end();
        let command = said.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match command.as_str() {
            "EHLO" if wants_tls => "250-mail.example\r\n250 STARTTLS",
            "EHLO" => "250-mail.example\r\n250-8BITMIME\r\n250 AUTH LOGIN PLAIN",
            "STARTTLS" if wants_tls => {
                line.get_mut().write_all(b"220 go ahead\r\n").await?;
                return Ok(Some(line.into_inner()));
            }
            "QUIT" => {
                line.get_mut().write_all(b"221 bye\r\n").await?;
                return Ok(None);
            }
            _ if wants_tls => "530 5.7.0 STARTTLS first",
            "AUTH" if service == Service::Locked || !is_ours(said) => "535 5.7.8 wrong user or password",
            "AUTH" => {
                signed_in = true;
                "235 welcome"
            }
            "RSET" | "NOOP" => "250 fine",
            _ if !signed_in => "530 5.7.1 sign in first",
            "MAIL" => "250 fine",
            "RCPT" => match service {
                Service::Refuses(words) => words,
                _ => {
                    to.push(said.split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                    "250 fine"
                }
            },
            "DATA" => {
                line.get_mut().write_all(b"354 go ahead\r\n").await?;
                let raw = data(&mut line).await?;
                let mail = Mail { to: std::mem::take(&mut to), raw };
                inside.lock().expect("the mail server").mails.push(mail);
                "250 taken"
            }
            _ => "502 unknown",
        };
        line.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

/// Up to the line with a single dot.
async fn data<S: AsyncRead + AsyncWrite + Unpin>(line: &mut BufReader<S>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut next = String::new();
        if line.read_line(&mut next).await? == 0 || next == ".\r\n" {
            return Ok(raw);
        }
        raw.push_str(next.strip_prefix('.').unwrap_or(&next));
    }
}

fn is_ours(said: &str) -> bool {
    let shown = said.strip_prefix("AUTH PLAIN ").and_then(|shown| STANDARD.decode(shown).ok());
    // One that opens a mailbox sends from it, too.
    let opens = [MAIL_PASSWORD, zg_peers::MAIL_PASSWORD];
    shown.is_some_and(|shown| opens.iter().any(|password| shown == format!("\0{USER}\0{password}").into_bytes()))
}
