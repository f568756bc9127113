//! Whom the demo's agents have promised to ask again.

use std::collections::HashMap;

use anyhow::Context;
use uuid::Uuid;

use super::content::Content;
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::follow_ups::{self, WantedFollowUp};
use crate::ids::ConversationId;

pub async fn plan(
    app: &App,
    content: &Content,
    staff: &HashMap<&str, Actor>,
    conversations: &HashMap<&str, ConversationId>,
    now: Time,
) -> anyhow::Result<()> {
    for planned in &content.shop.follow_up {
        let by = staff.get(planned.by.as_str()).context("nobody plans it")?;
        let whom = staff.get(planned.whom.as_str()).context("nobody to remind")?;
        let id = *conversations.get(planned.dialogue.as_str()).context("not begun")?;
        let wanted = WantedFollowUp {
            client_id: Uuid::now_v7(),
            staff_id: Some(whom.staff_id),
            text: planned.text.clone(),
            due_at: now.plus_seconds(planned.after_seconds),
        };
        follow_ups::create(app, by, id, wanted).await?;
    }
    Ok(())
}
