//! Staff and what lets them in: rows as stored, shapes as shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::permissions::Permission;
use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{InvitationId, Seq, SessionId, ShopId, StaffId, TokenId};
use crate::live::Presence;
use crate::shops::Shop;

stored_enum! {
    /// What somebody does in the shop; the permissions hang on it.
    Role {
        Owner = 0,
        Manager = 1,
        /// Leads a group of agents.
        Lead = 2,
        Agent = 3,
        /// Reviews quality.
        Inspector = 4,
        Trainer = 5,
        Operations = 6,
        /// Reads, changes nothing.
        Viewer = 7,
    }
}

impl Role {
    pub const ALL: [Self; 8] = [
        Self::Owner,
        Self::Manager,
        Self::Lead,
        Self::Agent,
        Self::Inspector,
        Self::Trainer,
        Self::Operations,
        Self::Viewer,
    ];
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct StaffRow {
    pub id: StaffId,
    pub shop_id: ShopId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub title: Option<String>,
    pub locale: Option<String>,
    pub avatar_color: i16,
    pub active: bool,
    /// As chosen; without a desk open it shows as offline.
    pub presence: Presence,
    pub presence_reason: Option<String>,
    pub presence_at: Option<Time>,
    pub created_at: Time,
    pub last_seen_at: Option<Time>,
    pub tour_finished_at: Option<Time>,
}

/// Somebody who works in the shop.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Staff {
    pub id: StaffId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// What colleagues and buyers may read beside the name.
    pub title: Option<String>,
    /// `zh-CN`, `zh-Hant` or `en`.
    pub locale: Option<String>,
    /// One of eight, 0 to 7.
    pub avatar_color: i16,
    /// False after leaving: signs in no more, keeps the name on old messages.
    pub active: bool,
    pub presence: Presence,
    /// Why somebody is away.
    pub presence_reason: Option<String>,
    /// Since when they are as they chose to be; null where they never chose.
    pub presence_since: Option<Time>,
    pub created_at: Time,
    pub last_seen_at: Option<Time>,
    /// When they first finished the tour of the practice desk.
    pub tour_finished_at: Option<Time>,
}

impl StaffRow {
    /// As shown, with the presence that colleagues see now.
    pub fn shown(self, connected: bool) -> Staff {
        let row = self;
        Staff {
            id: row.id,
            name: row.name,
            email: row.email,
            role: row.role,
            title: row.title,
            locale: row.locale,
            avatar_color: row.avatar_color,
            active: row.active,
            presence: if connected { row.presence } else { Presence::Offline },
            presence_reason: row.presence_reason.filter(|_| connected),
            presence_since: row.presence_at.filter(|_| connected),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            tour_finished_at: row.tour_finished_at,
        }
    }
}

/// The one who is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    pub staff: Staff,
    pub shop: Shop,
    /// Goes back as `x-csrf-token` with every write; empty for API tokens, which need none.
    pub csrf_token: String,
    pub permissions: Vec<Permission>,
    /// The shop's last event number.
    pub seq: Seq,
}

/// A browser that somebody is signed in with.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Session {
    pub id: SessionId,
    pub created_at: Time,
    pub last_seen_at: Time,
    pub user_agent: Option<String>,
    pub address: Option<String>,
    /// The one that asks.
    pub current: bool,
    /// From a browser never seen before, which nobody has recognised yet.
    pub new_device: bool,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct SessionRow {
    pub id: SessionId,
    pub created_at: Time,
    pub last_seen_at: Time,
    pub user_agent: Option<String>,
    pub address: Option<String>,
    pub new_device: bool,
}

impl SessionRow {
    /// As shown to whoever asks from a session of their own.
    pub fn shown(self, asking: Option<SessionId>) -> Session {
        Session {
            current: asking == Some(self.id),
            id: self.id,
            created_at: self.created_at,
            last_seen_at: self.last_seen_at,
            user_agent: self.user_agent,
            address: self.address,
            new_device: self.new_device,
        }
    }
}

/// A place offered to a new colleague.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub invited_by: StaffId,
    pub created_at: Time,
    pub expires_at: Time,
    pub accepted_at: Option<Time>,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ApiTokenRow {
    pub id: TokenId,
    pub staff_id: StaffId,
    pub name: String,
    pub can_write: bool,
    pub created_at: Time,
    pub expires_at: Option<Time>,
    pub last_used_at: Option<Time>,
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Read,
    Write,
}

/// A key for another system; acts as the person it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ApiToken {
    pub id: TokenId,
    pub staff_id: StaffId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Time,
    pub expires_at: Option<Time>,
    pub last_used_at: Option<Time>,
}

impl From<ApiTokenRow> for ApiToken {
    fn from(row: ApiTokenRow) -> Self {
        Self {
            id: row.id,
            staff_id: row.staff_id,
            name: row.name,
            scopes: if row.can_write { vec![Scope::Read, Scope::Write] } else { vec![Scope::Read] },
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        }
    }
}
