//! What people send besides words: pictures and papers, behind one door.
//!
//! Invariants: a file's type is what its bytes say, never what its sender says; only the four picture types
//! are ever shown inline; every address is signed and runs out; a forged, expired or foreign address answers
//! like an absent file; a file's row is written after its bytes are safely stored; what a buyer uploaded and never sent is
//! gone after a day.

mod actions;
pub mod forget;
mod health;
mod model;
pub mod names;
pub mod picture;
mod routes;
mod sign;
pub mod sniff;
pub(crate) mod store;
pub mod transfer;
mod vault;

use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use tokio::sync::Semaphore;

use crate::clock::Time;
use crate::config::Config;
use crate::error::Result;
use crate::ids::{ExportId, FileId, ShopId};
use crate::sealed::Keys;

pub use actions::{Chunks, Upload, missing, receive};
pub use model::{FileRow, FileView, Uploader, Variant};
pub use routes::router;
pub(crate) use store::hand_over;
pub use vault::{Place, Stored, Vault, Writing};

use health::Health;
use sign::Signer;

/// Decoding a picture takes memory by its pixels: so many at a time and no more.
const PICTURES_AT_ONCE: usize = 2;

/// The file store of this server; clones share it.
#[derive(Debug, Clone)]
pub struct Files {
    vault: Vault,
    health: Arc<Health>,
    signer: Arc<Signer>,
    pictures: Arc<Semaphore>,
    max_bytes: u64,
}

impl Files {
    /// Opens the place of the settings, making a folder at the first start.
    pub fn open(config: &Config, keys: &Keys) -> anyhow::Result<Self> {
        let place = Place::of(config)?;
        if let Some(folder) = place.folder() {
            std::fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        }
        Ok(Self {
            vault: place.open(config)?,
            health: Arc::default(),
            signer: Arc::new(Signer::new(keys)),
            pictures: Arc::new(Semaphore::new(PICTURES_AT_ONCE)),
            max_bytes: config.max_upload_bytes,
        })
    }

    /// Whether the store takes, gives and forgets.
    pub async fn try_out(&self) -> Result<()> {
        health::try_out(&self.vault).await
    }

    /// As [`Self::try_out`], as it was found a minute ago at most.
    pub async fn is_well(&self) -> bool {
        self.health.is_well(&self.vault).await
    }

    /// What makes the address of an export good for the next hour at least: exports lie beside the files.
    pub fn signed_query(&self, now: Time, id: ExportId) -> String {
        self.signer.query(now, FileId(id.0), Variant::Whole)
    }

    /// Whether the query of an export's address is one of ours and still good.
    pub fn is_good(&self, now: Time, id: ExportId, expires: i64, signature: &str) -> bool {
        self.signer.is_good(now, FileId(id.0), Variant::Whole, expires, signature)
    }

    /// Begins to write what is not one of the shop's files; it is not there until it is finished.
    pub fn begin(&self, shop_id: ShopId, id: FileId) -> Writing {
        self.vault.begin(shop_id, id)
    }

    /// The bytes of a file, as they come.
    pub async fn stream(&self, shop_id: ShopId, id: FileId) -> Result<BoxStream<'static, std::io::Result<Bytes>>> {
        Ok(self.vault.stream(shop_id, id).await?.map_err(std::io::Error::other).boxed())
    }

    /// A file as the API shows it, with addresses that work for the next hour at least.
    #[expect(clippy::too_many_arguments, reason = "the columns of a joined row, in the order of the table")]
    pub fn view(
        &self,
        now: Time,
        id: FileId,
        name: &str,
        mime: &str,
        size: i64,
        width: Option<i64>,
        height: Option<i64>,
        has_thumb: bool,
    ) -> FileView {
        FileView {
            id,
            name: name.to_owned(),
            mime: mime.to_owned(),
            size,
            width,
            height,
            url: self.signer.address(now, id, Variant::Whole),
            thumb_url: has_thumb.then(|| self.signer.address(now, id, Variant::Thumb)),
        }
    }
}
