//! When to try again.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::clock::Time;
use crate::ids::JobId;

/// Pauses after the first, second … try: short blips pass soon, a broken receiver has a day and more.
const PAUSES_SECONDS: [i64; 8] = [5, 30, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 8 * 3600, 10 * 3600];
/// Pauses are longer by up to this share, so that what failed together does not come back together.
const JITTER: f64 = 0.2;

/// When to try again after so many tries; never, after the last.
///
/// The same job gets the same pauses on every node: chance comes from its id.
pub fn again_at(now: Time, id: JobId, attempts: i64) -> Option<Time> {
    let pause = *PAUSES_SECONDS.get(usize::try_from(attempts - 1).unwrap_or(0))?;
    let (_, seed) = id.0.as_u64_pair();
    let share = StdRng::seed_from_u64(seed ^ attempts.unsigned_abs()).random_range(0.0..JITTER);
    let millis = pause as f64 * 1000.0 * (1.0 + share);
    Some(now.plus_millis(millis as i64))
}

pub fn is_last(attempts: i64) -> bool {
    attempts > PAUSES_SECONDS.len() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_job_is_tried_for_more_than_a_day() {
        let id = JobId::new();
        let tries = 1..=PAUSES_SECONDS.len() as i64;
        let pauses: i64 = tries.clone().filter_map(|tries| again_at(Time(0), id, tries)).map(|at| at.0 / 1000).sum();
        assert!(pauses > 24 * 3600, "{pauses} s");
        assert!(tries.clone().all(|tries| !is_last(tries)));
        let last = tries.end() + 1;
        assert!(is_last(last) && again_at(Time(0), id, last).is_none());
    }

    #[test]
    fn pauses_differ_by_job_and_never_by_asking() {
        let (a, b) = (JobId::new(), JobId::new());
        assert_eq!(again_at(Time(0), a, 3), again_at(Time(0), a, 3));
        assert_ne!(again_at(Time(0), a, 3), again_at(Time(0), b, 3));
        let at = again_at(Time(0), a, 3).expect("a pause").0;
        assert!((300_000..360_000).contains(&at), "{at} ms");
    }
}
