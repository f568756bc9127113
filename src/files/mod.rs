//! What people send besides words: pictures and papers, behind one door.
//!
//! Invariants: a file's type is what its bytes say, never what its sender says; only the four picture types
//! are ever shown inline; every address is signed and runs out; a forged, expired or foreign address answers
//! like an absent file; a file's row is written after its bytes are safely stored.

mod actions;
mod model;
pub mod names;
pub mod picture;
mod routes;
mod sign;
pub mod sniff;
pub(crate) mod store;
mod vault;

use std::sync::Arc;

use anyhow::Context;
use tokio::sync::Semaphore;

use crate::clock::Time;
use crate::config::Config;
use crate::error::Result;
use crate::ids::FileId;
use crate::sealed::Keys;

pub use actions::{Chunks, Upload, missing, receive};
pub use model::{FileRow, FileView, Uploader, Variant};
pub use routes::router;
pub(crate) use store::hand_over;

use sign::Signer;
use vault::Vault;

/// Decoding a picture takes memory by its pixels: so many at a time and no more.
const PICTURES_AT_ONCE: usize = 2;

/// The file store of this server; clones share it.
#[derive(Debug, Clone)]
pub struct Files {
    vault: Vault,
    signer: Arc<Signer>,
    pictures: Arc<Semaphore>,
    max_bytes: u64,
}

impl Files {
    /// Opens `<data>/files`, making it at the first start.
    pub fn open(config: &Config, keys: &Keys) -> anyhow::Result<Self> {
        let folder = config.data.join("files");
        std::fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
        Ok(Self {
            vault: Vault::local(&folder)?,
            signer: Arc::new(Signer::new(keys)),
            pictures: Arc::new(Semaphore::new(PICTURES_AT_ONCE)),
            max_bytes: config.max_upload_bytes,
        })
    }

    /// Whether the store takes, gives and forgets.
    pub async fn try_out(&self) -> Result<()> {
        self.vault.try_out().await
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
