//! Settings: built-in defaults < a TOML file < `ZHANGGUI_…` variables < flags.

mod password;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::network::Network;

pub use password::without_password;

#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address the server listens on.
    pub listen: SocketAddr,
    /// The folder of the embedded database and of uploaded files.
    pub data: PathBuf,
    /// The file of the installation key, the same for all servers on one database; empty: `zhanggui.key` in the data
    /// folder.
    pub key_file: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; empty: SQLite in the data folder.
    pub database: String,
    /// How the processes of one installation tell each other what happened: `nats://host:4222`, with `/subject` if
    /// several installations share a server; empty: by the database.
    pub bus: String,
    /// The address people reach the server at, such as `https://desk.example.com`; empty: as it listens.
    pub public_url: String,
    /// Where uploaded files lie: a folder, or `s3://BUCKET/PREFIX` at an S3-compatible store; empty: `files` in the data
    /// folder.
    pub files: String,
    /// The store's address, such as `https://s3.example.com`; empty: AWS, in its region.
    pub s3_endpoint: String,
    pub s3_region: String,
    /// Whether the bucket's name stands before the endpoint's, as OSS and COS want it, or in the path.
    pub s3_virtual_host: bool,
    pub s3_access_key_id: String,
    pub s3_secret_access_key: String,
    /// A file with that secret, for whoever keeps it out of the settings.
    pub s3_secret_access_key_file: PathBuf,
    /// Whether a store that is not on this machine may be reached without encryption.
    pub s3_allow_http: bool,
    /// A certificate with its chain, PEM: the server then speaks HTTPS itself. Read anew when it changes.
    pub tls_certificate: PathBuf,
    /// Its private key, PEM.
    pub tls_key: PathBuf,
    /// Names to fetch a certificate for, instead of files; they must lead to this server's port 443.
    pub tls_domains: Vec<String>,
    /// Where the authority writes when a certificate runs out.
    pub tls_email: String,
    /// The authority that is asked (ACME).
    pub tls_directory: String,
    /// An address such as `0.0.0.0:80` whose visitors are sent on to HTTPS; empty: none.
    pub tls_redirect: String,
    /// The sentence encoder's weights, which `make encoder` makes; empty: questions are understood by words alone.
    pub encoder: PathBuf,
    /// The largest upload, in bytes.
    pub max_upload_bytes: u64,
    /// Proxies whose `X-Forwarded-For` is believed, as addresses or networks such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<Network>,
    /// Networks that webhooks, the sign-in at a provider, the language model and web push may reach although they are not
    /// public, such as `10.0.0.0/8`; plain HTTP goes only there.
    pub egress_allow: Vec<Network>,
    /// The server that sends mail: `smtp://user:password@host:587`, encrypted by STARTTLS, or `smtps://user:password@host:465`;
    /// `smtp://host:25?tls=none` unencrypted, to this machine or a network that `egress_allow` names; empty: no mail is sent.
    pub mail_url: String,
    /// Who mail comes from, such as `掌柜 <service@shop.example>`.
    pub mail_from: String,
    /// Limits per visitor, address and account; off only for measuring.
    pub rate_limits: bool,
    /// `text` or `json`.
    pub log_format: String,
    /// Who may read `/metrics` from elsewhere shows this as a bearer token; empty: only this machine may read it.
    pub metrics_token: String,
    /// Where the server keeps backups it makes by itself; empty: it makes none.
    pub backup_folder: PathBuf,
    /// Hours from one of them to the next.
    pub backup_every_hours: u32,
    /// How many of them are kept.
    pub backup_keep: usize,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&toml::to_string(&self.redacted()).unwrap_or_default())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8800)),
            data: PathBuf::from("data"),
            key_file: PathBuf::new(),
            database: String::new(),
            bus: String::new(),
            public_url: String::new(),
            files: String::new(),
            s3_endpoint: String::new(),
            s3_region: "us-east-1".into(),
            s3_virtual_host: false,
            s3_access_key_id: String::new(),
            s3_secret_access_key: String::new(),
            s3_secret_access_key_file: PathBuf::new(),
            s3_allow_http: false,
            tls_certificate: PathBuf::new(),
            tls_key: PathBuf::new(),
            tls_domains: Vec::new(),
            tls_email: String::new(),
            tls_directory: "https://acme-v02.api.letsencrypt.org/directory".into(),
            tls_redirect: String::new(),
            encoder: PathBuf::new(),
            max_upload_bytes: 20 * 1024 * 1024,
            trusted_proxies: Vec::new(),
            egress_allow: Vec::new(),
            mail_url: String::new(),
            mail_from: String::new(),
            rate_limits: true,
            log_format: "text".into(),
            metrics_token: String::new(),
            backup_folder: PathBuf::new(),
            backup_every_hours: 24,
            backup_keep: 7,
        }
    }
}

impl Config {
    /// Reads the file, if one is named, and the environment.
    pub fn load(file: Option<&std::path::Path>) -> anyhow::Result<Self> {
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            builder = builder.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        let variables = config::Environment::with_prefix("ZHANGGUI")
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("trusted_proxies")
            .with_list_parse_key("egress_allow")
            .with_list_parse_key("tls_domains");
        let settings = builder.add_source(variables).build()?;
        Ok(settings.try_deserialize()?)
    }

    pub fn database_url(&self) -> String {
        if self.database.is_empty() {
            format!("sqlite:{}", self.data.join("zhanggui.sqlite").display())
        } else {
            self.database.clone()
        }
    }

    /// Where the installation key lies.
    pub fn key_path(&self) -> PathBuf {
        if self.key_file.as_os_str().is_empty() { self.data.join("zhanggui.key") } else { self.key_file.clone() }
    }

    /// The secret of the S3-compatible store, from the settings or from its own file.
    pub fn s3_secret(&self) -> anyhow::Result<String> {
        if self.s3_secret_access_key_file.as_os_str().is_empty() {
            return Ok(self.s3_secret_access_key.clone());
        }
        let file = &self.s3_secret_access_key_file;
        let secret = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
        Ok(secret.trim().to_owned())
    }

    /// Makes the data folder, for the server's user alone: it holds conversations and keys.
    pub fn make_data_folder(&self) -> anyhow::Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        let mut builder = std::fs::DirBuilder::new();
        let made = builder.recursive(true).mode(0o700).create(&self.data);
        made.with_context(|| format!("create {}", self.data.display()))
    }

    pub fn backup_every_seconds(&self) -> i64 {
        i64::from(self.backup_every_hours.max(1)) * 3600
    }

    /// Whether the server encrypts by itself, without a proxy.
    pub fn has_tls(&self) -> bool {
        !self.tls_domains.is_empty() || !self.tls_certificate.as_os_str().is_empty()
    }

    /// Whether people come by HTTPS.
    pub fn is_https(&self) -> bool {
        if self.public_url.is_empty() { self.has_tls() } else { self.public_url.starts_with("https://") }
    }

    /// The public address without a slash at its end.
    pub fn origin(&self) -> String {
        if !self.public_url.is_empty() {
            return self.public_url.trim_end_matches('/').to_owned();
        }
        let scheme = if self.has_tls() { "https" } else { "http" };
        match (self.tls_domains.first(), self.listen.port()) {
            (Some(domain), 443) => format!("https://{domain}"),
            (Some(domain), port) => format!("https://{domain}:{port}"),
            (None, _) => format!("{scheme}://{}", self.local_address()),
        }
    }

    /// Where this machine reaches the server: listening everywhere is no place to go to.
    pub fn local_address(&self) -> SocketAddr {
        let mut address = self.listen;
        if address.ip().is_unspecified() {
            address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        address
    }

    /// The settings in force with passwords struck out.
    pub fn redacted(&self) -> Self {
        let mut shown = self.clone();
        for address in [
            &mut shown.database,
            &mut shown.bus,
            &mut shown.files,
            &mut shown.s3_endpoint,
            &mut shown.tls_directory,
            &mut shown.public_url,
            &mut shown.mail_url,
        ] {
            *address = without_password(address);
        }
        for secret in [&mut shown.metrics_token, &mut shown.s3_secret_access_key] {
            if !secret.is_empty() {
                *secret = "***".into();
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_encrypts_is_reached_by_https() {
        let at = |listen: &str, domains: &[&str]| {
            let tls_domains = domains.iter().map(|&name| name.to_owned()).collect();
            let config = Config { listen: listen.parse().expect("an address"), tls_domains, ..Config::default() };
            (config.origin(), config.is_https())
        };
        assert_eq!(at("0.0.0.0:8800", &[]), ("http://127.0.0.1:8800".into(), false));
        assert_eq!(
            at("0.0.0.0:443", &["desk.example.com", "chat.example.com"]),
            ("https://desk.example.com".into(), true)
        );
        assert_eq!(at("0.0.0.0:8443", &["desk.example.com"]), ("https://desk.example.com:8443".into(), true));
    }

    #[test]
    fn passwords_are_struck_out() {
        let config = Config {
            database: "postgres://shop:secret@db.example/shop".into(),
            bus: "nats://zhanggui:secret@n.example:4222/shop-a".into(),
            s3_endpoint: "https://key:secret@s3.example".into(),
            s3_secret_access_key: "secret".into(),
            metrics_token: "secret".into(),
            mail_url: "smtp://mei%40shop.example:secret@mail.example:587".into(),
            ..Config::default()
        };
        let shown = config.redacted();
        assert_eq!(shown.database, "postgres://***@db.example/shop");
        assert_eq!(shown.bus, "nats://***@n.example:4222/shop-a");
        assert_eq!(shown.s3_secret_access_key, "***");
        assert_eq!(shown.mail_url, "smtp://***@mail.example:587");
        for printed in [format!("{config:?}"), toml::to_string(&shown).expect("settings")] {
            // The names of the settings may say it.
            let values = printed.replace("s3_secret_access_key", "");
            assert!(!values.contains("secret"), "{values}");
        }
    }
}
