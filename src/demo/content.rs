//! What the demo shop is made of, read from the files in `content/`; its README explains the fields.

use std::collections::HashMap;

use anyhow::Context;
use serde::Deserialize;

use crate::auth::Role;
use crate::conversations::ConversationFilter;
use crate::conversations::model::{Stage, Status, Touchpoint};
use crate::inboxes::Greeting;
use crate::presence;

#[derive(Debug)]
pub struct Content {
    pub shop: Shop,
    pub products: Vec<Product>,
    pub customers: Vec<Customer>,
    pub dialogues: Vec<Dialogue>,
    pub openings: Vec<Opening>,
    pub phrases: Phrases,
}

#[derive(Debug, Deserialize)]
pub struct Shop {
    pub name: String,
    pub name_hant: String,
    pub name_en: String,
    pub tagline: String,
    pub tagline_hant: String,
    pub tagline_en: String,
    pub locale: String,
    pub timezone: String,
    pub currency: String,
    pub theme_color: String,
    pub reply_seconds: i64,
    pub order_prefix: String,
    pub hold: Hold,
    pub follow_up: Vec<PlannedFollowUp>,
    pub nuisance: Vec<Nuisance>,
    /// Dialogues that began while the shop was closed, and that nobody has looked at.
    pub offline: Vec<String>,
    /// What colleagues ask each other at the start.
    pub asked: Vec<Asked>,
    /// What one who is not signed in asks whoever is.
    pub colleague_questions: Vec<String>,
    /// Left with a conversation that is handed on.
    pub handing_note: String,
    pub greeting: HashMap<String, String>,
    pub contacts: Greeting,
    pub staff: Vec<Colleague>,
    pub hours: Hours,
    pub special_day: Vec<SpecialDay>,
    pub presence: presence::Settings,
    pub reception: Reception,
    pub group: Vec<Group>,
    pub hand_over_note: Vec<HandOverNote>,
    pub saved_view: Vec<View>,
    pub second_inbox: SecondInbox,
    pub mailbox: Mailbox,
}

/// Where somebody writes who has a dialogue in the first.
#[derive(Debug, Deserialize)]
pub struct SecondInbox {
    pub name: String,
    pub customer: String,
    pub text: String,
}

/// The shop's mailbox, which is nowhere.
#[derive(Debug, Deserialize)]
pub struct Mailbox {
    pub name: String,
    pub address: String,
    pub imap: String,
    pub smtp: String,
    /// Whose results are believed.
    pub trusted_results: String,
    pub signature: String,
}

/// What lies in it.
pub const MAILS: [&str; 4] = [
    include_str!("content/mails/exchange.eml"),
    include_str!("content/mails/shipping.eml"),
    include_str!("content/mails/forged.eml"),
    include_str!("content/mails/returned.eml"),
];

/// A list of conversations that somebody made for the shop, or for themselves.
#[derive(Debug, Deserialize)]
pub struct View {
    pub by: String,
    pub shared: bool,
    pub name: String,
    pub filter: ConversationFilter,
}

/// What a colleague tells the next shift.
#[derive(Debug, Deserialize)]
pub struct HandOverNote {
    pub by: String,
    pub text: String,
}

/// When the shop is open, on every day of the week.
#[derive(Debug, Deserialize)]
pub struct Hours {
    pub from: String,
    pub until: String,
}

/// Days with other hours, or with none.
#[derive(Debug, Deserialize)]
pub struct SpecialDay {
    pub name: String,
    /// After the day on which the demo begins.
    pub in_days: i64,
    pub days: i64,
    #[serde(flatten)]
    pub hours: Option<Hours>,
}

/// A question between colleagues, in a dialogue.
#[derive(Debug, Deserialize)]
pub struct Asked {
    pub dialogue: String,
    pub by: String,
    pub whom: String,
    pub text: String,
}

/// How the queue is given out.
#[derive(Debug, Deserialize)]
pub struct Reception {
    pub capacity: i64,
    pub first_reply_seconds: i64,
    pub vip_first_reply_seconds: i64,
    pub vip_tiers: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Group {
    pub name: String,
    pub stages: Vec<Stage>,
    /// Of `staff`.
    pub members: Vec<String>,
}

/// A dialogue that is kept whatever the rules of retention say.
#[derive(Debug, Deserialize)]
pub struct Hold {
    pub dialogue: String,
    pub reason: String,
}

/// What somebody is to be reminded of in a dialogue.
/// Somebody who does not come to buy.
#[derive(Debug, Deserialize)]
pub struct Nuisance {
    pub name: String,
    pub says: Vec<String>,
    /// Who marks it.
    pub by: String,
    /// Why they are blocked besides; absent: they are not.
    pub blocked_for: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct PlannedFollowUp {
    pub dialogue: String,
    pub by: String,
    pub whom: String,
    /// From the start of the demo.
    pub after_seconds: i64,
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub struct Colleague {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub title: String,
    pub locale: String,
    /// Has the star of the practice desk's tour.
    #[serde(default)]
    pub toured: bool,
}

#[derive(Debug, Deserialize)]
pub struct Product {
    pub id: String,
    pub category: String,
    pub name: String,
    pub name_hant: String,
    pub name_en: String,
    pub tagline: String,
    pub tagline_hant: String,
    pub tagline_en: String,
    pub price_minor: i64,
    pub list_price_minor: i64,
    pub picture: Picture,
    pub facts: Vec<String>,
    pub facts_hant: Vec<String>,
    #[serde(default)]
    pub sizes: Vec<Size>,
    #[serde(default)]
    pub colours: Vec<Colour>,
}

#[derive(Debug, Deserialize)]
pub struct Picture {
    pub from: String,
    pub to: String,
}

#[derive(Debug, Deserialize)]
pub struct Size {
    pub size: String,
    pub fits: String,
    pub measures: String,
}

#[derive(Debug, Deserialize)]
pub struct Colour {
    pub name: String,
    pub name_hant: String,
    pub name_en: String,
    pub hex: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Customer {
    pub id: String,
    pub name: String,
    pub locale: String,
    pub tier: String,
    pub email: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Dialogue {
    pub id: String,
    pub stage: Stage,
    pub touchpoint: Touchpoint,
    pub product: Option<String>,
    pub customer: String,
    pub agent: Option<String>,
    pub status: Status,
    pub turns: Vec<Turn>,
}

#[derive(Debug, Deserialize)]
pub struct Turn {
    pub by: By,
    pub after_seconds: i64,
    pub text: String,
    pub card: Option<String>,
    pub picture: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Buyer,
    Agent,
    Note,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Opening {
    pub topic: String,
    pub touchpoint: Touchpoint,
    pub product: Option<String>,
    pub locale: String,
    pub text: String,
    #[serde(default)]
    pub follow_ups: Vec<String>,
}

/// Short lines, by locale.
#[derive(Debug, Deserialize)]
pub struct Phrases {
    pub nudges: HashMap<String, Vec<String>>,
    pub closings: HashMap<String, Vec<String>>,
    /// By topic, then by locale.
    pub follow_ups: HashMap<String, HashMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
struct Products {
    product: Vec<Product>,
}

#[derive(Deserialize)]
struct Customers {
    customer: Vec<Customer>,
}

#[derive(Deserialize)]
struct Dialogues {
    dialogue: Vec<Dialogue>,
}

#[derive(Deserialize)]
struct Openings {
    opening: Vec<Opening>,
}

impl Content {
    pub fn load() -> anyhow::Result<Self> {
        let products: Products = toml::from_str(include_str!("content/products.toml")).context("products.toml")?;
        let customers: Customers = toml::from_str(include_str!("content/customers.toml")).context("customers.toml")?;
        let openings: Openings = toml::from_str(include_str!("content/openings.toml")).context("openings.toml")?;
        let mut dialogues = Vec::new();
        for text in [
            include_str!("content/dialogues/pre_sale.toml"),
            include_str!("content/dialogues/shipping.toml"),
            include_str!("content/dialogues/after_sale.toml"),
            include_str!("content/dialogues/hant_en.toml"),
            include_str!("content/dialogues/unanswered.toml"),
        ] {
            let read: Dialogues = toml::from_str(text).context("dialogues")?;
            dialogues.extend(read.dialogue);
        }
        Ok(Self {
            shop: toml::from_str(include_str!("content/shop.toml")).context("shop.toml")?,
            products: products.product,
            customers: customers.customer,
            dialogues,
            openings: openings.opening,
            phrases: toml::from_str(include_str!("content/phrases.toml")).context("phrases.toml")?,
        })
    }

    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }

    pub fn customer(&self, id: &str) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.id == id)
    }
}

/// One of three texts, by language.
pub fn in_locale<'a>(locale: &str, hans: &'a str, hant: &'a str, en: &'a str) -> &'a str {
    match locale {
        "zh-Hant" => hant,
        "en" => en,
        _ => hans,
    }
}

impl Product {
    pub fn name_in(&self, locale: &str) -> &str {
        in_locale(locale, &self.name, &self.name_hant, &self.name_en)
    }

    pub fn tagline_in(&self, locale: &str) -> &str {
        in_locale(locale, &self.tagline, &self.tagline_hant, &self.tagline_en)
    }
}

/// Minor units as a decimal, such as `599.00`.
pub fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_reference_exists_and_every_status_tells_the_truth() {
        let content = Content::load().expect("the content is readable");
        let mut ids = HashSet::new();
        for dialogue in &content.dialogues {
            assert!(ids.insert(&dialogue.id), "{} stands twice", dialogue.id);
            assert!(content.customer(&dialogue.customer).is_some(), "{}: customer", dialogue.id);
            let agent_known = |id: &String| content.shop.staff.iter().any(|staff| staff.id == *id);
            assert!(dialogue.agent.as_ref().is_none_or(agent_known), "{}: agent", dialogue.id);
            let products = dialogue.turns.iter().flat_map(|turn| turn.card.iter().chain(&turn.picture));
            for id in products.chain(&dialogue.product) {
                assert!(content.product(id).is_some(), "{}: {id}", dialogue.id);
            }
            let last = dialogue.turns.iter().rev().find(|turn| turn.by != By::Note).map(|turn| turn.by);
            match dialogue.status {
                Status::Queued => assert!(dialogue.turns.iter().all(|turn| turn.by != By::Agent), "{}", dialogue.id),
                Status::Open => assert_eq!(last, Some(By::Buyer), "{}", dialogue.id),
                Status::Waiting => assert_eq!(last, Some(By::Agent), "{}", dialogue.id),
                Status::Snoozed | Status::Solved => {}
            }
        }
        for id in &content.shop.offline {
            let dialogue = content.dialogues.iter().find(|dialogue| dialogue.id == *id).expect("a dialogue");
            assert_eq!(dialogue.status, Status::Queued, "{id}");
            // Another dialogue of the same buyer would go on in this one.
            let others = content.dialogues.iter().filter(|other| other.customer == dialogue.customer);
            assert_eq!(others.count(), 1, "{id}");
        }
        for opening in &content.openings {
            assert!(opening.product.as_ref().is_none_or(|id| content.product(id).is_some()), "{}", opening.text);
        }
    }
}
