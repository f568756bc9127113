//! The pair of keys of this installation: made once, by whichever process needs it first.

use std::sync::Arc;

use tokio::sync::OnceCell;

use super::store;
use super::vapid::OwnKey;
use crate::app::App;
use crate::error::Result;
use crate::sealed::PUSH_KEY;

/// Clones share it; read when it is first needed.
#[derive(Debug, Clone, Default)]
pub struct Own(Arc<OnceCell<OwnKey>>);

/// The keys of this installation.
pub async fn key(app: &App) -> Result<&OwnKey> {
    app.push.0.get_or_try_init(|| read_or_make(app)).await
}

async fn read_or_make(app: &App) -> Result<OwnKey> {
    let known = store::own::read(&mut app.db.reader().await?.conn()).await?;
    if let Some(known) = known.as_ref()
        && let Some(sealed) = &known.private_key
    {
        return Ok(OwnKey::read(&app.keys.open(PUSH_KEY, known.id, sealed)?)?);
    }
    make(app).await
}

/// Makes a pair where there is none; what another process made meanwhile is the pair.
async fn make(app: &App) -> Result<OwnKey> {
    let (key, id, now) = (OwnKey::make(), uuid::Uuid::now_v7(), app.clock.now());
    let sealed = app.keys.seal(PUSH_KEY, id, &key.written())?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    if store::own::insert(&mut conn, id, key.public(), &sealed, now).await? {
        tx.commit().await?;
        return Ok(key);
    }
    // One whose private half was lost with the key of the installation: what browsers gave out for it is worth nothing.
    if store::own::replace_lost(&mut conn, id, key.public(), &sealed, now).await? {
        store::delete_all(&mut conn).await?;
        tx.commit().await?;
        return Ok(key);
    }
    let known = store::own::read(&mut conn).await?;
    tx.commit().await?;
    let known = known.ok_or_else(|| anyhow::anyhow!("the push key is gone"))?;
    let sealed = known.private_key.ok_or_else(|| anyhow::anyhow!("the push key is gone"))?;
    Ok(OwnKey::read(&app.keys.open(PUSH_KEY, known.id, &sealed)?)?)
}
