use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::{PushSubscriptionId, SessionId, ShopId, StaffId};
use crate::notifications::Attention;
use crate::sealed::Sealed;

/// A browser that is told, as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SubscriptionRow {
    pub id: PushSubscriptionId,
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub session_id: SessionId,
    /// None once the key of the installation was lost.
    pub address: Option<Sealed>,
    pub service: String,
    pub locale: String,
    pub silent: String,
    pub names: bool,
    pub created_at: Time,
    pub told_at: Option<Time>,
    pub failing_since: Option<Time>,
    pub trouble: Option<String>,
    /// Of its session.
    pub user_agent: Option<String>,
}

impl SubscriptionRow {
    pub fn silent(&self) -> Vec<Attention> {
        serde_json::from_str(&self.silent).unwrap_or_default()
    }
}

/// A browser in which its owner is told although no desk is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PushSubscription {
    pub id: PushSubscriptionId,
    /// Whether it is the browser that asks.
    pub current: bool,
    pub user_agent: Option<String>,
    /// The name of the push service that carries it.
    pub service: String,
    /// The language it is told in.
    pub locale: String,
    /// What it is not told.
    pub silent: Vec<Attention>,
    /// Whether it names customers; otherwise it says only what happened.
    pub names: bool,
    pub created_at: Time,
    /// The last time something was handed to the push service.
    pub told_at: Option<Time>,
    /// Since when nothing could be; null while it works.
    pub failing_since: Option<Time>,
    /// Why the last try failed: a code, or `http_` and the status.
    pub trouble: Option<String>,
}

impl PushSubscription {
    pub fn of(row: SubscriptionRow, asking: Option<SessionId>) -> Self {
        Self {
            silent: row.silent(),
            id: row.id,
            current: Some(row.session_id) == asking,
            user_agent: row.user_agent,
            service: row.service,
            locale: row.locale,
            names: row.names,
            created_at: row.created_at,
            told_at: row.told_at,
            failing_since: row.failing_since,
            trouble: row.trouble,
        }
    }
}

/// What came of a test note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PushTest {
    /// The push service took it.
    pub delivered: bool,
    /// Why not; `gone`: the browser does not take it any more, and the subscription ended.
    pub trouble: Option<String>,
}

/// The keys of this installation, as stored.
#[derive(Debug, sqlx::FromRow)]
pub struct OwnKeyRow {
    pub id: uuid::Uuid,
    /// None once the key of the installation was lost.
    pub private_key: Option<Sealed>,
}

/// Whom somebody's notification may be sent to.
#[derive(Debug, sqlx::FromRow)]
pub struct Told {
    pub id: PushSubscriptionId,
    pub staff_id: StaffId,
    pub service: String,
    pub silent: String,
}
