//! `search`: rare, common, two-word and Chinese terms, newest first.

use std::fmt::Write;

use anyhow::{Context, bail};
use serde_json::Value;

use super::endpoints::SearchPoints;
use super::http::Http;
use super::reads::{self, Case, Click};
use super::report::{Params, Report};
use super::settings::Settings;
use super::target::Target;
use super::text::TERMS;

const CONCURRENCIES: [usize; 2] = [1, 8];

pub(super) async fn run(settings: &Settings, ours: &Target, bare: &Target, report: &mut Report) -> anyhow::Result<()> {
    let params = Params::new(settings.store.name()).with("messages", settings.messages);
    for (kind, terms) in TERMS {
        for concurrency in CONCURRENCIES {
            let case = Case {
                params: params.with("term", kind),
                concurrency,
                ours: searches(ours, terms).await?.into(),
                bare: searches(bare, terms).await?.into(),
            };
            reads::measure(settings, ours, bare, &case, report).await?;
        }
    }
    Ok(())
}

async fn searches(target: &Target, terms: &[&str]) -> anyhow::Result<Vec<Click>> {
    let points = target.points.search.as_ref().context("the end points have no [search]")?;
    let mut http = Http::connect(target.address).await?;
    let mut clicks = Vec::with_capacity(terms.len());
    for term in terms {
        let mut variables = target.variables.clone();
        variables.insert("term".to_owned(), escaped(term));
        let click = Click::rehearse(&mut http, vec![points.call.bind(&variables)]).await?;
        for answer in click.answers() {
            check(term, &serde_json::from_slice(answer)?, points)?;
        }
        clicks.push(click);
    }
    Ok(clicks)
}

/// Every hit must hold every word that was looked for, and the count must not be smaller than what is shown.
fn check(term: &str, body: &Value, points: &SearchPoints) -> anyhow::Result<()> {
    let items = body.pointer(&points.items).and_then(Value::as_array);
    let items = items.with_context(|| format!("no list of hits for {term}"))?;
    for item in items {
        let text = item.pointer(&points.text).and_then(Value::as_str).unwrap_or_default().to_lowercase();
        if let Some(word) = term.split(' ').find(|word| !text.contains(word)) {
            bail!("a hit for {term} lacks {word}: {text}");
        }
    }
    let total = points.total.as_ref().and_then(|total| body.pointer(total)?.as_u64());
    if total.is_some_and(|total| total < items.len() as u64) {
        bail!("{} hits for {term}, and a total of {total:?}", items.len());
    }
    Ok(())
}

fn escaped(term: &str) -> String {
    let mut escaped = String::new();
    for byte in term.bytes() {
        _ = write!(escaped, "%{byte:02X}");
    }
    escaped
}
