//! One buyer, from opening the widget to closing it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jsonwebtoken::{EncodingKey, Header, encode};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use super::line::{Heard, Line};
use super::{Counts, Settings};
use crate::conversations::model::Touchpoint;
use crate::demo::content::{Content, Customer, Opening};
use crate::demo::seed::product_card;

/// All in seconds.
const LOOK_AROUND: std::ops::Range<f64> = 2.0..7.0;
const READ_AN_ANSWER: std::ops::Range<f64> = 2.0..6.0;
const THINK: std::ops::Range<f64> = 3.0..14.0;
const TYPE_A_CHARACTER: f64 = 0.22;
const LONGEST_TYPING: f64 = 9.0;
const STAY_AFTER_THANKS: f64 = 40.0;
/// Waits without an answer until the buyer asks again.
const NUDGE_AFTER: std::ops::Range<f64> = 100.0..240.0;
/// And until the buyer closes the page; the question stays.
const PATIENCE: f64 = 900.0;
const MOST_NUDGES: usize = 2;
const SENDS_THE_PRODUCT: f64 = 0.35;

pub struct Buyer {
    pub settings: Arc<Settings>,
    pub content: Arc<Content>,
    pub present: Arc<Counts>,
    pub opening: Opening,
    pub customer: Option<Customer>,
    pub random: StdRng,
}

/// Counts somebody for as long as it lives.
struct Counted(Arc<Counts>, fn(&Counts) -> &AtomicUsize);

impl Counted {
    fn new(counts: &Arc<Counts>, which: fn(&Counts) -> &AtomicUsize) -> Self {
        which(counts).fetch_add(1, Ordering::Relaxed);
        Self(counts.clone(), which)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        (self.1)(&self.0).fetch_sub(1, Ordering::Relaxed);
    }
}

impl Buyer {
    pub async fn live(mut self) {
        let _present = Counted::new(&self.present, |counts| &counts.buyers);
        if let Err(error) = self.visit().await {
            tracing::debug!(%error, "a simulated buyer left early");
        }
    }

    async fn visit(&mut self) -> anyhow::Result<()> {
        let identity = self.identity()?;
        let locale = self.opening.locale.clone();
        let mut line = Line::open(&self.settings, identity, &locale, self.page()).await?;
        self.pause(LOOK_AROUND).await;
        let unanswered = Counted::new(&self.present, |counts| &counts.unanswered);
        self.ask(&mut line).await?;
        let mut answered = self.wait_for_answer(&mut line).await?;
        drop(unanswered);
        for words in self.what_follows() {
            if !answered {
                break;
            }
            self.pause(THINK).await;
            self.write(&mut line, &words).await?;
            let unanswered = Counted::new(&self.present, |counts| &counts.unanswered);
            answered = self.wait_for_answer(&mut line).await?;
            drop(unanswered);
        }
        if answered {
            let thanks = one_of(self.content.phrases.closings.get(&locale), &mut self.random);
            self.pause(THINK).await;
            self.write(&mut line, &thanks).await?;
            self.stay(&mut line, STAY_AFTER_THANKS).await?;
        }
        line.close().await;
        Ok(())
    }

    /// The first question, at times with the product it is about.
    async fn ask(&mut self, line: &mut Line) -> anyhow::Result<()> {
        let product = self.opening.product.as_deref().and_then(|id| self.content.product(id));
        if let Some(product) = product
            && self.opening.touchpoint == Touchpoint::Page
            && self.random.random_bool(SENDS_THE_PRODUCT)
        {
            let card = product_card(product, &self.opening.locale, &self.content.shop.currency);
            line.say(&json!({ "type": "send", "client_id": Uuid::now_v7(), "kind": "card", "card": card })).await?;
        }
        let order = self.order();
        let words = self.opening.text.replace("{order}", &order);
        self.write(line, &words).await
    }

    fn what_follows(&mut self) -> Vec<String> {
        let mut words = self.opening.follow_ups.clone();
        if words.is_empty() && self.random.random_bool(0.5) {
            let more = self.content.phrases.follow_ups.get(&self.opening.topic);
            let more = more.and_then(|by_locale| by_locale.get(&self.opening.locale));
            words.push(one_of(more, &mut self.random));
        }
        words.retain(|words| !words.is_empty());
        words
    }

    /// Waits, asks again, gives up in the end; whether an answer came.
    async fn wait_for_answer(&mut self, line: &mut Line) -> anyhow::Result<bool> {
        let gives_up_at = Instant::now() + self.scaled(PATIENCE);
        let mut nudges = 0;
        let mut nudge_at = Instant::now() + self.some(NUDGE_AFTER);
        loop {
            let until = if nudges < MOST_NUDGES { nudge_at.min(gives_up_at) } else { gives_up_at };
            match tokio::time::timeout_at(until, line.hear()).await {
                Ok(heard) => {
                    if let Heard::Answer(seq) = heard? {
                        self.read(line, seq).await?;
                        return Ok(true);
                    }
                }
                Err(_) if Instant::now() >= gives_up_at => return Ok(false),
                Err(_) => {
                    nudges += 1;
                    nudge_at = Instant::now() + self.some(NUDGE_AFTER);
                    let lines = self.content.phrases.nudges.get(&self.opening.locale);
                    let words = one_of(lines, &mut self.random);
                    self.write(line, &words).await?;
                }
            }
        }
    }

    /// Reads an answer, and what the agent adds to it meanwhile.
    async fn read(&mut self, line: &mut Line, first: i64) -> anyhow::Result<()> {
        let mut last = first;
        let until = Instant::now() + self.some(READ_AN_ANSWER);
        while let Ok(heard) = tokio::time::timeout_at(until, line.hear()).await {
            if let Heard::Answer(seq) = heard? {
                last = seq;
            }
        }
        line.say(&json!({ "type": "read", "seq": last })).await
    }

    async fn stay(&mut self, line: &mut Line, seconds: f64) -> anyhow::Result<()> {
        let until = Instant::now() + self.scaled(seconds);
        while let Ok(heard) = tokio::time::timeout_at(until, line.hear()).await {
            if let Heard::Answer(seq) = heard? {
                line.say(&json!({ "type": "read", "seq": seq })).await?;
            }
        }
        Ok(())
    }

    /// Types for as long as the words take, then sends them and waits until they are stored.
    async fn write(&mut self, line: &mut Line, words: &str) -> anyhow::Result<()> {
        let characters = f64::from(u32::try_from(words.chars().count()).unwrap_or(u32::MAX));
        let seconds = (characters * TYPE_A_CHARACTER).clamp(1.0, LONGEST_TYPING);
        line.say(&json!({ "type": "typing", "typing": true, "text": words })).await?;
        tokio::time::sleep(self.scaled(seconds)).await;
        line.say(&json!({ "type": "typing", "typing": false })).await?;
        let message = json!({ "type": "send", "client_id": Uuid::now_v7(), "kind": "text", "text": words });
        line.say(&message).await?;
        let soon = Instant::now() + Duration::from_secs(10);
        loop {
            match tokio::time::timeout_at(soon, line.hear()).await?? {
                Heard::Stored => return Ok(()),
                Heard::Refused => anyhow::bail!("the message was refused"),
                Heard::Answer(_) | Heard::Other => {}
            }
        }
    }

    /// The shop's signed word for who this is.
    fn identity(&self) -> anyhow::Result<Option<String>> {
        let Some(customer) = &self.customer else { return Ok(None) };
        let expires_at = self.settings.clock.now().plus_seconds(3600).0 / 1000;
        let claims: Value = json!({
            "sub": customer.id, "exp": expires_at, "name": customer.name, "email": customer.email, "tier": customer.tier,
        });
        let key = EncodingKey::from_secret(self.settings.identity_secret.expose().as_bytes());
        Ok(Some(encode(&Header::default(), &claims, &key)?))
    }

    /// Where in the shop the buyer is.
    fn page(&self) -> (String, String) {
        let shop = &self.settings.shop_url;
        match self.opening.product.as_deref().and_then(|id| self.content.product(id)) {
            Some(product) => (format!("{shop}/p/{}", product.id), product.name_in(&self.opening.locale).to_owned()),
            None => (format!("{shop}/"), self.content.shop.name.clone()),
        }
    }

    fn order(&mut self) -> String {
        let days_ago = self.random.random_range(1..9);
        let at = self.settings.clock.now().plus_seconds(-days_ago * 86_400).to_string();
        let date: String = at.chars().take(10).filter(char::is_ascii_digit).collect();
        format!("{}{date}{:03}", self.content.shop.order_prefix, self.random.random_range(1..300))
    }

    async fn pause(&mut self, seconds: std::ops::Range<f64>) {
        let pause = self.some(seconds);
        tokio::time::sleep(pause).await;
    }

    fn some(&mut self, seconds: std::ops::Range<f64>) -> Duration {
        let seconds = self.random.random_range(seconds);
        self.scaled(seconds)
    }

    fn scaled(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds / self.settings.pace)
    }
}

fn one_of(lines: Option<&Vec<String>>, random: &mut StdRng) -> String {
    lines.and_then(|lines| lines.choose(random)).cloned().unwrap_or_default()
}
