//! What an entry says, put together by the action that it records.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::action::Action;
use super::model::AuditChange;
use crate::ids::{CustomerId, GroupId, InboxId, JobId, ShopId, StaffId, TokenId, WebhookId};

/// Longer texts are kept by their beginning.
const MAX_TEXT_CHARS: usize = 500;

/// What something was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub(super) kind: &'static str,
    pub(super) id: Option<Uuid>,
    pub(super) label: Option<String>,
}

impl Subject {
    /// Of any kind; the label is what people know it by, and never a customer's name or address.
    pub fn new(kind: &'static str, id: impl Into<Uuid>, label: Option<&str>) -> Self {
        Self { kind, id: Some(id.into()), label: label.map(shortened) }
    }

    /// Something without an id.
    pub fn named(kind: &'static str, label: &str) -> Self {
        Self { kind, id: None, label: Some(shortened(label)) }
    }

    pub fn shop(id: ShopId, name: &str) -> Self {
        Self::new("shop", id, Some(name))
    }

    pub fn staff(id: StaffId, name: &str) -> Self {
        Self::new("staff", id, Some(name))
    }

    pub fn token(id: TokenId, name: &str) -> Self {
        Self::new("token", id, Some(name))
    }

    pub fn inbox(id: InboxId, name: &str) -> Self {
        Self::new("inbox", id, Some(name))
    }

    pub fn group(id: GroupId, name: &str) -> Self {
        Self::new("group", id, Some(name))
    }

    pub fn webhook(id: WebhookId, name: &str) -> Self {
        Self::new("webhook", id, Some(name))
    }

    pub fn job(id: JobId, about: Option<&str>) -> Self {
        Self::new("dead_letter", id, about)
    }

    /// By its id alone: who it was must be gone when the customer is erased.
    pub fn customer(id: CustomerId) -> Self {
        Self::new("customer", id, None)
    }
}

/// An entry to be recorded.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) action: Action,
    pub(super) subject: Option<Subject>,
    pub(super) changes: Vec<AuditChange>,
    pub(super) notes: Map<String, Value>,
}

impl Entry {
    pub fn new(action: Action) -> Self {
        Self { action, subject: None, changes: Vec::new(), notes: Map::new() }
    }

    pub fn on(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Notes a field if it changed. Never give it a secret.
    pub fn changed<T: Serialize + PartialEq>(self, field: &str, before: &T, after: &T) -> Self {
        if before == after { self } else { self.replaced(field, before, after) }
    }

    /// Notes a field that changed, by what may be told of it: the two may look the same.
    pub fn replaced(mut self, field: &str, before: impl Serialize, after: impl Serialize) -> Self {
        self.changes.push(AuditChange { field: field.to_owned(), before: value(&before), after: value(&after) });
        self
    }

    /// Notes what else is worth knowing. Never give it a secret.
    pub fn note(mut self, name: &str, what: impl Serialize) -> Self {
        self.notes.insert(name.to_owned(), value(&what));
        self
    }

    /// Whether nothing changed: then there is nothing to record.
    pub fn is_idle(&self) -> bool {
        self.changes.is_empty()
    }
}

fn value(of: &impl Serialize) -> Value {
    match serde_json::to_value(of) {
        Ok(Value::String(text)) => Value::String(shortened(&text)),
        Ok(value) => value,
        Err(_) => Value::Null,
    }
}

/// What people typed may be long, and may hold what no database takes.
fn shortened(text: &str) -> String {
    let mut chars = text.chars().filter(|c| *c != '\0');
    let mut short: String = chars.by_ref().take(MAX_TEXT_CHARS).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_noted() {
        let entry = Entry::new(Action::StaffUpdated).changed("role", &"agent", &"lead").changed("name", &"梅", &"梅");
        assert_eq!(entry.changes.len(), 1);
        assert_eq!((&entry.changes[0].before, &entry.changes[0].after), (&"agent".into(), &"lead".into()));
        assert!(Entry::new(Action::StaffUpdated).changed("name", &"梅", &"梅").is_idle());
    }

    #[test]
    fn long_texts_are_kept_by_their_beginning() {
        assert_eq!(shortened(&"长".repeat(600)).chars().count(), MAX_TEXT_CHARS + 1);
        assert_eq!(shortened("a\0b"), "ab");
    }
}
