//! The one table of who may call what. A route that is not in it is refused, and a test fails.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Role;

/// A right that roles have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    ReadConversations,
    /// Write to buyers.
    Reply,
    /// Write between colleagues.
    WriteNotes,
    /// Assign, put off, solve, upload.
    ServeConversations,
    ReadCustomers,
    EditCustomers,
    ReadFigures,
    ManageInboxes,
    ManageShop,
    ManageStaff,
    ManageTokens,
    /// Webhooks, what could not be sent, and the language model.
    ManageIntegrations,
    /// Who did what.
    ReadAudit,
    /// Who signs in, and how.
    ManageSignIn,
    /// Hand over and erase what is held about a customer; decide what goes by itself.
    ManagePrivacy,
    /// Look knowledge up, and ask it.
    ReadKnowledge,
    /// Write drafts of knowledge, and other ways to ask for it.
    ProposeKnowledge,
    /// Approve, import and export knowledge, and change its categories; write the canned replies and macros that
    /// all share.
    ManageKnowledge,
    /// Decide how the queue is given out, and take conversations over.
    ManageReception,
    /// Grow the tree of tags, and decide whether a reason is asked for at closing.
    ManageTags,
}

impl Permission {
    pub const ALL: [Self; 20] = [
        Self::ReadConversations,
        Self::Reply,
        Self::WriteNotes,
        Self::ServeConversations,
        Self::ReadCustomers,
        Self::EditCustomers,
        Self::ReadFigures,
        Self::ManageInboxes,
        Self::ManageShop,
        Self::ManageStaff,
        Self::ManageTokens,
        Self::ManageIntegrations,
        Self::ReadAudit,
        Self::ManageSignIn,
        Self::ManagePrivacy,
        Self::ReadKnowledge,
        Self::ProposeKnowledge,
        Self::ManageKnowledge,
        Self::ManageReception,
        Self::ManageTags,
    ];

    /// The roles that have it.
    fn roles(self) -> &'static [Role] {
        use Role::{Agent, Inspector, Lead, Manager, Operations, Owner, Trainer, Viewer};
        match self {
            Self::ReadConversations | Self::ReadCustomers | Self::ReadFigures | Self::ReadKnowledge => {
                &[Owner, Manager, Lead, Agent, Inspector, Trainer, Operations, Viewer]
            }
            Self::Reply | Self::ServeConversations => &[Owner, Manager, Lead, Agent],
            Self::WriteNotes | Self::ProposeKnowledge => &[Owner, Manager, Lead, Agent, Inspector, Trainer],
            Self::EditCustomers => &[Owner, Manager, Lead, Agent, Operations],
            Self::ManageInboxes => &[Owner, Manager, Operations],
            Self::ManageKnowledge | Self::ManageReception | Self::ManageTags => &[Owner, Manager, Lead],
            Self::ManageShop
            | Self::ManageStaff
            | Self::ManageTokens
            | Self::ManageIntegrations
            | Self::ReadAudit
            | Self::ManagePrivacy => &[Owner, Manager],
            Self::ManageSignIn => &[Owner],
        }
    }

    pub fn is_granted_to(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// All that a role has.
    pub fn of(role: Role) -> Vec<Self> {
        Self::ALL.into_iter().filter(|permission| permission.is_granted_to(role)).collect()
    }
}

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; what protects it, if anything, is in the request itself.
    Public,
    /// Somebody whose first proof was right and whose second one is missing.
    HalfSignedIn,
    /// A buyer with a visitor token.
    Visitor,
    /// Any member of staff, and their API tokens.
    AnyStaff,
    /// Any member of staff in person: an API token may not.
    InPerson,
    /// Members of staff whose role has the permission, and their API tokens.
    Staff(Permission),
    /// As [`Access::Staff`], of a request that changes nothing whatever its method: a token that may only read will do.
    Asking(Permission),
    /// As [`Access::Staff`], in person only: a leaked API token must not make more ways in.
    StaffInPerson(Permission),
}

use Access::{AnyStaff, Asking, HalfSignedIn, InPerson, Public, Staff, StaffInPerson};
use Permission::{
    EditCustomers, ManageInboxes, ManageIntegrations, ManageKnowledge, ManagePrivacy, ManageReception, ManageShop,
    ManageSignIn, ManageStaff, ManageTags, ManageTokens, ProposeKnowledge, ReadAudit, ReadConversations, ReadCustomers,
    ReadFigures, ReadKnowledge, Reply, ServeConversations, WriteNotes,
};

/// Method and path below `/api/v1` → who may.
pub const ROUTES: &[(&str, &str, Access)] = &[
    // First run, signing in and out.
    ("GET", "/setup", Public),
    ("POST", "/setup", Public),
    ("POST", "/session", Public),
    ("DELETE", "/session", InPerson),
    ("GET", "/session/providers", Public),
    ("POST", "/session/provider", Public),
    ("POST", "/session/provider/return", Public),
    // The second proof of a sign-in: nothing else is open before it.
    ("GET", "/session/step", HalfSignedIn),
    ("POST", "/session/code", HalfSignedIn),
    ("POST", "/session/second_factor", HalfSignedIn),
    ("POST", "/session/second_factor/confirm", HalfSignedIn),
    // A forgotten password: who asks shows nothing yet, and the link opens by itself.
    ("POST", "/password_resets", Public),
    ("GET", "/password_resets/by-token/{token}", Public),
    ("POST", "/password_resets/by-token/{token}", Public),
    ("GET", "/me", AnyStaff),
    ("PATCH", "/me", InPerson),
    ("POST", "/me/password", InPerson),
    ("PUT", "/me/presence", AnyStaff),
    ("POST", "/me/activity", InPerson),
    ("GET", "/me/sessions", InPerson),
    ("DELETE", "/me/sessions", InPerson),
    ("DELETE", "/me/sessions/{id}", InPerson),
    ("POST", "/me/sessions/{id}/recognise", InPerson),
    ("GET", "/me/sign_in", InPerson),
    ("POST", "/me/second_factor", InPerson),
    ("POST", "/me/second_factor/confirm", InPerson),
    ("POST", "/me/second_factor/recovery_codes", InPerson),
    ("POST", "/me/second_factor/remove", InPerson),
    ("POST", "/me/provider_account", InPerson),
    ("POST", "/me/provider_account/return", InPerson),
    ("DELETE", "/me/provider_account", InPerson),
    // Colleagues.
    ("GET", "/staff", AnyStaff),
    ("PATCH", "/staff/{id}", StaffInPerson(ManageStaff)),
    ("GET", "/staff/{id}/sign_in", StaffInPerson(ManageStaff)),
    ("DELETE", "/staff/{id}/sessions", StaffInPerson(ManageStaff)),
    ("DELETE", "/staff/{id}/sessions/{session_id}", StaffInPerson(ManageStaff)),
    ("DELETE", "/staff/{id}/second_factor", StaffInPerson(ManageStaff)),
    ("DELETE", "/staff/{id}/provider_account", StaffInPerson(ManageStaff)),
    ("POST", "/staff/{id}/password_reset", StaffInPerson(ManageStaff)),
    ("GET", "/invitations", StaffInPerson(ManageStaff)),
    ("POST", "/invitations", StaffInPerson(ManageStaff)),
    ("DELETE", "/invitations/{id}", StaffInPerson(ManageStaff)),
    ("GET", "/invitations/by-token/{token}", Public),
    ("POST", "/invitations/by-token/{token}", Public),
    ("GET", "/tokens", StaffInPerson(ManageTokens)),
    ("POST", "/tokens", StaffInPerson(ManageTokens)),
    ("DELETE", "/tokens/{id}", StaffInPerson(ManageTokens)),
    // The shop and its inboxes.
    ("GET", "/shop", AnyStaff),
    ("PATCH", "/shop", Staff(ManageShop)),
    ("GET", "/shop/sign_in", StaffInPerson(ManageSignIn)),
    ("PATCH", "/shop/sign_in", StaffInPerson(ManageSignIn)),
    ("PUT", "/shop/sign_in/provider", StaffInPerson(ManageSignIn)),
    ("DELETE", "/shop/sign_in/provider", StaffInPerson(ManageSignIn)),
    ("POST", "/shop/sign_in/provider/check", StaffInPerson(ManageSignIn)),
    ("GET", "/inboxes", AnyStaff),
    ("POST", "/inboxes", Staff(ManageInboxes)),
    ("GET", "/inboxes/{id}", AnyStaff),
    ("PATCH", "/inboxes/{id}", Staff(ManageInboxes)),
    ("POST", "/inboxes/{id}/identity_secret", StaffInPerson(ManageInboxes)),
    // Mailboxes, and mail that was set aside.
    ("GET", "/inboxes/{id}/mailbox", StaffInPerson(ManageInboxes)),
    ("PUT", "/inboxes/{id}/mailbox", StaffInPerson(ManageInboxes)),
    ("DELETE", "/inboxes/{id}/mailbox", StaffInPerson(ManageInboxes)),
    ("POST", "/inboxes/{id}/mailbox/check", StaffInPerson(ManageInboxes)),
    ("GET", "/mails", StaffInPerson(ManageInboxes)),
    ("GET", "/mails/{id}", StaffInPerson(ManageInboxes)),
    ("GET", "/mails/{id}/raw", StaffInPerson(ManageInboxes)),
    ("POST", "/mails/{id}/accept", StaffInPerson(ManageInboxes)),
    ("POST", "/mails/{id}/dismiss", StaffInPerson(ManageInboxes)),
    ("POST", "/mails/{id}/restore", StaffInPerson(ManageInboxes)),
    ("GET", "/messages/{id}/mail", Staff(ReadConversations)),
    ("GET", "/messages/{id}/mail/raw", Staff(ReadConversations)),
    ("GET", "/conversations/{id}/mail", Staff(ReadConversations)),
    ("POST", "/conversations/{id}/mail/send_again", Staff(Reply)),
    ("POST", "/test_chat", AnyStaff),
    // Conversations.
    ("GET", "/views", Staff(ReadConversations)),
    ("GET", "/conversations", Staff(ReadConversations)),
    ("POST", "/conversations/bulk", Staff(ServeConversations)),
    ("GET", "/conversations/{id}", Staff(ReadConversations)),
    ("PATCH", "/conversations/{id}", Staff(ServeConversations)),
    ("GET", "/conversations/{id}/messages", Staff(ReadConversations)),
    ("GET", "/conversations/{id}/transcript", Staff(ReadConversations)),
    ("GET", "/conversations/{id}/transcript/text", Staff(ReadConversations)),
    // Whether it is a reply or a note is decided where the message is read.
    ("POST", "/conversations/{id}/messages", Staff(WriteNotes)),
    ("DELETE", "/conversations/{id}/messages/{message_id}", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/assign", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/solve", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/merge", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/split", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/regroupings/{regrouping_id}/undo", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/reopen", Staff(ServeConversations)),
    ("PUT", "/conversations/{id}/spam", Staff(ServeConversations)),
    ("DELETE", "/conversations/{id}/spam", Staff(ServeConversations)),
    ("PUT", "/conversations/{id}/tags", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/snooze", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/read", Staff(ReadConversations)),
    ("PUT", "/conversations/{id}/draft", Staff(ServeConversations)),
    ("DELETE", "/conversations/{id}/draft", Staff(ServeConversations)),
    ("GET", "/search", Staff(ReadConversations)),
    ("GET", "/figures/today", Staff(ReadFigures)),
    ("GET", "/figures/today/conversations", Staff(ReadFigures)),
    ("GET", "/figures/service", Staff(ReadFigures)),
    ("GET", "/figures/service/conversations", Staff(ReadFigures)),
    ("GET", "/figures/bot", Staff(ReadFigures)),
    ("GET", "/figures/bot/conversations", Staff(ReadFigures)),
    // Colleagues are asked inside a conversation.
    ("GET", "/help_requests", Staff(ReadConversations)),
    ("GET", "/conversations/{id}/help_requests", Staff(ReadConversations)),
    ("POST", "/conversations/{id}/help_requests", Staff(WriteNotes)),
    ("POST", "/help_requests/{id}/answer", Staff(WriteNotes)),
    ("POST", "/help_requests/{id}/close", Staff(WriteNotes)),
    // Reminders on conversations.
    ("GET", "/follow_ups", Staff(ReadConversations)),
    ("GET", "/conversations/{id}/follow_ups", Staff(ReadConversations)),
    ("POST", "/conversations/{id}/follow_ups", Staff(WriteNotes)),
    ("PATCH", "/follow_ups/{id}", Staff(WriteNotes)),
    // Lists of steps. One's own or the shop's is decided where the macro is read.
    ("GET", "/macros", Staff(ReadConversations)),
    ("POST", "/macros", Staff(ServeConversations)),
    ("PUT", "/macros/{id}", Staff(ServeConversations)),
    ("DELETE", "/macros/{id}", Staff(ServeConversations)),
    ("POST", "/macros/{id}/restore", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/macros/{macro_id}/run", Staff(ServeConversations)),
    ("POST", "/macro_runs/{id}/undo", Staff(ServeConversations)),
    // One's own shift, and what one tells the next.
    ("GET", "/shift", Staff(ReadConversations)),
    ("GET", "/shift/day", Staff(ReadConversations)),
    ("POST", "/shift/begin", Staff(ServeConversations)),
    ("POST", "/shift/end", Staff(ServeConversations)),
    ("POST", "/hand_over_notes", Staff(WriteNotes)),
    ("POST", "/hand_over_notes/{id}/read", Staff(ReadConversations)),
    // What conversations are about.
    ("GET", "/tags", Staff(ReadConversations)),
    ("POST", "/tags", Staff(ManageTags)),
    ("GET", "/tags/usage", Staff(ReadConversations)),
    ("POST", "/tags/starter_set", Staff(ManageTags)),
    ("PATCH", "/tags/{id}", Staff(ManageTags)),
    ("POST", "/tags/{id}/move", Staff(ManageTags)),
    ("GET", "/closing_reasons", Staff(ReadConversations)),
    ("PUT", "/closing_reasons", Staff(ManageTags)),
    // Customers.
    ("GET", "/customers", Staff(ReadCustomers)),
    ("GET", "/customers/{id}", Staff(ReadCustomers)),
    ("PATCH", "/customers/{id}", Staff(EditCustomers)),
    // For good only those who lead.
    ("PUT", "/customers/{id}/block", Staff(ServeConversations)),
    ("DELETE", "/customers/{id}/block", Staff(ServeConversations)),
    ("GET", "/blocked_customers", Staff(ReadCustomers)),
    // What is held about one customer, handed over or erased: never by a token, which may leak.
    ("GET", "/customers/{id}/privacy", StaffInPerson(ManagePrivacy)),
    ("POST", "/customers/{id}/exports", StaffInPerson(ManagePrivacy)),
    ("POST", "/customers/{id}/erasure", StaffInPerson(ManagePrivacy)),
    ("POST", "/customers/{id}/holds", StaffInPerson(ManagePrivacy)),
    ("GET", "/exports", StaffInPerson(ManagePrivacy)),
    ("GET", "/exports/{id}", StaffInPerson(ManagePrivacy)),
    ("DELETE", "/exports/{id}", StaffInPerson(ManagePrivacy)),
    // Carries its own signature, as a file does.
    ("GET", "/exports/{id}/file", Public),
    ("GET", "/erasures", StaffInPerson(ManagePrivacy)),
    ("GET", "/erasures/{id}", StaffInPerson(ManagePrivacy)),
    ("GET", "/holds", StaffInPerson(ManagePrivacy)),
    ("DELETE", "/holds/{id}", StaffInPerson(ManagePrivacy)),
    ("GET", "/retention", StaffInPerson(ManagePrivacy)),
    ("PUT", "/retention", StaffInPerson(ManagePrivacy)),
    ("POST", "/retention/preview", StaffInPerson(ManagePrivacy)),
    ("GET", "/retention/runs", StaffInPerson(ManagePrivacy)),
    // Knowledge. Whether a draft or what buyers read is changed is decided where the entry is read.
    ("GET", "/knowledge/categories", Staff(ReadKnowledge)),
    ("POST", "/knowledge/categories", Staff(ManageKnowledge)),
    ("PATCH", "/knowledge/categories/{id}", Staff(ManageKnowledge)),
    ("DELETE", "/knowledge/categories/{id}", Staff(ManageKnowledge)),
    ("GET", "/knowledge/entries", Staff(ReadKnowledge)),
    ("POST", "/knowledge/entries", Staff(ProposeKnowledge)),
    ("POST", "/knowledge/entries/bulk", Staff(ManageKnowledge)),
    ("GET", "/knowledge/entries/{id}", Staff(ReadKnowledge)),
    ("PUT", "/knowledge/entries/{id}", Staff(ProposeKnowledge)),
    ("DELETE", "/knowledge/entries/{id}", Staff(ProposeKnowledge)),
    ("POST", "/knowledge/entries/{id}/approve", Staff(ManageKnowledge)),
    ("POST", "/knowledge/entries/{id}/archive", Staff(ManageKnowledge)),
    ("POST", "/knowledge/entries/{id}/restore", Staff(ManageKnowledge)),
    ("POST", "/knowledge/entries/{id}/merge", Staff(ManageKnowledge)),
    ("GET", "/knowledge/duplicates", Staff(ReadKnowledge)),
    ("PUT", "/knowledge/duplicates", Staff(ManageKnowledge)),
    ("GET", "/knowledge/entries/{id}/versions", Staff(ReadKnowledge)),
    ("POST", "/knowledge/entries/{id}/versions/{version}/restore", Staff(ManageKnowledge)),
    ("POST", "/knowledge/entries/{id}/phrasings", Staff(ProposeKnowledge)),
    ("POST", "/knowledge/entries/{id}/phrasings/withdraw", Staff(ProposeKnowledge)),
    ("POST", "/knowledge/entries/{id}/proposals/{proposal_id}/approve", Staff(ManageKnowledge)),
    ("DELETE", "/knowledge/entries/{id}/proposals/{proposal_id}", Staff(ManageKnowledge)),
    // What buyers asked in vain: their words are those of conversations.
    ("GET", "/knowledge/candidates", Staff(ReadKnowledge)),
    ("GET", "/knowledge/candidates/{id}", Staff(ReadKnowledge)),
    ("POST", "/knowledge/candidates/{id}/accept", Staff(ProposeKnowledge)),
    ("POST", "/knowledge/candidates/{id}/dismiss", Staff(ManageKnowledge)),
    ("POST", "/knowledge/candidates/{id}/restore", Staff(ManageKnowledge)),
    ("POST", "/knowledge/candidates/{id}/merge", Staff(ManageKnowledge)),
    ("POST", "/knowledge/candidates/{id}/undo_merge", Staff(ManageKnowledge)),
    ("POST", "/knowledge/import", Staff(ManageKnowledge)),
    ("POST", "/knowledge/starter_pack", Staff(ManageKnowledge)),
    ("GET", "/knowledge/export", StaffInPerson(ManageKnowledge)),
    ("POST", "/knowledge/ask", Asking(ReadKnowledge)),
    ("GET", "/knowledge/ask/jobs", Staff(ReadKnowledge)),
    ("POST", "/knowledge/ask/jobs", Asking(ReadKnowledge)),
    ("GET", "/knowledge/ask/jobs/{id}", Staff(ReadKnowledge)),
    ("DELETE", "/knowledge/ask/jobs/{id}", Staff(ProposeKnowledge)),
    ("GET", "/knowledge/ask/jobs/{id}/results", Staff(ReadKnowledge)),
    ("GET", "/knowledge/ask/jobs/{id}/export", Staff(ReadKnowledge)),
    // Sizes.
    ("GET", "/size_charts", Staff(ReadKnowledge)),
    ("POST", "/size_charts", Staff(ManageKnowledge)),
    ("POST", "/size_charts/check", Asking(ReadKnowledge)),
    ("GET", "/size_charts/{id}", Staff(ReadKnowledge)),
    ("PUT", "/size_charts/{id}", Staff(ManageKnowledge)),
    ("DELETE", "/size_charts/{id}", Staff(ManageKnowledge)),
    ("POST", "/size_charts/{id}/advise", Asking(ReadKnowledge)),
    ("POST", "/size_advice", Asking(ReadKnowledge)),
    // Canned replies. One's own or the shop's is decided where the reply is read.
    ("GET", "/saved_views", Staff(ReadConversations)),
    ("POST", "/saved_views", Staff(ReadConversations)),
    ("PUT", "/saved_views/{id}", Staff(ReadConversations)),
    ("DELETE", "/saved_views/{id}", Staff(ReadConversations)),
    ("POST", "/saved_views/{id}/restore", Staff(ReadConversations)),
    ("POST", "/conversations/count", Asking(ReadConversations)),
    ("GET", "/canned_replies", Staff(ReadConversations)),
    ("POST", "/canned_replies", Staff(ServeConversations)),
    ("GET", "/canned_replies/variables", Staff(ReadConversations)),
    ("POST", "/canned_replies/preview", Asking(ReadConversations)),
    ("PUT", "/canned_replies/order", Staff(ServeConversations)),
    ("POST", "/canned_replies/import", Staff(ServeConversations)),
    ("POST", "/canned_replies/starter_set", Staff(ManageKnowledge)),
    ("GET", "/canned_replies/export", StaffInPerson(ReadConversations)),
    ("GET", "/canned_replies/{id}", Staff(ReadConversations)),
    ("PUT", "/canned_replies/{id}", Staff(ServeConversations)),
    ("DELETE", "/canned_replies/{id}", Staff(ServeConversations)),
    ("POST", "/canned_replies/{id}/restore", Staff(ServeConversations)),
    ("POST", "/canned_replies/{id}/render", Asking(ReadConversations)),
    ("POST", "/canned_replies/{id}/use", Staff(ServeConversations)),
    ("POST", "/canned_reply_folders", Staff(ServeConversations)),
    ("PUT", "/canned_reply_folders/order", Staff(ServeConversations)),
    ("PATCH", "/canned_reply_folders/{id}", Staff(ServeConversations)),
    ("DELETE", "/canned_reply_folders/{id}", Staff(ServeConversations)),
    // Files: a download carries its own signature.
    ("POST", "/files", Staff(ServeConversations)),
    ("GET", "/files/{id}", Public),
    ("POST", "/imports/conversations", Staff(ManageShop)),
    // Other systems hand in what buyers write: each request is signed.
    ("POST", "/channels/generic/{public_key}/messages", Public),
    // The bot.
    // How soon buyers are to be answered, and what one is told of.
    ("GET", "/targets", Staff(ReadConversations)),
    ("PUT", "/targets", Staff(ManageReception)),
    ("POST", "/targets/preview", Asking(ReadConversations)),
    ("GET", "/notifications", Staff(ReadConversations)),
    ("POST", "/notifications/read", Staff(ReadConversations)),
    ("POST", "/notifications/{id}/read", Staff(ReadConversations)),
    ("GET", "/push_subscriptions", StaffInPerson(ReadConversations)),
    ("PUT", "/push_subscriptions", StaffInPerson(ReadConversations)),
    ("DELETE", "/push_subscriptions/{id}", StaffInPerson(ReadConversations)),
    ("POST", "/push_subscriptions/{id}/test", StaffInPerson(ReadConversations)),
    // Whose a conversation becomes.
    ("GET", "/reception", Staff(ReadConversations)),
    ("PUT", "/reception", Staff(ManageReception)),
    ("GET", "/reception/agents", Staff(ReadConversations)),
    ("PUT", "/reception/agents/{staff_id}", Staff(ManageReception)),
    ("GET", "/automatic_messages", Staff(ReadConversations)),
    ("PUT", "/automatic_messages", Staff(ManageReception)),
    ("POST", "/automatic_messages/preview", Asking(ReadConversations)),
    ("GET", "/automatic_messages/now", Staff(ReadConversations)),
    ("GET", "/conversations/{id}/apology", Staff(ReadConversations)),
    ("GET", "/conversations/{id}/closing_words", Staff(ReadConversations)),
    // What is done by itself when something happens.
    ("GET", "/rules", Staff(ReadConversations)),
    ("POST", "/rules", Staff(ManageReception)),
    ("PUT", "/rules/order", Staff(ManageReception)),
    ("POST", "/rules/starter_set", Staff(ManageReception)),
    ("POST", "/rules/dry_run", Asking(ManageReception)),
    ("PUT", "/rules/{id}", Staff(ManageReception)),
    ("DELETE", "/rules/{id}", Staff(ManageReception)),
    ("PUT", "/rules/{id}/enabled", Staff(ManageReception)),
    ("GET", "/rules/{id}/firings", Staff(ReadConversations)),
    ("GET", "/presence_settings", Staff(ReadConversations)),
    ("PUT", "/presence_settings", Staff(ManageReception)),
    // When the shop is open.
    ("GET", "/business_hours", Staff(ReadConversations)),
    ("PUT", "/business_hours", Staff(ManageReception)),
    ("POST", "/business_hours/preview", Asking(ReadConversations)),
    ("GET", "/business_hours/openings", Staff(ReadConversations)),
    ("GET", "/staff_groups", Staff(ReadConversations)),
    ("POST", "/staff_groups", Staff(ManageReception)),
    ("PUT", "/staff_groups/{id}", Staff(ManageReception)),
    ("DELETE", "/staff_groups/{id}", Staff(ManageReception)),
    ("GET", "/bot/settings/{inbox_id}", Staff(ReadKnowledge)),
    ("PUT", "/bot/settings/{inbox_id}", Staff(ManageKnowledge)),
    ("POST", "/bot/settings/{inbox_id}/preview", Asking(ReadKnowledge)),
    ("GET", "/conversations/{id}/suggestions", Staff(ReadConversations)),
    ("POST", "/conversations/{id}/suggestions/{entry_id}/feedback", Staff(ServeConversations)),
    ("POST", "/conversations/{id}/past_replies/{reply_id}/feedback", Staff(ServeConversations)),
    // The language model: it costs the shop money, so people use it, not tokens.
    ("GET", "/llm/settings", StaffInPerson(ManageIntegrations)),
    ("PUT", "/llm/settings", StaffInPerson(ManageIntegrations)),
    ("POST", "/llm/settings/check", StaffInPerson(ManageIntegrations)),
    ("GET", "/llm/abilities", Staff(ReadConversations)),
    ("POST", "/conversations/{id}/llm", StaffInPerson(Reply)),
    // What goes out to other systems.
    ("GET", "/webhooks", StaffInPerson(ManageIntegrations)),
    ("POST", "/webhooks", StaffInPerson(ManageIntegrations)),
    ("GET", "/webhooks/{id}", StaffInPerson(ManageIntegrations)),
    ("PATCH", "/webhooks/{id}", StaffInPerson(ManageIntegrations)),
    ("DELETE", "/webhooks/{id}", StaffInPerson(ManageIntegrations)),
    ("POST", "/webhooks/{id}/secret", StaffInPerson(ManageIntegrations)),
    ("POST", "/webhooks/{id}/test", StaffInPerson(ManageIntegrations)),
    ("GET", "/webhooks/{id}/deliveries", StaffInPerson(ManageIntegrations)),
    ("POST", "/webhooks/{id}/deliveries/{delivery_id}/replay", StaffInPerson(ManageIntegrations)),
    ("GET", "/dead_letters", StaffInPerson(ManageIntegrations)),
    ("POST", "/dead_letters/replay", StaffInPerson(ManageIntegrations)),
    ("POST", "/dead_letters/{id}/replay", StaffInPerson(ManageIntegrations)),
    ("DELETE", "/dead_letters/{id}", StaffInPerson(ManageIntegrations)),
    // Who did what.
    ("GET", "/audit", StaffInPerson(ReadAudit)),
    ("GET", "/audit/export", StaffInPerson(ReadAudit)),
    // The demo's simulated buyers.
    ("GET", "/demo/simulator", AnyStaff),
    ("POST", "/demo/simulator", StaffInPerson(ManageShop)),
    // Live; the sockets look at who asks themselves.
    ("GET", "/live", AnyStaff),
    ("GET", "/events", AnyStaff),
    ("GET", "/widget/live", Public),
    ("GET", "/widget/events", Public),
    // The widget.
    ("POST", "/widget/session", Public),
    ("GET", "/widget/messages", Access::Visitor),
    ("POST", "/widget/messages", Access::Visitor),
    ("PUT", "/widget/messages/{id}/rating", Access::Visitor),
    ("POST", "/widget/files", Access::Visitor),
    ("POST", "/widget/read", Access::Visitor),
    ("POST", "/widget/typing", Access::Visitor),
    ("POST", "/widget/page", Access::Visitor),
    // What the API is.
    ("GET", "/openapi.json", Public),
];

static BY_ROUTE: LazyLock<HashMap<(&str, &str), Access>> =
    LazyLock::new(|| ROUTES.iter().map(|&(method, path, access)| ((method, path), access)).collect());

/// Who may call a route; none if the table does not know it.
pub fn access(method: &str, path: &str) -> Option<Access> {
    BY_ROUTE.get(&(method, path)).copied()
}

/// The one route that no OpenAPI operation describes: the description itself.
pub const UNDESCRIBED: &[&str] = &["/openapi.json"];

/// The methods a path is listed with.
pub fn methods(path: &str) -> Vec<&'static str> {
    ROUTES.iter().filter(|(_, listed, _)| *listed == path).map(|(method, ..)| *method).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_stands_twice() {
        assert_eq!(BY_ROUTE.len(), ROUTES.len());
    }

    #[test]
    fn an_owner_may_everything_and_a_viewer_only_reads() {
        assert_eq!(Permission::of(Role::Owner), Permission::ALL.to_vec());
        assert_eq!(
            Permission::of(Role::Viewer),
            [
                Permission::ReadConversations,
                Permission::ReadCustomers,
                Permission::ReadFigures,
                Permission::ReadKnowledge
            ]
        );
    }

    #[test]
    fn reading_never_needs_a_right_to_write() {
        for (method, path, access) in ROUTES {
            if let ("GET", Staff(permission)) = (*method, *access) {
                assert!(permission.is_granted_to(Role::Viewer), "{method} {path}");
            }
        }
    }
}
