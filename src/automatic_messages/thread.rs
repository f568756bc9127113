//! What a thread says of a buyer's wait, read from its end.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::decide::Wait;
use super::model::AutomaticKind;
use crate::clock::Time;
use crate::conversations::{Author, MessageRow};
use crate::ids::{MessageId, ShopId, derived};

/// Ids of automatic messages: made of the wait and the kind, so that work done twice says nothing twice.
const ID_SPACE: &str = "zhanggui automatic message";
/// So far back the end of a thread is read; who writes more without an answer is answered by people alone.
pub const MOST_READ: i64 = 80;
const HOUR_MS: i64 = 3_600_000;

/// A wait as the thread tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub wait: Wait,
    /// The first words of the wait: they name it.
    pub first: MessageId,
    /// The last words of the buyer: they choose among wordings.
    pub last: MessageId,
}

/// The id under which a kind is said in a wait.
pub fn id_of(shop_id: ShopId, first: MessageId, kind: AutomaticKind) -> Uuid {
    derived(ID_SPACE, shop_id, &[&first.to_string(), kind.name()])
}

/// Reads the end of a thread, the oldest message first; none where the wait is not in it.
pub fn read(messages: &[MessageRow], since: Time, now: Time) -> Option<Heard> {
    // Machines that speak for the buyer are answered by nobody.
    let is_said = |message: &&MessageRow| message.kind.is_public() && message.author != Author::Machine;
    let said: Vec<&MessageRow> = messages.iter().filter(is_said).collect();
    let is_buyers = |message: &MessageRow| message.author == Author::Customer;
    // Two messages may come in the same millisecond: a person's words end every wait before them.
    let after = said.iter().rposition(|message| message.author == Author::Agent).map_or(0, |place| place + 1);
    let begins = |message: &&MessageRow| is_buyers(message) && message.created_at >= since;
    let begin = after + said[after..].iter().position(begins)?;
    let end = said.iter().rposition(|message| is_buyers(message))?;
    // Before the wait must lie something: a wait longer than what was read has no beginning here.
    if begin == 0 && messages.len() as i64 >= MOST_READ {
        return None;
    }
    let (first, last) = (said[begin], said[end]);
    let own = |message: &&&MessageRow| message.author == Author::Automatic;
    let kinds = said[begin..].iter().filter(own).filter_map(|message| kind_of(message, first));
    let is_ours = |message: &&&MessageRow| matches!(message.author, Author::Automatic | Author::Bot);
    let away = said[begin..].iter().rposition(|message| {
        matches!(kind_of(message, first), Some(AutomaticKind::Closed | AutomaticKind::NobodyThere))
    });
    let after_away = away.and_then(|place| said[begin + place..].iter().find(|message| is_buyers(message)));
    let hour_ago = Time(now.0 - HOUR_MS);
    let wait = Wait {
        since,
        said: kinds.collect::<BTreeSet<_>>(),
        spoke_at: said[end..].iter().filter(is_ours).map(|message| message.created_at).max(),
        wrote_after_away_at: after_away.map(|message| message.created_at),
        served_at: said
            .iter()
            .filter(|message| message.author == Author::Agent)
            .map(|message| message.created_at)
            .max(),
        is_first: said.iter().all(|message| is_buyers(message)),
        in_hour: said.iter().filter(own).filter(|message| message.created_at > hour_ago).count(),
        from_machine: sounds_like_a_machine(&said[..end], last),
    };
    Some(Heard { wait, first: first.id, last: last.id })
}

fn kind_of(message: &MessageRow, first: &MessageRow) -> Option<AutomaticKind> {
    let id = message.client_id.filter(|_| message.author == Author::Automatic)?;
    AutomaticKind::ALL.into_iter().find(|kind| id_of(message.shop_id, first.id, *kind) == id)
}

/// The same words again, or our own words coming back: whoever says them reads nothing.
fn sounds_like_a_machine(before: &[&MessageRow], last: &MessageRow) -> bool {
    let Some(words) = last.text.as_deref().map(zg_text::fold) else { return false };
    let same = |message: &&&MessageRow| message.text.as_deref().map(zg_text::fold).as_deref() == Some(words.as_str());
    let again = before.iter().filter(|message| message.author == Author::Customer).filter(same).count();
    again >= SAME_WORDS || before.iter().filter(|message| message.author == Author::Automatic).any(|one| same(&one))
}

/// People ask "are you there?" twice.
const SAME_WORDS: usize = 2;
