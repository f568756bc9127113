use std::collections::HashMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{BotConversation, BotFigure, BotFigures, Case, Line};
use super::{count, store};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Query};
use crate::ids::{ConversationId, InboxId};
use crate::{inboxes, knowledge};

const DAY_SECONDS: i64 = 86_400;
/// More than anybody reads through; the figure itself is exact.
const SHOWN: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(bot_figures)).routes(routes!(bot_behind))
}

/// Of how long.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
enum Days {
    #[default]
    #[serde(rename = "7")]
    Seven,
    #[serde(rename = "30")]
    Thirty,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BotFiguresParams {
    /// The last 7 or 30 days; 7 when left out.
    #[serde(default)]
    #[param(inline)]
    days: Days,
    /// Of this inbox alone.
    inbox_id: Option<InboxId>,
}

/// What the bot achieved lately. A conversation counts where it began in that time.
#[utoipa::path(get, path = "/figures/bot", operation_id = "bot_figures", tag = "figures", params(BotFiguresParams),
    responses((status = 200, body = BotFigures), (status = "default", body = Problem)))]
async fn bot_figures(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<BotFiguresParams>,
) -> Result<Json<BotFigures>> {
    let asked = Asked::of(&app, &actor, params.days, params.inbox_id).await?;
    let mut reader = app.db.reader().await?;
    let mut figures = BotFigures { since: asked.since, inbox_id: asked.inbox_id, ..BotFigures::default() };
    asked.counted(&mut reader.conn()).await?.values().for_each(|one| figures.add(one));
    Ok(Json(figures))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BotBehindParams {
    #[param(inline)]
    figure: BotFigure,
    /// The last 7 or 30 days; 7 when left out.
    #[serde(default)]
    #[param(inline)]
    days: Days,
    /// Of this inbox alone.
    inbox_id: Option<InboxId>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BotConversations {
    /// The newest first, at most 200.
    items: Vec<BotConversation>,
}

/// The conversations that one of these figures counts.
#[utoipa::path(get, path = "/figures/bot/conversations", operation_id = "list_conversations_behind_bot",
    tag = "figures", params(BotBehindParams),
    responses((status = 200, body = BotConversations), (status = "default", body = Problem)))]
async fn bot_behind(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<BotBehindParams>,
) -> Result<Json<BotConversations>> {
    let asked = Asked::of(&app, &actor, params.days, params.inbox_id).await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let counted = asked.counted(&mut conn).await?;
    let cases = store::cases(&mut conn, actor.shop_id, asked.since, asked.inbox_id).await?;
    let shown = |case: Case| {
        let count = counted.get(&case.id).map_or(0, |one| one.of(params.figure));
        (count > 0).then_some(BotConversation {
            id: case.id,
            number: case.number,
            customer_id: case.customer_id,
            customer_name: case.customer_name,
            at: case.created_at,
            count,
        })
    };
    Ok(Json(BotConversations { items: cases.into_iter().filter_map(shown).take(SHOWN).collect() }))
}

/// Of which time and which inbox.
struct Asked<'a> {
    actor: &'a Actor,
    since: Time,
    inbox_id: Option<InboxId>,
}

impl<'a> Asked<'a> {
    async fn of(app: &App, actor: &'a Actor, days: Days, inbox_id: Option<InboxId>) -> Result<Self> {
        if let Some(id) = inbox_id
            && !inboxes::of_shop(app, actor.shop_id).await?.iter().any(|inbox| inbox.id == id)
        {
            return Err(Error::NotFound);
        }
        let days = match days {
            Days::Seven => 7,
            Days::Thirty => 30,
        };
        Ok(Self { actor, since: app.clock.now().plus_seconds(-days * DAY_SECONDS), inbox_id })
    }

    /// What each conversation counts.
    async fn counted(&self, conn: &mut Conn<'_>) -> Result<HashMap<ConversationId, BotFigures>> {
        let shop_id = self.actor.shop_id;
        let small_talk = knowledge::small_talk(conn, shop_id).await?;
        let mut told: HashMap<ConversationId, Vec<Line>> = HashMap::new();
        for row in store::lines(conn, shop_id, self.since, self.inbox_id).await? {
            told.entry(row.conversation_id).or_default().extend(row.read());
        }
        Ok(told.into_iter().map(|(id, lines)| (id, count::of(lines, &small_talk))).collect())
    }
}
