//! What a shop may spend in a month, in tokens. A request is counted with all it may take before it is made, and with
//! what it took afterwards: many at once do not pass the budget together, and one that a crash cut off counts whole.

use super::client::Prompt;
use super::model::{SettingsRow, Usage};
use super::store;
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::ShopId;
use crate::shops;

/// What a server says of its tokens is believed within these times of what we count ourselves.
const LEAST_SHARE: i64 = 2;
const MOST_TIMES: i64 = 4;

/// Tokens that are kept for a request.
#[derive(Debug, Clone)]
pub struct Reservation {
    shop_id: ShopId,
    month: String,
    tokens: i64,
    asked: i64,
}

/// This month's use of a shop.
pub async fn usage(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<Usage> {
    let month = month(conn, shop_id, now).await?;
    let used = store::usage(conn, shop_id, &month).await?;
    Ok(used.unwrap_or(Usage { month, ..Usage::default() }))
}

/// Keeps what a request may take, or refuses it with `llm_budget_used`.
pub async fn reserve(app: &App, settings: &SettingsRow, prompt: &Prompt) -> Result<Reservation> {
    let shop_id = settings.shop_id;
    let asked: i64 = prompt.messages.iter().map(|message| count(&message.content)).sum();
    let tokens = prompt.most_tokens.saturating_add(asked);
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let month = month(&mut conn, shop_id, app.clock.now()).await?;
    if !store::reserve(&mut conn, shop_id, &month, tokens, settings.monthly_tokens).await? {
        return Err(Error::Conflict("llm_budget_used"));
    }
    tx.commit().await?;
    Ok(Reservation { shop_id, month, tokens, asked })
}

/// Counts what a request took: by its server's count where that can be true, otherwise by our own.
pub async fn settle(app: &App, kept: Reservation, answer: &str, told: Option<i64>) -> Result<()> {
    let took = kept.took(answer, told);
    let mut tx = app.db.begin().await?;
    store::settle(&mut tx.conn(), kept.shop_id, &kept.month, took - kept.tokens).await?;
    tx.commit().await?;
    Ok(())
}

impl Reservation {
    fn took(&self, answer: &str, told: Option<i64>) -> i64 {
        let counted = self.asked.saturating_add(count(answer));
        let most = self.tokens.saturating_mul(MOST_TIMES);
        told.map_or(counted, |told| told.clamp((counted / LEAST_SHARE).min(most), most))
    }
}

/// About as many tokens as models count: one for a Chinese character, one for three letters.
fn count(text: &str) -> i64 {
    const LETTERS: usize = 3;
    let letters = text.bytes().filter(u8::is_ascii).count();
    let others = text.chars().count() - letters;
    i64::try_from(others + letters.div_ceil(LETTERS)).unwrap_or(i64::MAX)
}

/// The month on the shop's clock.
async fn month(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<String> {
    let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
    let zone = jiff::tz::TimeZone::get(&shop.timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone);
    Ok(at.strftime("%Y-%m").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_true_is_believed() {
        let kept = Reservation { shop_id: ShopId::new(), month: "2026-11".into(), tokens: 900, asked: 100 };
        let took = |told| kept.took("一二三四五六七八九十", told);
        assert_eq!(took(None), 110);
        assert_eq!(took(Some(300)), 300);
        assert_eq!(took(Some(0)), 55);
        assert_eq!(took(Some(i64::MIN)), 55);
        assert_eq!(took(Some(i64::MAX)), 3_600);
    }

    #[test]
    fn characters_and_letters_are_counted() {
        assert_eq!(count(""), 0);
        assert_eq!(count("多久发货"), 4);
        assert_eq!(count("shipping ok"), 4);
    }
}
