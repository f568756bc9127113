//! What is recorded, by stable names.

macro_rules! audit_actions {
    ($($(#[$doc:meta])* $name:ident = $dotted:tt),* $(,)?) => {
        /// Something that was done. Names stay for ever: what is stored carries them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[schema(as = AuditAction)]
        pub enum Action { $($(#[$doc])* #[serde(rename = $dotted)] $name),* }

        impl Action {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $dotted),* }
            }
        }
    };
}

audit_actions! {
    ShopCreated = "shop.created",
    ShopUpdated = "shop.updated",
    SessionStarted = "session.started",
    /// Somebody tried to sign in to an account and was not let in.
    SessionRefused = "session.refused",
    /// Signed out.
    SessionEnded = "session.ended",
    /// Ended from the list of one's sessions.
    SessionRevoked = "session.revoked",
    /// A new browser was said to be one's own.
    SessionRecognised = "session.recognised",
    SecondFactorEnabled = "second_factor.enabled",
    SecondFactorRemoved = "second_factor.removed",
    /// Taken away by a colleague, or at the server's terminal.
    SecondFactorReset = "second_factor.reset",
    /// A wrong code, or one that was used before.
    SecondFactorRefused = "second_factor.refused",
    RecoveryCodesRenewed = "second_factor.codes_renewed",
    SignInUpdated = "sign_in.updated",
    ProviderSaved = "provider.saved",
    ProviderDeleted = "provider.deleted",
    /// An account at the shop's provider became somebody's.
    ProviderAccountLinked = "provider_account.linked",
    ProviderAccountUnlinked = "provider_account.unlinked",
    /// A browser is told of what happens although no desk is open.
    PushStarted = "push.started",
    PushEnded = "push.ended",
    PasswordChanged = "password.changed",
    /// A link for a new password was made, by a colleague or because somebody asked for it.
    PasswordResetRequested = "password.reset_requested",
    /// With such a link, or at the server's terminal.
    PasswordReset = "password.reset",
    InvitationCreated = "invitation.created",
    InvitationRevoked = "invitation.revoked",
    InvitationAccepted = "invitation.accepted",
    StaffCreated = "staff.created",
    StaffUpdated = "staff.updated",
    StaffDeactivated = "staff.deactivated",
    StaffActivated = "staff.activated",
    TokenCreated = "token.created",
    TokenRevoked = "token.revoked",
    InboxCreated = "inbox.created",
    InboxUpdated = "inbox.updated",
    InboxSecretRotated = "inbox.secret_rotated",
    MailboxConnected = "mailbox.connected",
    MailboxUpdated = "mailbox.updated",
    MailboxDisconnected = "mailbox.disconnected",
    /// A mail that was set aside went into a conversation.
    MailAccepted = "mail.accepted",
    MailDismissed = "mail.dismissed",
    MailRestored = "mail.restored",
    MailDownloaded = "mail.downloaded",
    AutomaticMessagesUpdated = "automatic_messages.updated",
    BotSettingsUpdated = "bot.updated",
    LlmSettingsUpdated = "llm.updated",
    WebhookCreated = "webhook.created",
    WebhookUpdated = "webhook.updated",
    WebhookDeleted = "webhook.deleted",
    WebhookSecretRotated = "webhook.secret_rotated",
    /// The server switched it off: nothing had come through for a day.
    WebhookDisabled = "webhook.disabled",
    DeliveryReplayed = "delivery.replayed",
    DeadLetterReplayed = "dead_letter.replayed",
    DeadLettersReplayed = "dead_letter.all_replayed",
    DeadLetterDiscarded = "dead_letter.discarded",
    ConversationsImported = "conversations.imported",
    BackupMade = "backup.made",
    /// What the log says before it is what the backup knew.
    BackupRestored = "backup.restored",
    /// Moved to another engine.
    DatabaseMoved = "database.moved",
    KeyRotated = "key.rotated",
    /// The key was lost, and what it sealed with it.
    KeyReset = "key.reset",
    AuditExported = "audit.exported",
    /// Printed or downloaded as a transcript.
    ConversationExported = "conversation.exported",
    /// Two of a customer became one.
    ConversationMerged = "conversation.merged",
    /// One became two.
    ConversationSplit = "conversation.split",
    /// They are again what they were before.
    ConversationRegroupingUndone = "conversation.regrouping_undone",
    CustomerUpdated = "customer.updated",
    CustomerBlocked = "customer.blocked",
    CustomerUnblocked = "customer.unblocked",
    CustomerExported = "customer.exported",
    /// An export was forgotten before its time.
    ExportDeleted = "export.deleted",
    /// The person is gone from here on; words and files follow.
    CustomerErased = "customer.erased",
    HoldPlaced = "hold.placed",
    HoldLifted = "hold.lifted",
    RetentionUpdated = "retention.updated",
    RetentionRun = "retention.run",
    KnowledgeCreated = "knowledge.created",
    KnowledgeUpdated = "knowledge.updated",
    KnowledgeApproved = "knowledge.approved",
    KnowledgeArchived = "knowledge.archived",
    KnowledgeRestored = "knowledge.restored",
    /// Two that look alike are not the same, or are after all.
    KnowledgeToldApart = "knowledge.told_apart",
    KnowledgeDeleted = "knowledge.deleted",
    KnowledgeImported = "knowledge.imported",
    KnowledgeExported = "knowledge.exported",
    /// It became an entry, or phrasings of one.
    CandidateAccepted = "candidate.accepted",
    CandidateDismissed = "candidate.dismissed",
    CandidateRestored = "candidate.restored",
    CandidateMerged = "candidate.merged",
    CandidateMergeUndone = "candidate.merge_undone",
    CategoryCreated = "category.created",
    CategoryUpdated = "category.updated",
    CategoryDeleted = "category.deleted",
    SizeChartCreated = "size_chart.created",
    SizeChartUpdated = "size_chart.updated",
    SizeChartDeleted = "size_chart.deleted",
    ReceptionUpdated = "reception.updated",
    BusinessHoursUpdated = "business_hours.updated",
    PresenceUpdated = "presence.updated",
    TargetsUpdated = "targets.updated",
    GroupCreated = "group.created",
    GroupUpdated = "group.updated",
    GroupDeleted = "group.deleted",
    CapacityUpdated = "capacity.updated",
    SavedViewCreated = "saved_view.created",
    SavedViewUpdated = "saved_view.updated",
    SavedViewDeleted = "saved_view.deleted",
    SavedViewRestored = "saved_view.restored",
    CannedReplyCreated = "canned_reply.created",
    CannedReplyUpdated = "canned_reply.updated",
    CannedReplyDeleted = "canned_reply.deleted",
    CannedReplyRestored = "canned_reply.restored",
    CannedRepliesArranged = "canned_reply.arranged",
    CannedRepliesImported = "canned_reply.imported",
    CannedRepliesExported = "canned_reply.exported",
    CannedReplyFolderCreated = "canned_reply_folder.created",
    CannedReplyFolderUpdated = "canned_reply_folder.updated",
    CannedReplyFolderDeleted = "canned_reply_folder.deleted",
    MacroCreated = "macro.created",
    MacroUpdated = "macro.updated",
    MacroDeleted = "macro.deleted",
    MacroRestored = "macro.restored",
    TagCreated = "tag.created",
    TagUpdated = "tag.updated",
    TagMoved = "tag.moved",
    TagArchived = "tag.archived",
    TagRestored = "tag.restored",
    StarterTagsAdded = "tag.starter_added",
    ClosingReasonsUpdated = "closing_reasons.updated",
    RuleCreated = "rule.created",
    RuleUpdated = "rule.updated",
    RuleDeleted = "rule.deleted",
    RulesArranged = "rule.arranged",
    /// The server switched it off: it had fired too often.
    RuleStopped = "rule.stopped",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_dotted_and_differ() {
        let names: std::collections::BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for name in names {
            let (family, verb) = name.split_once('.').expect("a dot");
            assert!(
                [family, verb].iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')),
                "{name}"
            );
        }
    }
}
