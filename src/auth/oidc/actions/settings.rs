use serde_json::{Map, Value};

use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::actor::Actor;
use crate::auth::model::Role;
use crate::auth::oidc::model::{OidcProvider, ProviderRow, ProviderSettings};
use crate::auth::oidc::store;
use crate::auth::permissions::Permission;
use crate::auth::rules;
use crate::egress::Egress;
use crate::error::{Error, Result};
use crate::ids::ShopId;
use crate::sealed::{OIDC_CLIENT_SECRET, Sealed, Secret};

const MAX_LABEL_CHARS: usize = 40;
const MAX_TEXT_CHARS: usize = 500;
const MAX_DOMAINS: usize = 50;

/// The shop's provider, if there is one.
pub async fn show(app: &App, actor: &Actor) -> Result<Option<OidcProvider>> {
    actor.require(Permission::ManageSignIn)?;
    let row = store::provider(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    Ok(row.map(OidcProvider::from))
}

/// Sets the shop's provider. An absent secret stays as it is, an empty one is taken away; one does not follow to
/// another issuer.
pub async fn save(
    app: &App,
    actor: &Actor,
    settings: ProviderSettings,
    secret: Option<Secret>,
) -> Result<OidcProvider> {
    actor.require(Permission::ManageSignIn)?;
    let settings = clean(settings)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::provider(&mut conn, actor.shop_id).await?;
    let kept = before.clone().filter(|before| before.issuer == settings.issuer).and_then(|before| before.client_secret);
    let typed = secret.is_some();
    let secret = match secret {
        Some(secret) => sealed(app, actor.shop_id, &secret)?,
        None => kept,
    };
    let row = ProviderRow::new(actor.shop_id, settings, secret, app.clock.now());
    store::save_provider(&mut conn, &row).await?;
    let entry = told(before.map(OidcProvider::from), &row.clone().into(), typed);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    }
    tx.commit().await?;
    Ok(row.into())
}

/// What changed, by the names of the fields.
fn told(before: Option<OidcProvider>, after: &OidcProvider, secret_typed: bool) -> Entry {
    let fields = |provider: &OidcProvider| match serde_json::to_value(provider) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (before, after_fields) = (before.as_ref().map(fields).unwrap_or_default(), fields(after));
    let mut entry = Entry::new(Action::ProviderSaved).on(Subject::named("provider", &after.label));
    for (name, value) in &after_fields {
        entry = entry.changed(name, before.get(name).unwrap_or(&Value::Null), value);
    }
    if secret_typed { entry.replaced("client_secret", "***", "***") } else { entry }
}

fn sealed(app: &App, shop_id: ShopId, secret: &Secret) -> Result<Option<Sealed>> {
    if secret.expose().chars().count() > MAX_TEXT_CHARS {
        return Err(Error::invalid("client_secret", "too_long"));
    }
    if secret.expose().is_empty() {
        return Ok(None);
    }
    Ok(Some(app.keys.seal(OIDC_CLIENT_SECRET, shop_id, secret)?))
}

/// Does without a provider. Whose account belonged to whom stays known, should it come back.
pub async fn remove(app: &App, actor: &Actor) -> Result<()> {
    actor.require(Permission::ManageSignIn)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::provider(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    store::delete_provider(&mut conn, actor.shop_id).await?;
    let entry = Entry::new(Action::ProviderDeleted).on(Subject::named("provider", &before.label));
    let entry = entry.note("issuer", &before.issuer);
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

fn clean(settings: ProviderSettings) -> Result<ProviderSettings> {
    if settings.newcomer_role == Some(Role::Owner) {
        return Err(Error::invalid("newcomer_role", "owner_only"));
    }
    let label = rules::clean_name("label", &settings.label)?;
    if label.chars().count() > MAX_LABEL_CHARS {
        return Err(Error::invalid("label", "too_long"));
    }
    let client_id = settings.client_id.trim().to_owned();
    match client_id.chars().count() {
        0 => return Err(Error::invalid("client_id", "required")),
        n if n > MAX_TEXT_CHARS => return Err(Error::invalid("client_id", "too_long")),
        _ => {}
    }
    if client_id.contains(char::is_control) {
        return Err(Error::invalid("client_id", "invalid_character"));
    }
    let issuer = clean_issuer(&settings.issuer)?;
    let domains = clean_domains(&settings.domains)?;
    Ok(ProviderSettings { label, client_id, issuer, domains, ..settings })
}

/// As the provider writes it, to the letter: it is compared with what the provider says.
fn clean_issuer(issuer: &str) -> Result<String> {
    let issuer = issuer.trim();
    let is_bare = !issuer.contains(['?', '#']) && !issuer.contains("/.well-known/") && issuer.len() <= MAX_TEXT_CHARS;
    if !is_bare || Egress::check(issuer).is_err() {
        return Err(Error::invalid("issuer", "invalid_url"));
    }
    Ok(issuer.to_owned())
}

fn clean_domains(domains: &[String]) -> Result<Vec<String>> {
    if domains.len() > MAX_DOMAINS {
        return Err(Error::invalid("domains", "too_many"));
    }
    let mut clean = Vec::new();
    for domain in domains {
        let domain = domain.trim().trim_start_matches('@').to_lowercase();
        // What may stand after the @ of an address may stand here.
        rules::clean_email("domains", &format!("x@{domain}"))
            .map_err(|_| Error::invalid("domains", "invalid_domain"))?;
        if !clean.contains(&domain) {
            clean.push(domain);
        }
    }
    Ok(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_address_and_nothing_more() {
        assert_eq!(
            clean_issuer(" https://id.example.com/realms/shop ").expect("clean"),
            "https://id.example.com/realms/shop"
        );
        for bad in [
            "",
            "id.example.com",
            "ftp://id.example.com",
            "https://a:b@id.example.com",
            "https://id.example.com/?tenant=1",
            "https://id.example.com/.well-known/openid-configuration",
        ] {
            assert!(clean_issuer(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn domains_are_written_as_they_are_compared() {
        let domains = |list: &[&str]| clean_domains(&list.iter().map(|&one| one.to_owned()).collect::<Vec<_>>());
        assert_eq!(
            domains(&["@Shop.Example", "shop.example", "b.example"]).expect("clean"),
            ["shop.example", "b.example"]
        );
        for bad in ["", "shop", "a@b.example", "a b.example"] {
            assert!(domains(&[bad]).is_err(), "{bad}");
        }
    }
}
