//! What the server does, told as stories through HTTP and sockets, on both databases.


mod harness;

mod client_ids;
mod collision;
mod conversations;
mod drafts;
mod colleagues;
mod setup;
mod sign_in;
mod tokens;
mod visitors;
mod snooze;
