//! The same frames as server-sent events, for networks that let no socket through; sending goes by POST.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream::{self, StreamExt};
use serde::Deserialize;

use super::frames::{Frame, ServerFrame};
use super::hub::Notice;
use super::session::{HEARTBEAT_SECONDS, Session, Who};
use crate::app::App;
use crate::auth::Actor;
use crate::auth::crowd::Place;
use crate::error::Result;
use crate::http::{ClientAddress, Query};
use crate::ids::Seq;

#[derive(Debug, Deserialize)]
pub(super) struct StreamParams {
    since: Option<Seq>,
    /// A visitor's token: an EventSource sends no headers.
    token: Option<String>,
}

pub(super) async fn staff_events(
    State(app): State<App>,
    actor: Actor,
    address: ClientAddress,
    Query(params): Query<StreamParams>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let place = app.auth.crowd.at_address(address.0)?;
    open(app, Who::Staff(actor), place, params.since).await
}

pub(super) async fn visitor_events(
    State(app): State<App>,
    address: ClientAddress,
    Query(params): Query<StreamParams>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let place = app.auth.crowd.at_address(address.0)?;
    let visitor = app.auth.visitor_from_token(&app, params.token.as_deref().unwrap_or_default()).await?;
    open(app, Who::Visitor(visitor), place, params.since).await
}

async fn open(
    app: App,
    who: Who,
    place: Place,
    since: Option<Seq>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let (session, greeting) = Session::open(app, who, since).await?;
    // It cannot say when nobody sees it any more.
    session.show(false);
    let later = stream::unfold(Some((session, place)), |open| async {
        let (mut session, place) = open?;
        loop {
            let (frame, rest) = match session.notices.recv().await? {
                Notice::Frame(frame) if frame.seq != 0 && frame.seq <= session.caught_up_to => continue,
                Notice::Frame(frame) => (frame, Some((session, place))),
                Notice::Close(code) => (ServerFrame::Bye { code }.written(), None),
            };
            return Some((frame, rest));
        }
    });
    let events = stream::iter(greeting).chain(later).map(|frame: Frame| Ok(Event::default().data(frame.text.as_str())));
    Ok(Sse::new(events).keep_alive(heartbeat()))
}

/// A frame, not a comment: browsers hide comments from the page, which would take the silence for a dead peer.
fn heartbeat() -> KeepAlive {
    let pong = ServerFrame::Pong { t: None }.written();
    KeepAlive::new().interval(Duration::from_secs(HEARTBEAT_SECONDS)).event(Event::default().data(pong.text.as_str()))
}
