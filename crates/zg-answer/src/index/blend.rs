//! From evidence to likelihood: how much each kind counts, and how sure the whole is.

use super::Index;
use super::evidence::{Evidence, INPUTS};
use super::ranking::{Candidate, Ranking, Signals};
use crate::model::{Logistic, shares, sigmoid};

/// Weights, of the kinds of evidence beside each other and of what makes the first entry sure.
#[derive(Debug, Clone)]
pub(super) struct Blend {
    pub weights: Logistic,
    pub surety: Logistic,
}

/// What the weights are before a shop's own phrasings say otherwise.
pub(super) const WEIGHTS: [f32; INPUTS] = [4.0, 0.0, 0.3, 0.5, 5.0, 4.0, 8.0];
pub(super) const SURETY: [f32; 8] = [-5.0, 2.0, 1.0, 2.0, 2.0, 1.0, 0.0, 1.0];

impl Default for Blend {
    fn default() -> Self {
        Self { weights: Logistic { weights: WEIGHTS.to_vec() }, surety: Logistic { weights: SURETY.to_vec() } }
    }
}

/// Evidence with its share of all, the likeliest first.
pub(super) struct Ranked {
    pub evidence: Evidence,
    value: f32,
    pub share: f32,
}

/// Beyond what any evidence gives: a phrasing asked word for word.
const VERBATIM: f32 = 100.0;
const VERBATIM_CONFIDENCE: f32 = 0.99;
/// Beyond what any other evidence gives: the same words, with other numbers at most. An order's number is not what makes a
/// question another, whatever a sentence seems to mean by it.
const SAME_WORDS: f32 = 50.0;
/// Likenesses are sums: of the same words nearly one.
const ALL: f32 = 0.9999;

impl Blend {
    pub fn order(&self, evidence: &[Evidence], verbatim: &[usize]) -> Vec<Ranked> {
        let value = |evidence: &Evidence| {
            let beyond = match evidence.words {
                _ if verbatim.contains(&evidence.entry) => VERBATIM,
                words if words >= ALL => SAME_WORDS,
                _ => 0.0,
            };
            self.weights.value(&evidence.inputs()) + beyond
        };
        let values: Vec<f32> = evidence.iter().map(value).collect();
        let ranked = evidence.iter().zip(&values).zip(shares(&values));
        let mut ranked: Vec<Ranked> =
            ranked.map(|((evidence, value), share)| Ranked { evidence: *evidence, value: *value, share }).collect();
        ranked.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.evidence.entry.cmp(&b.evidence.entry)));
        ranked
    }

    /// What tells how sure the first is.
    pub fn surety_inputs(&self, ranked: &[Ranked], known: f32) -> Option<Vec<f32>> {
        let first = ranked.first()?;
        let ahead = ranked.get(1).map_or(first.value, |second| first.value - second.value);
        let Evidence { words, nearest, centre, learned, .. } = first.evidence;
        Some(vec![
            1.0,
            first.share,
            ahead.min(6.0) / 6.0,
            words,
            nearest,
            centre,
            learned.clamp(-5.0, 10.0) / 5.0,
            known,
        ])
    }

    pub fn rank(&self, index: &Index, evidence: &[Evidence], known: f32, verbatim: &[usize], limit: usize) -> Ranking {
        let ranked = self.order(evidence, verbatim);
        let sure = self.surety_inputs(&ranked, known).map_or(0.0, |inputs| sigmoid(self.surety.value(&inputs)));
        let confidence = if verbatim.is_empty() { sure } else { VERBATIM_CONFIDENCE };
        let most = ranked.first().map_or(1.0, |first| first.share);
        let candidate = |ranked: &Ranked| Candidate {
            entry: index.known[ranked.evidence.entry].id,
            score: confidence * ranked.share / most,
            phrasing: ranked.evidence.phrasing,
            signals: Signals {
                words: ranked.evidence.words,
                learned: index.learned.linear.as_ref().map(|_| sigmoid(ranked.evidence.learned)),
                meaning: index.learned.spread.as_ref().map(|_| ranked.evidence.nearest.clamp(0.0, 1.0)),
            },
        };
        Ranking { candidates: ranked.iter().take(limit).map(candidate).collect(), confidence }
    }
}
