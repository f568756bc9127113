//! One look at a conversation: marks what nobody can answer, says what is to be said, comes back when there may be more.

use super::decide::{self, Next};
use super::moment::Moment;
use super::thread::id_of;
use super::{AutomaticKind, listen};
use crate::app::App;
use crate::conversations::{self, Kind, NewMessage, Sender, Standing};
use crate::error::{Error, Result};
use crate::ids::ConversationId;
use crate::jobs::{Job, Outcome};

/// The kind of the job; its payload is the conversation.
pub const LOOK: &str = "automatic_message";
/// What was overtaken is decided anew; whoever is overtaken so often is in the midst of a talk.
const LOOKS: usize = 4;

pub async fn look(app: &App, job: &Job) -> Result<Outcome> {
    let id: ConversationId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    for _ in 0..LOOKS {
        let Some(moment) = Moment::load(app, job.shop_id, id).await? else { break };
        let scene = moment.scene();
        if let Some(why) = scene.away()
            && moment.front.settings.collect_offline
            && moment.wait().served_until(scene.now).is_none()
        {
            conversations::mark_offline(app, job.shop_id, id, why == AutomaticKind::Closed).await?;
        }
        match decide::next(moment.wait(), &scene, &moment.ready(), &moment.front.settings) {
            Next::Say(kind) => match say(app, &moment, kind).await {
                // Said, or overtaken by one more word: what is next follows from what stands there now.
                Ok(()) | Err(Error::Conflict(_)) => {}
                Err(Error::NotFound) => break,
                Err(error) => return Err(error),
            },
            Next::LookAt(at) => {
                listen::look_at(app, job.shop_id, id, at).await?;
                break;
            }
            Next::Nothing => break,
        }
    }
    Ok(Outcome::Done)
}

async fn say(app: &App, moment: &Moment, kind: AutomaticKind) -> Result<()> {
    let shop_id = moment.row.shop_id;
    let Some(text) = moment.words(kind) else { return Ok(()) };
    let message = NewMessage {
        shop_id,
        sender: Sender::Automatic { conversation_id: moment.row.id, standing: Standing::of(&moment.row) },
        client_id: id_of(shop_id, moment.heard.first, kind),
        kind: Kind::Text,
        text: Some(text),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    app.intake.post(message).await.map(drop)
}
