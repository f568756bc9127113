//! A product's size tables, and what they say to somebody's measures.

use super::measure::{Measure, Measures, Range, Span};

/// Tables of one product; the first whose measures are known decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    pub tables: Vec<Table>,
}

/// Sizes by one measure or by two at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub axes: Vec<Measure>,
    /// From the smallest size to the largest.
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// None where a person should be asked.
    pub size: Option<String>,
    /// One for each axis.
    pub ranges: Vec<Range>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice<'a> {
    Size(&'a str),
    /// On the border, or somewhere between two: both are named, and the buyer confirms.
    Between(&'a str, &'a str),
    /// No size is made for these measures.
    Outside,
    /// These must be asked for first, or asked for more exactly.
    Needs(Vec<Measure>),
}

/// Where a rule stands in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub table: usize,
    pub rule: usize,
}

impl Chart {
    pub fn advise(&self, measures: &Measures) -> Advice<'_> {
        match self.deciding(measures) {
            None => Advice::Outside,
            Some((nth, missing)) if missing.is_empty() => self.tables[nth].advise(measures),
            Some((_, missing)) => Advice::Needs(missing),
        }
    }

    /// The rules that speak of these measures; none as long as measures are missing.
    pub fn met(&self, measures: &Measures) -> Vec<Place> {
        let Some((nth, _)) = self.deciding(measures).filter(|(_, missing)| missing.is_empty()) else {
            return Vec::new();
        };
        let table = &self.tables[nth];
        let known: Vec<Span> = table.axes.iter().filter_map(|axis| measures.get(*axis)).collect();
        let met = (0..table.rules.len()).filter(|&rule| table.is_met(&table.rules[rule], &known));
        met.map(|rule| Place { table: nth, rule }).collect()
    }

    /// The table that decides, and what it lacks: of tables that lack equally many measures the first.
    fn deciding(&self, measures: &Measures) -> Option<(usize, Vec<Measure>)> {
        let missing = |table: &Table| -> Vec<Measure> {
            table.axes.iter().copied().filter(|axis| measures.get(*axis).is_none()).collect()
        };
        self.tables.iter().map(missing).enumerate().min_by_key(|(_, missing)| missing.len())
    }
}

impl Table {
    fn advise(&self, measures: &Measures) -> Advice<'_> {
        let known: Vec<Span> = self.axes.iter().filter_map(|axis| measures.get(*axis)).collect();
        let vague = self.axes.iter().zip(&known).filter(|(_, span)| !span.is_exact()).map(|(axis, _)| *axis);
        let vague: Vec<Measure> = vague.collect();
        let met: Vec<&Rule> = self.rules.iter().filter(|rule| self.is_met(rule, &known)).collect();
        let may_be_outside = !self.reaches(&known) || met.iter().any(|rule| rule.size.is_none());
        match *distinct(&met) {
            [] => Advice::Outside,
            [_, ..] if !vague.is_empty() && may_be_outside => Advice::Needs(vague),
            [one] => Advice::Size(one),
            [smaller, larger] => Advice::Between(smaller, larger),
            _ if !vague.is_empty() => Advice::Needs(vague),
            _ => self.settle(&met, &known),
        }
    }

    fn is_met(&self, rule: &Rule, known: &[Span]) -> bool {
        self.spans(rule).zip(known).all(|(span, known)| span.touches(*known))
    }

    /// Whether the table goes as far as these spans do.
    fn reaches(&self, known: &[Span]) -> bool {
        known.iter().enumerate().all(|(axis, known)| {
            let spans = || self.rules.iter().filter_map(|rule| self.spans(rule).nth(axis));
            spans().any(|span| span.low <= known.low) && spans().any(|span| span.high >= known.high)
        })
    }

    /// Where more than two sizes meet in a point, the first measure counts as a little more.
    fn settle<'a>(&self, met: &[&'a Rule], known: &[Span]) -> Advice<'a> {
        let goes_on =
            |rule: &&&Rule| self.spans(rule).zip(known).next().is_some_and(|(span, known)| span.high > known.high);
        match *distinct(&met.iter().filter(goes_on).copied().collect::<Vec<_>>()) {
            [] => Advice::Outside,
            [one] => Advice::Size(one),
            [smaller, larger, ..] => Advice::Between(smaller, larger),
        }
    }

    pub(super) fn spans(&self, rule: &Rule) -> impl Iterator<Item = Span> {
        self.axes.iter().zip(&rule.ranges).map(|(axis, range)| range.span(*axis))
    }
}

/// The sizes of these rules, each once, in the order of the table.
fn distinct<'a>(rules: &[&'a Rule]) -> Box<[&'a str]> {
    let mut sizes: Vec<&str> = Vec::new();
    for size in rules.iter().filter_map(|rule| rule.size.as_deref()) {
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    sizes.into()
}
