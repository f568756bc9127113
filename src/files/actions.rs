//! Taking a file in: streamed to its place under a size limit, sniffed, measured, then written down.

use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use futures::stream::BoxStream;
use uuid::Uuid;

use super::model::{FileRow, Uploader, Variant};
use super::sniff::{HEAD_BYTES, Sniffed, sniff};
use super::{Files, names, picture, store};
use crate::app::App;
use crate::customers;
use crate::db::{Db, is_unique_violation};
use crate::error::{Error, Result};
use crate::ids::{FileId, ShopId};

/// A file on its way in: who brings it, and under what name.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    pub shop_id: ShopId,
    pub uploader: Uploader,
    /// Names the upload, so that it can be sent again without being doubled.
    pub client_id: Option<Uuid>,
    pub name: &'a str,
}

/// Its bytes as they arrive.
pub type Chunks<'a> = BoxStream<'a, Result<Bytes>>;

/// How many of the newest files are not in the store, of how many.
pub async fn missing(db: &Db, files: &Files, limit: i64) -> Result<(usize, usize)> {
    let newest = store::newest(&mut db.reader().await?.conn(), limit).await?;
    let mut missing = 0;
    for &(shop_id, id) in &newest {
        if !files.vault.has(shop_id, id).await? {
            missing += 1;
        }
    }
    Ok((missing, newest.len()))
}

/// Stores a file. The row, and whether it is new.
pub async fn receive(app: &App, upload: Upload<'_>, mut bytes: Chunks<'_>) -> Result<(FileRow, bool)> {
    let id = upload.id(app);
    if upload.client_id.is_some()
        && let Some(file) = find(app, id).await?
    {
        // Read to the end: a sender who is cut off takes the answer for a broken line.
        while bytes.next().await.transpose()?.is_some() {}
        return Ok((file, false));
    }
    let (head, size) = take_in(app, upload.shop_id, id, bytes).await?;
    let kept = match describe(app, id, upload, &head, size).await {
        Ok(file) => keep(app, file).await,
        Err(error) => Err(error),
    };
    if let Err(error) = &kept {
        // A named upload may have come twice, and the other one be acknowledged: it needs the bytes.
        let may_be_kept = upload.client_id.is_some() && error.is_ours();
        if !may_be_kept {
            app.files.vault.discard(upload.shop_id, id).await;
        }
    }
    kept
}

impl Upload<'_> {
    fn id(&self, app: &App) -> FileId {
        let sender = match self.uploader {
            Uploader::Staff(id) => id.0,
            Uploader::Customer(id) => id.0,
        };
        self.client_id.map_or_else(FileId::new, |client_id| app.files.signer.upload_id(sender, client_id))
    }
}

/// Streams the bytes to their place; the first of them and their number.
async fn take_in(app: &App, shop_id: ShopId, id: FileId, mut bytes: Chunks<'_>) -> Result<(BytesMut, u64)> {
    let mut writing = app.files.vault.begin(shop_id, id);
    let mut head = BytesMut::with_capacity(HEAD_BYTES);
    let mut size: u64 = 0;
    let refused = loop {
        match bytes.next().await {
            None if size == 0 => break Error::invalid("file", "empty"),
            None => {
                writing.finish().await?;
                return Ok((head, size));
            }
            Some(Ok(chunk)) => {
                size += chunk.len() as u64;
                if size > app.files.max_bytes {
                    break Error::TooLarge("file_too_large");
                }
                head.extend_from_slice(&chunk[..chunk.len().min(HEAD_BYTES - head.len())]);
                writing.write(chunk).await?;
            }
            Some(Err(error)) => break error,
        }
    };
    writing.abort().await;
    Err(refused)
}

/// What the stored bytes turn out to be.
async fn describe(app: &App, id: FileId, upload: Upload<'_>, head: &[u8], size: u64) -> Result<FileRow> {
    let (staff_id, customer_id) = match upload.uploader {
        Uploader::Staff(id) => (Some(id), None),
        Uploader::Customer(id) => (None, Some(id)),
    };
    let mut file = FileRow {
        id,
        shop_id: upload.shop_id,
        staff_id,
        customer_id,
        name: names::clean(upload.name),
        mime: String::new(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        width: None,
        height: None,
        has_thumb: false,
        created_at: app.clock.now(),
    };
    match sniff(head) {
        Sniffed::Program => return Err(Error::Unsupported("unsupported_file")),
        Sniffed::Other(mime) => file.mime = mime.to_owned(),
        Sniffed::Picture(format) => {
            file.mime = format.to_mime_type().to_owned();
            let picture = look_at(app, &file, format).await?;
            file.width = Some(i64::from(picture.width));
            file.height = Some(i64::from(picture.height));
            if let Some(thumb) = picture.thumb {
                app.files.vault.put_thumb(file.shop_id, id, thumb).await?;
                file.has_thumb = true;
            }
        }
    }
    Ok(file)
}

/// Decodes a picture away from the async threads, a few at a time.
async fn look_at(app: &App, file: &FileRow, format: image::ImageFormat) -> Result<picture::Picture> {
    let _turn = app.files.pictures.acquire().await.map_err(|_| Error::Unavailable("stopping"))?;
    let bytes = app.files.vault.read(file.shop_id, file.id, Variant::Whole).await?;
    let read = tokio::task::spawn_blocking(move || picture::read(&bytes, format)).await;
    // A decoder that panics on hostile bytes has refused them.
    read.unwrap_or(Err(Error::Unsupported("unsupported_file")))
}

async fn keep(app: &App, file: FileRow) -> Result<(FileRow, bool)> {
    let mut tx = app.db.begin().await?;
    // Whoever was erased while the bytes came in brings nothing any more.
    if let Some(customer) = file.customer_id
        && !customers::lock_living(&mut tx.conn(), file.shop_id, customer).await?
    {
        return Err(Error::NotFound);
    }
    let stored = store::insert(&mut tx.conn(), &file).await;
    match stored {
        Ok(()) => {
            tx.commit().await?;
            Ok((file, true))
        }
        // The same upload, sent twice at once: the other one was first.
        Err(Error::Internal(cause)) if cause.downcast_ref().is_some_and(is_unique_violation) => {
            drop(tx);
            Ok((find(app, file.id).await?.ok_or(Error::NotFound)?, false))
        }
        Err(error) => Err(error),
    }
}

async fn find(app: &App, id: FileId) -> Result<Option<FileRow>> {
    let mut reader = app.db.reader().await?;
    store::find(&mut reader.conn(), id).await
}
