//! Who was erased, kept beside the database: a backup from before knows them still, and is told after a restore.
//!
//! A line a person, ids only. The server appends what its own database knows and erases again whoever is back.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::actions;
use super::model::Erasure;
use super::store;
use crate::app::App;
use crate::clock::Time;
use crate::customers;
use crate::error::Result;
use crate::ids::{CustomerId, ShopId};

/// The name of the file, in the data folder and beside backups.
pub const LEDGER: &str = "erasures.jsonl";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    shop_id: ShopId,
    /// All ids that ever stood for the person.
    customer_ids: Vec<CustomerId>,
    erased_at: Time,
}

/// Looks through the ledger once, when a server starts.
pub fn start(app: App) {
    tokio::spawn(async move {
        if let Err(error) = look_through(&app).await {
            tracing::error!(%error, "the ledger of erasures could not be compared with the database");
        }
    });
}

async fn look_through(app: &App) -> Result<()> {
    for (shop_id, id, at) in store::erasures::all(&mut app.db.reader().await?.conn()).await? {
        append(app, shop_id, id, at).await?;
    }
    for entry in read(&path(app))? {
        for id in entry.customer_ids {
            if actions::again(app, entry.shop_id, id).await? {
                tracing::warn!(customer = %id, "somebody erased before was back with a restored backup; erased again");
            }
        }
    }
    Ok(())
}

/// Writes an erasure down, for good, before anything else of it is done.
pub(super) async fn note(app: &App, erasure: &Erasure) -> Result<()> {
    append(app, erasure.shop_id, erasure.customer_id, erasure.asked_at).await
}

async fn append(app: &App, shop_id: ShopId, id: CustomerId, erased_at: Time) -> Result<()> {
    let customer_ids = customers::known_as(&mut app.db.reader().await?.conn(), shop_id, id).await?;
    let entry = Entry { shop_id, customer_ids, erased_at };
    let path = path(app);
    tokio::task::spawn_blocking(move || add(&path, &[entry])).await.map_err(anyhow::Error::from)??;
    Ok(())
}

fn path(app: &App) -> PathBuf {
    app.config.data.join(LEDGER)
}

/// Adds what is not written down yet.
fn add(path: &Path, entries: &[Entry]) -> anyhow::Result<()> {
    let mut known: BTreeSet<CustomerId> = read(path)?.into_iter().flat_map(|entry| entry.customer_ids).collect();
    let mut lines = Vec::new();
    for entry in entries {
        let before = known.len();
        known.extend(&entry.customer_ids);
        if known.len() > before {
            serde_json::to_writer(&mut lines, entry)?;
            lines.push(b'\n');
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("open {}", path.display()))?;
    if !ends_whole(path)? {
        // Nothing may hang on a line that a crash cut short.
        file.write_all(b"\n")?;
    }
    file.write_all(&lines)?;
    Ok(file.sync_all()?)
}

fn ends_whole(path: &Path) -> std::io::Result<bool> {
    Ok(std::fs::read(path)?.last().is_none_or(|last| *last == b'\n'))
}

/// All entries; a last line that a crash cut short was not acknowledged and is left out.
fn read(path: &Path) -> anyhow::Result<Vec<Entry>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("read {}", path.display())),
    };
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// Adds the entries of one ledger to another: to the one beside backups, and back after a restore.
pub fn bring(from: &Path, to: &Path) -> anyhow::Result<usize> {
    let entries = read(from)?;
    add(to, &entries)?;
    Ok(entries.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry { shop_id: ShopId::new(), customer_ids: vec![CustomerId::new()], erased_at: Time(7) }
    }

    #[test]
    fn an_entry_is_written_once_and_a_torn_line_spoils_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(LEDGER);
        let (first, second) = (entry(), entry());
        add(&path, &[first.clone(), first.clone()]).expect("written");
        add(&path, std::slice::from_ref(&first)).expect("written");
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("there");
        file.write_all(b"{\"shop_id\":\"0").expect("written");
        add(&path, std::slice::from_ref(&second)).expect("written");
        assert_eq!(read(&path).expect("read"), [first, second]);
    }
}
