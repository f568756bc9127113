//! Whoever begins a conversation by mail is told what to expect: once, seldom, and never a machine.

use crate::app::App;
use crate::channels::email::model::ReceivedRow;
use crate::channels::email::store::mails;
use crate::channels::email::{threads, words};
use crate::conversations::{ConversationRow, Kind, NewMessage, Sender, Standing};
use crate::error::{Error, Result};
use crate::hours;
use crate::ids::derived;
use crate::inboxes;

const IDS: &str = "zhanggui acknowledgement";
/// However many mails an address sends, it gets so many of these in a day.
const MOST_A_DAY: i64 = 3;
const DAY_SECONDS: i64 = 24 * 3600;

/// Whether an address has not got enough of them today; asked before the mail is counted.
pub async fn may_acknowledge(app: &App, row: &ReceivedRow, address: &str) -> Result<bool> {
    let since = app.clock.now().plus_seconds(-DAY_SECONDS);
    let mut reader = app.db.reader().await?;
    let begun = mails::threads_since(&mut reader.conn(), row.shop_id, row.inbox_id, address, since).await?;
    Ok(begun < MOST_A_DAY)
}

/// Says in a conversation that just began what its buyer may expect; it goes out like every reply.
pub async fn acknowledge(app: &App, row: &ConversationRow) -> Result<()> {
    if row.shelf.is_some() {
        return Ok(());
    }
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let inbox = inboxes::find(&mut conn, row.shop_id, row.inbox_id).await?.ok_or(Error::NotFound)?;
    let language = threads::language(&mut conn, row.shop_id).await?;
    let expected = hours::expectation(app, &mut conn, &inbox).await?.words(language);
    drop(reader);
    let message = NewMessage {
        shop_id: row.shop_id,
        sender: Sender::Automatic { conversation_id: row.id, standing: Standing::of(row) },
        client_id: derived(IDS, row.shop_id, &[&row.id.to_string()]),
        kind: Kind::Text,
        text: Some(language.joined(words::received(language), &expected)),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    match app.intake.post(message).await {
        // Somebody was faster, or it was said before.
        Ok(_) | Err(Error::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
