//! How long processors worked for us, in seconds, whatever else they did. Linux only, 0 elsewhere.

use std::fs::read_to_string;

/// What the kernel counts in.
const TICKS_PER_SECOND: f64 = 100.0;
/// Fields of `/proc/self/stat` between the name of the process, which is in brackets, and the first of its times.
const BEFORE_TIMES: usize = 11;

/// All threads together, those that ended too.
pub fn seconds() -> f64 {
    let stat = read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(BEFORE_TIMES).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_PER_SECOND
}
