//! What is wrong with a chart, said so that whoever made it finds the place.

use super::chart::{Chart, Table};
use super::measure::{Measure, Range, Span};

/// Of one table; more are a mistake, and checking them would take long.
pub const MAX_RULES: usize = 200;
const MAX_AXES: usize = 2;
/// After so many faults of a table the rest is more of the same.
const MAX_FAULTS: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The chart has no tables.
    NoTables,
    /// A table needs one measure or two, and not the same twice.
    Axes { table: usize },
    /// A table has no rules, or too many.
    RuleCount { table: usize },
    /// A rule has not one range for each measure.
    Ranges { table: usize, rule: usize },
    /// A size has no name.
    NoSize { table: usize, rule: usize },
    /// A range ends before it begins, or nobody has such a measure.
    Range { table: usize, rule: usize, measure: Measure },
    /// No rule covers this part of the table: a range for each measure.
    Gap { table: usize, at: Vec<Range> },
    /// More than one rule covers this part.
    Overlap { table: usize, at: Vec<Range>, rules: Vec<usize> },
}

impl Chart {
    /// Every fault, in the order of the tables; a chart without any can be used.
    pub fn check(&self) -> Vec<Fault> {
        if self.tables.is_empty() {
            return vec![Fault::NoTables];
        }
        self.tables.iter().enumerate().flat_map(|(nth, table)| table.check(nth)).collect()
    }
}

impl Table {
    fn check(&self, table: usize) -> Vec<Fault> {
        let is_twice = self.axes.len() == MAX_AXES && self.axes[0] == self.axes[1];
        if self.axes.is_empty() || self.axes.len() > MAX_AXES || is_twice {
            return vec![Fault::Axes { table }];
        }
        if self.rules.is_empty() || self.rules.len() > MAX_RULES {
            return vec![Fault::RuleCount { table }];
        }
        let faults: Vec<Fault> = (0..self.rules.len()).filter_map(|rule| self.check_rule(table, rule)).collect();
        // Only where every range is one can be told what they cover together.
        if faults.is_empty() { self.check_cover(table) } else { faults }
    }

    fn check_rule(&self, table: usize, nth: usize) -> Option<Fault> {
        let rule = &self.rules[nth];
        if rule.ranges.len() != self.axes.len() {
            return Some(Fault::Ranges { table, rule: nth });
        }
        if rule.size.as_ref().is_some_and(|size| size.trim().is_empty()) {
            return Some(Fault::NoSize { table, rule: nth });
        }
        let is_sound = |(axis, span): &(&Measure, Span)| span.low < span.high && span.is_within(axis.plausible());
        let unsound = self.axes.iter().zip(self.spans(rule)).find(|place| !is_sound(place));
        unsound.map(|(measure, _)| Fault::Range { table, rule: nth, measure: *measure })
    }

    /// Cuts the table wherever a range begins or ends: each piece must have exactly one rule.
    fn check_cover(&self, table: usize) -> Vec<Fault> {
        let spans: Vec<Vec<Span>> = self.rules.iter().map(|rule| self.spans(rule).collect()).collect();
        let mut cells: Vec<Vec<Span>> = vec![Vec::new()];
        for axis in 0..self.axes.len() {
            let pieces = cut(spans.iter().map(|spans| spans[axis]));
            let extended =
                cells.iter().flat_map(|cell| pieces.iter().map(|piece| [cell.as_slice(), &[*piece]].concat()));
            cells = extended.collect();
        }
        let fault = |cell: Vec<Span>| {
            let covers = |spans: &[Span]| cell.iter().zip(spans).all(|(cell, span)| cell.is_within(*span));
            let rules: Vec<usize> = (0..spans.len()).filter(|&rule| covers(&spans[rule])).collect();
            let at = || cell.iter().map(|span| Range::new(span.low, span.high)).collect();
            match rules.len() {
                0 => Some(Fault::Gap { table, at: at() }),
                1 => None,
                _ => Some(Fault::Overlap { table, at: at(), rules }),
            }
        };
        cells.into_iter().filter_map(fault).take(MAX_FAULTS).collect()
    }
}

/// From border to border.
fn cut(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut borders: Vec<i32> = spans.flat_map(|span| [span.low, span.high]).collect();
    borders.sort_unstable();
    borders.dedup();
    borders.windows(2).map(|pair| Span { low: pair[0], high: pair[1] }).collect()
}
