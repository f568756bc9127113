//! `answer`: how soon a question finds its entry among so many phrasings, what that costs, and how often it is right.

mod knowledge;
mod learning;
mod quality;

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

use self::knowledge::{Shelf, shape};
use self::learning::{Shop, learn};
use super::endpoints::AnswerPoints;
use super::http::Http;
use super::reads::{self, Click};
use super::report::{Params, Report};
use super::settings::Settings;
use super::store::Data;
use super::target::Target;

const CONCURRENCIES: [usize; 2] = [1, 8];
/// So many questions take turns; every second one is a phrasing as it stands.
const QUESTIONS: u64 = 400;
const LIVE_WITHIN: Duration = Duration::from_secs(30);

pub(super) async fn run(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    if settings.url.is_some() {
        bail!("`answer` weighs a server's process, so it needs one of its own: leave --url out");
    }
    if let Some(dataset) = &settings.dataset {
        return quality::run(settings, dataset, report).await;
    }
    for phrasings in &settings.phrasings {
        measure(settings, Shelf::new(settings.seed, *phrasings), report).await?;
    }
    Ok(())
}

/// Fills an empty shop with these phrasings and asks it.
async fn measure(settings: &Settings, shelf: Shelf, report: &mut Report) -> anyhow::Result<()> {
    let data = Data::fresh(&settings.store, &settings.scratch).await?;
    let target = Target::own(&data).await?;
    let mut shop = Shop::of(&target).await?;
    let params = Params::new(settings.store.name()).with("phrasings", shelf.phrasings());
    // What the weights of the encoder hold is held once, however much is known.
    shop.import(&shelf.first()).await?;
    let is_understood = learn(&mut shop, &shelf.question(0)).await?.is_understood;
    let params = params.with("encoder", is_understood);
    let before = resident(&target);

    let begun = Instant::now();
    shop.import(&shelf.all()).await?;
    report.add(&params, "import", milliseconds(begun));
    let begun = Instant::now();
    learn(&mut shop, &shelf.question(0)).await?;
    report.add(&params, "first_learning", milliseconds(begun));
    report.add(&params, "resident", resident(&target));
    report.add(&params, "resident_each", (resident(&target) - before) / shelf.phrasings() as f64);

    let clicks = questions(&target, &shop.points, &shelf).await?.into();
    for concurrency in CONCURRENCIES {
        let params = params.with("concurrency", concurrency);
        if params.include(&settings.only) {
            for _ in 0..settings.repetitions {
                let mut reading = reads::read(target.address, &clicks, concurrency, settings.span).await?;
                reading.errors.iter().for_each(|error| eprintln!("{error}"));
                report.add(&params, "errors", reading.errors.len() as f64);
                report.add(
                    &params,
                    "throughput",
                    reading.latencies.len() as f64 / settings.span.measured.as_secs_f64(),
                );
                if let Some(p95) = reading.latencies.percentile(0.95) {
                    report.add(&params, "p95", p95);
                }
                report.add_latencies(&params, &mut reading.latencies);
            }
        }
    }
    for edit in 0..u64::from(settings.repetitions) {
        let begun = Instant::now();
        let (file, question, entry) = shelf.edit(edit);
        shop.import(&file).await?;
        while shop.first(&question).await?.as_ref() != Some(&entry) {
            if begun.elapsed() > LIVE_WITHIN {
                bail!("{entry} is not found by {question} after {LIVE_WITHIN:?}");
            }
        }
        report.add(&params, "edit", milliseconds(begun));
        learn(&mut shop, &question).await?;
        report.add(&params, "retrain", milliseconds(begun));
    }
    target.end().await?;
    data.remove().await
}

/// Each question asked once; what is a phrasing as it stands must find an entry that has it.
async fn questions(target: &Target, points: &AnswerPoints, shelf: &Shelf) -> anyhow::Result<Vec<Click>> {
    let mut http = Http::connect(target.address).await?;
    let (mut clicks, holders) = (Vec::new(), shelf.holders());
    for number in 0..QUESTIONS {
        let question = if number % 2 == 0 { shelf.known(number) } else { shelf.question(number) };
        let call = points.asking(&target.variables, &question)?;
        let click = Click::rehearse(&mut http, vec![call]).await?;
        for answer in click.answers() {
            let answer: Value = serde_json::from_slice(answer)?;
            let ranked = points.entries(&answer).context("no ranking")?;
            if let Some(entries) =
                holders.get(&shape(&question)).filter(|entries| !entries.iter().any(|e| ranked.contains(e)))
            {
                bail!("{question} does not find one of {entries:?} but {ranked:?}");
            }
        }
        clicks.push(click);
    }
    Ok(clicks)
}

fn resident(target: &Target) -> f64 {
    target.usage().map_or(0.0, |usage| usage.resident_bytes as f64)
}

fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}
