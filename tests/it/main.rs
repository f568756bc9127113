//! What the server does, told as stories through HTTP and sockets, on both databases.

mod harness;

mod client_ids;
mod colleagues;
mod collision;
mod conversations;
mod directions;
mod drafts;
mod events_resume;
mod events_stream;
mod faults;
mod files;
mod headers;
mod histories;
mod hostile;
mod import;
mod inboxes;
mod isolation;
mod nodes;
mod permissions;
mod privacy;
mod rules;
mod schema;
mod search;
mod setup;
mod sign_in;
mod simulated_buyers;
mod snooze;
mod stop;
mod tokens;
mod transfer;
mod visitors;
