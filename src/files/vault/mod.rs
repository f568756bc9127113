//! Where the bytes lie: a folder, or a bucket of an S3-compatible store. Nothing else names the object store.

mod bucket;
mod line;
mod place;
mod trouble;
mod writing;

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};

use super::model::Variant;
use crate::error::{Error, Result};
use crate::ids::{FileId, ShopId};

pub use place::Place;
pub use writing::Writing;

use trouble::{failure, refusal};

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault {
    objects: Arc<dyn ObjectStore>,
}

/// A stored object: a file or its thumbnail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    /// Shop, slash, file.
    pub path: String,
    pub bytes: u64,
}

/// An object's bytes as they come.
pub type Bytestream = BoxStream<'static, Result<Bytes, object_store::Error>>;

impl Vault {
    /// Begins a file; it is not there until [`Writing::finish`].
    pub fn begin(&self, shop_id: ShopId, id: FileId) -> Writing {
        Writing::new(self.objects.clone(), key(shop_id, id, Variant::Whole))
    }

    /// As [`Self::begin`], of an object by its path.
    pub fn begin_at(&self, path: &str) -> Writing {
        Writing::new(self.objects.clone(), Key::from(path))
    }

    pub async fn put_thumb(&self, shop_id: ShopId, id: FileId, bytes: Bytes) -> Result<()> {
        self.objects.put(&key(shop_id, id, Variant::Thumb), bytes.into()).await.map_err(refusal)?;
        Ok(())
    }

    pub async fn read(&self, shop_id: ShopId, id: FileId, variant: Variant) -> Result<Bytes> {
        let found = self.objects.get(&key(shop_id, id, variant)).await.map_err(failure)?;
        found.bytes().await.map_err(failure)
    }

    pub async fn stream(&self, shop_id: ShopId, id: FileId) -> Result<Bytestream> {
        self.stream_at(&key(shop_id, id, Variant::Whole)).await
    }

    /// As [`Self::stream`], of an object by its path.
    pub async fn stream_of(&self, path: &str) -> Result<Bytestream> {
        self.stream_at(&Key::from(path)).await
    }

    async fn stream_at(&self, key: &Key) -> Result<Bytestream> {
        Ok(self.objects.get(key).await.map_err(failure)?.into_stream())
    }

    pub async fn has(&self, shop_id: ShopId, id: FileId) -> Result<bool> {
        Ok(self.size_at(&key(shop_id, id, Variant::Whole)).await?.is_some())
    }

    /// How long an object is; none where there is none.
    pub async fn size_of(&self, path: &str) -> Result<Option<u64>> {
        self.size_at(&Key::from(path)).await
    }

    async fn size_at(&self, key: &Key) -> Result<Option<u64>> {
        match self.objects.head(key).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    /// Everything that is stored for shops, in no order; what is still being written is not among it.
    pub fn all(&self) -> BoxStream<'static, Result<Stored>> {
        // What lies beside the shops only tried the store out.
        let kept = |found: &object_store::ObjectMeta| found.location.as_ref().contains('/');
        self.objects
            .list(None)
            .map_err(failure)
            .try_filter(move |found| std::future::ready(kept(found)))
            .map_ok(|found| Stored { path: found.location.into(), bytes: found.size })
            .boxed()
    }

    pub async fn is_empty(&self) -> Result<bool> {
        Ok(self.all().try_next().await?.is_none())
    }

    /// Writes, reads and forgets a file of no shop.
    pub async fn try_out(&self) -> Result<()> {
        let key = Key::from(format!("tried-out-{:016x}", rand::random::<u64>()));
        self.objects.put(&key, Bytes::from_static(b"zhanggui").into()).await.map_err(refusal)?;
        let read = self.objects.get(&key).await.map_err(failure)?.bytes().await.map_err(failure);
        self.objects.delete(&key).await.map_err(failure)?;
        if read? == b"zhanggui".as_slice() {
            return Ok(());
        }
        Err(Error::Internal(anyhow::anyhow!("the file store does not give back what it took")))
    }

    /// Forgets a file that was refused; one that is not there is no matter.
    pub async fn discard(&self, shop_id: ShopId, id: FileId) {
        if let Err(error) = self.delete(shop_id, id).await {
            tracing::warn!(%error, file = %id, "a refused upload was left behind");
        }
    }

    /// Removes a file for good, its thumbnail too; one that is not there is gone already.
    pub async fn delete(&self, shop_id: ShopId, id: FileId) -> Result<()> {
        for variant in [Variant::Whole, Variant::Thumb] {
            self.remove_at(&key(shop_id, id, variant)).await?;
        }
        Ok(())
    }

    /// Removes an object by its path; one that is not there is no matter.
    pub async fn remove(&self, path: &str) -> Result<()> {
        self.remove_at(&Key::from(path)).await
    }

    async fn remove_at(&self, key: &Key) -> Result<()> {
        match self.objects.delete(key).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }
}

fn key(shop_id: ShopId, id: FileId, variant: Variant) -> Key {
    match variant {
        Variant::Whole => Key::from(format!("{shop_id}/{id}")),
        Variant::Thumb => Key::from(format!("{shop_id}/{id}.thumb")),
    }
}
