//! A ZIP written while it is filled: compressed on a thread of its own, stored piece by piece, never whole in memory.

use std::io::Write;

use anyhow::anyhow;
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::app::App;
use crate::error::{Error, Result};
use crate::ids::{FileId, ShopId};

/// Pieces on their way to the thread, and from it.
const PIECES: usize = 8;
/// The compressor writes a few bytes at a time; the store gets them in pieces of this size.
const PIECE_BYTES: usize = 64 * 1024;

/// What the thread is told.
enum Part {
    Begin { name: String, compressed: bool },
    Bytes(Bytes),
}

/// An archive under way; entries come one after the other.
pub struct Packer {
    parts: mpsc::Sender<Part>,
    packing: JoinHandle<anyhow::Result<()>>,
    storing: JoinHandle<Result<i64>>,
}

impl Packer {
    /// Begins an archive that is stored under this id when it is finished.
    pub fn start(app: &App, shop_id: ShopId, id: FileId) -> Self {
        let mut writing = app.files.begin(shop_id, id);
        let (parts, told) = mpsc::channel(PIECES);
        let (packed, mut pieces) = mpsc::channel::<Option<Bytes>>(PIECES);
        let packing = tokio::task::spawn_blocking(move || pack(told, packed));
        let storing = tokio::spawn(async move {
            let mut size = 0;
            while let Some(piece) = pieces.recv().await {
                let Some(piece) = piece else {
                    writing.finish().await?;
                    return Ok(size);
                };
                size += i64::try_from(piece.len()).unwrap_or(i64::MAX);
                writing.write(piece).await?;
            }
            // The thread ended without saying that it is done.
            writing.abort().await;
            Err(Error::Internal(anyhow!("the archive was not finished")))
        });
        Self { parts, packing, storing }
    }

    /// Begins an entry; what is packed already, such as pictures, is stored as it is.
    pub async fn begin(&mut self, name: impl Into<String>, compressed: bool) -> Result<()> {
        self.tell(Part::Begin { name: name.into(), compressed }).await
    }

    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> Result<()> {
        self.tell(Part::Bytes(bytes.into())).await
    }

    async fn tell(&mut self, part: Part) -> Result<()> {
        self.parts.send(part).await.map_err(|_| Error::Internal(anyhow!("the archive takes nothing more")))
    }

    /// Ends the archive; its size.
    pub async fn finish(mut self) -> Result<i64> {
        self.begin(String::new(), false).await?;
        self.packing.await.map_err(anyhow::Error::from)??;
        self.storing.await.map_err(anyhow::Error::from)?
    }

    /// Leaves nothing behind.
    pub async fn abort(self) {
        drop(self.parts);
        // That it was not finished is what was wanted.
        drop(self.packing.await);
        drop(self.storing.await);
    }
}

/// An entry without a name ends the archive; a sender that is gone leaves it unfinished.
fn pack(mut told: mpsc::Receiver<Part>, packed: mpsc::Sender<Option<Bytes>>) -> anyhow::Result<()> {
    let pieces = Pieces { packed: packed.clone(), piece: Vec::with_capacity(PIECE_BYTES) };
    let mut zip = ZipWriter::new_stream(pieces);
    while let Some(part) = told.blocking_recv() {
        match part {
            Part::Begin { name, .. } if name.is_empty() => {
                zip.finish()?.into_inner().flush()?;
                return Ok(packed.blocking_send(None)?);
            }
            Part::Begin { name, compressed } => {
                let method = if compressed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
                // Its size is not known yet, and may pass four gigabytes.
                zip.start_file(name, SimpleFileOptions::default().compression_method(method).large_file(true))?;
            }
            Part::Bytes(bytes) => zip.write_all(&bytes)?,
        }
    }
    Err(anyhow!("the archive was not finished"))
}

/// Gathers small writes into pieces.
struct Pieces {
    packed: mpsc::Sender<Option<Bytes>>,
    piece: Vec<u8>,
}

impl Pieces {
    fn send(&mut self) -> std::io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES));
        self.packed.blocking_send(Some(piece.into())).map_err(std::io::Error::other)
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.piece.is_empty() { Ok(()) } else { self.send() }
    }
}
