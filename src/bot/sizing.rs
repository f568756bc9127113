//! Questions for a size: when words are one, and what the shop's chart says to them.
//!
//! Words alone never decide: without a chart for the product, or for every product, the knowledge is asked as ever.

use crate::app::App;
use crate::conversations::{BotAct, Episode, HandOverReason, MessageRow};
use crate::customers;
use crate::error::Result;
use crate::ids::ShopId;
use crate::language::Language;
use crate::shops;
use crate::sizes::{self, Hints, SizeAdvice, SizeOutcome, Talk};

/// What somebody who writes this wants of a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interest {
    None,
    /// Says who will wear it, while a size is talked about; it may also be said of something else.
    InTheWearer,
    /// Tells measures; enough of them ask by themselves.
    InMeasures,
    Asked,
}

/// What a buyer's new words want, when what was said before them was about a size or was not.
pub fn interest(about_size: bool, texts: &[String]) -> Interest {
    let talk = Talk::read(texts);
    if talk.asks {
        return Interest::Asked;
    }
    match (talk.tells_measures(), about_size) {
        (true, true) => Interest::Asked,
        (true, false) => Interest::InMeasures,
        (false, true) if talk.tells_the_wearer() => Interest::InTheWearer,
        (false, _) => Interest::None,
    }
}

/// What the chart of the product that is talked about says; none where there is no chart, or it was not asked.
pub async fn advise(
    app: &App,
    episode: &Episode,
    interest: Interest,
    language: Language,
) -> Result<Option<SizeAdvice>> {
    let shop_id = episode.row.shop_id;
    let mut reader = app.db.reader().await?;
    let customer = customers::find_row(&mut reader.conn(), shop_id, episode.row.customer_id).await?;
    drop(reader);
    let mut hints = episode.owed.iter().rev().fold(Hints::default(), hinted);
    if let Some(customer) = &customer {
        hints = hints.place(customer.page_url.as_deref()).place(customer.page_title.as_deref());
    }
    let texts: Vec<String> = episode.owed.iter().filter_map(|message| message.text.clone()).collect();
    let advice = sizes::advise(app, shop_id, &hints, &Talk::read(&texts), language).await?;
    Ok(Some(advice).filter(|advice| is_wanted(advice, interest)))
}

/// As [`advise`], of a first question that is asked on no page, in the shop's language.
pub async fn advise_stranger(app: &App, shop_id: ShopId, question: &str) -> Result<Option<SizeAdvice>> {
    let texts = [question.to_owned()];
    let interest = interest(false, &texts);
    if interest == Interest::None {
        return Ok(None);
    }
    let shop = shops::find(&mut app.db.reader().await?.conn(), shop_id).await?;
    let language = Language::of(&shop.map(|shop| shop.locale).unwrap_or_default());
    let hints = Hints::default().words(question);
    let advice = sizes::advise(app, shop_id, &hints, &Talk::read(&texts), language).await?;
    Ok(Some(advice).filter(|advice| is_wanted(advice, interest)))
}

/// What an advice does, and why a person is called for it if one is.
pub fn act(outcome: SizeOutcome) -> (BotAct, Option<HandOverReason>) {
    match outcome {
        SizeOutcome::Sizes => (BotAct::Answer, None),
        SizeOutcome::Ask => (BotAct::Ask, None),
        SizeOutcome::Outside | SizeOutcome::NoChart => (BotAct::HandOver, Some(HandOverReason::NoSize)),
    }
}

fn is_wanted(advice: &SizeAdvice, interest: Interest) -> bool {
    match advice.outcome {
        SizeOutcome::NoChart => false,
        SizeOutcome::Sizes => true,
        // 1.8 metres may be a bed's.
        SizeOutcome::Ask | SizeOutcome::Outside => interest != Interest::InMeasures,
    }
}

fn hinted(hints: Hints, message: &MessageRow) -> Hints {
    match message.stored_card() {
        Some(card) => hints.place(card.url.as_deref()).place(Some(&card.title)),
        None => message.text.iter().fold(hints, |hints, text| hints.words(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(about_size: bool, text: &str) -> Interest {
        interest(about_size, &[text.to_owned()])
    }

    #[test]
    fn words_are_about_a_size_or_not() {
        assert_eq!(wanted(false, "165 55公斤穿什么码"), Interest::Asked);
        assert_eq!(wanted(false, "165 55公斤"), Interest::InMeasures);
        assert_eq!(wanted(true, "55公斤"), Interest::Asked);
        assert_eq!(wanted(true, "给妈妈买的"), Interest::InTheWearer);
        assert_eq!(wanted(false, "给妈妈买的"), Interest::None);
        assert_eq!(wanted(true, "多久发货"), Interest::None);
    }
}
