//! The names that templates may use.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// Longer values are cut: nobody is called so.
const MAX_VALUE_CHARS: usize = 80;

/// A name that is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TemplateVariable)]
pub struct Variable {
    pub name: &'static str,
    /// Without a value until the shop's orders and products are known here.
    pub reserved: bool,
    /// Has a value in automatic messages only.
    pub automatic: bool,
}

const fn known(name: &'static str) -> Variable {
    Variable { name, reserved: false, automatic: false }
}

const fn reserved(name: &'static str) -> Variable {
    Variable { name, reserved: true, automatic: false }
}

const fn automatic(name: &'static str) -> Variable {
    Variable { name, reserved: false, automatic: true }
}

/// In the order in which pages offer them.
pub const VARIABLES: [Variable; 18] = [
    known("customer.name"),
    known("customer.tier"),
    known("agent.name"),
    known("shop.name"),
    known("conversation.number"),
    known("time.greeting"),
    known("time.date"),
    known("time.weekday"),
    known("time.clock"),
    automatic("shop.opens_at"),
    automatic("shop.contacts"),
    automatic("reply.expected"),
    automatic("queue.position"),
    reserved("order.number"),
    reserved("order.status"),
    reserved("order.tracking"),
    reserved("product.name"),
    reserved("product.price"),
];

/// What the names stand for; those that are not set are missing.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// Fills a name in; a blank value is none.
    pub fn set(&mut self, name: &'static str, value: impl AsRef<str>) {
        let value = one_line(value.as_ref());
        if !value.is_empty() {
            self.0.insert(name, value);
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A value for every name, as templates are tried out.
    pub fn filled() -> Self {
        let mut values = Self::default();
        VARIABLES.iter().for_each(|variable| values.set(variable.name, variable.name));
        values
    }
}

/// Values are words within a sentence, whoever chose them.
fn one_line(value: &str) -> String {
    let words: Vec<&str> = value.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_VALUE_CHARS).collect()
}
