//! Figures as they are measured, and how they are shown: a table, or one JSON object a line.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use super::stats::{Samples, Spread};

/// What a figure was measured under; two figures with equal parameters belong to one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Params(BTreeMap<&'static str, Value>);

impl Params {
    pub(super) fn new(store: &str) -> Self {
        Self(BTreeMap::from([("store", Value::from(store))]))
    }

    pub(super) fn with(&self, name: &'static str, value: impl Into<Value>) -> Self {
        let mut params = self.clone();
        params.0.insert(name, value.into());
        params
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    fn words(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(name, value)| match value {
            Value::String(text) => format!("{name}={text}"),
            other => format!("{name}={other}"),
        })
    }

    fn label(&self) -> String {
        self.words().collect::<Vec<_>>().join(" ")
    }

    /// Whether all of these `name=value` are among them.
    pub(super) fn include(&self, wanted: &[String]) -> bool {
        wanted.iter().all(|wanted| self.words().any(|word| word == *wanted))
    }
}

/// One metric of one case over its repetitions.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub scenario: &'static str,
    pub metric: &'static str,
    pub params: Params,
    runs: Vec<f64>,
}

#[derive(Serialize)]
struct Line<'a> {
    scenario: &'a str,
    metric: &'a str,
    value: f64,
    unit: &'a str,
    params: &'a Params,
    low: f64,
    high: f64,
    repetitions: usize,
}

impl Figure {
    pub(super) fn spread(&self) -> Option<Spread> {
        Spread::of(&self.runs)
    }

    fn unit(&self) -> &'static str {
        match self.metric {
            "throughput" | "connect_rate" => "per second",
            "p50" | "p90" | "p95" | "p99" | "max" | "ready" | "import" | "first_learning" | "edit" | "retrain" => "ms",
            "resident" | "resident_each" => "bytes",
            "server_cpu" | "generator_cpu" => "cores",
            "limit_ratio" | "r@1" | "r@3" | "mrr" | "auroc" => "ratio",
            _ => "count",
        }
    }

    pub(super) fn json(&self) -> Option<String> {
        let spread = self.spread()?;
        let line = Line {
            scenario: self.scenario,
            metric: self.metric,
            value: rounded(spread.median),
            unit: self.unit(),
            params: &self.params,
            low: rounded(spread.low),
            high: rounded(spread.high),
            repetitions: self.runs.len(),
        };
        serde_json::to_string(&line).ok()
    }
}

/// The figures of one scenario, in the order they were first measured.
#[derive(Debug)]
pub(super) struct Report {
    scenario: &'static str,
    figures: Vec<Figure>,
}

impl Report {
    pub(super) fn new(scenario: &'static str) -> Self {
        Self { scenario, figures: Vec::new() }
    }

    /// Adds one repetition's value to its case.
    pub(super) fn add(&mut self, params: &Params, metric: &'static str, value: f64) {
        let known = self.figures.iter_mut().find(|figure| figure.metric == metric && figure.params == *params);
        match known {
            Some(figure) => figure.runs.push(value),
            None => {
                self.figures.push(Figure { scenario: self.scenario, metric, params: params.clone(), runs: vec![value] })
            }
        }
    }

    pub(super) fn add_latencies(&mut self, params: &Params, samples: &mut Samples) {
        for (metric, value) in samples.latencies() {
            self.add(params, metric, value);
        }
    }

    pub(super) fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// What must be nought and is not: an error, a message lost or stored twice.
    pub(super) fn faults(&self) -> Vec<String> {
        self.figures
            .iter()
            .filter(|figure| matches!(figure.metric, "errors" | "lost" | "doubled" | "over_capacity"))
            .filter_map(|figure| Some((figure, figure.spread()?.high)))
            .filter(|(_, high)| *high > 0.0)
            .map(|(figure, high)| format!("{} {}: {high} {}", figure.scenario, figure.params.label(), figure.metric))
            .collect()
    }

    pub(super) fn table(&self) -> String {
        let mut text = String::new();
        let mut cases: Vec<&Params> = Vec::new();
        for figure in &self.figures {
            if !cases.contains(&&figure.params) {
                cases.push(&figure.params);
            }
        }
        for case in cases {
            _ = writeln!(text, "\n{}  {}", self.scenario, case.label());
            for figure in self.figures.iter().filter(|figure| figure.params == *case) {
                if let Some(spread) = figure.spread() {
                    _ = writeln!(
                        text,
                        "  {:<14}{:>14}  {:<11}{} – {}",
                        figure.metric,
                        shown(spread.median),
                        figure.unit(),
                        shown(spread.low),
                        shown(spread.high)
                    );
                }
            }
        }
        text
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Whole numbers from a hundred on, grouped by thousands; three decimals below.
fn shown(value: f64) -> String {
    if value.fract() == 0.0 || value.abs() >= 100.0 {
        let digits = format!("{value:.0}");
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        grouped
    } else {
        format!("{value:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_of_a_case_become_one_line() {
        let mut report = Report::new("message");
        let params = Params::new("sqlite").with("concurrency", 8);
        for value in [3.0, 1.0, 2.0] {
            report.add(&params, "p50", value);
        }
        report.add(&Params::new("sqlite").with("concurrency", 1), "p50", 9.0);
        assert_eq!(report.figures().len(), 2);
        assert_eq!(
            report.figures()[0].json().unwrap_or_default(),
            r#"{"scenario":"message","metric":"p50","value":2.0,"unit":"ms","params":{"concurrency":8,"store":"sqlite"},"low":1.0,"high":3.0,"repetitions":3}"#
        );
    }

    #[test]
    fn a_single_lost_message_is_a_fault() {
        let mut report = Report::new("message");
        let params = Params::new("sqlite");
        for lost in [0.0, 0.0, 1.0] {
            report.add(&params, "lost", lost);
        }
        assert_eq!(report.faults(), ["message store=sqlite: 1 lost"]);
    }

    #[test]
    fn numbers_read_easily() {
        assert_eq!(shown(1_234_567.0), "1 234 567");
        assert_eq!(shown(0.25), "0.250");
        assert_eq!(shown(100.4), "100");
        assert_eq!(shown(0.0), "0");
    }
}
