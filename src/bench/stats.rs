//! Percentiles of what was measured, and the middle and range of its repetitions.

use std::time::Duration;

/// Latencies of one repetition.
#[derive(Debug, Default)]
pub(super) struct Samples {
    nanos: Vec<u64>,
    sorted: bool,
}

impl Samples {
    pub(super) fn push(&mut self, latency: Duration) {
        self.nanos.push(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
        self.sorted = false;
    }

    pub(super) fn append(&mut self, other: Self) {
        self.nanos.extend(other.nanos);
        self.sorted = false;
    }

    pub(super) fn len(&self) -> usize {
        self.nanos.len()
    }

    /// The smallest sample that at least this share of the samples does not exceed, in milliseconds.
    pub(super) fn percentile(&mut self, share: f64) -> Option<f64> {
        if !self.sorted {
            self.nanos.sort_unstable();
            self.sorted = true;
        }
        let rank = (share.clamp(0.0, 1.0) * self.nanos.len() as f64).ceil() as usize;
        self.nanos.get(rank.saturating_sub(1)).map(|&nanos| nanos as f64 / 1e6)
    }

    /// The four figures every latency is shown by.
    pub(super) fn latencies(&mut self) -> Vec<(&'static str, f64)> {
        [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)]
            .into_iter()
            .filter_map(|(name, share)| Some((name, self.percentile(share)?)))
            .collect()
    }
}

/// The middle of some repetitions, and how far they lay apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Spread {
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (&low, &high) = (sorted.first()?, sorted.last()?);
        let middle = sorted.len() / 2;
        let median =
            if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) };
        Some(Self { median, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(values: impl IntoIterator<Item = u64>) -> Samples {
        let mut samples = Samples::default();
        for value in values {
            samples.push(Duration::from_millis(value));
        }
        samples
    }

    #[test]
    fn percentiles_are_samples_that_were_measured() {
        let mut hundred = millis((1..=100).rev());
        assert_eq!(hundred.percentile(0.5), Some(50.0));
        assert_eq!(hundred.percentile(0.99), Some(99.0));
        assert_eq!(hundred.percentile(1.0), Some(100.0));
        assert_eq!(hundred.percentile(0.0), Some(1.0));
        assert_eq!(hundred.percentile(0.991), Some(100.0));
    }

    #[test]
    fn few_samples_still_have_every_percentile() {
        let mut one = millis([7]);
        assert_eq!(one.latencies(), [("p50", 7.0), ("p90", 7.0), ("p99", 7.0), ("max", 7.0)]);
        assert!(millis([]).latencies().is_empty());
    }

    #[test]
    fn samples_pushed_after_a_look_are_counted() {
        let mut samples = millis([5, 1]);
        assert_eq!(samples.percentile(1.0), Some(5.0));
        samples.append(millis([9]));
        assert_eq!(samples.percentile(1.0), Some(9.0));
        assert_eq!(samples.len(), 3);
    }

    #[test]
    fn spread_names_the_middle_and_both_ends() {
        assert_eq!(Spread::of(&[3.0, 1.0, 2.0]), Some(Spread { median: 2.0, low: 1.0, high: 3.0 }));
        assert_eq!(Spread::of(&[4.0, 1.0]), Some(Spread { median: 2.5, low: 1.0, high: 4.0 }));
        assert_eq!(Spread::of(&[]), None);
    }
}
