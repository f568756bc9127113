//! `flood`: what calm buyers notice of somebody who sends a thousand requests a second, under the limits of production (S14).
//!
//! The calm ones write by socket, few enough that nobody of them meets a limit; with the flood and without it in turn: a
//! flood may double what others wait, and not more.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::check::{self, Faults};
use super::endpoints::Call;
use super::http::Http;
use super::load::{self, Run};
use super::message::{self, HEAD_START, Via};
use super::report::{Params, Report};
use super::settings::Settings;
use super::stats::Samples;
use super::store::Data;
use super::target::{Limits, Target};
use super::template::{Template, Variables};
use super::text::Texts;

const CALM: usize = 32;
const CALM_RATE: u32 = 30;
/// Connections of the flood, and how often each of them asks.
const LOUD: usize = 8;
const EACH_ASKS_EVERY: Duration = Duration::from_millis(8);
const TOO_MANY: u16 = 429;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flood {
    /// One buyer writes, over and over.
    Messages,
    /// A stranger tries passwords.
    Passwords,
}

impl Flood {
    fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Passwords => "passwords",
        }
    }

    fn call(self, target: &Target, loud: &Variables) -> anyhow::Result<Call> {
        let here = target.for_requests_here(loud);
        Ok(match self {
            Self::Messages => target.points.message.as_ref().context("[message]")?.http.bind(&here),
            Self::Passwords => {
                let template = |text: &str| Template::from(text.to_owned());
                let body = json!({ "email": "owner@bench.example", "password": "not the password" }).to_string();
                let headers = [("content-type", "application/json"), ("origin", "{{origin}}")];
                let call = Call {
                    method: "POST".to_owned(),
                    path: template("/api/v1/session"),
                    headers: headers.map(|(name, value)| (name.to_owned(), template(value))).into(),
                    body: Some(template(&body)),
                    status: Vec::new(),
                    capture: [].into(),
                };
                call.bind(&here)
            }
        })
    }
}

pub(super) async fn run(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    if settings.url.is_some() {
        bail!("`flood` needs a server of its own, with the limits of production: leave --url out");
    }
    let data = Data::fresh(&settings.store, &settings.scratch).await?;
    // So many new buyers from one address would be a flood themselves.
    let open = Target::own(&data).await?;
    let known = open.variables.clone();
    let (calm, loud) = (open.visitors(CALM).await?, open.visitors(1).await?);
    open.end().await?;
    let target = Target::again_with(&data, known, Limits::AsInProduction).await?;
    for flood in [Flood::Messages, Flood::Passwords] {
        let params = Params::new(settings.store.name()).with("flood", flood.name()).with("until", "acknowledged");
        if !params.include(&settings.only) {
            continue;
        }
        let loud = flood.call(&target, loud.first().context("a loud one")?)?;
        for _ in 0..settings.repetitions {
            let mut alone = measure(&target, &calm, settings).await?;
            let done = CancellationToken::new();
            let beside = async {
                let measured = measure(&target, &calm, settings).await;
                done.cancel();
                measured
            };
            let (beside, told) = tokio::join!(beside, shout(&target, &loud, &done));
            let (mut beside, told) = (beside?, told?);
            alone.add_to(report, &params.with("beside", "nobody"));
            beside.add_to(report, &params.with("beside", "the_flood"));
            report.add(&params, "flood_requests", told.answered as f64);
            report.add(&params, "flood_refused", told.refused as f64);
            if let (Some(alone), Some(beside)) = (alone.waits.percentile(0.5), beside.waits.percentile(0.5)) {
                report.add(&params, "limit_ratio", alone / beside);
            }
        }
    }
    target.end().await?;
    data.remove().await
}

/// What the calm ones met.
#[derive(Debug, Default)]
struct Calm {
    waits: Samples,
    errors: Vec<String>,
    faults: Faults,
}

impl Calm {
    fn add_to(&mut self, report: &mut Report, params: &Params) {
        for error in &self.errors {
            eprintln!("flood: {error}");
        }
        report.add(params, "errors", (self.errors.len() + self.faults.changed) as f64);
        report.add(params, "lost", self.faults.lost as f64);
        report.add(params, "doubled", self.faults.doubled as f64);
        report.add_latencies(params, &mut self.waits);
    }
}

async fn measure(target: &Target, calm: &[Variables], settings: &Settings) -> anyhow::Result<Calm> {
    let points = target.points.message.as_ref().context("the end points have no [message]")?;
    let run = Run::new(Texts::new(settings.seed));
    let mut lines = Vec::with_capacity(calm.len());
    for visitor in calm {
        lines.push(message::connect(target, points, Via::Socket, &target.for_requests_here(visitor)).await?);
    }
    let begin = Instant::now() + HEAD_START;
    let outcome = load::open(lines, &run, begin, settings.span, CALM_RATE).await;
    let mut measured = Calm { errors: outcome.errors, ..Calm::default() };
    let from = begin + settings.span.warm_up;
    for sent in outcome.lines.iter().flatten().filter(|sent| sent.due >= from) {
        measured.waits.push(sent.acknowledged.saturating_duration_since(sent.due));
    }
    let mut http = Http::connect(target.address).await?;
    for (visitor, sent) in calm.iter().zip(&outcome.lines) {
        let visitor = target.for_requests_here(visitor);
        measured.faults += check::read_back(&mut http, &points.read_back, &visitor, &run, sent).await?;
    }
    Ok(measured)
}

#[derive(Debug, Default)]
struct Told {
    answered: u64,
    refused: u64,
}

/// Asks and asks, whatever the answers are.
async fn shout(target: &Target, call: &Call, done: &CancellationToken) -> anyhow::Result<Told> {
    let mut tasks: JoinSet<anyhow::Result<Told>> = JoinSet::new();
    for _ in 0..LOUD {
        let (mut http, call, done) = (Http::connect(target.address).await?, call.clone(), done.clone());
        tasks.spawn(async move {
            let mut told = Told::default();
            let mut ticks = interval(EACH_ASKS_EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while !done.is_cancelled() {
                ticks.tick().await;
                let id = Uuid::new_v4().to_string();
                let answer = http.call(&call, &[("id", &id), ("text", "\"在吗在吗\"")]).await?;
                told.answered += 1;
                told.refused += u64::from(answer.status == TOO_MANY);
            }
            Ok(told)
        });
    }
    let mut all = Told::default();
    while let Some(told) = tasks.join_next().await {
        let told = told??;
        all.answered += told.answered;
        all.refused += told.refused;
    }
    Ok(all)
}
