use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::CategoryId;

/// A drawer of knowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = KnowledgeCategory)]
pub struct Category {
    pub id: CategoryId,
    pub parent_id: Option<CategoryId>,
    /// Which of the seven it is that every shop begins with; null once it is renamed. Pages say it in the reader's
    /// language.
    pub key: Option<String>,
    pub name: String,
    /// Among its siblings, from 0.
    pub position: i64,
    /// Entries in it that are not archived.
    pub entries: i64,
    pub created_at: Time,
}

/// The drawers that every shop begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DefaultCategory {
    SmallTalk,
    Product,
    Promotion,
    Purchase,
    Shipping,
    AfterSale,
    Other,
}

impl DefaultCategory {
    pub const ALL: [Self; 7] =
        [Self::SmallTalk, Self::Product, Self::Promotion, Self::Purchase, Self::Shipping, Self::AfterSale, Self::Other];

    pub fn key(self) -> &'static str {
        match self {
            Self::SmallTalk => "small_talk",
            Self::Product => "product",
            Self::Promotion => "promotion",
            Self::Purchase => "purchase",
            Self::Shipping => "shipping",
            Self::AfterSale => "after_sale",
            Self::Other => "other",
        }
    }

    /// Its name in the language of a shop.
    pub fn name(self, locale: &str) -> &'static str {
        let [simplified, traditional, english] = self.names();
        match locale {
            "zh-Hant" => traditional,
            "en" => english,
            _ => simplified,
        }
    }

    /// Which one a name means, in any of the languages.
    pub fn named(name: &str) -> Option<Self> {
        let folded = zg_text::fold(name.trim());
        let is = |category: &Self| {
            category.key() == folded || category.names().iter().any(|known| zg_text::fold(known) == folded)
        };
        Self::ALL.into_iter().find(is)
    }

    /// Simplified Chinese, traditional Chinese, English.
    fn names(self) -> [&'static str; 3] {
        match self {
            Self::SmallTalk => ["聊天互动", "聊天互動", "Small talk"],
            Self::Product => ["商品问题", "商品問題", "Products"],
            Self::Promotion => ["活动优惠", "活動優惠", "Offers"],
            Self::Purchase => ["购买操作", "購買操作", "Buying"],
            Self::Shipping => ["物流问题", "物流問題", "Delivery"],
            Self::AfterSale => ["售后问题", "售後問題", "After sale"],
            Self::Other => ["更多问题", "更多問題", "More questions"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawer_is_known_by_its_name_in_any_language() {
        for category in DefaultCategory::ALL {
            for name in [category.key(), category.name("zh-CN"), category.name("zh-Hant"), category.name("en")] {
                assert_eq!(DefaultCategory::named(name), Some(category), "{name}");
            }
        }
        assert_eq!(DefaultCategory::named("物流問題 "), Some(DefaultCategory::Shipping));
        assert_eq!(DefaultCategory::named("别的"), None);
    }
}
