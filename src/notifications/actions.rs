//! Tells colleagues, and notes what they have read.

use std::collections::{BTreeSet, HashMap};

use super::model::{NewNotification, Notification, NotificationKind};
use super::store::{self, Before, Told, Unread};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::ids::{NotificationId, ShopId, StaffId};
use crate::push;

/// What comes within so long and is not read is told as one.
const GATHERED_SECONDS: i64 = 10 * 60;

/// Tells what happened, in the caller's transaction; give the result to [`send`] after the commit.
pub async fn tell(conn: &mut Conn<'_>, shop_id: ShopId, news: &[NewNotification], now: Time) -> Result<Vec<Told>> {
    let gathering: BTreeSet<StaffId> = news.iter().filter(|new| new.kind.gathers()).map(|new| new.staff_id).collect();
    let unread = store::unread_since(conn, shop_id, gathering, now.plus_seconds(-GATHERED_SECONDS)).await?;
    let told = gather(&unread, news);
    let mut script = Script::of(conn);
    store::save(&mut script, shop_id, &told, now);
    script.run(conn).await?;
    push::enqueue(conn, shop_id, &told, now).await?;
    Ok(told)
}

/// What of a kind that gathers is not read takes up what is new.
fn gather(unread: &[Unread], news: &[NewNotification]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let mut places: HashMap<(StaffId, NotificationKind), usize> = HashMap::new();
    let known: HashMap<(StaffId, NotificationKind), &Unread> =
        unread.iter().map(|one| ((one.staff_id, one.kind), one)).collect();
    for new in news {
        let key = (new.staff_id, new.kind);
        if let Some(one) = places.get(&key).and_then(|place| told.get_mut(*place)) {
            one.more += i64::from(one.about.conversation_id != new.conversation_id);
            one.about = *new;
            continue;
        }
        if new.kind.gathers() {
            places.insert(key, told.len());
        }
        let before = known.get(&key).filter(|_| new.kind.gathers());
        let id = before.map_or_else(NotificationId::new, |unread| unread.id);
        let more = i64::from(before.is_none_or(|unread| unread.conversation_id != new.conversation_id));
        told.push(Told { id, about: *new, more, is_new: before.is_none() });
    }
    told
}

/// Shows colleagues what they were told, where a desk of theirs is open.
pub async fn send(app: &App, shop_id: ShopId, told: &[Told]) -> Result<()> {
    let there: Vec<&Told> = told.iter().filter(|one| app.live.is_connected(shop_id, one.about.staff_id)).collect();
    if there.is_empty() {
        return Ok(());
    }
    let staff: BTreeSet<StaffId> = there.iter().map(|one| one.about.staff_id).collect();
    let ids: Vec<NotificationId> = there.iter().map(|one| one.id).collect();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let unread: HashMap<StaffId, i64> = store::counts_unread(&mut conn, shop_id, staff).await?.into_iter().collect();
    let mut shown: HashMap<NotificationId, Notification> =
        store::get_many(&mut conn, shop_id, &ids).await?.into_iter().map(|one| (one.id, one)).collect();
    for one in there {
        let staff = one.about.staff_id;
        if let Some(notification) = shown.remove(&one.id) {
            app.live.notify(shop_id, staff, notification, unread.get(&staff).copied().unwrap_or(0));
        }
    }
    Ok(())
}

/// A page of what one was told.
pub struct Page {
    pub items: Vec<Notification>,
    pub unread: i64,
    pub more: bool,
}

pub async fn list(app: &App, actor: &Actor, unread_only: bool, before: Option<Before>, limit: i64) -> Result<Page> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let before = before.unwrap_or(Before { at: Time(i64::MAX), id: NotificationId(uuid::Uuid::max()) });
    let mut items = store::page(&mut conn, actor.shop_id, actor.staff_id, unread_only, before, limit + 1).await?;
    let most = usize::try_from(limit).unwrap_or(0);
    let more = items.len() > most;
    items.truncate(most);
    Ok(Page { items, unread: store::count_unread(&mut conn, actor.shop_id, actor.staff_id).await?, more })
}

/// Notes that one has read something; how many are left.
pub async fn read(app: &App, actor: &Actor, id: NotificationId) -> Result<i64> {
    actor.require(Permission::ReadConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::get(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    store::read(&mut conn, actor.shop_id, actor.staff_id, id, now).await?;
    let unread = store::count_unread(&mut conn, actor.shop_id, actor.staff_id).await?;
    tx.commit().await?;
    Ok(unread)
}

/// Notes that one has read all up to a time; how many are left.
pub async fn read_all(app: &App, actor: &Actor, upto: Time) -> Result<i64> {
    actor.require(Permission::ReadConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::read_all(&mut conn, actor.shop_id, actor.staff_id, upto, now).await?;
    let unread = store::count_unread(&mut conn, actor.shop_id, actor.staff_id).await?;
    tx.commit().await?;
    Ok(unread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ConversationId;

    fn new(staff_id: StaffId, kind: NotificationKind, conversation_id: ConversationId) -> NewNotification {
        NewNotification { staff_id, kind, conversation_id, by_id: None }
    }

    #[test]
    fn a_rush_is_told_as_one_and_a_mention_by_itself() {
        let (mei, lan) = (StaffId::new(), StaffId::new());
        let talks: Vec<ConversationId> = (0..3).map(|_| ConversationId::new()).collect();
        let mut news: Vec<NewNotification> =
            talks.iter().map(|talk| new(mei, NotificationKind::Assigned, *talk)).collect();
        news.extend(talks.iter().map(|talk| new(mei, NotificationKind::Mentioned, *talk)));
        news.push(new(lan, NotificationKind::Assigned, talks[0]));
        let told = gather(&[], &news);
        let counts: Vec<i64> = told.iter().map(|one| one.more).collect();
        assert_eq!(counts, [3, 1, 1, 1, 1]);
        assert_eq!(told[0].about.conversation_id, talks[2]);

        let id = told[0].id;
        let unread = Unread { id, staff_id: mei, kind: NotificationKind::Assigned, conversation_id: talks[2] };
        let again = gather(&[unread], &[news[2], news[0]]);
        assert_eq!(again.len(), 1);
        assert_eq!((again[0].id, again[0].more), (id, 1));
        assert!(told.iter().all(|one| one.is_new) && !again[0].is_new);
    }
}
