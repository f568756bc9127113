//! What was asked for on the command line, and what follows from it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::ValueEnum;

use super::endpoints::EndPoints;
use super::load::Span;
use super::store::Store;
use super::template::Variables;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// A buyer's message → durable acknowledgement → agent's socket.
    Message,
    /// Widgets that only listen: what each holds, and how fast they come.
    Sockets,
    /// First page of each view, and opening a conversation.
    Desk,
    /// Rare, common, two-word and Chinese terms.
    Search,
    /// Process start to ready, and memory at rest.
    Start,
    /// Questions to the knowledge: speed among many phrasings, or quality on a labelled file.
    Answer,
    /// Who is given which conversation, and how soon, with fifty agents and bursts of buyers.
    Routing,
    /// Two servers on PostgreSQL and NATS: the figures of `message` across them, and with one killed.
    Nodes,
    /// What calm buyers notice of somebody who floods, under the limits of production.
    Flood,
    #[value(hide = true)]
    BareServer,
}

impl Scenario {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Sockets => "sockets",
            Self::Desk => "desk",
            Self::Search => "search",
            Self::Start => "start",
            Self::Answer => "answer",
            Self::Routing => "routing",
            Self::Nodes => "nodes",
            Self::Flood => "flood",
            Self::BareServer => "bare-server",
        }
    }
}

/// Measures this build, or another running system.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// What to measure.
    #[arg(required_unless_present_any = ["all", "list"])]
    pub scenario: Option<Scenario>,
    /// Measure every scenario.
    #[arg(long, conflicts_with = "scenario")]
    pub all: bool,
    /// Name the scenarios.
    #[arg(long)]
    pub list: bool,
    /// Less data and shorter runs: a scenario ends within 50 seconds.
    #[arg(long)]
    pub quick: bool,
    /// One JSON object a line instead of a table.
    #[arg(long)]
    pub json: bool,
    /// `sqlite`; `postgres` for a private server made for the run; `postgres:URL` of one where databases may be created.
    #[arg(long, default_value = "sqlite")]
    pub store: Store,
    /// How long each repetition of each case measures.
    #[arg(long)]
    pub seconds: Option<f64>,
    /// How often each case is measured; at least three.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(3..))]
    pub repetitions: u32,
    /// Only the cases with this parameter, as `name=value`; may be given several times.
    #[arg(long, value_name = "NAME=VALUE")]
    pub only: Vec<String>,
    /// Where all generated data begin.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many conversations the desk holds.
    #[arg(long)]
    pub conversations: Option<u64>,
    /// How many messages are searched, and held at the start.
    #[arg(long)]
    pub messages: Option<u64>,
    /// How many widgets listen.
    #[arg(long)]
    pub sockets: Option<usize>,
    /// How many phrasings are asked; may be given several times.
    #[arg(long)]
    pub phrasings: Vec<u64>,
    /// Questions with labels, one JSON object a line: how often `answer` is right about those it was not taught.
    #[arg(long)]
    pub dataset: Option<PathBuf>,
    /// Measure a running system instead of starting one.
    #[arg(long, requires = "endpoints")]
    pub url: Option<String>,
    /// The end points of that system (TOML).
    #[arg(long)]
    pub endpoints: Option<PathBuf>,
    /// A value that the end points name, as `name=value`.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,
    /// Fail when a ratio to the bare path lies below its floor in this file (TOML).
    #[arg(long)]
    pub floors: Option<PathBuf>,
    /// Where the data of a run are kept while it lasts; a real disk, or durability costs nothing.
    #[arg(long)]
    pub scratch: Option<PathBuf>,
    #[arg(long, hide = true)]
    pub address: Option<SocketAddr>,
}

/// The arguments of a run with everything filled in.
#[derive(Debug)]
pub(super) struct Settings {
    pub quick: bool,
    pub store: Store,
    pub span: Span,
    pub repetitions: u32,
    pub only: Vec<String>,
    pub seed: u64,
    pub conversations: u64,
    pub messages: u64,
    pub sockets: usize,
    pub phrasings: Vec<u64>,
    pub dataset: Option<PathBuf>,
    pub url: Option<String>,
    pub endpoints: Option<EndPoints>,
    pub variables: Variables,
    pub scratch: PathBuf,
}

impl Settings {
    pub(super) fn of(args: &Args) -> anyhow::Result<Self> {
        let seconds = args.seconds.unwrap_or(if args.quick { 0.4 } else { 2.5 });
        let measured = Duration::try_from_secs_f64(seconds).context("--seconds")?;
        let (conversations, messages) = if args.quick { (10_000, 100_000) } else { (100_000, 1_000_000) };
        let mut variables = Variables::new();
        for pair in &args.variables {
            let (name, value) = pair.split_once('=').context("--set takes NAME=VALUE")?;
            variables.insert(name.to_owned(), value.to_owned());
        }
        Ok(Self {
            quick: args.quick,
            store: args.store.clone(),
            span: Span { warm_up: (measured / 4).min(Duration::from_secs(2)), measured },
            repetitions: args.repetitions,
            only: args.only.clone(),
            seed: args.seed,
            conversations: args.conversations.unwrap_or(conversations),
            messages: args.messages.unwrap_or(messages),
            sockets: args.sockets.unwrap_or(if args.quick { 1_000 } else { 10_000 }),
            phrasings: match args.phrasings.as_slice() {
                [] if args.quick => vec![1_000],
                [] => vec![10_000, 250_000],
                named => named.to_vec(),
            },
            dataset: args.dataset.clone(),
            url: args.url.clone(),
            endpoints: args.endpoints.as_deref().map(EndPoints::read).transpose()?,
            variables,
            scratch: args.scratch.clone().unwrap_or_else(std::env::temp_dir),
        })
    }
}
