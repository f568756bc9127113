//! Which chart is meant: by a product's code, else by a word of its title, else the one for every product.

use zg_text::fold;

use super::model::ScopeKind;
use super::store::{self, ChartRow};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ShopId, SizeChartId};

/// More than this of a text names no product.
const MOST_CHARS: usize = 2000;
const MOST_CODES: usize = 200;
/// A shorter number in somebody's words is a measure, not a code.
const LEAST_DIGITS: usize = 5;

/// Texts that may name the product, the surest first: a code, a card, the buyer's words, the page that is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints(Vec<Hint>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Hint {
    /// A code or a title, and nothing else.
    Product(String),
    /// Of a product's page or card.
    Place(String),
    /// Of a buyer, who says numbers too.
    Words(String),
}

impl Hints {
    #[must_use]
    pub fn product(self, name: Option<&str>) -> Self {
        self.with(name.map(|name| Hint::Product(name.to_owned())))
    }

    #[must_use]
    pub fn place(self, text: Option<&str>) -> Self {
        self.with(text.map(|text| Hint::Place(text.to_owned())))
    }

    #[must_use]
    pub fn words(self, text: &str) -> Self {
        self.with(Some(Hint::Words(text.to_owned())))
    }

    fn with(mut self, hint: Option<Hint>) -> Self {
        self.0.extend(hint);
        self
    }
}

impl Hint {
    fn text(&self) -> String {
        let (Self::Product(text) | Self::Place(text) | Self::Words(text)) = self;
        fold(&text.chars().take(MOST_CHARS).collect::<String>())
    }

    /// What may be a code in it.
    fn codes(&self) -> Vec<String> {
        let text = self.text();
        if let Self::Product(_) = self {
            return vec![text.trim().to_owned()];
        }
        let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let pieces = text.split(|c: char| !is_inside(c)).map(|piece| piece.trim_matches(['-', '_', '.']));
        let is_number = |piece: &str| piece.bytes().all(|byte| byte.is_ascii_digit());
        let may_be = |piece: &&str| match self {
            Self::Words(_) => !is_number(piece) || piece.len() >= LEAST_DIGITS,
            _ => true,
        };
        pieces.filter(|piece| !piece.is_empty()).filter(may_be).take(MOST_CODES).map(str::to_owned).collect()
    }
}

/// The chart that the hints lead to, if the shop has one.
pub async fn chart(conn: &mut Conn<'_>, shop_id: ShopId, hints: &Hints) -> Result<Option<ChartRow>> {
    for hint in &hints.0 {
        if let Some(id) = by_hint(conn, shop_id, hint).await? {
            return store::find(conn, shop_id, id).await;
        }
    }
    store::default_chart(conn, shop_id).await
}

async fn by_hint(conn: &mut Conn<'_>, shop_id: ShopId, hint: &Hint) -> Result<Option<SizeChartId>> {
    let codes = hint.codes();
    let known = store::scopes_among(conn, shop_id, ScopeKind::Product, &codes).await?;
    let first = codes.iter().find_map(|code| known.iter().find(|scope| scope.word == *code));
    if let Some(scope) = first {
        return Ok(Some(scope.chart_id));
    }
    let text = hint.text();
    let words = store::scopes(conn, shop_id, ScopeKind::TitleWord).await?;
    // The longer word says more: 连衣裙 before 裙.
    let met = words.into_iter().filter(|scope| text.contains(&scope.word)).max_by_key(|scope| scope.word.len());
    Ok(met.map(|scope| scope.chart_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_where_they_stand() {
        let place = Hint::Place("https://shop.example/p/Cloud-Down?sku=7#top".into());
        assert_eq!(place.codes(), ["https", "shop.example", "p", "cloud-down", "sku", "7", "top"]);
        let words = Hint::Words("SH-1024我165，110斤，款号20261".into());
        assert_eq!(words.codes(), ["sh-1024", "20261"]);
        assert_eq!(Hint::Product(" 云朵 羽绒服".into()).codes(), ["云朵 羽绒服"]);
    }
}
