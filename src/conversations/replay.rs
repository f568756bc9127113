//! How a conversation stood earlier, told anew from its thread.
//!
//! Only what the thread tells is known: status, owner, wait, tags and stage. For which group it waited is not, nor when the bot
//! called somebody.

use serde_json::Value;

use super::model::{BotAct, ConversationRow, Kind, Stage, Status};
use super::rules;
use super::store::happened::Told;
use crate::ids::{StaffId, TagId};

impl ConversationRow {
    /// As it was before its first message.
    pub fn at_first(&self) -> Self {
        Self {
            status: Status::Queued,
            assignee_id: None,
            group_id: None,
            snoozed_until: None,
            waiting_since: None,
            called_at: None,
            offline_at: None,
            tag_ids: None,
            solved_at: None,
            customer_messages: 0,
            last_message_author: None,
            stage: Stage::PreSale,
            ..self.clone()
        }
    }

    /// What one message, or one line of the thread, made of it.
    pub fn replay(&mut self, told: &Told) {
        if told.kind == Kind::Event {
            return self.replay_line(told);
        }
        rules::message_arrived(self, told.author, told.kind, told.staff_id, told.seq, told.at);
        if told.kind.is_public() {
            self.last_message_author = Some(told.author);
        }
        let settled = told.bot_part().is_some_and(|part| part.act == BotAct::Answer && !part.more);
        if settled {
            rules::bot_answered(self, told.at);
        }
    }

    fn replay_line(&mut self, told: &Told) {
        let Some(line) = told.thread_event() else { return };
        self.replay_tags(&line.data);
        match line.name.as_str() {
            "assigned" => {
                self.assignee_id = field(&line.data, "assignee_id");
                if self.status.in_work() {
                    self.status = rules::working_status(self);
                }
            }
            "solved" => {
                self.assignee_id = self.assignee_id.or_else(|| by(&line.data));
                rules::set_status(self, Status::Solved, told.at);
            }
            "snoozed" => {
                self.assignee_id = self.assignee_id.or_else(|| by(&line.data));
                rules::set_status(self, Status::Snoozed, told.at);
                self.snoozed_until = field(&line.data, "until");
            }
            "reopened" | "woken" => {
                let status = rules::working_status(self);
                rules::set_status(self, status, told.at);
            }
            "stage_changed" => self.stage = field(&line.data, "stage").unwrap_or(self.stage),
            _ => {}
        }
    }

    fn replay_tags(&mut self, data: &Value) {
        let added: Vec<TagId> = field(data, "added").unwrap_or_default();
        let removed: Vec<TagId> = field(data, "removed").unwrap_or_default();
        if added.is_empty() && removed.is_empty() {
            return;
        }
        let before = self.tags();
        let kept = before.iter().filter(|id| !removed.contains(id));
        let come = added.iter().filter(|id| !before.contains(id));
        let tags: Vec<TagId> = kept.chain(come).copied().collect();
        self.set_tags(&tags);
    }
}

fn by(data: &Value) -> Option<StaffId> {
    field(data, "by")
}

fn field<T: serde::de::DeserializeOwned>(data: &Value, name: &str) -> Option<T> {
    serde_json::from_value(data.get(name)?.clone()).ok()
}
