use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::channels::email::MailboxHealth;
use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{InboxId, ShopId};
use crate::sealed::{INBOX_SECRET, Keys, Sealed, Secret};

stored_enum! {
    /// How buyers reach an inbox.
    #[derive(Default, PartialOrd, Ord)]
    Channel {
        /// The widget on the shop's own pages.
        #[default]
        Widget = 0,
        /// Another system, by signed requests.
        Generic = 1,
        /// A mailbox of the shop.
        Email = 2,
    }
}

/// The first words a buyer reads, by language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Greeting {
    #[serde(rename = "zh-CN", skip_serializing_if = "Option::is_none")]
    pub zh_cn: Option<String>,
    #[serde(rename = "zh-Hant", skip_serializing_if = "Option::is_none")]
    pub zh_hant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Greeting {
    /// The words for a reader of this language, or for one of the shop's.
    pub fn for_locale(&self, locale: &str, shop_locale: &str) -> Option<&str> {
        let of = |locale: &str| match locale {
            "zh-CN" => self.zh_cn.as_deref(),
            "zh-Hant" => self.zh_hant.as_deref(),
            "en" => self.en.as_deref(),
            _ => None,
        };
        of(locale).or_else(|| of(shop_locale))
    }
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct InboxRow {
    pub id: InboxId,
    pub shop_id: ShopId,
    pub name: String,
    pub channel: Channel,
    pub public_key: String,
    /// JSON.
    pub sites: String,
    /// JSON.
    pub greeting: Option<String>,
    pub theme_color: Option<String>,
    pub reply_seconds: Option<i64>,
    pub active: bool,
    pub typing_preview: bool,
    pub identity_secret: Option<Sealed>,
    pub first_ping_at: Option<Time>,
    pub last_ping_at: Option<Time>,
    pub created_at: Time,
}

impl InboxRow {
    /// What signs whom the shop vouches for, and what another system hands in.
    pub fn secret(&self, keys: &Keys) -> anyhow::Result<Option<Secret>> {
        self.identity_secret.as_ref().map(|sealed| keys.open(INBOX_SECRET, self.id, sealed)).transpose()
    }

    /// The origins whose pages may show the widget; empty: any.
    pub fn site_list(&self) -> Vec<String> {
        serde_json::from_str(&self.sites).unwrap_or_default()
    }

    pub fn greetings(&self) -> Option<Greeting> {
        self.greeting.as_deref().and_then(|json| serde_json::from_str(json).ok())
    }
}

/// One instance of a channel.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Inbox {
    pub id: InboxId,
    pub name: String,
    pub channel: Channel,
    /// Names the inbox in public; not a secret.
    pub public_key: String,
    /// The origins whose pages may show the widget, such as `https://shop.example.com` or
    /// `https://*.example.com`. Empty while setting up: any page.
    pub sites: Vec<String>,
    pub greeting: Option<Greeting>,
    /// `#rrggbb`.
    pub theme_color: Option<String>,
    /// What the shop promises at most: shown to buyers until enough of them were answered to know better.
    pub reply_seconds: Option<i64>,
    pub active: bool,
    /// Whether agents who have a conversation open see, masked, what its buyer writes before it is sent. The widget tells
    /// the buyer so.
    pub typing_preview: bool,
    /// When the widget was first opened on a page of the shop.
    pub first_ping_at: Option<Time>,
    pub last_ping_at: Option<Time>,
    /// The tag to paste into the shop's pages; null for a channel without a widget.
    pub script: Option<String>,
    /// Where another system hands in messages; null for other channels.
    pub endpoint: Option<String>,
    /// The mailbox of an inbox of the channel `email`; null while none is connected, and for other channels.
    pub mailbox: Option<MailboxHealth>,
    /// Whether buyers can be vouched for by signed tokens.
    pub identity_secret_set: bool,
    pub created_at: Time,
}

impl Inbox {
    pub fn from_row(row: &InboxRow, origin: &str, mailbox: Option<MailboxHealth>) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            channel: row.channel,
            public_key: row.public_key.clone(),
            sites: row.site_list(),
            greeting: row.greetings(),
            theme_color: row.theme_color.clone(),
            reply_seconds: row.reply_seconds,
            active: row.active,
            typing_preview: row.typing_preview,
            first_ping_at: row.first_ping_at,
            last_ping_at: row.last_ping_at,
            script: (row.channel == Channel::Widget).then(|| script_tag(origin, &row.public_key)),
            endpoint: (row.channel == Channel::Generic).then(|| endpoint(origin, &row.public_key)),
            mailbox,
            identity_secret_set: row.identity_secret.is_some(),
            created_at: row.created_at,
        }
    }
}

/// Origin and key are made of letters, digits and punctuation that HTML leaves alone.
fn script_tag(origin: &str, public_key: &str) -> String {
    format!(r#"<script async src="{origin}/widget.js" data-key="{public_key}"></script>"#)
}

fn endpoint(origin: &str, public_key: &str) -> String {
    format!("{origin}/api/v1/channels/generic/{public_key}/messages")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_falls_back_to_the_shops_language() {
        let greeting = Greeting { zh_cn: Some("您好".into()), ..Greeting::default() };
        assert_eq!(greeting.for_locale("zh-CN", "en"), Some("您好"));
        assert_eq!(greeting.for_locale("en", "zh-CN"), Some("您好"));
        assert_eq!(greeting.for_locale("en", "zh-Hant"), None);
    }
}
