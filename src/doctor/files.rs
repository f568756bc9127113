//! Uploaded files: whether the store takes and gives, and whether it still has what the database knows.

use super::Finding;
use crate::config::Config;
use crate::db::Db;
use crate::files::{self, Files, Place};
use crate::sealed::Keys;

/// Of the newest files; looking at all would take long in a large shop. A backup looks at all.
const LOOKED_AT: i64 = 200;
const SETTINGS: &str = "mend the setting files: a folder, or s3://BUCKET/PREFIX (docs/operations.md)";
const BUCKET: &str = "see s3_endpoint, s3_region, the keys and what they may do with the bucket (put, get, list, delete); \
    the lines above say what the store answered";

pub(super) async fn examine(config: &Config, db: &Db, keys: &Keys) -> Vec<Finding> {
    vec![look(config, db, keys).await]
}

async fn look(config: &Config, db: &Db, keys: &Keys) -> Finding {
    let place = match Place::of(config) {
        Ok(place) => place,
        Err(error) => return Finding::problem("files", format!("{error:#}"), SETTINGS),
    };
    if let Some(folder) = place.folder().filter(|folder| !folder.is_dir()) {
        return unusable(&place, &format!("{} is not there", folder.display()));
    }
    let store = match Files::open(config, keys) {
        Ok(store) => store,
        Err(error) => return unusable(&place, &format!("{error:#}")),
    };
    if let Err(error) = store.try_out().await {
        return unusable(&place, &format!("{place}: {error}"));
    }
    match files::missing(db, &store, LOOKED_AT).await {
        Ok((0, looked_at)) => {
            Finding::ok("files", format!("{place} can be written and read; the newest {looked_at} are there"))
        }
        Ok((missing, looked_at)) => Finding::problem(
            "files",
            format!("{missing} of the newest {looked_at} files are gone from {place}"),
            "bring them back from the folder `files` of a backup; nothing else has to stop",
        ),
        Err(error) => unusable(&place, &error.to_string()),
    }
}

fn unusable(place: &Place, error: &str) -> Finding {
    let advice = match place {
        Place::Folder(_) => "see that the folder belongs to the server's user and has room",
        Place::Bucket { .. } => BUCKET,
    };
    Finding::problem("files", error.to_owned(), advice)
}
