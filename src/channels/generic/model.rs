use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::conversations::Touchpoint;
use crate::hours::Outlook;
use crate::ids::{ConversationId, CustomerId, MessageId, Seq};

/// What a buyer wrote in another system.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InboundMessage {
    /// The other system's id of the message: the same id is the same message for ever.
    pub id: String,
    pub customer: InboundCustomer,
    pub text: String,
    /// Where it came from; an enquiry, if absent.
    pub touchpoint: Option<Touchpoint>,
    /// A machine wrote it, such as an absence note or a bot: it is kept and shown, no reply is owed, and nothing answers it
    /// by itself.
    #[serde(default)]
    pub automated: bool,
}

/// Who wrote it. What is told besides the id counts when the customer is first met.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InboundCustomer {
    /// The other system's id of the buyer.
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub locale: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReceivedMessage {
    pub message_id: MessageId,
    pub conversation_id: ConversationId,
    pub customer_id: CustomerId,
    pub seq: Seq,
    /// As of this answer, also of a repeat.
    pub expected: Expected,
}

/// What the buyer may expect: to be shown where they write.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ExpectedOfChannel)]
pub struct Expected {
    pub outlook: Outlook,
    /// The same in words, in the buyer's language.
    pub text: String,
}
