//! From quantities to measures: only what can be read in one way.

use super::quantities::Quantity;
use super::units::Unit;
use super::{Reading, Unclear, Wearer};
use crate::size::measure::{Measure, Span};

/// From this height on a length that nobody named is somebody's height: no girth is as long.
const SURELY_HEIGHT: Span = Span { low: 1400, high: 2300 };
/// Children are shorter, and light.
const CHILD_HEIGHT: Span = Span { low: 700, high: 1400 };
const CHILD_WEIGHT: i32 = 40_000;
/// A bare number within these may be a weight; others are about something else.
const LIKE_A_WEIGHT: std::ops::RangeInclusive<i64> = 30_000..=250_000;
/// Kilograms by square metre: with a unit that leads beyond these the number was meant otherwise.
const BODY_MASS_INDEX: std::ops::RangeInclusive<f64> = 14.0..=45.0;

pub(super) fn reading(quantities: Vec<Quantity>, wearer: Wearer) -> Reading {
    let mut reading = Reading { wearer, ..Reading::default() };
    let (named, rest): (Vec<_>, Vec<_>) = of_the_wearer(quantities, wearer).into_iter().partition(Quantity::is_named);
    let (with_unit, mut bare): (Vec<_>, Vec<_>) = rest.into_iter().partition(|quantity| quantity.unit.is_some());
    // The surest first: what is known of somebody tells what else can be meant.
    let unsettled: Vec<_> = named.into_iter().filter_map(|quantity| reading.named(quantity)).collect();
    let (weights, freed): (Vec<_>, Vec<_>) = unsettled.into_iter().partition(Quantity::is_named);
    bare.extend(freed);
    let lengths: Vec<_> = with_unit.into_iter().filter(|quantity| !reading.with_unit(quantity)).collect();
    for quantity in lengths {
        reading.length(&quantity);
    }
    reading.bare_height(&bare);
    for quantity in weights.into_iter().chain(bare) {
        reading.weight_by_height(&quantity);
    }
    reading
}

/// What is said of others does not count; nothing does when it is said of several and nobody knows who will wear it.
fn of_the_wearer(quantities: Vec<Quantity>, wearer: Wearer) -> Vec<Quantity> {
    let owners = || quantities.iter().filter_map(|quantity| quantity.owner);
    let are_several = owners().any(|owner| Some(owner) != owners().next());
    let counts = |quantity: &Quantity| match wearer {
        Wearer::Unknown => !are_several,
        wearer => quantity.owner.is_none_or(|owner| owner == wearer),
    };
    quantities.into_iter().filter(counts).collect()
}

impl Quantity {
    fn is_named(&self) -> bool {
        self.name.is_some()
    }

    /// What it can be as this measure: one span for each unit that may be meant.
    fn meanings(&self, of: Measure) -> Vec<Span> {
        let units = self.unit.map_or_else(|| Unit::unsaid(of), |unit| unit.meanings(of));
        let spans = units.iter().filter_map(|unit| unit.span(self.low, self.high));
        spans.filter(|span| span.is_within(of.plausible())).collect()
    }
}

impl Reading {
    fn unclear(&mut self, quantity: &Quantity, measure: Option<Measure>) {
        self.unclear.push(Unclear { said: quantity.said.clone(), measure });
    }

    fn take(&mut self, quantity: &Quantity, measure: Measure, span: Span) {
        let measures = &mut self.measures;
        match measures.get(measure) {
            None if !quantity.is_vague => measures.set(measure, span),
            Some(known) if known == span => {}
            _ => {
                // Said twice and differently: neither counts.
                *measures = measures.without(measure);
                self.unclear(quantity, Some(measure));
            }
        }
    }

    /// Gives back what cannot be settled by itself.
    fn named(&mut self, quantity: Quantity) -> Option<Quantity> {
        let measure = quantity.name?;
        match quantity.meanings(measure)[..] {
            [span] => self.take(&quantity, measure, span),
            [_, _, ..] if measure == Measure::Weight && quantity.unit.is_none() => return Some(quantity),
            // The name did not belong to it: 腰围要多少，165 55公斤.
            [] if quantity.unit.is_none() => return Some(Quantity { name: None, ..quantity }),
            [] if self.with_unit(&quantity) => {}
            _ => self.unclear(&quantity, Some(measure)),
        }
        None
    }

    /// Whether the unit alone says what it is.
    fn with_unit(&mut self, quantity: &Quantity) -> bool {
        let measure = match quantity.unit {
            Some(unit) if unit.is_of_weight() => Measure::Weight,
            _ if quantity.is_height => Measure::Height,
            _ => return false,
        };
        match quantity.meanings(measure)[..] {
            [span] => self.take(quantity, measure, span),
            _ => self.unclear(quantity, Some(measure)),
        }
        true
    }

    /// A length that nobody named.
    fn length(&mut self, quantity: &Quantity) {
        let is_light = self.measures.get(Measure::Weight).is_some_and(|weight| weight.high <= CHILD_WEIGHT);
        let like_a_height = |span: &Span| span.is_within(SURELY_HEIGHT) || is_light && span.is_within(CHILD_HEIGHT);
        match quantity.meanings(Measure::Height)[..] {
            [span] if quantity.unit == Some(Unit::Centimetre) && like_a_height(&span) => {
                self.take(quantity, Measure::Height, span);
            }
            _ => self.unclear(quantity, None),
        }
    }

    /// The only bare number that can be a height is one.
    fn bare_height(&mut self, bare: &[Quantity]) {
        if self.measures.get(Measure::Height).is_some() {
            return;
        }
        let like_a_height = bare.iter().filter_map(|quantity| Some((quantity, quantity.bare_height()?)));
        if let [(quantity, span)] = like_a_height.collect::<Vec<_>>()[..] {
            self.take(quantity, Measure::Height, span);
        }
    }

    /// A number without a unit is a weight where the height leaves one unit that makes it somebody's.
    fn weight_by_height(&mut self, quantity: &Quantity) {
        let height = self.measures.get(Measure::Height);
        let was_height = !quantity.is_named() && height.is_some() && quantity.bare_height() == height;
        let is_about_weight = quantity.is_named() || LIKE_A_WEIGHT.contains(&quantity.low) && !quantity.is_written_out;
        if was_height || !is_about_weight {
            return;
        }
        let fits =
            |weight: &Span| height.is_some_and(|height| BODY_MASS_INDEX.contains(&body_mass_index(*weight, height)));
        let meanings: Vec<Span> = quantity.meanings(Measure::Weight).into_iter().filter(fits).collect();
        match meanings[..] {
            [span] => self.take(quantity, Measure::Weight, span),
            _ => self.unclear(quantity, height.map(|_| Measure::Weight).or(quantity.name)),
        }
    }
}

impl Quantity {
    fn bare_height(&self) -> Option<Span> {
        let is_bare = self.unit.is_none() && !self.is_named() && !self.is_written_out;
        let unit = match self.low {
            100_000.. => Unit::Centimetre,
            // 1.65 may be metres; 2 is anything.
            low if low % 1000 != 0 => Unit::Metre,
            _ => return None,
        };
        unit.span(self.low, self.high).filter(|span| is_bare && span.is_within(SURELY_HEIGHT))
    }
}

fn body_mass_index(weight: Span, height: Span) -> f64 {
    let middle = |span: Span| (f64::from(span.low) + f64::from(span.high)) / 2000.0;
    middle(weight) / (middle(height) * middle(height))
}
