//! One step of a rule: the oldest few go, in short transactions; how many went. None means the rule is done.

use std::collections::HashMap;

use crate::app::App;
use crate::channels::email;
use crate::clock::Time;
use crate::conversations::erase as conversations;
use crate::customers;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::files;
use crate::http::idempotency;
use crate::ids::{ConversationId, CustomerId, Seq, ShopId};
use crate::privacy::actions;
use crate::privacy::model::{RetentionEnding, RetentionRule, RetentionSubject};
use crate::shops;
use crate::webhooks;

const A_STEP: i64 = 50;
const ROWS_A_STEP: i64 = 500;
/// The newest events always stay: whoever comes back after a while resumes from them.
const KEPT_EVENTS: Seq = 5_000;

/// Whatever is older than so many days.
pub fn cut(now: Time, rule: &RetentionRule) -> Time {
    now.plus_seconds(-rule.days * 24 * 3600)
}

/// Up to which number events may go: all webhooks have looked at them, and nobody resumes from so far back.
pub async fn spare_events(conn: &mut crate::db::Conn<'_>, shop_id: ShopId) -> Result<Seq> {
    let newest = events::last_seq(conn, shop_id).await? - KEPT_EVENTS;
    let looked_at = webhooks::forget::looked_at(conn, shop_id).await?;
    Ok(looked_at.map_or(newest, |seq| seq.min(newest)))
}

/// A night's work on one shop.
pub struct Tonight<'a> {
    app: &'a App,
    shop_id: ShopId,
    /// When the run began: what ages meanwhile has time until the next night.
    began_at: Time,
    /// Who stands in for a customer whose old conversations lose their names: one each, so that heads are counted
    /// as before.
    stand_ins: HashMap<CustomerId, CustomerId>,
}

impl<'a> Tonight<'a> {
    pub fn new(app: &'a App, shop_id: ShopId, began_at: Time) -> Self {
        Self { app, shop_id, began_at, stand_ins: HashMap::new() }
    }

    pub async fn step(&mut self, rule: &RetentionRule) -> Result<i64> {
        let before = cut(self.began_at, rule);
        match rule.subject {
            RetentionSubject::Conversations => {
                self.conversations(before, rule.ending.unwrap_or(RetentionEnding::Anonymise)).await
            }
            RetentionSubject::Files => self.files(before).await,
            RetentionSubject::Visitors => self.visitors(before).await,
            RetentionSubject::Deliveries => self.deliveries(before).await,
            RetentionSubject::Events => self.events(before).await,
        }
    }

    async fn conversations(&mut self, before: Time, ending: RetentionEnding) -> Result<i64> {
        let mut reader = self.app.db.reader().await?;
        let frames_too = ending == RetentionEnding::Erase;
        let old = conversations::ended_before(&mut reader.conn(), self.shop_id, before, frames_too, A_STEP).await?;
        drop(reader);
        let count = old.len();
        for conversation in old {
            self.empty(conversation.id, conversation.customer_id).await?;
            match ending {
                RetentionEnding::Anonymise => self.anonymise(conversation.id, conversation.customer_id).await?,
                RetentionEnding::Erase => self.remove(conversation.id).await?,
            }
        }
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// Takes words, files and what was told of them.
    async fn empty(&self, id: ConversationId, customer_id: CustomerId) -> Result<()> {
        loop {
            let mut tx = self.app.db.begin_in(&[self.shop_id]).await?;
            let mut conn = tx.conn();
            let taken = conversations::take_words(&mut conn, self.shop_id, id, ROWS_A_STEP).await?;
            files::forget::forget_unused(&mut conn, self.shop_id, &taken.files, self.app.clock.now()).await?;
            if taken.messages == 0 {
                webhooks::forget::forget_conversation(&mut conn, self.shop_id, customer_id, id).await?;
                idempotency::forget_about(&mut conn, self.shop_id, &[id.0]).await?;
                return Ok(tx.commit().await?);
            }
            tx.commit().await?;
        }
    }

    async fn anonymise(&mut self, id: ConversationId, customer_id: CustomerId) -> Result<()> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin_in(&[self.shop_id]).await?;
        let mut conn = tx.conn();
        let known = self.stand_ins.get(&customer_id).copied();
        let stand_in = match known {
            Some(stand_in) => stand_in,
            None => {
                let shop = shops::find(&mut conn, self.shop_id).await?.ok_or(Error::NotFound)?;
                customers::stand_in(&mut conn, self.shop_id, &shop.locale, now).await?
            }
        };
        let told = conversations::close(&mut conn, self.shop_id, id, stand_in, now).await?;
        tx.commit().await?;
        self.stand_ins.insert(customer_id, stand_in);
        self.app.live.publish(told);
        Ok(())
    }

    async fn remove(&self, id: ConversationId) -> Result<()> {
        loop {
            let mut tx = self.app.db.begin_in(&[self.shop_id]).await?;
            let mut conn = tx.conn();
            if conversations::drop_messages(&mut conn, self.shop_id, id, ROWS_A_STEP).await? > 0 {
                tx.commit().await?;
                continue;
            }
            let told = conversations::remove(&mut conn, self.shop_id, id, self.app.clock.now()).await?;
            tx.commit().await?;
            self.app.live.publish(told);
            self.app.live.counts_moved(self.shop_id);
            return Ok(());
        }
    }

    async fn files(&self, before: Time) -> Result<i64> {
        let mut reader = self.app.db.reader().await?;
        let old = files::forget::older_than(&mut reader.conn(), self.shop_id, before, A_STEP).await?;
        drop(reader);
        for file in &old {
            let now = self.app.clock.now();
            let mut tx = self.app.db.begin_in(&[self.shop_id]).await?;
            let mut conn = tx.conn();
            let told = conversations::take_file(&mut conn, self.shop_id, file.id, now).await?;
            files::forget::forget_unused(&mut conn, self.shop_id, &[file.id], now).await?;
            tx.commit().await?;
            self.app.live.publish(told);
        }
        Ok(i64::try_from(old.len()).unwrap_or(i64::MAX))
    }

    async fn visitors(&self, before: Time) -> Result<i64> {
        let mut reader = self.app.db.reader().await?;
        let silent = customers::silent(&mut reader.conn(), self.shop_id, before, A_STEP).await?;
        drop(reader);
        let mut gone = 0;
        for (id, ..) in silent {
            if self.forget_visitor(id).await? {
                gone += 1;
            }
        }
        Ok(gone)
    }

    /// Removes a visitor with all that came in besides words; not one whose export is being packed this moment.
    async fn forget_visitor(&self, id: CustomerId) -> Result<bool> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin_in(&[self.shop_id]).await?;
        let mut conn = tx.conn();
        if !actions::forget_of(self.app, &mut conn, self.shop_id, id).await? {
            tx.commit().await?;
            return Ok(false);
        }
        files::forget::forget_of_customer(&mut conn, self.shop_id, id, now).await?;
        let known_as = customers::known_as(&mut conn, self.shop_id, id).await?;
        while webhooks::forget::forget_customers(&mut conn, self.shop_id, &known_as, ROWS_A_STEP).await? > 0 {}
        idempotency::forget_about(&mut conn, self.shop_id, &[id.0]).await?;
        email::forget_customer(&mut conn, self.shop_id, id).await?;
        customers::delete(&mut conn, self.shop_id, id).await?;
        let told = events::record(&mut conn, self.shop_id, now, &[NewEvent::customer_erased(id)]).await?;
        tx.commit().await?;
        self.app.auth.forget_visitors();
        self.app.live.close_customer(id);
        self.app.live.publish(told);
        Ok(true)
    }

    async fn deliveries(&self, before: Time) -> Result<i64> {
        let mut tx = self.app.db.begin().await?;
        let gone = webhooks::forget::forget_older(&mut tx.conn(), self.shop_id, before, ROWS_A_STEP).await?;
        tx.commit().await?;
        Ok(i64::try_from(gone).unwrap_or(i64::MAX))
    }

    async fn events(&self, before: Time) -> Result<i64> {
        let mut tx = self.app.db.begin().await?;
        let mut conn = tx.conn();
        let upto = spare_events(&mut conn, self.shop_id).await?;
        let gone = events::forget_oldest(&mut conn, self.shop_id, upto, before, ROWS_A_STEP).await?;
        tx.commit().await?;
        Ok(i64::try_from(gone).unwrap_or(i64::MAX))
    }
}
