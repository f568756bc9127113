//! `zhanggui import`.

mod conversations;
mod knowledge;

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Config;
use crate::error::FieldError;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring in past conversations, one a line. docs/import.md describes the file.
    ///
    /// Every row is checked first; one bad row and nothing is brought in. The same file
    /// brought in twice adds nothing the second time. Nothing is sent to anybody.
    Conversations(conversations::Conversations),
    /// Bring in questions and answers from a table or another file. docs/knowledge.md describes them.
    ///
    /// Every row is checked first; one bad row and nothing is brought in. The same file
    /// brought in twice changes nothing the second time.
    Knowledge(knowledge::Knowledge),
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Conversations(args) => conversations::run(config, args).await,
        Command::Knowledge(args) => knowledge::run(config, args).await,
    }
}

/// The first errors of a file, of how many.
fn tell_errors(errors: &[FieldError], count: usize) {
    for error in errors {
        eprintln!("{error}");
    }
    if count > errors.len() {
        eprintln!("… and {} more", count - errors.len());
    }
}
