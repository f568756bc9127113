//! `routing`: fifty agents, and buyers who come in bursts: how soon each is somebody's, and whether the promises of the
//! queue hold. Then all are busy, more buyers wait, and conversations end one after the other: how soon the next is given.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::endpoints::RoutingPoints;
use super::http::{Http, text_of};
use super::load::{self, Line, Outcome, Run, Span};
use super::message::HEAD_START;
use super::report::{Params, Report};
use super::settings::Settings;
use super::socket::Socket;
use super::stats::Samples;
use super::store::Data;
use super::target::Target;
use super::text::Texts;

const AGENTS: usize = 50;
const RATE: u32 = 500;
const BURST: Span = Span { warm_up: Duration::ZERO, measured: Duration::from_secs(1) };
/// So many conversations end in the second case, and so many buyers wait before that.
const FREED: usize = 100;
const FREE_EVERY: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_secs(10);
const ENOUGH: i64 = 100;

pub(super) async fn run(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    if settings.url.is_some() {
        bail!("`routing` changes how a shop gives its queue out, so it needs one of its own: leave --url out");
    }
    let data = Data::fresh(&settings.store, &settings.scratch).await?;
    let target = Target::own(&data).await?;
    let mut shop = Shop::open(&target).await?;
    shop.take(ENOUGH).await?;
    let params = Params::new(settings.store.name()).with("agents", AGENTS);
    for _ in 0..settings.repetitions {
        let params = params.with("rate", RATE).with("until", "given");
        let begin = Instant::now() + HEAD_START;
        let (outcome, mut given) = shop.burst(settings.seed, begin, RATE, BURST).await?;
        report.add(&params, "errors", outcome.errors.len() as f64);
        report.add(&params, "lost", (outcome.lines.iter().flatten().count() - given.len()) as f64);
        report.add_latencies(&params, &mut given);
    }
    for _ in 0..settings.repetitions {
        let params = params.with("until", "next_given");
        let mut given = shop.free_some(settings.seed).await?;
        report.add(&params, "lost", (FREED - given.len()) as f64);
        report.add_latencies(&params, &mut given);
    }
    report.add(&params, "doubled", shop.watcher.doubled as f64);
    report.add(&params, "over_capacity", shop.over_capacity as f64);
    target.end().await?;
    data.remove().await
}

/// A shop with its agents at their desks.
struct Shop<'t> {
    target: &'t Target,
    points: RoutingPoints,
    http: Http,
    watcher: Watcher,
    /// Agents who were seen with more than they take.
    over_capacity: usize,
    _others: Vec<JoinHandle<()>>,
}

impl<'t> Shop<'t> {
    async fn open(target: &'t Target) -> anyhow::Result<Self> {
        let points = target.points.routing.clone().context("the end points have no [routing]")?;
        let message = target.points.message.as_ref().context("the end points have no [message]")?;
        let mut sockets = Vec::new();
        for agent in target.agents(AGENTS).await? {
            sockets.push(Socket::open(target.address, &message.agent.bind(&agent)).await.context("an agent's socket")?);
        }
        // One tells what it sees; the others only have to be there.
        let first = sockets.pop().context("an agent")?;
        let others =
            sockets.into_iter().map(|mut socket| tokio::spawn(async move { while socket.next().await.is_ok() {} }));
        let others = others.collect();
        let http = Http::connect(target.address).await?;
        let watcher = Watcher::start(first, points.clone());
        Ok(Self { target, points, http, watcher, over_capacity: 0, _others: others })
    }

    /// Lets everybody take so many at once.
    async fn take(&mut self, capacity: i64) -> anyhow::Result<()> {
        let mut known = self.target.variables.clone();
        self.points.enable.with("capacity", &capacity.to_string()).run(&mut self.http, &mut known).await
    }

    /// As many buyers as a burst has, each for the first time; how long each waited for an agent.
    async fn burst(&mut self, seed: u64, begin: Instant, rate: u32, span: Span) -> anyhow::Result<(Outcome, Samples)> {
        let count = (span.measured.as_secs_f64() * f64::from(rate)) as usize;
        let (run, outcome) = self.buyers(seed, count, begin, rate, span).await?;
        let mut due: HashMap<u64, Instant> =
            outcome.lines.iter().flatten().map(|sent| (sent.number, sent.due)).collect();
        let mut given = Samples::default();
        let give_up = Instant::now() + PATIENCE;
        let mut arrived: HashMap<String, u64> = HashMap::new();
        while !due.is_empty() && self.watcher.see(give_up).await {
            for frame in self.watcher.seen.drain(..) {
                if let Some(number) = run.ids.find(&frame.text) {
                    arrived.insert(frame.conversation.clone(), number);
                }
                if frame.assignee.is_some()
                    && let Some(due) = arrived.get(&frame.conversation).and_then(|number| due.remove(number))
                {
                    given.push(frame.at.saturating_duration_since(due));
                }
            }
        }
        self.check().await?;
        Ok((outcome, given))
    }

    async fn buyers(
        &self,
        seed: u64,
        count: usize,
        begin: Instant,
        rate: u32,
        span: Span,
    ) -> anyhow::Result<(Run, Outcome)> {
        let points = self.target.points.message.as_ref().context("the end points have no [message]")?;
        let run = Run::new(Texts::new(seed));
        let mut lines = Vec::with_capacity(count);
        for visitor in self.target.visitors(count).await? {
            let http = Http::connect(self.target.address).await?;
            lines.push(Line::Http { http, call: points.http.bind(&visitor) });
        }
        // Making the buyers took longer than the head start.
        let begin = begin.max(Instant::now() + HEAD_START);
        let outcome = load::open(lines, &run, begin, span, rate).await;
        Ok((run, outcome))
    }

    /// Everybody has all they take, more buyers wait, and conversations end: how soon their agents have the next.
    async fn free_some(&mut self, seed: u64) -> anyhow::Result<Samples> {
        let most = self.loads().await?.into_iter().map(|(load, _)| load).max().unwrap_or(0);
        self.take(most.max(1)).await?;
        // Those who have less than the busiest are filled up first.
        let room = AGENTS * usize::try_from(most.max(1)).unwrap_or(0) - self.watcher.owners.len();
        let span = Span { measured: Duration::from_secs_f64((room + FREED) as f64 / f64::from(RATE)), ..BURST };
        self.buyers(seed, room + FREED, Instant::now(), RATE, span).await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        self.watcher.see(Instant::now() + PATIENCE).await;
        self.watcher.seen.clear();

        let ending: Vec<(String, String)> = self.watcher.one_of_each(FREED);
        let mut freed: HashMap<String, Instant> = HashMap::new();
        let mut given = Samples::default();
        for (conversation, owner) in ending {
            let call = self.points.solve.with("conversation", &conversation).bind(&self.target.variables);
            freed.insert(owner, Instant::now());
            let answer = self.http.call(&call, &[]).await?;
            if answer.status != 200 {
                bail!("{}: {}", answer.status, answer.text());
            }
            self.watcher.owners.remove(&conversation);
            tokio::time::sleep(FREE_EVERY).await;
            self.note_next(&mut freed, &mut given);
        }
        let give_up = Instant::now() + PATIENCE;
        while !freed.is_empty() && self.watcher.see(give_up).await {
            self.note_next(&mut freed, &mut given);
        }
        self.check().await?;
        Ok(given)
    }

    fn note_next(&mut self, freed: &mut HashMap<String, Instant>, given: &mut Samples) {
        self.watcher.take_in();
        for frame in self.watcher.seen.drain(..) {
            if let Some(since) = frame.assignee.and_then(|owner| freed.remove(&owner)) {
                given.push(frame.at.saturating_duration_since(since));
            }
        }
    }

    /// Nobody has more than they take.
    async fn check(&mut self) -> anyhow::Result<()> {
        self.over_capacity += self.loads().await?.into_iter().filter(|(load, most)| load > most).count();
        Ok(())
    }

    /// What each agent has in hand, and the most they take.
    async fn loads(&mut self) -> anyhow::Result<Vec<(i64, i64)>> {
        let answer = self.http.call(&self.points.agents.bind(&self.target.variables), &[]).await?;
        let agents = answer.json()?;
        let agents = agents.pointer(&self.points.items).and_then(Value::as_array).context("no agents")?;
        let number = |agent: &Value, pointer: &str| agent.pointer(pointer).and_then(Value::as_i64).context("no number");
        agents.iter().map(|agent| Ok((number(agent, &self.points.load)?, number(agent, &self.points.most)?))).collect()
    }
}

/// A frame about a conversation.
struct Seen {
    at: Instant,
    text: String,
    conversation: String,
    /// Whose it became, if that is what the frame tells.
    assignee: Option<String>,
}

/// One desk that tells what comes.
struct Watcher {
    frames: mpsc::UnboundedReceiver<Seen>,
    seen: Vec<Seen>,
    /// Whose each conversation is.
    owners: HashMap<String, String>,
    /// Conversations that were given away once more while somebody had them.
    doubled: usize,
}

impl Watcher {
    fn start(mut socket: Socket, points: RoutingPoints) -> Self {
        let (tell, frames) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok(text) = socket.next().await {
                let at = Instant::now();
                let Ok(frame) = serde_json::from_str::<Value>(&text) else { continue };
                let word = |pointer: &str| frame.pointer(pointer).and_then(text_of);
                let Some(conversation) = word(&points.conversation) else { continue };
                let assignee = if text.contains(&points.given) { word(&points.assignee) } else { None };
                if tell.send(Seen { at, text: text.to_string(), conversation, assignee }).is_err() {
                    return;
                }
            }
        });
        Self { frames, seen: Vec::new(), owners: HashMap::new(), doubled: 0 }
    }

    /// Waits for what comes, but not for ever; whether something came.
    async fn see(&mut self, give_up: Instant) -> bool {
        let Ok(Some(first)) = tokio::time::timeout_at(give_up.into(), self.frames.recv()).await else { return false };
        self.note(first);
        self.take_in();
        true
    }

    fn take_in(&mut self) {
        while let Ok(frame) = self.frames.try_recv() {
            self.note(frame);
        }
    }

    fn note(&mut self, frame: Seen) {
        if let Some(owner) = &frame.assignee {
            self.doubled += usize::from(self.owners.insert(frame.conversation.clone(), owner.clone()).is_some());
        }
        self.seen.push(frame);
    }

    /// Conversations with their owners, each owner's turn once before anybody's second.
    fn one_of_each(&self, count: usize) -> Vec<(String, String)> {
        let mut left: Vec<(String, String)> = self.owners.iter().map(|(c, o)| (c.clone(), o.clone())).collect();
        left.sort();
        let mut chosen = Vec::with_capacity(count);
        while chosen.len() < count && !left.is_empty() {
            let mut served = HashSet::new();
            let (now, later): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, owner)| served.insert(owner.clone()));
            chosen.extend(now);
            left = later;
        }
        chosen.truncate(count);
        chosen
    }
}
