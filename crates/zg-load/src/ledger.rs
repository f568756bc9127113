//! What was promised: every message under its client id, when it was first sent, and what the server answered.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

const WORDS: [&str; 8] = [
    "这件外套还有货吗",
    "请问什么时候发货",
    "尺码偏大还是偏小",
    "可以换成蓝色的吗",
    "运费谁出，能便宜点吗",
    "Is it still in stock?",
    "When does my parcel arrive?",
    "好的，谢谢 🙏",
];
/// As many as help to find the cause.
const TOLD: usize = 20;

/// How a server can break its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// Acknowledged and not there.
    Lost,
    /// There twice, or under two ids.
    Doubled,
    /// There with other words, or under somebody else's name.
    Changed,
    /// Before something that was acknowledged before it was sent, or told out of turn.
    Disordered,
    /// A number of the shop's events that nobody was told.
    Gap,
    /// A failure that was not said in a way a program understands.
    Unclear,
    /// A good request that was answered as a bad one.
    Refused,
    /// Not ready in time.
    Late,
    /// The server ended by itself.
    Died,
}

impl Breach {
    pub const ALL: [Self; 9] = [
        Self::Lost,
        Self::Doubled,
        Self::Changed,
        Self::Disordered,
        Self::Gap,
        Self::Unclear,
        Self::Refused,
        Self::Late,
        Self::Died,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::Changed => "changed",
            Self::Disordered => "disordered",
            Self::Gap => "gaps",
            Self::Unclear => "unclear",
            Self::Refused => "refused",
            Self::Late => "late",
            Self::Died => "died",
        }
    }
}

/// A message before it is sent.
#[derive(Debug, Clone)]
pub struct Draft {
    pub client_id: Uuid,
    pub text: String,
    /// A file of this name holds the words.
    pub file: Option<String>,
    /// How often it is sent at once.
    pub copies: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The buyer in whose conversation it stands.
    pub thread: usize,
    pub by_agent: bool,
    /// What it says, or what its file holds.
    pub text: String,
    pub is_file: bool,
    /// A word that stands in no other message.
    pub canary: String,
    /// When it was first sent, on the ledger's own clock that only goes forward.
    pub sent_at: u64,
    pub acknowledged: Option<Acknowledged>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acknowledged {
    pub at: u64,
    pub id: String,
    pub seq: i64,
}

#[derive(Debug, Default)]
struct Book {
    tick: u64,
    entries: HashMap<Uuid, Entry>,
    answers: u64,
    refusals: u64,
    breaches: BTreeMap<Breach, u64>,
    told: Vec<String>,
}

impl Book {
    fn tick(&mut self) -> u64 {
        self.tick += 1;
        self.tick
    }
}

/// Clones write into the same book.
#[derive(Debug, Clone, Default)]
pub struct Ledger(Arc<Mutex<Book>>);

impl Ledger {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new message, entered as sent now.
    pub fn draft(&self, thread: usize, by_agent: bool, random: &mut StdRng) -> Draft {
        self.enter(thread, by_agent, false, random)
    }

    /// A new message of a buyer with a file, entered as sent now.
    pub fn draft_file(&self, thread: usize, random: &mut StdRng) -> Draft {
        self.enter(thread, false, true, random)
    }

    fn enter(&self, thread: usize, by_agent: bool, is_file: bool, random: &mut StdRng) -> Draft {
        let canary = format!("canary{:016x}", random.random::<u64>());
        let words = WORDS.choose(random).copied().unwrap_or_default();
        let text = format!("{words} {canary}");
        let client_id = uuid::Builder::from_random_bytes(random.random()).into_uuid();
        let copies = if random.random_bool(0.2) { random.random_range(2..=4) } else { 1 };
        let mut book = self.book();
        let sent_at = book.tick();
        let file = is_file.then(|| format!("{canary}.txt"));
        let entry = Entry { thread, by_agent, text: text.clone(), is_file, canary, sent_at, acknowledged: None };
        book.entries.insert(client_id, entry);
        Draft { client_id, text, file, copies }
    }

    /// Enters an acknowledgement; every further one must name the same message.
    pub fn acknowledge(&self, client_id: Uuid, id: &str, seq: i64) {
        let mut book = self.book();
        book.answers += 1;
        let at = book.tick();
        let Some(entry) = book.entries.get_mut(&client_id) else { return };
        match &entry.acknowledged {
            None => entry.acknowledged = Some(Acknowledged { at, id: id.to_owned(), seq }),
            Some(known) if known.id == id && known.seq == seq => {}
            Some(known) => {
                let what = format!("{client_id} was {} ({}) and then {id} ({seq})", known.id, known.seq);
                drop(book);
                self.breach(Breach::Doubled, what);
            }
        }
    }

    pub fn is_acknowledged(&self, client_id: Uuid) -> bool {
        self.book().entries.get(&client_id).is_some_and(|entry| entry.acknowledged.is_some())
    }

    /// A clear word that it cannot be stored now.
    pub fn refuse(&self) {
        self.book().refusals += 1;
    }

    pub fn refusals(&self) -> u64 {
        self.book().refusals
    }

    /// Acknowledgements so far, those of repeats included.
    pub fn answers(&self) -> u64 {
        self.book().answers
    }

    pub fn breach(&self, breach: Breach, what: impl fmt::Display) {
        let mut book = self.book();
        *book.breaches.entry(breach).or_default() += 1;
        if book.told.len() < TOLD {
            book.told.push(format!("{}: {what}", breach.name()));
        }
    }

    pub fn breaches(&self) -> BTreeMap<Breach, u64> {
        self.book().breaches.clone()
    }

    /// The first breaches in words.
    pub fn told(&self) -> Vec<String> {
        self.book().told.clone()
    }

    pub fn entries(&self) -> HashMap<Uuid, Entry> {
        self.book().entries.clone()
    }

    /// Every message as a line of JSON, in the order they were sent.
    pub fn lines(&self) -> String {
        let mut entries: Vec<(Uuid, Entry)> = self.entries().into_iter().collect();
        entries.sort_unstable_by_key(|(_, entry)| entry.sent_at);
        let line = |(id, entry): &(Uuid, Entry)| format!("{}\n", json!({ "client_id": id, "entry": entry }));
        entries.iter().map(line).collect()
    }

    /// Up to so many acknowledged messages, by chance.
    pub fn some_acknowledged(&self, count: usize, random: &mut StdRng) -> Vec<(Uuid, Entry)> {
        let mut known: Vec<(Uuid, Entry)> =
            self.entries().into_iter().filter(|(_, entry)| entry.acknowledged.is_some()).collect();
        // A map has no order of its own; the seed decides.
        known.sort_unstable_by_key(|(id, _)| *id);
        known.choose_multiple(random, count).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn an_id_answered_with_two_messages_is_a_breach() {
        let (ledger, mut random) = (Ledger::default(), StdRng::seed_from_u64(1));
        let draft = ledger.draft(0, false, &mut random);
        ledger.acknowledge(draft.client_id, "a", 1);
        ledger.acknowledge(draft.client_id, "a", 1);
        assert!(ledger.breaches().is_empty());
        ledger.acknowledge(draft.client_id, "b", 2);
        assert_eq!(ledger.breaches(), BTreeMap::from([(Breach::Doubled, 1)]));
        assert_eq!(ledger.answers(), 3);
    }

    #[test]
    fn the_same_seed_writes_the_same_messages() {
        let write = || Ledger::default().draft(0, false, &mut StdRng::seed_from_u64(7));
        assert_eq!((write().client_id, write().text), (write().client_id, write().text));
    }
}
