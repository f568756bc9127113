//! A widget opens: which inbox, which visitor, what there is to show at once.

use std::net::IpAddr;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::InboxRow;
use super::{actions, sites};
use crate::app::App;
use crate::auth::{Visitor, identity};
use crate::bot::{self, HotQuestion};
use crate::conversations::model::{Status, VisitorConversation};
use crate::conversations::routes::visitor::running;
use crate::customers;
use crate::customers::visitors::{self, Arrival, nearest_locale};
use crate::error::{Error, Result};
use crate::events;
use crate::hours::{self, Outlook};
use crate::ids::{CustomerId, Seq};
use crate::reception::{self, QueuePlace};
use crate::shops::{self, Shop};

/// What a widget says when it opens.
#[derive(Debug)]
pub struct Opening {
    pub key: String,
    pub token: Option<String>,
    /// A token the shop signed.
    pub identity: Option<String>,
    pub locale: String,
    /// The page of the shop it stands on.
    pub page: Option<(String, Option<String>)>,
    pub address: IpAddr,
    /// Where the server itself is reached; its own test page may always show the widget.
    pub own_origin: String,
}

/// What a widget needs to begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetSession {
    /// Goes back as `Authorization: Visitor …`.
    pub token: String,
    pub visitor: WidgetVisitor,
    pub inbox: WidgetInbox,
    /// The running conversation, if there is one.
    pub conversation: Option<VisitorConversation>,
    /// Where the buyer stands in the queue; null when they do not wait for their turn, or are not told.
    pub queue: Option<QueuePlace>,
    /// The last event number, to resume from.
    pub seq: Seq,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetVisitor {
    pub customer_id: CustomerId,
    pub name: String,
    pub verified: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetInbox {
    pub name: String,
    pub shop_name: String,
    /// In the buyer's language, or the shop's.
    pub greeting: Option<String>,
    pub theme_color: Option<String>,
    /// Whether and how soon somebody answers.
    pub outlook: Outlook,
    /// Questions to press before the first message; each is answered at once.
    pub hot_questions: Vec<HotQuestion>,
    /// Whether the shop may see what is written before it is sent: the buyer is told, and the words go along.
    pub typing_preview: bool,
}

pub async fn open(app: &App, opening: Opening) -> Result<WidgetSession> {
    app.auth.limits.widget_request(opening.address)?;
    let inbox = actions::by_public_key(app, &opening.key).await?;
    check_page(&inbox, &opening)?;
    let claims = match &opening.identity {
        Some(token) => Some(identity::verify(token, inbox.secret(&app.keys)?.as_ref(), app.clock.now())?),
        None => None,
    };
    let shop = shops::find(&mut app.db.reader().await?.conn(), inbox.shop_id).await?.ok_or(Error::NotFound)?;
    let token = known_token(app, &inbox, &opening).await?;
    if token.is_none() {
        app.auth.limits.new_visitor(opening.address)?;
    }
    let arrival = Arrival {
        shop_id: inbox.shop_id,
        shop_locale: &shop.locale,
        inbox_key: &inbox.public_key,
        token,
        claims,
        locale: nearest_locale(&opening.locale),
    };
    let met = visitors::arrive(app, &arrival).await?;
    let visitor = Visitor { shop_id: inbox.shop_id, inbox_id: inbox.id, customer_id: met.customer.id };
    if let Some((url, title)) = &opening.page {
        customers::view_page(app, &visitor, url, title.as_deref().unwrap_or_default()).await?;
    }
    actions::note_ping(app, &inbox).await?;
    answer(app, &inbox, &shop, met, visitor, arrival.locale).await
}

async fn answer(
    app: &App,
    inbox: &InboxRow,
    shop: &Shop,
    met: visitors::Met,
    visitor: Visitor,
    locale: &str,
) -> Result<WidgetSession> {
    let hot_questions = bot::hot_questions(app, shop, inbox.id).await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let greetings = inbox.greetings();
    // The number is read before the state: an event between the two is then sent again, never missed.
    let seq = events::last_seq(&mut conn, inbox.shop_id).await?;
    let conversation = running(app, &mut conn, &visitor).await?;
    let queue = match conversation.as_ref().filter(|running| running.status == Status::Queued) {
        Some(running) => reception::place_of(app, &mut conn, inbox.shop_id, running.id).await?,
        None => None,
    };
    Ok(WidgetSession {
        token: met.token,
        visitor: WidgetVisitor {
            customer_id: met.customer.id,
            name: met.customer.name,
            verified: met.customer.verified,
        },
        inbox: WidgetInbox {
            name: inbox.name.clone(),
            shop_name: shop.name.clone(),
            greeting: greetings.and_then(|g| g.for_locale(locale, &shop.locale).map(str::to_owned)),
            theme_color: inbox.theme_color.clone(),
            outlook: hours::expectation(app, &mut conn, inbox).await?.outlook,
            hot_questions,
            typing_preview: inbox.typing_preview,
        },
        conversation,
        queue,
        seq,
    })
}

/// Whether the page the widget says it stands on is on the list.
fn check_page(inbox: &InboxRow, opening: &Opening) -> Result<()> {
    let sites = inbox.site_list();
    let page = opening.page.as_ref().map(|(url, _)| url.as_str()).unwrap_or_default();
    let is_ours = sites::origin_of(page).is_some_and(|origin| origin == opening.own_origin);
    if is_ours || sites::allows(&sites, page) { Ok(()) } else { Err(Error::Forbidden("site_not_allowed")) }
}

/// The visitor token brought along, if it was given out for this inbox and still opens something.
async fn known_token(app: &App, inbox: &InboxRow, opening: &Opening) -> Result<Option<String>> {
    let Some(token) = &opening.token else { return Ok(None) };
    match app.auth.visitor_from_token(app, token).await {
        Ok(visitor) if visitor.inbox_id == inbox.id => Ok(Some(token.clone())),
        Ok(_) | Err(Error::Unauthorized) => Ok(None),
        Err(error) => Err(error),
    }
}
