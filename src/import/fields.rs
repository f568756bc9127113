//! Reading JSON field by field, noting everything that is wrong with its path.

use serde_json::{Map, Value};

use super::report::Report;
use crate::clock::Time;

/// An object being read; fields that nobody asked for are errors in the end.
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    path: String,
    row: usize,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The object at a path; noted as wrong if it is none.
    pub fn of(value: &'a Value, path: impl Into<String>, row: usize, report: &mut Report) -> Option<Self> {
        let path = path.into();
        match value.as_object() {
            Some(object) => Some(Self { object, path, row, asked: Vec::new() }),
            None => {
                report.add_error(row, if path.is_empty() { "row".to_owned() } else { path }, "not_an_object");
                None
            }
        }
    }

    pub fn path(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// A field as it is; absent and null are the same.
    pub fn get(&mut self, field: &'static str) -> Option<&'a Value> {
        self.asked.push(field);
        self.object.get(field).filter(|value| !value.is_null())
    }

    pub fn wrong(&self, field: &str, code: &str, report: &mut Report) {
        report.add_error(self.row, self.path(field), code);
    }

    /// A text of at most so many characters; ends trimmed, empty is absent.
    pub fn text(&mut self, field: &'static str, most_chars: usize, report: &mut Report) -> Option<String> {
        let value = self.get(field)?;
        let Some(text) = value.as_str() else {
            self.wrong(field, "not_a_string", report);
            return None;
        };
        let text = text.trim();
        if text.chars().count() > most_chars {
            self.wrong(field, "too_long", report);
            return None;
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub fn required_text(&mut self, field: &'static str, most_chars: usize, report: &mut Report) -> Option<String> {
        let errors = report.error_count;
        let text = self.text(field, most_chars, report);
        if text.is_none() && report.error_count == errors {
            self.wrong(field, "required", report);
        }
        text
    }

    /// One of the words of an enum.
    pub fn word<T: serde::de::DeserializeOwned>(&mut self, field: &'static str, report: &mut Report) -> Option<T> {
        let value = self.get(field)?;
        match serde_json::from_value(value.clone()) {
            Ok(word) => Some(word),
            Err(_) => {
                self.wrong(field, "unknown_value", report);
                None
            }
        }
    }

    /// A time that has been.
    pub fn past_time(&mut self, field: &'static str, now: Time, report: &mut Report) -> Option<Time> {
        let value = self.get(field)?;
        match value.as_str().and_then(Time::parse) {
            Some(at) if at <= now => Some(at),
            Some(_) => {
                self.wrong(field, "in_the_future", report);
                None
            }
            None => {
                self.wrong(field, "not_a_time", report);
                None
            }
        }
    }

    pub fn flag(&mut self, field: &'static str, report: &mut Report) -> bool {
        match self.get(field).map(Value::as_bool) {
            None => false,
            Some(Some(flag)) => flag,
            Some(None) => {
                self.wrong(field, "not_a_boolean", report);
                false
            }
        }
    }

    /// Notes fields that mean nothing here: a misspelt name must not be lost silently.
    pub fn finish(self, report: &mut Report) {
        for field in self.object.keys().filter(|key| !self.asked.contains(&key.as_str())) {
            report.add_error(self.row, self.path(field), "unknown_field");
        }
    }
}
