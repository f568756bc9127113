//! The turn of a request that may be repeated: what it writes first carries the mark that it has written.
//!
//! Invariant: the mark and the write are in one transaction, so that whoever asks again after a crash finds both or
//! neither; whose turn was given to another commits nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use uuid::Uuid;

use super::{Conn, execute};
use crate::ids::{ShopId, StaffId};

tokio::task_local! {
    static TURN: Turn;
}

/// The right to carry out the request of a key.
#[derive(Debug, Clone)]
pub struct Turn {
    pub id: Uuid,
    pub shop_id: ShopId,
    pub actor_id: StaffId,
    pub key: Arc<str>,
    has_written: Arc<AtomicBool>,
}

/// Why nothing was committed: another request has the turn.
#[derive(Debug, thiserror::Error)]
#[error("the turn was given to another request")]
pub struct TurnLost;

impl Turn {
    pub fn new(shop_id: ShopId, actor_id: StaffId, key: &str) -> Self {
        Self { id: Uuid::now_v7(), shop_id, actor_id, key: key.into(), has_written: Arc::default() }
    }

    /// Does this work in this turn: its first commit leaves the mark.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        TURN.scope(self, work).await
    }

    /// After the commit that holds the mark: once is enough.
    pub(super) fn has_written(&self) {
        self.has_written.store(true, Ordering::Relaxed);
    }
}

/// Leaves the mark of the turn that this task is in, where there is one that has written nothing yet.
pub(super) async fn mark(conn: &mut Conn<'_>) -> Result<Option<Turn>, sqlx::Error> {
    const SQL: &str = "UPDATE idempotency_keys SET has_written = TRUE
        WHERE shop_id = $1 AND actor_id = $2 AND key = $3 AND turn_id = $4";
    let Ok(turn) = TURN.try_with(Clone::clone) else { return Ok(None) };
    if turn.has_written.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let marked =
        execute!(conn, sqlx::query(SQL).bind(turn.shop_id).bind(turn.actor_id).bind(&*turn.key).bind(turn.id))?;
    if marked == 1 { Ok(Some(turn)) } else { Err(sqlx::Error::Configuration(Box::new(TurnLost))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, fetch_one};
    use crate::error::{Error, Result};

    const COUNT: &str = "SELECT COUNT(*) FROM shops WHERE name = 'renamed'";
    const SHOP: &str = "INSERT INTO shops (id, num, name, locale, timezone, created_at)
        VALUES ($1, 1, 'shop', 'en', 'UTC', 0)";
    const TAKEN: &str =
        "INSERT INTO idempotency_keys (shop_id, actor_id, key, digest, status, body, created_at, turn_id)
        VALUES ($1, $2, 'order-7', x'00', 0, '', 0, $3)";

    async fn rename(db: &Db) -> Result<()> {
        let mut tx = db.begin().await?;
        execute!(&mut tx.conn(), sqlx::query("UPDATE shops SET name = 'renamed'"))?;
        Ok(tx.commit().await?)
    }

    async fn renamed(db: &Db) -> i64 {
        let mut reader = db.reader().await.expect("a reader");
        fetch_one!(&mut reader.conn(), sqlx::query_scalar(COUNT)).expect("a number")
    }

    #[tokio::test]
    async fn whose_turn_was_lost_commits_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("shop.sqlite").display());
        let db = Db::open(&url).await.expect("a database");
        let mine = Turn::new(ShopId::new(), StaffId::new(), "order-7");
        let late = Turn::new(mine.shop_id, mine.actor_id, "order-7");
        let mut tx = db.begin().await.expect("a transaction");
        execute!(&mut tx.conn(), sqlx::query(SHOP).bind(mine.shop_id)).expect("a shop");
        execute!(&mut tx.conn(), sqlx::query(TAKEN).bind(mine.shop_id).bind(mine.actor_id).bind(mine.id))
            .expect("a turn");
        tx.commit().await.expect("a commit");

        let refused = late.scope(rename(&db)).await;
        assert!(matches!(refused, Err(Error::Conflict("idempotency_key_in_use"))), "{refused:?}");
        assert_eq!(renamed(&db).await, 0);
        mine.scope(rename(&db)).await.expect("it has the turn");
        assert_eq!(renamed(&db).await, 1);
        db.close().await;
    }
}
