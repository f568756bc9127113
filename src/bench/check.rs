//! Whether what was acknowledged is there: read back through the API, word for word.

use std::collections::HashMap;

use anyhow::Context;
use serde_json::Value;

use super::agents::Arrival;
use super::endpoints::Pages;
use super::http::{Http, text_of};
use super::load::{Run, Sent};
use super::template::Variables;

/// What must be nought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Faults {
    /// Acknowledged and not there.
    pub lost: usize,
    /// There more than once.
    pub doubled: usize,
    /// There with other words.
    pub changed: usize,
}

impl std::ops::AddAssign for Faults {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.changed += other.changed;
    }
}

/// Compares what one visitor was told is stored with what the visitor reads.
pub(super) async fn read_back(
    http: &mut Http,
    pages: &Pages,
    visitor: &Variables,
    run: &Run,
    sent: &[Sent],
) -> anyhow::Result<Faults> {
    let call = pages.call.bind(visitor);
    let mut times_met: HashMap<u64, usize> = HashMap::new();
    let mut faults = Faults::default();
    let mut after = "0".to_owned();
    loop {
        let answer = http.call(&call, &[("after", &after)]).await?;
        let body = answer.json()?;
        let items = body.pointer(&pages.items).and_then(Value::as_array);
        let items = items.with_context(|| format!("no list at {}: {}", pages.items, answer.text()))?;
        for item in items {
            let Some(number) = item.pointer(&pages.id).and_then(Value::as_str).and_then(|id| run.ids.find(id)) else {
                continue;
            };
            *times_met.entry(number).or_default() += 1;
            if item.pointer(&pages.text).and_then(Value::as_str) != Some(run.texts.message(number).as_str()) {
                faults.changed += 1;
            }
        }
        let last = items.last().and_then(|item| item.pointer(&pages.position)).and_then(text_of);
        match last {
            Some(position) if position != after => after = position,
            _ => break,
        }
    }
    faults += count(sent.iter().map(|sent| sent.number), &times_met);
    Ok(faults)
}

/// Compares what was stored with what reached one agent.
pub(super) fn delivered(sent: impl Iterator<Item = u64>, arrivals: &[Arrival]) -> Faults {
    let mut times_met: HashMap<u64, usize> = HashMap::new();
    for (number, _) in arrivals {
        *times_met.entry(*number).or_default() += 1;
    }
    count(sent, &times_met)
}

fn count(sent: impl Iterator<Item = u64>, times_met: &HashMap<u64, usize>) -> Faults {
    Faults {
        lost: sent.filter(|number| !times_met.contains_key(number)).count(),
        doubled: times_met.values().map(|times| times - 1).sum(),
        changed: 0,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn lost_and_doubled_are_told_apart() {
        let now = Instant::now();
        let arrivals = [(1, now), (2, now), (2, now), (9, now)];
        let faults = delivered([1, 2, 3].into_iter(), &arrivals);
        assert_eq!(faults, Faults { lost: 1, doubled: 1, changed: 0 });
    }
}
