//! `message`: a buyer's message by HTTP and by socket → durable acknowledgement → agents' sockets.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::agents::{Agents, Arrival};
use super::bare::Holdings;
use super::check::{self, Faults};
use super::endpoints::MessagePoints;
use super::http::Http;
use super::load::{self, Line, Outcome, Run, Span};
use super::process::Usage;
use super::report::{Params, Report};
use super::settings::Settings;
use super::socket::Socket;
use super::stats::Samples;
use super::store::Data;
use super::target::Target;
use super::template::Variables;
use super::text::Texts;

/// The visitors who share a fixed rate.
pub(super) const RATE_VISITORS: usize = 64;
pub(super) const RATE_AGENTS: usize = 10;
pub(super) const DELIVERY_PATIENCE: Duration = Duration::from_secs(5);
pub(super) const HEAD_START: Duration = Duration::from_millis(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    Http,
    Socket,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Load {
    /// So many buyers, each writing as soon as the last message is stored.
    Concurrency(usize),
    /// So many messages a second from many buyers.
    Rate(u32),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub via: Via,
    pub load: Load,
}

impl Case {
    fn all() -> impl Iterator<Item = Self> {
        [Via::Http, Via::Socket].into_iter().flat_map(|via| {
            [Load::Concurrency(1), Load::Concurrency(8), Load::Concurrency(32), Load::Rate(500), Load::Rate(2000)]
                .map(|load| Self { via, load })
        })
    }

    fn visitors(self) -> usize {
        match self.load {
            Load::Concurrency(count) => count,
            Load::Rate(_) => RATE_VISITORS,
        }
    }

    /// At a fixed rate a whole shift listens; a load that goes to the limit leaves the machine to the buyers.
    fn agents(self) -> usize {
        match self.load {
            Load::Concurrency(_) => 1,
            Load::Rate(_) => RATE_AGENTS,
        }
    }

    pub(super) fn params(self, store: &str) -> Params {
        let params = Params::new(store).with("agents", self.agents()).with(
            "via",
            match self.via {
                Via::Http => "http",
                Via::Socket => "socket",
            },
        );
        match self.load {
            Load::Concurrency(count) => params.with("concurrency", count),
            Load::Rate(rate) => params.with("rate", rate),
        }
    }
}

pub(super) async fn run(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let data = match settings.url {
        None => Some(Data::fresh(&settings.store, &settings.scratch).await?),
        Some(_) => None,
    };
    let ours = match (&data, &settings.url) {
        (Some(data), _) => Target::own(data).await?,
        (None, url) => Target::running(settings, url.as_deref().unwrap_or_default()).await?,
    };
    let bare = Target::bare(settings, Holdings { conversations: 0, messages: 0 }).await?;
    let (our_agents, bare_agents) = (ours.agents(RATE_AGENTS).await?, bare.agents(RATE_AGENTS).await?);

    for case in Case::all() {
        let params = case.params(settings.store.name());
        if !params.include(&settings.only) {
            continue;
        }
        for _ in 0..settings.repetitions {
            let mut measured = measure(&[&ours], &our_agents, case, settings).await?;
            let mut limit = measure(&[&bare], &bare_agents, case, settings).await.context("the bare path")?;
            measured.add_to(report, &params, case);
            measured.compare(&mut limit, report, &params, case);
        }
    }
    ours.end().await?;
    bare.end().await?;
    match data {
        Some(data) => data.remove().await,
        None => Ok(()),
    }
}

/// One repetition of one case against one server.
#[derive(Debug)]
pub(super) struct Measured {
    throughput: f64,
    acknowledged: Samples,
    delivered: Samples,
    server_cpu: Option<f64>,
    pub generator_cpu: f64,
    pub errors: Vec<String>,
    pub faults: Faults,
}

/// Buyers and agents are shared out among the servers, which serve one shop.
pub(super) async fn measure(
    targets: &[&Target],
    agents: &[Variables],
    case: Case,
    settings: &Settings,
) -> anyhow::Result<Measured> {
    let first = targets.first().context("a server")?;
    let points = first.points.message.as_ref().context("the end points have no [message]")?;
    let run = Run::new(Texts::new(settings.seed));
    let visitors = first.visitors(case.visitors()).await?;
    let mut lines = Vec::with_capacity(visitors.len());
    for (visitor, target) in visitors.iter().zip(targets.iter().cycle()) {
        lines.push(connect(target, points, case.via, &target.for_requests_here(visitor)).await?);
    }
    let mut sockets = Vec::new();
    for (agent, target) in agents[..case.agents()].iter().zip(targets.iter().cycle()) {
        let point = points.agent.bind(&target.for_requests_here(agent));
        sockets.push(Socket::open(target.address, &point).await.context("an agent's socket")?);
    }
    let agents = Agents::listen(sockets, &run.ids, &points.agent.event);

    let (server_before, generator_before) = (usage(targets), Usage::of_this_process());
    let begin = Instant::now() + HEAD_START;
    let outcome = match case.load {
        Load::Concurrency(_) => load::closed(lines, &run, begin, settings.span).await,
        Load::Rate(rate) => load::open(lines, &run, begin, settings.span, rate).await,
    };
    let wall = begin.elapsed().as_secs_f64();
    let (server_after, generator_after) = (usage(targets), Usage::of_this_process());

    let sent: usize = outcome.lines.iter().map(Vec::len).sum();
    let (arrivals, agent_errors) = agents.leave(sent, DELIVERY_PATIENCE).await;
    let mut measured = Measured::of(&outcome, &arrivals, begin, settings.span);
    measured.server_cpu = server_before.zip(server_after).map(|(a, b)| (b.cpu_seconds - a.cpu_seconds) / wall);
    measured.generator_cpu = (generator_after.cpu_seconds - generator_before.cpu_seconds) / wall;
    measured.errors.extend(agent_errors);

    let mut http = Http::connect(first.address).await?;
    for (visitor, sent) in visitors.iter().zip(&outcome.lines) {
        measured.faults += check::read_back(&mut http, &points.read_back, visitor, &run, sent).await?;
    }
    Ok(measured)
}

/// What the processes of all servers have used; nothing is known when one of them was not started here.
fn usage(targets: &[&Target]) -> Option<Usage> {
    targets.iter().map(|target| target.usage()).sum()
}

pub(super) async fn connect(
    target: &Target,
    points: &MessagePoints,
    via: Via,
    visitor: &Variables,
) -> anyhow::Result<Line> {
    Ok(match via {
        Via::Http => Line::Http { http: Http::connect(target.address).await?, call: points.http.bind(visitor) },
        Via::Socket => {
            let point = points.socket.bind(visitor);
            let socket = Socket::open(target.address, &point).await.context("a visitor's socket")?;
            Line::Socket { socket: Box::new(socket), point: Box::new(point) }
        }
    })
}

impl Measured {
    pub(super) fn of(outcome: &Outcome, arrivals: &[Vec<Arrival>], begin: Instant, span: Span) -> Self {
        let (from, until) = (begin + span.warm_up, begin + span.warm_up + span.measured);
        let (mut acknowledged, mut delivered) = (Samples::default(), Samples::default());
        let mut stored_in_time = 0_usize;
        let mut due = HashMap::new();
        let mut faults = Faults::default();
        for sent in outcome.lines.iter().flatten() {
            stored_in_time += usize::from((from..until).contains(&sent.acknowledged));
            if sent.due >= from {
                acknowledged.push(sent.acknowledged.saturating_duration_since(sent.due));
                due.insert(sent.number, sent.due);
            }
        }
        for met in arrivals {
            for (number, at) in met {
                if let Some(due) = due.get(number) {
                    delivered.push(at.saturating_duration_since(*due));
                }
            }
            faults += check::delivered(outcome.lines.iter().flatten().map(|sent| sent.number), met);
        }
        Self {
            throughput: stored_in_time as f64 / span.measured.as_secs_f64(),
            acknowledged,
            delivered,
            server_cpu: None,
            generator_cpu: 0.0,
            errors: outcome.errors.clone(),
            faults,
        }
    }

    pub(super) fn add_to(&mut self, report: &mut Report, params: &Params, case: Case) {
        for error in &self.errors {
            eprintln!("{case:?}: {error}");
        }
        report.add(params, "throughput", self.throughput);
        if let Some(cpu) = self.server_cpu {
            report.add(params, "server_cpu", cpu);
        }
        report.add(params, "generator_cpu", self.generator_cpu);
        report.add(params, "errors", (self.errors.len() + self.faults.changed) as f64);
        report.add(params, "lost", self.faults.lost as f64);
        report.add(params, "doubled", self.faults.doubled as f64);
        report.add_latencies(&params.with("until", "acknowledged"), &mut self.acknowledged);
        report.add_latencies(&params.with("until", "agent"), &mut self.delivered);
    }

    /// Our share of what the bare path gives, by throughput where that is the aim and by the middle latency.
    fn compare(&mut self, limit: &mut Self, report: &mut Report, params: &Params, case: Case) {
        if matches!(case.load, Load::Concurrency(_)) && limit.throughput > 0.0 {
            report.add(params, "limit_ratio", self.throughput / limit.throughput);
        }
        for (until, ours, bare) in [
            ("acknowledged", &mut self.acknowledged, &mut limit.acknowledged),
            ("agent", &mut self.delivered, &mut limit.delivered),
        ] {
            if let (Some(ours), Some(bare)) = (ours.percentile(0.5), bare.percentile(0.5)) {
                report.add(&params.with("until", until), "limit_ratio", bare / ours);
            }
        }
    }
}
