//! Who is writing now, and what: told while it happens, kept nowhere.
//!
//! Invariants: what a buyer writes leaves this room only where their inbox wants it, masked, and only to desks that
//! have the conversation open; it is never stored and never logged. A draft of ours stays on the desk.

use std::time::Duration;

use tokio::time::Instant;

use super::frames::ServerFrame;
use super::session::{Session, Who};
use crate::app::App;
use crate::auth::{Actor, Visitor};
use crate::bus::Whom;
use crate::conversations::store;
use crate::error::{Error, Result};
use crate::ids::ConversationId;
use crate::inboxes;

/// What is longer is not told: nobody reads so much over somebody's shoulder.
const MOST_CHARS: usize = 500;
/// A number that may still grow shows no more of its digits.
const DIGITS_SHOWN: usize = 4;

impl Session {
    pub(super) async fn typing(&mut self, conversation: Option<ConversationId>, typing: bool, text: Option<String>) {
        match &self.who {
            Who::Visitor(visitor) => {
                if text.is_some() && !self.pace.allows(Instant::now()) {
                    return;
                }
                if let Err(error) = customer_typing(&self.app, visitor, typing, text).await {
                    tracing::debug!(%error, "typing not told");
                }
            }
            Who::Staff(actor) => {
                let Some(id) = conversation else { return };
                if let Err(error) = staff_typing(&self.app, actor, id, typing).await {
                    tracing::debug!(%error, "typing not told");
                }
            }
        }
    }
}

/// Tells the agents who look at the buyer's conversation that the buyer is writing, or stopped; and what, where the
/// inbox wants it.
pub async fn customer_typing(app: &App, visitor: &Visitor, typing: bool, text: Option<String>) -> Result<()> {
    let (shop_id, inbox_id) = (visitor.shop_id, visitor.inbox_id);
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let latest = store::latest_of_customer(&mut conn, shop_id, visitor.customer_id, inbox_id).await?;
    // Who is laid aside disturbs nobody.
    let Some(row) = latest.filter(|row| row.shelf.is_none() && !row.customer_blocked) else { return Ok(()) };
    let text = match text.filter(|_| typing) {
        Some(text) if wants_words(inboxes::find(&mut conn, shop_id, inbox_id).await?) => Some(shown(&text)),
        _ => None,
    };
    let frame = ServerFrame::Typing { conversation_id: Some(row.id), who: "customer".into(), name: None, typing, text };
    let watchers = Whom::Watchers { conversation_id: row.id, but: None };
    app.live.tell(shop_id, watchers, &frame);
    Ok(())
}

fn wants_words(inbox: Option<inboxes::InboxRow>) -> bool {
    inbox.is_some_and(|inbox| inbox.typing_preview && inbox.active)
}

/// Tells colleagues who look on, and the buyer, that an agent is writing.
async fn staff_typing(app: &App, actor: &Actor, id: ConversationId, typing: bool) -> Result<()> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::get(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let name = app.live.agent_brief(&mut conn, actor.staff_id).await?.map(|brief| brief.name);
    let who = actor.staff_id.to_string();
    let to_staff = ServerFrame::Typing { conversation_id: Some(id), who, name: name.clone(), typing, text: None };
    let watchers = Whom::Watchers { conversation_id: id, but: Some(actor.staff_id) };
    app.live.tell(actor.shop_id, watchers, &to_staff);
    let to_buyer = ServerFrame::Typing { conversation_id: Some(id), who: "agent".into(), name, typing, text: None };
    let buyer = Whom::Visitor { customer_id: row.customer_id, inbox_id: row.inbox_id };
    app.live.tell(actor.shop_id, buyer, &to_buyer);
    Ok(())
}

/// What a colleague may see of a text that is not finished; nothing of one that is too long.
///
/// What is complete is masked as messages are for whatever leaves the house. What is still being written is not yet
/// known for what it becomes, so that the end shows little of a number and nothing before an `@`.
fn shown(text: &str) -> String {
    if text.chars().count() > MOST_CHARS {
        return String::new();
    }
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let masked = zg_text::mask(plain.trim());
    hide_unfinished_address(&hide_unfinished_number(&masked))
}

/// Strikes out what a number at the end has beyond its first digits.
fn hide_unfinished_number(text: &str) -> String {
    let is_between = |c: char| " \u{A0}\u{3000}-－–—.·()（）+＋".contains(c);
    let from = text.trim_end_matches(|c: char| c.is_numeric() || is_between(c)).len();
    let (before, end) = text.split_at(from);
    let mut digits = 0;
    let starred = end.chars().map(|c| {
        digits += usize::from(c.is_numeric());
        if c.is_numeric() && digits > DIGITS_SHOWN { '*' } else { c }
    });
    before.chars().chain(starred).collect()
}

/// Strikes out the name of a mail address whose domain is not written yet.
fn hide_unfinished_address(text: &str) -> String {
    let from = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let (before, word) = text.split_at(from);
    match word.find(['@', '＠']) {
        Some(at) if at > 0 => {
            let first: String = word.chars().take(1).collect();
            format!("{before}{first}***{}", &word[at..])
        }
        _ => text.to_owned(),
    }
}

/// How often words may come: twice a second, and two at once when the network held one up.
#[derive(Debug, Default)]
pub(super) struct Pace {
    next_at: Option<Instant>,
}

impl Pace {
    const EACH: Duration = Duration::from_millis(500);

    fn allows(&mut self, now: Instant) -> bool {
        let due = self.next_at.unwrap_or(now);
        if due > now + Self::EACH {
            return false;
        }
        self.next_at = Some(due.max(now) + Self::EACH);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_shown_and_what_tells_who_somebody_is_is_not() {
        for (written, seen) in [
            ("这件外套有 L 码吗", "这件外套有 L 码吗"),
            ("我 165cm 52kg", "我 165cm 52kg"),
            ("订单 2026", "订单 2026"),
            ("订单 202611", "订单 2026**"),
            ("电话 13812345678 谢谢", "电话 138******78 谢谢"),
            ("电话 138 1234 5", "电话 138 1*** *"),
            ("邮箱 mei.lin@sh", "邮箱 m***@sh"),
            ("第一行\n第二行\u{7}", "第一行 第二行"),
        ] {
            assert_eq!(shown(written), seen, "{written}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_told() {
        assert_eq!(shown(&"字".repeat(MOST_CHARS)).chars().count(), MOST_CHARS);
        assert_eq!(shown(&"字".repeat(MOST_CHARS + 1)), "");
        assert_eq!(shown(" \n "), "");
    }

    #[test]
    fn words_come_twice_a_second() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        let let_through = (0..100).filter(|step| pace.allows(at(step * 100))).count();
        assert!((20..=22).contains(&let_through), "{let_through} in ten seconds");
    }

    proptest! {
        /// However far a phone number is written, no more of it is seen than its mask would leave.
        #[test]
        fn a_number_shows_little_while_it_is_written(rest in "[3-9][0-9]{9}", length in 1_usize..=11) {
            let number: String = format!("1{rest}").chars().take(length).collect();
            let seen = shown(&format!("我的电话是{number}"));
            let digits = seen.chars().filter(char::is_ascii_digit).count();
            prop_assert!(digits <= DIGITS_SHOWN.max(5), "{seen}");
            prop_assert!(length <= DIGITS_SHOWN || seen.contains('*'), "{seen}");
        }
    }
}
