//! Floors of the ratios to the bare path; absolute times of a shared machine say nothing and have none.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

use super::report::Figure;

/// `[[floor]]` tables of a floor file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Floors {
    #[serde(default, rename = "floor")]
    floors: Vec<Floor>,
}

/// The least `limit_ratio` of every case that has these parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    scenario: String,
    least: f64,
    #[serde(default)]
    params: BTreeMap<String, serde_json::Value>,
}

impl Floor {
    fn governs(&self, figure: &Figure) -> bool {
        figure.metric == "limit_ratio"
            && figure.scenario == self.scenario
            && self.params.iter().all(|(name, value)| figure.params.get(name) == Some(value))
    }
}

impl Floors {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("read {}", path.display()))
    }

    /// One line for every ratio below its floor.
    pub(super) fn missed(&self, figures: &[Figure]) -> Vec<String> {
        let mut missed = Vec::new();
        for floor in &self.floors {
            for figure in figures.iter().filter(|figure| floor.governs(figure)) {
                // The best repetition decides: noise of the machine only ever makes a ratio worse.
                if let Some(spread) = figure.spread().filter(|spread| spread.high < floor.least) {
                    let params = serde_json::to_string(&figure.params).unwrap_or_default();
                    missed.push(format!("{} {params}: {:.3} is below {}", figure.scenario, spread.high, floor.least));
                }
            }
        }
        missed
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::{Params, Report};
    use super::*;

    #[test]
    fn a_ratio_below_its_floor_is_named() {
        let floors: Floors =
            toml::from_str("[[floor]]\nscenario = \"desk\"\nleast = 0.2\nparams = { view = \"mine\" }").expect("valid");
        let mut report = Report::new("desk");
        let params = Params::new("sqlite");
        report.add(&params.with("view", "mine"), "limit_ratio", 0.1);
        report.add(&params.with("view", "all"), "limit_ratio", 0.1);
        report.add(&params.with("view", "mine"), "p50", 0.1);
        assert_eq!(floors.missed(report.figures()).len(), 1);

        report.add(&params.with("view", "mine"), "limit_ratio", 0.3);
        assert!(floors.missed(report.figures()).is_empty(), "one good repetition proves the path can");
    }
}
