//! Asks the server what it has, as a buyer and as an agent, and holds it against the ledger.

use std::collections::hash_map::Entry as Place;
use std::collections::{HashMap, HashSet};

use anyhow::Context;
use rand::rngs::StdRng;
use serde_json::Value;
use uuid::Uuid;

use crate::http::Client;
use crate::ledger::{Breach, Entry, Ledger};
use crate::receiver::Told;
use crate::shop::Buyer;

/// Canaries that are searched for.
const SEARCHED: usize = 20;

/// A message as the server shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    client_id: Option<Uuid>,
    id: String,
    seq: i64,
    text: String,
    by_agent: bool,
}

impl Shown {
    fn of(message: &Value) -> anyhow::Result<Self> {
        Ok(Self {
            client_id: message["client_id"].as_str().and_then(|id| id.parse().ok()),
            id: message["id"].as_str().context("a message without an id")?.to_owned(),
            seq: message["seq"].as_i64().context("a message without a number")?,
            text: message["text"].as_str().unwrap_or_default().to_owned(),
            by_agent: message["author"] == "agent",
        })
    }

    /// What buyer and agent both see; the agents' client ids stay among them.
    fn for_everyone(&self) -> (i64, &str, &str, bool) {
        (self.seq, &self.id, &self.text, self.by_agent)
    }
}

/// Everything that can be seen of every buyer's conversation.
pub async fn everything(ledger: &Ledger, buyers: &[Buyer], agent: &Client, random: &mut StdRng) -> anyhow::Result<()> {
    let entries = ledger.entries();
    for (thread, buyer) in buyers.iter().enumerate() {
        let mine: HashMap<&Uuid, &Entry> = entries.iter().filter(|(_, entry)| entry.thread == thread).collect();
        let at_the_desk = desk_messages(ledger, agent, buyer).await?;
        once_and_unchanged(ledger, &mine, &at_the_desk);
        in_order(ledger, &mine, &at_the_desk);
        let in_the_widget = all_pages(&buyer.client, "/api/v1/widget/messages").await?;
        if !in_the_widget.iter().map(Shown::for_everyone).eq(at_the_desk.iter().map(Shown::for_everyone)) {
            ledger.breach(Breach::Lost, format!("buyer {thread} and the desk see different messages"));
        }
    }
    for (_, entry) in ledger.some_acknowledged(SEARCHED, random) {
        is_found_once(ledger, agent, &entry).await?;
    }
    Ok(())
}

/// How many acknowledged messages another system was not told of.
pub fn untold(ledger: &Ledger, told: &[Told]) -> usize {
    let known: HashSet<&str> = told.iter().map(|one| one.message.as_str()).collect();
    let entries = ledger.entries();
    let acknowledged = entries.values().filter_map(|entry| entry.acknowledged.as_ref());
    acknowledged.filter(|message| !known.contains(message.id.as_str())).count()
}

/// What another system was told, in the order it came: all that was acknowledged, as it was written, each conversation from
/// its beginning to its end. A repeat is the same delivery again, and may come at any time.
pub fn told(ledger: &Ledger, told: &[Told]) {
    let mut first: HashMap<&str, &Told> = HashMap::new();
    let mut reached: HashMap<&str, i64> = HashMap::new();
    for one in told {
        match first.entry(&one.message) {
            Place::Occupied(known) if known.get().delivery == one.delivery => {}
            Place::Occupied(known) => ledger.breach(Breach::Doubled, format!("told as {:?} and {one:?}", known.get())),
            Place::Vacant(place) => {
                place.insert(one);
                let reached = reached.entry(&one.conversation).or_default();
                if one.seq <= *reached {
                    ledger.breach(Breach::Disordered, format!("told after {reached}: {one:?}"));
                }
                *reached = one.seq.max(*reached);
            }
        }
    }
    for (client_id, entry) in ledger.entries() {
        let Some(acknowledged) = &entry.acknowledged else { continue };
        match first.get(acknowledged.id.as_str()) {
            None => ledger.breach(Breach::Lost, format!("{client_id} was told to nobody")),
            Some(one) if !entry.is_file && one.text.as_ref() != Some(&entry.text) => {
                ledger.breach(Breach::Changed, format!("{client_id} was {:?}: {one:?}", entry.text));
            }
            Some(_) => {}
        }
    }
}

async fn all_pages(client: &Client, path: &str) -> anyhow::Result<Vec<Shown>> {
    let mut all: Vec<Shown> = Vec::new();
    loop {
        let after = all.last().map_or(0, |message| message.seq);
        let page = client.get(&format!("{path}?after={after}&limit=100")).await?.good()?;
        for message in page["items"].as_array().context("no items")? {
            match message["kind"].as_str() {
                Some("text") => all.push(Shown::of(message)?),
                Some("file") => all.push(Shown { text: contents(client, message).await?, ..Shown::of(message)? }),
                // What happened in the thread is nobody's message.
                _ => {}
            }
        }
        if page["has_more"] != true {
            return Ok(all);
        }
    }
}

/// What the file of a message holds.
async fn contents(client: &Client, message: &Value) -> anyhow::Result<String> {
    let url = message.pointer("/file/url").and_then(Value::as_str).context("a file without an address")?;
    let answer = client.get(url).await?;
    Ok(if answer.is_success() { String::from_utf8_lossy(&answer.body).into_owned() } else { answer.text() })
}

fn once_and_unchanged(ledger: &Ledger, mine: &HashMap<&Uuid, &Entry>, shown: &[Shown]) {
    let mut met: HashMap<Uuid, &Shown> = HashMap::new();
    for message in shown {
        let known = message.client_id.and_then(|id| Some((id, *mine.get(&id)?)));
        let Some((client_id, entry)) = known else {
            ledger.breach(Breach::Changed, format!("nobody wrote {message:?}"));
            continue;
        };
        if met.insert(client_id, message).is_some() {
            ledger.breach(Breach::Doubled, format!("{client_id} stands there twice"));
        }
        if message.text != entry.text || message.by_agent != entry.by_agent {
            ledger.breach(Breach::Changed, format!("{client_id} was {:?}: {message:?}", entry.text));
        }
    }
    for (client_id, entry) in mine {
        let Some(acknowledged) = &entry.acknowledged else { continue };
        match met.get(*client_id) {
            None => ledger.breach(Breach::Lost, format!("{client_id}, acknowledged as {}", acknowledged.id)),
            Some(message) if message.id != acknowledged.id || message.seq != acknowledged.seq => {
                ledger.breach(Breach::Doubled, format!("{client_id} was {acknowledged:?}: {message:?}"));
            }
            Some(_) => {}
        }
    }
}

/// What was acknowledged before something else was sent stands before it. Numbers rise.
fn in_order(ledger: &Ledger, mine: &HashMap<&Uuid, &Entry>, shown: &[Shown]) {
    for pair in shown.windows(2) {
        if pair[0].seq >= pair[1].seq {
            ledger.breach(Breach::Disordered, format!("{} before {}", pair[0].seq, pair[1].seq));
        }
    }
    let mut sent_last = 0;
    for message in shown {
        let Some(entry) = message.client_id.and_then(|id| mine.get(&id)) else { continue };
        if let Some(acknowledged) = &entry.acknowledged
            && acknowledged.at < sent_last
        {
            ledger.breach(Breach::Disordered, format!("{message:?} stands behind what was sent later"));
        }
        sent_last = sent_last.max(entry.sent_at);
    }
}

/// A buyer's messages as an agent sees them: in one conversation, and the count of them right.
async fn desk_messages(ledger: &Ledger, agent: &Client, buyer: &Buyer) -> anyhow::Result<Vec<Shown>> {
    let list = agent.get(&format!("/api/v1/conversations?customer_id={}", buyer.customer_id)).await?.good()?;
    let conversations = list["items"].as_array().context("no conversations")?;
    if conversations.len() > 1 {
        ledger.breach(Breach::Doubled, format!("{} conversations of one buyer", conversations.len()));
    }
    let Some(conversation) = conversations.first() else { return Ok(Vec::new()) };
    let id = conversation["id"].as_str().context("a conversation without an id")?;
    let messages = all_pages(agent, &format!("/api/v1/conversations/{id}/messages")).await?;
    let written = messages.iter().filter(|message| !message.by_agent).count();
    if conversation["customer_messages"].as_u64() != Some(written as u64) {
        let counted = &conversation["customer_messages"];
        ledger.breach(Breach::Changed, format!("{counted} messages counted in {id}, {written} there"));
    }
    Ok(messages)
}

async fn is_found_once(ledger: &Ledger, agent: &Client, entry: &Entry) -> anyhow::Result<()> {
    let found = agent.get(&format!("/api/v1/search?kind=messages&q={}", entry.canary)).await?.good()?;
    match found.pointer("/messages/total").and_then(Value::as_i64) {
        Some(1) => {}
        Some(0) => ledger.breach(Breach::Lost, format!("{} is not found", entry.canary)),
        total => ledger.breach(Breach::Doubled, format!("{} is found {total:?} times", entry.canary)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand::SeedableRng;

    use super::*;

    /// Three acknowledged messages of one buyer, one after the other, and how the server shows them.
    fn three() -> (Ledger, Vec<Shown>) {
        let (ledger, mut random) = (Ledger::default(), StdRng::seed_from_u64(1));
        let shown = (1..=3).map(|seq| {
            let draft = ledger.draft(0, false, &mut random);
            let id = format!("message-{seq}");
            ledger.acknowledge(draft.client_id, &id, seq);
            Shown { client_id: Some(draft.client_id), id, seq, text: draft.text, by_agent: false }
        });
        let shown = shown.collect();
        (ledger, shown)
    }

    fn breaches(ledger: &Ledger, shown: &[Shown]) -> BTreeMap<Breach, u64> {
        let entries = ledger.entries();
        let mine = entries.iter().collect();
        once_and_unchanged(ledger, &mine, shown);
        in_order(ledger, &mine, shown);
        ledger.breaches()
    }

    #[test]
    fn what_is_as_it_was_promised_is_no_breach() {
        let (ledger, shown) = three();
        assert_eq!(breaches(&ledger, &shown), BTreeMap::new());
    }

    #[test]
    fn a_lost_message_is_found_out() {
        let (ledger, mut shown) = three();
        shown.remove(1);
        assert_eq!(breaches(&ledger, &shown), BTreeMap::from([(Breach::Lost, 1)]));
    }

    #[test]
    fn a_doubled_or_changed_message_is_found_out() {
        let (ledger, mut shown) = three();
        shown[2].text.push('!');
        let again = Shown { id: "another".into(), seq: 4, ..shown[0].clone() };
        shown.push(again);
        let found = breaches(&ledger, &shown);
        assert!(found[&Breach::Doubled] >= 1);
        assert_eq!(found[&Breach::Changed], 1);
    }

    #[test]
    fn a_message_out_of_turn_is_found_out() {
        let (ledger, mut shown) = three();
        shown.swap(0, 1);
        assert!(breaches(&ledger, &shown)[&Breach::Disordered] >= 1);
    }

    /// Those three as another system is told of them.
    fn told_of(shown: &[Shown]) -> Vec<Told> {
        let one = |message: &Shown| Told {
            delivery: format!("delivery-{}", message.seq),
            conversation: "conversation".into(),
            message: message.id.clone(),
            seq: message.seq,
            text: Some(message.text.clone()),
        };
        shown.iter().map(one).collect()
    }

    fn breaches_told(change: impl FnOnce(&mut Vec<Told>)) -> (BTreeMap<Breach, u64>, usize) {
        let (ledger, shown) = three();
        let mut all = told_of(&shown);
        change(&mut all);
        told(&ledger, &all);
        (ledger.breaches(), untold(&ledger, &all))
    }

    #[test]
    fn a_repeat_is_no_breach() {
        assert_eq!(breaches_told(|all| all.push(all[0].clone())), (BTreeMap::new(), 0));
    }

    #[test]
    fn what_another_system_was_not_told_is_found_out() {
        assert_eq!(breaches_told(|all| drop(all.remove(1))), (BTreeMap::from([(Breach::Lost, 1)]), 1));
        assert_eq!(breaches_told(|all| all.swap(0, 1)).0, BTreeMap::from([(Breach::Disordered, 1)]));
        assert_eq!(breaches_told(|all| all[2].text = None).0, BTreeMap::from([(Breach::Changed, 1)]));
        let again = |all: &mut Vec<Told>| all.push(Told { delivery: "another".into(), ..all[0].clone() });
        assert_eq!(breaches_told(again).0, BTreeMap::from([(Breach::Doubled, 1)]));
    }

    #[test]
    fn words_that_nobody_wrote_are_found_out() {
        let (ledger, mut shown) = three();
        shown.push(Shown { client_id: None, id: "ghost".into(), seq: 4, text: "?".into(), by_agent: true });
        assert_eq!(breaches(&ledger, &shown), BTreeMap::from([(Breach::Changed, 1)]));
    }
}
