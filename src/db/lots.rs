//! Many values for one question, some at a time.

/// What a statement takes at most.
const MOST: usize = 512;

/// The values in lots of few sizes, the last value said again to fill a lot: so few different statements stay prepared,
/// however many values there are.
pub fn lots<T: Copy>(values: &[T]) -> impl Iterator<Item = Vec<T>> {
    values.chunks(MOST).map(|some| {
        let mut lot = some.to_vec();
        if let Some(&last) = lot.last() {
            lot.resize(lot.len().next_power_of_two(), last);
        }
        lot
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lots_hold_all_and_come_in_few_sizes(count in 0_usize..3000) {
            let values: Vec<usize> = (0..count).collect();
            let lots: Vec<Vec<usize>> = lots(&values).collect();
            prop_assert!(lots.iter().all(|lot| lot.len().is_power_of_two() && lot.len() <= MOST));
            let held: BTreeSet<usize> = lots.into_iter().flatten().collect();
            prop_assert_eq!(held, values.into_iter().collect::<BTreeSet<_>>());
        }
    }
}
