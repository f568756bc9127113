//! How a run went: a table for people, lines of JSON for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;

use crate::desk::Told;
use crate::faults::Fault;
use crate::ledger::{Breach, Ledger};
use crate::receiver;

/// How long the server took after a fault to acknowledge again.
#[derive(Debug, Clone, Copy)]
pub struct Strike {
    pub fault: Fault,
    pub ready: Duration,
}

#[derive(Debug)]
pub struct Report {
    pub store: &'static str,
    pub seed: u64,
    pub strikes: Vec<Strike>,
    pub sent: u64,
    pub acknowledged: u64,
    pub repeated: u64,
    pub refused: u64,
    pub events: u64,
    pub leaps: u64,
    /// What a webhook told another system, repeats included.
    pub told_others: u64,
    pub breaches: BTreeMap<Breach, u64>,
    pub told: Vec<String>,
    /// Where the data of a failed run lie.
    pub kept: Option<PathBuf>,
}

impl Report {
    pub fn of(
        store: &'static str,
        seed: u64,
        strikes: Vec<Strike>,
        ledger: &Ledger,
        told: Told,
        told_others: &[receiver::Told],
    ) -> Self {
        let entries = ledger.entries();
        let acknowledged = entries.values().filter(|entry| entry.acknowledged.is_some()).count() as u64;
        Self {
            store,
            seed,
            strikes,
            sent: entries.len() as u64,
            acknowledged,
            repeated: ledger.answers() - acknowledged,
            refused: ledger.refusals(),
            events: told.events,
            leaps: told.leaps,
            told_others: told_others.len() as u64,
            breaches: ledger.breaches(),
            told: ledger.told(),
            kept: None,
        }
    }

    /// Whether the server kept its word.
    pub fn is_clean(&self) -> bool {
        self.breaches.is_empty()
    }

    fn count(&self, breach: Breach) -> u64 {
        self.breaches.get(&breach).copied().unwrap_or_default()
    }

    /// Each fault with how often it struck and the longest time to be ready again.
    fn by_fault(&self) -> BTreeMap<&'static str, (usize, Duration)> {
        let mut faults = BTreeMap::new();
        for strike in &self.strikes {
            let (count, longest) = faults.entry(strike.fault.name()).or_insert((0, Duration::ZERO));
            *count += 1;
            *longest = strike.ready.max(*longest);
        }
        faults
    }

    /// One object a line, as the bench writes them.
    pub fn json(&self) -> Vec<String> {
        let line = |metric: &str, value: f64, unit: &str, params: serde_json::Value| {
            let mut all = json!({ "store": self.store, "seed": self.seed });
            for (name, value) in params.as_object().into_iter().flatten() {
                all[name] = value.clone();
            }
            json!({ "scenario": "faults", "metric": metric, "value": value, "unit": unit, "params": all }).to_string()
        };
        let count = |metric, value: u64| line(metric, value as f64, "count", json!({}));
        let mut lines = vec![
            count("sent", self.sent),
            count("acknowledged", self.acknowledged),
            count("repeated", self.repeated),
            count("refused_clearly", self.refused),
            count("events", self.events),
            count("told_others", self.told_others),
        ];
        lines.extend(Breach::ALL.map(|breach| count(breach.name(), self.count(breach))));
        for (fault, (strikes, longest)) in self.by_fault() {
            lines.push(line("strikes", strikes as f64, "count", json!({ "fault": fault })));
            lines.push(line("ready", (longest.as_secs_f64() * 1e3).round(), "ms", json!({ "fault": fault })));
        }
        lines
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "store {} · seed {}", self.store, self.seed)?;
        writeln!(f, "\n  {:<18}{:>8}  {:>16}", "fault", "strikes", "ready again (ms)")?;
        for (fault, (strikes, longest)) in self.by_fault() {
            writeln!(f, "  {fault:<18}{strikes:>8}  {:>16}", longest.as_millis())?;
        }
        writeln!(f)?;
        let done = [
            ("messages", self.sent),
            ("acknowledged", self.acknowledged),
            ("repeats answered", self.repeated),
            ("refused clearly", self.refused),
            ("events told", self.events),
            ("desk began anew", self.leaps),
            ("told by webhook", self.told_others),
        ];
        for (what, count) in done.into_iter().chain(Breach::ALL.map(|breach| (breach.name(), self.count(breach)))) {
            writeln!(f, "  {what:<18}{count:>8}")?;
        }
        for what in &self.told {
            writeln!(f, "  {what}")?;
        }
        match &self.kept {
            Some(folder) => writeln!(f, "\nfailed: seed {}, data kept in {}", self.seed, folder.display()),
            None => writeln!(f, "\nnothing lost, nothing doubled"),
        }
    }
}
