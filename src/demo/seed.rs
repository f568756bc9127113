//! Fills an empty database with the demo shop: the normal actions under a clock that is set to the past.

use std::collections::HashMap;

use anyhow::Context;
use rand::SeedableRng;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::bot::{Place as BotPlace, Scenes};
use super::colleagues;
use super::content::{By, Content, Product, Turn, decimal};
use super::follow_ups;
use super::hours;
use super::knowledge;
use super::macros;
use super::mailbox;
use super::nuisances;
use super::photo::photo;
use super::replies;
use super::rules;
use super::second_inbox;
use super::sizes;
use super::tags::Tags;
use super::timeline::{Moment, What, moments};
use crate::app::App;
use crate::audit::Who;
use crate::auth::{self, Actor, NewShop, NewStaff, Role};
use crate::automatic_messages::{self, AutomaticKind};
use crate::bot;
use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::conversations::model::{Card, CardKind, Kind, NewMessage, Sender};
use crate::conversations::{self, Place, Posted, Thread};
use crate::customers::{self, CustomerChange, IdentityKind, NewCustomer};
use crate::files::{self, Upload, Uploader};
use crate::ids::{ConversationId, CustomerId, FileId, GroupId, InboxId, ShopId};
use crate::inboxes::{self, Channel, Greeting, NewInbox};
use crate::saved_views::{self, WantedView};
use crate::{privacy, reception, shifts, targets};

/// All demo logins share it.
pub const PASSWORD: &str = "sunny-eaves";
/// The same history every time.
const SEED: u64 = 20_261_111;
const DAY_SECONDS: i64 = 86_400;

/// Seeds through an App of its own, whose clock stands where the story is.
pub async fn seed(config: Config, content: &Content, sites: Vec<String>) -> anyhow::Result<()> {
    let now = Clock::Wall.now();
    let clock = Clock::set_at(now.plus_seconds(-30 * DAY_SECONDS));
    let app = App::start(config, clock).await?;
    let seeded = Seeding::begin(&app, content, sites, now).await;
    let told = match seeded {
        Ok(mut seeding) => seeding.tell(now).await,
        Err(error) => Err(error),
    };
    app.stop().await;
    told
}

struct Seeding<'a> {
    app: &'a App,
    content: &'a Content,
    shop_id: ShopId,
    inbox_id: InboxId,
    staff: HashMap<&'a str, Actor>,
    customers: HashMap<&'a str, CustomerId>,
    /// Of the dialogues begun.
    conversations: HashMap<&'a str, ConversationId>,
    tags: Tags,
    random: StdRng,
}

impl<'a> Seeding<'a> {
    async fn begin(app: &'a App, content: &'a Content, sites: Vec<String>, now: Time) -> anyhow::Result<Self> {
        let mut staff = HashMap::new();
        let mut shop_id = None;
        for colleague in &content.shop.staff {
            let new = NewStaff {
                name: colleague.name.clone(),
                email: colleague.email.clone(),
                password: PASSWORD.to_owned(),
                role: colleague.role,
                title: Some(colleague.title.clone()),
                locale: Some(colleague.locale.clone()),
            };
            let (shop, staff_id) = match shop_id {
                None if colleague.role == Role::Owner => {
                    let shop = &content.shop;
                    let new_shop = NewShop {
                        name: shop.name.clone(),
                        locale: shop.locale.clone(),
                        timezone: shop.timezone.clone(),
                    };
                    auth::create_shop(app, new_shop, new).await?
                }
                None => anyhow::bail!("shop.toml must name the owner first"),
                Some(shop) => (shop, auth::create_staff(app, shop, new).await?),
            };
            shop_id = Some(shop);
            let actor = Actor::at_terminal(shop, staff_id, colleague.role);
            if colleague.toured {
                let change = auth::Profile { tour_finished: true, ..Default::default() };
                auth::update_profile(app, &actor, change).await?;
            }
            staff.insert(colleague.id.as_str(), actor);
        }
        let shop_id = shop_id.context("shop.toml names no staff")?;
        let greeting = |locale: &str| content.shop.greeting.get(locale).cloned();
        let inbox = NewInbox {
            channel: Channel::Widget,
            name: content.shop.name.clone(),
            sites,
            greeting: Some(Greeting { zh_cn: greeting("zh-CN"), zh_hant: greeting("zh-Hant"), en: greeting("en") }),
            theme_color: Some(content.shop.theme_color.clone()),
            reply_seconds: Some(content.shop.reply_seconds),
            // The buyers of the demo are made up: what they are about to say may be watched.
            typing_preview: true,
        };
        let inbox_id = inboxes::create(app, Who::terminal(), shop_id, inbox).await?.id;
        let owner = staff.get("owner").context("no owner")?;
        knowledge::begin(app, owner).await?;
        // Before anything happens: the past is judged by what the shop promises, and by when it is open.
        hours::keep(app, owner, &content.shop, now).await?;
        promise(app, owner, content).await?;
        let random = StdRng::seed_from_u64(SEED);
        let tags = Tags::plant(app, owner).await?;
        let (customers, conversations) = (HashMap::new(), HashMap::new());
        Ok(Self { app, content, shop_id, inbox_id, staff, customers, conversations, tags, random })
    }

    async fn tell(&mut self, now: Time) -> anyhow::Result<()> {
        let content = self.content;
        let mut scenes = Scenes::load()?;
        let lead = *self.staff.get("lead").context("no lead")?;
        let (app, inbox_id) = (self.app, self.inbox_id);
        let bots = BotPlace { app, inbox_id, lead: &lead };
        for moment in moments(content, now, &mut self.random) {
            scenes.play_until(&bots, moment.at, now).await?;
            let ahead_seconds = (moment.at.0 - self.app.clock.now().0) / 1000;
            self.app.clock.advance_seconds(ahead_seconds.max(0));
            self.live_through(&moment, now).await.with_context(|| format!("dialogue {}", moment.dialogue.id))?;
        }
        let owner = self.staff.get("owner").context("no owner")?;
        knowledge::tell(self.app, owner, content, now).await?;
        sizes::chart(self.app, owner).await?;
        replies::keep(self.app, content, &self.staff).await?;
        self.hold().await?;
        colleagues::ask_at_first(self.app, content, &self.staff, &self.conversations).await?;
        follow_ups::plan(self.app, content, &self.staff, &self.conversations, now).await?;
        nuisances::put_together(self.app, content, owner, &self.conversations).await?;
        let second = &content.shop.second_inbox;
        let writer = self.customers.get(second.customer.as_str());
        second_inbox::open(self.app, self.shop_id, second, writer).await?;
        mailbox::open(self.app, owner, &content.shop.mailbox).await?;
        nuisances::keep_out(self.app, content, &self.staff, (self.shop_id, self.inbox_id)).await?;
        let groups = self.receive(owner).await?;
        macros::keep(self.app, &self.staff, self.tags.by_path(), &groups).await?;
        let mut words = automatic_messages::starter()?;
        // What a newcomer would have to switch on to meet it.
        words.messages.iter_mut().for_each(|message| message.on |= message.kind == AutomaticKind::Closing);
        let words = automatic_messages::Settings { contacts: content.shop.contacts.clone(), ..words };
        automatic_messages::save(self.app, owner, words, None).await?;
        for note in &content.shop.hand_over_note {
            let by = self.staff.get(note.by.as_str()).with_context(|| format!("{} is nobody", note.by))?;
            let words = shifts::Words { client_id: Uuid::now_v7(), group_id: None, text: note.text.clone() };
            shifts::leave_note(self.app, by, words).await?;
        }
        for view in &content.shop.saved_view {
            let by = self.staff.get(view.by.as_str()).with_context(|| format!("{} is nobody", view.by))?;
            let wanted = WantedView { name: view.name.clone(), shared: view.shared, filter: view.filter.clone() };
            saved_views::create(self.app, by, Uuid::now_v7(), wanted).await?;
        }
        // Rules look at what happens from now on.
        rules::make(self.app, owner).await?;
        // Last, so that the bot leaves alone what was said before it came.
        let settings = bot::Settings {
            mode: bot::Mode::HumanFirst,
            patience_seconds: 30,
            past_replies: true,
            ..bot::Settings::default()
        };
        bot::save_settings(self.app, owner, self.inbox_id, settings, 0).await?;
        Ok(())
    }

    /// Lets the queue be given out by itself.
    async fn receive(&self, owner: &Actor) -> anyhow::Result<HashMap<String, GroupId>> {
        let mut groups = HashMap::new();
        for group in &self.content.shop.group {
            let members = group.members.iter().map(|id| self.staff.get(id.as_str()).map(|actor| actor.staff_id));
            let wanted = reception::WantedGroup {
                name: group.name.clone(),
                skills: reception::Skills { stages: group.stages.clone(), ..Default::default() },
                member_ids: members.collect::<Option<_>>().context("a group of strangers")?,
            };
            let made = reception::create_group(self.app, owner, wanted).await?;
            groups.insert(made.name, made.id);
        }
        let settings = reception::Settings {
            assignment: reception::Assignment::Automatic,
            capacity: self.content.shop.reception.capacity,
            vip_tiers: self.content.shop.reception.vip_tiers.clone(),
            ..Default::default()
        };
        reception::save_settings(self.app, owner, settings, None).await?;
        Ok(groups)
    }

    /// Keeps what is disputed, so that a newcomer sees what a legal hold looks like.
    async fn hold(&self) -> anyhow::Result<()> {
        let hold = &self.content.shop.hold;
        let dialogue = self.content.dialogues.iter().find(|dialogue| dialogue.id == hold.dialogue);
        let customer = dialogue.and_then(|dialogue| self.customers.get(dialogue.customer.as_str()));
        let (Some(owner), Some(customer)) = (self.staff.get("owner"), customer) else { return Ok(()) };
        let conversation = self.conversations.get(hold.dialogue.as_str()).copied();
        privacy::place_hold(self.app, owner, *customer, conversation, &hold.reason).await?;
        Ok(())
    }

    async fn live_through(&mut self, moment: &Moment<'a>, now: Time) -> anyhow::Result<()> {
        let (content, dialogue) = (self.content, moment.dialogue);
        let actor = dialogue.agent.as_deref().and_then(|id| self.staff.get(id)).copied();
        match moment.what {
            What::Turn(place) => {
                let turn = &dialogue.turns[place];
                let sender = match turn.by {
                    By::Buyer => Sender::Customer {
                        customer_id: self.customer(&dialogue.customer).await?,
                        inbox_id: self.inbox_id,
                        touchpoint: dialogue.touchpoint,
                        thread: Thread::Running,
                    },
                    By::Agent | By::Note => {
                        let actor = actor.or_else(|| self.staff.get("lead").copied()).context("nobody to answer")?;
                        let id = *self.conversations.get(dialogue.id.as_str()).context("not begun")?;
                        Sender::Staff {
                            staff_id: actor.staff_id,
                            conversation_id: id,
                            seen_seq: None,
                            force: true,
                            takes_over: true,
                        }
                    }
                };
                let last = self.say(sender, turn, dialogue.customer.as_str()).await?;
                let id = last.conversation.id;
                if self.content.shop.offline.contains(&dialogue.id) {
                    conversations::mark_offline(self.app, self.shop_id, id, true).await?;
                }
                let is_first = self.conversations.insert(dialogue.id.as_str(), id).is_none();
                if let Some(actor) = actor {
                    if is_first {
                        let stage = Some(dialogue.stage);
                        conversations::update(self.app, &actor, id, stage, None).await?;
                        conversations::tag(self.app, &actor, id, self.tags.about(&dialogue.id)).await?;
                    }
                    if turn.by == By::Agent || !dialogue.is_answered() {
                        conversations::assign(self.app, &actor, id, Place::of(actor.staff_id), None).await?;
                        conversations::read_marks::read_by_staff(self.app, &actor, id, last.message.seq).await?;
                    }
                }
            }
            What::Solve | What::Snooze | What::HandOn(_) => {
                let actor = actor.or_else(|| self.staff.get("lead").copied()).context("nobody to end it")?;
                let id = *self.conversations.get(dialogue.id.as_str()).context("not begun")?;
                match moment.what {
                    What::Solve => {
                        let reason = self.tags.reason(&dialogue.id);
                        let solved = conversations::solve_because(self.app, &actor, id, reason).await?;
                        // What is over has been seen: a newcomer's lists count what is new.
                        for colleague in self.staff.values() {
                            conversations::read_marks::read_by_staff(self.app, colleague, id, solved.last_message_seq)
                                .await?;
                        }
                        solved
                    }
                    What::HandOn(to) => {
                        let to = self.staff.get(to).context("nobody to take it")?.staff_id;
                        let note = content.shop.handing_note.clone();
                        let handed = conversations::assign(self.app, &actor, id, Place::of(to), None).await?;
                        conversations::leave_note(self.app, &actor, id, Uuid::now_v7(), note).await?;
                        handed
                    }
                    _ => conversations::snooze(self.app, &actor, id, Some(tomorrow_morning(now))).await?,
                };
            }
        }
        Ok(())
    }

    /// Posts a turn with what goes before its words; the last message of it.
    async fn say(&mut self, sender: Sender, turn: &Turn, customer: &str) -> anyhow::Result<Posted> {
        let message = NewMessage {
            shop_id: self.shop_id,
            sender,
            client_id: Uuid::now_v7(),
            kind: if turn.by == By::Note { Kind::Note } else { Kind::Text },
            text: Some(turn.text.clone()),
            file_id: None,
            card: None,
            bot: None,
            press: None,
        };
        if let Some(product) = turn.card.as_deref().and_then(|id| self.content.product(id)) {
            let locale = self.content.customer(customer).map_or("zh-CN", |customer| customer.locale.as_str());
            let card = Some(product_card(product, locale, &self.content.shop.currency));
            let before =
                NewMessage { client_id: Uuid::now_v7(), kind: Kind::Card, text: None, card, ..message.clone() };
            self.app.intake.post(before).await?;
        }
        if let Some(product) = turn.picture.as_deref().and_then(|id| self.content.product(id)) {
            let file_id = Some(self.upload(sender, product).await?);
            let before =
                NewMessage { client_id: Uuid::now_v7(), kind: Kind::Image, text: None, file_id, ..message.clone() };
            self.app.intake.post(before).await?;
        }
        Ok(self.app.intake.post(message).await?)
    }

    async fn upload(&self, sender: Sender, product: &Product) -> anyhow::Result<FileId> {
        let uploader = match sender {
            Sender::Customer { customer_id, .. } | Sender::Machine { customer_id, .. } => {
                Uploader::Customer(customer_id)
            }
            Sender::Staff { staff_id, .. } => Uploader::Staff(staff_id),
            Sender::Bot { .. } | Sender::Automatic { .. } => anyhow::bail!("machines bring nothing"),
        };
        let name = format!("{}.jpg", product.name);
        let upload = Upload { shop_id: self.shop_id, uploader, client_id: None, name: &name };
        let bytes = bytes::Bytes::from(photo(&product.picture)?);
        let chunks = Box::pin(futures::stream::iter([Ok(bytes)]));
        let (file, _) = files::receive(self.app, upload, chunks).await?;
        Ok(file.id)
    }

    async fn customer(&mut self, id: &'a str) -> anyhow::Result<CustomerId> {
        if let Some(known) = self.customers.get(id) {
            return Ok(*known);
        }
        let about = self.content.customer(id).context("no such customer")?;
        let new = NewCustomer {
            name: about.name.clone(),
            email: about.email.clone(),
            locale: Some(about.locale.clone()),
            tier: Some(about.tier.clone()),
            verified: true,
            identities: vec![(IdentityKind::External, about.id.clone())],
            ..NewCustomer::default()
        };
        let mut tx = self.app.db.begin().await?;
        let row = customers::create(&mut tx.conn(), self.shop_id, self.app.clock.now(), new).await?;
        tx.commit().await?;
        if let Some(note) = &about.note {
            let owner = self.staff.get("owner").context("no owner")?;
            let change = CustomerChange { note: Some(Some(note.clone())), ..CustomerChange::default() };
            customers::update(self.app, owner, row.id, change).await?;
        }
        self.customers.insert(id, row.id);
        Ok(row.id)
    }
}

/// How soon buyers are to be answered.
async fn promise(app: &App, owner: &Actor, content: &Content) -> anyhow::Result<()> {
    let reception = &content.shop.reception;
    let rule = |tier: &String| targets::Rule {
        tier: Some(tier.clone()),
        first_reply_seconds: Some(reception.vip_first_reply_seconds),
        ..Default::default()
    };
    let aims = targets::Settings {
        first_reply_seconds: reception.first_reply_seconds,
        rules: reception.vip_tiers.iter().map(rule).collect(),
        ..Default::default()
    };
    targets::save_settings(app, owner, aims, None).await?;
    Ok(())
}

/// A product as it is sent in a conversation.
pub fn product_card(product: &Product, locale: &str, currency: &str) -> Card {
    Card {
        kind: CardKind::Product,
        title: product.name_in(locale).to_owned(),
        subtitle: Some(product.tagline_in(locale).to_owned()),
        price: Some(decimal(product.price_minor)),
        currency: Some(currency.to_owned()),
        image_url: Some(format!("/demo/pictures/{}.svg", product.id)),
        url: None,
    }
}

/// Ten o'clock in Shanghai.
fn tomorrow_morning(now: Time) -> Time {
    let day = (now.0 / 1000 + 8 * 3600).div_euclid(DAY_SECONDS) + 1;
    Time((day * DAY_SECONDS + 2 * 3600) * 1000)
}
