//! `nodes`: two servers of one shop on PostgreSQL and NATS. The figures of `message` with buyers and agents shared out
//! among them, and a fixed rate during which one of the two is killed: its buyers send again at the other.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::task::JoinSet;

use super::agents::Agents;
use super::check;
use super::endpoints::Call;
use super::http::Http;
use super::load::{Outcome, Run, Sent, gather};
use super::message::{self, Case, DELIVERY_PATIENCE, HEAD_START, Load, Measured, RATE_AGENTS, RATE_VISITORS, Via};
use super::process::Usage;
use super::report::Report;
use super::settings::Settings;
use super::socket::Socket;
use super::store::Data;
use super::target::Target;
use super::template::Variables;
use super::text::Texts;

const CASES: [Case; 3] = [
    Case { via: Via::Http, load: Load::Concurrency(32) },
    Case { via: Via::Http, load: Load::Rate(500) },
    Case { via: Via::Socket, load: Load::Rate(500) },
];
const RATE_WHILE_KILLED: u32 = 200;
/// How soon a buyer's page tries again.
const AGAIN_AFTER: Duration = Duration::from_millis(20);
/// Who finds no server for so long counts as refused.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn run(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    if settings.url.is_some() {
        bail!("`nodes` kills a server, so it needs two of its own: leave --url out");
    }
    let data = Data::to_share(&settings.store, &settings.scratch).await?;
    let first = Target::own(&data).await?;
    let agents = first.agents(RATE_AGENTS).await?;
    let known = first.variables.clone();

    let second = Target::again(&data, known.clone()).await?;
    for case in CASES {
        let params = case.params("postgres").with("nodes", 2);
        if !params.include(&settings.only) {
            continue;
        }
        for _ in 0..settings.repetitions {
            message::measure(&[&first, &second], &agents, case, settings).await?.add_to(report, &params, case);
        }
    }
    second.end().await?;

    let case = Case { via: Via::Http, load: Load::Rate(RATE_WHILE_KILLED) };
    let params = case.params("postgres").with("nodes", 2).with("killed", 1);
    if params.include(&settings.only) {
        for _ in 0..settings.repetitions {
            let second = Target::again(&data, known.clone()).await?;
            measure_with_a_kill(&first, second, &agents, settings).await?.add_to(report, &params, case);
        }
    }
    first.end().await?;
    data.remove().await
}

/// Kills the second server half-way through. The agents sit at the first, which has to tell them everything.
async fn measure_with_a_kill(
    first: &Target,
    second: Target,
    agents: &[Variables],
    settings: &Settings,
) -> anyhow::Result<Measured> {
    let points = first.points.message.as_ref().context("the end points have no [message]")?;
    let run = Run::new(Texts::new(settings.seed));
    let visitors = first.visitors(RATE_VISITORS).await?;
    let buyers = visitors.iter().enumerate().map(|(place, visitor)| {
        let here = |target: &Target| Way {
            http: None,
            address: target.address,
            call: points.http.bind(&target.for_requests_here(visitor)),
        };
        Buyer { ways: [here(first), here(&second)], at: place % 2 }
    });
    let mut sockets = Vec::new();
    for agent in agents {
        sockets.push(Socket::open(first.address, &points.agent.bind(agent)).await.context("an agent's socket")?);
    }
    let agents = Agents::listen(sockets, &run.ids, &points.agent.event);

    let before = Usage::of_this_process();
    let begin = Instant::now() + HEAD_START;
    let whole = settings.span.warm_up + settings.span.measured;
    let writing = write(buyers.collect(), &run, begin, whole);
    let killing = async {
        tokio::time::sleep(HEAD_START + settings.span.warm_up + settings.span.measured / 2).await;
        second.end().await
    };
    let (outcome, killed) = tokio::join!(writing, killing);
    killed?;
    let generator_cpu = (Usage::of_this_process().cpu_seconds - before.cpu_seconds) / begin.elapsed().as_secs_f64();

    let sent: usize = outcome.lines.iter().map(Vec::len).sum();
    let (arrivals, agent_errors) = agents.leave(sent, DELIVERY_PATIENCE).await;
    let mut measured = Measured::of(&outcome, &arrivals, begin, settings.span);
    measured.errors.extend(agent_errors);
    measured.generator_cpu = generator_cpu;
    let mut http = Http::connect(first.address).await?;
    for (visitor, sent) in visitors.iter().zip(&outcome.lines) {
        measured.faults += check::read_back(&mut http, &points.read_back, visitor, &run, sent).await?;
    }
    Ok(measured)
}

/// A buyer whose page knows two servers and goes to the other when one is gone.
#[derive(Debug)]
struct Buyer {
    ways: [Way; 2],
    at: usize,
}

#[derive(Debug)]
struct Way {
    http: Option<Http>,
    address: std::net::SocketAddr,
    call: Call,
}

impl Way {
    async fn post(&mut self, id: &str, text: &str) -> anyhow::Result<()> {
        let http = match &mut self.http {
            Some(http) => http,
            none => none.insert(Http::connect(self.address).await?),
        };
        let answer = http.call(&self.call, &[("id", id), ("text", text)]).await?;
        // A repeat of what was stored before the line broke is a 200.
        if !(200..300).contains(&answer.status) {
            bail!("{} {}", answer.status, answer.text());
        }
        Ok(())
    }
}

impl Buyer {
    /// Sends one message under its id until a server says that it is stored.
    async fn post(&mut self, id: &str, text: &str) -> anyhow::Result<()> {
        let (text, begun) = (serde_json::to_string(text)?, Instant::now());
        loop {
            let way = &mut self.ways[self.at];
            let Err(error) = way.post(id, &text).await else { return Ok(()) };
            if begun.elapsed() > PATIENCE {
                return Err(error);
            }
            way.http = None;
            self.at = 1 - self.at;
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    }
}

/// Each buyer writes at its own beat; together they keep the rate.
async fn write(buyers: Vec<Buyer>, run: &Run, begin: Instant, whole: Duration) -> Outcome {
    let interval = Duration::from_secs(1) / RATE_WHILE_KILLED;
    let beat = interval * buyers.len() as u32;
    let mut writing = JoinSet::new();
    for (place, mut buyer) in buyers.into_iter().enumerate() {
        let (run, first) = (run.clone(), begin + interval * place as u32);
        writing.spawn(async move {
            let (mut sent, mut due) = (Vec::new(), first);
            while due < begin + whole {
                tokio::time::sleep_until(due.into()).await;
                let number = run.number();
                if let Err(error) = buyer.post(&run.ids.id(number), &run.texts.message(number)).await {
                    return (place, sent, Some(error));
                }
                sent.push(Sent { number, due, acknowledged: Instant::now() });
                due += beat;
            }
            (place, sent, None)
        });
    }
    gather(writing).await
}
