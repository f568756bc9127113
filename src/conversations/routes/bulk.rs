//! HTTP of what is done with many conversations at once.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::conversations::actions::Place;
use crate::conversations::bulk::{self, Deed, Outcome};
use crate::conversations::model::Conversation;
use crate::error::{Error, Problem, Result};
use crate::http::Json;
use crate::ids::{ConversationId, GroupId, StaffId, TagId};
use crate::targets::Book;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(change_conversations))
}

/// What is done with each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BulkAction {
    Assign,
    Solve,
    Snooze,
    Reopen,
    MarkSpam,
    UnmarkSpam,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkChange {
    /// 1–200.
    ids: Vec<ConversationId>,
    action: BulkAction,
    /// To whom they are assigned; null gives them back to the queue.
    assignee_id: Option<StaffId>,
    /// For which group they then wait in the queue.
    group_id: Option<GroupId>,
    /// Until when they are snoozed; null: until their buyers write.
    until: Option<Time>,
    /// Tags to put on those that are solved. Of reasons for closing only on those that have none yet.
    #[serde(default)]
    tag_ids: Vec<TagId>,
    /// Tags to take off those that are reopened, such as the reason for which they were solved.
    #[serde(default)]
    untag_ids: Vec<TagId>,
}

impl BulkChange {
    fn deed(&self) -> Result<Deed> {
        let given = [
            ("assignee_id", self.assignee_id.is_some(), BulkAction::Assign),
            ("group_id", self.group_id.is_some(), BulkAction::Assign),
            ("until", self.until.is_some(), BulkAction::Snooze),
            ("tag_ids", !self.tag_ids.is_empty(), BulkAction::Solve),
            ("untag_ids", !self.untag_ids.is_empty(), BulkAction::Reopen),
        ];
        if let Some((field, ..)) = given.into_iter().find(|(_, given, action)| *given && *action != self.action) {
            return Err(Error::invalid(field, "not_for_this_action"));
        }
        Ok(match self.action {
            BulkAction::Assign => Deed::Assign(Place { to: self.assignee_id, group: self.group_id }),
            BulkAction::Solve => Deed::Solve(self.tag_ids.clone()),
            BulkAction::Snooze => Deed::Snooze(self.until),
            BulkAction::Reopen => Deed::Reopen(self.untag_ids.clone()),
            BulkAction::MarkSpam => Deed::MarkSpam,
            BulkAction::UnmarkSpam => Deed::UnmarkSpam,
        })
    }
}

/// What came of one conversation.
#[derive(Debug, Serialize, ToSchema)]
struct BulkResult {
    id: ConversationId,
    /// Why nothing was done, as the same change of this one alone would be refused; null: it was done.
    code: Option<String>,
    /// As it is now; null where nothing was done.
    conversation: Option<Conversation>,
}

impl BulkResult {
    fn of((id, outcome): Outcome, book: &Book) -> Self {
        match outcome {
            Ok(row) => Self { id, code: None, conversation: Some(row.for_viewer(book)) },
            Err(error) => {
                if error.is_ours() {
                    tracing::error!(conversation = %id, %error, "one of many conversations could not be changed");
                }
                Self { id, code: Some(error.code().to_owned()), conversation: None }
            }
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct BulkResults {
    /// One for each conversation, in the order in which they were named.
    items: Vec<BulkResult>,
}

/// Assigns, solves, snoozes, reopens many conversations, or marks them as spam and back: each by itself, so that one which is refused stops no other.
#[utoipa::path(post, path = "/conversations/bulk", operation_id = "change_conversations", tag = "conversations",
    request_body = BulkChange, responses((status = 200, body = BulkResults), (status = "default", body = Problem)))]
async fn change_conversations(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<BulkChange>,
) -> Result<Json<BulkResults>> {
    let outcomes = bulk::each(&app, &actor, &body.ids, body.deed()?).await?;
    let book = app.targets.of(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    Ok(Json(BulkResults { items: outcomes.into_iter().map(|outcome| BulkResult::of(outcome, &book)).collect() }))
}
