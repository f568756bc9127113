//! Shifts begin and end, and colleagues tell the next what there is.

use uuid::Uuid;

use super::model::{HandOverNote, Shift, ShiftChecklist, ShiftDay, ShiftEnded, ShiftPage};
use super::store;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::conversations::{self, Place, View, day_of};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{ConversationId, GroupId, HandOverNoteId, ShopId, derived};
use crate::live::Presence;
use crate::{follow_ups, help_requests, presence, reception, shops};

/// Ids of notes: made of the author and an id of theirs, so that who tries again leaves one.
const ID_SPACE: &str = "zhanggui hand-over note";
const NOTES_SHOWN: i64 = 50;
const NOTES_OF_SECONDS: i64 = 7 * 86_400;
const CONVERSATIONS_SHOWN: i64 = 200;
const MOST_HANDED_OVER: i64 = 500;

/// Words for the next shift.
#[derive(Debug)]
pub struct Words {
    pub client_id: Uuid,
    /// None: for everybody.
    pub group_id: Option<GroupId>,
    pub text: String,
}

/// What a colleague finds when they begin.
pub async fn show(app: &App, actor: &Actor) -> Result<ShiftPage> {
    actor.require(Permission::ReadConversations)?;
    let now = app.clock.now();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shift = store::running(&mut conn, actor.shop_id, actor.staff_id).await?;
    let checklist = checklist(app, &mut conn, actor, now).await?;
    let since = now.plus_seconds(-NOTES_OF_SECONDS);
    let notes = store::notes(&mut conn, actor.shop_id, actor.staff_id, since, NOTES_SHOWN).await?;
    Ok(ShiftPage { shift, checklist, notes })
}

async fn checklist(app: &App, conn: &mut Conn<'_>, actor: &Actor, now: Time) -> Result<ShiftChecklist> {
    let (shop_id, staff) = (actor.shop_id, actor.staff_id);
    let counts = conversations::counts(conn, shop_id, app.targets.pressing(shop_id), staff).await?;
    let of = |view: View| counts.iter().find(|one| one.id == view).map_or((0, 0), |one| (one.count, one.waiting));
    let midnight = conversations::midnight(now.plus_seconds(86_400), &timezone(conn, shop_id).await?);
    let (left_over, left_over_waiting) = of(View::Mine);
    Ok(ShiftChecklist {
        left_over,
        left_over_waiting,
        offline: of(View::Offline).0,
        queue: of(View::Queue).0,
        overdue: of(View::Overdue).1,
        coming_back: day_of::coming_back(conn, shop_id, staff, midnight).await?,
        follow_ups: follow_ups::count_due(conn, shop_id, staff, midnight).await?,
        help_requests: help_requests::count_waiting_for(conn, shop_id, staff).await?,
    })
}

async fn timezone(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<String> {
    Ok(shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?.timezone)
}

/// What a colleague did in the running shift; without one, since midnight.
pub async fn day(app: &App, actor: &Actor) -> Result<ShiftDay> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shift = store::running(&mut conn, actor.shop_id, actor.staff_id).await?;
    let since = match &shift {
        Some(shift) => shift.began_at,
        None => conversations::midnight(app.clock.now(), &timezone(&mut conn, actor.shop_id).await?),
    };
    let figures = day_of::figures(&mut conn, actor.shop_id, actor.staff_id, since).await?;
    let conversations =
        day_of::conversations(&mut conn, actor.shop_id, actor.staff_id, since, CONVERSATIONS_SHOWN).await?;
    Ok(ShiftDay { since, on_shift: shift.is_some(), figures, conversations })
}

/// Begins a shift and is there; one that runs goes on.
pub async fn begin(app: &App, actor: &Actor) -> Result<Shift> {
    actor.require(Permission::ServeConversations)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    store::begin(&mut conn, actor.shop_id, actor.staff_id, app.clock.now()).await?;
    let shift = store::running(&mut conn, actor.shop_id, actor.staff_id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    presence::choose(app, actor.shop_id, actor.staff_id, Presence::Online, None).await?;
    Ok(shift)
}

/// Ends the running shift: leaves a note, hands over what is in work, if asked to, and is away.
///
/// Conversations go one by one, as by hand. Who was not answered asks again: what is done by then stays.
pub async fn end(app: &App, actor: &Actor, note: Option<Words>, to: Option<Place>) -> Result<ShiftEnded> {
    actor.require(Permission::ServeConversations)?;
    let shift = store::running(&mut app.db.reader().await?.conn(), actor.shop_id, actor.staff_id).await?;
    let shift = shift.ok_or(Error::Conflict("no_shift"))?;
    if to.is_some_and(|place| place.to == Some(actor.staff_id)) {
        return Err(Error::invalid("hand_over.staff_id", "oneself"));
    }
    if let Some(words) = note {
        leave_note(app, actor, words).await?;
    }
    // Away first: the queue gives nothing more.
    presence::choose(app, actor.shop_id, actor.staff_id, Presence::Away, None).await?;
    let mut handed_over = 0;
    if let Some(place) = to {
        for id in in_work(app, actor).await? {
            match conversations::assign(app, actor, id, place, None).await {
                Ok(_) => handed_over += 1,
                // Somebody took it or solved it meanwhile.
                Err(Error::NotFound | Error::Conflict(_) | Error::Forbidden(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    store::end(&mut tx.conn(), actor.shop_id, shift.id, now).await?;
    tx.commit().await?;
    let kept = in_work(app, actor).await?.len() as i64;
    Ok(ShiftEnded { shift: Shift { ended_at: Some(now), ..shift }, handed_over, kept })
}

async fn in_work(app: &App, actor: &Actor) -> Result<Vec<ConversationId>> {
    let mut reader = app.db.reader().await?;
    day_of::in_work_of(&mut reader.conn(), actor.shop_id, actor.staff_id, MOST_HANDED_OVER).await
}

/// Tells the next shift something.
pub async fn leave_note(app: &App, actor: &Actor, words: Words) -> Result<HandOverNote> {
    actor.require(Permission::WriteNotes)?;
    let text = conversations::clean_text(&words.text)?;
    let Words { client_id, group_id, .. } = words;
    let names = [actor.staff_id.to_string(), client_id.to_string()];
    let id = HandOverNoteId(derived(ID_SPACE, actor.shop_id, &[&names[0], &names[1]]));
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if let Some(group) = group_id {
        let known = reception::group_name(&mut conn, actor.shop_id, group).await?;
        known.ok_or_else(|| Error::invalid("group_id", "unknown"))?;
    }
    let now = app.clock.now();
    let is_new = store::insert_note(&mut conn, actor.shop_id, actor.staff_id, id, group_id, &text, now).await?;
    let note = store::note(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    let told = if is_new {
        events::record(&mut conn, actor.shop_id, now, &[NewEvent::hand_over_note_updated(id)]).await?
    } else {
        Vec::new()
    };
    tx.commit().await?;
    app.live.publish(told);
    Ok(note)
}

/// Notes that one has read what was left.
pub async fn read_note(app: &App, actor: &Actor, id: HandOverNoteId) -> Result<HandOverNote> {
    actor.require(Permission::ReadConversations)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let note = store::note(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    let now = app.clock.now();
    store::read(&mut conn, actor.shop_id, actor.staff_id, id, now).await?;
    tx.commit().await?;
    Ok(HandOverNote { read_at: note.read_at.or(Some(now)), ..note })
}
