use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::ShopId;

/// A shop.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Shop {
    pub id: ShopId,
    pub name: String,
    /// The language of the shop's own words: `zh-CN`, `zh-Hant` or `en`.
    pub locale: String,
    /// An IANA name, such as `Asia/Shanghai`; days and hours are counted in it.
    pub timezone: String,
    pub created_at: Time,
}
