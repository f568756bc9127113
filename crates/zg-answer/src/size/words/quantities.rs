//! Numbers with their units, and the names that go with them.

use super::Wearer;
use super::lexicon::Word;
use super::numerals::Numeral;
use super::people::person;
use super::tokens::{Kind, Token};
use super::units::Unit;
use crate::size::measure::Measure;

/// Ends further apart than this are two numbers, not a range: 55-165.
const WIDEST_RANGE_PERCENT: i64 = 150;
const INCHES_A_FOOT: i64 = 12;
/// Nobody says it before the number.
const ALWAYS_BEHIND: &str = "tall";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) said: String,
    /// Thousandths of the unit.
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) unit: Option<Unit>,
    pub(super) name: Option<Measure>,
    /// Written as only heights are: 一米六五, 5'5".
    pub(super) is_height: bool,
    /// In characters: without a unit or a name it counts something.
    pub(super) is_written_out: bool,
    /// 110多: more than it says.
    pub(super) is_vague: bool,
    /// Who was named last before it.
    pub(super) owner: Option<Wearer>,
}

pub(super) fn quantities(tokens: &[Token]) -> Vec<Quantity> {
    let mut scan = Scan { tokens, at: 0, names: Vec::new(), owner: None };
    let mut found = Vec::new();
    while scan.at < tokens.len() {
        found.extend(scan.step());
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Of(Measure),
    /// Of something that no table asks for.
    Other,
}

struct Scan<'a> {
    tokens: &'a [Token],
    at: usize,
    /// Names that wait for their numbers, the first said first: 身高体重165 55公斤.
    names: Vec<Name>,
    owner: Option<Wearer>,
}

impl Scan<'_> {
    fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    fn number(&self, ahead: usize) -> Option<Numeral> {
        if let Some(Kind::Number(number)) = self.kind(ahead) { Some(number) } else { None }
    }

    fn word(&self, ahead: usize) -> Option<Word> {
        if let Some(Kind::Word(word)) = self.kind(ahead) { Some(word) } else { None }
    }

    fn step(&mut self) -> Option<Quantity> {
        self.owner = person(self.tokens, self.at).or(self.owner);
        if self.number(0).is_some() {
            let is_something_else = self.counts_otherwise();
            let mut quantity = self.range()?;
            if is_something_else && quantity.unit.is_none() {
                return None;
            }
            quantity.name = self.name_behind(quantity.unit);
            if quantity.name.is_none() {
                match self.name_before(quantity.unit) {
                    Some(Name::Of(measure)) => quantity.name = Some(measure),
                    Some(Name::Other) => return None,
                    None => {}
                }
            }
            return Some(quantity);
        }
        match self.word(0) {
            Some(Word::Name(name)) => self.names.push(Name::Of(name)),
            Some(Word::OtherName) => self.names.push(Name::Other),
            Some(Word::ThreeGirths) => self.names.extend([Measure::Bust, Measure::Waist, Measure::Hip].map(Name::Of)),
            // A foot without a number is one that is measured.
            Some(Word::Unit(Unit::Foot)) if self.tokens[self.at].text != "'" => {
                self.names.push(Name::Of(Measure::Foot))
            }
            Some(Word::Stop) => self.names.clear(),
            _ => {}
        }
        self.at += 1;
        None
    }

    /// 穿38 is a size, 满200减 a price, 2nd a place: words around a number that have nothing to do with measures.
    fn counts_otherwise(&self) -> bool {
        let is_close = !self.tokens[self.at].is_apart;
        let next = self.tokens.get(self.at + 1).filter(|next| next.kind == Kind::Other && !next.is_apart);
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let leads_elsewhere = before.is_some_and(|before| match before.kind {
            Kind::Word(Word::NoMeasureNext) => true,
            Kind::Word(Word::Wears) => is_close || before.text.is_ascii(),
            Kind::Other => is_close && next.is_some(),
            _ => false,
        });
        leads_elsewhere || next.is_some_and(|next| next.text.is_ascii())
    }

    /// A name behind its number: 165 tall, 55公斤体重. One that is followed by a number belongs to that.
    fn name_behind(&mut self, unit: Option<Unit>) -> Option<Measure> {
        let Some(Word::Name(name)) = self.word(0).filter(|_| self.names.is_empty()) else { return None };
        let is_its =
            fits(Name::Of(name), unit) && (self.number(1).is_none() || self.tokens[self.at].text == ALWAYS_BEHIND);
        self.at += usize::from(is_its);
        is_its.then_some(name)
    }

    fn name_before(&mut self, unit: Option<Unit>) -> Option<Name> {
        let place = self.names.iter().position(|name| fits(*name, unit))?;
        Some(self.names.remove(place))
    }

    /// One quantity, or two with a sign between them.
    fn range(&mut self) -> Option<Quantity> {
        let first = self.single();
        let begin = self.at;
        if self.word(0) == Some(Word::To) && self.number(1).is_some() {
            self.at += 1;
            if let (Some(first), Some(second)) = (&first, self.single())
                && let Some(range) = joined(first, &second)
            {
                return Some(range);
            }
            self.at = begin;
        }
        first
    }

    fn single(&mut self) -> Option<Quantity> {
        let begin = self.at;
        let number = self.number(0)?;
        let is_bound = begin > 0 && self.tokens[begin - 1].kind == Kind::Word(Word::Bounds);
        self.at += 1;
        let mut quantity = Quantity {
            said: String::new(),
            low: number.thousandths,
            high: number.thousandths,
            unit: None,
            name: None,
            is_height: false,
            is_written_out: number.is_written_out,
            is_vague: self.skip(Word::AndMore) || is_bound,
            owner: self.owner,
        };
        match self.word(0) {
            Some(Word::NoMeasure) => {
                self.at += 1;
                return None;
            }
            Some(Word::Unit(unit)) => {
                self.at += 1;
                quantity.unit = Some(unit);
                self.rest_of(unit, &mut quantity);
                quantity.is_vague |= self.skip(Word::AndMore);
            }
            _ => {}
        }
        quantity.said = self.tokens[begin..self.at].iter().map(|token| token.text.as_str()).collect();
        quantity.high = quantity.low;
        Some(quantity)
    }

    /// What goes with a larger unit: the 65 of 1米65, the second 5 of 5'5", the 1 of 2尺1.
    fn rest_of(&mut self, unit: Unit, quantity: &mut Quantity) {
        quantity.is_height = matches!(unit, Unit::Metre | Unit::Foot);
        let Some(next) = self.number(0) else { return };
        let is_whole = next.thousandths % 1000 == 0;
        let has_unit = |unit| self.word(1) == Some(Word::Unit(unit));
        let has_none = !matches!(self.word(1), Some(Word::Unit(_) | Word::NoMeasure));
        let is_close = has_none && !self.tokens[self.at].is_apart;
        let (parts, small) = match unit {
            Unit::Metre if is_whole && next.digits <= 2 => (10i64.pow(3 - next.digits as u32), Unit::Centimetre),
            Unit::Foot if next.thousandths < INCHES_A_FOOT * 1000 => (0, Unit::Inch),
            Unit::Chi if is_whole && next.digits == 1 => (100, Unit::Cun),
            _ => return,
        };
        let goes_with_it = match unit {
            Unit::Foot => has_unit(small) || has_none,
            _ => has_unit(small) || is_close,
        };
        if !goes_with_it {
            return;
        }
        if unit == Unit::Foot {
            quantity.low = quantity.low * INCHES_A_FOOT + next.thousandths;
            quantity.unit = Some(Unit::Inch);
        } else {
            // 1米65厘米 says centimetres whatever its digits are.
            let parts = if unit == Unit::Metre && has_unit(small) { 10 } else { parts };
            quantity.low += next.thousandths / 1000 * parts;
        }
        self.at += if has_unit(small) { 2 } else { 1 };
    }

    fn skip(&mut self, word: Word) -> bool {
        let is_here = self.word(0) == Some(word);
        self.at += usize::from(is_here);
        is_here
    }
}

/// A weight has a unit of weight, or none.
fn fits(name: Name, unit: Option<Unit>) -> bool {
    unit.is_none_or(|unit| unit.is_of_weight() == (name == Name::Of(Measure::Weight)))
}

/// From one to the other, where they are of a kind and not far apart.
fn joined(first: &Quantity, second: &Quantity) -> Option<Quantity> {
    let is_of_a_kind = first.unit.is_none() || first.unit == second.unit;
    let is_near = first.low < second.high && second.high * 100 <= first.low * WIDEST_RANGE_PERCENT;
    (is_of_a_kind && is_near).then(|| Quantity {
        said: format!("{}-{}", first.said, second.said),
        low: first.low,
        is_vague: first.is_vague || second.is_vague,
        ..second.clone()
    })
}
