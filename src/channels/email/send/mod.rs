//! From what the shop says to mails: each a while after it was said, so that it can be taken back, and once.

mod acknowledge;
mod letter;
mod listen;
mod out;
mod status;

use crate::app::App;
use crate::channels::email::model::{ReplyRow, Server, target};
use crate::ids::JobId;
use crate::jobs::NewJob;
use crate::mail::{Relay, Stage, Trouble, Typed};
use crate::sealed::Secret;

pub use acknowledge::{acknowledge, may_acknowledge};
pub use listen::start;
pub use out::{SEND, send};
pub use status::{again, status};

/// What is said can be taken back for so long before it goes out.
const UNDO_SECONDS: i64 = 20;
/// Whoever goes on writing has what was said first sent after so long.
const LONGEST_WAIT_SECONDS: i64 = 120;

/// The job that sends a reply, named by it; those of a conversation go one after the other.
fn job_of(row: &ReplyRow, about: &str) -> NewJob {
    NewJob {
        id: JobId(row.message_id.0),
        shop_id: row.shop_id,
        kind: SEND,
        payload: row.message_id.to_string(),
        target: target(row.inbox_id),
        lane: Some(format!("{SEND}:{}", row.conversation_id)),
        place: row.seq,
        about: Some(about.to_owned()),
    }
}

/// The server that a mailbox sends by; none where its address is none.
pub fn relay(app: &App, server: &Server, username: &str, password: &Secret, address: &str) -> Option<Relay> {
    let typed = Typed {
        host: server.host.clone(),
        port: server.port(),
        protection: server.protection(),
        username: username.to_owned(),
        password: password.clone(),
    };
    Relay::typed(&app.egress, typed, address)
}

/// What a trouble is called in the check of a mailbox.
pub fn code(trouble: &Trouble) -> &'static str {
    match trouble.code.as_str() {
        "invalid_url" | "unencrypted" | "address_not_public" => "refused_address",
        "unknown_name" | "no_connection" => "unreachable",
        "certificate" | "no_starttls" => "tls_failed",
        "too_slow" => "too_slow",
        _ if trouble.stage == Stage::SignIn => "sign_in_failed",
        _ => "protocol",
    }
}
