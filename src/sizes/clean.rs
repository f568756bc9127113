//! What a chart may hold besides sound tables: pure rules.

use super::model::{ChartContent, SizeRule, SizeTable};
use crate::auth::rules::{clean_name, clean_optional};
use crate::error::{Error, Result};
use crate::inboxes::Greeting;

const MOST_PRODUCTS: usize = 500;
const MOST_TITLE_WORDS: usize = 50;
const MAX_WORD_CHARS: usize = 60;
const MOST_TABLES: usize = 3;
const MAX_SIZE_CHARS: usize = 20;
const MAX_CONFIRM_CHARS: usize = 300;

/// What somebody wrote, as it is stored; whether its tables are sound is looked at elsewhere.
pub fn content(content: ChartContent) -> Result<ChartContent> {
    let confirm = Greeting {
        zh_cn: clean_optional("confirm.zh-CN", content.confirm.zh_cn, MAX_CONFIRM_CHARS)?,
        zh_hant: clean_optional("confirm.zh-Hant", content.confirm.zh_hant, MAX_CONFIRM_CHARS)?,
        en: clean_optional("confirm.en", content.confirm.en, MAX_CONFIRM_CHARS)?,
    };
    let products = words("products", &content.products, MOST_PRODUCTS)?;
    let title_words = words("title_words", &content.title_words, MOST_TITLE_WORDS)?;
    if products.is_empty() && title_words.is_empty() && !content.is_default {
        return Err(Error::invalid("products", "required"));
    }
    Ok(ChartContent {
        name: clean_name("name", &content.name)?,
        products,
        title_words,
        is_default: content.is_default,
        tables: clean_tables(content.tables)?,
        confirm,
    })
}

/// So few that checking them takes no time.
pub fn few(tables: Vec<SizeTable>) -> Result<Vec<SizeTable>> {
    if tables.len() > MOST_TABLES { Err(Error::invalid("tables", "too_many")) } else { Ok(tables) }
}

fn clean_tables(tables: Vec<SizeTable>) -> Result<Vec<SizeTable>> {
    let clean = |(nth, table): (usize, SizeTable)| {
        let rules = table.rules.into_iter().enumerate();
        let rules = rules.map(|(rule, one)| clean_rule(&format!("tables[{nth}].rules[{rule}]"), one));
        Ok(SizeTable { measures: table.measures, rules: rules.collect::<Result<_>>()? })
    };
    few(tables)?.into_iter().enumerate().map(clean).collect()
}

fn clean_rule(path: &str, rule: SizeRule) -> Result<SizeRule> {
    let Some(size) = rule.size else { return Ok(rule) };
    let field = format!("{path}.size");
    let size = clean_name(&field, &size)?;
    if size.chars().count() > MAX_SIZE_CHARS {
        return Err(Error::invalid(field, "too_long"));
    }
    Ok(SizeRule { size: Some(size), ..rule })
}

/// Each word once, in the order they were written.
fn words(field: &str, wanted: &[String], most: usize) -> Result<Vec<String>> {
    if wanted.len() > most {
        return Err(Error::invalid(field, "too_many"));
    }
    let mut kept: Vec<String> = Vec::with_capacity(wanted.len());
    for (place, word) in wanted.iter().enumerate() {
        let field = format!("{field}[{place}]");
        let word = clean_name(&field, word)?;
        if word.chars().count() > MAX_WORD_CHARS {
            return Err(Error::invalid(field, "too_long"));
        }
        if !kept.iter().any(|known| zg_text::fold(known) == zg_text::fold(&word)) {
            kept.push(word);
        }
    }
    Ok(kept)
}
