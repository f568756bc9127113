//! What people make of candidates.

mod accept;
mod decide;
mod read;

pub use accept::{Acceptance, ExampleRef, accept};
pub use decide::{dismiss, merge, restore, undo_merge};
pub use read::{Wanted, list, show};

use super::model::{CandidateRow, CandidateState};
use super::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CandidateId, ShopId};

/// A candidate that nobody has decided about.
async fn open(conn: &mut Conn<'_>, shop_id: ShopId, id: CandidateId) -> Result<CandidateRow> {
    let row = store::find(conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.state == CandidateState::Open { Ok(row) } else { Err(Error::Conflict("candidate_decided")) }
}
