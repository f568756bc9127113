//! The demo's second inbox, where somebody goes on about what they asked in the first: two conversations to be made one.

use anyhow::Context;
use uuid::Uuid;

use super::content::SecondInbox;
use crate::app::App;
use crate::audit::Who;
use crate::conversations::Thread;
use crate::conversations::model::{Kind, NewMessage, Sender, Touchpoint};
use crate::ids::{CustomerId, ShopId};
use crate::inboxes::{self, Channel, NewInbox};

/// Opens it, and lets the customer of a dialogue write there.
pub async fn open(
    app: &App,
    shop_id: ShopId,
    content: &SecondInbox,
    customer_id: Option<&CustomerId>,
) -> anyhow::Result<()> {
    let inbox = NewInbox { channel: Channel::Widget, name: content.name.clone(), ..NewInbox::default() };
    let inbox_id = inboxes::create(app, Who::terminal(), shop_id, inbox).await?.id;
    let customer_id = *customer_id.context("nobody writes to the second inbox")?;
    let message = NewMessage {
        shop_id,
        sender: Sender::Customer { customer_id, inbox_id, touchpoint: Touchpoint::Enquiry, thread: Thread::Running },
        client_id: Uuid::now_v7(),
        kind: Kind::Text,
        text: Some(content.text.clone()),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    app.intake.post(message).await?;
    Ok(())
}
