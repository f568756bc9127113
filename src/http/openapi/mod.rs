//! The description of the API, from the code itself.

mod live;
mod problems;
mod security;

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi as _;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{InfoBuilder, OpenApi};

use super::router::{API, api};

const TAGS: &[(&str, &str)] = &[
    ("session", "First run, signing in and out, accepting an invitation, a forgotten password."),
    ("me", "The one who is signed in."),
    ("staff", "Colleagues and invitations."),
    ("tokens", "Keys for other systems."),
    ("shop", "The shop itself."),
    ("inboxes", "Instances of channels: the widget on the shop's pages."),
    ("conversations", "Reception episodes and their messages."),
    ("shifts", "What there is to do when one's shift begins, what was done when it ends, and what one tells the next."),
    ("help_requests", "Colleagues are asked inside a conversation, unseen by its buyer."),
    ("saved_views", "Lists of conversations that colleagues made for themselves, or for all."),
    ("tags", "What conversations are about, in a tree, and why they were closed."),
    ("macros", "Lists of steps that are taken in a conversation with one key, and taken back."),
    ("follow_ups", "Colleagues are reminded of a conversation at a time, whatever becomes of it until then."),
    ("customers", "Buyers and how they are known."),
    ("privacy", "What is held about a customer: handed over, erased, kept no longer than decided."),
    ("search", "Full-text search, Chinese and English."),
    ("files", "Pictures and documents."),
    ("figures", "What was done today, and how the shop has served lately."),
    ("imports", "Real history from another system."),
    ("channels", "What buyers write in other systems, handed in by them."),
    ("email", "Mailboxes through which buyers write, and mail that was set aside."),
    ("knowledge", "What the shop answers, and what a question asks for."),
    ("reception", "Who is given which conversation, and who belongs to which group."),
    ("rules", "Automation rules: when something happens, and these things are true, these steps are done."),
    ("automatic_messages", "What the shop says by itself while a buyer waits, and words offered to colleagues."),
    ("business_hours", "When the shop is open, and what buyers may expect."),
    ("targets", "How soon buyers are to be answered, with the business hours in mind."),
    ("notifications", "What one is told of: late replies, what became one's own, mentions."),
    ("sizes", "Size charts of products, and which size fits."),
    ("canned_replies", "What agents need not type again: templates, the shop's and one's own."),
    ("bot", "Automatic answers to buyers, and answers suggested to colleagues."),
    ("llm", "A language model of the shop's choice: drafts, rewriting, summaries, translation. Off by default."),
    ("webhooks", "Other systems are told what happens."),
    ("outbox", "What could not be done or sent, to be tried again."),
    ("audit", "Who did what: sign-ins, settings, ways in, exports."),
    ("demo", "The simulated buyers of the demo shop."),
    ("live", "What happens, as it happens: sockets, and streams for networks that let none through."),
    ("widget", "The buyer's side, with a visitor token."),
];

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(build);
static JSON: LazyLock<String> = LazyLock::new(|| DOCUMENT.to_pretty_json().unwrap_or_default());

/// The OpenAPI document.
pub fn openapi() -> &'static OpenApi {
    &DOCUMENT
}

fn build() -> OpenApi {
    let mut document = utoipa_axum::router::OpenApiRouter::new().nest(API, api()).into_openapi();
    document.info = InfoBuilder::new()
        .title("Zhanggui API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("description.md")))
        .license(Some(utoipa::openapi::LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    document.tags = Some(
        TAGS.iter().map(|(name, words)| TagBuilder::new().name(*name).description(Some(*words)).build()).collect(),
    );
    document.merge(live::Live::openapi());
    security::describe(&mut document);
    problems::describe(&mut document);
    document
}

/// `GET /openapi.json`
pub async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], JSON.as_str()).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::auth::permissions::{ROUTES, UNDESCRIBED};

    fn described() -> BTreeSet<(String, String)> {
        let document = serde_json::to_value(openapi()).expect("json");
        let paths = document["paths"].as_object().expect("paths");
        paths
            .iter()
            .flat_map(|(path, item)| {
                let path = path.strip_prefix(API).expect("below the API").to_owned();
                item.as_object().expect("item").keys().map(move |method| (method.to_uppercase(), path.clone()))
            })
            .collect()
    }

    #[test]
    fn every_route_stands_in_the_permission_table() {
        let listed: BTreeSet<_> =
            ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
        let missing: Vec<_> = described().difference(&listed).cloned().collect();
        assert!(missing.is_empty(), "routes without a line in auth/permissions.rs: {missing:?}");
    }

    #[test]
    fn the_permission_table_names_only_routes_that_exist() {
        let described = described();
        let gone: Vec<_> = ROUTES
            .iter()
            .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
            .filter(|route| !described.contains(route) && !UNDESCRIBED.contains(&route.1.as_str()))
            .collect();
        assert!(gone.is_empty(), "lines in auth/permissions.rs without a route: {gone:?}");
    }

    #[test]
    fn every_operation_has_an_id_a_tag_and_words() {
        let document = serde_json::to_value(openapi()).expect("json");
        let known: BTreeSet<&str> = TAGS.iter().map(|(name, _)| *name).collect();
        let mut ids = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("item") {
                let id = operation["operationId"].as_str().expect("operationId");
                assert!(ids.insert(id.to_owned()), "{id} stands twice");
                assert!(operation["summary"].is_string(), "{method} {path} says nothing");
                let tag = operation["tags"][0].as_str().unwrap_or_default();
                assert!(known.contains(tag), "{method} {path} has the unknown tag {tag:?}");
            }
        }
    }
}
