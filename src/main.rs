//! The command line: `zhanggui --help` is its manual.

use clap::Parser;
use zhanggui::cli::{self, Cli};

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    match cli::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("zhanggui: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
