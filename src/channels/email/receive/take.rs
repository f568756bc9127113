//! A mail becomes messages of a conversation.

use bytes::Bytes;
use futures::stream;
use uuid::Uuid;
use zg_mail::{Attachment, Received};

use crate::app::App;
use crate::auth::rules;
use crate::channels::email::model::{MailState, MailboxRow, ReceivedRow};
use crate::channels::email::store::mails::{self, Head, Went};
use crate::channels::email::words::{self, Parts};
use crate::channels::email::{send, threads};
use crate::conversations::{Kind, NewMessage, Posted, Sender, Thread, Touchpoint};
use crate::customers::{self, ChannelCustomer};
use crate::error::{Error, Result};
use crate::files::{self, FileRow, Upload, Uploader};
use crate::ids::{ConversationId, CustomerId, derived};

const MESSAGE_IDS: &str = "zhanggui mail";
const FILE_IDS: &str = "zhanggui mail file";
const NAME_CHARS: usize = 60;

/// What keeps a mail out of the conversations, by its code.
#[derive(Debug, Clone, Copy)]
pub enum Verdict {
    /// Somebody is to look at it; it is about this conversation.
    SetAside(&'static str, Option<ConversationId>),
    Dismissed(&'static str),
}

/// What lists show of a mail.
pub fn head(received: &Received) -> Head<'_> {
    Head {
        from_address: Some(&received.from.address),
        from_name: received.from.name.as_deref(),
        subject: Some(&received.subject),
        message_id: received.message_id.as_deref(),
    }
}

/// Stores what a mail says and holds, and notes where it went. Taken in twice it stands there once.
pub async fn take_in(app: &App, row: &ReceivedRow, mailbox: Option<&MailboxRow>, mut received: Received) -> Result<()> {
    let (shop_id, inbox_id) = (row.shop_id, row.inbox_id);
    let customer_id = customer(app, row, &received).await?;
    let attachments = std::mem::take(&mut received.attachments);
    let (files, refused) = keep_files(app, row, customer_id, attachments).await?;
    let (thread, _) = threads::of_mail(app, (shop_id, customer_id, inbox_id), &received).await?;
    let language = threads::language(&mut app.db.reader().await?.conn(), shop_id).await?;
    let parts = Parts {
        subject: (thread == Thread::New).then_some(received.subject.as_str()),
        text: &received.text,
        cut: received.cut,
        refused: &refused,
        with_files: !files.is_empty(),
    };
    let mut bodies: Vec<(Kind, Option<String>, Option<FileRow>)> =
        words::pieces(&parts, language).into_iter().map(|text| (Kind::Text, Some(text), None)).collect();
    for file in files {
        let kind = if file.width.is_some() { Kind::Image } else { Kind::File };
        bodies.push((kind, None, Some(file)));
    }
    let mut writer = Writer { app, row, received: &received, customer_id, thread, by_digest: false };
    let (mut first, mut last) = (None, None);
    for (n, (kind, text, file)) in bodies.into_iter().enumerate() {
        let posted = writer.post(n, kind, text, file).await?;
        first.get_or_insert(posted.message.id);
        last = Some(posted);
    }
    let conversation = last.map(|posted| posted.conversation);
    let went = Went {
        customer_id: Some(customer_id),
        conversation_id: conversation.as_ref().map(|row| row.id),
        first_message_id: first,
    };
    let begins = thread == Thread::New && received.machine.is_none();
    let welcome = match (mailbox, &conversation) {
        (Some(mailbox), Some(conversation)) if begins && mailbox.acknowledge => {
            send::may_acknowledge(app, row, &received.from.address).await?.then_some(conversation)
        }
        _ => None,
    };
    let mut tx = app.db.begin().await?;
    mails::settle(&mut tx.conn(), row, &head(&received), MailState::Accepted, None, went).await?;
    tx.commit().await?;
    match welcome {
        Some(conversation) => send::acknowledge(app, conversation).await,
        None => Ok(()),
    }
}

/// Whoever wrote it, known by the address.
async fn customer(app: &App, row: &ReceivedRow, received: &Received) -> Result<CustomerId> {
    let address = &received.from.address;
    let short = |name: &str| name.chars().take(NAME_CHARS).collect::<String>();
    let named = received.from.name.as_deref().and_then(|name| rules::clean_name("name", &short(name)).ok());
    let customer = ChannelCustomer {
        shop_id: row.shop_id,
        inbox_id: row.inbox_id,
        id: address.clone(),
        name: Some(named.unwrap_or_else(|| short(address))),
        email: rules::clean_email("email", address).ok(),
        phone: None,
        locale: None,
    };
    customers::of_channel(app, customer).await
}

/// Keeps what is attached; what is not to be kept is named with why.
async fn keep_files(
    app: &App,
    row: &ReceivedRow,
    customer_id: CustomerId,
    attachments: Vec<Attachment>,
) -> Result<(Vec<FileRow>, Vec<(String, String)>)> {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (n, Attachment { name, bytes }) in attachments.into_iter().enumerate() {
        let client_id = derived(FILE_IDS, row.shop_id, &[&row.id.to_string(), &n.to_string()]);
        let uploader = Uploader::Customer(customer_id);
        let upload = Upload { shop_id: row.shop_id, uploader, client_id: Some(client_id), name: &name };
        let chunks = Box::pin(stream::iter([Ok(Bytes::from(bytes))]));
        match files::receive(app, upload, chunks).await {
            Ok((file, _)) => kept.push(file),
            Err(Error::Unsupported(code) | Error::TooLarge(code)) => refused.push((name, code.to_owned())),
            Err(Error::Invalid { code, .. }) => refused.push((name, code)),
            Err(error) => return Err(error),
        }
    }
    Ok((kept, refused))
}

/// Says a mail in the name of whoever wrote it.
struct Writer<'a> {
    app: &'a App,
    row: &'a ReceivedRow,
    received: &'a Received,
    customer_id: CustomerId,
    thread: Thread,
    /// Another mail had the same id: this one is named by its bytes.
    by_digest: bool,
}

impl Writer<'_> {
    async fn post(&mut self, n: usize, kind: Kind, text: Option<String>, file: Option<FileRow>) -> Result<Posted> {
        let message = self.message(n, kind, text, file);
        let posted = match self.app.intake.post(message.clone()).await {
            Err(Error::Conflict("client_id_reused")) if !self.by_digest => {
                self.by_digest = true;
                let client_id = self.client_id(n);
                self.app.intake.post(NewMessage { client_id, ..message }).await?
            }
            posted => posted?,
        };
        // What else it holds stands beside it.
        self.thread = Thread::Named(posted.conversation.id);
        Ok(posted)
    }

    fn message(&self, n: usize, kind: Kind, text: Option<String>, file: Option<FileRow>) -> NewMessage {
        let (customer_id, inbox_id, thread) = (self.customer_id, self.row.inbox_id, self.thread);
        let touchpoint = Touchpoint::Enquiry;
        NewMessage {
            shop_id: self.row.shop_id,
            sender: match self.received.machine {
                Some(_) => Sender::Machine { customer_id, inbox_id, touchpoint, thread },
                None => Sender::Customer { customer_id, inbox_id, touchpoint, thread },
            },
            client_id: self.client_id(n),
            kind,
            text,
            file_id: file.map(|file| file.id),
            card: None,
            bot: None,
            press: None,
        }
    }

    /// The same for the same mail, however often and under whatever number the server hands it out.
    fn client_id(&self, n: usize) -> Uuid {
        let known = self.received.message_id.as_deref().filter(|_| !self.by_digest);
        let name = known.map_or_else(|| hex::encode(&self.row.digest), str::to_owned);
        let names = [&self.row.inbox_id.to_string(), &self.received.from.address, &name, &n.to_string()];
        derived(MESSAGE_IDS, self.row.shop_id, &names.map(String::as_str))
    }
}
