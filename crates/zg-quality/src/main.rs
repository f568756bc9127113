//! `make quality`: measures the answer engine, prints the figures and fails below a floor.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use zg_answer::{Embed, Encoder};
use zg_quality::data;
use zg_quality::figures::Figures;
use zg_quality::floors::Floors;
use zg_quality::remembered::Remembered;
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
    /// The sentence encoder's weights, which `make encoder` makes; without them words must do.
    #[arg(long, env = "ZHANGGUI_ENCODER")]
    encoder: Option<PathBuf>,
    /// One JSON object a figure instead of a table.
    #[arg(long)]
    json: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let Some(folder) = data::folder() else {
        println!("no data sets beside the project: nothing is measured");
        return Ok(());
    };
    let weights = args.encoder.filter(|path| !path.as_os_str().is_empty());
    let encoder = weights.as_deref().map(Encoder::read).transpose()?.map(Arc::new);
    let remembered = encoder.clone().map(|encoder| Arc::new(Remembered::new(encoder)) as Arc<dyn Embed>);
    let has_encoder = encoder.is_some();
    let tasks = if args.tasks.is_empty() { Task::value_variants().to_vec() } else { args.tasks };
    let floors = Floors::read()?;
    let mut missed = Vec::new();
    for task in tasks {
        // What is remembered takes no time.
        let encoder = match task {
            Task::Speed => encoder.clone().map(|encoder| encoder as Arc<dyn Embed>),
            _ => remembered.clone(),
        };
        let setup = Setup { data: &folder, seeds: args.seeds.max(1), encoder, only: args.only.as_deref() };
        let started = Instant::now();
        let mut figures = Figures::default();
        task.run(&setup, &mut figures)?;
        missed.extend(floors.missed(&figures, has_encoder));
        if args.json {
            for figure in figures.all() {
                println!("{}", serde_json::to_string(figure)?);
            }
        } else {
            println!("{}took {:.1} s\n", figures.table(), started.elapsed().as_secs_f64());
        }
    }
    anyhow::ensure!(missed.is_empty(), "below the floor:\n{}", missed.join("\n"));
    Ok(())
}
