//! Units, and what a number can be in each.

use crate::size::measure::{Measure, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Millimetre,
    Centimetre,
    Metre,
    Inch,
    Foot,
    /// A third of a metre; of a person's height some mean feet.
    Chi,
    /// A tenth of a chi; some mean inches.
    Cun,
    Kilogram,
    /// Half a kilogram.
    Jin,
    Pound,
}

use Unit::{Centimetre, Chi, Cun, Foot, Inch, Jin, Kilogram, Metre, Millimetre, Pound};

impl Unit {
    pub(super) fn is_of_weight(self) -> bool {
        matches!(self, Kilogram | Jin | Pound)
    }

    /// The units that somebody who writes this one may mean.
    pub(super) fn meanings(self, of: Measure) -> &'static [Self] {
        match self {
            Millimetre => &[Millimetre],
            Centimetre => &[Centimetre],
            Metre => &[Metre],
            Inch => &[Inch],
            Foot => &[Foot],
            Chi if of == Measure::Height => &[Chi, Foot],
            Chi => &[Chi],
            Cun => &[Cun, Inch],
            Kilogram => &[Kilogram],
            Jin => &[Jin],
            Pound => &[Pound],
        }
    }

    /// The units that somebody may mean who writes none.
    pub(super) fn unsaid(of: Measure) -> &'static [Self] {
        if of == Measure::Weight { &[Kilogram, Jin, Pound] } else { &[Millimetre, Centimetre, Metre, Inch] }
    }

    /// Of thousandths of this unit, whole millimetres or grams; none beyond what numbers here hold.
    pub(super) fn whole(self, thousandths: i64) -> Option<i32> {
        // In millionths of a millimetre or of a gram.
        let one: i64 = match self {
            Millimetre => 1_000_000,
            Centimetre => 10_000_000,
            Metre => 1_000_000_000,
            Inch => 25_400_000,
            Foot => 304_800_000,
            Chi => 333_333_333,
            Cun => 33_333_333,
            Kilogram => 1_000_000_000,
            Jin => 500_000_000,
            Pound => 453_592_370,
        };
        let millionths = thousandths.checked_mul(one)? / 1000;
        i32::try_from((millionths + 500_000) / 1_000_000).ok()
    }

    pub(super) fn span(self, low: i64, high: i64) -> Option<Span> {
        Some(Span { low: self.whole(low)?, high: self.whole(high)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_meet() {
        assert_eq!(Centimetre.whole(165_000), Some(1650));
        assert_eq!(Metre.whole(1_650), Some(1650));
        assert_eq!(Inch.whole(65_000), Some(1651));
        assert_eq!(Foot.whole(5_000), Some(1524));
        assert_eq!(Chi.whole(2_100), Some(700));
        assert_eq!(Jin.whole(110_000), Some(55_000));
        assert_eq!(Pound.whole(120_000), Some(54_431));
        assert_eq!(Metre.whole(i64::MAX), None);
    }
}
