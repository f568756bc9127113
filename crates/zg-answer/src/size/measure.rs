//! What is measured, in whole millimetres and grams: they add up exactly, floats do not.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    Height,
    Weight,
    Bust,
    Waist,
    Hip,
    Shoulder,
    /// The foot's length.
    Foot,
}

impl Measure {
    pub const ALL: [Self; 7] =
        [Self::Height, Self::Weight, Self::Bust, Self::Waist, Self::Hip, Self::Shoulder, Self::Foot];

    /// Millimetres or grams that somebody can have, from a newborn to the largest: what lies outside was meant otherwise.
    pub fn plausible(self) -> Span {
        let (low, high) = match self {
            Self::Height => (400, 2300),
            Self::Weight => (2_000, 250_000),
            Self::Bust => (350, 1500),
            Self::Waist => (300, 1450),
            Self::Hip => (350, 1500),
            Self::Shoulder => (180, 700),
            Self::Foot => (70, 350),
        };
        Span { low, high }
    }
}

/// From one value to another, both included; one value when they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    pub low: i32,
    pub high: i32,
}

impl Span {
    pub fn of(value: i32) -> Self {
        Self { low: value, high: value }
    }

    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    pub(super) fn is_within(self, other: Self) -> bool {
        other.low <= self.low && self.high <= other.high
    }

    /// They share at least a border.
    pub(super) fn touches(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// A range of a table; an end that is left open reaches as far as people do. Neighbours share the value between them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Range {
    pub from: Option<i32>,
    pub to: Option<i32>,
}

impl Range {
    pub fn new(from: i32, to: i32) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    pub fn span(self, measure: Measure) -> Span {
        let widest = measure.plausible();
        Span { low: self.from.unwrap_or(widest.low), high: self.to.unwrap_or(widest.high) }
    }
}

/// What is known of who will wear it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measures([Option<Span>; Measure::ALL.len()]);

impl Measures {
    pub fn get(&self, measure: Measure) -> Option<Span> {
        self.0[measure as usize]
    }

    pub fn set(&mut self, measure: Measure, span: Span) {
        self.0[measure as usize] = Some(span);
    }

    #[must_use]
    pub fn with(mut self, measure: Measure, value: i32) -> Self {
        self.set(measure, Span::of(value));
        self
    }

    #[must_use]
    pub fn without(mut self, measure: Measure) -> Self {
        self.0[measure as usize] = None;
        self
    }

    /// What is newly said goes before what was known.
    #[must_use]
    pub fn or(mut self, known: &Self) -> Self {
        for (place, known) in self.0.iter_mut().zip(known.0) {
            *place = place.or(known);
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    pub fn iter(&self) -> impl Iterator<Item = (Measure, Span)> {
        Measure::ALL.into_iter().filter_map(|measure| Some((measure, self.get(measure)?)))
    }
}
