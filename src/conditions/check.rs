//! Which questions can be asked: refused where they are written, with the place at fault.

use uuid::Uuid;

use super::{Condition, Conditions, Op};
use crate::conversations::clean_text;
use crate::error::{Error, Result};
use crate::hours::TimeOfDay;

pub const MOST_CONDITIONS: usize = 30;
const MOST_VALUES: usize = 50;
const MOST_WORD_CHARS: usize = 60;
const MOST_SECONDS: i64 = 7 * 86_400;

impl Conditions {
    /// As they are stored: values trimmed, each once. `path` is where they stand in what was sent.
    pub fn checked(&self, path: &str) -> Result<Self> {
        if self.all.len() + self.any.len() > MOST_CONDITIONS {
            return Err(Error::invalid(path, "too_many"));
        }
        let checked = |name: &str, list: &[Condition]| -> Result<Vec<Condition>> {
            let placed = list.iter().enumerate();
            placed.map(|(at, condition)| condition.checked(&format!("{path}.{name}[{at}]"))).collect()
        };
        Ok(Self { all: checked("all", &self.all)?, any: checked("any", &self.any)? })
    }
}

impl Condition {
    fn checked(&self, path: &str) -> Result<Self> {
        if !self.field.shape().ops().contains(&self.op) {
            return Err(Error::invalid(format!("{path}.op"), "op_not_for_field"));
        }
        let wants = Wants::of(self.op);
        let refuse = |given: bool, wanted: bool, name: &str| match (given, wanted) {
            (true, false) => Err(Error::invalid(format!("{path}.{name}"), "not_for_op")),
            (false, true) => Err(Error::invalid(format!("{path}.{name}"), "required")),
            _ => Ok(()),
        };
        refuse(!self.values.is_empty(), wants == Wants::Values, "values")?;
        refuse(self.seconds.is_some(), wants == Wants::Seconds, "seconds")?;
        refuse(self.from.is_some(), wants == Wants::Span, "from")?;
        refuse(self.until.is_some(), wants == Wants::Span, "until")?;
        if self.seconds.is_some_and(|seconds| !(1..=MOST_SECONDS).contains(&seconds)) {
            return Err(Error::invalid(format!("{path}.seconds"), "out_of_range"));
        }
        // The end of the day is no moment at which anything begins, and a span needs a length.
        if self.from == Some(TimeOfDay::END_OF_DAY) || (self.from.is_some() && self.from == self.until) {
            return Err(Error::invalid(format!("{path}.until"), "empty_span"));
        }
        Ok(Self { values: self.checked_values(path)?, ..self.clone() })
    }

    fn checked_values(&self, path: &str) -> Result<Vec<String>> {
        if self.values.len() > MOST_VALUES {
            return Err(Error::invalid(format!("{path}.values"), "too_many"));
        }
        let mut checked: Vec<String> = Vec::with_capacity(self.values.len());
        for (at, value) in self.values.iter().enumerate() {
            let value =
                self.checked_value(value).map_err(|code| Error::invalid(format!("{path}.values[{at}]"), code))?;
            if !checked.contains(&value) {
                checked.push(value);
            }
        }
        Ok(checked)
    }

    fn checked_value(&self, value: &str) -> Result<String, &'static str> {
        if self.field.takes_ids() {
            return Uuid::parse_str(value).map(|id| id.to_string()).map_err(|_| "malformed");
        }
        if let Some(names) = self.field.names() {
            return if names.contains(&value) { Ok(value.to_owned()) } else { Err("unknown") };
        }
        let clean = clean_text(value).map_err(|_| "required")?;
        match clean.chars().count() {
            // What only looks like something is in every text.
            _ if zg_text::fold(&clean).trim().is_empty() => Err("required"),
            count if count > MOST_WORD_CHARS => Err("too_long"),
            _ => Ok(clean),
        }
    }
}

/// What goes with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wants {
    Values,
    Seconds,
    Span,
    Nothing,
}

impl Wants {
    fn of(op: Op) -> Self {
        match op {
            Op::AnyOf | Op::AllOf | Op::NoneOf => Self::Values,
            Op::AtLeast | Op::Below => Self::Seconds,
            Op::Between | Op::Outside => Self::Span,
            Op::Set | Op::Unset | Op::Yes | Op::No => Self::Nothing,
        }
    }
}
