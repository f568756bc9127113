//! What managers decide about the language model, and what colleagues ask of it.

mod check;
mod settings;
mod write;

use crate::app::App;
use crate::error::Result;
use crate::sealed::LLM_KEY;

use super::client::Endpoint;
use super::model::SettingsRow;

pub use check::check;
pub use settings::{Change, abilities, save, show};
pub use write::write;

/// Where a shop's model is asked, with the key in the clear.
fn endpoint(app: &App, row: &SettingsRow) -> Result<Endpoint> {
    let key = row.api_key.as_ref().map(|sealed| app.keys.open(LLM_KEY, row.shop_id, sealed)).transpose()?;
    Ok(Endpoint { address: row.address.clone(), model: row.model.clone(), key, time_box: row.time_box() })
}
