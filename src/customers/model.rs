use serde::Serialize;
use utoipa::ToSchema;

use super::blocks::Block;
use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{CustomerId, ShopId};

stored_enum! {
    /// A way somebody is known by.
    IdentityKind {
        /// A random token in a browser.
        Visitor = 0,
        /// The shop's own id of its user.
        External = 1,
        Email = 2,
        Phone = 3,
        /// The id that another system uses in an inbox.
        Channel = 4,
    }
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct CustomerRow {
    pub id: CustomerId,
    pub shop_id: ShopId,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub locale: Option<String>,
    pub tier: Option<String>,
    pub note: Option<String>,
    pub blocked: bool,
    pub verified: bool,
    pub conversations_count: i64,
    pub page_url: Option<String>,
    pub page_title: Option<String>,
    pub page_at: Option<Time>,
    pub first_seen_at: Time,
    pub last_seen_at: Time,
    pub erased_at: Option<Time>,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct IdentityRow {
    pub customer_id: CustomerId,
    pub kind: IdentityKind,
    pub value: String,
    pub created_at: Time,
}

/// A way a customer is known by, with all but its ends struck out.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Identity {
    pub kind: IdentityKind,
    /// Masked, such as `li…n@shop.cn`; empty for a visitor's token.
    pub value: String,
    pub created_at: Time,
}

/// A page of the shop that a customer looks at.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ViewedPage {
    pub url: String,
    pub title: Option<String>,
    pub at: Time,
}

/// A buyer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Customer {
    pub id: CustomerId,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub locale: Option<String>,
    /// The shop's own word for how dear this customer is.
    pub tier: Option<String>,
    /// Between colleagues.
    pub note: Option<String>,
    /// What they write reaches nobody, and they do not notice.
    pub blocked: bool,
    /// Why, and until when.
    pub block: Option<Block>,
    /// The shop vouched for who this is.
    pub verified: bool,
    pub identities: Vec<Identity>,
    pub first_seen_at: Time,
    pub last_seen_at: Time,
    pub conversations_count: i64,
    /// The page last looked at.
    pub page: Option<ViewedPage>,
    /// When this person was erased: what is left names nobody and changes no more.
    pub erased_at: Option<Time>,
}

impl Customer {
    pub fn new(row: CustomerRow, identities: Vec<IdentityRow>, block: Option<Block>) -> Self {
        let page = match (row.page_url, row.page_at) {
            (Some(url), Some(at)) => Some(ViewedPage { url, title: row.page_title, at }),
            _ => None,
        };
        Self {
            id: row.id,
            name: row.name,
            email: row.email,
            phone: row.phone,
            locale: row.locale,
            tier: row.tier,
            note: row.note,
            blocked: row.blocked,
            block,
            verified: row.verified,
            identities: identities.into_iter().map(Identity::from).collect(),
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            conversations_count: row.conversations_count,
            page,
            erased_at: row.erased_at,
        }
    }
}

impl From<IdentityRow> for Identity {
    fn from(row: IdentityRow) -> Self {
        Self { kind: row.kind, value: masked(row.kind, &row.value), created_at: row.created_at }
    }
}

/// Enough of a value to tell two apart, not enough to use it.
fn masked(kind: IdentityKind, value: &str) -> String {
    match kind {
        IdentityKind::Visitor => String::new(),
        IdentityKind::External => value.to_owned(),
        // The inbox before it only keeps two systems apart.
        IdentityKind::Channel => value.split_once(':').map_or(value, |(_, id)| id).to_owned(),
        IdentityKind::Email => match value.split_once('@') {
            Some((local, domain)) => format!("{}@{domain}", ends(local, 1)),
            None => ends(value, 1),
        },
        IdentityKind::Phone => ends(value, 3),
    }
}

fn ends(text: &str, keep: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= keep * 2 {
        return "…".to_owned();
    }
    let head: String = chars[..keep].iter().collect();
    let tail: String = chars[chars.len() - keep..].iter().collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_masked() {
        assert_eq!(masked(IdentityKind::Email, "linmei@shop.cn"), "l…i@shop.cn");
        assert_eq!(masked(IdentityKind::Phone, "13800138000"), "138…000");
        assert_eq!(masked(IdentityKind::Phone, "110"), "…");
        assert_eq!(masked(IdentityKind::Visitor, "ab12"), "");
    }
}
