use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::model::Role;
use crate::clock::Time;
use crate::ids::ShopId;
use crate::sealed::Sealed;

/// A shop's provider as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ProviderRow {
    pub shop_id: ShopId,
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<Sealed>,
    /// JSON.
    domains: String,
    pub newcomer_role: Option<Role>,
    pub trusts_second_factor: bool,
    pub passwords: bool,
    pub enabled: bool,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What an owner sets about the shop's provider.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    pub domains: Vec<String>,
    pub newcomer_role: Option<Role>,
    pub trusts_second_factor: bool,
    pub passwords: bool,
    pub enabled: bool,
}

impl ProviderRow {
    pub fn new(shop_id: ShopId, settings: ProviderSettings, client_secret: Option<Sealed>, now: Time) -> Self {
        Self {
            shop_id,
            domains: serde_json::to_string(&settings.domains).unwrap_or_default(),
            label: settings.label,
            issuer: settings.issuer,
            client_id: settings.client_id,
            client_secret,
            newcomer_role: settings.newcomer_role,
            trusts_second_factor: settings.trusts_second_factor,
            passwords: settings.passwords,
            enabled: settings.enabled,
            created_at: now,
            updated_at: now,
        }
    }

    pub fn domains(&self) -> Vec<String> {
        serde_json::from_str(&self.domains).unwrap_or_default()
    }

    /// The list as stored.
    pub fn domains_json(&self) -> &str {
        &self.domains
    }

    /// Whether an address is of the shop's own people, as far as its domain tells.
    pub fn takes_address(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        let domains = self.domains();
        domains.is_empty() || domains.iter().any(|own| own == domain)
    }
}

/// The shop's OpenID provider.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OidcProvider {
    /// The words on the button.
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    /// Whether a client secret is stored; it is never shown.
    pub has_client_secret: bool,
    /// Only people with a verified address of these domains come in unless they were invited; empty: of any.
    pub domains: Vec<String>,
    /// What newcomers become; null: only who was invited comes in.
    pub newcomer_role: Option<Role>,
    /// Whether the provider's own second factor stands for the one of this shop.
    pub trusts_second_factor: bool,
    /// Whether others than owners may sign in with a password as well.
    pub passwords: bool,
    pub enabled: bool,
}

impl From<ProviderRow> for OidcProvider {
    fn from(row: ProviderRow) -> Self {
        Self {
            domains: row.domains(),
            label: row.label,
            issuer: row.issuer,
            client_id: row.client_id,
            has_client_secret: row.client_secret.is_some(),
            newcomer_role: row.newcomer_role,
            trusts_second_factor: row.trusts_second_factor,
            passwords: row.passwords,
            enabled: row.enabled,
        }
    }
}

/// An account at the provider that belongs to somebody.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct OidcAccount {
    pub issuer: String,
    /// As the provider named it when it was linked.
    pub email: Option<String>,
    pub linked_at: Time,
    pub last_used_at: Option<Time>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_must_be_the_whole_domain() {
        let settings = ProviderSettings {
            label: "公司账号".into(),
            issuer: "https://id.example.com".into(),
            client_id: "zhanggui".into(),
            domains: vec!["shop.example".into()],
            newcomer_role: None,
            trusts_second_factor: false,
            passwords: true,
            enabled: true,
        };
        let row = ProviderRow::new(ShopId::new(), settings, None, Time(0));
        assert!(row.takes_address("mei@shop.example"));
        for other in ["mei@evil-shop.example", "mei@sub.shop.example", "shop.example", "mei@shop.example@evil.example"]
        {
            assert!(!row.takes_address(other), "{other}");
        }
    }
}
