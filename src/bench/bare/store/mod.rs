//! Four tables, one writer, four readers.

mod seed;

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{FromRow, QueryBuilder, Sqlite};
use tokio::sync::{broadcast, mpsc, oneshot};

const SCHEMA: &str = "
    CREATE TABLE messages (num INTEGER PRIMARY KEY, visitor BIGINT NOT NULL, client_id TEXT NOT NULL, text TEXT NOT NULL);
    CREATE INDEX messages_by_visitor ON messages (visitor, num);
    CREATE TABLE conversations (num INTEGER PRIMARY KEY, view BIGINT NOT NULL, rank BIGINT NOT NULL, name TEXT NOT NULL, preview TEXT NOT NULL);
    CREATE INDEX conversations_by_view ON conversations (view, rank);
    CREATE TABLE words (word TEXT NOT NULL, num BIGINT NOT NULL, PRIMARY KEY (word, num)) WITHOUT ROWID;
    CREATE TABLE totals (word TEXT PRIMARY KEY, total BIGINT NOT NULL) WITHOUT ROWID;";

/// The most messages that share one commit.
const GROUP: usize = 512;
const QUEUE: usize = 4096;
const READERS: u32 = 4;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct NewMessage {
    pub client_id: String,
    pub visitor: i64,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, FromRow)]
pub(super) struct Message {
    pub num: i64,
    pub client_id: String,
    pub text: String,
}

#[derive(Debug, Serialize, FromRow)]
pub(super) struct Conversation {
    pub num: i64,
    pub rank: i64,
    pub name: String,
    pub preview: String,
}

type Waiting = (NewMessage, oneshot::Sender<Arc<str>>);

#[derive(Debug, Clone)]
pub(super) struct Store {
    read: SqlitePool,
    write: SqlitePool,
    queue: mpsc::Sender<Waiting>,
    stored: broadcast::Sender<Arc<str>>,
}

impl Store {
    pub(super) async fn open(path: &Path) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", "4000")
            .statement_cache_capacity(GROUP + 16);
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        sqlx::raw_sql(SCHEMA).execute(&write).await?;
        let read = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(READERS)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (stored, _) = broadcast::channel(QUEUE);
        let store = Self { read, write, queue, stored };
        tokio::spawn(write_groups(store.clone(), waiting));
        Ok(store)
    }

    /// Returns the stored message as JSON once its commit is durable.
    pub(super) async fn post(&self, message: NewMessage) -> Option<Arc<str>> {
        let (done, stored) = oneshot::channel();
        self.queue.send((message, done)).await.ok()?;
        stored.await.ok()
    }

    pub(super) fn listen(&self) -> broadcast::Receiver<Arc<str>> {
        self.stored.subscribe()
    }

    pub(super) async fn messages(&self, visitor: i64, after: i64) -> sqlx::Result<Vec<Message>> {
        const SQL: &str =
            "SELECT num, client_id, text FROM messages WHERE visitor = $1 AND num > $2 ORDER BY num LIMIT 500";
        sqlx::query_as(SQL).bind(visitor).bind(after).fetch_all(&self.read).await
    }

    pub(super) async fn conversations(&self, view: i64) -> sqlx::Result<Vec<Conversation>> {
        const SQL: &str = "SELECT num, rank, name, preview FROM conversations WHERE view = $1 ORDER BY rank LIMIT 50";
        sqlx::query_as(SQL).bind(view).fetch_all(&self.read).await
    }

    pub(super) async fn conversation(&self, num: i64) -> sqlx::Result<Option<Conversation>> {
        const SQL: &str = "SELECT num, rank, name, preview FROM conversations WHERE num = $1";
        sqlx::query_as(SQL).bind(num).fetch_optional(&self.read).await
    }

    /// The newest messages with one or two words, and how many carry the first.
    pub(super) async fn search(&self, first: &str, second: Option<&str>) -> sqlx::Result<(Vec<Message>, i64)> {
        const ONE: &str = "SELECT m.num, m.client_id, m.text FROM words w JOIN messages m ON m.num = w.num
            WHERE w.word = $1 ORDER BY w.num DESC LIMIT 20";
        const TWO: &str = "SELECT m.num, m.client_id, m.text FROM words w JOIN words v ON v.num = w.num AND v.word = $2
            JOIN messages m ON m.num = w.num WHERE w.word = $1 ORDER BY w.num DESC LIMIT 20";
        const TOTAL: &str = "SELECT total FROM totals WHERE word = $1";
        let query = sqlx::query_as(if second.is_some() { TWO } else { ONE }).bind(first);
        let messages = match second {
            Some(second) => query.bind(second).fetch_all(&self.read).await?,
            None => query.fetch_all(&self.read).await?,
        };
        let total: Option<(i64,)> = sqlx::query_as(TOTAL).bind(first).fetch_optional(&self.read).await?;
        Ok((messages, total.map_or(0, |(total,)| total)))
    }
}

/// Stores what is waiting, then answers all of it.
async fn write_groups(store: Store, mut waiting: mpsc::Receiver<Waiting>) {
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        match commit(&store.write, &group).await {
            Ok(first) => {
                for ((message, done), num) in group.drain(..).zip(first..) {
                    let stored = Message { num, client_id: message.client_id, text: message.text };
                    let json: Arc<str> = serde_json::to_string(&stored).unwrap_or_default().into();
                    // Nobody listening, or a writer that left, is no failure.
                    _ = store.stored.send(Arc::clone(&json));
                    _ = done.send(json);
                }
            }
            Err(error) => {
                tracing::error!(%error, "a group was not stored");
                group.clear();
            }
        }
    }
}

/// Stores a group in one commit; the number of its first message.
async fn commit(write: &SqlitePool, group: &[Waiting]) -> sqlx::Result<i64> {
    let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO messages (visitor, client_id, text) ");
    insert.push_values(group, |mut row, (message, _)| {
        row.push_bind(message.visitor).push_bind(&message.client_id).push_bind(&message.text);
    });
    let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
    let last = insert.build().execute(&mut *tx).await?.last_insert_rowid();
    tx.commit().await?;
    Ok(last + 1 - i64::try_from(group.len()).unwrap_or(0))
}
