//! Work on two threads: learning is done sooner, and whoever asks meanwhile is not kept waiting by more of them.
//!
//! Invariant: results do not depend on how many threads there are.

use std::panic::resume_unwind;
use std::thread::{available_parallelism, scope};

const MOST: usize = 2;

/// As mapping one after another.
pub fn map<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = available_parallelism().map_or(1, usize::from).min(MOST);
    let share = items.len().div_ceil(threads).max(1);
    let all = |part: &[T]| part.iter().map(&of).collect::<Vec<R>>();
    scope(|scope| {
        let (first, rest) = items.split_at(share.min(items.len()));
        let others: Vec<_> = rest.chunks(share).map(|part| scope.spawn(move || all(part))).collect();
        let mut results = all(first);
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    })
}

/// One beside the other.
pub fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    scope(|scope| {
        let other = scope.spawn(other);
        (one(), other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for count in [0, 1, 2, 3, 7, 1000] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
        assert_eq!(both(|| 1, || "b"), (1, "b"));
    }
}
