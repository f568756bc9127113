//! Who may work at once: so many in all, and so many for one target.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::model::Job;
use crate::ids::JobId;

/// A dead target holds all its places until its time boxes end; there must be places left for the others.
const IN_ALL: usize = 512;
const FOR_ONE_TARGET: usize = 4;
/// For the server itself, whose jobs are short.
const FOR_OURSELVES: usize = 16;

#[derive(Debug, Clone)]
pub struct Places {
    taken: Arc<Mutex<Taken>>,
    bell: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Taken {
    jobs: HashSet<JobId>,
    by_target: HashMap<String, usize>,
}

/// A place that is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    of: Places,
    job: JobId,
    target: String,
}

impl Places {
    /// Whose places become free rings `bell`.
    pub fn new(bell: Arc<Notify>) -> Self {
        Self { taken: Arc::default(), bell }
    }

    /// How many more jobs of a target may begin.
    pub fn free_for(&self, target: &str) -> usize {
        let taken = self.lock();
        let most = if target.is_empty() { FOR_OURSELVES } else { FOR_ONE_TARGET };
        let free = most.saturating_sub(taken.by_target.get(target).copied().unwrap_or(0));
        free.min(IN_ALL.saturating_sub(taken.jobs.len()))
    }

    /// Whether this process is at it, whatever the clock says of its lease.
    pub fn has(&self, job: JobId) -> bool {
        self.lock().jobs.contains(&job)
    }

    pub fn take(&self, job: &Job) -> Place {
        let mut taken = self.lock();
        taken.jobs.insert(job.id);
        *taken.by_target.entry(job.target.clone()).or_default() += 1;
        Place { of: self.clone(), job: job.id, target: job.target.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.lock();
        taken.jobs.remove(&self.job);
        if let Some(count) = taken.by_target.get_mut(&self.target) {
            *count -= 1;
            if *count == 0 {
                taken.by_target.remove(&self.target);
            }
        }
        drop(taken);
        self.of.bell.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ShopId;

    fn job(target: &str) -> Job {
        Job {
            id: JobId::new(),
            shop_id: ShopId::new(),
            kind: String::new(),
            payload: String::new(),
            target: target.into(),
            lane: None,
            attempts: 1,
        }
    }

    #[test]
    fn a_target_fills_its_own_places_only() {
        let places = Places::new(Arc::default());
        let held: Vec<Place> = (0..FOR_ONE_TARGET).map(|_| places.take(&job("slow"))).collect();
        assert_eq!(places.free_for("slow"), 0);
        assert_eq!(places.free_for("other"), FOR_ONE_TARGET);
        drop(held);
        assert_eq!(places.free_for("slow"), FOR_ONE_TARGET);
    }

    #[test]
    fn all_together_have_an_end() {
        let places = Places::new(Arc::default());
        let held: Vec<Place> = (0..IN_ALL).map(|n| places.take(&job(&format!("{}", n / 4)))).collect();
        assert_eq!(places.free_for("one more"), 0);
        assert!(places.has(held[0].job));
        drop(held);
        assert_eq!(places.free_for("one more"), FOR_ONE_TARGET);
    }
}
