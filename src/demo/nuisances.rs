//! What the demo's shop keeps out, and two conversations of one buyer that it made one.

use std::collections::HashMap;

use anyhow::Context;
use uuid::Uuid;

use super::content::Content;
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::model::{Kind, NewMessage, Sender, Touchpoint};
use crate::conversations::{Thread, regroup, spam};
use crate::customers::{self, NewCustomer, blocks};
use crate::ids::{ConversationId, InboxId, ShopId};

/// Lets them write, marks it, and shuts out whom the shop shuts out.
pub async fn keep_out(
    app: &App,
    content: &Content,
    staff: &HashMap<&str, Actor>,
    (shop_id, inbox_id): (ShopId, InboxId),
) -> anyhow::Result<()> {
    for nuisance in &content.shop.nuisance {
        let by = staff.get(nuisance.by.as_str()).context("nobody keeps it out")?;
        let new = NewCustomer { name: nuisance.name.clone(), ..NewCustomer::default() };
        let mut tx = app.db.begin().await?;
        let customer = customers::create(&mut tx.conn(), shop_id, app.clock.now(), new).await?;
        tx.commit().await?;
        for (place, words) in nuisance.says.iter().enumerate() {
            let message = NewMessage {
                shop_id,
                sender: Sender::Customer {
                    customer_id: customer.id,
                    inbox_id,
                    touchpoint: Touchpoint::Page,
                    thread: Thread::Running,
                },
                client_id: Uuid::now_v7(),
                kind: Kind::Text,
                text: Some(words.clone()),
                file_id: None,
                card: None,
                bot: None,
                press: None,
            };
            let posted = app.intake.post(message).await?;
            if place > 0 {
                continue;
            }
            // What comes next is kept where it disturbs nobody.
            spam::mark(app, by, posted.conversation.id).await?;
            if let Some(reason) = &nuisance.blocked_for {
                let wanted = blocks::Wanted { reason: Some(reason.clone()), until_at: None };
                blocks::block(app, by, customer.id, wanted).await?;
            }
        }
    }
    Ok(())
}

/// The first two conversations of a buyer who came twice become one.
pub async fn put_together(
    app: &App,
    content: &Content,
    owner: &Actor,
    conversations: &HashMap<&str, ConversationId>,
) -> anyhow::Result<()> {
    let held = &content.shop.hold.dialogue;
    let mut known: HashMap<&str, ConversationId> = HashMap::new();
    for dialogue in content.dialogues.iter().filter(|dialogue| &dialogue.id != held) {
        let Some(id) = conversations.get(dialogue.id.as_str()) else { continue };
        match known.insert(dialogue.customer.as_str(), *id) {
            Some(first) if first != *id => {
                regroup::merge(app, owner, first, *id, None).await?;
                return Ok(());
            }
            _ => {}
        }
    }
    Ok(())
}
