//! A colleague asks, a model writes, and what is written so far is told while it comes.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::app::App;
use crate::auth::{Actor, Permission, rules};
use crate::conversations::{self, ConversationRow, MessageRow};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, Seq};
use crate::llm::budget::{self, Reservation};
use crate::llm::choices::{Among, choices};
use crate::llm::client::{Endpoint, ask};
use crate::llm::heard::Heard;
use crate::llm::model::{Frame, Task, Tone, Wish};
use crate::llm::prompt::{self, Work};
use crate::llm::trouble::Trouble;
use crate::llm::{ground, store};

/// As long as what a colleague may send.
const MAX_TEXT_CHARS: usize = 10_000;
/// What lies further back is for people to read.
const LAST_MESSAGES: usize = 40;
/// Eyes follow no faster.
const TELL_EVERY: Duration = Duration::from_millis(60);
/// Frames that a slow reader has not taken yet; what comes beyond them is told with the next one.
const WAITING_FRAMES: usize = 4;

/// What is asked, with everything it needs.
enum Asked {
    Draft { begun: Option<String> },
    Rewrite { text: String, tone: Tone },
    Summary { locale: String },
    TranslateMessage { seq: Seq, locale: String },
    TranslateReply { text: String },
    Classify,
    Tags(Among),
}

/// Begins to write what a colleague wishes. What is refused is refused before anything is asked; the model stops when
/// nobody reads on.
pub async fn write(app: &App, actor: &Actor, id: ConversationId, wish: Wish) -> Result<mpsc::Receiver<Frame>> {
    actor.require(Permission::Reply)?;
    let ability = wish.task.ability();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let found = conversations::recent(&mut conn, actor.shop_id, id, LAST_MESSAGES).await?;
    let (row, said) = found.ok_or(Error::NotFound)?;
    let asked = checked(wish)?;
    let settings = store::settings(&mut conn, actor.shop_id).await?;
    let settings = settings.filter(|row| row.usable().contains(&ability)).ok_or(Error::Conflict("llm_off"))?;
    let translated = match asked {
        Asked::TranslateMessage { seq, .. } => conversations::message_at(&mut conn, actor.shop_id, id, seq).await?,
        _ => None,
    };
    drop(reader);
    let work = work(app, &row, &said, translated, asked).await?;
    let endpoint = super::endpoint(app, &settings)?;
    let kept = budget::reserve(app, &settings, &work.prompt).await?;
    let (teller, frames) = mpsc::channel(WAITING_FRAMES);
    tokio::spawn(run(app.clone(), endpoint, work, kept, teller));
    Ok(frames)
}

fn checked(wish: Wish) -> Result<Asked> {
    let text = || -> Result<String> { typed(wish.text.as_deref())?.ok_or_else(|| Error::invalid("text", "required")) };
    let locale = || -> Result<String> {
        let locale = wish.locale.clone().ok_or_else(|| Error::invalid("locale", "required"))?;
        rules::check_locale("locale", &locale).map(|()| locale)
    };
    Ok(match wish.task {
        Task::Draft => Asked::Draft { begun: typed(wish.text.as_deref())? },
        Task::Rewrite => {
            Asked::Rewrite { text: text()?, tone: wish.tone.ok_or_else(|| Error::invalid("tone", "required"))? }
        }
        Task::Summary => Asked::Summary { locale: locale()? },
        Task::TranslateMessage => {
            let seq = wish.message_seq.ok_or_else(|| Error::invalid("message_seq", "required"))?;
            Asked::TranslateMessage { seq, locale: locale()? }
        }
        Task::TranslateReply => Asked::TranslateReply { text: text()? },
        Task::Classify => Asked::Classify,
        Task::Tags => Asked::Tags(Among::All),
        Task::ClosingReason => Asked::Tags(Among::Reasons),
    })
}

/// What somebody typed, if it is anything.
fn typed(text: Option<&str>) -> Result<Option<String>> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(Error::invalid("text", "too_long"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

async fn work(
    app: &App,
    row: &ConversationRow,
    said: &[MessageRow],
    translated: Option<MessageRow>,
    asked: Asked,
) -> Result<Work> {
    let has_words = said.iter().any(|message| message.text.is_some());
    Ok(match asked {
        Asked::Draft { .. } | Asked::Summary { .. } | Asked::Classify | Asked::Tags(_) if !has_words => {
            return Err(Error::Conflict("nothing_said"));
        }
        Asked::Draft { begun } => prompt::draft(said, &ground::entries(app, row, said).await?, begun.as_deref()),
        Asked::Rewrite { text, tone } => prompt::rewrite(&text, tone),
        Asked::Summary { locale } => prompt::summary(said, &locale),
        Asked::TranslateMessage { locale, .. } => {
            let message = translated.filter(|message| message.kind.is_public());
            let text =
                message.and_then(|message| message.text).ok_or_else(|| Error::invalid("message_seq", "unknown"))?;
            prompt::translate_message(&text, &locale)
        }
        Asked::TranslateReply { text } => prompt::translate_reply(&text, said),
        Asked::Classify => prompt::classify(said),
        Asked::Tags(among) => prompt::tags(said, &choices(app, row, among).await?, among),
    })
}

/// Listens to the model until it ends or nobody reads on, and counts what it took either way.
async fn run(app: App, endpoint: Endpoint, work: Work, kept: Reservation, teller: mpsc::Sender<Frame>) {
    let mut heard = Heard::default();
    let ended = tokio::select! {
        () = teller.closed() => None,
        ended = listen(&app, &endpoint, &work, &mut heard, &teller) => Some(ended),
    };
    if let Err(error) = budget::settle(&app, kept, &heard.raw, heard.tokens).await {
        tracing::warn!(%error, "what a language model took could not be counted: it counts as all it might have taken");
    }
    let last = match ended {
        None => return,
        Some(Ok(())) => heard.written(&work),
        Some(Err(trouble)) => Err(trouble),
    };
    let frame = match last {
        Ok(written) => Frame::Done(written),
        Err(trouble) => {
            tracing::info!(code = trouble.code(), "a language model did not answer");
            Frame::Failed { code: trouble.code().to_owned() }
        }
    };
    // Who has gone away meanwhile does not need it.
    drop(teller.send(frame).await);
}

async fn listen(
    app: &App,
    endpoint: &Endpoint,
    work: &Work,
    heard: &mut Heard,
    teller: &mpsc::Sender<Frame>,
) -> Result<(), Trouble> {
    let mut reply = ask(&app.egress, endpoint, &work.prompt).await?;
    let (mut due, mut untold, mut told) = (Instant::now(), false, String::new());
    loop {
        let words = tokio::select! {
            words = reply.next() => words?,
            () = sleep_until(due), if untold => {
                (due, untold) = (Instant::now() + TELL_EVERY, false);
                let text = heard.so_far(work);
                // A reader who is behind gets the next one, which holds this one.
                if !text.is_empty() && text != told && teller.try_send(Frame::Text { text: text.clone() }).is_ok() {
                    told = text;
                }
                continue;
            }
        };
        let Some(words) = words else { break };
        heard.raw.push_str(&words);
        heard.tokens = reply.tokens;
        untold = true;
        if heard.is_full(work) {
            heard.cut = true;
            return Ok(());
        }
    }
    heard.tokens = reply.tokens;
    heard.cut = reply.cut;
    Ok(())
}
