//! Charts as the engine reads them, and back.

use zg_answer::size::{self, Measure, Span};

use super::model::{Measured, SizeMeasure, SizeRange, SizeTable, SizeWearer};

impl From<SizeMeasure> for Measure {
    fn from(measure: SizeMeasure) -> Self {
        match measure {
            SizeMeasure::Height => Self::Height,
            SizeMeasure::Weight => Self::Weight,
            SizeMeasure::Bust => Self::Bust,
            SizeMeasure::Waist => Self::Waist,
            SizeMeasure::Hip => Self::Hip,
            SizeMeasure::Shoulder => Self::Shoulder,
            SizeMeasure::Foot => Self::Foot,
        }
    }
}

impl From<Measure> for SizeMeasure {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::Height => Self::Height,
            Measure::Weight => Self::Weight,
            Measure::Bust => Self::Bust,
            Measure::Waist => Self::Waist,
            Measure::Hip => Self::Hip,
            Measure::Shoulder => Self::Shoulder,
            Measure::Foot => Self::Foot,
        }
    }
}

impl From<SizeRange> for size::Range {
    fn from(range: SizeRange) -> Self {
        Self { from: range.from, to: range.to }
    }
}

impl From<size::Range> for SizeRange {
    fn from(range: size::Range) -> Self {
        Self { from: range.from, to: range.to }
    }
}

impl From<size::Wearer> for SizeWearer {
    fn from(wearer: size::Wearer) -> Self {
        match wearer {
            size::Wearer::Buyer => Self::Buyer,
            size::Wearer::SomeoneElse => Self::SomeoneElse,
            size::Wearer::Unknown => Self::Unknown,
        }
    }
}

impl Measured {
    pub fn new((measure, span): (Measure, Span)) -> Self {
        Self { measure: measure.into(), from: span.low, to: span.high }
    }
}

pub fn engine(tables: &[SizeTable]) -> size::Chart {
    let table = |table: &SizeTable| {
        let rules = table.rules.iter().map(|rule| {
            let ranges = rule.ranges.iter().map(|range| (*range).into()).collect();
            size::Rule { size: rule.size.clone(), ranges }
        });
        size::Table { axes: table.measures.iter().map(|measure| (*measure).into()).collect(), rules: rules.collect() }
    };
    size::Chart { tables: tables.iter().map(table).collect() }
}
