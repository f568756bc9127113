//! An answer whose body is still on its way.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use tokio::time::{Instant, timeout_at};

use super::Failure;
use super::connect::Connection;

/// Dropped, it closes its connection: nobody goes on sending to nobody.
pub struct Arriving {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub(super) body: Incoming,
    pub(super) _connection: Connection,
    /// When the time for all of it is over.
    pub(super) until: Instant,
    /// What comes after so many bytes is left unread.
    pub(super) left: usize,
}

impl Arriving {
    /// The next bytes; none at the end, and when as many came as the limit allows.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        while self.left > 0 {
            let frame = timeout_at(self.until, self.body.frame()).await.map_err(|_| Failure::TooSlow)?;
            let Some(frame) = frame else { return Ok(None) };
            if let Ok(mut data) = frame.map_err(|_| Failure::Broken)?.into_data() {
                data.truncate(self.left);
                self.left -= data.len();
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    /// All of the body that the limit allows.
    pub async fn whole(mut self) -> Result<Bytes, Failure> {
        let mut read = BytesMut::new();
        while let Some(data) = self.next().await? {
            read.extend_from_slice(&data);
        }
        Ok(read.freeze())
    }
}
