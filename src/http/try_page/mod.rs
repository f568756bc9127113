//! `/try/{public_key}`: a page like a shop's, hosted here, with the widget in it.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use zg_text::escape_html;

use super::Path;
use crate::app::App;
use crate::customers::visitors::nearest_locale;
use crate::error::{Error, Result};
use crate::{inboxes, shops};

/// The words of the page in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    title: String,
    notice: String,
    lead: String,
    products: [Product; 3],
    languages: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    name: String,
    text: String,
    price: String,
}

const LANGUAGES: [(&str, &str); 3] = [("zh-CN", "简体中文"), ("zh-Hant", "繁體中文"), ("en", "English")];

fn words(locale: &str) -> Result<Words> {
    let json = match locale {
        "en" => include_str!("en.json"),
        "zh-Hant" => include_str!("zh-Hant.json"),
        _ => include_str!("zh-CN.json"),
    };
    serde_json::from_str(json).map_err(|error| anyhow::Error::from(error).into())
}

#[derive(Debug, Deserialize)]
pub struct TryQuery {
    /// The shop's own language if absent.
    lang: Option<String>,
}

pub async fn page(State(app): State<App>, Path(key): Path<String>, Query(query): Query<TryQuery>) -> Result<Response> {
    let inbox = inboxes::by_public_key(&app, &key).await?;
    let shop = shops::find(&mut app.db.reader().await?.conn(), inbox.shop_id).await?.ok_or(Error::NotFound)?;
    let locale = nearest_locale(query.lang.as_deref().unwrap_or(&shop.locale));
    let html = render(&words(locale)?, locale, &shop.name, &inbox.public_key);
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

pub async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("style.css")).into_response()
}

fn render(words: &Words, locale: &str, shop: &str, key: &str) -> String {
    let shop = escape_html(shop);
    let products: String = words
        .products
        .iter()
        .enumerate()
        .map(|(n, product)| {
            format!(
                r#"<li class="product"><div class="picture tone-{n}" aria-hidden="true"></div><h2>{}</h2><p>{}</p><p class="price">{}</p></li>"#,
                product.name, product.text, product.price
            )
        })
        .collect();
    let languages: String = LANGUAGES
        .iter()
        .map(|(tag, name)| {
            let current = if *tag == locale { r#" aria-current="true""# } else { "" };
            format!(r#"<a href="?lang={tag}" lang="{tag}"{current}>{name}</a>"#)
        })
        .collect();
    format!(
        r#"<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{shop} · {title}</title>
<link rel="icon" href="/mark.svg">
<link rel="stylesheet" href="/try/style.css">
</head>
<body>
<header><strong>{shop}</strong><nav aria-label="{language_label}">{languages}</nav></header>
<main>
<p class="notice" role="note">{notice}</p>
<h1>{title}</h1>
<p class="lead">{lead}</p>
<ul class="products">{products}</ul>
</main>
<script async src="/widget.js" data-key="{key}"></script>
</body>
</html>
"#,
        title = words.title,
        language_label = words.languages,
        notice = words.notice,
        lead = words.lead,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shops_name_stays_text() {
        let html = render(&words("zh-CN").expect("words"), "zh-CN", "<script>alert(1)</script>", "abc");
        assert!(!html.contains("<script>alert"));
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }

    #[test]
    fn all_languages_have_all_words() {
        for (locale, _) in LANGUAGES {
            words(locale).expect(locale);
        }
    }
}
