//! Between the processes of one installation: what happened in one is told to the others at once.
//!
//! Invariant: notes are doorbells. Losing one, or all, loses nothing: what is stored is read from the database, by
//! event number, and the feeds look there now and then whether a bell rang or not.

mod nats;
mod note;
mod postgres;

use tokio::sync::mpsc;

use crate::config::Config;
use crate::db::Db;

pub use note::{MOST_CUSTOMERS, NodeId, Note, Seat, Whom};

/// The channel of PostgreSQL, and the subject of NATS unless the settings name another.
const CHANNEL: &str = "zhanggui";

/// What comes from the other processes.
#[derive(Debug)]
pub enum Heard {
    Note(NodeId, Note),
    /// Notes may have been lost.
    Lost,
}

/// The way to the other processes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bus {
    /// `None`: there are no others.
    outgoing: Option<mpsc::UnboundedSender<Note>>,
}

impl Bus {
    /// By NATS where the settings name a server, else by PostgreSQL; on SQLite a process is alone.
    pub async fn connect(config: &Config, db: &Db) -> anyhow::Result<(Self, mpsc::UnboundedReceiver<Heard>)> {
        let (hear, heard) = mpsc::unbounded_channel();
        let (outgoing, told) = mpsc::unbounded_channel();
        let me = NodeId::new();
        let connected = if !config.bus.is_empty() {
            nats::start(&config.bus, me, told, hear).await?;
            true
        } else {
            postgres::start(db.clone(), me, told, hear).await?
        };
        Ok((Self { outgoing: connected.then_some(outgoing) }, heard))
    }

    /// Whether there may be others.
    pub fn has_neighbours(&self) -> bool {
        self.outgoing.is_some()
    }

    /// Tells the others; never waits.
    pub fn tell(&self, note: Note) {
        if let Some(outgoing) = &self.outgoing {
            // The publisher ends only with the process.
            drop(outgoing.send(note));
        }
    }
}

/// Takes all notes that wait, the first of which is at hand.
fn drain(first: Note, told: &mut mpsc::UnboundedReceiver<Note>) -> Vec<Note> {
    let mut notes = vec![first];
    while let Ok(note) = told.try_recv() {
        notes.push(note);
    }
    note::merged(notes)
}

/// Passes on what another process wrote.
fn pass_on(me: NodeId, payload: &[u8], hear: &mpsc::UnboundedSender<Heard>) {
    match serde_json::from_slice::<note::Envelope>(payload) {
        Ok(envelope) if envelope.from == me => {}
        Ok(envelope) => drop(hear.send(Heard::Note(envelope.from, envelope.note))),
        // A newer version may say what this one does not know.
        Err(error) => tracing::debug!(%error, "a note that makes no sense here"),
    }
}
