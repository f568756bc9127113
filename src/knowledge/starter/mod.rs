//! A start: what nearly every buyer of a clothing or general shop asks, in three languages, written for this project.
//!
//! It comes in as drafts unless the shop wants it otherwise: promises are the shop's to make. What the shop has changed
//! since is left alone when the pack comes again.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Actor, Permission, rules};
use crate::error::{Error, Result};
use crate::knowledge::import::{self, Key, KnowledgeImportReport, Record};
use crate::knowledge::model::EntryState;
use crate::shops;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    entry: Vec<Packed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Packed {
    id: String,
    category: String,
    title: String,
    phrasings: Vec<String>,
    answers: Vec<String>,
}

/// Brings the pack in, in a language or in the shop's own.
pub async fn add(app: &App, actor: &Actor, locale: Option<&str>, how: import::How) -> Result<KnowledgeImportReport> {
    actor.require(Permission::ManageKnowledge)?;
    let shop = shops::find(&mut app.db.reader().await?.conn(), actor.shop_id).await?.ok_or(Error::NotFound)?;
    let locale = locale.unwrap_or(&shop.locale);
    rules::check_locale("locale", locale)?;
    let records = records(locale)?;
    import::import_records(app, actor, import::How { is_starter: true, ..how }, records).await
}

/// How the pack comes in if nothing else is said.
pub fn as_drafts() -> import::How {
    import::How { state: EntryState::Draft, is_starter: true, dry_run: false }
}

fn records(locale: &str) -> Result<Vec<Record>> {
    let text = match locale {
        "zh-Hant" => include_str!("zh-Hant.toml"),
        "en" => include_str!("en.toml"),
        _ => include_str!("zh-CN.toml"),
    };
    let pack: Pack = toml::from_str(text).map_err(anyhow::Error::from)?;
    let record = |(row, entry): (usize, Packed)| Record {
        row,
        // The three languages stay apart: a shop may want more than one.
        key: Key::Named(format!("starter/{locale}/{}", entry.id)),
        title: entry.title,
        category: Some(entry.category),
        kind: None,
        state: None,
        phrasings: entry.phrasings,
        answers: import::everyday(entry.answers),
    };
    Ok((1..).zip(pack.entry).map(record).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::knowledge::clean;
    use crate::knowledge::model::DefaultCategory;

    #[test]
    fn every_language_has_every_entry() {
        let ids = |locale: &str| -> BTreeSet<String> {
            let ids = records(locale).expect("a pack").into_iter().map(|record| match record.key {
                Key::Named(name) => name.rsplit('/').next().unwrap_or_default().to_owned(),
                Key::Titled(_) => String::new(),
            });
            ids.collect()
        };
        assert!(ids("zh-CN").len() >= 60);
        assert_eq!(ids("zh-CN"), ids("zh-Hant"));
        assert_eq!(ids("zh-CN"), ids("en"));
    }

    #[test]
    fn every_category_is_served_and_nothing_is_said_twice() {
        for locale in rules::LOCALES {
            let mut asked: BTreeMap<i64, String> = BTreeMap::new();
            let mut served = BTreeSet::new();
            for record in records(locale).expect("a pack") {
                let category = record.category.as_deref().and_then(DefaultCategory::named).expect("one of the seven");
                served.insert(category.key());
                assert!(record.phrasings.len() >= 3 && !record.answers.is_empty(), "{locale}: {}", record.title);
                for text in std::iter::once(record.title).chain(record.phrasings) {
                    let before = asked.insert(clean::sign(&text), text.clone());
                    assert_eq!(before, None, "{locale}: {text} is asked twice");
                }
            }
            assert_eq!(served.len(), DefaultCategory::ALL.len(), "{locale}");
        }
    }
}
