//! What `zhanggui` can be told on the command line, and who carries it out.

mod backup;
mod doctor;
mod files;
mod import;
mod keys;
mod logging;
mod masked;
mod migrate;
pub mod serve;
mod token;
mod user;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Config;
use crate::{bench, demo, http};

/// Customer service for online shops, on a machine of your own.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
#[command(after_help = "Settings come from the file named by --config, then from ZHANGGUI_… variables \
    (ZHANGGUI_LISTEN, ZHANGGUI_DATA, ZHANGGUI_DATABASE, ZHANGGUI_PUBLIC_URL, ZHANGGUI_MAX_UPLOAD_BYTES, \
    ZHANGGUI_LOG_FORMAT, ZHANGGUI_BACKUP_FOLDER and the other names that `zhanggui config` shows), then from these options; the later wins. RUST_LOG sets how much is logged.")]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server. On an empty database it prints where to begin.
    Serve,
    /// Run a demo shop with history and simulated buyers, and print where to look.
    Demo(demo::Args),
    /// Bring in data from another system.
    #[command(subcommand)]
    Import(import::Command),
    /// Move everything from SQLite into an empty PostgreSQL database.
    Migrate(migrate::Args),
    /// Move uploaded files between a folder and an S3-compatible store.
    #[command(subcommand)]
    Files(files::Command),
    /// Make and mend staff accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Make and revoke API tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// Copy database, files and keys while the server runs.
    Backup(backup::Backup),
    /// The key that seals secrets in the database.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Bring a backup to an empty data folder: all of it, or nothing.
    Restore(backup::Restore),
    /// Look over the installation and say what to do: exits with 0 all is well, 1 warnings, 2 problems.
    Doctor(doctor::Doctor),
    /// Print the API as OpenAPI 3.1.
    Openapi,
    /// Print the settings in force, passwords struck out.
    Config,
    /// Measure how fast this machine serves.
    Bench(Box<bench::Args>),
}

/// Settings that every command takes.
#[derive(Debug, Args)]
struct Settings {
    /// A settings file (TOML)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of the embedded database and of uploaded files [default: data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// sqlite:PATH or postgres://… [default: SQLite in the data folder]
    #[arg(long, global = true, value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// The address to listen on [default: 127.0.0.1:8800]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// The address people reach the server at, such as https://desk.example.com
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
}

impl Settings {
    fn load(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        if let Some(database) = &self.database {
            config.database.clone_from(database);
        }
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        if let Some(public_url) = &self.public_url {
            config.public_url.clone_from(public_url);
        }
        Ok(config)
    }
}

/// Carries out a command; an error is one line for the person at the terminal.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = cli.settings.load()?;
    match cli.command {
        Command::Openapi => println!("{}", http::openapi().to_pretty_json()?),
        Command::Config => print!("{}", toml::to_string(&config.redacted())?),
        command => {
            logging::start(&config);
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            return runtime.block_on(run_async(command, config));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn run_async(command: Command, config: Config) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => serve::run(config).await?,
        Command::Demo(args) => demo::run(config, args).await?,
        Command::Import(command) => return import::run(config, command).await,
        Command::Migrate(args) => migrate::run(args).await?,
        Command::Files(command) => files::run(config, command).await?,
        Command::User(command) => user::run(config, command).await?,
        Command::Token(command) => token::run(config, command).await?,
        Command::Backup(args) => backup::back_up(config, args).await?,
        Command::Keys(command) => keys::run(config, command).await?,
        Command::Restore(args) => backup::restore(config, args).await?,
        Command::Doctor(args) => return doctor::run(config, args).await,
        Command::Bench(args) => bench::run(*args).await?,
        Command::Openapi | Command::Config => {}
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
