use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::objects;
use crate::ids::{InboxId, TagId};

/// Whether agents say why they close a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonPolicy {
    #[default]
    Off,
    /// They are asked, and may go on without.
    Offered,
    /// Nobody solves a conversation without one.
    Required,
}

/// Whether agents say why they close a conversation, and with which tags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClosingReasons {
    pub policy: ReasonPolicy,
    /// The tags below this one are the reasons; it is named wherever a policy is not `off`.
    pub root_id: Option<TagId>,
    /// Inboxes with a policy of their own, each once.
    #[serde(deserialize_with = "objects")]
    pub inboxes: Vec<InboxPolicy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReasonPolicyOfInbox)]
#[serde(deny_unknown_fields)]
pub struct InboxPolicy {
    pub inbox_id: InboxId,
    pub policy: ReasonPolicy,
}

impl ClosingReasons {
    pub fn policy_of(&self, inbox_id: InboxId) -> ReasonPolicy {
        let own = self.inboxes.iter().find(|own| own.inbox_id == inbox_id);
        own.map_or(self.policy, |own| own.policy)
    }

    /// Whether any inbox asks for reasons.
    pub fn asks(&self) -> bool {
        self.inboxes.iter().map(|own| own.policy).chain([self.policy]).any(|policy| policy != ReasonPolicy::Off)
    }
}
