//! SQL of mailboxes and their mail.

pub mod cursors;
pub mod health;
pub mod mailboxes;
pub mod mails;
pub mod replies;
