//! `zg-load --help` is the manual; `make torture` runs it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;
use clap::Parser;
use zg_load::{Fault, Length, Plan, Store};

/// Breaks a Zhanggui server on purpose and checks that nothing acknowledged was lost or doubled.
#[derive(Debug, Parser)]
#[command(max_term_width = 100)]
struct Args {
    /// The server's program [default: the one built beside this]
    #[arg(long)]
    server: Option<PathBuf>,
    #[arg(long, default_value = "sqlite")]
    store: Store,
    /// Where all chance begins; by chance if not given
    #[arg(long)]
    seed: Option<u64>,
    /// Strike for so long
    #[arg(long, conflicts_with = "rounds")]
    minutes: Option<f64>,
    /// Strike with each fault so often
    #[arg(long, default_value_t = 1)]
    rounds: u32,
    #[arg(long, default_value_t = 8)]
    buyers: usize,
    /// Only these, separated by commas [default: all that the store knows]
    #[arg(long, value_delimiter = ',')]
    faults: Vec<Fault>,
    /// Where the data of a run lie while it lasts
    #[arg(long)]
    scratch: Option<PathBuf>,
    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,
}

fn beside_this() -> std::io::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("zhanggui"))
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let seed = args.seed.unwrap_or_else(rand::random);
    match strike(args, seed).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("zg-load: seed {seed}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Carries the run out and tells of it; whether the server kept its word.
async fn strike(args: Args, seed: u64) -> anyhow::Result<bool> {
    let length = match args.minutes {
        Some(minutes) => Length::For(Duration::try_from_secs_f64(minutes * 60.0)?),
        None => Length::Rounds(args.rounds),
    };
    let plan = Plan {
        server: args.server.map_or_else(beside_this, Ok)?,
        store: args.store,
        seed,
        length,
        buyers: args.buyers.max(1),
        faults: if args.faults.is_empty() { Fault::all(args.store) } else { args.faults },
        scratch: args.scratch.unwrap_or_else(std::env::temp_dir),
    };
    // Whoever breaks a run off takes its servers and its file system along.
    let report = tokio::select! {
        report = zg_load::run(&plan) => report?,
        _ = tokio::signal::ctrl_c() => bail!("broken off"),
    };
    if args.json {
        report.json().iter().for_each(|line| println!("{line}"));
    } else {
        print!("{report}");
    }
    if let Some(folder) = &report.kept {
        eprintln!("zg-load: seed {} failed; its data are kept in {}", report.seed, folder.display());
    }
    Ok(report.is_clean())
}
