//! Slows down guessing: after some failures a key must wait, whether or not it belongs to anybody.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::sync::Cache;

use crate::clock::Time;
use crate::error::{Error, Result};

const WINDOW_SECONDS: i64 = 15 * 60;
/// How many keys are remembered at most; the least recent ones are forgotten.
const KEYS: u64 = 100_000;

/// Counts failures by key in windows of a quarter of an hour.
#[derive(Debug, Clone)]
pub struct Throttle {
    allowed: u32,
    failures: Cache<String, Arc<Mutex<Failures>>>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    since: Time,
    count: u32,
}

impl Throttle {
    pub fn new(allowed: u32) -> Self {
        let failures = Cache::builder()
            .max_capacity(KEYS)
            .time_to_idle(Duration::from_secs(WINDOW_SECONDS.unsigned_abs()))
            .build();
        Self { allowed, failures }
    }

    /// Counts an attempt before it is made, so that many at once do not slip through.
    pub fn attempt(&self, key: &str, now: Time) -> Result<()> {
        let entry = self.failures.get_with(key.to_owned(), || Arc::new(Mutex::new(Failures { since: now, count: 0 })));
        let mut failures = entry.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = failures.since.plus_seconds(WINDOW_SECONDS);
        if now >= ends {
            *failures = Failures { since: now, count: 0 };
        }
        if failures.count >= self.allowed {
            let wait = (ends.0 - now.0).max(0).unsigned_abs().div_ceil(1000);
            return Err(Error::TooMany { retry_after_seconds: wait.max(1) });
        }
        failures.count += 1;
        Ok(())
    }

    /// Forgets a key after success.
    pub fn clear(&self, key: &str) {
        self.failures.invalidate(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_waits_after_too_many_attempts_and_others_do_not() {
        let throttle = Throttle::new(3);
        let start = Time(1_000_000);
        for _ in 0..3 {
            throttle.attempt("mei", start).expect("allowed");
        }
        assert!(matches!(throttle.attempt("mei", start), Err(Error::TooMany { retry_after_seconds: 900 })));
        throttle.attempt("lin", start).expect("another key");
        throttle.attempt("mei", start.plus_seconds(WINDOW_SECONDS)).expect("a new window");
    }

    #[test]
    fn success_forgets() {
        let throttle = Throttle::new(1);
        throttle.attempt("mei", Time(0)).expect("allowed");
        throttle.clear("mei");
        throttle.attempt("mei", Time(0)).expect("allowed again");
    }
}
