//! A shop that is taught and asked through its public interface.

use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::bench::endpoints::AnswerPoints;
use crate::bench::http::{Answer, Http};
use crate::bench::target::Target;
use crate::bench::template::Variables;

const LOOK_EVERY: Duration = Duration::from_millis(50);
/// As many questions as a job takes.
const A_JOB: usize = 10_000;

#[derive(Debug)]
pub(super) struct Shop {
    pub points: AnswerPoints,
    known: Variables,
    http: Http,
}

/// What came of many questions.
#[derive(Debug)]
pub(super) struct Learned {
    /// Of each question: what names the entries it may ask for, and how sure the first is.
    pub results: Vec<(Vec<String>, f32)>,
    /// Whether meanings were compared, not words alone.
    pub is_understood: bool,
}

impl Shop {
    pub(super) async fn of(target: &Target) -> anyhow::Result<Self> {
        let points = target.points.answer.clone().context("the end points have no [answer]")?;
        Ok(Self { points, known: target.variables.clone(), http: Http::connect(target.address).await? })
    }

    pub(super) async fn import(&mut self, file: &str) -> anyhow::Result<()> {
        self.points.import.with("file", file).run(&mut self.http, &mut self.known).await
    }

    /// What the likeliest entry is called by the file it came from.
    pub(super) async fn first(&mut self, question: &str) -> anyhow::Result<Option<String>> {
        let call = self.points.asking(&self.known, question)?;
        let answer = self.http.call(&call, &[]).await?;
        Ok(self.points.entries(&ok(answer)?).and_then(|entries| entries.into_iter().next()))
    }

    async fn bulk(&mut self, questions: &[String]) -> anyhow::Result<Learned> {
        let mut known = self.known.clone();
        self.points.bulk.with("questions", &json!(questions).to_string()).run(&mut self.http, &mut known).await?;
        loop {
            let job = ok(self.http.call(&self.points.progress.bind(&known), &[]).await?)?;
            match job["state"].as_str() {
                Some("done") => break,
                Some("waiting" | "running") => tokio::time::sleep(LOOK_EVERY).await,
                other => bail!("a job of questions is {other:?}"),
            }
        }
        let (mut results, mut is_understood) = (Vec::with_capacity(questions.len()), false);
        let call = self.points.results.bind(&known);
        while results.len() < questions.len() {
            let after = results.len().to_string();
            let page = ok(self.http.call(&call, &[("after", &after)]).await?)?;
            let items = page["items"].as_array().filter(|items| !items.is_empty()).context("results are missing")?;
            for item in items {
                let entries = self.points.entries(item).context("a result has no ranking")?;
                is_understood |= item.pointer("/ranked/0/explanation/meaning").is_some_and(Value::is_number);
                results.push((entries, item["confidence"].as_f64().unwrap_or_default() as f32));
            }
        }
        Ok(Learned { results, is_understood })
    }
}

/// Waits until the shop has learned from all it was told, and asks it: a job asks nothing sooner.
pub(super) async fn learn(shop: &mut Shop, question: &str) -> anyhow::Result<Learned> {
    shop.bulk(&[question.to_owned()]).await
}

/// As [`learn`], with any number of questions; in their order.
pub(super) async fn ask_all(shop: &mut Shop, questions: &[String]) -> anyhow::Result<Vec<(Vec<String>, f32)>> {
    let mut results = Vec::with_capacity(questions.len());
    for questions in questions.chunks(A_JOB) {
        results.extend(shop.bulk(questions).await?.results);
    }
    Ok(results)
}

fn ok(answer: Answer) -> anyhow::Result<Value> {
    if answer.status != 200 {
        bail!("{}: {}", answer.status, answer.text());
    }
    answer.json()
}
