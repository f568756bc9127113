//! Whoever is connected is asked about again: does what let them in still hold?
//!
//! Invariant (S2): a connection ends within [`ASK_EVERY`] and one query of the end of its right, whoever ended that
//! (another process, a command of the terminal, time) and whether or not a note of it came. Notes only make it sooner.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::frames::ByeCode;
use super::hub::Reader;
use crate::app::App;
use crate::auth::{self, Role};
use crate::clock::Time;
use crate::customers;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CustomerId, InboxId, SessionId, ShopId, TokenId};
use crate::inboxes;

const ASK_EVERY: Duration = Duration::from_secs(2);

/// Asks until the server stops.
pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut ticks = interval(ASK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            // Without a database nothing reaches anybody but what is typed; it is asked again at once.
            if let Err(error) = ask(&app).await {
                tracing::warn!(%error, "could not ask who may still be connected");
            }
        }
    });
}

async fn ask(app: &App) -> Result<()> {
    for (shop_id, readers) in app.live.hub.readers() {
        let standing = {
            let mut reader = app.db.reader().await?;
            Standing::of(&mut reader.conn(), shop_id, &readers, app.clock.now()).await?
        };
        let lost: HashMap<Reader, ByeCode> =
            readers.into_iter().filter_map(|reader| Some((reader, standing.ends(&reader)?))).collect();
        if !lost.is_empty() {
            tracing::info!(shop = %shop_id, readers = lost.len(), "closed whose right had ended");
            // Nobody comes back on what is remembered of them.
            app.auth.forget_everybody();
            app.live.hub.close_readers(shop_id, &lost);
        }
    }
    Ok(())
}

/// What of that which let readers of a shop in still holds.
struct Standing {
    sessions: HashMap<SessionId, Role>,
    tokens: HashMap<TokenId, Role>,
    /// Whether they may come in; who is gone, or has become another, is not among them.
    customers: HashMap<CustomerId, bool>,
    inboxes: HashSet<InboxId>,
}

impl Standing {
    async fn of(conn: &mut Conn<'_>, shop_id: ShopId, readers: &HashSet<Reader>, now: Time) -> Result<Self> {
        let (mut sessions, mut tokens) = (Vec::new(), Vec::new());
        let (mut customers, mut inboxes) = (Vec::new(), HashSet::new());
        for reader in readers {
            match *reader {
                Reader::Staff { session_id, token_id, .. } => {
                    sessions.extend(session_id);
                    tokens.extend(token_id);
                }
                Reader::Visitor { customer_id, inbox_id } => {
                    customers.push(customer_id);
                    inboxes.insert(inbox_id);
                }
            }
        }
        let inboxes: Vec<InboxId> = inboxes.into_iter().collect();
        Ok(Self {
            sessions: auth::roles_of_sessions(conn, shop_id, &sessions, now).await?,
            tokens: auth::roles_of_tokens(conn, shop_id, &tokens, now).await?,
            customers: customers::who_is_let_in(conn, shop_id, &customers).await?,
            inboxes: inboxes::active_among(conn, shop_id, &inboxes).await?,
        })
    }

    /// Why a reader may not stay.
    fn ends(&self, reader: &Reader) -> Option<ByeCode> {
        match reader {
            Reader::Staff { role, session_id, token_id, .. } => {
                let by_session = session_id.and_then(|id| self.sessions.get(&id));
                match by_session.or_else(|| token_id.and_then(|id| self.tokens.get(&id))) {
                    None => Some(ByeCode::Revoked),
                    Some(now) if now != role => Some(ByeCode::Changed),
                    Some(_) => None,
                }
            }
            Reader::Visitor { inbox_id, .. } if !self.inboxes.contains(inbox_id) => Some(ByeCode::Revoked),
            Reader::Visitor { customer_id, .. } => match self.customers.get(customer_id) {
                Some(true) => None,
                Some(false) => Some(ByeCode::Revoked),
                // Perhaps another customer now: the token says which, or opens nothing.
                None => Some(ByeCode::Changed),
            },
        }
    }
}
