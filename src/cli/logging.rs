//! What the server says while it runs: to stderr, for people or for machines.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// `RUST_LOG` decides how much; sqlx tells of every slow statement, which `info` leaves in.
const DEFAULT_FILTER: &str = "info";

pub fn start(config: &Config) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if config.log_format == "json" { log.json().try_init() } else { log.compact().try_init() };
    if let Err(error) = started {
        eprintln!("zhanggui: logging as set up before: {error}");
    }
}
