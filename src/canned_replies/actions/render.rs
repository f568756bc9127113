//! A reply filled in for a conversation, or for an example of one.

use crate::app::App;
use crate::auth::{self, Actor, Permission};
use crate::canned_replies::clean::MAX_TEXT_CHARS;
use crate::canned_replies::model::CannedReplyPreview;
use crate::canned_replies::moment;
use crate::canned_replies::store::replies as store;
use crate::canned_replies::template::{self, RenderedReply, Values};
use crate::conversations::{self, By, Card, ConversationRow, Kind};
use crate::customers::is_visitor_name;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CannedReplyId, ConversationId, FileId};
use crate::language::Language;
use crate::shops;

/// The reply as it would be sent in a conversation.
pub async fn render(
    app: &App,
    actor: &Actor,
    id: CannedReplyId,
    conversation_id: ConversationId,
) -> Result<RenderedReply> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let reply = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    let values = values(app, &mut conn, By::Staff(actor), Some(conversation_id)).await?;
    template::render(&reply.text, &values).map_err(|fault| Error::invalid("text", fault.code))
}

/// A text before it is saved: as it would be sent, or what is wrong with it.
pub async fn preview(
    app: &App,
    actor: &Actor,
    text: &str,
    conversation_id: Option<ConversationId>,
) -> Result<CannedReplyPreview> {
    actor.require(Permission::ReadConversations)?;
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(Error::invalid("text", "too_long"));
    }
    // What no text keeps when it is stored; places stay where they are.
    let text = text.replace('\0', " ");
    let faults = template::faults(&text);
    if !faults.is_empty() {
        return Ok(CannedReplyPreview { faults, rendered: None });
    }
    let values = values(app, &mut app.db.reader().await?.conn(), By::Staff(actor), conversation_id).await?;
    Ok(match template::render(&text, &values) {
        Ok(rendered) => CannedReplyPreview { faults: Vec::new(), rendered: Some(rendered) },
        Err(fault) => CannedReplyPreview { faults: vec![fault], rendered: None },
    })
}

/// What is to be said: a reply, or words that stand in a macro or a rule.
#[derive(Debug, Clone, Copy)]
pub enum Wording<'a> {
    Reply(CannedReplyId),
    Text(&'a str),
}

/// A reply filled in, whose parts are sent one after the other.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    pub text: Option<String>,
    /// The names without a value: where there are any, it is not fit to be sent.
    pub missing: Vec<String>,
    /// With its kind: a picture or another file.
    pub file: Option<(Kind, FileId)>,
    pub card: Option<Card>,
    /// What the buyer may answer by pressing.
    pub next_steps: Vec<String>,
}

/// What somebody, or a rule, is to send in a conversation. A rule knows only the replies of the shop.
pub async fn fill(app: &App, by: By<'_>, wording: Wording<'_>, conversation_id: ConversationId) -> Result<Filled> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let (template, file, card, next_steps) = match wording {
        Wording::Text(text) => (text.to_owned(), None, None, Vec::new()),
        Wording::Reply(id) => {
            let row = store::find_of(&mut conn, by.shop_id(), by.staff_id(), id).await?;
            let row = row.ok_or_else(|| Error::invalid("canned_reply_id", "unknown"))?;
            let kind = if row.file_width.is_some() { Kind::Image } else { Kind::File };
            let (card, next_steps) = (row.stored_card(), row.stored_next_steps());
            (row.text, row.file_id.map(|id| (kind, id)), card, next_steps)
        }
    };
    let values = values(app, &mut conn, by, Some(conversation_id)).await?;
    let rendered = template::render(&template, &values).map_err(|fault| Error::invalid("text", fault.code))?;
    let text = Some(rendered.text).filter(|text| !text.trim().is_empty());
    Ok(Filled { text, missing: rendered.missing, file, card, next_steps })
}

async fn values(app: &App, conn: &mut Conn<'_>, by: By<'_>, conversation_id: Option<ConversationId>) -> Result<Values> {
    let shop = shops::find(conn, by.shop_id()).await?.ok_or(Error::NotFound)?;
    let language = Language::of(&shop.locale);
    let mut values = Values::default();
    match conversation_id {
        Some(id) => {
            let found = conversations::find_row(conn, by.shop_id(), id).await?;
            of_conversation(&mut values, &found.ok_or(Error::NotFound)?);
        }
        None => example(&mut values, language),
    }
    if let Some(staff_id) = by.staff_id()
        && let Some(agent) = auth::brief(conn, staff_id).await?
    {
        values.set("agent.name", agent.name);
    }
    values.set("shop.name", &shop.name);
    moment::fill(&mut values, app.clock.now(), &shop.timezone, language);
    Ok(values)
}

/// What a conversation itself tells.
pub fn of_conversation(values: &mut Values, row: &ConversationRow) {
    // What we call somebody without a name is no way to greet anybody.
    if !row.customer_erased && !is_visitor_name(&row.customer_name) {
        values.set("customer.name", &row.customer_name);
    }
    values.set("customer.tier", row.customer_tier.as_deref().unwrap_or_default());
    values.set("conversation.number", row.number.to_string());
}

/// As in a conversation that nobody had.
pub fn example(values: &mut Values, language: Language) {
    values.set("customer.name", language.pick(["林小满", "林小滿", "Lin Xiaoman"]));
    values.set("customer.tier", language.pick(["金卡会员", "金卡會員", "Gold"]));
    values.set("conversation.number", "1024");
}
