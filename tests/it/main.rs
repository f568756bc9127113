//! What the server does, told as stories through HTTP and sockets, on both databases.

mod harness;

mod client_ids;
mod colleagues;
mod collision;
mod conversations;
mod drafts;
mod events_resume;
mod files;
mod histories;
mod imports;
mod search;
mod setup;
mod sign_in;
mod simulated_buyers;
mod snooze;
mod tokens;
mod visitors;
