//! Uploaded files: whether the store takes and gives, and whether it still has what the database knows.

use super::Finding;
use crate::config::Config;
use crate::db::Db;
use crate::files::{self, Files};
use crate::sealed::Keys;

/// Of the newest files; looking at all would take long in a large shop. A backup looks at all.
const LOOKED_AT: i64 = 200;

pub(super) async fn examine(config: &Config, db: &Db, keys: &Keys) -> Vec<Finding> {
    let folder = config.data.join("files");
    if !folder.is_dir() {
        return vec![unusable(&format!("{} is not there", folder.display()))];
    }
    let store = match Files::open(config, keys) {
        Ok(store) => store,
        Err(error) => return vec![unusable(&format!("{error:#}"))],
    };
    if let Err(error) = store.try_out().await {
        return vec![unusable(&error.to_string())];
    }
    vec![match files::missing(db, &store, LOOKED_AT).await {
        Ok((0, looked_at)) => {
            Finding::ok("files", format!("can be written and read; the newest {looked_at} are there"))
        }
        Ok((missing, looked_at)) => Finding::problem(
            "files",
            format!("{missing} of the newest {looked_at} files are gone"),
            "bring the folder `files` back from a backup; nothing else has to stop",
        ),
        Err(error) => unusable(&error.to_string()),
    }]
}

fn unusable(error: &str) -> Finding {
    Finding::problem("files", error.to_owned(), "see that the folder `files` belongs to the server's user and has room")
}
