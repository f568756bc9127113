//! `desk`: the first page of each view, and what a click on a conversation asks for.

use anyhow::{Context, bail};
use serde_json::Value;

use super::endpoints::DeskPoints;
use super::http::{Http, text_of};
use super::reads::{self, Case, Click};
use super::report::{Params, Report};
use super::settings::Settings;
use super::target::Target;

const CONCURRENCY: usize = 8;

pub(super) async fn run(settings: &Settings, ours: &Target, bare: &Target, report: &mut Report) -> anyhow::Result<()> {
    let params = Params::new(settings.store.name())
        .with("conversations", settings.conversations)
        .with("messages", settings.messages);
    let (our_points, bare_points) = (points(ours)?, points(bare)?);
    let (mut our_http, mut bare_http) = (Http::connect(ours.address).await?, Http::connect(bare.address).await?);

    let (mut our_ids, mut bare_ids) = (Vec::new(), Vec::new());
    for name in our_points.views.keys() {
        let case = Case {
            params: params.with("view", name.as_str()),
            concurrency: CONCURRENCY,
            ours: [page(ours, &mut our_http, our_points, name, &mut our_ids).await?].into(),
            bare: [page(bare, &mut bare_http, bare_points, name, &mut bare_ids).await?].into(),
        };
        reads::measure(settings, ours, bare, &case, report).await?;
    }
    let case = Case {
        params: params.with("view", "conversation"),
        concurrency: CONCURRENCY,
        ours: openings(ours, &mut our_http, our_points, &our_ids).await?.into(),
        bare: openings(bare, &mut bare_http, bare_points, &bare_ids).await?.into(),
    };
    reads::measure(settings, ours, bare, &case, report).await
}

fn points(target: &Target) -> anyhow::Result<&DeskPoints> {
    target.points.desk.as_ref().context("the end points have no [desk]")
}

/// The first page of a view; its conversations are noted to be opened later.
async fn page(
    target: &Target,
    http: &mut Http,
    points: &DeskPoints,
    view: &str,
    ids: &mut Vec<String>,
) -> anyhow::Result<Click> {
    let call = points.views.get(view).with_context(|| format!("the end points have no view {view}"))?;
    let click = Click::rehearse(http, vec![call.bind(&target.variables)]).await?;
    for answer in click.answers() {
        let body: Value = serde_json::from_slice(answer)?;
        let items = body.pointer(&points.items).and_then(Value::as_array).filter(|items| !items.is_empty());
        let items = items.with_context(|| format!("view {view} is empty"))?;
        for item in items {
            let id = item.pointer(&points.id).and_then(text_of);
            ids.push(id.with_context(|| format!("a conversation of view {view} has no id"))?);
        }
    }
    Ok(click)
}

async fn openings(target: &Target, http: &mut Http, points: &DeskPoints, ids: &[String]) -> anyhow::Result<Vec<Click>> {
    let mut clicks = Vec::with_capacity(ids.len());
    for id in ids {
        let mut variables = target.variables.clone();
        variables.insert("conversation".to_owned(), id.clone());
        let calls = points.open.iter().map(|call| call.bind(&variables)).collect();
        let click = Click::rehearse(http, calls).await?;
        if !click.answers().any(|answer| String::from_utf8_lossy(answer).contains(id.as_str())) {
            bail!("conversation {id} answered with another");
        }
        clicks.push(click);
    }
    Ok(clicks)
}
