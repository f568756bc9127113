//! Every write about the provider: its settings, the way there and back, whose account is whose.

pub mod accounts;
pub mod begin;
pub mod check;
pub mod come_back;
pub mod settings;
pub mod sign_in;
pub mod sign_in_page;
pub mod sweep;
