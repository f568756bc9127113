//! SQL of canned replies.

pub mod folders;
pub mod replies;
