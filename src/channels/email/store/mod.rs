//! SQL of mailboxes and their mail.

pub mod mailboxes;
pub mod mails;
pub mod replies;
