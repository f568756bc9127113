use url::Url;

use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::egress::Egress;
use crate::error::{Error, Result};
use crate::ids::ShopId;
use crate::llm::budget;
use crate::llm::model::{Ability, LlmSettings, Settings, SettingsRow, Usage};
use crate::llm::store;
use crate::sealed::{LLM_KEY, Sealed, Secret};

const MAX_TEXT_CHARS: usize = 500;
const TIME_BOX_SECONDS: std::ops::RangeInclusive<i64> = 1..=120;
const MONTHLY_TOKENS: std::ops::RangeInclusive<i64> = 0..=1_000_000_000_000;

/// The settings that a manager wants.
#[derive(Debug)]
pub struct Change {
    pub settings: Settings,
    /// Absent: it stays, unless the address leads elsewhere. Empty: there is none.
    pub key: Option<Secret>,
}

/// The shop's language model and what it used up this month.
pub async fn show(app: &App, actor: &Actor) -> Result<LlmSettings> {
    actor.require(Permission::ManageIntegrations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::settings(&mut conn, actor.shop_id).await?;
    let usage = budget::usage(&mut conn, actor.shop_id, app.clock.now()).await?;
    Ok(shown(row.as_ref(), usage))
}

/// What colleagues may ask of the model now; nothing while it is off.
pub async fn abilities(app: &App, actor: &Actor) -> Result<Vec<Ability>> {
    actor.require(Permission::ReadConversations)?;
    let row = store::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    Ok(row.map(|row| row.usable()).unwrap_or_default())
}

/// Decides which model helps, with what, and for how much.
pub async fn save(app: &App, actor: &Actor, change: Change) -> Result<LlmSettings> {
    actor.require(Permission::ManageIntegrations)?;
    let settings = clean(change.settings)?;
    let typed = change.key.is_some();
    let key = change.key.map(|key| sealed(app, actor.shop_id, &key)).transpose()?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::settings(&mut conn, actor.shop_id).await?;
    let key = match key {
        Some(key) => key,
        None => before.clone().filter(|before| leads_alike(&before.address, &settings.address)).and_then(|b| b.api_key),
    };
    let row = SettingsRow::new(actor.shop_id, settings, key, now);
    store::save_settings(&mut conn, &row).await?;
    let entry = noted(&before.map(|before| before.settings()).unwrap_or_default(), &row.settings(), typed);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let usage = budget::usage(&mut conn, actor.shop_id, now).await?;
    tx.commit().await?;
    Ok(shown(Some(&row), usage))
}

fn shown(row: Option<&SettingsRow>, usage: Usage) -> LlmSettings {
    let settings = row.map(SettingsRow::settings).unwrap_or_default();
    LlmSettings {
        enabled: settings.enabled,
        address: settings.address,
        model: settings.model,
        has_key: row.is_some_and(|row| row.api_key.is_some()),
        time_box_seconds: settings.time_box_seconds,
        monthly_tokens: settings.monthly_tokens,
        abilities: settings.abilities,
        usage,
    }
}

fn noted(before: &Settings, after: &Settings, key_typed: bool) -> Entry {
    let entry = Entry::new(Action::LlmSettingsUpdated)
        .on(Subject::named("llm", &after.model))
        .changed("enabled", &before.enabled, &after.enabled)
        .changed("address", &before.address, &after.address)
        .changed("model", &before.model, &after.model)
        .changed("time_box_seconds", &before.time_box_seconds, &after.time_box_seconds)
        .changed("monthly_tokens", &before.monthly_tokens, &after.monthly_tokens)
        .changed("abilities", &before.abilities, &after.abilities);
    if key_typed { entry.replaced("api_key", "***", "***") } else { entry }
}

/// A key does not follow to another server: whoever may change the address may not read it that way.
fn leads_alike(before: &str, after: &str) -> bool {
    let origin = |address: &str| Url::parse(address).ok().map(|url| url.origin());
    origin(before).is_some_and(|before| Some(before) == origin(after))
}

fn sealed(app: &App, shop_id: ShopId, key: &Secret) -> Result<Option<Sealed>> {
    let typed = Secret::new(key.expose().trim());
    if typed.expose().is_empty() {
        return Ok(None);
    }
    if typed.expose().len() > MAX_TEXT_CHARS {
        return Err(Error::invalid("api_key", "too_long"));
    }
    // It travels in a header.
    if !typed.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::invalid("api_key", "invalid_character"));
    }
    Ok(Some(app.keys.seal(LLM_KEY, shop_id, &typed)?))
}

fn clean(wanted: Settings) -> Result<Settings> {
    let address = wanted.address.trim().trim_end_matches('/').to_owned();
    let model = wanted.model.trim().to_owned();
    let is_bare = !address.contains(['?', '#']) && address.len() <= MAX_TEXT_CHARS;
    if wanted.enabled && address.is_empty() {
        return Err(Error::invalid("address", "required"));
    }
    if !address.is_empty() && (!is_bare || Egress::check(&address).is_err()) {
        return Err(Error::invalid("address", "invalid_url"));
    }
    match model.chars().count() {
        0 if wanted.enabled => return Err(Error::invalid("model", "required")),
        n if n > MAX_TEXT_CHARS => return Err(Error::invalid("model", "too_long")),
        _ if model.contains(char::is_control) => return Err(Error::invalid("model", "invalid_character")),
        _ => {}
    }
    if !TIME_BOX_SECONDS.contains(&wanted.time_box_seconds) {
        return Err(Error::invalid("time_box_seconds", "out_of_range"));
    }
    if !MONTHLY_TOKENS.contains(&wanted.monthly_tokens) {
        return Err(Error::invalid("monthly_tokens", "out_of_range"));
    }
    let abilities = Ability::ALL.into_iter().filter(|ability| wanted.abilities.contains(ability)).collect();
    Ok(Settings { address, model, abilities, ..wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(address: &str) -> Result<String> {
        let settings = Settings { address: address.into(), model: "m".into(), enabled: true, ..Settings::default() };
        clean(settings).map(|settings| settings.address)
    }

    #[test]
    fn an_address_is_an_address_and_nothing_more() {
        assert_eq!(cleaned(" https://api.example.com/v1/ ").expect("clean"), "https://api.example.com/v1");
        for bad in ["", "api.example.com", "ftp://a.example", "https://a:b@a.example", "https://a.example/?key=1"] {
            assert!(cleaned(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_stays_with_its_server() {
        assert!(leads_alike("https://a.example/v1", "https://a.example/v2"));
        for elsewhere in ["https://b.example/v1", "http://a.example/v1", "https://a.example:8443/v1", ""] {
            assert!(!leads_alike("https://a.example/v1", elsewhere), "{elsewhere}");
        }
        assert!(!leads_alike("", ""));
    }
}
