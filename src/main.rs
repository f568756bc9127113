//! The command line: `zhanggui --help` is its manual.

use clap::Parser;
use zhanggui::cli::{self, Cli};

/// Rows are made on the database's thread and freed on others, which the system's allocator does slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
