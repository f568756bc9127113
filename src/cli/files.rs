//! `zhanggui files`.

use std::io::{IsTerminal, Write};

use anyhow::ensure;
use clap::Subcommand;

use crate::config::Config;
use crate::files::{Place, transfer};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Copy all uploaded files to another place, and compare both sides.
    ///
    /// The server may go on serving meanwhile: stop it, copy again, which brings only what is new, and start it with
    /// the setting `files` naming the other place. What was cut off goes on when it is run again.
    Move {
        /// Where from [default: where the settings say]
        #[arg(long, value_name = "FOLDER|s3://BUCKET/PREFIX")]
        from: Option<String>,
        /// Where to; a bucket's server and keys are the settings s3_…
        #[arg(long, value_name = "FOLDER|s3://BUCKET/PREFIX")]
        to: String,
    },
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let Command::Move { from, to } = command;
    let from = from.map_or_else(|| Place::of(&config), |from| Place::named(&from))?;
    let to = Place::named(&to)?;
    ensure!(from != to, "the files lie at {to} already");
    if let Some(folder) = to.folder() {
        std::fs::create_dir_all(folder)?;
    }
    let copied = transfer::copy(&from.open(&config)?, &to.open(&config)?, show_progress).await?;
    println!(
        "{} files, {} bytes at {to}, {} of them before; checksum on both sides {}",
        copied.files, copied.bytes, copied.known, copied.checksum
    );
    println!("The files at {from} stay as they are. From now on start the server with files = \"{to}\"");
    Ok(())
}

fn show_progress(done: usize, files: usize) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{done} / {files}");
        if done == files {
            eprintln!();
        }
        drop(std::io::stderr().flush());
    }
}
