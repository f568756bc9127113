//! Files that go: first the row, then the bytes.
//!
//! Invariant: a file's id stands in `doomed_files` from the transaction that takes its row until its bytes are gone,
//! so that a crash in between leaves nothing behind for good.

use super::store;
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CustomerId, FileId, ShopId};

pub use store::forget::{Brought, count_old, doom, of_customer, older_than, put_off_doom, seen_by_customer};

const AT_ONCE: i64 = 100;
/// What a buyer uploaded and did not send is kept so long.
const UNSENT_SECONDS: i64 = 24 * 3600;
/// And looked for so long after that: what is older was looked at before, or while a hold kept it.
const LOOKED_FOR_SECONDS: i64 = 7 * 24 * 3600;

/// Takes these files out of the shop, those that a message still shows not; how many went.
pub async fn forget_unused(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[FileId], now: Time) -> Result<u64> {
    let mut gone = 0;
    for &id in ids {
        if store::forget::delete_unused(conn, shop_id, id).await? {
            doom(conn, shop_id, id, now).await?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// Takes all that a customer brought, sent or not; how many files went. What shows them must be gone before.
pub async fn forget_of_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId, now: Time) -> Result<u64> {
    let ids = store::forget::of_customer(conn, shop_id, id).await?;
    forget_unused(conn, shop_id, &ids, now).await
}

/// Takes out what buyers uploaded a day ago and never sent.
pub async fn forget_unsent(app: &App) -> Result<()> {
    let now = app.clock.now();
    let before = now.plus_seconds(-UNSENT_SECONDS);
    let after = before.plus_seconds(-LOOKED_FOR_SECONDS);
    loop {
        let unsent = store::forget::unsent(&mut app.db.reader().await?.conn(), after, before, AT_ONCE).await?;
        let mut gone = 0;
        for (shop_id, id) in &unsent {
            // Under the shop's lock no message takes the file meanwhile.
            let mut tx = app.db.begin_in(&[*shop_id]).await?;
            gone += forget_unused(&mut tx.conn(), *shop_id, &[*id], now).await?;
            tx.commit().await?;
        }
        if gone == 0 {
            return Ok(());
        }
    }
}

/// Removes the bytes of files whose time has come, until there are none.
pub async fn bury(app: &App) -> Result<()> {
    loop {
        let due = store::forget::due(&mut app.db.reader().await?.conn(), app.clock.now(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(());
        }
        for (shop_id, id) in due {
            app.files.vault.delete(shop_id, id).await?;
            let mut tx = app.db.begin().await?;
            store::forget::buried(&mut tx.conn(), shop_id, id).await?;
            tx.commit().await?;
        }
    }
}
