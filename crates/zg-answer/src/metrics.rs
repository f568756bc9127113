//! The usual figures of ranking and judging.

/// The share of questions whose right entry is among the first `depth`; `rank` counts from nought.
pub fn recall_at(depth: usize, ranks: &[Option<usize>]) -> f64 {
    share(ranks.iter().filter(|rank| rank.is_some_and(|rank| rank < depth)).count(), ranks.len())
}

/// The mean of one through the place of the right entry.
pub fn mean_reciprocal_rank(ranks: &[Option<usize>]) -> f64 {
    let sum: f64 = ranks.iter().flatten().map(|rank| 1.0 / (rank + 1) as f64).sum();
    sum / ranks.len().max(1) as f64
}

/// How likely one that is so scores higher than one that is not (area under the ROC curve); a tie counts half.
pub fn auroc(so: &[f32], not: &[f32]) -> f64 {
    let mut all: Vec<(f32, bool)> = so.iter().map(|score| (*score, true)).collect();
    all.extend(not.iter().map(|score| (*score, false)));
    let ranks = ranks(&all.iter().map(|(score, _)| f64::from(*score)).collect::<Vec<_>>());
    let sum: f64 = all.iter().zip(&ranks).filter(|((_, so), _)| *so).map(|(_, rank)| rank).sum();
    let (so, not) = (so.len() as f64, not.len() as f64);
    (sum - so * (so + 1.0) / 2.0) / (so * not)
}

/// The share of right answers among the surest `part` of all.
pub fn precision_of_surest(part: f64, answers: &[(f32, bool)]) -> f64 {
    let mut sorted = answers.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let count = ((sorted.len() as f64 * part).round() as usize).max(1);
    share(sorted.iter().take(count).filter(|(_, right)| *right).count(), count)
}

/// Spearman's rank correlation, in hundredths.
pub fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    100.0 * product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

pub fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Places in ascending order, from one; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let mean = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        equal.iter().for_each(|place| ranks[*place] = mean);
        before += equal.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_become_recall_and_reciprocal_rank() {
        let ranks = [Some(0), Some(2), None, Some(1)];
        assert_eq!(recall_at(1, &ranks), 0.25);
        assert_eq!(recall_at(3, &ranks), 0.75);
        assert!((mean_reciprocal_rank(&ranks) - (1.0 + 1.0 / 3.0 + 0.5) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn auroc_counts_pairs_in_order() {
        assert_eq!(auroc(&[0.9, 0.8], &[0.1, 0.2]), 1.0);
        assert_eq!(auroc(&[0.9, 0.1], &[0.5, 0.5]), 0.5);
        assert_eq!(auroc(&[0.5], &[0.5]), 0.5);
    }

    #[test]
    fn the_surest_come_first() {
        let answers = [(0.9, true), (0.8, false), (0.1, false), (0.7, true), (0.95, true)];
        assert_eq!(precision_of_surest(0.4, &answers), 1.0);
        assert_eq!(precision_of_surest(0.6, &answers), 2.0 / 3.0);
    }

    #[test]
    fn spearman_is_whole_for_any_rising_curve() {
        let a = [1.0, 2.0, 3.0, 4.0];
        assert!((spearman(&a, &a.map(|value: f64| value.exp())) - 100.0).abs() < 1e-9);
        assert!((spearman(&a, &[4.0, 3.0, 2.0, 1.0]) + 100.0).abs() < 1e-9);
    }
}
