//! What the buyer sees: nothing of what is between colleagues.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Author, Card, ConversationRow, Kind, MessageRow, Status, VisitorBotPart};
use crate::clock::Time;
use crate::conversations::rules;
use crate::files::{FileView, Files};
use crate::ids::{ConversationId, MessageId, Seq};

/// What a buyer knows of the person who answers.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct AgentBrief {
    pub name: String,
    pub avatar_color: i16,
}

/// A message as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VisitorMessage {
    pub id: MessageId,
    pub seq: Seq,
    pub client_id: Option<Uuid>,
    pub kind: Kind,
    pub author: Author,
    pub agent: Option<AgentBrief>,
    pub text: Option<String>,
    pub file: Option<FileView>,
    pub card: Option<Card>,
    /// What an automatic message holds besides.
    pub bot: Option<VisitorBotPart>,
    pub created_at: Time,
    pub recalled_at: Option<Time>,
}

/// A conversation as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VisitorConversation {
    pub id: ConversationId,
    pub status: Status,
    /// Who serves the buyer.
    pub agent: Option<AgentBrief>,
    /// Up to where a colleague has read.
    pub agent_read_seq: Seq,
    /// Up to where the buyer has read.
    pub my_read_seq: Seq,
}

impl ConversationRow {
    /// Whoever is laid aside sees nothing of it: to them it looks as if somebody were about to answer.
    pub fn for_visitor(&self, agent: Option<AgentBrief>) -> VisitorConversation {
        let status = if self.shelf.is_some() { rules::working_status(self) } else { self.status };
        VisitorConversation {
            id: self.id,
            status,
            agent,
            agent_read_seq: self.staff_read_seq,
            my_read_seq: self.customer_read_seq,
        }
    }
}

impl MessageRow {
    /// As the buyer sees it; nothing of what is between colleagues.
    pub fn for_visitor(&self, files: &Files, now: Time, agent: Option<AgentBrief>) -> Option<VisitorMessage> {
        if !self.kind.is_public() {
            return None;
        }
        Some(VisitorMessage {
            id: self.id,
            seq: self.seq,
            client_id: self.client_id.filter(|_| self.author == Author::Customer),
            kind: self.kind,
            author: self.author,
            agent,
            text: self.text.clone(),
            file: self.file_view(files, now),
            card: self.stored_card(),
            bot: self.bot_part().map(Into::into),
            created_at: self.created_at,
            recalled_at: self.recalled_at,
        })
    }
}
