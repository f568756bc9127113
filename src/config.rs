//! Settings: built-in defaults < a TOML file < `ZHANGGUI_…` variables < flags.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::network::Network;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address the server listens on.
    pub listen: SocketAddr,
    /// The folder of the embedded database and of uploaded files.
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; empty: SQLite in the data folder.
    pub database: String,
    /// How the processes of one installation tell each other what happened: `nats://host:4222`, with `/subject` if
    /// several installations share a server; empty: by the database.
    pub bus: String,
    /// The address people reach the server at, such as `https://desk.example.com`; empty: as it listens.
    pub public_url: String,
    /// The largest upload, in bytes.
    pub max_upload_bytes: u64,
    /// Proxies whose `X-Forwarded-For` is believed, as addresses or networks such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<Network>,
    /// Limits per visitor, address and account; off only for measuring.
    pub rate_limits: bool,
    /// `text` or `json`.
    pub log_format: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8800)),
            data: PathBuf::from("data"),
            database: String::new(),
            bus: String::new(),
            public_url: String::new(),
            max_upload_bytes: 20 * 1024 * 1024,
            trusted_proxies: Vec::new(),
            rate_limits: true,
            log_format: "text".into(),
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
            .with_list_parse_key("trusted_proxies");
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

    /// The public address without a slash at its end.
    pub fn origin(&self) -> String {
        if self.public_url.is_empty() {
            // Listening everywhere is no place to go to.
            let mut shown = self.listen;
            if shown.ip().is_unspecified() {
                shown.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
            }
            format!("http://{shown}")
        } else {
            self.public_url.trim_end_matches('/').to_owned()
        }
    }

    /// The settings in force with passwords struck out.
    pub fn redacted(&self) -> Self {
        let mut shown = self.clone();
        if let Some(at) = shown.database.rfind('@')
            && let Some(scheme) = shown.database.find("://")
        {
            shown.database.replace_range(scheme + 3..at, "***");
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_struck_out() {
        let config = Config { database: "postgres://shop:secret@db.example/shop".into(), ..Config::default() };
        assert_eq!(config.redacted().database, "postgres://***@db.example/shop");
    }
}
