use anyhow::{Context, bail};

use super::column::{ALL, Column};
use super::key_file::KeyFile;
use super::keys::Keys;
use super::model::{Sealed, Secret};
use super::store;
use crate::audit::{self, Action, Entry, Who};
use crate::auth::secret::random_token;
use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::db::{Conn, Db};
use crate::error::Result;

/// Values that are sealed anew in one transaction.
const BATCH: i64 = 200;

/// How a key and a database stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was sealed yet.
    Unused,
    Fits,
    /// A rotation was cut short: both keys are in the file.
    Rotating,
    /// The database was sealed with another key, of this id.
    Other(String),
}

/// The keys of this installation, which fit its database. Made at the first start; what an older version stored in the
/// clear is sealed then.
pub async fn open_keys(db: &Db, config: &Config, clock: &Clock) -> anyhow::Result<Keys> {
    let file = KeyFile::of(config);
    let known = key_id(db).await?;
    if let Some(id) = &known
        && !file.exists()
    {
        bail!(
            "the key file {} is missing, and the secrets in the database are sealed with it (key {id}): bring it back from a \
             backup, from another server of this installation, or name it with key_file. If it is lost for good: `zhanggui keys reset --help`",
            file.path().display()
        );
    }
    let keys = file.open_or_make()?;
    if known.is_none() {
        adopt(db, &keys, clock.now()).await.context("seal the secrets of the database")?;
    }
    match standing(db, &keys).await? {
        Standing::Other(id) => bail!(
            "the key in {} is not the one that seals the secrets in the database: it is {}, the database wants {id}. Bring \
             back the right file from a backup or from another server of this installation, or name it with key_file",
            file.path().display(),
            keys.id()
        ),
        Standing::Rotating => tracing::warn!("a rotation of the key is unfinished: run `zhanggui keys rotate` again"),
        Standing::Unused | Standing::Fits => {}
    }
    Ok(keys)
}

/// The id of the key that a database is sealed with; none before anything was.
pub async fn key_id(db: &Db) -> Result<Option<String>> {
    store::key_id(&mut db.reader().await?.conn()).await
}

/// Whether a database was sealed with these keys.
pub async fn standing(db: &Db, keys: &Keys) -> Result<Standing> {
    Ok(match key_id(db).await? {
        None => Standing::Unused,
        Some(id) if id == keys.id() && keys.former_id().is_none() => Standing::Fits,
        Some(id) if id == keys.id() || Some(id.as_str()) == keys.former_id() => Standing::Rotating,
        Some(id) => Standing::Other(id),
    })
}

/// Makes this key the database's and seals what lies there in the clear, both or neither.
async fn adopt(db: &Db, keys: &Keys, now: Time) -> anyhow::Result<()> {
    db.overwrite_what_goes(true).await?;
    let sealed = seal_what_is_plain(db, keys, now).await;
    db.overwrite_what_goes(false).await?;
    if sealed? > 0 {
        db.empty_log().await?;
    }
    Ok(())
}

async fn seal_what_is_plain(db: &Db, keys: &Keys, now: Time) -> anyhow::Result<usize> {
    let mut tx = db.begin().await?;
    let mut conn = tx.conn();
    let mut sealed = 0;
    // Another server may be at it: then this one waits here, and there is nothing left to do.
    if store::insert_key_id(&mut conn, keys.id(), now).await? {
        for column in ALL {
            let plain = |_, value: &Sealed| Ok(Secret::new(value.0.clone()));
            sealed += seal_anew(&mut conn, column, keys, i64::MAX, plain).await?;
        }
    }
    tx.commit().await?;
    Ok(sealed)
}

/// Exchanges the key for a new one and seals everything under it; how many values. Cut short, it goes on when it is run
/// again. Refused while anybody uses the key.
pub async fn rotate(db: &Db, config: &Config, clock: &Clock) -> anyhow::Result<usize> {
    // Whatever keeps a server from starting keeps the key from being exchanged.
    drop(open_keys(db, config, clock).await?);
    let file = KeyFile::of(config);
    let (_held, current, former) = file.hold_alone()?;
    let (new, old) = match former {
        Some(former) => (current, former),
        None => (rand::random(), current),
    };
    let keys = Keys::new(new, Some(old), None);
    let _held_too = file.replace(&new, Some(&old))?;
    let mut sealed = 0;
    for column in ALL {
        loop {
            let mut tx = db.begin().await?;
            let done =
                seal_anew(&mut tx.conn(), column, &keys, BATCH, |row, value| keys.open(column, row, value)).await?;
            tx.commit().await?;
            sealed += done;
            if done == 0 {
                break;
            }
        }
    }
    let mut tx = db.begin().await?;
    let mut conn = tx.conn();
    let now = clock.now();
    audit::record_everywhere(&mut conn, &Who::terminal(), now, &Entry::new(Action::KeyRotated).note("key", keys.id()))
        .await?;
    store::update_key_id(&mut conn, keys.id(), now).await?;
    tx.commit().await?;
    file.replace(&new, None)?;
    Ok(sealed)
}

/// Makes a new key in the place of one that is lost for good. What it sealed goes: it is cleared, or made anew at random
/// where it cannot be empty, until somebody replaces it; how many values.
pub async fn reset(db: &Db, config: &Config, clock: &Clock) -> anyhow::Result<usize> {
    let file = KeyFile::of(config);
    if file.exists() {
        bail!("{} is there: if it is not the right key, move it away first", file.path().display());
    }
    let keys = file.open_or_make()?;
    let mut tx = db.begin().await?;
    let mut conn = tx.conn();
    let entry = Entry::new(Action::KeyReset).note("key", keys.id());
    audit::record_everywhere(&mut conn, &Who::terminal(), clock.now(), &entry).await?;
    let mut lost = 0;
    for column in ALL {
        for row in store::rows(&mut conn, column).await? {
            let anew =
                if column.is_required() { Some(keys.seal(column, row, &Secret::new(random_token()))?) } else { None };
            store::set(&mut conn, column, row, anew.as_ref()).await?;
            lost += 1;
        }
    }
    store::update_key_id(&mut conn, keys.id(), clock.now()).await?;
    tx.commit().await?;
    Ok(lost)
}

/// Seals values of a column that another key sealed, or none, under the key of today; how many.
async fn seal_anew(
    conn: &mut Conn<'_>,
    column: Column,
    keys: &Keys,
    most: i64,
    open: impl Fn(uuid::Uuid, &Sealed) -> anyhow::Result<Secret>,
) -> anyhow::Result<usize> {
    let rows = store::not_sealed_with(conn, column, keys.id(), most).await?;
    for (row, value) in &rows {
        let anew = keys.seal(column, *row, &open(*row, value)?)?;
        store::replace(conn, column, *row, value, &anew).await?;
    }
    Ok(rows.len())
}
