//! The shop's pages as HTML.

use std::fmt::Write;
use zg_text::escape_html;

use super::words::{LOCALES, Words, words};
use crate::demo::content::{Content, Product, decimal, in_locale};

pub struct Page<'a> {
    pub content: &'a Content,
    pub widget: &'a str,
    pub words: &'a Words,
    pub locale: &'static str,
}

impl Page<'_> {
    pub fn home(&self, category: Option<&str>) -> String {
        let shop = &self.content.shop;
        let tagline = in_locale(self.locale, &shop.tagline, &shop.tagline_hant, &shop.tagline_en);
        let mut body = String::new();
        if category.is_none() {
            let first = &self.content.products[0];
            let _ = write!(
                body,
                r#"<section class="hero"><div><p class="kicker">{hero}</p><h1>{tagline}</h1><p>{name} · {line}</p><a class="button" href="/p/{id}">{action}</a></div><img src="/pictures/{id}.svg" alt="" width="420" height="420"></section>"#,
                hero = self.word("hero"),
                tagline = escape_html(tagline),
                name = escape_html(first.name_in(self.locale)),
                line = escape_html(first.tagline_in(self.locale)),
                id = first.id,
                action = self.word("hero_action"),
            );
        }
        body.push_str(&self.chips(category));
        body.push_str(r#"<ul class="grid">"#);
        for product in self.content.products.iter().filter(|p| category.is_none_or(|c| p.category == c)) {
            let _ = write!(
                body,
                r#"<li><a href="/p/{id}"><img src="/pictures/{id}.svg" alt="" loading="lazy" width="300" height="300"><h2>{name}</h2><p>{tagline}</p>{price}</a></li>"#,
                id = product.id,
                name = escape_html(product.name_in(self.locale)),
                tagline = escape_html(product.tagline_in(self.locale)),
                price = price(product),
            );
        }
        body.push_str("</ul>");
        self.framed(None, &body)
    }

    pub fn product(&self, id: &str) -> Option<String> {
        let product = self.content.product(id)?;
        let name = escape_html(product.name_in(self.locale));
        let mut body = format!(
            r#"<p class="back"><a href="/">← {back}</a></p><article class="product"><img src="/pictures/{id}.svg" alt="{name}" width="560" height="560"><div><h1>{name}</h1><p class="tagline">{tagline}</p>{price}<form id="choice" data-id="{id}" data-name="{name}" data-price="{minor}">"#,
            back = self.word("back"),
            tagline = escape_html(product.tagline_in(self.locale)),
            price = price(product),
            minor = product.price_minor,
        );
        let colours = product.colours.iter().map(|colour| {
            let name = in_locale(self.locale, &colour.name, &colour.name_hant, &colour.name_en).to_owned();
            let dot = format!(
                r#"<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9" fill="{}"/></svg>"#,
                escape_html(&colour.hex)
            );
            (dot, name)
        });
        body.push_str(&self.choice("colour", colours.collect()));
        let sizes = product.sizes.iter().map(|size| (String::new(), self.words.described(&size.size)));
        body.push_str(&self.choice("size", sizes.collect()));
        let _ = write!(
            body,
            r#"<button class="button" type="submit" data-done="{added}">{add}</button></form><ul class="promises"><li>{shipping}</li><li>{return_}</li><li>{exchange}</li></ul>{facts}{sizes}</div></article>"#,
            added = self.word("added"),
            add = self.word("add"),
            shipping = self.word("promise_shipping"),
            return_ = self.word("promise_return"),
            exchange = self.word("promise_exchange"),
            facts = self.facts(product),
            sizes = self.size_table(product),
        );
        Some(self.framed(Some(&name), &body))
    }

    pub fn bag(&self) -> String {
        let body = format!(
            r#"<section class="bag"><h1>{cart}</h1><ul id="bag" data-remove="{remove}"></ul><p id="empty" hidden>{empty}</p><div id="sum" hidden><p><span>{total}</span> <strong id="total"></strong></p><button class="button" type="button" disabled>{pay}</button><p class="small">{note}</p></div></section>"#,
            cart = self.word("cart"),
            remove = self.word("remove"),
            empty = self.word("cart_empty"),
            total = self.word("cart_total"),
            pay = self.word("cart_pay"),
            note = self.word("cart_note"),
        );
        self.framed(Some(&self.word("cart")), &body)
    }

    fn chips(&self, category: Option<&str>) -> String {
        let mut out = String::from(r#"<nav class="chips">"#);
        for (key, target) in [("all", None), ("clothing", Some("clothing")), ("home", Some("home"))] {
            let current = if category == target { r#" aria-current="page""# } else { "" };
            let href = target.map_or("/".to_owned(), |target| format!("/?category={target}"));
            let _ = write!(out, r#"<a href="{href}"{current}>{}</a>"#, self.word(key));
        }
        out + "</nav>"
    }

    fn choice(&self, key: &str, options: Vec<(String, String)>) -> String {
        if options.is_empty() {
            return String::new();
        }
        let mut out = format!(r#"<fieldset><legend>{}</legend>"#, self.word(key));
        for (place, (picture, name)) in options.into_iter().enumerate() {
            let checked = if place == 0 { " checked" } else { "" };
            let name = escape_html(&name);
            let _ = write!(
                out,
                r#"<label><input type="radio" name="{key}" value="{name}"{checked}><span>{picture}{name}</span></label>"#
            );
        }
        out + "</fieldset>"
    }

    /// The product files tell them in Chinese alone.
    fn facts(&self, product: &Product) -> String {
        let facts = match self.locale {
            "zh-CN" => &product.facts,
            "zh-Hant" => &product.facts_hant,
            _ => return String::new(),
        };
        let items: String = facts.iter().map(|fact| format!("<li>{}</li>", escape_html(fact))).collect();
        format!(r#"<details open><summary>{}</summary><ul>{items}</ul></details>"#, self.word("details"))
    }

    fn size_table(&self, product: &Product) -> String {
        if product.sizes.is_empty() {
            return String::new();
        }
        let mut rows = String::new();
        for size in &product.sizes {
            let told = |text: &str| escape_html(&self.words.described(text));
            let _ = write!(
                rows,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                told(&size.size),
                told(&size.fits),
                told(&size.measures)
            );
        }
        format!(
            r#"<details><summary>{table}</summary><div class="scroll"><table><thead><tr><th scope="col">{size}</th><th scope="col">{fits}</th><th scope="col">{measures}</th></tr></thead><tbody>{rows}</tbody></table></div></details>"#,
            table = self.word("size_table"),
            size = self.word("size"),
            fits = self.word("fits"),
            measures = self.word("measures"),
        )
    }

    fn framed(&self, title: Option<&str>, body: &str) -> String {
        let shop = &self.content.shop;
        let name = escape_html(in_locale(self.locale, &shop.name, &shop.name_hant, &shop.name_en));
        let title = title.map_or_else(|| name.clone(), |title| format!("{title} · {name}"));
        let mut languages = String::new();
        for locale in LOCALES {
            let current = if locale == self.locale { r#" aria-current="true""# } else { "" };
            let own_name = escape_html(words(locale).get("language"));
            let _ = write!(languages, r#"<a href="/lang/{locale}" lang="{locale}"{current}>{own_name}</a>"#);
        }
        format!(
            r#"<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/shop.css">
<link rel="icon" href="/pictures/moon-lamp.svg">
<script defer src="/shop.js"></script>
</head>
<body>
<header><a class="brand" href="/">{name}</a><nav class="languages" aria-label="{menu}">{languages}</nav><a class="bag-link" href="/bag">{cart} <b id="count"></b></a></header>
<main>{body}</main>
<footer><p>{ask}</p><p>{footer}</p></footer>
{widget}
</body>
</html>
"#,
            locale = self.locale,
            menu = self.word("menu_language"),
            cart = self.word("cart"),
            ask = self.word("ask"),
            footer = self.word("footer"),
            widget = self.widget,
        )
    }

    fn word(&self, key: &str) -> String {
        escape_html(self.words.get(key))
    }
}

fn price(product: &Product) -> String {
    let now = decimal(product.price_minor);
    if product.list_price_minor > product.price_minor {
        format!(r#"<p class="price">¥{now} <s>¥{}</s></p>"#, decimal(product.list_price_minor))
    } else {
        format!(r#"<p class="price">¥{now}</p>"#)
    }
}
