//! Which conversation a mail belongs to: told by tokens that we signed, and by nothing else.

use uuid::Uuid;
use zg_mail::{Received, ThreadKey};

use crate::app::App;
use crate::conversations::{self, ConversationRow, Kind, NewMessage, Sender, Standing, Thread};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, InboxId, ShopId};
use crate::language::Language;
use crate::shops;

/// Conversations that were merged, and merged again, are followed so far.
const MERGED_AT_MOST: usize = 5;

/// What signs the names of conversations in mails.
pub fn key(app: &App) -> ThreadKey {
    ThreadKey::new(app.keys.derive("zhanggui mail threads"))
}

/// Wherever a mail may name what it answers.
pub fn named_in(received: &Received) -> impl Iterator<Item = &str> {
    received.references.iter().chain(&received.to).map(String::as_str)
}

/// A conversation, or the one that it became by merging.
pub async fn goes_on_in(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Option<ConversationRow>> {
    let mut found = conversations::find_row(conn, shop_id, id).await?;
    for _ in 0..MERGED_AT_MOST {
        let Some(into) = found.as_ref().and_then(|row| row.merged_into_id) else { break };
        found = conversations::find_row(conn, shop_id, into).await?;
    }
    Ok(found)
}

/// Where a mail of a customer goes: on in the conversation that it names, if that is theirs; otherwise it begins one.
pub async fn of_mail(
    app: &App,
    whose: (ShopId, CustomerId, InboxId),
    received: &Received,
) -> Result<(Thread, Option<ConversationRow>)> {
    let Some(id) = key(app).conversation_in(named_in(received)) else { return Ok((Thread::New, None)) };
    let mut reader = app.db.reader().await?;
    let found = goes_on_in(&mut reader.conn(), whose.0, ConversationId(id)).await?;
    let found = found.filter(|row| conversations::takes(row, whose, app.clock.now()));
    Ok((found.as_ref().map_or(Thread::New, |row| Thread::Named(row.id)), found))
}

/// Leaves a note of the shop itself in a conversation, in the shop's language.
pub async fn note(
    app: &App,
    shop_id: ShopId,
    conversation_id: ConversationId,
    client_id: Uuid,
    words: fn(Language) -> &'static str,
) -> Result<()> {
    let language = language(&mut app.db.reader().await?.conn(), shop_id).await?;
    let message = NewMessage {
        shop_id,
        // Nothing that is said meanwhile stops a note.
        sender: Sender::Automatic { conversation_id, standing: Standing::default() },
        client_id,
        kind: Kind::Note,
        text: Some(words(language).to_owned()),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    app.intake.post(message).await.map(drop)
}

/// The shop's own.
pub async fn language(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Language> {
    let shop = shops::find(conn, shop_id).await?;
    Ok(shop.map_or(Language::Simplified, |shop| Language::of(&shop.locale)))
}
