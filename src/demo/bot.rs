//! What the demo's bot did before anybody looked: asked of the shop's knowledge, and said as the bot says it.

use std::collections::HashMap;

use anyhow::Context;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::conversations::model::{Kind, NewMessage, Sender, Touchpoint};
use crate::conversations::{self, AnswerSource, BotAct, BotButton, BotPart, HandOverReason, Press, Thread};
use crate::customers::{self, NewCustomer};
use crate::ids::{ConversationId, EntryId, InboxId};
use crate::knowledge::{self, Decision, Question};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Shanghai is so far ahead.
const ZONE: i64 = 8 * HOUR;
const BOT_TAKES: i64 = 2;
/// After a while in which nobody said anything, which counts for the target too.
const PERSON_TAKES: i64 = 6;
const BUYER_TAKES: i64 = 20;
const MISSES: usize = 2;

/// What visitors asked, the longest ago first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenes {
    did_you_mean: String,
    not_understood: String,
    handing_over: String,
    scene: Vec<Scene>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    name: String,
    days_ago: i64,
    /// Of the shop's clock.
    hour: i64,
    lines: Vec<Line>,
}

/// What the visitor says or presses, or what a colleague says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    ask: Option<String>,
    /// One of the questions that were offered, by its title.
    press: Option<String>,
    person: Option<String>,
    /// The titles that the bot is not sure between.
    #[serde(default)]
    offer: Vec<String>,
    /// What the visitor says of the answer.
    helpful: Option<bool>,
    /// The visitor asks for a person.
    #[serde(default)]
    calls: bool,
}

impl Scenes {
    pub fn load() -> anyhow::Result<Self> {
        toml::from_str(include_str!("content/bot.toml")).context("bot.toml")
    }

    /// Plays what took place up to a time and was not played before.
    pub async fn play_until(&mut self, place: &Place<'_>, at: Time, now: Time) -> anyhow::Result<()> {
        while let Some(began) = self.scene.iter().map(|scene| scene.at(now)).min().filter(|began| *began <= at) {
            let next = self.scene.iter().position(|scene| scene.at(now) == began).context("no scene")?;
            let scene = self.scene.remove(next);
            forward(place.app, (began.0 - place.app.clock.now().0) / 1000);
            Playing::begin(place, self, &scene).await?.play(&scene).await.with_context(|| scene.name.clone())?;
        }
        Ok(())
    }
}

impl Scene {
    fn at(&self, now: Time) -> Time {
        let today = (now.0 / 1000).div_euclid(DAY);
        Time(((today - self.days_ago) * DAY + self.hour * HOUR - ZONE) * 1000)
    }
}

/// Where the scenes take place.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub app: &'a App,
    pub inbox_id: InboxId,
    /// Who answers when a person is called, and closes what is over.
    pub lead: &'a Actor,
}

struct Playing<'a> {
    place: &'a Place<'a>,
    words: &'a Scenes,
    from: Sender,
    conversation_id: Option<ConversationId>,
    /// So many messages of the visitor the bot has read.
    heard: i64,
    misses: usize,
    /// What can be pressed, by its title.
    offered: HashMap<String, EntryId>,
}

impl<'a> Playing<'a> {
    async fn begin(place: &'a Place<'a>, words: &'a Scenes, scene: &Scene) -> anyhow::Result<Self> {
        let app = place.app;
        let new = NewCustomer { name: scene.name.clone(), locale: Some("zh-CN".into()), ..NewCustomer::default() };
        let mut tx = app.db.begin().await?;
        let row = customers::create(&mut tx.conn(), place.lead.shop_id, app.clock.now(), new).await?;
        tx.commit().await?;
        let (inbox_id, touchpoint) = (place.inbox_id, Touchpoint::Enquiry);
        let from = Sender::Customer { customer_id: row.id, inbox_id, touchpoint, thread: Thread::Running };
        let (conversation_id, heard, misses, offered) = (None, 0, 0, HashMap::new());
        Ok(Self { place, words, from, conversation_id, heard, misses, offered })
    }

    async fn play(mut self, scene: &Scene) -> anyhow::Result<()> {
        for line in &scene.lines {
            if let Some(words) = &line.person {
                forward(self.place.app, PERSON_TAKES);
                self.person_says(words).await?;
                continue;
            }
            let (words, press) = match &line.press {
                Some(title) => {
                    let entry_id = *self.offered.get(title).with_context(|| format!("{title} was not offered"))?;
                    (title, Some(Press::Entry { entry_id }))
                }
                None => (line.ask.as_ref().context("a line says nothing")?, None),
            };
            let posted = self.place.app.intake.post(self.message(self.from, words, None, press)).await?;
            self.conversation_id = Some(posted.conversation.id);
            self.heard += 1;
            forward(self.place.app, BOT_TAKES);
            self.bot_says(line, words, press).await?;
            forward(self.place.app, BUYER_TAKES);
        }
        let id = self.conversation_id.context("nobody asked")?;
        conversations::solve_because(self.place.app, self.place.lead, id, &[]).await?;
        Ok(())
    }

    async fn person_says(&self, words: &str) -> anyhow::Result<()> {
        let sender = Sender::Staff {
            staff_id: self.place.lead.staff_id,
            conversation_id: self.conversation_id.context("nobody asked")?,
            seen_seq: None,
            force: true,
            takes_over: true,
        };
        self.place.app.intake.post(self.message(sender, words, None, None)).await?;
        Ok(())
    }

    async fn bot_says(&mut self, line: &Line, asked: &str, press: Option<Press>) -> anyhow::Result<()> {
        let (words, part) = if line.calls {
            let reason = Some(HandOverReason::Word);
            (self.words.handing_over.clone(), BotPart { reason, ..BotPart::new(BotAct::HandOver) })
        } else if !line.offer.is_empty() {
            self.ask_back(&line.offer).await?
        } else {
            self.answer(asked, press).await?
        };
        let part = BotPart { helpful: line.helpful.filter(|_| part.can_be_rated()), ..part };
        let sender = Sender::Bot {
            conversation_id: self.conversation_id.context("nobody asked")?,
            heard: self.heard,
            settles: part.act == BotAct::Answer,
        };
        self.place.app.intake.post(self.message(sender, &words, Some(part), None)).await?;
        Ok(())
    }

    /// What the knowledge says to it.
    async fn answer(&mut self, asked: &str, press: Option<Press>) -> anyhow::Result<(String, BotPart)> {
        let found = knowledge::ask(self.place.app, self.place.lead.shop_id, &Question::new(asked)).await?;
        let first = found.ranked.into_iter().next();
        let is_sure = found.decision == Decision::Answer || press.is_some();
        let said = first.filter(|_| is_sure).and_then(|hit| {
            let answer = hit.answer?;
            let source = AnswerSource {
                entry_id: hit.entry_id,
                answer_id: Some(answer.id),
                title: hit.title,
                confidence: if press.is_some() { 1.0 } else { hit.score },
            };
            Some((answer.content.first()?.clone(), source))
        });
        if let Some((words, source)) = said {
            self.misses = 0;
            return Ok((words, BotPart { source: Some(source), ..BotPart::new(BotAct::Answer) }));
        }
        self.misses += 1;
        if self.misses < MISSES {
            return Ok((self.words.not_understood.clone(), BotPart::new(BotAct::Miss)));
        }
        let reason = Some(HandOverReason::TwoMisses);
        Ok((self.words.handing_over.clone(), BotPart { reason, ..BotPart::new(BotAct::HandOver) }))
    }

    async fn ask_back(&mut self, titles: &[String]) -> anyhow::Result<(String, BotPart)> {
        let mut buttons = Vec::new();
        for title in titles {
            let found = knowledge::ask(self.place.app, self.place.lead.shop_id, &Question::new(title)).await?;
            let hit = found.ranked.into_iter().next().with_context(|| format!("nothing is known of {title}"))?;
            self.offered.insert(title.clone(), hit.entry_id);
            buttons.push(BotButton { label: title.clone(), entry_id: Some(hit.entry_id) });
        }
        Ok((self.words.did_you_mean.clone(), BotPart { buttons, ..BotPart::new(BotAct::Ask) }))
    }

    fn message(&self, sender: Sender, words: &str, bot: Option<BotPart>, press: Option<Press>) -> NewMessage {
        NewMessage {
            shop_id: self.place.lead.shop_id,
            sender,
            client_id: Uuid::now_v7(),
            kind: Kind::Text,
            text: Some(words.to_owned()),
            file_id: None,
            card: None,
            bot,
            press,
        }
    }
}

fn forward(app: &App, seconds: i64) {
    app.clock.advance_seconds(seconds.max(0));
}
