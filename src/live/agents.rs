//! Names of agents as buyers see them, kept in memory until the member of staff changes.

use std::time::Duration;

use moka::sync::Cache;

use crate::auth;
use crate::conversations::model::AgentBrief;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::StaffId;

#[derive(Debug, Clone)]
pub(super) struct Agents(Cache<StaffId, AgentBrief>);

impl Agents {
    pub fn new() -> Self {
        Self(Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(300)).build())
    }

    /// One that was asked for lately.
    pub fn known(&self, id: StaffId) -> Option<AgentBrief> {
        self.0.get(&id)
    }

    pub async fn get(&self, conn: &mut Conn<'_>, id: StaffId) -> Result<Option<AgentBrief>> {
        if let Some(known) = self.known(id) {
            return Ok(Some(known));
        }
        let found = auth::brief(conn, id).await?;
        if let Some(brief) = &found {
            self.0.insert(id, brief.clone());
        }
        Ok(found)
    }

    pub fn forget(&self, id: StaffId) {
        self.0.invalidate(&id);
    }

    pub fn forget_all(&self) {
        self.0.invalidate_all();
    }
}
