use std::sync::Arc;

use super::model::{Expected, InboundMessage, ReceivedMessage};
use crate::app::App;
use crate::auth::Visitor;
use crate::conversations::{ConversationRow, Kind, NewMessage, Sender, Thread, Touchpoint};
use crate::customers::visitors::nearest_locale;
use crate::customers::{self, ChannelCustomer};
use crate::error::{Error, Result};
use crate::ids::derived;
use crate::inboxes::{self, Channel, InboxRow};
use crate::language::Language;
use crate::{hours, shops, webhooks};

/// How far the clocks of the two systems may be apart, with the way in between.
const WINDOW_SECONDS: i64 = 5 * 60;
const MAX_ID_CHARS: usize = 200;

/// A request as it came, before anything of it is believed.
#[derive(Debug)]
pub struct Envelope<'a> {
    pub timestamp: &'a str,
    pub signature: &'a str,
    pub body: &'a [u8],
}

/// The inbox whose secret signed a request. An inbox that is not there answers like a signature that does not fit.
pub async fn authenticate(app: &App, key: &str, envelope: &Envelope<'_>) -> Result<Arc<InboxRow>> {
    const REFUSED: Error = Error::Denied("bad_signature");
    let inbox = match inboxes::by_key(app, key, Channel::Generic).await {
        Err(Error::NotFound) => return Err(REFUSED),
        found => found?,
    };
    let secret = inbox.secret(&app.keys)?.ok_or(REFUSED)?;
    let signed_at: i64 = envelope.timestamp.parse().map_err(|_| REFUSED)?;
    if !webhooks::is_signed(&secret, signed_at, envelope.body, envelope.signature) {
        return Err(REFUSED);
    }
    let now = app.clock.now().0.div_euclid(1000);
    if now.abs_diff(signed_at) > WINDOW_SECONDS.unsigned_abs() {
        return Err(Error::Denied("stale_timestamp"));
    }
    Ok(inbox)
}

/// Stores what a buyer wrote; whether it is new, or a repeat.
pub async fn receive(app: &App, inbox: &InboxRow, inbound: InboundMessage) -> Result<(ReceivedMessage, bool)> {
    check_id("id", &inbound.id)?;
    check_id("customer.id", &inbound.customer.id)?;
    let about = inbound.customer;
    let customer = ChannelCustomer {
        shop_id: inbox.shop_id,
        inbox_id: inbox.id,
        id: about.id,
        name: about.name,
        email: about.email,
        phone: about.phone,
        locale: about.locale,
    };
    let customer_id = customers::of_channel(app, customer).await?;
    app.auth.limit_visitor(&Visitor { shop_id: inbox.shop_id, inbox_id: inbox.id, customer_id })?;
    let touchpoint = inbound.touchpoint.unwrap_or(Touchpoint::Enquiry);
    let sender = match inbound.automated {
        true => Sender::Machine { customer_id, inbox_id: inbox.id, touchpoint, thread: Thread::Running },
        false => Sender::Customer { customer_id, inbox_id: inbox.id, touchpoint, thread: Thread::Running },
    };
    let message = NewMessage {
        shop_id: inbox.shop_id,
        sender,
        client_id: derived("zhanggui generic channel", inbox.shop_id, &[&inbox.id.to_string(), &inbound.id]),
        kind: Kind::Text,
        text: Some(inbound.text),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    let posted = app.intake.post(message).await?;
    let received = ReceivedMessage {
        message_id: posted.message.id,
        conversation_id: posted.conversation.id,
        customer_id,
        seq: posted.message.seq,
        expected: expected(app, inbox, &posted.conversation).await?,
    };
    Ok((received, posted.new))
}

/// What whoever wrote it may expect now.
async fn expected(app: &App, inbox: &InboxRow, row: &ConversationRow) -> Result<Expected> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shop = shops::find(&mut conn, inbox.shop_id).await?.ok_or(Error::NotFound)?;
    let expectation = hours::expectation(app, &mut conn, inbox).await?;
    let locale = nearest_locale(row.customer_locale.as_deref().unwrap_or(&shop.locale));
    let text = expectation.words(Language::of(locale));
    Ok(Expected { outlook: expectation.outlook, text })
}

fn check_id(field: &'static str, id: &str) -> Result<()> {
    match id.chars().count() {
        0 => Err(Error::invalid(field, "required")),
        n if n > MAX_ID_CHARS => Err(Error::invalid(field, "too_long")),
        _ if id.contains(char::is_control) => Err(Error::invalid(field, "invalid_character")),
        _ => Ok(()),
    }
}
