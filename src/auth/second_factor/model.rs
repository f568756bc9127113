use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::model::Role;
use crate::clock::Time;
use crate::db::stored_enum;
use crate::sealed::Sealed;

stored_enum! {
    /// Who must show a second factor when signing in.
    SecondFactorRule {
        /// Whoever has one.
        Optional = 0,
        /// Owners and managers, and whoever has one.
        Managers = 1,
        Everyone = 2,
    }
}

impl SecondFactorRule {
    /// Whether somebody of this role must have one.
    pub fn binds(self, role: Role) -> bool {
        match self {
            Self::Optional => false,
            Self::Managers => matches!(role, Role::Owner | Role::Manager),
            Self::Everyone => true,
        }
    }

    /// What somebody lacks whose first proof was right.
    pub fn step(self, role: Role, has_one: bool) -> Option<Step> {
        if has_one { Some(Step::Code) } else { self.binds(role).then_some(Step::Enrol) }
    }
}

/// What a sign-in still lacks after its first proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A code of the app, or a recovery code.
    Code,
    /// The shop wants a second factor, and this person has none yet.
    Enrol,
}

/// A person's second factor as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SecondFactorRow {
    pub secret: Option<Sealed>,
    pub enabled_at: Option<Time>,
    pub pending_secret: Option<Sealed>,
    pub pending_until: Option<Time>,
}

/// How somebody's second factor stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SecondFactorState {
    /// Since when; null: there is none.
    pub enabled_at: Option<Time>,
    /// Whether the shop's rule wants one of this person.
    pub required: bool,
    pub recovery_codes_left: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_binds_whom_it_names() {
        for role in Role::ALL {
            let is_manager = matches!(role, Role::Owner | Role::Manager);
            assert!(!SecondFactorRule::Optional.binds(role));
            assert_eq!(SecondFactorRule::Managers.binds(role), is_manager);
            assert!(SecondFactorRule::Everyone.binds(role));
        }
    }

    #[test]
    fn whoever_has_one_shows_it_whatever_the_rule() {
        for rule in [SecondFactorRule::Optional, SecondFactorRule::Managers, SecondFactorRule::Everyone] {
            assert_eq!(rule.step(Role::Agent, true), Some(Step::Code));
        }
        assert_eq!(SecondFactorRule::Managers.step(Role::Agent, false), None);
        assert_eq!(SecondFactorRule::Managers.step(Role::Owner, false), Some(Step::Enrol));
    }
}
