//! An object on its way in: a small one goes in one request, a large one in parts, so that memory has a bound.

use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart};

use super::trouble::refusal;
use crate::error::Result;

/// The least that S3 takes as a part.
const PART_BYTES: usize = 5 * 1024 * 1024;
/// Parts of one object on their way at once.
const PARTS_AT_ONCE: usize = 4;

#[derive(Debug)]
pub struct Writing {
    objects: Arc<dyn ObjectStore>,
    key: Key,
    so_far: SoFar,
}

#[derive(Debug)]
enum SoFar {
    Held { chunks: Vec<Bytes>, bytes: usize },
    InParts(WriteMultipart),
}

impl Writing {
    pub(super) fn new(objects: Arc<dyn ObjectStore>, key: Key) -> Self {
        Self { objects, key, so_far: SoFar::Held { chunks: Vec::new(), bytes: 0 } }
    }

    pub async fn write(&mut self, chunk: Bytes) -> Result<()> {
        match &mut self.so_far {
            SoFar::Held { chunks, bytes } => {
                *bytes += chunk.len();
                chunks.push(chunk);
                if *bytes < PART_BYTES {
                    return Ok(());
                }
                let held = std::mem::take(chunks);
                let upload = self.objects.put_multipart(&self.key).await.map_err(refusal)?;
                let mut parts = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
                held.into_iter().for_each(|chunk| parts.put(chunk));
                self.so_far = SoFar::InParts(parts);
            }
            SoFar::InParts(parts) => {
                parts.wait_for_capacity(PARTS_AT_ONCE).await.map_err(refusal)?;
                parts.put(chunk);
            }
        }
        Ok(())
    }

    /// When this has returned the object is there, and would survive a power cut.
    pub async fn finish(self) -> Result<()> {
        match self.so_far {
            SoFar::Held { chunks, .. } => {
                self.objects.put(&self.key, PutPayload::from_iter(chunks)).await.map_err(refusal)?;
            }
            SoFar::InParts(parts) => {
                parts.finish().await.map_err(refusal)?;
            }
        }
        Ok(())
    }

    pub async fn abort(self) {
        if let SoFar::InParts(parts) = self.so_far
            && let Err(error) = parts.abort().await
        {
            tracing::warn!(%error, "an unfinished upload was left behind");
        }
    }
}
