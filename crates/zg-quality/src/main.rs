//! `cargo run --release -p zg-quality`: measures the answer engine and prints the figures.

use clap::{Parser, ValueEnum};
use zg_quality::data;
use zg_quality::figures::Figures;
use zg_quality::tasks::{Setup, Task};

#[derive(Parser)]
struct Args {
    /// Only these tasks.
    #[arg(value_enum)]
    tasks: Vec<Task>,
    /// Draws of each.
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Only data sets whose name holds this.
    #[arg(long)]
    only: Option<String>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let Some(folder) = data::folder() else {
        println!("no data sets beside the project: nothing is measured");
        return Ok(());
    };
    let encoder = None;
    let setup = Setup { data: &folder, seeds: args.seeds, encoder, only: args.only.as_deref() };
    let tasks = if args.tasks.is_empty() { Task::value_variants().to_vec() } else { args.tasks };
    for task in tasks {
        let started = std::time::Instant::now();
        let mut figures = Figures::default();
        task.run(&setup, &mut figures)?;
        print!("{}", figures.table());
        println!("  {:.1} s", started.elapsed().as_secs_f64());
    }
    Ok(())
}
