//! What happened, as rules know it: pure.

use serde_json::Value;

use super::model::Occasion;
use crate::conversations::model::ThreadEvent;
use crate::conversations::{Author, Happened, Kind};
use crate::events::EventKind;
use crate::ids::TagId;

/// In a line of the thread: the rule that did it.
pub const BY_RULE: &str = "rule_id";

/// At what rules may fire here; `closed` is whether the inbox was closed then.
///
/// What a rule did is no occasion: so no chain of rules is longer than one, whatever they are and however many processes
/// read on.
pub fn occasions(happened: &Happened, closed: bool) -> Vec<Occasion> {
    match (happened.event, happened.kind, happened.author) {
        (EventKind::ConversationCreated, ..) => vec![Occasion::ConversationCreated],
        (EventKind::MessageCreated, Some(Kind::Event), _) => {
            happened.thread_event().map(|line| told(&line)).unwrap_or_default()
        }
        (EventKind::MessageCreated, Some(kind), Some(Author::Customer)) if kind.is_public() => {
            let closed = closed.then_some(Occasion::MessageWhileClosed);
            [Occasion::CustomerMessage].into_iter().chain(closed).collect()
        }
        (EventKind::MessageCreated, Some(kind), Some(Author::Agent)) if kind.is_public() => vec![Occasion::StaffReply],
        (EventKind::MessageUpdated, _, Some(Author::Bot)) => {
            let is_bad = happened.bot_part().is_some_and(|part| part.helpful == Some(false));
            if is_bad { vec![Occasion::RatedBadly] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

fn told(line: &ThreadEvent) -> Vec<Occasion> {
    if line.data.get(BY_RULE).is_some_and(|rule| !rule.is_null()) {
        return Vec::new();
    }
    let tagged = (!added(line).is_empty()).then_some(Occasion::Tagged);
    let first = match line.name.as_str() {
        "assigned" => Some(Occasion::Assigned),
        "solved" => Some(Occasion::Solved),
        "snoozed" => Some(Occasion::Snoozed),
        "reopened" | "woken" => Some(Occasion::Reopened),
        _ => None,
    };
    first.into_iter().chain(tagged).collect()
}

/// The tags that a line says were put on.
pub fn added(line: &ThreadEvent) -> Vec<TagId> {
    ids(&line.data, "added")
}

pub fn ids(data: &Value, name: &str) -> Vec<TagId> {
    data.get(name).and_then(|ids| serde_json::from_value(ids.clone()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Time;
    use crate::ids::ConversationId;

    fn happened(event: EventKind, kind: Option<Kind>, author: Option<Author>) -> Happened {
        let (at, conversation_id) = (Time(0), ConversationId::new());
        Happened { seq: 1, event, at, conversation_id, kind, author, text: None, line: None, bot: None }
    }

    fn line(name: &str, data: Value) -> Vec<Occasion> {
        let line = json!({ "name": name, "data": data }).to_string();
        let event = happened(EventKind::MessageCreated, Some(Kind::Event), Some(Author::System));
        occasions(&Happened { line: Some(line), ..event }, false)
    }

    #[test]
    fn people_and_the_shop_by_itself_are_told_apart() {
        let said = |kind, author| occasions(&happened(EventKind::MessageCreated, Some(kind), Some(author)), true);
        assert_eq!(said(Kind::Text, Author::Customer), [Occasion::CustomerMessage, Occasion::MessageWhileClosed]);
        assert_eq!(said(Kind::Image, Author::Agent), [Occasion::StaffReply]);
        for (kind, author) in [(Kind::Note, Author::Agent), (Kind::Text, Author::Automatic), (Kind::Text, Author::Bot)]
        {
            assert!(said(kind, author).is_empty(), "{kind:?} of {author:?}");
        }
        let rated = happened(EventKind::MessageUpdated, Some(Kind::Text), Some(Author::Agent));
        assert!(occasions(&rated, false).is_empty(), "taken back");
    }

    #[test]
    fn what_a_rule_did_is_no_occasion() {
        let tag = TagId::new();
        assert_eq!(line("tagged", json!({ "added": [tag] })), [Occasion::Tagged]);
        assert_eq!(line("tagged", json!({ "removed": [tag] })), []);
        assert_eq!(line("solved", json!({ "added": [tag] })), [Occasion::Solved, Occasion::Tagged]);
        assert_eq!(line("solved", json!({ "added": [tag], BY_RULE: TagId::new() })), []);
        assert_eq!(line("assigned", json!({ "reason": "turn" })), [Occasion::Assigned]);
        assert_eq!(line("assigned", json!({ BY_RULE: null })), [Occasion::Assigned]);
    }
}
