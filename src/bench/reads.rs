//! Load that only reads: so many readers, each asking again as soon as the last answer is whole.
//!
//! Every answer is compared with one whose content was checked before: an error page is fast too.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::bail;
use bytes::Bytes;
use tokio::task::JoinSet;

use super::endpoints::Call;
use super::http::Http;
use super::load::Span;
use super::report::{Params, Report};
use super::settings::Settings;
use super::stats::Samples;
use super::target::Target;

/// What one click asks for, one call after the other, and what must come back.
#[derive(Debug)]
pub(super) struct Click {
    calls: Vec<(Call, Bytes)>,
}

impl Click {
    /// Makes the calls once; the caller looks into the answers.
    pub(super) async fn rehearse(http: &mut Http, calls: Vec<Call>) -> anyhow::Result<Self> {
        let mut rehearsed = Vec::with_capacity(calls.len());
        for call in calls {
            let answer = http.call(&call, &[]).await?;
            if !call.status.contains(&answer.status) {
                bail!("{}: {} {}", call.path.render(&[]), answer.status, answer.text());
            }
            rehearsed.push((call, answer.body));
        }
        Ok(Self { calls: rehearsed })
    }

    pub(super) fn answers(&self) -> impl Iterator<Item = &Bytes> {
        self.calls.iter().map(|(_, body)| body)
    }

    async fn perform(&self, http: &mut Http) -> anyhow::Result<()> {
        for (call, expected) in &self.calls {
            let answer = http.call(call, &[]).await?;
            if answer.body != *expected {
                bail!("{} answered {} otherwise than before: {}", call.path.render(&[]), answer.status, answer.text());
            }
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
pub(super) struct Reading {
    pub latencies: Samples,
    pub errors: Vec<String>,
}

pub(super) async fn read(
    address: SocketAddr,
    clicks: &Arc<[Click]>,
    concurrency: usize,
    span: Span,
) -> anyhow::Result<Reading> {
    let turn = Arc::new(AtomicUsize::new(0));
    let from = Instant::now() + span.warm_up;
    let end = from + span.measured;
    let mut readers = JoinSet::new();
    for _ in 0..concurrency {
        let mut http = Http::connect(address).await?;
        let (clicks, turn) = (Arc::clone(clicks), Arc::clone(&turn));
        readers.spawn(async move {
            let mut reading = Reading::default();
            while Instant::now() < end {
                let click = &clicks[turn.fetch_add(1, Ordering::Relaxed) % clicks.len()];
                let begun = Instant::now();
                if let Err(error) = click.perform(&mut http).await {
                    reading.errors.push(format!("{error:#}"));
                    break;
                }
                if begun >= from {
                    reading.latencies.push(begun.elapsed());
                }
            }
            reading
        });
    }
    let mut sum = Reading::default();
    while let Some(reading) = readers.join_next().await {
        let reading = reading?;
        sum.latencies.append(reading.latencies);
        sum.errors.extend(reading.errors);
    }
    Ok(sum)
}

/// A case that both servers can be asked.
#[derive(Debug)]
pub(super) struct Case {
    pub params: Params,
    pub concurrency: usize,
    pub ours: Arc<[Click]>,
    pub bare: Arc<[Click]>,
}

/// Measures a case on both servers in turn.
pub(super) async fn measure(
    settings: &Settings,
    ours: &Target,
    bare: &Target,
    case: &Case,
    report: &mut Report,
) -> anyhow::Result<()> {
    let params = case.params.with("concurrency", case.concurrency);
    if !params.include(&settings.only) {
        return Ok(());
    }
    for _ in 0..settings.repetitions {
        let before = ours.usage();
        let begun = Instant::now();
        let mut reading = read(ours.address, &case.ours, case.concurrency, settings.span).await?;
        let wall = begun.elapsed().as_secs_f64();
        if let Some((before, after)) = before.zip(ours.usage()) {
            report.add(&params, "server_cpu", (after.cpu_seconds - before.cpu_seconds) / wall);
        }
        for error in &reading.errors {
            eprintln!("{error}");
        }
        report.add(&params, "errors", reading.errors.len() as f64);
        report.add(&params, "throughput", reading.latencies.len() as f64 / settings.span.measured.as_secs_f64());
        report.add_latencies(&params, &mut reading.latencies);

        let mut limit = read(bare.address, &case.bare, case.concurrency, settings.span).await?;
        if let Some(error) = limit.errors.first() {
            bail!("the bare path: {error}");
        }
        if let (Some(ours), Some(bare)) = (reading.latencies.percentile(0.5), limit.latencies.percentile(0.5)) {
            report.add(&params, "limit_ratio", bare / ours);
        }
    }
    Ok(())
}
