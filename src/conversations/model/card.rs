//! Cards in a conversation, and what they may hold.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Result};

/// A card in a conversation: a product, an order or a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    #[serde(rename = "type")]
    pub kind: CardKind,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// A decimal, such as `"699.00"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    Product,
    Order,
    Link,
}

impl Card {
    /// Refuses what no buyer should meet: endless titles, odd prices, links that are not web links.
    pub fn check(&self) -> Result<()> {
        let short = |field: &'static str, text: &str| match text.chars().count() {
            0 => Err(Error::invalid(field, "required")),
            _ if text.contains(char::is_control) => Err(Error::invalid(field, "invalid_character")),
            1..=300 => Ok(()),
            _ => Err(Error::invalid(field, "too_long")),
        };
        short("card.title", self.title.trim())?;
        if let Some(subtitle) = &self.subtitle {
            short("card.subtitle", subtitle)?;
        }
        for (field, url) in [("card.url", &self.url), ("card.image_url", &self.image_url)] {
            // A picture may lie on this server itself; a link leads to a page of the shop.
            let is_ours = |url: &str| field == "card.image_url" && url.starts_with('/') && !url.starts_with("//");
            let is_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
            let is_one_word = |url: &str| !url.contains(|c: char| c.is_control() || c.is_whitespace());
            let fine = |url: &String| url.len() <= 2000 && is_one_word(url) && (is_web(url) || is_ours(url));
            let fine = url.as_ref().is_none_or(fine);
            if !fine {
                return Err(Error::invalid(field, "not_a_web_address"));
            }
        }
        let decimal = |price: &String| {
            let digits = price.chars().filter(char::is_ascii_digit).count();
            digits > 0
                && price.len() <= 16
                && price.chars().all(|c| c.is_ascii_digit() || c == '.')
                && price.matches('.').count() <= 1
        };
        if !self.price.as_ref().is_none_or(decimal) {
            return Err(Error::invalid("card.price", "not_a_decimal"));
        }
        if !self.currency.as_ref().is_none_or(|code| code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase())) {
            return Err(Error::invalid("card.currency", "not_a_currency"));
        }
        Ok(())
    }
}
