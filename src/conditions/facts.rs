//! What is true of one conversation at one moment.

use std::collections::{BTreeMap, BTreeSet};

use super::Field;

/// What is known of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    One(String),
    Many(BTreeSet<String>),
    /// As they are compared: folded.
    Words(String),
    Number(i64),
    Flag(bool),
    /// Minutes since midnight.
    Clock(u16),
}

impl Fact {
    pub fn many(values: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::Many(values.into_iter().map(|value| value.to_string()).collect())
    }

    pub fn words(text: &str) -> Self {
        Self::Words(zg_text::fold(text))
    }
}

/// What is known; a field that is not in it is unset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<Field, Fact>);

impl Facts {
    pub fn set(&mut self, field: Field, fact: Fact) {
        self.0.insert(field, fact);
    }

    pub fn set_one(&mut self, field: Field, value: impl ToString) {
        self.set(field, Fact::One(value.to_string()));
    }

    pub fn set_some(&mut self, field: Field, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.set_one(field, value);
        }
    }

    pub fn get(&self, field: Field) -> Option<&Fact> {
        self.0.get(&field)
    }
}
