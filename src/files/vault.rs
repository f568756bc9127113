//! Where the bytes lie. Nothing else names the object store.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};

use super::model::Variant;
use crate::error::{Error, Result};
use crate::ids::{FileId, ShopId};

/// Parts of one upload on their way to the disk at once.
const PARTS_AT_ONCE: usize = 4;

#[derive(Debug, Clone)]
pub struct Vault {
    objects: Arc<dyn ObjectStore>,
}

impl Vault {
    pub fn local(folder: &Path) -> anyhow::Result<Self> {
        let objects = LocalFileSystem::new_with_prefix(folder)
            .with_context(|| format!("open {}", folder.display()))?
            // A message with a file is acknowledged only when its file would survive a power cut.
            .with_fsync(true);
        Ok(Self { objects: Arc::new(objects) })
    }

    /// Begins a file; it is not there until [`Writing::finish`].
    pub async fn begin(&self, shop_id: ShopId, id: FileId) -> Result<Writing> {
        let upload = self.objects.put_multipart(&key(shop_id, id, Variant::Whole)).await.map_err(failure)?;
        Ok(Writing { parts: WriteMultipart::new(upload) })
    }

    pub async fn put_thumb(&self, shop_id: ShopId, id: FileId, bytes: Bytes) -> Result<()> {
        self.objects.put(&key(shop_id, id, Variant::Thumb), bytes.into()).await.map_err(failure)?;
        Ok(())
    }

    pub async fn read(&self, shop_id: ShopId, id: FileId, variant: Variant) -> Result<Bytes> {
        let found = self.objects.get(&key(shop_id, id, variant)).await.map_err(failure)?;
        found.bytes().await.map_err(failure)
    }

    pub async fn stream(
        &self,
        shop_id: ShopId,
        id: FileId,
    ) -> Result<BoxStream<'static, Result<Bytes, object_store::Error>>> {
        let found = self.objects.get(&key(shop_id, id, Variant::Whole)).await.map_err(failure)?;
        Ok(found.into_stream())
    }

    pub async fn has(&self, shop_id: ShopId, id: FileId) -> Result<bool> {
        match self.objects.head(&key(shop_id, id, Variant::Whole)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failure(error)),
        }
    }

    /// Writes, reads and forgets a file of no shop.
    pub async fn try_out(&self) -> Result<()> {
        let key = Key::from(format!("tried-out-{:016x}", rand::random::<u64>()));
        self.objects.put(&key, Bytes::from_static(b"zhanggui").into()).await.map_err(failure)?;
        let read = self.objects.get(&key).await.map_err(failure)?.bytes().await.map_err(failure);
        self.objects.delete(&key).await.map_err(failure)?;
        if read? == b"zhanggui".as_slice() {
            return Ok(());
        }
        Err(Error::Internal(anyhow::anyhow!("the file store does not give back what it took")))
    }

    /// Forgets a file that was refused; one that is not there is no matter.
    pub async fn discard(&self, shop_id: ShopId, id: FileId) {
        for variant in [Variant::Whole, Variant::Thumb] {
            if let Err(error) = self.objects.delete(&key(shop_id, id, variant)).await
                && !matches!(error, object_store::Error::NotFound { .. })
            {
                tracing::warn!(%error, file = %id, "a refused upload was left behind");
            }
        }
    }
}

/// A file on its way in.
#[derive(Debug)]
pub struct Writing {
    parts: WriteMultipart,
}

impl Writing {
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.parts.wait_for_capacity(PARTS_AT_ONCE).await.map_err(failure)?;
        self.parts.put(bytes);
        Ok(())
    }

    pub async fn finish(self) -> Result<()> {
        self.parts.finish().await.map_err(failure)?;
        Ok(())
    }

    pub async fn abort(self) {
        if let Err(error) = self.parts.abort().await {
            tracing::warn!(%error, "an unfinished upload was left behind");
        }
    }
}

fn key(shop_id: ShopId, id: FileId, variant: Variant) -> Key {
    match variant {
        Variant::Whole => Key::from(format!("{shop_id}/{id}")),
        Variant::Thumb => Key::from(format!("{shop_id}/{id}.thumb")),
    }
}

fn failure(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        trouble if is_of_the_disk(&trouble) => {
            tracing::error!(error = %trouble, "the disk does not take this now");
            Error::Unavailable("storage")
        }
        other => Error::Internal(other.into()),
    }
}

/// Whether the system below failed: full, failing or gone, and perhaps well again soon.
fn is_of_the_disk(error: &object_store::Error) -> bool {
    let mut causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.any(|cause| cause.is::<std::io::Error>())
}
