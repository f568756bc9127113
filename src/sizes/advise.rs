//! Which size fits, by what is known of whoever will wear it.

use zg_answer::size::{Advice, Measure, Measures, Reading, Span, Unclear, Wearer};

use super::find::{self, Hints};
use super::model::{
    ChartContent, Measured, SizeAdvice, SizeChartBrief, SizeMeasure, SizeOutcome, SizeQuestion, SizeRulePlace,
    SizeWearer,
};
use super::store::{self, ChartRow};
use super::talk::Talk;
use super::{chart, words};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::{ShopId, SizeChartId};
use crate::language::Language;
use crate::shops;

const MAX_TEXT_CHARS: usize = 2000;

/// What somebody asks through the API.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// A code or a title.
    pub product: Option<String>,
    pub text: Option<String>,
    /// These go before what the text says.
    pub measures: Vec<(SizeMeasure, i32)>,
    pub wearer: Option<SizeWearer>,
    /// Of the words for the buyer; the shop's own, if absent.
    pub locale: Option<String>,
}

/// What the chart that the hints lead to says to what was said.
pub async fn advise(app: &App, shop_id: ShopId, hints: &Hints, talk: &Talk, language: Language) -> Result<SizeAdvice> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = find::chart(&mut conn, shop_id, hints).await?;
    let shop = shops::find(&mut conn, shop_id).await?.ok_or(Error::NotFound)?;
    drop(reader);
    row.map_or_else(|| Ok(none(talk)), |row| by_chart(&row, talk, language, &shop.locale))
}

/// As [`advise`], for somebody who may look knowledge up; by one chart, or by the one that is for the product.
pub async fn advise_as(app: &App, actor: &Actor, by: Option<SizeChartId>, asking: Asking) -> Result<SizeAdvice> {
    actor.require(Permission::ReadKnowledge)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let row = match by {
        Some(id) => Some(store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?),
        None => {
            let hints = Hints::default().product(asking.product.as_deref());
            let hints = asking.text.iter().fold(hints, |hints, text| hints.words(text));
            find::chart(&mut conn, actor.shop_id, &hints).await?
        }
    };
    drop(reader);
    let talk = heard(&asking)?;
    let language = Language::of(asking.locale.as_deref().unwrap_or(&shop.locale));
    row.map_or_else(|| Ok(none(&talk)), |row| by_chart(&row, &talk, language, &shop.locale))
}

fn heard(asking: &Asking) -> Result<Talk> {
    let text = asking.text.as_deref().unwrap_or_default();
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(Error::invalid("text", "too_long"));
    }
    let Talk { read, asks } = Talk::read(&[text.to_owned()]);
    let mut given = Measures::default();
    for (place, (measure, value)) in asking.measures.iter().enumerate() {
        let measure = Measure::from(*measure);
        let plausible = measure.plausible();
        if !(plausible.low..=plausible.high).contains(value) {
            return Err(Error::invalid(format!("measures[{place}].value"), "out_of_range"));
        }
        given.set(measure, Span::of(*value));
    }
    let wearer = match asking.wearer {
        Some(SizeWearer::Buyer) => Wearer::Buyer,
        Some(SizeWearer::SomeoneElse) => Wearer::SomeoneElse,
        Some(SizeWearer::Unknown) | None => read.wearer,
    };
    Ok(Talk { read: Reading { measures: given.or(&read.measures), wearer, ..read }, asks })
}

fn none(talk: &Talk) -> SizeAdvice {
    SizeAdvice {
        outcome: SizeOutcome::NoChart,
        chart: None,
        sizes: Vec::new(),
        rules: Vec::new(),
        measures: talk.read.measures.iter().map(Measured::new).collect(),
        wearer: talk.read.wearer.into(),
        asked: talk.asks,
        ask: Vec::new(),
        confirm: None,
        text: None,
    }
}

fn by_chart(row: &ChartRow, talk: &Talk, language: Language, shop_locale: &str) -> Result<SizeAdvice> {
    let content = row.said()?;
    let engine = chart::engine(&content.tables);
    let Reading { measures, unclear, .. } = &talk.read;
    let mut advice = SizeAdvice { chart: Some(SizeChartBrief { id: row.id, name: row.name.clone() }), ..none(talk) };
    (advice.outcome, advice.sizes) = match engine.advise(measures) {
        Advice::Size(one) => (SizeOutcome::Sizes, vec![one.to_owned()]),
        Advice::Between(smaller, larger) => (SizeOutcome::Sizes, vec![smaller.to_owned(), larger.to_owned()]),
        Advice::Outside => (SizeOutcome::Outside, Vec::new()),
        Advice::Needs(missing) => {
            advice.ask = questions(&missing, unclear);
            (SizeOutcome::Ask, Vec::new())
        }
    };
    let is_open = advice.wearer == SizeWearer::Unknown && advice.outcome != SizeOutcome::Outside;
    advice.ask.extend(is_open.then_some(SizeQuestion::Wearer));
    let speaks = |place: &zg_answer::size::Place| {
        let size = &content.tables[place.table].rules[place.rule].size;
        size.as_ref().is_none_or(|size| advice.sizes.contains(size))
    };
    let met = engine.met(measures).into_iter().filter(speaks);
    advice.rules = met.map(|place| SizeRulePlace { table: place.table, rule: place.rule }).collect();
    if advice.outcome == SizeOutcome::Sizes {
        advice.confirm = Some(confirm(&content, language, shop_locale));
    }
    advice.text = Some(said(&advice, &content, language));
    Ok(advice)
}

/// What is unclear goes first: it may be what is missing.
fn questions(missing: &[Measure], unclear: &[Unclear]) -> Vec<SizeQuestion> {
    let may_be_missing = |one: &&Unclear| one.measure.is_none_or(|measure| missing.contains(&measure));
    let unclear = unclear
        .iter()
        .filter(may_be_missing)
        .map(|one| SizeQuestion::Unclear { said: one.said.clone(), measure: one.measure.map(Into::into) });
    unclear.chain(missing.iter().map(|measure| SizeQuestion::Measure { measure: (*measure).into() })).collect()
}

fn confirm(content: &ChartContent, language: Language, shop_locale: &str) -> String {
    let own = content.confirm.for_locale(language.locale(), shop_locale);
    own.unwrap_or_else(|| words::confirm(language)).to_owned()
}

/// All of it in words, a line each.
fn said(advice: &SizeAdvice, content: &ChartContent, language: Language) -> String {
    match advice.outcome {
        SizeOutcome::Sizes => {
            // Of all that was said only what decided.
            let axes = advice.rules.first().map(|place| content.tables[place.table].measures.as_slice());
            let decided = |one: &&Measured| axes.is_none_or(|axes| axes.contains(&one.measure));
            let measures: Vec<Measured> = advice.measures.iter().filter(decided).copied().collect();
            let mut lines = vec![words::sizes(language, &measures, &advice.sizes)];
            lines.extend(advice.confirm.clone());
            lines.extend((!advice.ask.is_empty()).then(|| words::whom(language).to_owned()));
            lines.join("\n")
        }
        SizeOutcome::Ask => words::question(language, &advice.ask, advice.wearer),
        SizeOutcome::Outside | SizeOutcome::NoChart => words::outside(language).to_owned(),
    }
}

impl SizeAdvice {
    /// What a buyer can press instead of typing the next answer.
    pub fn choices(&self, language: Language) -> Vec<String> {
        words::choices(language, &self.ask, !self.sizes.is_empty())
    }
}
