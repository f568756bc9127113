//! What was typed, checked.

use std::collections::BTreeSet;

use super::model::{AutomaticKind, Message, Settings, Text};
use crate::app::App;
use crate::auth::rules::clean_optional;
use crate::canned_replies::check_template;
use crate::error::{Error, Result};
use crate::ids::{InboxId, ShopId};
use crate::inboxes::{self, Greeting};

const MOST_TEXTS: usize = 20;
const MOST_INBOXES: usize = 100;
const MAX_TEXT_CHARS: usize = 500;
/// As much as a name in a template stands for.
const MAX_CONTACTS_CHARS: usize = 80;

pub async fn settings(app: &App, shop_id: ShopId, wanted: Settings) -> Result<Settings> {
    let known = inboxes::of_shop(app, shop_id).await?.into_iter().map(|inbox| inbox.id).collect();
    check(wanted, &known)
}

/// Settings that name only these inboxes.
pub fn check(wanted: Settings, known: &BTreeSet<InboxId>) -> Result<Settings> {
    for (field, value, range) in [
        ("waiting_seconds", wanted.waiting_seconds, 10..=3600),
        ("waiting_again_seconds", wanted.waiting_again_seconds, 20..=86_400),
        ("apology_seconds", wanted.apology_seconds, 30..=86_400),
        ("busy_queue", wanted.busy_queue, 1..=1000),
        ("close_idle_hours", wanted.close_idle_hours, 1..=720),
    ] {
        if !range.contains(&value) {
            return Err(Error::invalid(field, "out_of_range"));
        }
    }
    if wanted.waiting_again_seconds <= wanted.waiting_seconds {
        return Err(Error::invalid("waiting_again_seconds", "not_after_the_first"));
    }
    let mut given = BTreeSet::new();
    if !wanted.messages.iter().all(|message| given.insert(message.kind)) {
        return Err(Error::invalid("messages", "kind_twice"));
    }
    let mut messages = Vec::new();
    for kind in AutomaticKind::ALL {
        messages.push(match wanted.messages.iter().find(|message| message.kind == kind) {
            Some(message) => checked(message, known)?,
            None => Message { kind, on: false, texts: Vec::new() },
        });
    }
    Ok(Settings { messages, contacts: contacts(wanted.contacts.clone())?, ..wanted })
}

fn checked(message: &Message, known: &BTreeSet<InboxId>) -> Result<Message> {
    if message.texts.len() > MOST_TEXTS {
        return Err(Error::invalid("messages.texts", "too_many"));
    }
    if message.on && message.texts.is_empty() {
        return Err(Error::invalid("messages.texts", "required"));
    }
    let texts =
        message.texts.iter().cloned().map(|text| checked_text(text, message.kind, known)).collect::<Result<_>>()?;
    Ok(Message { texts, ..message.clone() })
}

fn checked_text(mut text: Text, kind: AutomaticKind, known: &BTreeSet<InboxId>) -> Result<Text> {
    if text.situation.is_some() && !kind.takes_leave() {
        return Err(Error::invalid("messages.texts.situation", "only_in_leave"));
    }
    text.inbox_ids.sort_unstable();
    text.inbox_ids.dedup();
    if text.inbox_ids.len() > MOST_INBOXES {
        return Err(Error::invalid("messages.texts.inbox_ids", "too_many"));
    }
    if !text.inbox_ids.iter().all(|inbox| known.contains(inbox)) {
        return Err(Error::invalid("messages.texts.inbox_ids", "unknown"));
    }
    text.stages.sort_unstable_by_key(|stage| *stage as i16);
    text.stages.dedup();
    let words = template(text.words)?;
    if words == Greeting::default() {
        return Err(Error::invalid("messages.texts.words", "required"));
    }
    Ok(Text { words, ..text })
}

/// Words that can be filled in.
pub fn template(wanted: Greeting) -> Result<Greeting> {
    let words = words("messages.texts.words", wanted, MAX_TEXT_CHARS)?;
    for text in [&words.zh_cn, &words.zh_hant, &words.en].into_iter().flatten() {
        check_template(text)?;
    }
    Ok(words)
}

fn words(field: &str, wanted: Greeting, most: usize) -> Result<Greeting> {
    Ok(Greeting {
        zh_cn: clean_optional(field, wanted.zh_cn, most)?,
        zh_hant: clean_optional(field, wanted.zh_hant, most)?,
        en: clean_optional(field, wanted.en, most)?,
    })
}

/// Other ways to reach the shop.
pub fn contacts(wanted: Greeting) -> Result<Greeting> {
    words("contacts", wanted, MAX_CONTACTS_CHARS)
}

/// Words to be tried out, which may still have faults.
pub fn draft(wanted: Greeting) -> Result<Greeting> {
    words("words", wanted, MAX_TEXT_CHARS)
}
