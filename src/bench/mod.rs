//! `zhanggui bench`: drives a server through its public interfaces from a process of its own and says what it gave.
//! docs/bench.md is the manual.
//!
//! Invariants: the clock of a message starts when it was due; what was acknowledged is read back word for
//! word; the server is as durable as in production.

mod agents;
mod answer;
mod bare;
mod check;
mod desk;
mod endpoints;
mod flood;
mod floors;
mod http;
mod ids;
mod load;
mod machine;
mod message;
mod nodes;
mod process;
mod reads;
mod report;
mod routing;
mod search;
mod seed;
mod session;
mod settings;
mod socket;
mod sockets;
mod start;
mod stats;
mod store;
mod target;
mod template;
mod text;
mod words;

use anyhow::{Context, bail};
use clap::ValueEnum;

use floors::Floors;
use session::Session;
use settings::Settings;
use text::Texts;

pub use settings::{Args, Scenario};
pub use store::Store;

/// Measures what the arguments name; fails when something was lost or a floor was missed.
pub async fn run(args: Args) -> anyhow::Result<()> {
    if args.list {
        list();
        return Ok(());
    }
    if args.scenario == Some(Scenario::BareServer) {
        return serve_bare(&args).await;
    }
    // The generator gets one thread: what it does not use is left to the server.
    let generator = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(measure(&args))
    });
    match tokio::task::spawn_blocking(move || generator.join()).await? {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn list() {
    for scenario in Scenario::value_variants() {
        if let Some(value) = scenario.to_possible_value().filter(|value| !value.is_hide_set()) {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            println!("{:<10}{help}", value.get_name());
        }
    }
}

async fn serve_bare(args: &Args) -> anyhow::Result<()> {
    let settings = Settings::of(args)?;
    let listen = args.address.context("--address")?;
    let holdings = bare::Holdings { conversations: settings.conversations, messages: settings.messages };
    bare::serve(listen, &settings.scratch, holdings, Texts::new(settings.seed)).await
}

async fn measure(args: &Args) -> anyhow::Result<()> {
    let settings = Settings::of(args)?;
    let floors = args.floors.as_deref().map(Floors::read).transpose()?.unwrap_or_default();
    let scenarios = match args.scenario {
        Some(scenario) => vec![scenario],
        None => vec![
            Scenario::Message,
            Scenario::Sockets,
            Scenario::Desk,
            Scenario::Search,
            Scenario::Start,
            Scenario::Answer,
            Scenario::Routing,
            Scenario::Nodes,
            Scenario::Flood,
        ],
    };
    let mut session = Session::begin(settings).await?;
    let mut faults = Vec::new();
    for scenario in scenarios {
        let report = session.run(scenario).await?;
        if args.json {
            report.figures().iter().filter_map(report::Figure::json).for_each(|line| println!("{line}"));
        } else {
            print!("{}", report.table());
        }
        faults.extend(report.faults());
        faults.extend(floors.missed(report.figures()));
    }
    session.end().await?;
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}
