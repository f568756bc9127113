//! What the server says while it runs: to stderr, for people or for machines, and of nobody by name.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::masked::{Format, Masked};
use crate::config::Config;

/// `RUST_LOG` decides how much; sqlx tells of every slow statement, which `info` leaves in.
const DEFAULT_FILTER: &str = "info";

pub fn start(config: &Config) {
    let is_json = config.log_format == "json";
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Masked(if is_json { Format::Json } else { Format::Text }))
        .with_ansi(std::io::stderr().is_terminal());
    let started = if is_json { log.json().try_init() } else { log.compact().try_init() };
    if let Err(error) = started {
        eprintln!("zhanggui: logging as set up before: {error}");
    }
}
