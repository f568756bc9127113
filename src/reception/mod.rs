//! Reception: whose a conversation becomes, and when.
//!
//! Invariants: whoever waits is given away in one transaction that holds the shop, from what is true in it, so that no two
//! processes give the same buyer away and nobody gets more than they take ([`plan`]); what makes a difference rings
//! (a commit, a colleague who comes, goes or chooses a presence), and a look each second finds what time alone changes.

mod absence;
mod actions;
mod clean;
mod desk;
mod line;
mod listen;
mod model;
mod plan;
mod routes;
mod skills;
mod staffing;
mod store;
mod tell;

pub use actions::{Wanted as WantedGroup, create_group, group_ids, group_name, may_take_over, save as save_settings};
pub use line::{QueuePlace, of_conversation as place_of, of_conversations as places};
pub use model::{Assignment, Settings, Skills};
pub use routes::router;
pub use staffing::{Staffing, staffing};

use crate::app::App;

pub fn start(app: App) {
    listen::start(app.clone());
    tell::start(app);
}
