use super::ConversationRow;
use crate::ids::TagId;

impl ConversationRow {
    /// Which tags it has, in the order in which they came.
    pub fn tags(&self) -> Vec<TagId> {
        self.tag_ids.as_deref().and_then(|ids| serde_json::from_str(ids).ok()).unwrap_or_default()
    }

    pub fn set_tags(&mut self, ids: &[TagId]) {
        self.tag_ids = if ids.is_empty() { None } else { serde_json::to_string(ids).ok() };
    }
}
