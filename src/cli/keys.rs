//! `zhanggui keys`.

use clap::Subcommand;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::sealed::{self, KeyFile, Standing};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tell where the installation key lies, its id, and whether it fits the database.
    Show,
    /// Exchange the key for a new one and seal every secret anew. Stop the server first; cut short, run it again.
    Rotate,
    /// Make a new key when the old one is lost for good. What it sealed goes with it: webhooks and inboxes
    /// need new secrets afterwards, from their settings. Bringing the old key back is always better.
    Reset,
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Show => show(&config).await,
        Command::Rotate => rotate(&config).await,
        Command::Reset => reset(&config).await,
    }
}

async fn show(config: &Config) -> anyhow::Result<()> {
    let file = KeyFile::of(config);
    let keys = file.peek()?;
    let db = Db::open_as_is(&config.database_url()).await?;
    let standing = sealed::standing(&db, &keys).await;
    db.close().await;
    println!("{}\n{}", file.path().display(), keys.id());
    match standing? {
        Standing::Unused => println!("Nothing is sealed with it yet."),
        Standing::Fits => println!("It fits the database."),
        Standing::Rotating => println!("A rotation is unfinished: run `zhanggui keys rotate` again."),
        Standing::Other(id) => anyhow::bail!("the database is sealed with another key: {id}"),
    }
    Ok(())
}

async fn rotate(config: &Config) -> anyhow::Result<()> {
    let db = Db::open(&config.database_url()).await?;
    let sealed = sealed::rotate(&db, config, &Clock::Wall).await;
    db.close().await;
    println!("{} secrets are sealed under a new key.", sealed?);
    println!("Backups from before need the key from before: keep it with them, or make a new backup now.");
    Ok(())
}

async fn reset(config: &Config) -> anyhow::Result<()> {
    let db = Db::open(&config.database_url()).await?;
    let lost = sealed::reset(&db, config, &Clock::Wall).await;
    db.close().await;
    println!("A new key is in place; {} sealed secrets are lost.", lost?);
    println!(
        "Replace the secrets of webhooks, inboxes and company accounts in their settings, and tell who uses them."
    );
    println!("Authenticator apps no longer fit: sign in with a recovery code, or `zhanggui user reset-second-factor`.");
    Ok(())
}
