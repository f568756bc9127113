//! Measures in a buyer's own words: 165 55公斤, 一米六五 110斤, 5'5" 120 lb.
//!
//! A text becomes tokens (numbers, units, names of measures, people), tokens become quantities, and a quantity becomes a
//! measure when only one reading of it can be true.

mod lexicon;
mod numerals;
mod people;
mod quantities;
mod reading;
mod tokens;
mod units;

use super::measure::{Measure, Measures};

/// What a text says about who will wear it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Of whoever will wear it.
    pub measures: Measures,
    pub unclear: Vec<Unclear>,
    pub wearer: Wearer,
}

/// A number that may mean two things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// As it was written, in its plain spelling.
    pub said: String,
    /// What it measures, where only the unit is unclear.
    pub measure: Option<Measure>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wearer {
    Buyer,
    SomeoneElse,
    /// Not said: ask.
    #[default]
    Unknown,
}

/// Reads what somebody wrote when a size was talked about.
pub fn read(text: &str) -> Reading {
    let tokens = tokens::tokens(text);
    let wearer = people::wearer(&tokens);
    reading::reading(quantities::quantities(&tokens), wearer)
}
