//! Asks the questions: total, whatever is asked of whatever is known.

use super::{Condition, Conditions, Fact, Facts, Op};

/// The answers, in the order of the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub all: Vec<bool>,
    pub any: Vec<bool>,
}

impl Judged {
    pub fn holds(&self) -> bool {
        self.all.iter().all(|met| *met) && (self.any.is_empty() || self.any.iter().any(|met| *met))
    }
}

impl Conditions {
    pub fn hold(&self, facts: &Facts) -> bool {
        self.judge(facts).holds()
    }

    /// Every question with its answer, to say why and why not.
    pub fn judge(&self, facts: &Facts) -> Judged {
        let answers = |list: &[Condition]| list.iter().map(|condition| condition.holds(facts)).collect();
        Judged { all: answers(&self.all), any: answers(&self.any) }
    }
}

impl Condition {
    pub fn holds(&self, facts: &Facts) -> bool {
        let fact = facts.get(self.field);
        match self.op {
            Op::AnyOf => self.has_any(fact),
            Op::NoneOf => !self.has_any(fact),
            Op::AllOf => self.has_all(fact),
            Op::Set => is_set(fact),
            Op::Unset => !is_set(fact),
            Op::AtLeast => self.is_at_least(fact),
            Op::Below => !self.is_at_least(fact),
            Op::Yes => matches!(fact, Some(Fact::Flag(true))),
            Op::No => !matches!(fact, Some(Fact::Flag(true))),
            Op::Between => self.is_between(fact),
            Op::Outside => !self.is_between(fact),
        }
    }

    /// What holds exactly where this does not.
    #[cfg(test)]
    pub fn opposite(&self) -> Option<Self> {
        self.op.opposite().map(|op| Self { op, ..self.clone() })
    }

    fn has_any(&self, fact: Option<&Fact>) -> bool {
        self.values.iter().any(|value| has(fact, value))
    }

    fn has_all(&self, fact: Option<&Fact>) -> bool {
        !self.values.is_empty() && self.values.iter().all(|value| has(fact, value))
    }

    fn is_at_least(&self, fact: Option<&Fact>) -> bool {
        let known = if let Some(Fact::Number(number)) = fact { *number } else { 0 };
        self.seconds.is_some_and(|seconds| known >= seconds)
    }

    fn is_between(&self, fact: Option<&Fact>) -> bool {
        let (Some(from), Some(until), Some(Fact::Clock(now))) = (self.from, self.until, fact) else { return false };
        let (from, until) = (from.minutes(), until.minutes());
        if from < until { (from..until).contains(now) } else { *now >= from || *now < until }
    }
}

fn has(fact: Option<&Fact>, value: &str) -> bool {
    match fact {
        Some(Fact::One(known)) => known == value,
        Some(Fact::Many(known)) => known.contains(value),
        Some(Fact::Words(text)) => text.contains(&zg_text::fold(value)),
        _ => false,
    }
}

fn is_set(fact: Option<&Fact>) -> bool {
    match fact {
        None => false,
        Some(Fact::Many(known)) => !known.is_empty(),
        Some(Fact::Words(text)) => !text.is_empty(),
        Some(_) => true,
    }
}
